"""Reference books of what drives and what it costs: types, vehicles, drivers, tariffs, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.delivery.fleet.listings import (
    CARRIER_TARIFFS,
    DRIVERS,
    OWNERSHIPS,
    UNDELIVERED_REASONS,
    VEHICLE_TYPES,
    VEHICLES,
)
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import UndeliveredReason
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.daytime import HOUR, time_text
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.money import require_no_less

_CODE = Field("code", N_("Code"), required=True, width=8)
_NAME = Field("name", N_("Name"), required=True, width=30)

_USUAL_DAY: Mapping[str, int] = MappingProxyType(
    {"shift_from": 8 * HOUR, "shift_to": 20 * HOUR, "max_duration": 9 * HOUR, "max_trips": 3}
)
"""Of a vehicle of which nothing else is told: its shift, its hours of work, its trips."""


def _check_type(_session: Session, row: VehicleType) -> None:
    """Refuse a capacity or a cost below nothing.

    Raises:
        BadValue: which.
    """
    _not_negative(
        row,
        *("payload_kg", "volume_dm3", "pallets_tenths", "size"),
        *("fixed_minor", "per_km_minor", "per_hour_minor", "per_overtime_hour_minor"),
    )


def _check_vehicle(_session: Session, row: Vehicle) -> None:
    """Refuse a shift that ends before it begins, and a day without work.

    Raises:
        BadValue: which, with what was expected.
    """
    row.plate = (row.plate or "").strip()
    for name, usual in _USUAL_DAY.items():
        if getattr(row, name) is None:
            setattr(row, name, usual)
    if row.shift_from >= row.shift_to:
        raise BadValue(
            what="shift_to",
            value=time_text(row.shift_to),
            expected=f"> {time_text(row.shift_from)}",
        )
    for name in ("max_trips", "max_duration"):
        if getattr(row, name) <= 0:
            raise BadValue(what=name, value=getattr(row, name), expected="> 0")


def _check_tariff(_session: Session, row: CarrierTariff) -> None:
    """Refuse a rate below nothing.

    Raises:
        BadValue: which.
    """
    _not_negative(
        row,
        *("per_trip_minor", "per_km_minor", "per_stop_minor"),
        *("per_hour_minor", "per_tonne_minor", "at_least_minor"),
    )


def _not_negative(row: object, *names: str) -> None:
    for name in names:
        value = getattr(row, name) or 0
        if name.endswith("_minor"):
            require_no_less(name, value)
        elif value < 0:
            raise BadValue(what=name, value=value, expected="≥ 0")


VEHICLE_TYPE = register_book(
    Book(
        name="vehicle_type",
        model=VehicleType,
        title=N_("Vehicle types"),
        fields=(
            _CODE,
            _NAME,
            Field("payload_kg", N_("Payload, kg"), FieldKind.NUMBER, width=8),
            Field("volume_dm3", N_("Volume, m³"), FieldKind.QUANTITY, width=8),
            Field("pallets_tenths", N_("Pallets"), FieldKind.TENTHS, width=6),
            Field("size", N_("Size class"), FieldKind.NUMBER, width=4),
            Field("skills", N_("Equipment"), FieldKind.WORDS, width=30),
            Field("loading", N_("Loading from"), width=20),
            Field("fixed_minor", N_("Cost of a day"), FieldKind.MONEY, width=10),
            Field("per_km_minor", N_("Cost of a kilometre"), FieldKind.MONEY, width=10),
            Field("per_hour_minor", N_("Cost of an hour"), FieldKind.MONEY, width=10),
            Field("per_overtime_hour_minor", N_("Overtime, an hour"), FieldKind.MONEY, width=10),
        ),
        edit=Permission.FLEET_EDIT,
        listing=VEHICLE_TYPES.name,
        check=_check_type,
    )
)

DRIVER = register_book(
    Book(
        name="driver",
        model=Driver,
        title=N_("Drivers"),
        fields=(
            _CODE,
            _NAME,
            Field("phone", N_("Phone"), width=18),
            Field("licence", N_("Driving licence"), width=14),
            Field("inn", N_("INN"), width=12),
            Field("carrier_id", N_("Carrier"), FieldKind.ROW, of="partner", width=30),
            Field("user_id", N_("Signs in as"), FieldKind.ROW, of="people", initial=0, width=20),
        ),
        edit=Permission.FLEET_EDIT,
        listing=DRIVERS.name,
        check=lambda _session, row: setattr(row, "user_id", row.user_id or 0),
    )
)

VEHICLE = register_book(
    Book(
        name="vehicle",
        model=Vehicle,
        title=N_("Vehicles"),
        fields=(
            _CODE,
            _NAME,
            Field("plate", N_("Plate"), width=12),
            Field(
                "type_id",
                N_("Vehicle type"),
                FieldKind.ROW,
                required=True,
                of="vehicle_type",
                width=20,
            ),
            Field("driver_id", N_("Driver"), FieldKind.ROW, of="driver", width=24),
            Field("carrier_id", N_("Carrier"), FieldKind.ROW, of="partner", width=24),
            Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
            Field("trailer", N_("Trailer"), width=12),
            Field("ownership", N_("Ownership"), FieldKind.CHOICE, choices=OWNERSHIPS, width=18),
            Field("ownership_basis", N_("By which document"), width=24),
            Field("shift_from", N_("Shift from"), FieldKind.TIME, initial=8 * HOUR, width=5),
            Field("shift_to", N_("Shift until"), FieldKind.TIME, initial=20 * HOUR, width=5),
            Field("max_duration", N_("Hours a day"), FieldKind.TIME, initial=9 * HOUR, width=5),
            Field("max_overtime", N_("Overtime up to"), FieldKind.TIME, width=5),
            Field("max_trips", N_("Trips a day"), FieldKind.NUMBER, initial=3, width=4),
            Field("rests", N_("Breaks"), width=24),
        ),
        edit=Permission.FLEET_EDIT,
        listing=VEHICLES.name,
        check=_check_vehicle,
    )
)

CARRIER_TARIFF = register_book(
    Book(
        name="carrier_tariff",
        model=CarrierTariff,
        title=N_("Carriers' tariffs"),
        fields=(
            _CODE,
            _NAME,
            Field(
                "carrier_id", N_("Carrier"), FieldKind.ROW, required=True, of="partner", width=30
            ),
            Field(
                "vehicle_type_id", N_("Vehicle type"), FieldKind.ROW, of="vehicle_type", width=20
            ),
            Field("since", N_("Since"), FieldKind.DATE, required=True, width=10),
            Field("per_trip_minor", N_("For a trip"), FieldKind.MONEY, width=10),
            Field("per_km_minor", N_("For a kilometre"), FieldKind.MONEY, width=10),
            Field("per_stop_minor", N_("For a stop"), FieldKind.MONEY, width=10),
            Field("per_hour_minor", N_("For an hour"), FieldKind.MONEY, width=10),
            Field("per_tonne_minor", N_("For a tonne"), FieldKind.MONEY, width=10),
            Field("at_least_minor", N_("A trip at least"), FieldKind.MONEY, width=10),
        ),
        edit=Permission.FLEET_EDIT,
        listing=CARRIER_TARIFFS.name,
        check=_check_tariff,
    )
)

UNDELIVERED_REASON = register_book(
    Book(
        name="undelivered_reason",
        model=UndeliveredReason,
        title=N_("Reasons of non-delivery"),
        fields=(_CODE, Field("name", N_("Name"), required=True, width=40)),
        edit=Permission.FLEET_EDIT,
        listing=UNDELIVERED_REASONS.name,
    )
)
