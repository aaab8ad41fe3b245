"""What an agreement must satisfy before it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.documents.preferences import get
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_
from core.terms.errors import (
    AgreementIncomplete,
    AgreementKindNotUsed,
    NotAStandard,
    SchedulesNotUsed,
)
from core.terms.models import Agreement, Contract
from core.terms.payment_rules import LONGEST_SHIFT
from core.terms.rules import WHOLE, ScheduleStage
from core.terms.schedules import require_stages, stage_mode
from core.terms.settings import AGREEMENT_USE
from core.terms.statuses import (
    AGREEMENT_KINDS,
    OUTBOUND_METHODS,
    AgreementKind,
    AgreementUse,
    StageMode,
)
from core.terms.types import FIELDS

_CURRENCY = re.compile(r"[A-Z]{3}")

_USED = {
    AgreementKind.STANDARD: (AgreementUse.BOTH, AgreementUse.STANDARD),
    AgreementKind.INDIVIDUAL: (AgreementUse.BOTH, AgreementUse.INDIVIDUAL),
}

_ONLY_STANDARD = ("segment_id",)
_ONLY_INDIVIDUAL = ("partner_id", "base_id", "contract_id")


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """How far a manager may go by hand with items of a price group; None: as far as he likes."""

    price_group_id: int
    max_discount: int | None = None
    """Hundredths of a percent."""
    max_markup: int | None = None


def kinds_used(session: Session) -> frozenset[AgreementKind]:
    """Return the kinds of agreements the company works with; one statement."""
    use = get(session, AGREEMENT_USE)
    return frozenset(kind for kind, uses in _USED.items() if use in uses)


def require_use(session: Session, kind: AgreementKind) -> None:
    """Do nothing when the company works with agreements of *kind*.

    Raises:
        AgreementKindNotUsed: it does not.
    """
    if kind not in kinds_used(session):
        raise AgreementKindNotUsed(kind=AGREEMENT_KINDS[kind])


def checked(
    session: Session,
    kind: AgreementKind,
    values: Mapping[str, object],
    stages: Sequence[ScheduleStage] | None,
    *,
    number: str,
) -> dict[str, Any]:
    """Return what is to be written: what is of the other kind left out, empty ids as None.

    Args:
        values: every field that a person may change.
        stages: its own; None: they stay as they are.
        number: of the agreement, for refusals; "" for a new one.

    Raises:
        AgreementIncomplete: no name, or no partner of an individual one.
        NotAStandard: it refines another individual one, or itself.
        NotFound: the contract is not one of the partner's.
        BadValue: a currency, a percentage, a term or a validity that makes no sense.
        SchedulesNotUsed, StagesWrongSum and others: payment stages.
    """
    found: dict[str, Any] = {
        name: value or None if name.endswith("_id") else value for name, value in values.items()
    }
    for name in _ONLY_STANDARD if kind is AgreementKind.INDIVIDUAL else _ONLY_INDIVIDUAL:
        found[name] = None
    found["name"] = str(found["name"] or "").strip()
    if not found["name"]:
        raise AgreementIncomplete(document=number, what=FIELDS["name"])
    if kind is AgreementKind.INDIVIDUAL and found["partner_id"] is None:
        raise AgreementIncomplete(document=number, what=N_("Partner"))
    _check_values(found)
    _check_rows(session, found)
    mode = stage_mode(session)
    if found["schedule_id"] is not None and mode is not StageMode.TEMPLATES:
        raise SchedulesNotUsed
    if stages is not None and found["schedule_id"] is None:
        require_stages(stages, mode)
    return found


def require_currency(currency: object) -> str:
    """Return a currency as ISO 4217 writes it.

    Raises:
        BadValue: it is not three letters.
    """
    code = str(currency or "").strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise BadValue(what=FIELDS["currency"], value=str(currency), expected="RUB")
    return code


def require_period(since: object, until: object) -> None:
    """Do nothing when a validity does not end before it begins.

    Raises:
        BadValue: it does.
    """
    if isinstance(since, date) and isinstance(until, date) and until < since:
        raise BadValue(
            what=FIELDS["valid_until"], value=until.isoformat(), expected=f">= {since.isoformat()}"
        )


def _check_values(found: dict[str, Any]) -> None:
    found["currency"] = require_currency(found["currency"])
    methods = {str(method) for method in found["delivery_methods"] or ()}
    unknown = methods - {method.value for method in OUTBOUND_METHODS}
    if unknown:
        raise BadValue(
            what=FIELDS["delivery_methods"],
            value=", ".join(sorted(unknown)),
            expected=", ".join(method.value for method in OUTBOUND_METHODS),
        )
    found["delivery_methods"] = [m.value for m in OUTBOUND_METHODS if m.value in methods]
    require_period(found["valid_from"], found["valid_until"])
    for name, most in (("max_discount", WHOLE), ("max_markup", None)):
        value = found[name]
        if value is not None and (value < 0 or (most is not None and value > most)):
            raise BadValue(
                what=FIELDS[name],
                value=Decimal(value) / 100,
                expected="≥ 0" if most is None else "0 … 100 %",
            )
    for name in ("delivery_days", "tare_days"):
        days = found[name]
        if days is not None and not 0 <= days <= LONGEST_SHIFT:
            raise BadValue(what=FIELDS[name], value=days, expected=f"0 … {LONGEST_SHIFT}")


def _check_rows(session: Session, found: Mapping[str, Any]) -> None:
    if found["base_id"] is not None:
        base = session.execute(
            select(Agreement.kind, Agreement.number_text).where(Agreement.id == found["base_id"])
        ).one_or_none()
        if base is None:
            raise NotFound(what="agreement", key=found["base_id"])
        if base[0] is not AgreementKind.STANDARD:
            raise NotAStandard(document=base[1])
    if found["contract_id"] is not None:
        partner = session.scalar(
            select(Contract.partner_id).where(Contract.id == found["contract_id"])
        )
        if partner is None or partner != found["partner_id"]:
            raise NotFound(what="contract", key=found["contract_id"])
