"""What becomes of a quotation: approval, in force, the customer's choice, new versions, the end.

Every verb locks the document first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import Approvable, register_approvable
from core.approvals.asking import ApprovalAsked, ask_approval, drop_approval, withdraw_approval
from core.approvals.queries import approval_state
from core.approvals.statuses import ApprovalStatus
from core.deals.errors import ReasonMissing
from core.documents.lines import save_lines
from core.documents.operations import advance, edit, locked
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition, NotFound
from core.sales.conforming import approvals_needed, departures_of
from core.sales.errors import (
    AllOrNothing,
    LineOrdered,
    NothingLeft,
    QuotationDeviates,
    QuotationEmpty,
    QuotationExpired,
    QuotationNotInForce,
)
from core.sales.models import CancelReason
from core.sales.quotation_lines import (
    not_ordered,
    offered,
    ordered_by_number,
    stored_quoted,
    stored_requests,
)
from core.sales.quotation_models import Quotation, QuotationLine
from core.sales.quotation_statuses import QuotationStatus
from core.sales.quotation_type import QUOTATION
from core.sales.quotations import (
    NewQuotation,
    QuotationSaved,
    made_quotation,
    opened_quotation,
    saved_quotation,
)
from core.terms.conformity_rules import Deviation


def enforce_quotation(
    session: Session, actor: Actor, quotation_id: int, *, clock: Clock
) -> QuotationSaved:
    """Put a quotation in force by hand: it may be shown to the customer and ordered.

    Raises:
        QuotationDeviates: it departs from its terms, and nobody has approved that.
        QuotationEmpty: nothing that is offered is chosen.
        QuotationExpired: its validity has passed already.
        IllegalTransition: it is in force or cancelled.
        Forbidden, NotFound.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    status = QuotationStatus(quotation.status)
    QUOTATION.transitions.check(status, QuotationStatus.IN_FORCE)
    require_offer(session, quotation)
    require_valid(quotation, clock.business_date())
    needed = approvals_needed(session, actor, offered(session, quotation))
    if needed and approval_state(session, quotation_id).status is not ApprovalStatus.APPROVED:
        count = sum(map(len, needed.values()))
        raise QuotationDeviates(document=quotation.number_text, count=count)
    drop_approval(session, actor, quotation)
    advance(session, actor, quotation, QuotationStatus.IN_FORCE, clock=clock)
    return saved_quotation(quotation)


def ask_quotation(
    session: Session,
    actor: Actor,
    quotation_id: int,
    *,
    due: dt.date | None,
    text: str,
    clock: Clock,
) -> ApprovalAsked:
    """Send a quotation to those who approve what departs from its terms.

    Raises:
        NothingToApprove: it departs nowhere; it may simply be put in force.
        NobodyApproves: nobody holds a right that is needed.
        QuotationExpired: its validity has passed already.
        QuotationEmpty, IllegalTransition, Forbidden, NotFound.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    if quotation.status != QuotationStatus.NOT_AGREED:
        advance(session, actor, quotation, QuotationStatus.NOT_AGREED, clock=clock)
    require_offer(session, quotation)
    require_valid(quotation, clock.business_date())
    return ask_approval(
        session,
        actor,
        quotation_id,
        approvals_needed(session, actor, offered(session, quotation)),
        due=due,
        text=text,
        clock=clock,
        permission=Permission.QUOTATION_EDIT,
    )


def withdraw_quotation(
    session: Session, actor: Actor, quotation_id: int, *, clock: Clock
) -> QuotationSaved:
    """Take back what was asked about a quotation: it is a draft again.

    Raises:
        NotBeingApproved: nothing is open.
        Forbidden, NotFound.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    withdraw_approval(
        session, actor, quotation_id, clock=clock, permission=Permission.QUOTATION_EDIT
    )
    advance(session, actor, quotation, QuotationStatus.DRAFT, clock=clock)
    return saved_quotation(quotation)


def cancel_quotation(
    session: Session,
    actor: Actor,
    quotation_id: int,
    *,
    clock: Clock,
    reason: str = "",
    reason_id: int | None = None,
) -> QuotationSaved:
    """Offer it no more. Orders that were made of it stand by themselves.

    Args:
        reason: in words; empty: the name of the reason.
        reason_id: of the book of reasons of cancellation.

    Raises:
        ReasonMissing: neither words nor a reason of the book.
        IllegalTransition: it is cancelled already.
        Forbidden, NotFound.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    _cancel(session, actor, quotation, (reason, reason_id), clock)
    return saved_quotation(quotation)


def new_version(
    session: Session,
    actor: Actor,
    quotation_id: int,
    *,
    clock: Clock,
    reason: str = "",
    reason_id: int | None = None,
) -> QuotationSaved:
    """Cancel a quotation in force and make a draft with the next version number in its place.

    One that has expired is replaced as well; it needs no reason.

    The draft says the same, of today; prices that nobody typed follow the price list again. What
    was ordered of it stands by itself and is not offered once more.

    Raises:
        NothingLeft: everything that was chosen is ordered; a copy offers it again.
        ReasonMissing: neither words nor a reason of the book.
        QuotationNotInForce: a draft is simply changed, a cancelled one has been replaced.
        Forbidden, NotFound, and what may be wrong with its lines today.
    """
    former = opened_quotation(session, actor, quotation_id, clock)
    if not (former.status == QuotationStatus.IN_FORCE or _replaceable(session, former)):
        raise QuotationNotInForce(document=former.number_text)
    ordered = ordered_by_number(session, quotation_id)
    lines, requests = not_ordered(
        stored_quoted(session, quotation_id), stored_requests(session, quotation_id), ordered
    )
    if ordered and not any(line.chosen for line in lines):
        raise NothingLeft(document=former.number_text)
    new = NewQuotation(
        lines=lines,
        requests=requests,
        basis_id=quotation_id,
        company_id=former.company_id or 0,
        partner_id=former.partner_id or 0,
        warehouse_id=former.warehouse_id or 0,
        chosen_discounts=tuple(former.chosen_discounts),
        **{name: getattr(former, name) for name in _TAKEN_OVER},
    )
    if not former.expired:
        _cancel(session, actor, former, (reason, reason_id), clock)
    made = made_quotation(
        session,
        # What was given once by whoever might give it is not taken back from the customer.
        actor.lent(Permission.LINE_PRICE, Permission.LINE_DISCOUNT),
        new,
        clock=clock,
        version={
            "version_no": former.version_no + 1,
            "former_id": former.id,
            "first_id": former.first_id or former.id,
        },
    )
    return saved_quotation(made)


_TAKEN_OVER = (
    "price_type_id",
    "legal_entity_id",
    "agreement_id",
    "contract_id",
    "payment_form",
    "card_id",
    "whole_only",
    "contact",
    "payment_text",
    "delivery_text",
    "other_text",
    "comment",
)


def choose_lines(
    session: Session,
    actor: Actor,
    quotation_id: int,
    chosen: Collection[int],
    *,
    clock: Clock,
) -> QuotationSaved:
    """Mark the lines the customer chose in an offer that is in force; the others are in no sum.

    What was offered stands: no price is found anew.

    Args:
        chosen: numbers of lines.

    Raises:
        QuotationNotInForce: a draft is simply changed.
        QuotationEmpty: nothing is chosen.
        AllOrNothing: its prices hold for everything, and a line that was offered so is left out.
        LineOrdered: a line that is left out stands in an order.
        NotFound: it has no such line.
        Forbidden.
    """
    quotation = opened_quotation(session, actor, quotation_id, clock)
    if quotation.status != QuotationStatus.IN_FORCE:
        raise QuotationNotInForce(document=quotation.number_text)
    line = QuotationLine
    rows = session.execute(
        select(line.line_no, line.chosen, line.amount_minor, line.vat_minor, line.discount_minor)
        .where(line.document_id == quotation_id)
        .order_by(line.line_no)
    ).all()
    for unknown in sorted(set(chosen) - {row.line_no for row in rows}):
        raise NotFound(what="quotation_line", key=unknown)
    kept = [row for row in rows if row.line_no in chosen]
    if not kept:
        raise QuotationEmpty(document=quotation.number_text)
    dropped = [row.line_no for row in rows if row.chosen and row.line_no not in chosen]
    if quotation.whole_only and dropped:
        raise AllOrNothing(document=quotation.number_text, count=len(dropped), line=dropped[0])
    taken = sorted(ordered_by_number(session, quotation_id).keys() - set(chosen))
    if taken:
        raise LineOrdered(document=quotation.number_text, line=taken[0])
    marks = [{"line_no": row.line_no, "chosen": row.line_no in chosen} for row in rows]
    edit(
        session,
        actor,
        quotation_id,
        quotation.version,
        clock=clock,
        total_minor=sum(row.amount_minor for row in kept),
        vat_minor=sum(row.vat_minor for row in kept),
        discount_minor=sum(row.discount_minor for row in kept),
    )
    save_lines(session, actor, quotation, QuotationLine, marks, clock=clock)
    return saved_quotation(quotation)


def quotation_departures(
    session: Session, actor: Actor, quotation_id: int
) -> tuple[Deviation, ...]:
    """Return every departure of a quotation from its terms; the caller has shown it may be seen.

    Departures beyond what *actor* himself may give are among them.
    """
    return departures_of(session, actor, offered(session, session.get_one(Quotation, quotation_id)))


def require_valid(quotation: Quotation, today: dt.date) -> None:
    """Refuse what has expired.

    Raises:
        QuotationExpired: with the last day it held.
    """
    if quotation.valid_until < today:
        raise QuotationExpired(
            document=quotation.number_text, valid_until=quotation.valid_until, date=today
        )


def require_offer(session: Session, quotation: Quotation) -> None:
    """Refuse a quotation that offers nothing.

    Raises:
        QuotationEmpty: no line is chosen.
    """
    line = QuotationLine
    found = session.scalar(
        select(line.id).where(line.document_id == quotation.id, line.chosen).limit(1)
    )
    if found is None:
        raise QuotationEmpty(document=quotation.number_text)


def _replaceable(session: Session, former: Quotation) -> bool:
    """Return whether it has expired, and no version has taken its place."""
    later = select(Quotation.document_id).where(Quotation.former_id == former.id)
    return former.expired and session.scalar(later) is None


def _cancel(
    session: Session,
    actor: Actor,
    quotation: Quotation,
    given: tuple[str, int | None],
    clock: Clock,
) -> None:
    words, reason_id = given[0].strip(), given[1] or None
    if reason_id is not None:
        reason = session.get(CancelReason, reason_id)
        if reason is None:
            raise NotFound(what="cancel_reason", key=reason_id)
        words = words or reason.name
    if not words:
        raise ReasonMissing(document=quotation.number_text)
    status = QuotationStatus(quotation.status)
    if status is QuotationStatus.CANCELLED:
        raise IllegalTransition(
            machine=QUOTATION.name, current=status.value, target=QuotationStatus.CANCELLED.value
        )
    advance(session, actor, quotation, QuotationStatus.CANCELLED, clock=clock)
    edit(
        session,
        actor,
        quotation.id,
        quotation.version,
        clock=clock,
        cancel_reason_id=reason_id,
        cancel_reason=words,
    )
    drop_approval(session, actor, quotation)


def _approved(session: Session, actor: Actor, document_id: int, clock: Clock) -> None:
    """Everybody asked was for it: it is in force, unless it has expired meanwhile.

    Then it waits, approved, for its author to say until when it shall hold.
    """
    quotation = locked(session, Quotation, document_id)
    if quotation.valid_until < clock.business_date():
        return
    advance(
        session,
        actor,
        quotation,
        QuotationStatus.IN_FORCE,
        clock=clock,
        permission=Permission.APPROVAL_READ,
    )


register_approvable(Approvable(QUOTATION.name, approved=_approved, ask=Permission.QUOTATION_EDIT))
