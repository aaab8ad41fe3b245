"""What planning leaves as it is: whole trips, stops, orders that ride on one vehicle only."""

from __future__ import annotations

from dataclasses import fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.notices import notify
from core.delivery.asking.requests import RequestGiven, request_of, save_request
from core.delivery.models import DeliveryRequest, Trip, TripStop
from core.delivery.planning.taking import CHANNEL
from core.delivery.statuses import TripStatus
from core.delivery.trips.documents import require_trip_status
from core.delivery.trips.forming import TripSaved, opened_trip, save_trip, saved
from core.documents.history import Noted, note
from core.documents.operations import touch
from core.kernel.clock import Clock
from core.kernel.errors import NotFound


def lock_trip(
    session: Session, actor: Actor, trip_id: int, *, locked: bool, clock: Clock
) -> TripSaved:
    """Let planning leave a whole trip as it is, or not any more; flushed.

    Raises:
        TripMovedOn: it is closed.
        Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_PLAN, clock)
    done = save_trip(session, actor, trip_id, trip.version, clock=clock, locked=locked)
    _tell(session, trip)
    return done


def lock_stop(
    session: Session, actor: Actor, trip_id: int, stop_id: int, *, locked: bool, clock: Clock
) -> TripSaved:
    """Let planning leave a stop on its trip, with those before it, or not any more; flushed.

    Raises:
        TripGivenToLoading, TripMovedOn: the trip is not being formed.
        NotFound: there is no such stop on it.
        Forbidden.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_PLAN, clock)
    require_trip_status(trip, TripStatus.FORMING)
    stop = session.get(TripStop, stop_id, populate_existing=True)
    if stop is None or stop.document_id != trip_id:
        raise NotFound(what="trip_stop", key=stop_id)
    if stop.locked is not locked:
        stop.locked = locked
        touch(session, trip)
        session.flush()
        told = Noted("trip", trip.id, trip.version, "locked", not locked, locked, "stops")
        note(session, [replace(told, line_no=stop.stop_no)])
        _tell(session, trip)
    return saved(trip)


def pin_document(
    session: Session, actor: Actor, document_id: int, vehicle_id: int | None, *, clock: Clock
) -> None:
    """Let a document ride on one vehicle and no other; None: on any; flushed.

    Raises:
        NotFound: it asks for no delivery, or there is no such vehicle.
        Forbidden: he may neither edit the document nor plan trips.
    """
    asked = request_of(session, document_id)
    if asked is None:
        raise NotFound(what="delivery_request", key=document_id)
    row = session.get_one(DeliveryRequest, document_id)
    given = {one.name: getattr(row, one.name) for one in fields(RequestGiven)}
    given |= {"vehicle_id": vehicle_id, "charge_minor": None}
    save_request(
        session, actor, document_id, RequestGiven(**given), version=asked.version, clock=clock
    )
    trips = select(Trip).where(Trip.planned_on == row.day).limit(1)
    trip = session.scalars(trips).first()
    if trip is not None:
        _tell(session, trip)


def _tell(session: Session, trip: Trip) -> None:
    """Wake other dispatchers of the day."""
    notify(session, CHANNEL, f"{trip.warehouse_id}:{trip.planned_on:%Y-%m-%d}")
