"""What is stored of delivery: what documents ask for, trips with stops and lines, returns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.types import stored_enum
from core.delivery.statuses import Outcome, TripDirection
from core.documents.models import Document, Historied
from core.terms.statuses import DeliveryMethod

_ID = "document.id"


class DeliveryRequest(Historied, Base):
    """How the goods of a document travel; one row for each document that has any to move."""

    __tablename__ = "delivery_request"
    not_historied: ClassVar[frozenset[str]] = frozenset({"document_id", "day", "version"})
    __table_args__ = (
        CheckConstraint("window_from <= window_to", name="window"),
        CheckConstraint("charge_minor >= 0 AND collect_minor >= 0", name="sums"),
        Index(None, "planned_on"),
        Index(None, "day", "document_id"),
        Index(None, "address_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    day: Mapped[date] = mapped_column(default=date.max)
    """Kept equal: the day of the trip, else that on which the document ships, else its own date."""
    method: Mapped[DeliveryMethod] = mapped_column(default=DeliveryMethod.PICKUP)
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    """Where to in the end; of `fetch`: where from. None: nobody told."""
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    via_address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"))
    """The carrier's terminal of `own_to_carrier`, the transfer point of `carrier_to_point`."""
    planned_on: Mapped[date | None]
    """The day of the trip; None: the day the document ships."""
    window_from: Mapped[int] = mapped_column(default=0)
    """Seconds from midnight: the agreed time."""
    window_to: Mapped[int] = mapped_column(default=86_400)
    ready_at: Mapped[int] = mapped_column(default=0)
    """Seconds from midnight of the day: the goods can be loaded from then on."""
    contact: Mapped[str] = mapped_column(default="")
    """"": as the address says."""
    phone: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    """Дополнительная информация по доставке."""
    priority: Mapped[int] = mapped_column(default=0)
    """Higher is more urgent."""
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"))
    """It rides on this vehicle and no other (a lock order–vehicle); None: on any."""
    charge_minor: Mapped[int] = mapped_column(default=0)
    """What the client pays for the delivery, VAT included; a service line of the order."""
    collect_minor: Mapped[int] = mapped_column(default=0)
    """Cash the driver collects; 0: paid otherwise."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    @property
    def name(self) -> str:
        """What history calls it: by its document, whose history it belongs to."""
        return f"№ {self.document_id}"


class Errand(Document):
    """Поручение экспедитору: fetch or bring something that no other document tells of."""

    __tablename__ = "errand"
    __mapper_args__ = {"polymorphic_identity": "errand"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    task: Mapped[str]
    """What to do there, in words."""
    direction: Mapped[TripDirection] = mapped_column(default=TripDirection.OUT)
    """`out`: from the warehouse; `in`: to it."""
    weight_grams: Mapped[int] = mapped_column(default=0)
    volume_cm3: Mapped[int] = mapped_column(default=0)
    places: Mapped[int] = mapped_column(default=0)


class Trip(Document):
    """Задание на перевозку: one run of one vehicle. The warehouse stands in the header."""

    __tablename__ = "trip"
    __mapper_args__ = {"polymorphic_identity": "trip"}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__: Any = (
        CheckConstraint(
            "vehicle_id IS NOT NULL OR vehicle_type_id IS NOT NULL", name="vehicle_or_type"
        ),
        CheckConstraint("run > 0", name="run_positive"),
        Index(None, "planned_on"),
        Index(None, "vehicle_id"),
        Index(None, "driver_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    direction: Mapped[TripDirection] = mapped_column(default=TripDirection.OUT)
    planned_on: Mapped[date]
    """The day of the trip; the document's own date is that of its making."""
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle.id"))
    vehicle_type_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_type.id"))
    """Of the vehicle; alone while nobody knows which vehicle comes."""
    run: Mapped[int] = mapped_column(default=1)
    """Which run of its vehicle on that day, from 1."""
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("driver.id"))
    forwarder: Mapped[str] = mapped_column(default="")
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """None: our own service."""
    starts_at: Mapped[int] = mapped_column(default=0)
    """Seconds from midnight: loading begins, as planned."""
    ends_at: Mapped[int] = mapped_column(default=0)
    """Back again, as planned; 0: not counted yet."""
    metres: Mapped[int] = mapped_column(default=0)
    cost_minor: Mapped[int] = mapped_column(default=0)
    """Of the plan, by the type of vehicle."""
    left_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    metres_driven: Mapped[int] = mapped_column(default=0)
    """By the odometer; 0: nobody read it."""
    locked: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Planning leaves the whole trip as it is."""
    accrued_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """What is owed to the carrier for it, by tariff, since it was closed."""


class TripStop(Base):
    """An address on the way (Точка); the same address with another window is another stop."""

    __tablename__ = "trip_stop"
    __table_args__ = (
        UniqueConstraint("document_id", "stop_no", deferrable=True, initially="DEFERRED"),
        Index(None, "address_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("trip.document_id"))
    stop_no: Mapped[int]
    """Order of visits, from 1."""
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id"))
    window_from: Mapped[int] = mapped_column(default=0)
    """Seconds from midnight."""
    window_to: Mapped[int] = mapped_column(default=86_400)
    arrives_at: Mapped[int] = mapped_column(default=0)
    """As planned; 0: not counted yet."""
    leaves_at: Mapped[int] = mapped_column(default=0)
    locked: Mapped[bool] = mapped_column(default=False)
    """Planning leaves it on this trip, behind the stops before it."""
    arrived_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.PENDING)
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("undelivered_reason.id"))
    reason: Mapped[str] = mapped_column(default="")
    received_by: Mapped[str] = mapped_column(default="")
    """Who signed."""
    collected_minor: Mapped[int] = mapped_column(default=0)
    """Cash taken."""
    told_by: Mapped[int] = mapped_column(default=0)
    """`app_user.id` who recorded the outcome; 0: nobody yet."""


class TripLine(Base):
    """So much of a line of a document on this trip (domain.md §2.7 (b))."""

    __tablename__ = "trip_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no", deferrable=True, initially="DEFERRED"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("delivered >= 0 AND delivered <= quantity", name="delivered_in_quantity"),
        Index(None, "stop_id"),
        Index(None, "disposition_document_id"),
        Index(None, "disposition_line_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("trip.document_id"))
    line_no: Mapped[int]
    stop_id: Mapped[int] = mapped_column(ForeignKey("trip_stop.id"))
    disposition_document_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    disposition_line_id: Mapped[int] = mapped_column(default=0)
    """0: the document has no goods, as an errand."""
    part_no: Mapped[int] = mapped_column(default=1, server_default="1")
    """Which part of the document's goods: what is cut for several vehicles has several."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int]
    """Thousandths of the base unit; what is planned, and once it left what is on board."""
    planned: Mapped[int] = mapped_column(default=0)
    """What was planned when it left; equal to `quantity` before."""
    weight_grams: Mapped[int] = mapped_column(default=0)
    """Of what was planned, as the volume; of all of it where nothing was (`trip_rules.aboard`)."""
    volume_cm3: Mapped[int] = mapped_column(default=0)
    places: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome] = mapped_column(
        stored_enum(Outcome, "line_outcome"), default=Outcome.PENDING
    )
    delivered: Mapped[int] = mapped_column(default=0)
    """Thousandths of the base unit."""
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("undelivered_reason.id"))
    reason: Mapped[str] = mapped_column(default="")


class UndeliveredReason(Historied, Base):
    """Why something was not handed over (Причина недоставки)."""

    __tablename__ = "undelivered_reason"
    not_historied: ClassVar[frozenset[str]] = frozenset({"id", "version"})
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class TripReturn(Document):
    """Возврат с рейса: undelivered goods are in the warehouse again. Basis: the trip.

    A trip has one at most, so nothing comes back twice: taking the trip back takes it back, and
    closing the trip anew writes it anew.
    """

    __tablename__ = "trip_return"
    __mapper_args__ = {"polymorphic_identity": "trip_return"}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__: Any = (UniqueConstraint("trip_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.document_id"))


class TripReturnLine(Base):
    """What came back of a line of a trip, by lot, packaging and cell."""

    __tablename__ = "trip_return_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "trip_line_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("trip_return.document_id"))
    line_no: Mapped[int]
    trip_line_id: Mapped[int] = mapped_column(ForeignKey("trip_line.id"))
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    """Of the disposition."""
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0)
    packaging_id: Mapped[int] = mapped_column(default=0)
    lot_id: Mapped[int] = mapped_column(default=0)
    room_id: Mapped[int] = mapped_column(default=0)
    """0: the warehouse has no rooms."""
    cell_id: Mapped[int] = mapped_column(default=0)
    """0 where the warehouse keeps no balances per cell."""
    quantity: Mapped[int]
    """Thousandths of the base unit."""


class Accrual(Base):
    """What is owed to a carrier for a trip; written when it is closed, once."""

    __tablename__ = "carrier_accrual"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index(None, "carrier_id", "accrued_on"),
    )

    trip_id: Mapped[int] = mapped_column(ForeignKey("trip.document_id"), primary_key=True)
    carrier_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    tariff_id: Mapped[int | None] = mapped_column(ForeignKey("carrier_tariff.id"))
    """None: the carrier has no tariff; the sum was typed."""
    accrued_on: Mapped[date]
    amount_minor: Mapped[int]
    billed_minor: Mapped[int] = mapped_column(default=0)
    """What the carrier's bill says; 0: none came."""
    bill: Mapped[str] = mapped_column(default="")
    """Its number and date."""
