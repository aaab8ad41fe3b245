"""What can be done with an expense order, from release to shipping and billing (domain §1.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import resolve_barcode
from core.fulfilment import checking, outbound
from core.fulfilment.finishing import PicksFinished
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.rules import GoodsRow
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.shipments.invoicing import invoice_from_shipped
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given, Values
from tui.locale import _

S = OutboundStatus
P = Permission

SHORTAGE: Mapping[str, str] = {
    "": N_("There is none"),
    checking.Shortage.PICK_MISSING: N_("Pick what is missing"),
    checking.Shortage.REDUCE: N_("Reduce the order"),
}
TARGET: Mapping[OutboundStatus, str] = {S.TO_SHIP: N_("To ship"), S.CHECKED: N_("Checked")}


def _key(card: Card) -> int:
    return card.id or 0


def _title(status: str) -> str:
    return _(OUTBOUND_ORDER.status_title(status))


def _in(*statuses: OutboundStatus) -> Callable[[Card], bool]:
    return lambda card: card.status in statuses


def _moved(number: str, status: str) -> Done:
    return Done(N_("{number}: {status}."), {"number": number, "status": _title(status)})


Verb = Callable[..., Any]


def _simply(verb: Verb, message: str) -> Callable[[Session, Actor, Card, Clock, Given], Done]:
    """Return a command that runs *verb* on the order and says *message*."""

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        del given
        verb(session, actor, _key(card), clock=clock)
        return Done(message, {"number": card.heading})

    return run


def goods_rows(lines: Sequence[Values]) -> list[GoodsRow]:
    """Return lines of table B as the verbs take them."""
    return [
        GoodsRow(
            item_id=line["item_id"],
            variant_id=line.get("variant_id") or 0,
            packaging_id=line.get("packaging_id") or 0,
            lot_id=line.get("lot_id") or 0,
            quantity=line.get("quantity") or 0,
            action=LineAction(line.get("action") or LineAction.PICK),
            package_no=line.get("package_no") or 0,
        )
        for line in lines
    ]


def release(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Give the order to picking."""
    del given
    done = outbound.release(session, actor, _key(card), clock=clock)
    facts = {"number": done.number, "count": len(done.tasks)}
    return Done(N_("{number} is to be picked; pick tasks made: {count}."), facts)


def fill_a(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Make table A follow table B."""
    del given
    rows = goods_rows(card.lines["goods"])
    outbound.fill_a_from_b(session, actor, _key(card), rows, clock=clock)
    return Done(N_("Dispositions follow the goods."))


def picked(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """End picking by paper."""
    del given
    return _finished(outbound.picks_finished(session, actor, _key(card), clock=clock))


def reduce(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Cut the order down to what was picked."""
    del given
    return _finished(outbound.reduce_to_picked(session, actor, _key(card), clock=clock))


def cut(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Cut one item of the order down to what was found."""
    line = card.lines["goods"][given.line or 0]
    thing = (line["item_id"], line["variant_id"])
    wanted = {thing: int(given.values.get("quantity") or 0)}
    return _finished(outbound.reduce_outbound(session, actor, _key(card), wanted, clock=clock))


def _finished(done: PicksFinished) -> Done:
    facts = {"number": done.number, "status": _title(done.status), "count": len(done.short)}
    if done.short:
        return Done(N_("{number}: {status}; items short: {count}."), facts)
    return Done(N_("{number}: {status}."), facts)


def start_check(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Begin to check."""
    del given
    found = checking.start_check(session, actor, _key(card), clock=clock)
    return Done(N_("Check of {number} begun: count what stands there."), {"number": found.number})


def count(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Count goods by barcode, or those of the line under the cursor."""
    code = str(given.values.get("barcode") or "").strip()
    asked = int(given.values.get("quantity") or 0)
    if code:
        hits = resolve_barcode(session, code)
        if len(hits) != 1:
            raise NotFound(what="barcode", key=code)
        hit = hits[0]
        quantity = asked or hit.pack_quantity
        found = checking.Found(hit.item_id, quantity, hit.variant_id, hit.lot_id)
    else:
        table = given.table if given.table in {"check", "goods"} else "goods"
        line = card.lines[table][given.line or 0]
        found = checking.Found(line["item_id"], asked or 1000, line.get("variant_id") or 0)
    done = checking.check_scan(session, actor, _key(card), found, clock=clock)
    facts = {
        "item": done.line.item,
        "counted": done.line.counted,
        "expected": done.line.expected,
    }
    return Done(N_("{item}: {counted:quantity} of {expected:quantity}."), facts)


def take_back(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the last count back."""
    del given
    done = checking.take_back(session, actor, _key(card), clock=clock)
    facts = {"item": done.line.item, "counted": done.line.counted}
    return Done(N_("Taken back. {item}: {counted:quantity}."), facts)


def finish_check(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """End the check with a decision about what is missing."""
    word = str(given.values.get("shortage") or "")
    done = checking.finish_check(
        session,
        actor,
        _key(card),
        clock=clock,
        shortage=checking.Shortage(word) if word else None,
        target=OutboundStatus(given.values.get("target") or S.TO_SHIP),
    )
    return _moved(done.number, done.status)


def cancel_check(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Leave the check."""
    discard = bool(given.values.get("discard"))
    order = checking.cancel_check(session, actor, _key(card), clock=clock, discard=discard)
    return _moved(order.number_text, order.status)


def ship(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Hand the goods over."""
    del given
    done = outbound.ship(session, actor, _key(card), clock=clock)
    facts = {"number": done.number, "quantity": done.quantity}
    return Done(N_("{number} has left: {quantity:quantity} in all."), facts)


def bill(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Bill what was shipped."""
    del given
    made = invoice_from_shipped(session, actor, _key(card), clock=clock)
    opened = ("sales_invoices", made[0]) if len(made) == 1 else None
    return Done(N_("Invoices made: {count}."), {"count": len(made)}, opened)


_FROM_PICK_ON = (S.TO_PICK, S.TO_CHECK, S.CHECKED, S.TO_SHIP)

COMMANDS = (
    Command("release", N_("Release to picking"), P.OUTBOUND_RELEASE, release, _in(S.PREPARED)),
    Command(
        "fill_b",
        N_("Fill the goods from the dispositions"),
        P.OUTBOUND_CREATE,
        _simply(outbound.fill_b_from_a, N_("Goods follow the dispositions.")),
        _in(S.PREPARED),
    ),
    Command(
        "fill_a",
        N_("Fill the dispositions from the goods"),
        P.OUTBOUND_CREATE,
        fill_a,
        _in(S.PREPARED),
    ),
    Command(
        "split",
        N_("Split into packages"),
        P.OUTBOUND_CREATE,
        _simply(outbound.split_packages, N_("Goods are split into packages.")),
        _in(S.PREPARED),
    ),
    Command(
        "lots",
        N_("Choose lots by expiry date"),
        P.OUTBOUND_CREATE,
        _simply(outbound.fill_lots, N_("Lots are chosen, first expired first out.")),
        _in(S.PREPARED),
    ),
    Command("picked", N_("Picked by paper"), P.PICK_WORK, picked, _in(S.TO_PICK)),
    Command(
        "recall",
        N_("Recall from picking"),
        P.OUTBOUND_RELEASE,
        _simply(outbound.recall, N_("{number} is prepared again.")),
        _in(S.TO_PICK),
        N_("Recall {heading} from picking? Its pick tasks are withdrawn."),
    ),
    Command("start_check", N_("Start the check"), P.OUTBOUND_CHECK, start_check, _in(S.TO_CHECK)),
    Command(
        "count",
        N_("Count goods"),
        P.OUTBOUND_CHECK,
        count,
        _in(S.CHECKING),
        asks=(
            Field("barcode", N_("Barcode"), width=24),
            Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),
        ),
    ),
    Command(
        "take_back", N_("Take the last count back"), P.OUTBOUND_CHECK, take_back, _in(S.CHECKING)
    ),
    Command(
        "finish_check",
        N_("Finish the check"),
        P.OUTBOUND_CHECK,
        finish_check,
        _in(S.CHECKING),
        asks=(
            Field("shortage", N_("If something is missing"), FieldKind.CHOICE, choices=SHORTAGE),
            Field("target", N_("Then"), FieldKind.CHOICE, choices=TARGET),
        ),
        initial=lambda _card, _given: {"shortage": "", "target": S.TO_SHIP},
    ),
    Command(
        "cancel_check",
        N_("Leave the check"),
        P.OUTBOUND_CHECK,
        cancel_check,
        _in(S.CHECKING),
        asks=(Field("discard", N_("Drop what was counted"), FieldKind.FLAG),),
    ),
    Command(
        "ready",
        N_("Ready to ship"),
        P.OUTBOUND_CHECK,
        _simply(outbound.ready_to_ship, N_("{number} stands in the shipping zone.")),
        _in(S.CHECKED),
    ),
    Command(
        "ship",
        N_("Ship: the goods leave"),
        P.OUTBOUND_SHIP,
        ship,
        _in(S.TO_SHIP),
        N_("Ship {heading}? The goods are written off the stock."),
    ),
    Command("bill", N_("Make invoices"), P.INVOICE_CREATE, bill, _in(S.SHIPPED)),
    Command(
        "reduce",
        N_("Reduce to what was picked"),
        P.OUTBOUND_REDUCE,
        reduce,
        _in(*_FROM_PICK_ON),
        N_("Reduce {heading} to what was picked? The rest of its dispositions is open again."),
    ),
    Command(
        "cut",
        N_("Reduce the item to a quantity"),
        P.OUTBOUND_REDUCE,
        cut,
        _in(*_FROM_PICK_ON),
        asks=(Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),),
        line_of="goods",
    ),
    Command(
        "unship",
        N_("Take the shipment back"),
        P.OUTBOUND_SHIP,
        _simply(outbound.unship, N_("{number}: the goods are back.")),
        _in(S.SHIPPED),
        N_("Take the shipment of {heading} back? The goods stand here again."),
    ),
    Command(
        "withdraw",
        N_("Take the order apart"),
        P.OUTBOUND_CREATE,
        _simply(outbound.withdraw_outbound, N_("{number} is empty; its dispositions are open.")),
        _in(S.PREPARED),
        N_("Take {heading} apart? Its dispositions wait for another expense order."),
    ),
)
