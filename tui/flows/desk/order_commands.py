"""What can be done with a customer order: confirm, cancel, close, ship, bill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.fulfilment.outbound import create_outbound
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.closing import ClosedMany, close_order, close_orders
from core.sales.confirming import hold_order, reopen_order, ship_order, withdraw_order
from core.sales.effects import OrderSaved
from core.sales.listed_discounts import order_discounts
from core.sales.listings import ORDER_STATES
from core.sales.order_approval import ask_order, confirm_order, withdraw_asking
from core.sales.orders import OrderChanges, save_order
from core.sales.statuses import OrderStatus
from core.sales.xray import order_xray
from core.shipments.invoicing import invoice_from_order
from tui.error_text import texts
from tui.flows.desk.approval_tab import ask_command, withdraw_command
from tui.flows.desk.bills import ISSUE_BILL
from tui.flows.desk.need_commands import RECORD_NEED
from tui.flows.desk.order_points import PAY_BY_POINTS
from tui.flows.desk.order_supply_commands import SUPPLY_COMMANDS, TURN_COMMANDS
from tui.flows.desk.sale_approval import xray_command
from tui.flows.desk.sale_discounts import pick_command
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, RowsCommand
from tui.locale import _


def _key(card: Card) -> int:
    return card.id or 0


def _in(*statuses: OrderStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _live(card: Card) -> bool:
    """Tell whether goods may leave by it and something is left to bill."""
    at_work = card.status in {OrderStatus.TO_FULFIL, OrderStatus.TO_SHIP}
    return card.id is not None and at_work and not card.values.get("all_invoiced")


def _done(saved: OrderSaved, message: str) -> Done:
    return Done(message, {"number": saved.number, "state": _(ORDER_STATES[saved.state])})


def confirm(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put the order to fulfilment."""
    del given
    saved = confirm_order(session, actor, _key(card), clock=clock)
    return _done(saved, N_("{number} is to be fulfilled: {state}."))


def let_go(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Let an order only from stock go."""
    del given
    saved = ship_order(session, actor, _key(card), clock=clock)
    return _done(saved, N_("{number} may be shipped: {state}."))


def hold_back(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take an order only from stock back to being reserved."""
    del given
    saved = hold_order(session, actor, _key(card), clock=clock)
    return _done(saved, N_("{number} is reserved only: {state}."))


def withdraw(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the order back to agreeing."""
    del given
    saved = withdraw_order(session, actor, _key(card), clock=clock)
    return _done(saved, N_("{number} is being agreed again; nothing is held for it."))


def close(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Close the order."""
    saved = close_order(
        session,
        actor,
        _key(card),
        clock=clock,
        cancel_unprocessed=bool(given.values.get("cancel")),
        reason=str(given.values.get("reason") or ""),
        reason_id=given.values.get("reason_id") or None,
    )
    return _done(saved, N_("{number} is closed."))


def close_several(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Close what is done of the marked orders."""
    return _closed(close_orders(session, actor, keys, clock=clock))


def end_several(
    session: Session, actor: Actor, keys: Sequence[Any], clock: Clock, given: Given
) -> Done:
    """Close the marked orders, cancelling what is not done of them."""
    done = close_orders(
        session,
        actor,
        keys,
        clock=clock,
        cancel_unprocessed=True,
        reason=str(given.values.get("reason") or ""),
        reason_id=given.values.get("reason_id") or None,
    )
    return _closed(done)


def _closed(done: ClosedMany) -> Done:
    facts: dict[str, object] = {"count": len(done.closed), "left": len(done.kept)}
    if not done.kept:
        return Done(N_("Orders closed: {count}."), facts)
    number, code = done.kept[0]
    facts |= {"number": number, "why": _(texts()[code].title)}
    return Done(N_("Orders closed: {count}; left open: {left}. {number}: {why}."), facts)


def reopen(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put a closed order back to fulfilment."""
    del given
    saved = reopen_order(session, actor, _key(card), clock=clock)
    return _done(saved, N_("{number} is to be fulfilled: {state}."))


def order_out(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Make an expense order of everything that is open."""
    del given
    made = create_outbound(
        session, actor, card.warehouse_id or 0, clock=clock, order_ids=[_key(card)]
    )
    numbers = tuple(one.number for one in made)
    opened = ("outbound_orders", made[0].id) if len(made) == 1 else None
    return Done(N_("Expense orders made: {numbers}."), {"numbers": numbers}, opened)


def bill(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Bill the order where the invoice itself moves the goods."""
    del given
    made = invoice_from_order(session, actor, _key(card), clock=clock)
    return Done(N_("Invoices made: {count}."), {"count": len(made)}, ("sales_invoices", made[0]))


def pick(
    session: Session, actor: Actor, card: Card, clock: Clock, discounts: Sequence[int]
) -> OrderSaved:
    """Give the order the discounts that were picked from the list, and no others of it."""
    changes = OrderChanges(header={"chosen_discounts": list(discounts)})
    return save_order(session, actor, _key(card), card.version, changes, clock=clock)


_WHY = (
    Field("reason_id", N_("Reason"), FieldKind.ROW, of="cancel_reason", width=30),
    Field("reason", N_("In words"), width=40),
)

ROWS_COMMANDS = (
    RowsCommand(
        "close_done",
        N_("Close what is done"),
        Permission.ORDER_CLOSE,
        close_several,
        N_("Close those of the orders ({count}) that are done? The others stay open."),
        marked_only=True,
    ),
    RowsCommand(
        "close_cancelling",
        N_("Close, cancelling what is not done"),
        Permission.ORDER_CLOSE,
        end_several,
        N_("Cancel everything of the orders ({count}) that is not done, and close them?"),
        marked_only=True,
        asks=_WHY,
    ),
)
"""Closing in bulk, both ways (domain §3.4)."""

COMMANDS = (
    Command(
        "confirm",
        N_("Confirm: put to fulfilment"),
        Permission.ORDER_CONFIRM,
        confirm,
        _in(OrderStatus.AGREEING),
        N_(
            "Put order {heading} to fulfilment? Reserves are held and lines to ship become "
            "dispositions of the warehouse."
        ),
    ),
    Command(
        "let_go",
        N_("Let it go: to ship"),
        Permission.ORDER_CONFIRM,
        let_go,
        _in(OrderStatus.RESERVED),
    ),
    Command(
        "hold_back",
        N_("Hold it back: reserved only"),
        Permission.ORDER_CONFIRM,
        hold_back,
        _in(OrderStatus.TO_SHIP),
    ),
    Command(
        "order_out",
        N_("Make an expense order"),
        Permission.OUTBOUND_CREATE,
        order_out,
        lambda card: _live(card) and not card.values.get("all_shipped"),
    ),
    *SUPPLY_COMMANDS,
    Command(
        "bill",
        N_("Make an invoice of the order"),
        Permission.INVOICE_CREATE,
        bill,
        _live,
    ),
    ISSUE_BILL,
    PAY_BY_POINTS,
    Command(
        "close",
        N_("Close the order"),
        Permission.ORDER_CLOSE,
        close,
        _in(OrderStatus.TO_FULFIL, OrderStatus.TO_SHIP),
        asks=(
            Field("cancel", N_("Cancel what is not done"), FieldKind.FLAG),
            *_WHY,
        ),
    ),
    Command("reopen", N_("Open it again"), Permission.ORDER_CLOSE, reopen, _in(OrderStatus.CLOSED)),
    Command(
        "withdraw",
        N_("Take back to agreeing"),
        Permission.ORDER_CONFIRM,
        withdraw,
        _in(OrderStatus.TO_FULFIL, OrderStatus.RESERVED, OrderStatus.TO_SHIP),
        N_("Take order {heading} back to agreeing? What it holds is free for others at once."),
    ),
    ask_command(Permission.ORDER_EDIT, ask_order, _in(OrderStatus.AGREEING)),
    withdraw_command(Permission.ORDER_EDIT, withdraw_asking, _in(OrderStatus.AGREEING)),
    xray_command(order_xray),
    pick_command(
        Permission.ORDER_EDIT,
        order_discounts,
        pick,
        lambda card: card.id is not None and card.status != OrderStatus.CLOSED,
    ),
    RECORD_NEED,
    *TURN_COMMANDS,
)
