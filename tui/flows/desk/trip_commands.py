"""What can be done with a trip, from loading to closing (domain §2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.accruing import bill_accrual, type_accrual
from core.delivery.trips.closing import close_trip, reopen_trip
from core.delivery.trips.departing import depart_trip, undepart_trip
from core.delivery.trips.listings import OUTCOMES
from core.delivery.trips.outcomes import LineTold, StopTold, deliver_rest, record_line, record_stop
from core.delivery.trips.readdressed import readdressed
from core.delivery.trips.releasing import recall_trip, release_trip
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Values
from tui.formatting import money

S = TripStatus
P = Permission


def _key(card: Card) -> int:
    return card.id or 0


def _in(*statuses: TripStatus) -> Callable[[Card], bool]:
    return lambda card: card.id is not None and card.status in statuses


def _out(status: TripStatus) -> Callable[[Card], bool]:
    return lambda card: _in(status)(card) and card.values["direction"] == TripDirection.OUT


def _on_way(card: Card) -> bool:
    out = card.values["direction"] == TripDirection.OUT
    return _in(S.DEPARTED if out else S.FORMING)(card) and bool(card.lines["stops"])


def _untold(card: Card) -> bool:
    pending = any(row["outcome"] == Outcome.PENDING for row in card.lines["stops"])
    return _on_way(card) and pending


def _owed(card: Card) -> bool:
    return _in(S.CLOSED)(card) and bool(card.values["carrier_id"])


def release(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Give the trip to loading."""
    known = bool(given.values.get("although_changed"))
    done = release_trip(session, actor, _key(card), clock=clock, although_changed=known)
    facts = {"number": done.number, "count": len(done.outbound_ids)}
    return Done(N_("{number} may be loaded; expense orders: {count}."), facts)


def _release_fields(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    """Ask only where something changed since the trip was planned."""
    del actor
    if not readdressed(session, _key(card)):
        return ()
    return (Field("although_changed", N_("Although addresses changed"), FieldKind.FLAG),)


def recall(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the trip back from loading."""
    keep = bool(given.values.get("keep_picked"))
    done = recall_trip(session, actor, _key(card), clock=clock, keep_picked=keep)
    return Done(N_("{number} is being formed again."), {"number": done.number})


def depart(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Let the vehicle leave."""
    without = bool(given.values.get("without_unshipped"))
    done = depart_trip(session, actor, _key(card), clock=clock, without_unshipped=without)
    facts = {"number": done.number, "lines": done.lines, "behind": done.left_behind}
    return Done(
        N_("{number} has left. Lines on board: {lines}; with less than planned: {behind}."), facts
    )


def undepart(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Say that it did not leave."""
    del given
    done = undepart_trip(session, actor, _key(card), clock=clock)
    return Done(N_("{number} has not left: it is to be loaded."), {"number": done.number})


def tell_stop(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Tell what became of a stop."""
    values = given.values
    stop = card.lines["stops"][int(values["stop"]) - 1]
    told = StopTold(
        stop_id=stop["id"],
        outcome=Outcome(values.get("outcome") or Outcome.DELIVERED),
        reason_id=values.get("reason_id") or None,
        reason=str(values.get("reason") or ""),
        received_by=str(values.get("received_by") or ""),
        collected_minor=values.get("collected_minor") or 0,
    )
    record_stop(session, actor, _key(card), told, clock=clock)
    facts = {"stop": stop["stop_no"], "number": card.heading}
    return Done(N_("The outcome of stop {stop} of {number} is noted."), facts)


def tell_line(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Tell how much of a line was handed over."""
    values = given.values
    line = card.lines["lines"][int(values["line"]) - 1]
    told = LineTold(
        line_id=line["id"],
        delivered=values.get("delivered") or 0,
        reason_id=values.get("reason_id") or None,
        reason=str(values.get("reason") or ""),
    )
    record_line(session, actor, _key(card), told, clock=clock)
    facts = {"line": line["line_no"], "number": card.heading}
    return Done(N_("The outcome of line {line} of {number} is noted."), facts)


def tell_rest(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Tell that all other stops were served whole."""
    del given
    count = deliver_rest(session, actor, _key(card), clock=clock)
    facts = {"count": count, "number": card.heading}
    return Done(N_("{number}: stops noted as served: {count}."), facts)


def close(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """End the trip."""
    metres = given.values.get("metres_driven")
    done = close_trip(session, actor, _key(card), clock=clock, metres_driven=metres or None)
    facts = {
        "number": done.number,
        "payments": len(done.payment_ids),
        "owed": money(done.accrued_minor),
    }
    if done.return_id:
        message = N_("{number} is closed, goods came back. Payments: {payments}; owed: {owed}.")
    else:
        message = N_("{number} is closed. Payments: {payments}; owed to the carrier: {owed}.")
    return Done(message, facts)


def reopen(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take the closing back."""
    del given
    trip = reopen_trip(session, actor, _key(card), clock=clock)
    return Done(N_("{number} is open again."), {"number": trip.number_text})


def bill(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Note the carrier's bill."""
    values = given.values
    saved = bill_accrual(
        session,
        actor,
        _key(card),
        bill=str(values.get("bill") or ""),
        billed_minor=values.get("billed_minor") or 0,
        clock=clock,
    )
    facts = {"number": card.heading, "more": money(saved.difference_minor)}
    return Done(N_("{number}: the bill is noted; it asks {more} more than is owed."), facts)


def owe(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Type what the carrier is owed."""
    amount = given.values.get("amount_minor") or 0
    saved = type_accrual(session, actor, _key(card), amount, clock=clock)
    facts = {"number": card.heading, "owed": money(saved.amount_minor)}
    return Done(N_("{number}: owed to the carrier: {owed}."), facts)


def _under(given: Given, table: str) -> str:
    """Return the number of the row under the cursor of a table, or of the first one."""
    return str((given.line or 0) + 1) if given.table == table else "1"


_WHY = (
    Field("reason_id", N_("Reason"), FieldKind.ROW, of="undelivered_reason", width=30),
    Field("reason", N_("In words"), width=40),
)


def _stop_fields(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    del session, actor
    stops = {
        str(row["stop_no"]): f"{row['stop_no']} {row['address']}" for row in card.lines["stops"]
    }
    return (
        Field("stop", N_("Stop"), FieldKind.CHOICE, choices=stops, required=True, width=40),
        Field("outcome", N_("Outcome"), FieldKind.CHOICE, choices=OUTCOMES, width=20),
        *_WHY,
        Field("received_by", N_("Who signed"), width=30),
        Field("collected_minor", N_("Cash taken"), FieldKind.MONEY, width=12),
    )


def _stop_begin(card: Card, given: Given) -> Values:
    number = _under(given, "stops")
    row = card.lines["stops"][int(number) - 1]
    told = row["outcome"] != Outcome.PENDING
    return {
        "stop": number,
        "outcome": Outcome(row["outcome"]) if told else Outcome.DELIVERED,
        "reason_id": row["reason_id"],
        "reason_id" + SHOWN: row["reason"] if row["reason_id"] else "",
        "reason": "" if row["reason_id"] else row["reason"],
        "received_by": row["received_by"],
        "collected_minor": row["collected_minor"] if told else row["collect_minor"],
    }


def _line_fields(session: Session, actor: Actor, card: Card) -> tuple[Field, ...]:
    del session, actor
    lines = {
        str(at): f"{row['document']} {row['item']}"
        for at, row in enumerate(card.lines["lines"], start=1)
    }
    return (
        Field("line", N_("Line"), FieldKind.CHOICE, choices=lines, required=True, width=44),
        Field("delivered", N_("Delivered"), FieldKind.QUANTITY, width=10),
        *_WHY,
    )


def _line_begin(card: Card, given: Given) -> Values:
    number = _under(given, "lines")
    row = card.lines["lines"][int(number) - 1]
    told = row["outcome"] != Outcome.PENDING
    return {"line": number, "delivered": row["delivered"] if told else row["quantity"]}


def _close_begin(card: Card, _given: Given) -> Values:
    return {"metres_driven": card.values["metres_driven"] or card.values["metres"]}


def _bill_begin(card: Card, _given: Given) -> Values:
    return {
        "bill": card.values["bill"],
        "billed_minor": card.values["billed_minor"] or card.values["accrued_minor"],
    }


def _has_lines(card: Card) -> bool:
    return _on_way(card) and bool(card.lines["lines"])


COMMANDS: tuple[Command, ...] = (
    Command(
        "release",
        N_("Give to loading"),
        P.TRIP_RELEASE,
        release,
        _out(S.FORMING),
        N_("Give {heading} to loading? Its goods go to the storekeepers, the last stop first."),
        prepare=_release_fields,
        initial=lambda _card, _given: {"although_changed": False},
    ),
    Command(
        "depart",
        N_("Send off"),
        P.TRIP_RELEASE,
        depart,
        _in(S.TO_LOAD),
        asks=(Field("without_unshipped", N_("Without what is not shipped"), FieldKind.FLAG),),
        initial=lambda _card, _given: {"without_unshipped": False},
    ),
    Command(
        "recall",
        N_("Take back from loading"),
        P.TRIP_RELEASE,
        recall,
        _in(S.TO_LOAD),
        asks=(Field("keep_picked", N_("Leave picked orders standing"), FieldKind.FLAG),),
        initial=lambda _card, _given: {"keep_picked": False},
    ),
    Command(
        "tell_stop",
        N_("Outcome of a stop"),
        P.TRIP_RELEASE,
        tell_stop,
        _on_way,
        prepare=_stop_fields,
        initial=_stop_begin,
    ),
    Command(
        "tell_line",
        N_("Outcome of a line"),
        P.TRIP_RELEASE,
        tell_line,
        _has_lines,
        prepare=_line_fields,
        initial=_line_begin,
    ),
    Command(
        "tell_rest",
        N_("All other stops were served"),
        P.TRIP_RELEASE,
        tell_rest,
        _untold,
        N_("Everything at the stops of {heading} nobody told of was handed over?"),
    ),
    Command(
        "close",
        N_("Close the trip"),
        P.TRIP_CLOSE,
        close,
        lambda card: _out(S.DEPARTED)(card) or _done_formed(card),
        asks=(Field("metres_driven", N_("Kilometres driven"), FieldKind.QUANTITY, width=10),),
        initial=_close_begin,
    ),
    Command(
        "undepart",
        N_("The vehicle did not leave"),
        P.TRIP_RELEASE,
        undepart,
        _out(S.DEPARTED),
        N_("{heading} has not left? It carries what was planned again, and is to be loaded."),
    ),
    Command(
        "reopen",
        N_("Open the trip again"),
        P.TRIP_CLOSE,
        reopen,
        _in(S.CLOSED),
        N_("Open {heading} again? Its return, payments and debt to the carrier are taken back."),
    ),
    Command(
        "bill",
        N_("Bill of the carrier …"),
        P.TRIP_CLOSE,
        bill,
        _owed,
        asks=(
            Field("bill", N_("Number and date"), width=24),
            Field("billed_minor", N_("Sum of the bill"), FieldKind.MONEY, width=12),
        ),
        initial=_bill_begin,
    ),
    Command(
        "owe",
        N_("Owed by agreement …"),
        P.TRIP_CLOSE,
        owe,
        _owed,
        asks=(Field("amount_minor", N_("Owed"), FieldKind.MONEY, width=12),),
        initial=lambda card, _given: {"amount_minor": card.values["accrued_minor"]},
    ),
)


def _done_formed(card: Card) -> bool:
    """Tell whether a trip that is formed may be closed: it fetches, or nothing is left of it."""
    fetches = bool(card.values["direction"] == TripDirection.IN)
    return _in(S.FORMING)(card) and (fetches or not card.lines["lines"])


def plain_rows(rows: Any) -> tuple[dict[str, Any], ...]:  # noqa: ANN401 - frozen rows of a card
    """Return frozen rows as lines of a table."""
    return tuple({name: getattr(row, name) for name in type(row).__slots__} for row in rows)
