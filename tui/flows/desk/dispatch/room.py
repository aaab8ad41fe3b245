"""Around a sitting of a dispatcher: which warehouses there are, and who changed what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.places.models import Address
from core.delivery.planning import effort
from core.delivery.planning.day_shape import DayTrip, DeliveryDay
from core.delivery.planning.effort import Effort
from core.delivery.planning.locking import lock_stop, lock_trip, pin_document
from core.delivery.planning.vehicle_sets import copy_vehicle_set
from core.delivery.trips.forming import NewTrip, TripSaved, create_trip
from core.documents.changes import changes_since
from core.kernel.clock import Clock
from core.stock.models import Warehouse


@dataclass(frozen=True, slots=True)
class Yard:
    """A warehouse trips may begin at."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class News:
    """What others have written of a day."""

    who: str
    """Their names; "" where nobody is known."""
    numbers: str
    """Of their trips."""


def yards(session: Session, actor: Actor, _clock: Clock) -> tuple[Yard, ...]:
    """Return the warehouses he may plan for; those whose place is known come first."""
    known = (
        select(Address.id)
        .where(Address.warehouse_id == Warehouse.id, Address.lat_e6.is_not(None))
        .exists()
    )
    statement = (
        select(Warehouse.id, Warehouse.name)
        .where(~Warehouse.retired)
        .order_by(known.desc(), Warehouse.id)
    )
    if actor.warehouses is not None:
        statement = statement.where(Warehouse.id.in_(actor.warehouses))
    return tuple(Yard(row.id, row.name) for row in session.execute(statement))


def news(
    session: Session, _actor: Actor, _clock: Clock, *, before: DeliveryDay, now: DeliveryDay
) -> News | None:
    """Return who has written which trips between two readings of a day; None: nobody did."""
    changed = list(_changed(before, now))
    if not changed:
        return None
    who = dict.fromkeys(
        change.who
        for trip, version in changed
        for change in changes_since(session, "trip", trip.id, version)
    )
    return News(", ".join(who), ", ".join(trip.number for trip, _version in changed))


def _changed(before: DeliveryDay, now: DeliveryDay) -> Iterator[tuple[DayTrip, int]]:
    """Yield trips that are new or have another version, with the version they were seen at."""
    for trip in now.trips:
        seen = before.trip_by_id.get(trip.id)
        if seen is None or seen.version != trip.version:
            yield trip, seen.version if seen is not None else 0
    for trip in before.trips:
        if trip.id not in now.trip_by_id:
            yield trip, trip.version


def usual_effort(session: Session, actor: Actor, _clock: Clock) -> Effort:
    """Return how hard engines shall try where he says nothing else."""
    return effort.usual_effort(session, actor)


def effort_chosen(session: Session, actor: Actor, _clock: Clock, *, chosen: Effort) -> None:
    """Keep how hard engines shall try."""
    effort.remember_effort(session, actor, chosen)


def trip_made(session: Session, actor: Actor, clock: Clock, *, new: NewTrip) -> TripSaved:
    """Make an empty trip."""
    return create_trip(session, actor, new, clock=clock)


def copied(
    session: Session, actor: Actor, clock: Clock, *, day: dt.date, warehouse_id: int
) -> tuple[int, ...]:
    """Begin a day with the vehicles of the last one that had trips."""
    return copy_vehicle_set(session, actor, day, warehouse_id, clock=clock)


def trip_locked(
    session: Session, actor: Actor, clock: Clock, *, trip_id: int, locked: bool
) -> TripSaved:
    """Lock a trip, or open it."""
    return lock_trip(session, actor, trip_id, locked=locked, clock=clock)


def stop_locked(
    session: Session, actor: Actor, clock: Clock, *, trip_id: int, stop_id: int, locked: bool
) -> TripSaved:
    """Lock a stop, or open it."""
    return lock_stop(session, actor, trip_id, stop_id, locked=locked, clock=clock)


def pinned(
    session: Session, actor: Actor, clock: Clock, *, document_id: int, vehicle_id: int | None
) -> None:
    """Let a document ride on one vehicle only; None: on any."""
    pin_document(session, actor, document_id, vehicle_id, clock=clock)
