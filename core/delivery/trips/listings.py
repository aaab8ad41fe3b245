"""The lists of trips, errands, returns and what carriers are owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, select
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within_or_none
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import Accrual, Errand, Trip, TripLine, TripReturn, TripStop
from core.delivery.statuses import Outcome, TripDirection
from core.delivery.trips.charged import clients_pay
from core.delivery.trips.documents import ERRAND, TRIP, TRIP_RETURN, own_trips
from core.documents.listing import Column, Kind, Listing, document_listing, register_listing
from core.documents.models import Document
from core.kernel.i18n import N_
from core.partners.models import Partner

DIRECTIONS = {TripDirection.OUT: N_("From us"), TripDirection.IN: N_("To us")}
"""Direction → msgid."""

OUTCOMES = {
    Outcome.PENDING: N_("Not told yet"),
    Outcome.DELIVERED: N_("Handed over"),
    Outcome.PARTLY: N_("Handed over in part"),
    Outcome.REFUSED: N_("Refused"),
    Outcome.ABSENT: N_("Nobody there"),
}
"""Outcome → msgid."""

_carrier = aliased(Partner)
_driver = aliased(Driver)


def _trips(rows: Select[Any]) -> Select[Any]:
    return (
        rows.outerjoin(Vehicle, Vehicle.id == Trip.vehicle_id)
        .outerjoin(VehicleType, VehicleType.id == Trip.vehicle_type_id)
        .outerjoin(_driver, _driver.id == Trip.driver_id)
        .outerjoin(_carrier, _carrier.id == Trip.carrier_id)
    )


def _text(name: str, title: str, expression: Any, width: int) -> Column:  # noqa: ANN401 - SQL
    return Column(name, title, expression, Kind.TEXT, width, searchable=True)


def _stops(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(TripStop.document_id == Trip.document_id, *conditions)
        .correlate(Trip.__table__)
        .scalar_subquery()
    )


_weight = (
    select(func.coalesce(cast(func.sum(TripLine.weight_grams), BigInteger), 0))
    .where(TripLine.document_id == Trip.document_id)
    .correlate(Trip.__table__)
    .scalar_subquery()
)

VEHICLE_WORDS = func.coalesce(
    func.nullif(func.concat_ws(" ", func.nullif(Vehicle.plate, ""), Vehicle.name), ""),
    VehicleType.name,
)
"""A vehicle as lists show it: plate and brand; its type while nobody knows which comes."""

TRIPS = register_listing(
    document_listing(
        TRIP,
        name="trips",
        title=N_("Trips"),
        extra=(
            Column("planned_on", N_("Day of the trip"), Trip.planned_on, Kind.DATE, 10),
            _text("vehicle", N_("Vehicle"), VEHICLE_WORDS, 22),
            Column("run", N_("Run"), Trip.run, Kind.NUMBER, 3),
            _text("driver", N_("Driver"), _driver.name, 18),
            _text("carrier", N_("Carrier"), _carrier.name, 18),
            Column(
                "direction",
                N_("Direction"),
                Trip.direction,
                Kind.WORD,
                8,
                titles={str(key): word for key, word in DIRECTIONS.items()},
            ),
            Column("stops", N_("Stops"), _stops(), Kind.NUMBER, 5, summed=True),
            Column(
                "told",
                N_("Stops told of"),
                _stops(TripStop.outcome != Outcome.PENDING),
                Kind.NUMBER,
                5,
            ),
            Column("weight", N_("Weight, kg"), (_weight + 500) / 1000, Kind.NUMBER, 8),
            Column("cost", N_("Cost of the plan"), Trip.cost_minor, Kind.MONEY, 11),
            Column(
                "accrued",
                N_("Owed to the carrier"),
                Trip.accrued_minor,
                Kind.MONEY,
                11,
                summed=True,
            ),
        ),
        without=("company", "partner", "posted"),
        source=_trips,
    )
)

ERRANDS = register_listing(
    document_listing(
        ERRAND,
        name="errands",
        title=N_("Errands"),
        extra=(
            _text("task", N_("What to do"), Errand.task, 40),
            Column(
                "direction",
                N_("Direction"),
                Errand.direction,
                Kind.WORD,
                8,
                titles={str(key): word for key, word in DIRECTIONS.items()},
            ),
        ),
        without=("posted",),
    )
)

_back = aliased(Document, flat=True)

TRIP_RETURNS = register_listing(
    document_listing(
        TRIP_RETURN,
        name="trip_returns",
        title=N_("Returns from trips"),
        extra=(_text("trip", N_("Trip"), _back.number_text, 12),),
        without=("company", "partner"),
        source=lambda rows: rows.join(_back, _back.id == TripReturn.trip_id),
    )
)


def _accruals() -> Select[Any]:
    return (
        select(Accrual.trip_id)
        .join(Trip, Trip.document_id == Accrual.trip_id)
        .join(Partner, Partner.id == Accrual.carrier_id)
        .outerjoin(CarrierTariff, CarrierTariff.id == Accrual.tariff_id)
    )


def _visible(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (within_or_none(Trip.warehouse_id, actor.warehouses), *own_trips(actor))


CARRIER_ACCRUALS = register_listing(
    Listing(
        name="carrier_accruals",
        title=N_("Owed to carriers"),
        columns=(
            _text("carrier", N_("Carrier"), Partner.name, 24),
            _text("number", N_("Trip"), Trip.number_text, 12),
            Column("date", N_("Date"), Accrual.accrued_on, Kind.DATE, 10),
            Column("amount", N_("Owed"), Accrual.amount_minor, Kind.MONEY, 12, summed=True),
            _text("bill", N_("Bill of the carrier"), Accrual.bill, 16),
            Column("billed", N_("Billed"), Accrual.billed_minor, Kind.MONEY, 12, summed=True),
            Column(
                "difference",
                N_("Billed more"),
                case((Accrual.bill != "", Accrual.billed_minor - Accrual.amount_minor), else_=0),
                Kind.MONEY,
                12,
                summed=True,
            ),
            Column(
                "charged",
                N_("Clients pay"),
                clients_pay(Accrual.trip_id),
                Kind.MONEY,
                12,
                sortable=False,
            ),
            _text("tariff", N_("Tariff"), CarrierTariff.name, 20),
        ),
        source=_accruals,
        key=Accrual.trip_id,
        default_sort=("date", True),
        read=Permission.TRIP_CLOSE,
        restrict=_visible,
        document_type="trip",
    )
)
"""What is owed per trip, how far bills depart from it, and what clients pay for the same trip."""
