"""Making, changing, putting in force and closing contracts (domain §3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.operations import advance, check_version, create, edit, opened
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.money import require_no_less
from core.partners.calculation import CalculationOrder
from core.partners.models import LegalEntity
from core.terms.agreement_checks import require_currency, require_period
from core.terms.errors import (
    ContractClosed,
    ContractFixed,
    ForeignLegalEntity,
    RateMissing,
    SchedulesNotUsed,
)
from core.terms.models import Contract
from core.terms.schedules import stage_mode
from core.terms.statuses import ContractStatus, RateVariant, StageMode
from core.terms.types import CONTRACT

FIXED_IN_FORCE = (
    "partner_id",
    "legal_entity_id",
    "calculation_order",
    "currency",
)
"""What settlements rest upon: fixed once a contract is in force. So is the company, always."""

HOME = "RUB"
"""The currency that needs no rate."""


@dataclass(frozen=True, slots=True)
class ContractSaved:
    """A contract as a verb left it."""

    id: int
    number: str
    """Of the document."""
    version: int
    status: ContractStatus


def create_contract(
    session: Session,
    actor: Actor,
    *,
    company_id: int,
    partner_id: int,
    legal_entity_id: int,
    clock: Clock,
    on: date | None = None,
    **header: object,
) -> ContractSaved:
    """Make a contract that is not in force yet.

    Args:
        on: its date; None: the clock's.
        header: other fields of `Contract`, and comment.

    Raises:
        Forbidden: no right to contracts, or to the company.
        ForeignLegalEntity: the counterparty is another partner's.
        RateMissing, BadValue, SchedulesNotUsed: it makes no sense.
    """
    actor.require(CONTRACT.edit, what=CONTRACT.name)
    values = _checked(
        session,
        {
            **_BLANK,
            **header,
            "partner_id": partner_id,
            "legal_entity_id": legal_entity_id,
        },
        "",
    )
    made = create(
        session, actor, CONTRACT.name, clock=clock, company_id=company_id, date=on, **values
    )
    return _saved(cast(Contract, made))


def save_contract(
    session: Session,
    actor: Actor,
    contract_id: int,
    version: int,
    header: Mapping[str, object],
    *,
    clock: Clock,
) -> ContractSaved:
    """Change a contract loaded at *version*; a field that is not named keeps its value.

    Raises:
        Conflict: somebody changed it since.
        ContractClosed: it is not edited any more.
        ContractFixed: between whom and in what it settles is fixed once it is in force.
        Forbidden, NotFound, ForeignLegalEntity, RateMissing, BadValue, SchedulesNotUsed.
    """
    contract = _opened(session, actor, contract_id, clock)
    check_version(session, contract, version)
    if contract.status == ContractStatus.CLOSED:
        raise ContractClosed(document=contract.number_text)
    stored = {name: getattr(contract, name) for name in _BLANK}
    values = _checked(session, {**stored, **header}, contract.number_text)
    if contract.status == ContractStatus.IN_FORCE:
        for name in FIXED_IN_FORCE:
            if values[name] != stored[name]:
                raise ContractFixed(document=contract.number_text, what=CONTRACT.field_title(name))
    edit(session, actor, contract_id, version, clock=clock, **values)
    return _saved(contract)


def enforce_contract(
    session: Session, actor: Actor, contract_id: int, *, clock: Clock
) -> ContractSaved:
    """Put a contract in force, or open a closed one again.

    Raises:
        IllegalTransition: it is in force already.
        Forbidden, NotFound.
    """
    contract = _opened(session, actor, contract_id, clock)
    advance(session, actor, contract, ContractStatus.IN_FORCE, clock=clock)
    return _saved(contract)


def close_contract(
    session: Session, actor: Actor, contract_id: int, *, clock: Clock
) -> ContractSaved:
    """Close a contract: nothing new is made under it.

    Raises:
        IllegalTransition: it is closed already.
        Forbidden, NotFound.
    """
    contract = _opened(session, actor, contract_id, clock)
    advance(session, actor, contract, ContractStatus.CLOSED, clock=clock)
    return _saved(contract)


def _opened(session: Session, actor: Actor, contract_id: int, clock: Clock) -> Contract:
    return cast(
        Contract, opened(session, actor, contract_id, clock=clock, permission=CONTRACT.edit)
    )


def _checked(session: Session, values: Mapping[str, object], number: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(values)
    found["partner_id"] = found["partner_id"] or None
    found["schedule_id"] = found["schedule_id"] or None
    found["currency"] = require_currency(found["currency"])
    if found["partner_id"] is None:
        raise BadValue(what=N_("Partner"), value="", expected=N_("Partner"))
    owner = session.scalar(
        select(LegalEntity.partner_id).where(LegalEntity.id == found["legal_entity_id"])
    )
    if owner is None or owner != found["partner_id"]:
        raise ForeignLegalEntity(document=number)
    require_period(found["valid_from"], found["valid_until"])
    for name in ("credit_limit_minor", "sum_minor"):
        require_no_less(CONTRACT.field_title(name), found[name] or 0)
    found["rate"] = _rate(found)
    if found["schedule_id"] is not None and stage_mode(session) is not StageMode.TEMPLATES:
        raise SchedulesNotUsed
    return found


def _rate(found: Mapping[str, Any]) -> Decimal | None:
    """Return the rate written in the contract; None where it is not fixed there."""
    if found["rate_variant"] is not RateVariant.FIXED:
        return None
    rate = found["rate"]
    if not isinstance(rate, Decimal) or not rate.is_finite() or rate <= 0:
        raise RateMissing(currency=found["currency"])
    return rate


def _saved(contract: Contract) -> ContractSaved:
    return ContractSaved(
        contract.id, contract.number_text, contract.version, ContractStatus(contract.status)
    )


_BLANK: Mapping[str, object] = {
    "partner_id": None,
    "legal_entity_id": None,
    "name": "",
    "own_number": "",
    "own_date": None,
    "calculation_order": CalculationOrder.BY_ORDER,
    "currency": HOME,
    "rate_variant": RateVariant.FLOATING,
    "rate": None,
    "credit_limit_minor": None,
    "forbid_overdue": False,
    "sum_minor": None,
    "schedule_id": None,
    "valid_from": None,
    "valid_until": None,
    "comment": "",
}
"""Every field that a person may change, and what a new contract says of it."""
