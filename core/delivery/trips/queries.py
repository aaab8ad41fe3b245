"""Reading trips as frozen cards, for forms, drivers and printing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.catalog.models import Item, ItemVariant, Unit
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import (
    Accrual,
    DeliveryRequest,
    Errand,
    Trip,
    TripLine,
    TripReturn,
    TripStop,
)
from core.delivery.places.models import Address
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.charged import clients_pay
from core.delivery.trips.documents import TRIP
from core.delivery.trips.rules import aboard
from core.documents.models import Document
from core.documents.queries import require_visible
from core.fulfilment.riding import orders_of_trip
from core.kernel.errors import NotFound
from core.partners.models import Partner


@dataclass(frozen=True, slots=True)
class TripLineRow:
    """A line of a trip; quantities in thousandths of the base unit."""

    id: int
    line_no: int
    stop_id: int
    stop_no: int
    document_id: int
    document: str
    document_type: str
    partner: str
    disposition_line_id: int
    """0: the document has no goods."""
    item_id: int | None
    item: str
    """What to do, of an errand."""
    unit: str
    variant: str
    quantity: int
    planned: int
    weight_grams: int
    """Of what is on board."""
    volume_cm3: int
    places: int
    outcome: Outcome
    delivered: int
    reason_id: int | None
    reason: str
    variant_id: int
    """0: the item has none."""


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop of a trip; seconds from midnight, money in kopecks."""

    id: int
    stop_no: int
    address_id: int
    address: str
    contact: str
    phone: str
    note: str
    window_from: int
    window_to: int
    arrives_at: int
    leaves_at: int
    locked: bool
    arrived_at: dt.datetime | None
    departed_at: dt.datetime | None
    outcome: Outcome
    reason_id: int | None
    reason: str
    received_by: str
    collected_minor: int
    collect_minor: int
    """Cash to collect, all documents of the stop."""
    partners: str
    documents: str
    """Numbers, as printed."""
    weight_grams: int
    volume_cm3: int
    places: int
    lines: tuple[TripLineRow, ...]


@dataclass(frozen=True, slots=True)
class TripCard:
    """A trip as a form shows it."""

    id: int
    number: str
    version: int
    status: TripStatus
    date: dt.date
    planned_on: dt.date
    direction: TripDirection
    warehouse_id: int
    vehicle_id: int | None
    vehicle: str
    """Plate and name; "" while only the type is known."""
    vehicle_type_id: int | None
    vehicle_type: str
    run: int
    driver_id: int | None
    driver: str
    driver_phone: str
    forwarder: str
    carrier_id: int | None
    carrier: str
    starts_at: int
    ends_at: int
    metres: int
    cost_minor: int
    left_at: dt.datetime | None
    back_at: dt.datetime | None
    metres_driven: int
    locked: bool
    comment: str
    payload_kg: int
    """Of the type; 0: not known."""
    volume_dm3: int
    accrued_minor: int
    charged_minor: int
    """What clients pay for the delivery of what rides, as `charged.clients_pay` counts."""
    billed_minor: int
    bill: str
    return_id: int
    """The document of what came back; 0: none, or taken back."""
    return_number: str
    orders: tuple[tuple[int, str, str], ...]
    """Expense orders it is loaded by: id, number, status."""
    stops: tuple[StopRow, ...]

    @property
    def weight_grams(self) -> int:
        """What rides, all stops."""
        return sum(stop.weight_grams for stop in self.stops)

    @property
    def volume_cm3(self) -> int:
        """What rides, all stops."""
        return sum(stop.volume_cm3 for stop in self.stops)

    @property
    def collected_minor(self) -> int:
        """Cash the driver took, kopecks."""
        return sum(stop.collected_minor for stop in self.stops)


def trip_card(session: Session, actor: Actor, trip_id: int) -> TripCard:
    """Return a trip with stops and lines; the number of statements does not depend on them.

    Raises:
        Forbidden: the actor may not read trips.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(TRIP.read, what=TRIP.name, key=trip_id)
    require_visible(session, actor, trip_id)
    trip = session.get(Trip, trip_id)
    if trip is None:
        raise NotFound(what=TRIP.name, key=trip_id)
    vehicle = session.get(Vehicle, trip.vehicle_id or 0)
    kind = session.get(VehicleType, trip.vehicle_type_id or 0)
    driver = session.get(Driver, trip.driver_id or 0)
    carrier = session.get(Partner, trip.carrier_id or 0)
    accrual = session.get(Accrual, trip_id)
    returned = session.scalars(
        select(TripReturn).where(TripReturn.trip_id == trip_id, TripReturn.posted)
    ).one_or_none()
    return TripCard(
        id=trip.id,
        number=trip.number_text,
        version=trip.version,
        status=TripStatus(trip.status),
        date=trip.date,
        planned_on=trip.planned_on,
        direction=trip.direction,
        warehouse_id=trip.warehouse_id or 0,
        vehicle_id=trip.vehicle_id,
        vehicle=f"{vehicle.plate} {vehicle.name}".strip() if vehicle else "",
        vehicle_type_id=trip.vehicle_type_id,
        vehicle_type=kind.name if kind else "",
        run=trip.run,
        driver_id=trip.driver_id,
        driver=driver.name if driver else "",
        driver_phone=driver.phone if driver else "",
        forwarder=trip.forwarder,
        carrier_id=trip.carrier_id,
        carrier=carrier.name if carrier else "",
        starts_at=trip.starts_at,
        ends_at=trip.ends_at,
        metres=trip.metres,
        cost_minor=trip.cost_minor,
        left_at=trip.left_at,
        back_at=trip.back_at,
        metres_driven=trip.metres_driven,
        locked=trip.locked,
        comment=trip.comment,
        payload_kg=kind.payload_kg if kind else 0,
        volume_dm3=kind.volume_dm3 if kind else 0,
        accrued_minor=trip.accrued_minor,
        charged_minor=session.scalar(select(clients_pay(trip_id))) or 0,
        billed_minor=accrual.billed_minor if accrual else 0,
        bill=accrual.bill if accrual else "",
        return_id=returned.id if returned else 0,
        return_number=returned.number_text if returned else "",
        orders=tuple((o.id, o.number, o.status.value) for o in orders_of_trip(session, trip_id)),
        stops=_stops(session, trip_id),
    )


def _stops(session: Session, trip_id: int) -> tuple[StopRow, ...]:
    lines = _lines(session, trip_id)
    documents = {line.document_id for line in lines}
    collect = {
        row.document_id: row.collect_minor
        for row in session.execute(
            select(DeliveryRequest.document_id, DeliveryRequest.collect_minor).where(
                DeliveryRequest.document_id.in_(documents)
            )
        )
    }
    rows = session.execute(
        select(
            TripStop.id,
            TripStop.stop_no,
            TripStop.address_id,
            Address.name,
            Address.contact,
            Address.phone,
            Address.note,
            TripStop.window_from,
            TripStop.window_to,
            TripStop.arrives_at,
            TripStop.leaves_at,
            TripStop.locked,
            TripStop.arrived_at,
            TripStop.departed_at,
            TripStop.outcome,
            TripStop.reason_id,
            TripStop.reason,
            TripStop.received_by,
            TripStop.collected_minor,
        )
        .join(Address, Address.id == TripStop.address_id)
        .where(TripStop.document_id == trip_id)
        .order_by(TripStop.stop_no)
    ).all()
    found = []
    for row in rows:
        own = tuple(line for line in lines if line.stop_id == row.id)
        numbers = dict.fromkeys((line.document_id, line.document) for line in own)
        values: list[Any] = [
            *row,
            sum(collect.get(key, 0) for key, _ in numbers),
            ", ".join(dict.fromkeys(line.partner for line in own if line.partner)),
            ", ".join(number for _, number in numbers),
            sum(line.weight_grams for line in own),
            sum(line.volume_cm3 for line in own),
            sum(line.places for line in own),
            own,
        ]
        found.append(StopRow(*values))
    return tuple(found)


def _lines(session: Session, trip_id: int) -> list[TripLineRow]:
    behind = aliased(Document, flat=True)
    line = TripLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.stop_id,
            TripStop.stop_no,
            line.disposition_document_id,
            behind.number_text,
            behind.type,
            func.coalesce(Partner.name, ""),
            line.disposition_line_id,
            line.item_id,
            func.coalesce(Item.name, Errand.task, ""),
            func.coalesce(Unit.symbol, ""),
            func.coalesce(ItemVariant.name, ""),
            line.quantity,
            line.planned,
            line.weight_grams,
            line.volume_cm3,
            line.places,
            line.outcome,
            line.delivered,
            line.reason_id,
            line.reason,
            line.variant_id,
        )
        .join(TripStop, TripStop.id == line.stop_id)
        .join(behind, behind.id == line.disposition_document_id)
        .outerjoin(Partner, Partner.id == behind.partner_id)
        .outerjoin(Item, Item.id == line.item_id)
        .outerjoin(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, ItemVariant.id == func.nullif(line.variant_id, 0))
        .outerjoin(Errand.__table__, Errand.__table__.c.document_id == line.disposition_document_id)
        .where(line.document_id == trip_id)
        .order_by(TripStop.stop_no, line.line_no)
    )
    found = []
    for row in rows:
        values: list[Any] = list(row)
        quantity, planned = values[13], values[14]
        values[15:17] = (aboard(whole, quantity, planned) for whole in values[15:17])
        if not values[8]:
            values[15:17] = row[15:17]
        found.append(TripLineRow(*values))
    return found
