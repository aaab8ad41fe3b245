"""Putting agreements in force, sending them to approval, ending them (domain §3.1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import Approvable, register_approvable
from core.approvals.asking import (
    ApprovalAsked,
    ask_approval,
    drop_approval,
    withdraw_approval,
)
from core.documents.operations import advance, locked
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition
from core.terms.agreement_checks import require_use
from core.terms.agreements import (
    AgreementSaved,
    opened_agreement,
    require_kind,
    saved_agreement,
)
from core.terms.conformity_rules import Deviation, departures, reasons_of
from core.terms.errors import ApprovalNeeded
from core.terms.models import Agreement
from core.terms.queries import agreement_terms
from core.terms.rules import AgreementTerms
from core.terms.statuses import AgreementKind, AgreementStatus
from core.terms.types import AGREEMENT


def enforce_agreement(
    session: Session, actor: Actor, agreement_id: int, *, clock: Clock
) -> AgreementSaved:
    """Put an agreement in force by hand.

    Raises:
        ApprovalNeeded: it is individual and departs from the standard; others have to approve it.
        IllegalTransition: it is in force or closed already.
        Forbidden, NotFound, AgreementKindNotUsed.
    """
    agreement = opened_agreement(session, actor, agreement_id, clock)
    permission = require_kind(actor, agreement.kind)
    require_use(session, agreement.kind)
    AGREEMENT.transitions.check(AgreementStatus(agreement.status), AgreementStatus.IN_FORCE)
    if not actor.may(Permission.TERMS_DEVIATE):
        found = departures_of(session, agreement)
        if found:
            raise ApprovalNeeded(document=agreement.number_text, count=len(found))
    drop_approval(session, actor, agreement)
    advance(session, actor, agreement, AgreementStatus.IN_FORCE, clock=clock, permission=permission)
    return saved_agreement(agreement)


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
    agreement = opened_agreement(session, actor, agreement_id, clock)
    permission = require_kind(actor, agreement.kind)
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
    agreement = opened_agreement(session, actor, agreement_id, clock)
    permission = require_kind(actor, agreement.kind)
    withdraw_approval(session, actor, agreement_id, clock=clock, permission=permission)


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
    agreement = opened_agreement(session, actor, agreement_id, clock)
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
    advance(
        session,
        actor,
        agreement,
        AgreementStatus.IN_FORCE,
        clock=clock,
        permission=Permission.APPROVAL_READ,
    )


register_approvable(
    Approvable(AGREEMENT.name, approved=_approved, ask=Permission.AGREEMENT_PROPOSE)
)


def _step(
    session: Session, actor: Actor, agreement_id: int, target: AgreementStatus, clock: Clock
) -> AgreementSaved:
    agreement = opened_agreement(session, actor, agreement_id, clock)
    permission = require_kind(actor, agreement.kind)
    advance(session, actor, agreement, target, clock=clock, permission=permission)
    drop_approval(session, actor, agreement)
    return saved_agreement(agreement)
