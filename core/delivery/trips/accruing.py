"""What carriers are owed for trips, and what their bills say (domain.md §2.7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.delivery.errors import CarrierBilled, NothingAccrued
from core.delivery.fleet.models import CarrierTariff
from core.delivery.models import Accrual, Trip
from core.delivery.trips.documents import TRIP
from core.delivery.trips.forming import opened_trip
from core.delivery.trips.riding import lines_of, stops_of
from core.delivery.trips.rules import Owed, Tariff, Work, aboard, owed, tariff_for
from core.documents.operations import touch
from core.kernel.clock import Clock
from core.kernel.errors import NotGiven
from core.kernel.i18n import N_
from core.kernel.money import require_no_less


@dataclass(frozen=True, slots=True)
class AccrualSaved:
    """What is owed for a trip as a verb left it; kopecks."""

    trip_id: int
    amount_minor: int
    billed_minor: int
    bill: str

    @property
    def difference_minor(self) -> int:
        """What the bill asks beyond what is owed; 0 without a bill."""
        return self.billed_minor - self.amount_minor if self.bill else 0


def accrue(session: Session, trip: Trip, *, clock: Clock) -> int:
    """Write what the carrier of a trip that is being closed is owed; return kopecks.

    Of our own trips nothing is owed. A carrier without a tariff is owed 0 until somebody types it.
    """
    if trip.carrier_id is None:
        return 0
    due = owed_for(session, trip)
    amount = due.amount if due else 0
    session.add(
        Accrual(
            trip_id=trip.id,
            carrier_id=trip.carrier_id,
            tariff_id=due.tariff_id if due else None,
            accrued_on=clock.business_date(),
            amount_minor=amount,
        )
    )
    trip.accrued_minor = amount
    session.flush()
    return amount


def unaccrue(session: Session, trip: Trip) -> None:
    """Take back what a trip that is opened again was accrued.

    Raises:
        CarrierBilled: the carrier's bill is entered; take it off first.
    """
    found = session.get(Accrual, trip.id)
    if found is None:
        return
    if found.bill:
        raise CarrierBilled(document=trip.number_text, bill=found.bill)
    session.expunge(found)
    session.execute(delete(Accrual).where(Accrual.trip_id == trip.id))
    trip.accrued_minor = 0


def owed_for(session: Session, trip: Trip) -> Owed | None:
    """Return what a trip costs by the tariff of its carrier, part by part; None: there is none.

    Kilometres of the odometer go before the planned ones, hours on the way before the planned.
    """
    if trip.carrier_id is None:
        return None
    rows = session.scalars(
        select(CarrierTariff)
        .where(CarrierTariff.carrier_id == trip.carrier_id, CarrierTariff.retired.is_(False))
        .order_by(CarrierTariff.id)
    )
    tariffs = [
        Tariff(
            row.id,
            row.vehicle_type_id,
            row.since,
            row.per_trip_minor,
            row.per_km_minor,
            row.per_stop_minor,
            row.per_hour_minor,
            row.per_tonne_minor,
            row.at_least_minor,
        )
        for row in rows
    ]
    tariff = tariff_for(tariffs, trip.vehicle_type_id, trip.planned_on)
    return None if tariff is None else owed(tariff, work_of(session, trip))


def work_of(session: Session, trip: Trip) -> Work:
    """Return what a trip was: kilometres, stops, hours, tonnes."""
    seconds = max(trip.ends_at - trip.starts_at, 0)
    if trip.left_at is not None and trip.back_at is not None:
        seconds = int((trip.back_at - trip.left_at).total_seconds())
    grams = sum(
        aboard(line.weight_grams, line.quantity, line.planned)
        for line in lines_of(session, trip.id)
    )
    metres = trip.metres_driven or trip.metres
    return Work(metres, len(stops_of(session, trip.id)), seconds, grams)


def bill_accrual(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    bill: str,
    billed_minor: int,
    clock: Clock,
) -> AccrualSaved:
    """Note what the carrier's bill asks for a trip; an empty number takes the bill off.

    Raises:
        NothingAccrued: nothing is owed for it.
        BadValue: a sum below 0.
        NotGiven: a sum without a bill.
        Forbidden, NotFound.
    """
    trip, found = _opened(session, actor, trip_id, clock)
    number = bill.strip()
    require_no_less("billed_minor", billed_minor)
    if billed_minor and not number:
        raise NotGiven(what="bill", value="", expected=N_("Number and date"))
    found.bill, found.billed_minor = number, billed_minor
    record(session, actor, "trip.billed", TRIP.name, trip.id, bill=number, amount=billed_minor)
    session.flush()
    return _saved(found)


def type_accrual(
    session: Session, actor: Actor, trip_id: int, amount_minor: int, *, clock: Clock
) -> AccrualSaved:
    """Type what a carrier is owed for a trip, by agreement rather than by tariff.

    Raises:
        NothingAccrued: the trip is not closed, or our own.
        CarrierBilled: his bill is entered already.
        BadValue: a sum below 0.
        Forbidden, NotFound.
    """
    trip, found = _opened(session, actor, trip_id, clock)
    if found.bill:
        raise CarrierBilled(document=trip.number_text, bill=found.bill)
    require_no_less("amount_minor", amount_minor)
    found.amount_minor, found.tariff_id = amount_minor, None
    trip.accrued_minor = amount_minor
    touch(session, trip)
    record(session, actor, "trip.accrued", TRIP.name, trip.id, amount=amount_minor)
    return _saved(found)


def _opened(session: Session, actor: Actor, trip_id: int, clock: Clock) -> tuple[Trip, Accrual]:
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_CLOSE, clock)
    found = session.get(Accrual, trip_id, populate_existing=True)
    if found is None:
        raise NothingAccrued(document=trip.number_text)
    return trip, found


def _saved(found: Accrual) -> AccrualSaved:
    return AccrualSaved(found.trip_id, found.amount_minor, found.billed_minor, found.bill)
