"""Making, changing, putting in force and closing agreements (domain §3.1).

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
from core.approvals.approvable import Approvable, register_approvable
from core.approvals.asking import ApprovalAsked, ask_approval, drop_approval, keep_approval
from core.approvals.asking import withdraw_approval as withdraw
from core.documents.lines import save_lines
from core.documents.operations import advance, check_version, create, edit, locked, opened
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition
from core.partners.calculation import CalculationOrder
from core.terms.agreement_checks import GroupLimit, checked, require_use
from core.terms.conformity_rules import Deviation, departures, reasons_of
from core.terms.errors import AgreementClosed, ApprovalNeeded, NotAStandard
from core.terms.models import Agreement, AgreementLimit, AgreementStage
from core.terms.queries import agreement_terms
from core.terms.rules import AgreementTerms, ScheduleStage
from core.terms.statuses import AgreementKind, AgreementStatus, PaymentForm, Taxation
from core.terms.types import AGREEMENT

__all__ = [
    "AgreementInput",
    "AgreementSaved",
    "GroupLimit",
    "ask_agreement",
    "close_agreement",
    "create_agreement",
    "departures_of",
    "enforce_agreement",
    "individual_from",
    "reopen_agreement",
    "save_agreement",
    "withdraw_agreement",
]

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
    permission = _require(actor, kind)
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
        **values,
    )
    agreement = cast(Agreement, made)
    _save_tables(session, actor, agreement, given, clock, permission, first_time=True)
    return _saved(agreement)


def individual_from(
    session: Session, actor: Actor, base_id: int, partner_id: int, *, clock: Clock
) -> AgreementSaved:
    """Make an individual agreement that says what the standard one says, to be refined.

    Raises:
        NotAStandard: *base_id* is an individual one.
        Forbidden, NotFound, AgreementKindNotUsed.
    """
    base = _opened(session, actor, base_id, clock, Permission.AGREEMENT_READ)
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
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    permission = _require(actor, agreement.kind)
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
    edit(session, actor, agreement_id, version, clock=clock, permission=permission, **values)
    lines = _save_tables(session, actor, agreement, given, clock, permission)
    if altered - NEUTRAL or lines:
        drop_approval(session, actor, agreement)
        in_force = agreement.status == AgreementStatus.IN_FORCE
        if in_force and not actor.may(Permission.TERMS_DEVIATE):
            _advance(session, actor, agreement, AgreementStatus.NOT_AGREED, clock, permission)
    elif altered:
        keep_approval(session, agreement, version)
    return _saved(agreement)


def enforce_agreement(
    session: Session, actor: Actor, agreement_id: int, *, clock: Clock
) -> AgreementSaved:
    """Put an agreement in force by hand.

    Raises:
        ApprovalNeeded: it is individual and departs from the standard; others have to approve it.
        IllegalTransition: it is in force or closed already.
        Forbidden, NotFound, AgreementKindNotUsed.
    """
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    permission = _require(actor, agreement.kind)
    require_use(session, agreement.kind)
    AGREEMENT.transitions.check(AgreementStatus(agreement.status), AgreementStatus.IN_FORCE)
    if not actor.may(Permission.TERMS_DEVIATE):
        found = departures_of(session, agreement)
        if found:
            raise ApprovalNeeded(document=agreement.number_text, count=len(found))
    drop_approval(session, actor, agreement)
    _advance(session, actor, agreement, AgreementStatus.IN_FORCE, clock, permission)
    return _saved(agreement)


def ask_agreement(
    session: Session,
    actor: Actor,
    agreement_id: int,
    *,
    due: date | None,
    text: str,
    clock: Clock,
) -> ApprovalAsked:
    """Send an individual agreement to those who approve what departs from the standard.

    Raises:
        NothingToApprove: it departs nowhere; it may simply be put in force.
        NobodyApproves: nobody holds a right that is needed.
        IllegalTransition: it is in force or closed.
        Forbidden, NotFound.
    """
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    permission = _require(actor, agreement.kind)
    require_use(session, agreement.kind)
    AGREEMENT.transitions.check(AgreementStatus(agreement.status), AgreementStatus.IN_FORCE)
    return ask_approval(
        session,
        actor,
        agreement_id,
        reasons_of(departures_of(session, agreement)),
        due=due,
        text=text,
        clock=clock,
        permission=permission,
    )


def withdraw_agreement(session: Session, actor: Actor, agreement_id: int, *, clock: Clock) -> None:
    """Take back what was asked about an agreement.

    Raises:
        NotBeingApproved: nothing is open.
        Forbidden, NotFound.
    """
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    permission = _require(actor, agreement.kind)
    withdraw(session, actor, agreement_id, clock=clock, permission=permission)


def close_agreement(
    session: Session, actor: Actor, agreement_id: int, *, clock: Clock
) -> AgreementSaved:
    """Stop an agreement: no more orders are made under it.

    Raises:
        IllegalTransition: it is closed.
        Forbidden, NotFound.
    """
    return _step(session, actor, agreement_id, AgreementStatus.CLOSED, clock)


def reopen_agreement(
    session: Session, actor: Actor, agreement_id: int, *, clock: Clock
) -> AgreementSaved:
    """Make a closed agreement one to be agreed on again.

    Raises:
        IllegalTransition: it is not closed.
        Forbidden, NotFound.
    """
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    if agreement.status != AgreementStatus.CLOSED:
        raise IllegalTransition(
            machine=AGREEMENT.name,
            current=agreement.status,
            target=AgreementStatus.NOT_AGREED.value,
        )
    return _step(session, actor, agreement_id, AgreementStatus.NOT_AGREED, clock)


def departures_of(session: Session, agreement: Agreement) -> tuple[Deviation, ...]:
    """Return what has to be approved of an agreement: nothing of a standard one."""
    if agreement.kind is AgreementKind.STANDARD:
        return ()
    own = agreement_terms(session, agreement.id)
    base: AgreementTerms | None = None
    if agreement.base_id is not None:
        base = agreement_terms(session, agreement.base_id)
    return departures(base, own)


def _approved(session: Session, actor: Actor, document_id: int, clock: Clock) -> None:
    """Everybody asked was for it: it is in force."""
    agreement = locked(session, Agreement, document_id)
    _advance(session, actor, agreement, AgreementStatus.IN_FORCE, clock, Permission.APPROVAL_READ)


register_approvable(
    Approvable(AGREEMENT.name, approved=_approved, ask=Permission.AGREEMENT_PROPOSE)
)


def _require(actor: Actor, kind: AgreementKind) -> Permission:
    """Return the right by which *actor* may work on agreements of *kind*.

    Raises:
        Forbidden: he holds none.
    """
    if kind is AgreementKind.INDIVIDUAL and actor.may(Permission.AGREEMENT_PROPOSE):
        return Permission.AGREEMENT_PROPOSE
    actor.require(Permission.AGREEMENT_EDIT, what=AGREEMENT.name)
    return Permission.AGREEMENT_EDIT


def _opened(
    session: Session, actor: Actor, agreement_id: int, clock: Clock, permission: Permission
) -> Agreement:
    found = opened(session, actor, agreement_id, clock=clock, permission=permission)
    return locked(session, Agreement, found.id) if not isinstance(found, Agreement) else found


def _step(
    session: Session, actor: Actor, agreement_id: int, target: AgreementStatus, clock: Clock
) -> AgreementSaved:
    agreement = _opened(session, actor, agreement_id, clock, Permission.AGREEMENT_READ)
    permission = _require(actor, agreement.kind)
    _advance(session, actor, agreement, target, clock, permission)
    drop_approval(session, actor, agreement)
    return _saved(agreement)


def _advance(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    target: AgreementStatus,
    clock: Clock,
    permission: Permission,
) -> None:
    advance(session, actor, agreement, target, clock=clock, permission=permission)


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


def _saved(agreement: Agreement) -> AgreementSaved:
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
