"""Forming trips: making them, their headers (domain.md §2.3); what rides on them: `contents`.

Lock order of every verb of trips: trips by id, expense orders by id, customer orders by id, the
ledgers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.delivery.errors import VehicleMissing
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import Trip
from core.delivery.statuses import TripDirection, TripStatus
from core.delivery.trips.documents import TRIP, require_trip_status
from core.documents.operations import check_version, create, edit, locked
from core.documents.queries import require_type_rows
from core.kernel.clock import Clock
from core.kernel.daytime import time_text
from core.kernel.errors import BadValue, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrip:
    """What a new trip says; seconds are from midnight of its day."""

    planned_on: dt.date
    warehouse_id: int
    direction: TripDirection = TripDirection.OUT
    vehicle_id: int | None = None
    vehicle_type_id: int | None = None
    """None: that of the vehicle."""
    driver_id: int | None = None
    """None: who usually drives the vehicle."""
    forwarder: str = ""
    carrier_id: int | None = None
    """None: whose the vehicle is; our own service when it is ours."""
    run: int | None = None
    """None: after the runs the vehicle has that day."""
    starts_at: int = 0
    ends_at: int = 0
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TripSaved:
    """A trip as a verb left it."""

    id: int
    number: str
    version: int
    status: TripStatus


def create_trip(session: Session, actor: Actor, new: NewTrip, *, clock: Clock) -> TripSaved:
    """Make an empty trip that is being formed.

    Raises:
        VehicleMissing: neither a vehicle nor a type is named.
        BadValue: it ends before it starts, or a run below 1.
        Forbidden, NotFound.
    """
    actor.require(Permission.TRIP_PLAN, what=TRIP.name)
    values = _with_fleet(session, asdict(new))
    _check_times(values)
    if values["run"] is None:
        values["run"] = _next_run(session, values["vehicle_id"], new.planned_on)
    trip = create(session, actor, TRIP.name, clock=clock, **values)
    return saved(cast(Trip, trip))


def save_trip(
    session: Session,
    actor: Actor,
    trip_id: int,
    version: int,
    *,
    clock: Clock,
    **changes: object,
) -> TripSaved:
    """Change the header of a trip loaded at *version*.

    While it is formed everything; later who drives, what the odometer says, comments.

    Raises:
        Conflict: somebody changed it since.
        TripGivenToLoading, TripMovedOn: the plan of a trip that is not formed any more would
            change.
        VehicleMissing, BadValue, NoSuchField, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_PLAN, clock)
    check_version(session, trip, version)
    altered = {name: new for name, new in changes.items() if getattr(trip, name, None) != new}
    if set(altered) - LATER or (altered and trip.status == TripStatus.CLOSED):
        require_trip_status(trip, TripStatus.FORMING)
    whole = {name: getattr(trip, name) for name in _HEADER} | altered
    if altered.keys() & {"vehicle_id", "vehicle_type_id"}:
        if "vehicle_type_id" not in altered:
            whole["vehicle_type_id"] = None
        whole = _with_fleet(session, whole)
        altered |= {name: whole[name] for name in _FLEET}
    _check_times(whole)
    edit(session, actor, trip_id, version, clock=clock, permission=Permission.TRIP_PLAN, **altered)
    return saved(trip)


def opened_trip(
    session: Session, actor: Actor, trip_id: int, permission: Permission, clock: Clock
) -> Trip:
    """Return the trip, locked, for an actor who has *permission* and may see it.

    Raises:
        Forbidden, NotFound.
    """
    actor.require(permission, what=TRIP.name, key=trip_id)
    acting(session, actor, clock)
    trip = locked(session, Trip, trip_id)
    actor.require_warehouse(trip.warehouse_id)
    require_type_rows(session, actor, TRIP, trip_id)
    return trip


def saved(trip: Trip) -> TripSaved:
    """Return a trip as a verb left it."""
    return TripSaved(trip.id, trip.number_text, trip.version, TripStatus(trip.status))


LATER = frozenset({"driver_id", "forwarder", "comment", "metres_driven", "locked"})
"""What of a header may change once a trip is not formed any more."""

_HEADER = (
    "vehicle_id",
    "vehicle_type_id",
    "driver_id",
    "carrier_id",
    "run",
    "starts_at",
    "ends_at",
)
_FLEET = ("vehicle_id", "vehicle_type_id", "driver_id", "carrier_id")


def _with_fleet(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Return *values* with what the vehicle says of type, driver and carrier.

    Raises:
        VehicleMissing, NotFound.
    """
    found = dict(values)
    if found["vehicle_id"]:
        vehicle = session.get(Vehicle, found["vehicle_id"])
        if vehicle is None:
            raise NotFound(what="vehicle", key=found["vehicle_id"])
        found["vehicle_type_id"] = vehicle.type_id
        found["driver_id"] = found["driver_id"] or vehicle.driver_id
        found["carrier_id"] = found["carrier_id"] or vehicle.carrier_id
    elif not found["vehicle_type_id"]:
        raise VehicleMissing
    elif session.get(VehicleType, found["vehicle_type_id"]) is None:
        raise NotFound(what="vehicle_type", key=found["vehicle_type_id"])
    if found["driver_id"] and session.get(Driver, found["driver_id"]) is None:
        raise NotFound(what="driver", key=found["driver_id"])
    return found


def _check_times(values: dict[str, Any]) -> None:
    if values["ends_at"] and values["ends_at"] < values["starts_at"]:
        raise BadValue(
            what="ends_at",
            value=time_text(values["ends_at"]),
            expected=f"≥ {time_text(values['starts_at'])}",
        )
    if values["starts_at"] < 0:
        raise BadValue(what="starts_at", value=values["starts_at"], expected=">= 0")
    if values["run"] is not None and values["run"] < 1:
        raise BadValue(what="run", value=values["run"], expected=">= 1")


def _next_run(session: Session, vehicle_id: int | None, on: dt.date) -> int:
    if vehicle_id is None:
        return 1
    last = session.scalar(
        select(func.max(Trip.run)).where(Trip.vehicle_id == vehicle_id, Trip.planned_on == on)
    )
    return (last or 0) + 1
