"""Giving trips to loading, and taking them back (domain.md §2.3).

Where a warehouse ships by expense orders in steps, release makes them: one per stop (and room), of
exactly what the trip carries, the last stop first: it is loaded first, so it is picked first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.delivery.errors import LoadingBegun, NothingToLoad, OrderedElsewhere, WrongDirection
from core.delivery.models import Trip
from core.delivery.statuses import TripDirection, TripStatus
from core.delivery.trips.carried import require_carried
from core.delivery.trips.documents import TRIP, require_trip_status
from core.delivery.trips.forming import opened_trip
from core.delivery.trips.readdressed import readdressed, require_as_planned
from core.delivery.trips.riding import item_name, lines_of, outgoing, stops_of
from core.documents.operations import advance
from core.fulfilment.creating import create_outbound
from core.fulfilment.dispositions import room_left
from core.fulfilment.riding import LENT, load_for, orders_apart, orders_of_trip, take_off
from core.fulfilment.site import site_of
from core.kernel.clock import Clock
from core.sales.states import lock_orders


@dataclass(frozen=True, slots=True)
class TripReleased:
    """A trip that may be loaded."""

    id: int
    number: str
    version: int
    outbound_ids: tuple[int, ...]
    """In loading order; empty where the warehouse makes none."""


def release_trip(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    clock: Clock,
    although_changed: bool = False,
) -> TripReleased:
    """Give a trip to loading: its goods reach the storekeeper, the last stop first.

    Expense orders that stand already and hold nothing but goods of one stop ride along.

    Args:
        although_changed: it goes as it was planned although addresses changed since; the trail
            keeps which.

    Raises:
        AddressesChanged: a stop is elsewhere, or takes goods at another time, than was planned.
        WrongDirection: it fetches.
        NothingToLoad: nothing is on it.
        CarriesTooMuch: a document lets less go than the trip carries.
        OrderedElsewhere: the goods are in expense orders with other goods, or of other trips.
        NothingToPick, LotsShort: the warehouse does not have it; nothing is changed.
        TripGivenToLoading, TripMovedOn: it is not being formed.
        Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_RELEASE, clock)
    if trip.direction is not TripDirection.OUT:
        raise WrongDirection(document=trip.number_text)
    require_trip_status(trip, TripStatus.FORMING)
    lines = lines_of(session, trip_id)
    if not lines:
        raise NothingToLoad(document=trip.number_text)
    lock_orders(session, {line.disposition_document_id for line in lines})
    _known(session, actor, trip, although_changed=although_changed)
    goods = {(line.disposition_document_id, line.disposition_line_id) for line in lines}
    require_carried(session, goods, kept=goods)
    advance(session, actor, trip, TripStatus.TO_LOAD, clock=clock)
    site = site_of(session, trip.warehouse_id)
    made: list[int] = []
    if site.ordered and site.by_statuses:
        made = _order_goods(session, actor, trip, clock)
    return TripReleased(trip.id, trip.number_text, trip.version, tuple(made))


def _known(session: Session, actor: Actor, trip: Trip, *, although_changed: bool) -> None:
    """Refuse addresses that changed meanwhile, or note that they were known to have."""
    if not although_changed:
        require_as_planned(session, trip)
        return
    changed = {str(one.stop): ", ".join(one.fields) for one in readdressed(session, trip.id)}
    if changed:
        record(session, actor, "trip.readdressed", TRIP.name, trip.id, stops=changed)


def recall_trip(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    clock: Clock,
    keep_picked: bool = False,
) -> TripReleased:
    """Take a trip back from loading: it is formed again.

    Expense orders that nobody has begun are dissolved.

    Args:
        keep_picked: orders that are picked, or being picked, stay in the warehouse without a trip
            and ride on whichever trip is released with their goods.

    Raises:
        LoadingBegun: goods are picked for it; nothing is changed.
        IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_RELEASE, clock)
    require_trip_status(trip, TripStatus.TO_LOAD)
    ridden = orders_of_trip(session, trip_id)
    begun = [one.number for one in ridden if one.begun]
    if begun and not keep_picked:
        raise LoadingBegun(document=trip.number_text, orders=", ".join(begun), count=len(begun))
    take_off(session, actor, ridden, clock=clock)
    advance(
        session, actor, trip, TripStatus.FORMING, clock=clock, permission=Permission.TRIP_RELEASE
    )
    record(session, actor, "trip.recalled", TRIP.name, trip.id, kept=", ".join(begun))
    return TripReleased(trip.id, trip.number_text, trip.version, ())


def wanted_by_stop(session: Session, trip_id: int) -> dict[int, dict[int, int]]:
    """Return number of a stop → disposition line → thousandths, the last stop first."""
    numbers = {stop.id: stop.stop_no for stop in stops_of(session, trip_id)}
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for line in outgoing(session, lines_of(session, trip_id)):
        found[numbers[line.stop_id]][line.disposition_line_id] += line.quantity
    return {number: dict(found[number]) for number in sorted(found, reverse=True)}


def order_stop(
    session: Session, actor: Actor, trip: Trip, wanted: Mapping[int, int], *, clock: Clock
) -> list[int]:
    """Make expense orders of exactly *wanted*; one, or one per room."""
    made = create_outbound(
        session, actor.lent(*LENT), trip.warehouse_id or 0, clock=clock, wanted=wanted
    )
    return [one.id for one in made]


def require_unordered(
    session: Session, trip: Trip, wanted: Mapping[int, Mapping[int, int]]
) -> None:
    """Do nothing when expense orders may be made of *wanted*.

    Raises:
        OrderedElsewhere: others hold the goods.
    """
    asked: dict[int, int] = defaultdict(int)
    for lines in wanted.values():
        for line, quantity in lines.items():
            asked[line] += quantity
    room = room_left(session, asked)
    held = [line for line, quantity in asked.items() if quantity > room.get(line, 0)]
    if not held:
        return
    holding = [one.number for one in orders_apart(session, held)]
    leaving = outgoing(session, lines_of(session, trip.id))
    first = next(one for one in leaving if one.disposition_line_id in held)
    raise OrderedElsewhere(
        document=trip.number_text,
        item=item_name(session, first.item_id),
        orders=", ".join(holding),
        count=len(holding),
    )


def _order_goods(session: Session, actor: Actor, trip: Trip, clock: Clock) -> list[int]:
    wanted = wanted_by_stop(session, trip.id)
    stand: dict[int, list[int]] = defaultdict(list)
    asked = {line for lines in wanted.values() for line in lines}
    for one in orders_apart(session, asked):
        for number, lines in wanted.items():
            if all(lines.get(key, 0) >= quantity for key, quantity in one.lines.items()):
                for key, quantity in one.lines.items():
                    lines[key] -= quantity
                stand[number].append(one.id)
                break
    wanted = {
        number: {key: quantity for key, quantity in lines.items() if quantity}
        for number, lines in wanted.items()
    }
    require_unordered(session, trip, wanted)
    made: list[int] = []
    for number, lines in wanted.items():
        ids = stand[number]
        if lines:
            ids = [*ids, *order_stop(session, actor, trip, lines, clock=clock)]
        load_for(session, actor, ids, trip_id=trip.id, priority=number, clock=clock)
        made += ids
    return made
