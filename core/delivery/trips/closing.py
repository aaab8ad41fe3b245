"""Closing trips, and opening them again (domain.md §2.3, §2.7, §10.2-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.operations import record
from core.delivery.errors import OutcomesMissing
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.accruing import accrue, unaccrue
from core.delivery.trips.collecting import pay_back, pay_in
from core.delivery.trips.documents import TRIP, require_trip_status
from core.delivery.trips.errands import finish_errands, reopen_errands
from core.delivery.trips.forming import opened_trip
from core.delivery.trips.returning import bring_back, take_back
from core.delivery.trips.riding import lines_of, stops_of
from core.documents.operations import advance
from core.kernel.clock import Clock
from core.kernel.errors import BadValue


@dataclass(frozen=True, slots=True)
class TripClosed:
    """What closing a trip wrote."""

    id: int
    number: str
    version: int
    return_id: int
    """The document of what came back; 0: everything was handed over, or nothing moves stock."""
    payment_ids: tuple[int, ...]
    accrued_minor: int
    """Owed to the carrier, kopecks."""


def close_trip(
    session: Session,
    actor: Actor,
    trip_id: int,
    *,
    clock: Clock,
    metres_driven: int | None = None,
    back_at: dt.datetime | None = None,
) -> TripClosed:
    """End a trip: what was not handed over comes back, cash is paid in, the carrier is owed.

    Of a trip that fetches no stock is told: receipts do. A trip from which everything was taken
    off while it was formed is closed unused: nobody is owed for it.

    Args:
        metres_driven: by the odometer; None: as noted before.
        back_at: when the vehicle was back; None: as noted before, or now.

    Raises:
        OutcomesMissing: nobody said what became of a stop.
        ReturnToClosed, CashOfNobody, PeriodClosed.
        IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_CLOSE, clock)
    out = trip.direction is TripDirection.OUT
    stops, lines = stops_of(session, trip_id), lines_of(session, trip_id)
    unused = out and not lines and trip.status == TripStatus.FORMING
    require_trip_status(trip, TripStatus.DEPARTED if out and not unused else TripStatus.FORMING)
    if out and not unused:
        _require_outcomes(session, trip, stops, lines)
    if metres_driven is not None:
        if metres_driven < 0:
            raise BadValue(what="metres_driven", value=metres_driven, expected=">= 0")
        trip.metres_driven = metres_driven
    if out and not unused:
        trip.back_at = back_at or trip.back_at or clock.now()
    advance(session, actor, trip, TripStatus.CLOSED, clock=clock)
    returned = bring_back(session, actor, trip, clock=clock) if out else 0
    paid = pay_in(session, actor, trip, clock=clock)
    amount = 0 if unused else accrue(session, trip, clock=clock)
    finish_errands(session, actor, lines, clock=clock)
    session.flush()
    return TripClosed(trip.id, trip.number_text, trip.version, returned, tuple(paid), amount)


def reopen_trip(session: Session, actor: Actor, trip_id: int, *, clock: Clock) -> Trip:
    """Take the closing of a trip back, exactly: goods are on board, cash is not paid in.

    Outcomes stay as they were told, to be corrected.

    Raises:
        ReturnedGone: what came back has left the warehouse again.
        CarrierBilled: the carrier's bill is entered.
        NotEnough: the cash was offset or refunded.
        PeriodClosed, IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_trip(session, actor, trip_id, Permission.TRIP_CLOSE, clock)
    require_trip_status(trip, TripStatus.CLOSED)
    unaccrue(session, trip)
    take_back(session, actor, trip, clock=clock)
    pay_back(session, actor, trip, clock=clock)
    reopen_errands(session, actor, lines_of(session, trip_id), clock=clock)
    trip.back_at = None
    target = TripStatus.FORMING if trip.left_at is None else TripStatus.DEPARTED
    advance(session, actor, trip, target, clock=clock, permission=Permission.TRIP_CLOSE)
    record(session, actor, "trip.reopened", TRIP.name, trip.id)
    return trip


def _require_outcomes(
    session: Session, trip: Trip, stops: Sequence[TripStop], lines: Sequence[TripLine]
) -> None:
    """Do nothing when every stop where something was to be done is told of.

    Raises:
        OutcomesMissing.
    """
    visited = {line.stop_id for line in lines if line.quantity or not line.disposition_line_id}
    told_of = {line.stop_id for line in lines}
    waiting = [
        stop
        for stop in stops
        if stop.outcome is Outcome.PENDING and (stop.id in visited or stop.id not in told_of)
    ]
    if waiting:
        address = session.get(Address, waiting[0].address_id)
        raise OutcomesMissing(
            document=trip.number_text,
            count=len(waiting),
            stop=waiting[0].stop_no,
            address=address.name if address else "",
        )
