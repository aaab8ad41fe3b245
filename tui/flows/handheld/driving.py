"""A driver's effects done: trips and stops read, outcomes told through the verbs of delivery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips import outcomes
from core.delivery.trips import queries as trip_queries
from core.delivery.trips.documents import TRIP
from core.delivery.trips.driver_queries import on_way, reasons_to_choose, trips_to_drive
from core.delivery.trips.outcomes import LineTold, Seen, StopTold
from core.delivery.trips.queries import TripCard, TripLineRow
from core.kernel.errors import NotFound
from core.supply.types import SUPPLIER_ORDER
from tui.flows.handheld import drive_effects as do
from tui.flows.handheld.drive_effects import Came
from tui.flows.handheld.drive_values import (
    Drop,
    Goods,
    Reason,
    Scanned,
    Stop,
    StopRow,
    Trip,
    TripRow,
)
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import State

# --- reading ---------------------------------------------------------------------------------


def listed(session: Session, shift: Shift, _state: State, _effect: do.LoadTrips) -> do.TripsAt:
    """Answer `LoadTrips`."""
    found = trips_to_drive(session, shift.actor, shift.clock.business_date())
    return do.TripsAt(
        tuple(
            TripRow(
                row.id,
                row.number,
                row.vehicle,
                row.driver,
                row.planned_on.isoformat(),
                row.stops,
                row.told,
                on_way(row.status, row.direction),
            )
            for row in found
        )
    )


def opened(session: Session, shift: Shift, _state: State, effect: do.OpenTrip) -> do.TripAt:
    """Answer `OpenTrip`."""
    card = _card(session, shift, effect.trip_id)
    return do.TripAt(_trip(card), _stop_rows(card))


def stop_opened(session: Session, shift: Shift, state: State, effect: do.OpenStop) -> do.StopAt:
    """Answer `OpenStop`."""
    came = Came.AGAIN if effect.again else Came.OPENED
    return _at(session, shift, state, effect.stop_id, came)


# --- telling ---------------------------------------------------------------------------------


def arrived(session: Session, shift: Shift, state: State, _effect: do.Arrive) -> do.StopAt:
    """Answer `Arrive`: the first time counts."""
    stop = _stop(state)
    outcomes.arrive(session, shift.actor, _trip_id(state), stop.id, clock=shift.clock)
    return _at(session, shift, state, stop.id, Came.ARRIVED)


def handed_over(session: Session, shift: Shift, state: State, effect: do.HandOver) -> do.StopAt:
    """Answer `HandOver`."""
    stop = _stop(state)
    told = LineTold(
        line_id=effect.line_id,
        delivered=effect.quantity,
        outcome=effect.outcome,
        reason_id=effect.reason_id or None,
        reason=effect.reason,
    )
    past = tuple(line for line in stop.lines if line.id == effect.line_id)
    _tell(session, shift, state, past, [told])
    return _at(session, shift, state, stop.id, Came.TOLD, past, effect.then)


def all_handed_over(session: Session, shift: Shift, state: State, _effect: do.HandAll) -> do.StopAt:
    """Answer `HandAll`."""
    stop = _stop(state)
    _tell(session, shift, state, stop.waiting, [_whole(line) for line in stop.waiting])
    return _at(session, shift, state, stop.id, Came.TOLD, stop.waiting)


def left(session: Session, shift: Shift, state: State, effect: do.LeaveGoods) -> do.StopAt:
    """Answer `LeaveGoods`: what was told before stays, unless everything was."""
    stop = _stop(state)
    past = stop.waiting or stop.lines
    told = [
        LineTold(
            line_id=line.id,
            delivered=0,
            outcome=effect.outcome,
            reason_id=effect.reason_id or None,
            reason=effect.reason,
        )
        for line in past
    ]
    if len(past) < len(stop.lines):
        _tell(session, shift, state, past, told)
    else:
        _require_as_seen(session, shift, state, past, told)
        whole = StopTold(
            stop_id=stop.id,
            outcome=effect.outcome,
            reason_id=effect.reason_id or None,
            reason=effect.reason,
        )
        outcomes.record_stop(session, shift.actor, _trip_id(state), whole, clock=shift.clock)
    return _at(session, shift, state, stop.id, Came.TOLD, past)


def received(session: Session, shift: Shift, state: State, effect: do.Receipt) -> do.StopAt:
    """Answer `Receipt`."""
    stop = _stop(state)
    outcomes.record_receipt(
        session,
        shift.actor,
        _trip_id(state),
        stop.id,
        received_by=effect.received,
        collected_minor=effect.cash,
        clock=shift.clock,
    )
    return _at(session, shift, state, stop.id, Came.RECEIVED)


def taken_back(session: Session, shift: Shift, state: State, effect: do.TakeBack) -> do.StopAt:
    """Answer `TakeBack`."""
    stop, line = _stop(state), effect.line
    if line is None:
        nothing = StopTold(stop_id=stop.id, outcome=Outcome.PENDING)
        outcomes.record_stop(session, shift.actor, _trip_id(state), nothing, clock=shift.clock)
    else:
        _tell(session, shift, state, (), [_as_it_was(line)])
    return _at(session, shift, state, stop.id, Came.BACK)


def _tell(
    session: Session,
    shift: Shift,
    state: State,
    seen: Sequence[Drop],
    told: Sequence[LineTold],
) -> None:
    _require_as_seen(session, shift, state, seen, told)
    for line in told:
        outcomes.record_line(session, shift.actor, _trip_id(state), line, clock=shift.clock)


def _require_as_seen(
    session: Session,
    shift: Shift,
    state: State,
    seen: Sequence[Drop],
    told: Sequence[LineTold],
) -> None:
    """Refuse to tell over what somebody else told since these lines were shown."""
    if not seen:
        return
    pairs = zip(seen, told, strict=True)
    lines = [Seen(line.id, line.outcome, line.delivered, one) for line, one in pairs]
    outcomes.require_as_seen(session, shift.actor, _trip_id(state), lines, clock=shift.clock)


def _whole(line: Drop) -> LineTold:
    return LineTold(line_id=line.id, delivered=line.quantity, outcome=Outcome.DELIVERED)


def _as_it_was(line: Drop) -> LineTold:
    return LineTold(
        line_id=line.id,
        delivered=line.delivered,
        outcome=line.outcome,
        reason_id=line.reason_id or None,
        reason=line.reason,
    )


# --- small parts -----------------------------------------------------------------------------


def _at(
    session: Session,
    shift: Shift,
    state: State,
    stop_id: int,
    came: Came,
    past: tuple[Drop, ...] = (),
    then: Scanned | None = None,
) -> do.StopAt:
    card = _card(session, shift, _trip_id(state))
    row = next((stop for stop in card.stops if stop.id == stop_id), None)
    if row is None:
        raise NotFound(what="trip_stop", key=stop_id)
    stop = Stop(
        id=row.id,
        number=row.stop_no,
        client=row.partners or row.contact,
        address=row.address,
        contact=row.contact,
        phone=row.phone,
        note=row.note,
        documents=row.documents,
        document_ids=tuple(dict.fromkeys(line.document_id for line in row.lines)),
        opens=row.window_from,
        closes=row.window_to,
        collect=row.collect_minor,
        places=row.places,
        arrived=row.arrived_at is not None,
        outcome=row.outcome,
        received=row.received_by,
        collected=row.collected_minor,
        lines=tuple(map(_drop, row.lines)),
        fetches=all(line.document_type == SUPPLIER_ORDER.name for line in row.lines),
    )
    reasons = tuple(Reason(one.id, one.name) for one in reasons_to_choose(session))
    return do.StopAt(_trip(card), _stop_rows(card), stop, reasons, came, past, then)


def _card(session: Session, shift: Shift, trip_id: int) -> TripCard:
    shift.actor.require(Permission.TRIP_DRIVE, what=TRIP.name, key=trip_id)
    return trip_queries.trip_card(session, shift.actor, trip_id)


def _trip(card: TripCard) -> Trip:
    back: dict[tuple[int, int], Goods] = {}
    for line in (line for stop in card.stops for line in stop.lines):
        fetched = line.document_type == SUPPLIER_ORDER.name
        comes = line.delivered if fetched else line.quantity - line.delivered
        if line.outcome is Outcome.PENDING or not comes:
            continue
        key = (line.item_id or 0, line.variant_id)
        known = back.get(key)
        quantity = comes + (known.quantity if known else 0)
        back[key] = Goods(_name(line), line.unit, quantity)
    return Trip(
        id=card.id,
        number=card.number,
        vehicle=card.vehicle,
        open=on_way(TripStatus(card.status), card.direction),
        cash=card.collected_minor,
        back=tuple(back.values()),
        fetches=card.direction is TripDirection.IN,
    )


def _stop_rows(card: TripCard) -> tuple[StopRow, ...]:
    return tuple(
        StopRow(
            row.id,
            row.stop_no,
            row.partners or row.contact,
            row.address,
            row.window_from,
            row.window_to,
            row.outcome,
            tuple(dict.fromkeys(line.item_id for line in row.lines if line.item_id)),
        )
        for row in card.stops
    )


def _drop(line: TripLineRow) -> Drop:
    return Drop(
        id=line.id,
        item_id=line.item_id or 0,
        variant_id=line.variant_id,
        name=_name(line),
        unit=line.unit,
        quantity=line.quantity,
        delivered=line.delivered,
        outcome=line.outcome,
        reason_id=line.reason_id or 0,
        reason=line.reason,
    )


def _name(line: TripLineRow) -> str:
    return f"{line.item} {line.variant}".strip()


def _trip_id(state: State) -> int:
    if state.drive.trip is None:
        raise NotFound(what=TRIP.name, key="")
    return state.drive.trip.id


def _stop(state: State) -> Stop:
    if state.drive.stop is None:
        raise NotFound(what="trip_stop", key="")
    return state.drive.stop


VERBS: dict[type, Callable[[Session, Shift, State, Any], Any]] = {
    do.LoadTrips: listed,
    do.OpenTrip: opened,
    do.OpenStop: stop_opened,
    do.Arrive: arrived,
    do.HandOver: handed_over,
    do.HandAll: all_handed_over,
    do.LeaveGoods: left,
    do.Receipt: received,
    do.TakeBack: taken_back,
}
