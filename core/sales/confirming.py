"""Moving orders through their statuses: confirming, releasing, reserving early, taking back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.lines import save_lines
from core.documents.operations import advance, edit, post, unpost
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition, NotEnough
from core.sales.carriage import require_carriage
from core.sales.effects import (
    OrderSaved,
    opened_order,
    refreshed,
    require_open,
    require_supply,
    saved,
    settle,
)
from core.sales.errors import NothingToConfirm
from core.sales.gates import require_paid
from core.sales.keeping import keep_asked
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.posting import OrderLineFacts, explained, posted_lines
from core.sales.statuses import STATUSES_OF, OrderStatus, OrderStrategy, SupplyAction

_WHOLE = {OrderStatus.RESERVED: SupplyAction.RESERVE, OrderStatus.TO_SHIP: SupplyAction.SHIP}
"""Orders only from stock: what the status makes every line do."""


def ship_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Let an order only from stock go: every line becomes a disposition of the warehouse.

    Raises:
        IllegalTransition: the order has actions by line, or stands elsewhere.
        NothingToConfirm, NotEnoughForLines, Forbidden, NotFound, PeriodClosed.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    return advance_order(session, actor, order, OrderStatus.TO_SHIP, clock=clock)


def hold_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Take an order that may go back to being reserved: the warehouse may not touch it.

    Raises:
        IllegalTransition: it is not an order only from stock that may go.
        OverDisposed: expense orders or invoices exist.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    if order.status != OrderStatus.TO_SHIP:
        raise IllegalTransition(
            machine="customer_order", current=order.status, target=OrderStatus.RESERVED.value
        )
    return advance_order(session, actor, order, OrderStatus.RESERVED, clock=clock)


def reserve_early(
    session: Session, actor: Actor, order_id: int, *, clock: Clock, hold: bool = True
) -> OrderSaved:
    """Hold, or let go, what an order reserves while it is still being agreed (domain §3.4).

    Raises:
        IllegalTransition: it is not being agreed any more, or is used only as a bill.
        NotEnoughForLines: free stock does not cover it.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    if order.status != OrderStatus.AGREEING or order.strategy is OrderStrategy.BILL:
        raise IllegalTransition(
            machine="customer_order", current=order.status, target=OrderStatus.RESERVED.value
        )
    before = posted_lines(session, order_id)
    version = order.version
    edit(session, actor, order_id, version, clock=clock, reserve_early=hold)
    done = settle(session, actor, order, before, clock=clock)
    keep_asked(session, order, version)
    return done


def withdraw_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Take an order back to agreeing: everything it held is free again.

    Raises:
        HasDependants: expense orders or invoices stand on it, with the chain.
        IllegalTransition: it is not being fulfilled.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CONFIRM, clock)
    order.reserve_early = False
    advance(
        session,
        actor,
        order,
        OrderStatus.AGREEING,
        clock=clock,
        permission=Permission.ORDER_CONFIRM,
    )
    unpost(session, actor, order, clock=clock)
    refreshed(session, order, clock)
    return saved(order)


def reopen_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> OrderSaved:
    """Put a closed order back to where it can be worked on.

    Raises:
        IllegalTransition: it is not closed.
        Forbidden, NotFound.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_CLOSE, clock)
    target = OrderStatus.TO_FULFIL
    if order.strategy is OrderStrategy.FROM_STOCK:
        target = OrderStatus.TO_SHIP
    if order.status != OrderStatus.CLOSED:
        # The table leads there from agreeing too, but that is confirming, which posts.
        raise IllegalTransition(machine="customer_order", current=order.status, target=target.value)
    advance(session, actor, order, target, clock=clock, permission=Permission.ORDER_CLOSE)
    refreshed(session, order, clock)
    return saved(order)


def advance_order(
    session: Session, actor: Actor, order: CustomerOrder, target: OrderStatus, *, clock: Clock
) -> OrderSaved:
    """Put a locked order into a status in which it promises something, and post it.

    Raises:
        IllegalTransition, NothingToConfirm, NotEnoughForLines, Forbidden, PeriodClosed.
        AdvanceUnpaid, PrepaymentUnpaid: a line asks for more than is paid for.
        CarrierMissing: a carrier takes the goods, and nobody says which.
        PointMissing: he takes them to a point, and nobody says to which.
    """
    require_open(order)
    if target not in STATUSES_OF[order.strategy]:
        raise IllegalTransition(machine="customer_order", current=order.status, target=target.value)
    lines = posted_lines(session, order.id)
    if all(line.cancelled for line in lines):
        raise NothingToConfirm(document=order.number_text)
    begins = order.status == OrderStatus.AGREEING
    if begins:
        require_carriage(session, order.id)
    before = [] if begins else lines
    if target in _WHOLE:
        lines = _act_whole(session, actor, order, lines, _WHOLE[target], clock)
    advance(session, actor, order, target, clock=clock, permission=Permission.ORDER_CONFIRM)
    require_paid(session, order, before, lines)
    require_supply(session, order, lines)
    try:
        post(session, actor, order, clock=clock, permission=Permission.ORDER_CONFIRM)
    except NotEnough as error:
        raise explained(error, lines) from error
    refreshed(session, order, clock)
    return saved(order)


def _act_whole(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    lines: list[OrderLineFacts],
    action: SupplyAction,
    clock: Clock,
) -> list[OrderLineFacts]:
    rows = [
        {"line_no": line.line_no, "action": line.action if line.cancelled else action}
        for line in lines
    ]
    save_lines(
        session,
        actor,
        order,
        CustomerOrderLine,
        rows,
        clock=clock,
        permission=Permission.ORDER_CONFIRM,
    )
    return posted_lines(session, order.id)
