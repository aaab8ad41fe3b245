"""Orders that depart from their terms: what departs, asking, and what a yes does."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import Approvable, register_approvable
from core.approvals.asking import ApprovalAsked, ask_approval, withdraw_approval
from core.approvals.queries import approval_state
from core.approvals.statuses import ApprovalKind, ApprovalStatus, Reason
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition, Refused
from core.sales.confirming import advance_order
from core.sales.conforming import departures_of
from core.sales.effects import OrderSaved, opened_order, require_open
from core.sales.errors import OrderDeviates
from core.sales.keeping import offered
from core.sales.models import CustomerOrder
from core.sales.quotation_orders import beyond_quotations
from core.sales.statuses import OrderStatus, OrderStrategy
from core.sales.types import CUSTOMER_ORDER
from core.terms.conformity_rules import Deviation, reasons_of


def confirm_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Put an order to fulfilment: what its lines ask for is held, demanded, disposed.

    An order only from stock is reserved as a whole; `ship_order` lets it go.

    Raises:
        OrderDeviates: it departs from its terms, and nobody has approved that.
        IllegalTransition: it is not being agreed, or is used only as a bill.
        NothingToConfirm: it has no lines.
        NotEnoughForLines: with every short line; nothing was promised.
        AdvanceUnpaid, PrepaymentUnpaid: a line asks for more than is paid for.
        CarrierMissing: a carrier takes the goods, and nobody says which.
        PointMissing: he takes them to a point, and nobody says to which.
        Forbidden, NotFound, PeriodClosed.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    if order.status == OrderStatus.AGREEING:
        needed = _needed(session, actor, order)
        if needed and approval_state(session, order.id).status is not ApprovalStatus.APPROVED:
            count = sum(map(len, needed.values()))
            raise OrderDeviates(document=order.number_text, count=count)
    return advance_order(session, actor, order, _confirmed(order), clock=clock)


def ask_order(
    session: Session,
    actor: Actor,
    order_id: int,
    *,
    due: date | None,
    text: str,
    clock: Clock,
) -> ApprovalAsked:
    """Send an order to those who approve what departs from its terms.

    Raises:
        NothingToApprove: it departs nowhere; it may simply be confirmed.
        NobodyApproves: nobody holds a right that is needed.
        IllegalTransition: it is not being agreed.
        OrderClosed, Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    require_open(order)
    if order.status != OrderStatus.AGREEING:
        raise IllegalTransition(
            machine=CUSTOMER_ORDER.name, current=order.status, target=_confirmed(order).value
        )
    return ask_approval(
        session,
        actor,
        order_id,
        _needed(session, actor, order),
        due=due,
        text=text,
        clock=clock,
        permission=Permission.ORDER_EDIT,
    )


def withdraw_asking(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> None:
    """Take back what was asked about an order.

    Raises:
        NotBeingApproved: nothing is open.
        Forbidden, NotFound.
    """
    opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    withdraw_approval(session, actor, order_id, clock=clock, permission=Permission.ORDER_EDIT)


def order_departures(session: Session, actor: Actor, order_id: int) -> tuple[Deviation, ...]:
    """Return every departure of an order from its terms; the caller has shown that he may see it.

    Departures beyond what *actor* himself may give are among them.
    """
    order = session.get_one(CustomerOrder, order_id)
    return departures_of(session, actor, offered(session, order))


def _needed(
    session: Session, actor: Actor, order: CustomerOrder
) -> dict[ApprovalKind, tuple[Reason, ...]]:
    """Return what others have to approve: nothing that a quotation it was made of has settled."""
    if actor.may(Permission.TERMS_DEVIATE):
        return {}
    found = departures_of(session, actor, offered(session, order))
    return reasons_of(beyond_quotations(session, actor, order, found))


def _confirmed(order: CustomerOrder) -> OrderStatus:
    whole = order.strategy is OrderStrategy.FROM_STOCK
    return OrderStatus.RESERVED if whole else OrderStatus.TO_FULFIL


def _approved(session: Session, actor: Actor, document_id: int, clock: Clock) -> None:
    """Everybody asked was for it: it is confirmed, unless stock or a payment is missing.

    Then it waits, approved, for its author.
    """
    allowed = actor.lent(Permission.ORDER_CONFIRM, Permission.ORDER_EDIT)
    order = opened_order(session, allowed, document_id, Permission.ORDER_CONFIRM, clock)
    try:
        with session.begin_nested():
            advance_order(session, allowed, order, _confirmed(order), clock=clock)
    except Refused:
        session.refresh(order)


register_approvable(Approvable(CUSTOMER_ORDER.name, approved=_approved, ask=Permission.ORDER_EDIT))
