"""What is stored of vehicles, drivers, carriers and what they cost (domain.md §2.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Identity, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.delivery.fleet.rules import breaks_text, read_breaks
from core.delivery.statuses import Ownership
from core.documents.models import Historied

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class VehicleType(Historied, Base):
    """Vehicles that carry and cost the same (Тип транспортного средства)."""

    __tablename__ = "vehicle_type"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(
            "payload_kg >= 0 AND volume_dm3 >= 0 AND pallets_tenths >= 0", name="capacity"
        ),
        CheckConstraint(
            "fixed_minor >= 0 AND per_km_minor >= 0 AND per_hour_minor >= 0"
            " AND per_overtime_hour_minor >= 0",
            name="costs",
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    payload_kg: Mapped[int] = mapped_column(default=0)
    """Грузоподъёмность; 0: not known, never an overload."""
    volume_dm3: Mapped[int] = mapped_column(default=0)
    """Вместимость; 0: not known."""
    pallets_tenths: Mapped[int] = mapped_column(default=0)
    """Tenths of a pallet place; 0: not known."""
    size: Mapped[int] = mapped_column(default=0)
    """Size class, compared with `Address.max_size`; 0: gets anywhere."""
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """What it has: `cold`, `tail_lift`, or a word of the company's own."""
    loading: Mapped[str] = mapped_column(default="")
    """Тип загрузки in words: rear, side, top."""
    fixed_minor: Mapped[int] = mapped_column(default=0)
    """Kopecks for a day on which it goes out at all."""
    per_km_minor: Mapped[int] = mapped_column(default=0)
    per_hour_minor: Mapped[int] = mapped_column(default=0)
    """Of the whole day, loading and waiting included."""
    per_overtime_hour_minor: Mapped[int] = mapped_column(default=0)
    """Beside `per_hour_minor`."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Driver(Historied, Base):
    """Who drives (Водитель); a forwarder too."""

    __tablename__ = "driver"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    """Series and number of the driving licence."""
    inn: Mapped[str] = mapped_column(default="")
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """Whose driver it is; None: ours."""
    user_id: Mapped[int] = mapped_column(default=0)
    """`app_user.id` he signs in with; 0: works on paper."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Vehicle(Historied, Base):
    """One vehicle and when it works (Транспортное средство)."""

    __tablename__ = "vehicle"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("shift_from >= 0 AND shift_from < shift_to", name="shift"),
        CheckConstraint("max_trips > 0", name="max_trips_positive"),
        CheckConstraint("max_duration > 0 AND max_overtime >= 0", name="durations"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    """Brand and model."""
    plate: Mapped[str] = mapped_column(default="")
    """Государственный номер."""
    type_id: Mapped[int] = mapped_column(ForeignKey("vehicle_type.id"))
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"))
    """Who usually drives it."""
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """Whose it is; None: ours."""
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"))
    """Where its day begins and ends; None: wherever the day is planned from."""
    trailer: Mapped[str] = mapped_column(default="")
    """Plate of the trailer."""
    ownership: Mapped[Ownership] = mapped_column(default=Ownership.OWN)
    ownership_basis: Mapped[str] = mapped_column(default="")
    """The document of rent, lease or free use."""
    shift_from: Mapped[int] = mapped_column(default=8 * 3600)
    """Seconds from midnight: leaves (begins to load) no earlier."""
    shift_to: Mapped[int] = mapped_column(default=20 * 3600)
    max_duration: Mapped[int] = mapped_column(default=9 * 3600)
    """Seconds of one day's work, which floats inside the shift."""
    max_overtime: Mapped[int] = mapped_column(default=0)
    max_trips: Mapped[int] = mapped_column(default=3)
    """Runs a day."""
    breaks: Mapped[list[Any]] = mapped_column(default=list)
    """`{"from": seconds, "to": seconds, "duration": seconds}`: see `routing.parts.Break`."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def rests(self) -> str:
        """The breaks as people type them: "12:00-14:00 0:30"."""
        return breaks_text(self.breaks or ())

    @rests.setter
    def rests(self, text: str) -> None:
        self.breaks = read_breaks(text or "")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class CarrierTariff(Historied, Base):
    """What a carrier takes for a trip (Тариф перевозчика); the latest `since` decides."""

    __tablename__ = "carrier_tariff"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint(
            "carrier_id", "vehicle_type_id", "since", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint(
            "per_trip_minor >= 0 AND per_km_minor >= 0 AND per_stop_minor >= 0"
            " AND per_hour_minor >= 0 AND per_tonne_minor >= 0 AND at_least_minor >= 0",
            name="rates",
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    carrier_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    vehicle_type_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_type.id"))
    """None: for any type that has no row of its own."""
    since: Mapped[date]
    per_trip_minor: Mapped[int] = mapped_column(default=0)
    per_km_minor: Mapped[int] = mapped_column(default=0)
    per_stop_minor: Mapped[int] = mapped_column(default=0)
    per_hour_minor: Mapped[int] = mapped_column(default=0)
    per_tonne_minor: Mapped[int] = mapped_column(default=0)
    at_least_minor: Mapped[int] = mapped_column(default=0)
    """A trip costs no less."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
