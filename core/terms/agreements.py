"""Making and changing agreements (domain §3.1); `agreement_steps` puts them in force.

Standard agreements are of those who hold `AGREEMENT_EDIT`; individual ones of managers too, who
send what departs from the standard to approval unless they may deviate by right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import drop_approval, keep_approval
from core.documents.lines import save_lines
from core.documents.operations import advance, check_version, create, edit, opened
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.calculation import CalculationOrder
from core.terms.agreement_checks import GroupLimit, checked, require_use
from core.terms.errors import AgreementClosed, NotAStandard
from core.terms.models import Agreement, AgreementLimit, AgreementStage
from core.terms.queries import agreement_terms
from core.terms.rules import ScheduleStage
from core.terms.statuses import AgreementKind, AgreementStatus, PaymentForm, Taxation
from core.terms.types import AGREEMENT

NEUTRAL = frozenset({"comment"})
"""Header fields that are no terms: changing them costs nobody's agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementInput:
    """What an agreement is to say; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    """Fields of `Agreement`, and partner_id, company_id, warehouse_id, comment."""
    stages: tuple[ScheduleStage, ...] | None = None
    """All of its own stages; None: they stay as they are."""
    limits: tuple[GroupLimit, ...] | None = None
    """All limits of price groups; None: they stay as they are."""


@dataclass(frozen=True, slots=True)
class AgreementSaved:
    """An agreement as a verb left it."""

    id: int
    number: str
    version: int
    status: AgreementStatus


def create_agreement(
    session: Session,
    actor: Actor,
    kind: AgreementKind,
    given: AgreementInput,
    *,
    clock: Clock,
    on: date | None = None,
) -> AgreementSaved:
    """Make an agreement that nobody has agreed on yet.

    Args:
        on: its date; None: the clock's.

    Raises:
        Forbidden: no right to agreements of this kind, or to its company or warehouse.
        AgreementKindNotUsed: the settings use none of this kind.
        AgreementIncomplete, NotAStandard, BadValue: it makes no sense.
        StagesWrongSum and the like: its payment stages make none.
    """
    permission = require_kind(actor, kind)
    require_use(session, kind)
    values = checked(session, kind, {**_BLANK, **given.header}, given.stages, number="")
    made = create(
        session,
        actor,
        AGREEMENT.name,
        clock=clock,
        date=on,
        permission=permission,
        kind=kind,
        basis_id=values["base_id"],
        **values,
    )
    agreement = cast(Agreement, made)
    _save_tables(session, actor, agreement, given, clock, permission, first_time=True)
    return saved_agreement(agreement)


def individual_from(
    session: Session, actor: Actor, base_id: int, partner_id: int, *, clock: Clock
) -> AgreementSaved:
    """Make an individual agreement that says what the standard one says, to be refined.

    Raises:
        NotAStandard: *base_id* is an individual one.
        Forbidden, NotFound, AgreementKindNotUsed.
    """
    base = opened_agreement(session, actor, base_id, clock)
    if base.kind is not AgreementKind.STANDARD:
        raise NotAStandard(document=base.number_text)
    terms = agreement_terms(session, base_id)
    header: dict[str, object] = {name: getattr(base, name) for name in _COPIED}
    header |= {"partner_id": partner_id, "base_id": base_id}
    return create_agreement(
        session,
        actor,
        AgreementKind.INDIVIDUAL,
        AgreementInput(
            header=header,
            stages=() if terms.schedule_id else terms.stages,
            limits=tuple(
                GroupLimit(group, limit.max_discount, limit.max_markup)
                for group, limit in terms.limits.items()
                if group
            ),
        ),
        clock=clock,
    )


def save_agreement(
    session: Session,
    actor: Actor,
    agreement_id: int,
    version: int,
    given: AgreementInput,
    *,
    clock: Clock,
) -> AgreementSaved:
    """Change an agreement loaded at *version*.

    One in force stays so only for those who may deviate from terms; with others it has to be
    agreed on anew. What is being asked about it is given up.

    Raises:
        Conflict: somebody changed it since.
        AgreementClosed: it is not edited any more.
        Forbidden, NotFound, AgreementIncomplete, NotAStandard, BadValue, StagesWrongSum and others.
    """
    agreement = opened_agreement(session, actor, agreement_id, clock)
    permission = require_kind(actor, agreement.kind)
    check_version(session, agreement, version)
    if agreement.status == AgreementStatus.CLOSED:
        raise AgreementClosed(document=agreement.number_text)
    stored = {name: getattr(agreement, name) for name in _FIELDS}
    stages = given.stages
    if stages is None and "schedule_id" in given.header:
        stages = _own_stages(session, agreement_id)
    values = checked(
        session,
        agreement.kind,
        {**stored, **given.header},
        stages,
        number=agreement.number_text,
    )
    altered = {name for name, value in values.items() if value != stored[name]}
    edit(
        session,
        actor,
        agreement_id,
        version,
        clock=clock,
        permission=permission,
        basis_id=values["base_id"],
        **values,
    )
    lines = _save_tables(session, actor, agreement, given, clock, permission)
    if altered - NEUTRAL or lines:
        drop_approval(session, actor, agreement)
        in_force = agreement.status == AgreementStatus.IN_FORCE
        if in_force and not actor.may(Permission.TERMS_DEVIATE):
            advance(
                session,
                actor,
                agreement,
                AgreementStatus.NOT_AGREED,
                clock=clock,
                permission=permission,
            )
    elif altered:
        keep_approval(session, agreement, version)
    return saved_agreement(agreement)


def require_kind(actor: Actor, kind: AgreementKind) -> Permission:
    """Return the right by which *actor* may work on agreements of *kind*.

    Raises:
        Forbidden: he holds none.
    """
    if kind is AgreementKind.INDIVIDUAL and actor.may(Permission.AGREEMENT_PROPOSE):
        return Permission.AGREEMENT_PROPOSE
    actor.require(Permission.AGREEMENT_EDIT, what=AGREEMENT.name)
    return Permission.AGREEMENT_EDIT


def opened_agreement(session: Session, actor: Actor, agreement_id: int, clock: Clock) -> Agreement:
    """Return an agreement, locked; the right to change it depends on its kind.

    Raises:
        Forbidden: no right to read agreements.
        NotFound: there is none, or row rights hide it.
    """
    found = opened(session, actor, agreement_id, clock=clock, permission=Permission.AGREEMENT_READ)
    if not isinstance(found, Agreement):
        raise NotFound(what=AGREEMENT.name, key=agreement_id)
    return found


def _save_tables(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    given: AgreementInput,
    clock: Clock,
    permission: Permission,
    *,
    first_time: bool = False,
) -> bool:
    """Write stages and limits; one with a schedule has no stages of its own."""
    changed = False
    stages = () if agreement.schedule_id is not None else given.stages
    tables: tuple[tuple[Any, Sequence[Mapping[str, object]] | None], ...] = (
        (AgreementStage, None if stages is None else [asdict(one) for one in stages]),
        (AgreementLimit, None if given.limits is None else [asdict(one) for one in given.limits]),
    )
    for model, rows in tables:
        if rows is not None:
            saved = save_lines(
                session,
                actor,
                agreement,
                model,
                [{"line_no": number, **row} for number, row in enumerate(rows, start=1)],
                clock=clock,
                permission=permission,
                first_time=first_time,
            )
            changed = changed or bool(saved)
    return changed


def _own_stages(session: Session, agreement_id: int) -> tuple[ScheduleStage, ...]:
    terms = agreement_terms(session, agreement_id)
    return () if terms.schedule_id else terms.stages


def saved_agreement(agreement: Agreement) -> AgreementSaved:
    """Return an agreement as a verb left it."""
    return AgreementSaved(
        agreement.id,
        agreement.number_text,
        agreement.version,
        AgreementStatus(agreement.status),
    )


_COPIED = (
    "name",
    "price_type_id",
    "discounts_allowed",
    "max_discount",
    "max_markup",
    "currency",
    "payment_form",
    "schedule_id",
    "calculation_order",
    "taxation",
    "requires_contract",
    "delivery_days",
    "delivery_methods",
    "item_segment_id",
    "tare_return",
    "tare_days",
    "external",
    "valid_from",
    "valid_until",
    "company_id",
    "warehouse_id",
)
"""Fields that an individual agreement takes over from the standard one."""

_FIELDS = (*_COPIED, "segment_id", "base_id", "contract_id", "partner_id", "comment")
"""Fields that a person may change."""

_BLANK: Mapping[str, object] = {
    **dict.fromkeys(_FIELDS),
    "name": "",
    "comment": "",
    "discounts_allowed": True,
    "currency": "RUB",
    "payment_form": PaymentForm.ANY,
    "calculation_order": CalculationOrder.BY_ORDER,
    "taxation": Taxation.BY_COMPANY,
    "requires_contract": False,
    "delivery_methods": [],
    "tare_return": False,
    "tare_days": 0,
    "external": False,
}
"""What a new agreement says where nobody has said anything."""
