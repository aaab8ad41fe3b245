"""What can be done about the supply of an order: actions, filling, chess, turn, early reserve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.errors import NotGiven
from core.kernel.i18n import N_
from core.sales.closing import Cancelled, cancel_lines
from core.sales.confirming import reserve_early
from core.sales.effects import OrderSaved
from core.sales.listings import ORDER_STATES
from core.sales.orders import OrderChanges, save_order
from core.sales.statuses import OrderStatus, Priority, SupplyAction
from core.sales.supplying import apply_supply, propose_action
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values
from tui.flows.desk.supply_words import ACTIONS
from tui.locale import _

PRIORITIES: Mapping[Priority, str] = {
    Priority.HIGH: N_("High"),
    Priority.MEDIUM: N_("Medium"),
    Priority.LOW: N_("Low"),
}

_OPEN = frozenset({OrderStatus.AGREEING, OrderStatus.RESERVED, OrderStatus.TO_FULFIL})


def _key(card: Card) -> int:
    return card.id or 0


def _done(saved: OrderSaved, message: str) -> Done:
    return Done(message, {"number": saved.number, "state": _(ORDER_STATES[saved.state])})


def _has_lines(card: Card) -> bool:
    return bool(card.id and card.lines.get("lines"))


def _open(card: Card) -> bool:
    return _has_lines(card) and card.status in _OPEN and not card.values.get("all_invoiced")


def act(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Set the supply action of marked lines, of the one under the cursor, or of all."""
    lines: Sequence[Values] = card.lines["lines"]
    given = given.on("lines")
    every = bool(given.values.get("all")) and not given.marked
    chosen = lines if every or given.line is None else given.chosen(lines)
    proposed = propose_action(
        session,
        actor,
        _key(card),
        [line["line_no"] for line in chosen],
        SupplyAction(given.values["action"]),
        quantity=given.values.get("quantity") or None,
    )
    saved = apply_supply(session, actor, proposed, clock=clock)
    return _done(saved, N_("{number}: {state}."))


def cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Cancel marked lines, or the one under the cursor, whole or in part."""
    values = given.values
    reason = str(values.get("reason") or "")
    if not values.get("reason_id") and not reason:
        raise NotGiven(what=N_("Reason"), value="", expected=N_("Reason"))
    parts = [
        Cancelled(
            line["line_no"],
            values.get("quantity") or None,
            reason_id=values.get("reason_id") or None,
            reason=reason,
        )
        for line in given.chosen(card.lines["lines"])
        if not line.get("cancelled")
    ]
    saved = cancel_lines(session, actor, _key(card), parts, clock=clock)
    facts = {"number": saved.number, "count": len(parts), "state": _(ORDER_STATES[saved.state])}
    return Done(N_("{number}: {state}. Lines cancelled: {count}."), facts)


def fill(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Show what supply would be filled with."""
    del session, actor, clock, given
    facts = {"number": card.heading}
    return Done(N_("{number}: nothing is filled before you take it."), facts, show=_shown(card))


def _shown(card: Card) -> tuple[str, int]:
    return "fill_supply", _key(card)


def chess(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Show the board of the item under the cursor, where the line leaves from."""
    del session, actor, clock
    line = card.lines["lines"][given.line or 0]
    house = line.get("warehouse_id") or card.values["warehouse_id"]
    key = f"{house}:{line['item_id']}:{line.get('variant_id') or 0}"
    return Done(N_("The board as it stands now."), show=("reservation_chess", key))


def turn(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Set whose turn the order is, and whether everything leaves on one day."""
    header: dict[str, Any] = {
        "priority": Priority(given.values["priority"]),
        "one_date": bool(given.values.get("one_date")),
    }
    changes = OrderChanges(header=header)
    saved = save_order(session, actor, _key(card), card.version, changes, clock=clock)
    return _done(saved, N_("{number}: {state}."))


def hold(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Hold what the order reserves while it is still being agreed, or let it go."""
    held = bool(given.values.get("hold"))
    saved = reserve_early(session, actor, _key(card), clock=clock, hold=held)
    message = N_("{number} holds what its lines reserve.")
    return _done(saved, message if held else N_("{number} holds nothing."))


ACT = Command(
    "act",
    N_("Set the action of lines"),
    Permission.ORDER_EDIT,
    act,
    _open,
    asks=(
        Field("action", N_("Action"), FieldKind.CHOICE, choices=ACTIONS),
        Field("all", N_("All lines"), FieldKind.FLAG),
        Field("quantity", N_("Only so much"), FieldKind.QUANTITY, width=10),
    ),
    initial=lambda _card, given: {"action": SupplyAction.SHIP, "all": not given.on("lines").marked},
)

CANCEL = Command(
    "cancel",
    N_("Cancel lines"),
    Permission.ORDER_EDIT,
    cancel,
    lambda card: _has_lines(card) and card.status != OrderStatus.CLOSED,
    asks=(
        Field("quantity", N_("Only so much"), FieldKind.QUANTITY, width=10),
        Field("reason_id", N_("Reason"), FieldKind.ROW, of="cancel_reason", width=30),
        Field("reason", N_("In words"), width=40),
    ),
    line_of="lines",
)

FILL = Command("fill", N_("Fill supply"), Permission.ORDER_EDIT, fill, _open)

CHESS = Command(
    "chess",
    N_("Reservation chess"),
    Permission.ORDER_READ,
    chess,
    _has_lines,
    line_of="lines",
)

TURN = Command(
    "turn",
    N_("Priority, one day for all"),
    Permission.ORDER_EDIT,
    turn,
    _open,
    asks=(
        Field("priority", N_("Priority"), FieldKind.CHOICE, required=True, choices=PRIORITIES),
        Field("one_date", N_("All leaves on one day"), FieldKind.FLAG),
    ),
    initial=lambda card, _given: {
        "priority": card.values.get("priority") or Priority.MEDIUM,
        "one_date": bool(card.values.get("one_date")),
    },
)

HOLD = Command(
    "hold",
    N_("Reserve while it is being agreed"),
    Permission.ORDER_EDIT,
    hold,
    lambda card: _has_lines(card) and card.status == OrderStatus.AGREEING,
    asks=(Field("hold", N_("Hold goods now"), FieldKind.FLAG),),
    initial=lambda _card, _given: {"hold": True},
)

SUPPLY_COMMANDS = (FILL, ACT, CHESS, CANCEL)
"""The most needed; `TURN_COMMANDS` come after the rest."""

TURN_COMMANDS = (TURN, HOLD)
