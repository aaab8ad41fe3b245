"""What a day of delivery is read from: one statement for each kind of row, whatever their number.

Nothing here looks at rights: `day.load_day` does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.statuses import TripStatus
from core.documents.preferences import AppSetting
from core.documents.rowsets import any_of
from core.partners.models import Partner
from core.stock.models import Warehouse

Rows = Sequence[Any]
"""Rows by the names of their columns."""

OPEN = (TripStatus.FORMING.value, TripStatus.TO_LOAD.value)
"""Statuses in which what a trip holds has not left yet."""


def settings(session: Session, names: Collection[str]) -> dict[str, object]:
    """Return settings that somebody has set, by name."""
    named = AppSetting.name == func.any(literal(sorted(names), ARRAY(Text)))
    rows = session.execute(select(AppSetting.name, AppSetting.value).where(named))
    return {row[0]: row[1] for row in rows}


def warehouse(session: Session, warehouse_id: int) -> Any:  # noqa: ANN401 - a row, or None
    """Return the warehouse: name, address_id of where it stands; None: there is none."""
    return session.execute(
        select(Warehouse.name, Address.id.label("address_id"))
        .outerjoin(Address, Address.warehouse_id == Warehouse.id)
        .where(Warehouse.id == warehouse_id)
    ).one_or_none()


def _tariff(carrier: Any, kind: Any, day: Any) -> FromClause:  # noqa: ANN401 - columns
    """Return the tariff of a carrier for a type on a day, as `trips.rules.tariff_for` chooses."""
    return (
        select(CarrierTariff)
        .where(
            CarrierTariff.carrier_id == carrier,
            or_(CarrierTariff.vehicle_type_id.is_(None), CarrierTariff.vehicle_type_id == kind),
            CarrierTariff.since <= day,
            ~CarrierTariff.retired,
        )
        .order_by(CarrierTariff.vehicle_type_id.nulls_last(), CarrierTariff.since.desc())
        .limit(1)
        .lateral("tariff")
    )


def _prices(tariff: FromClause) -> tuple[ColumnElement[Any], ...]:
    return (
        tariff.c.id.label("tariff_id"),
        tariff.c.vehicle_type_id.label("tariff_type_id"),
        tariff.c.since,
        *(tariff.c[name] for name in PRICES),
    )


PRICES = (
    "per_trip_minor",
    "per_km_minor",
    "per_stop_minor",
    "per_hour_minor",
    "per_tonne_minor",
    "at_least_minor",
)
"""What a tariff takes; fields of `trips.rules.Tariff` too."""


def vehicles(session: Session, day: date, warehouse_id: int, used: Collection[int]) -> Rows:
    """Return vehicles that may go out from a warehouse, and those in *used*; with their tariff."""
    tariff = _tariff(Vehicle.carrier_id, Vehicle.type_id, day)
    here = or_(Vehicle.warehouse_id.is_(None), Vehicle.warehouse_id == warehouse_id)
    statement = (
        select(
            Vehicle,
            VehicleType,
            Driver.name.label("driver"),
            Partner.name.label("carrier"),
            *_prices(tariff),
        )
        .join(VehicleType, VehicleType.id == Vehicle.type_id)
        .outerjoin(Driver, Driver.id == Vehicle.driver_id)
        .outerjoin(Partner, Partner.id == Vehicle.carrier_id)
        .outerjoin(tariff, true())
        .where(or_(and_(here, ~Vehicle.retired), Vehicle.id == any_of(used)))
        .order_by(Vehicle.id)
    )
    return session.execute(statement).all()


def trips(
    session: Session,
    day: date | None,
    warehouse_id: int,
    *,
    ids: Collection[int] = (),
    vehicle_ids: Collection[int] = (),
) -> Rows:
    """Return the trips of a day; or of some vehicles, or some trips, on it; with their tariff."""
    tariff = _tariff(Trip.carrier_id, Trip.vehicle_type_id, Trip.planned_on)
    statement = (
        select(
            Trip.id,
            Trip.version,
            Trip.number_text,
            Trip.status,
            Trip.vehicle_id,
            Trip.vehicle_type_id,
            Trip.run,
            Trip.direction,
            Trip.locked,
            Trip.starts_at,
            Trip.ends_at,
            Trip.metres,
            Trip.metres_driven,
            Trip.cost_minor,
            Trip.accrued_minor,
            Trip.left_at,
            Trip.driver_id,
            Trip.carrier_id,
            Driver.name.label("driver"),
            Partner.name.label("carrier"),
            VehicleType,
            *_prices(tariff),
        )
        .outerjoin(Driver, Driver.id == Trip.driver_id)
        .outerjoin(Partner, Partner.id == Trip.carrier_id)
        .outerjoin(tariff, true())
        .outerjoin(VehicleType, VehicleType.id == Trip.vehicle_type_id)
        .where(Trip.planned_on == day, Trip.warehouse_id == warehouse_id)
        .order_by(Trip.vehicle_id, Trip.run, Trip.id)
    )
    if ids or vehicle_ids:
        statement = statement.where(
            or_(Trip.id == any_of(ids), Trip.vehicle_id == any_of(vehicle_ids))
        )
    return session.execute(statement).all()


def stops(session: Session, trip_ids: Collection[int]) -> Rows:
    """Return stops of trips in the order of visits."""
    return session.execute(
        select(
            TripStop.id,
            TripStop.document_id,
            TripStop.stop_no,
            TripStop.address_id,
            TripStop.window_from,
            TripStop.window_to,
            TripStop.arrives_at,
            TripStop.leaves_at,
            TripStop.locked,
            TripStop.outcome,
        )
        .where(TripStop.document_id == any_of(trip_ids))
        .order_by(TripStop.document_id, TripStop.stop_no)
    ).all()


def trip_lines(session: Session, trip_ids: Collection[int]) -> Rows:
    """Return lines of trips in their order."""
    return session.execute(
        select(
            TripLine.document_id,
            TripLine.stop_id,
            TripLine.disposition_document_id,
            TripLine.disposition_line_id,
            TripLine.part_no,
            TripLine.item_id,
            TripLine.variant_id,
            TripLine.quantity,
            TripLine.planned,
            TripLine.weight_grams,
            TripLine.volume_cm3,
            TripLine.places,
            Item.name.label("item"),
        )
        .outerjoin(Item, Item.id == TripLine.item_id)
        .where(TripLine.document_id == any_of(trip_ids))
        .order_by(TripLine.document_id, TripLine.line_no)
    ).all()


def addresses(session: Session, ids: Collection[int], texts: Collection[str]) -> Rows:
    """Return addresses by id, and those whose folded text is one of *texts*; with their zones."""
    known = Address.folded == func.any(literal(sorted(set(texts)), ARRAY(Text)))
    statement = (
        select(Address, DeliveryZone.name.label("zone"), DeliveryZone.pace)
        .outerjoin(DeliveryZone, DeliveryZone.id == Address.zone_id)
        .where(or_(Address.id == any_of(ids), and_(known, ~Address.retired)))
        .order_by(Address.id)
    )
    return session.execute(statement).all()
