"""Lists of vehicles and types, drivers, people, tariffs of carriers, reasons of non-delivery."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.access.models import AppUser
from core.access.roles import Permission
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import UndeliveredReason
from core.delivery.statuses import Ownership
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import Partner
from core.stock.models import Warehouse

OWNERSHIPS = {
    Ownership.OWN: N_("own"),
    Ownership.SPOUSES: N_("of husband and wife"),
    Ownership.RENT: N_("rented"),
    Ownership.LEASE: N_("leased"),
    Ownership.FREE_USE: N_("lent free of charge"),
}

_carrier = aliased(Partner)

VEHICLE_TYPES = register_listing(
    Listing(
        name="vehicle_types",
        title=N_("Vehicle types"),
        columns=(
            Column("code", N_("Code"), VehicleType.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), VehicleType.name, Kind.TEXT, 24, searchable=True),
            Column("payload", N_("Payload, kg"), VehicleType.payload_kg, Kind.NUMBER, 8),
            Column("volume", N_("Volume, m³"), VehicleType.volume_dm3, Kind.QUANTITY, 8),
            Column("pallets", N_("Pallets"), VehicleType.pallets_tenths * 100, Kind.QUANTITY, 7),
            Column("size", N_("Size class"), VehicleType.size, Kind.NUMBER, 5),
            Column("loading", N_("Loading from"), VehicleType.loading, Kind.TEXT, 12),
            Column("retired", N_("Retired"), VehicleType.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(VehicleType.id),
        key=VehicleType.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

VEHICLES = register_listing(
    Listing(
        name="vehicles",
        title=N_("Vehicles"),
        columns=(
            Column("code", N_("Code"), Vehicle.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), Vehicle.name, Kind.TEXT, 20, searchable=True),
            Column("plate", N_("Plate"), Vehicle.plate, Kind.TEXT, 10, searchable=True),
            Column("type", N_("Vehicle type"), VehicleType.name, Kind.TEXT, 16, searchable=True),
            Column(
                "driver",
                N_("Driver"),
                func.coalesce(Driver.name, ""),
                Kind.TEXT,
                20,
                searchable=True,
            ),
            Column(
                "carrier",
                N_("Carrier"),
                func.coalesce(_carrier.name, ""),
                Kind.TEXT,
                20,
                searchable=True,
            ),
            Column("warehouse", N_("Warehouse"), func.coalesce(Warehouse.name, ""), Kind.TEXT, 14),
            Column("shift_from", N_("Shift from"), Vehicle.shift_from, Kind.TIME, 5),
            Column("shift_to", N_("Shift until"), Vehicle.shift_to, Kind.TIME, 5),
            Column("retired", N_("Retired"), Vehicle.retired, Kind.BOOL, 3),
        ),
        source=lambda: (
            select(Vehicle.id)
            .join(VehicleType, VehicleType.id == Vehicle.type_id)
            .outerjoin(Driver, Driver.id == Vehicle.driver_id)
            .outerjoin(_carrier, _carrier.id == Vehicle.carrier_id)
            .outerjoin(Warehouse, Warehouse.id == Vehicle.warehouse_id)
        ),
        key=Vehicle.id,
        default_sort=("code", False),
        read=Permission.REFERENCE_READ,
    )
)

DRIVERS = register_listing(
    Listing(
        name="drivers",
        title=N_("Drivers"),
        columns=(
            Column("code", N_("Code"), Driver.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), Driver.name, Kind.TEXT, 28, searchable=True),
            Column("phone", N_("Phone"), Driver.phone, Kind.TEXT, 18, searchable=True),
            Column(
                "carrier",
                N_("Carrier"),
                func.coalesce(Partner.name, ""),
                Kind.TEXT,
                24,
                searchable=True,
            ),
            Column("retired", N_("Retired"), Driver.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Driver.id).outerjoin(Partner, Partner.id == Driver.carrier_id),
        key=Driver.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

PEOPLE = register_listing(
    Listing(
        name="people",
        title=N_("People"),
        columns=(
            Column("name", N_("Name"), AppUser.name, Kind.TEXT, 28, searchable=True),
            Column("login", N_("Login"), AppUser.login, Kind.TEXT, 16, searchable=True),
        ),
        source=lambda: select(AppUser.id).where(AppUser.retired.is_(False)),
        key=AppUser.id,
        default_sort=("name", False),
        read=Permission.FLEET_EDIT,
    )
)

CARRIER_TARIFFS = register_listing(
    Listing(
        name="carrier_tariffs",
        title=N_("Carriers' tariffs"),
        columns=(
            Column("code", N_("Code"), CarrierTariff.code, Kind.TEXT, 8, searchable=True),
            Column("carrier", N_("Carrier"), Partner.name, Kind.TEXT, 24, searchable=True),
            Column("type", N_("Vehicle type"), func.coalesce(VehicleType.name, ""), Kind.TEXT, 16),
            Column("since", N_("Since"), CarrierTariff.since, Kind.DATE, 10),
            Column("trip", N_("For a trip"), CarrierTariff.per_trip_minor, Kind.MONEY, 10),
            Column("km", N_("For a kilometre"), CarrierTariff.per_km_minor, Kind.MONEY, 10),
            Column("stop", N_("For a stop"), CarrierTariff.per_stop_minor, Kind.MONEY, 10),
            Column("name", N_("Name"), CarrierTariff.name, Kind.TEXT, 24, searchable=True),
            Column("retired", N_("Retired"), CarrierTariff.retired, Kind.BOOL, 3),
        ),
        source=lambda: (
            select(CarrierTariff.id)
            .join(Partner, Partner.id == CarrierTariff.carrier_id)
            .outerjoin(VehicleType, VehicleType.id == CarrierTariff.vehicle_type_id)
        ),
        key=CarrierTariff.id,
        default_sort=("carrier", False),
        read=Permission.REFERENCE_READ,
    )
)

UNDELIVERED_REASONS = register_listing(
    Listing(
        name="undelivered_reasons",
        title=N_("Reasons of non-delivery"),
        columns=(
            Column("code", N_("Code"), UndeliveredReason.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), UndeliveredReason.name, Kind.TEXT, 40, searchable=True),
            Column("retired", N_("Retired"), UndeliveredReason.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(UndeliveredReason.id),
        key=UndeliveredReason.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)
