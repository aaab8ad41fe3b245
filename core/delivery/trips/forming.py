"""Forming trips: making them, their headers, what rides on them (domain.md §2.3).

Lock order of every verb of trips: trips by id, expense orders by id, customer orders by id, the
ledgers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.delivery.errors import VehicleMissing
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.statuses import TripDirection, TripStatus
from core.delivery.trips.carried import require_carried
from core.delivery.trips.documents import TRIP
from core.documents.lines import save_lines
from core.documents.operations import check_version, create, edit, locked, touch
from core.documents.queries import require_type_rows
from core.kernel.clock import Clock
from core.kernel.daytime import time_text
from core.kernel.errors import BadValue, IllegalTransition, NotFound
from core.sales.states import lock_orders

STOP = cast("Table", TripStop.__table__)


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
class LineGiven:
    """So much of a line of a document for a stop."""

    document_id: int
    """Of the disposition: an order, an errand."""
    quantity: int
    """Thousandths of the base unit; 0 for what has no goods."""
    disposition_line_id: int = 0
    """0: the document has no goods, as an errand."""
    item_id: int | None = None
    variant_id: int = 0
    weight_grams: int = 0
    volume_cm3: int = 0
    places: int = 0


@dataclass(frozen=True, slots=True)
class StopGiven:
    """A stop in the order of visits; seconds from midnight."""

    address_id: int
    window_from: int = 0
    window_to: int = 86_400
    arrives_at: int = 0
    """As planned; 0: not counted yet."""
    leaves_at: int = 0
    lines: tuple[LineGiven, ...] = ()
    locked: bool = False


@dataclass(frozen=True, slots=True)
class TripPlanned:
    """What the plan of a trip comes to."""

    starts_at: int
    ends_at: int
    metres: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class TripSaved:
    """A trip as a verb left it."""

    id: int
    number: str
    version: int
    status: TripStatus
    stops: int = 0
    lines: int = 0


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
        IllegalTransition: the plan of a trip that is not formed any more would change.
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


def put_lines(
    session: Session,
    actor: Actor,
    trip: Trip,
    stops: Sequence[StopGiven],
    *,
    clock: Clock,
    planned: TripPlanned | None = None,
    checked: bool = True,
) -> TripSaved:
    """Make *stops* the whole of what rides on a trip that the caller has locked and that is formed.

    Stops keep their rows by position, so a plan written again changes nothing. Statements do not
    grow with lines.

    Args:
        planned: times, way and cost of the plan; None: they stay.
        checked: False when the caller writes several trips and calls `require_carried` at the end.

    Raises:
        CarriesTooMuch: a line would leave that rides more than its document lets go.
        IllegalTransition: the trip is not formed any more.
        BadValue: a quantity below 0, goods without quantity, a window that ends before it begins.
        Forbidden.
    """
    actor.require(Permission.TRIP_PLAN, what=TRIP.name, key=trip.id)
    acting(session, actor, clock)
    require_trip_status(trip, TripStatus.FORMING)
    _check_stops(stops)
    lock_orders(session, {line.document_id for stop in stops for line in stop.lines})
    ids = _put_stops(session, trip, stops)
    rows = _line_rows(stops, ids)
    kept = save_lines(
        session, actor, trip, TripLine, rows, clock=clock, permission=Permission.TRIP_PLAN
    )
    beyond = delete(STOP).where(STOP.c.document_id == trip.id, STOP.c.stop_no > len(stops))
    dropped = session.scalars(beyond.returning(STOP.c.id)).all()
    if planned is not None:
        for name, value in asdict(planned).items():
            setattr(trip, name, value)
    if not kept and (dropped or session.is_modified(trip)):
        touch(session, trip)
    if checked and trip.direction is TripDirection.OUT:
        require_carried(session, [row["disposition_line_id"] for row in rows])
    session.flush()
    return saved(trip, stops=len(stops), lines=len(rows))


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


def require_trip_status(trip: Trip, *allowed: TripStatus) -> TripStatus:
    """Return the status of *trip*.

    Raises:
        IllegalTransition: it is none of *allowed*.
    """
    status = TripStatus(trip.status)
    if status not in allowed:
        raise IllegalTransition(machine=TRIP.name, current=status.value, target=allowed[0].value)
    return status


def saved(trip: Trip, *, stops: int = 0, lines: int = 0) -> TripSaved:
    """Return a trip as a verb left it."""
    status = TripStatus(trip.status)
    return TripSaved(trip.id, trip.number_text, trip.version, status, stops, lines)


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


def _check_stops(stops: Sequence[StopGiven]) -> None:
    for stop in stops:
        if stop.window_to < stop.window_from:
            raise BadValue(
                what="window_to",
                value=time_text(stop.window_to),
                expected=f"≥ {time_text(stop.window_from)}",
            )
        for line in stop.lines:
            least = 1 if line.disposition_line_id else 0
            if line.quantity < least:
                raise BadValue(what="quantity", value=line.quantity, expected=f">= {least}")


def _put_stops(session: Session, trip: Trip, stops: Sequence[StopGiven]) -> list[int]:
    """Write stops by position; return their ids in order. More than before stay for a moment."""
    known = {stop.address_id for stop in stops}
    there = set(session.scalars(select(Address.id).where(Address.id.in_(known))))
    if known - there:
        raise NotFound(what="address", key=min(known - there))
    session.flush()
    stored = session.execute(
        select(STOP).where(STOP.c.document_id == trip.id).order_by(STOP.c.stop_no)
    ).mappings()
    before = {row["stop_no"]: dict(row) for row in stored}
    ids: list[int] = []
    fresh: list[dict[str, Any]] = []
    altered: list[dict[str, Any]] = []
    for number, stop in enumerate(stops, start=1):
        values = {name: getattr(stop, name) for name in _STOP_FIELDS}
        old = before.get(number)
        if old is None:
            fresh.append({"document_id": trip.id, "stop_no": number, **values})
            continue
        ids.append(old["id"])
        if any(old[name] != value for name, value in values.items()):
            altered.append({"id": old["id"], **values})
    if altered:
        session.execute(update(TripStop), altered)
    if fresh:
        made = session.execute(
            insert(STOP).returning(STOP.c.id, sort_by_parameter_order=True), fresh
        )
        ids += made.scalars()
    if altered or fresh:
        touch(session, trip)
    return ids


_STOP_FIELDS = ("address_id", "window_from", "window_to", "arrives_at", "leaves_at", "locked")


def _line_rows(stops: Sequence[StopGiven], ids: Sequence[int]) -> list[dict[str, Any]]:
    given = [(key, line) for key, stop in zip(ids, stops, strict=True) for line in stop.lines]
    return [
        {
            "line_no": number,
            "stop_id": stop_id,
            "disposition_document_id": line.document_id,
            "disposition_line_id": line.disposition_line_id,
            "item_id": line.item_id,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "planned": line.quantity,
            "weight_grams": line.weight_grams,
            "volume_cm3": line.volume_cm3,
            "places": line.places,
        }
        for number, (stop_id, line) in enumerate(given, start=1)
    ]
