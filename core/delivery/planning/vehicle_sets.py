"""Beginning a day with the vehicles of another one: empty trips, to be filled."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.notices import notify
from core.delivery.fleet.models import Vehicle
from core.delivery.models import Trip
from core.delivery.planning.taking import CHANNEL
from core.delivery.statuses import TripDirection
from core.delivery.trips.documents import TRIP
from core.delivery.trips.forming import NewTrip, create_trip
from core.kernel.clock import Clock


def copy_vehicle_set(
    session: Session, actor: Actor, day: dt.date, warehouse_id: int, *, clock: Clock
) -> tuple[int, ...]:
    """Make an empty trip for every vehicle that went out on the last day with trips; flushed.

    Vehicles that have a trip on *day* already, and those that are retired, are passed over; types
    without a vehicle are copied while no such trip stands. Drivers are those of that day.

    Returns:
        Ids of the trips that were made; (): there was nothing to copy.

    Raises:
        Forbidden.
    """
    actor.require(Permission.TRIP_PLAN, what=TRIP.name)
    actor.require_warehouse(warehouse_id)
    here = (Trip.warehouse_id == warehouse_id, Trip.direction == TripDirection.OUT)
    former = session.scalar(select(func.max(Trip.planned_on)).where(*here, Trip.planned_on < day))
    there = {
        (trip.vehicle_id, None if trip.vehicle_id else trip.vehicle_type_id)
        for trip in session.scalars(select(Trip).where(*here, Trip.planned_on == day))
    }
    trips = session.scalars(
        select(Trip)
        .outerjoin(Vehicle, Vehicle.id == Trip.vehicle_id)
        .where(*here, Trip.planned_on == former, Vehicle.retired.is_not(True))
        .order_by(Trip.document_id)
    )
    made = []
    for trip in trips.all():
        key = (trip.vehicle_id, None if trip.vehicle_id else trip.vehicle_type_id)
        if key in there:
            continue
        there.add(key)
        new = NewTrip(
            planned_on=day,
            warehouse_id=warehouse_id,
            vehicle_id=trip.vehicle_id,
            vehicle_type_id=trip.vehicle_type_id,
            driver_id=trip.driver_id,
            carrier_id=trip.carrier_id,
        )
        made.append(create_trip(session, actor, new, clock=clock).id)
    if made:
        notify(session, CHANNEL, f"{warehouse_id}:{day:%Y-%m-%d}")
    return tuple(made)
