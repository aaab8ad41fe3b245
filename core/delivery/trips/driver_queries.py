"""Trips as whoever tells of them sees them: a driver his own, a dispatcher all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.fleet.models import Driver, Vehicle
from core.delivery.models import Trip, TripStop, UndeliveredReason
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.documents import TRIP
from core.documents.rows import document_rows

MOST = 200
"""Trips of a list: more are looked for at a desk."""


@dataclass(frozen=True, slots=True)
class DrivenTrip:
    """A trip in the list of whoever drives it."""

    id: int
    number: str
    status: TripStatus
    direction: TripDirection
    planned_on: date
    vehicle: str
    """Plate; "" while only the type is known."""
    driver: str
    stops: int
    told: int
    """Stops whose outcome is told."""


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason of non-delivery that may be chosen."""

    id: int
    name: str


def trips_to_drive(session: Session, actor: Actor, today: date) -> list[DrivenTrip]:
    """Return the trips that are to be driven, those on their way first.

    On their way or given to loading: whatever their day, for the van of tomorrow is loaded tonight.
    Still being formed: of *today*; those that fetch leave without loading, so of days before too.

    Raises:
        Forbidden: the actor drives no trips.
    """
    actor.require(Permission.TRIP_DRIVE, what=TRIP.name)
    told = func.count(TripStop.id).filter(TripStop.outcome != Outcome.PENDING)
    rows = session.execute(
        select(
            Trip.id,
            Trip.number_text,
            Trip.status,
            Trip.direction,
            Trip.planned_on,
            func.coalesce(Vehicle.plate, ""),
            func.coalesce(Driver.name, ""),
            func.count(TripStop.id),
            told,
        )
        .outerjoin(Vehicle, Vehicle.id == Trip.vehicle_id)
        .outerjoin(Driver, Driver.id == Trip.driver_id)
        .outerjoin(TripStop, TripStop.document_id == Trip.document_id)
        .where(_open(today), *document_rows(actor, TRIP))
        .group_by(Trip.document_id, Trip.id, Vehicle.id, Driver.id)
        .order_by(
            (Trip.status != TripStatus.DEPARTED.value), Trip.planned_on, Trip.starts_at, Trip.run
        )
        .limit(MOST)
    )
    return [DrivenTrip(row[0], row[1], TripStatus(row[2]), *row[3:]) for row in rows]


def trips_waiting(session: Session, actor: Actor, today: date) -> int:
    """Return how many trips `trips_to_drive` lists; 0 to whoever drives none."""
    if not actor.may(Permission.TRIP_DRIVE):
        return 0
    statement = select(func.count()).select_from(Trip)
    return session.scalars(statement.where(_open(today), *document_rows(actor, TRIP))).one()


def reasons_to_choose(session: Session) -> list[ReasonRow]:
    """Return the reasons of non-delivery in use, by code: the order a driver learns by heart."""
    rows = session.execute(
        select(UndeliveredReason.id, UndeliveredReason.name)
        .where(UndeliveredReason.retired.is_(False))
        .order_by(UndeliveredReason.code)
    )
    return [ReasonRow(*row) for row in rows]


def on_way(status: TripStatus, direction: TripDirection) -> bool:
    """Tell whether outcomes of a trip may be told: it has left, or fetches and is not closed."""
    out = direction is TripDirection.OUT
    return status is (TripStatus.DEPARTED if out else TripStatus.FORMING)


def _open(today: date) -> ColumnElement[bool]:
    loaded: Sequence[str] = (TripStatus.DEPARTED.value, TripStatus.TO_LOAD.value)
    fetches = and_(Trip.direction == TripDirection.IN.value, Trip.planned_on < today)
    formed = or_(Trip.planned_on == today, fetches)
    return or_(Trip.status.in_(loaded), and_(Trip.status == TripStatus.FORMING.value, formed))
