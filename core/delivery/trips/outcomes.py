"""What became of stops and of what was brought there; told by the driver or for him.

Telling the same again changes nothing. Everything may be corrected until the trip is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.delivery.errors import OutcomeUnclear, ReasonNotGiven, ToldMeanwhile
from core.delivery.fleet.models import Driver
from core.delivery.models import Trip, TripLine, TripStop, UndeliveredReason
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.documents import TRIP, require_trip_status
from core.delivery.trips.riding import lines_of, stops_of
from core.delivery.trips.rules import NOTHING_LEFT, LineFate, line_fate, stop_outcome
from core.documents.operations import locked, touch
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.money import require_no_less
from core.kernel.quantity import format_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTold:
    """How much of a line was handed over."""

    line_id: int
    delivered: int
    """Thousandths of the base unit."""
    outcome: Outcome = Outcome.REFUSED
    """Why nothing was, when nothing was: refused or absent."""
    reason_id: int | None = None
    reason: str = ""
    """In words; "": the name of the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTold:
    """What became of a stop."""

    stop_id: int
    outcome: Outcome
    """`pending` takes back what was told."""
    reason_id: int | None = None
    reason: str = ""
    received_by: str = ""
    """Who signed."""
    collected_minor: int = 0
    """Cash taken, kopecks."""
    lines: tuple[LineTold, ...] = field(default=())
    """Of `partly`: what was handed over of which line; lines not named were, whole."""


@dataclass(frozen=True, slots=True)
class StopRecorded:
    """A stop as a verb left it."""

    trip_id: int
    stop_id: int
    outcome: Outcome
    version: int
    """Of the trip."""
    changed: bool
    """False: it was told before."""


def arrive(
    session: Session, actor: Actor, trip_id: int, stop_id: int, *, clock: Clock
) -> StopRecorded:
    """Note that the vehicle stands at a stop; the first time counts.

    Raises:
        IllegalTransition: the trip is not on its way.
        Forbidden, NotFound.
    """
    trip = opened_on_way(session, actor, trip_id, clock)
    stop = _stop(session, trip_id, stop_id)
    changed = stop.arrived_at is None
    if changed:
        stop.arrived_at = clock.now()
        touch(session, trip)
    return StopRecorded(trip_id, stop_id, stop.outcome, trip.version, changed)


def record_stop(
    session: Session, actor: Actor, trip_id: int, told: StopTold, *, clock: Clock
) -> StopRecorded:
    """Tell what became of a stop, and with it of everything brought there.

    Raises:
        OutcomeUnclear: partly, without a line of which less was handed over.
        ReasonNotGiven: something was not handed over, and nobody says why.
        BadValue: more was handed over than was brought, or cash below 0.
        IllegalTransition: the trip is not on its way, or closed.
        Forbidden, NotFound.
    """
    trip = opened_on_way(session, actor, trip_id, clock)
    stop = _stop(session, trip_id, told.stop_id)
    lines = [line for line in lines_of(session, trip_id) if line.stop_id == stop.id]
    require_no_less("collected_minor", told.collected_minor)
    words = _reason(session, told.reason_id, told.reason)
    fates = _fates(session, trip, stop, lines, told, words)
    before = _facts(stop, lines)
    for line, fate, reason_id, reason in fates:
        _tell(line, fate, reason_id, reason)
    left = told.outcome is not Outcome.DELIVERED and told.outcome is not Outcome.PENDING
    stop.outcome = told.outcome
    stop.reason_id = told.reason_id if left else None
    stop.reason = words if left else ""
    pending = told.outcome is Outcome.PENDING
    stop.received_by = "" if pending else told.received_by.strip()
    stop.collected_minor = 0 if pending else told.collected_minor
    return _recorded(session, actor, trip, stop, before == _facts(stop, lines), clock)


def record_line(
    session: Session, actor: Actor, trip_id: int, told: LineTold, *, clock: Clock
) -> StopRecorded:
    """Tell how much of one line was handed over; the stop follows when all its lines are told.

    Raises: as `record_stop`.
    """
    trip = opened_on_way(session, actor, trip_id, clock)
    every = lines_of(session, trip_id)
    line = next((found for found in every if found.id == told.line_id), None)
    if line is None:
        raise NotFound(what="trip_line", key=told.line_id)
    stop = _stop(session, trip_id, line.stop_id)
    lines = [found for found in every if found.stop_id == stop.id]
    before = _facts(stop, lines)
    _tell(line, *_fate(session, trip, stop, line, told))
    stop.outcome = stop_outcome(found.outcome for found in lines)
    if stop.outcome in {Outcome.DELIVERED, Outcome.PENDING}:
        stop.reason_id, stop.reason = None, ""
    else:
        short = next(found for found in lines if found.outcome is not Outcome.DELIVERED)
        stop.reason_id, stop.reason = short.reason_id, short.reason
    return _recorded(session, actor, trip, stop, before == _facts(stop, lines), clock)


def record_receipt(
    session: Session,
    actor: Actor,
    trip_id: int,
    stop_id: int,
    *,
    received_by: str,
    collected_minor: int,
    clock: Clock,
) -> StopRecorded:
    """Tell who received what was handed over at a stop, and the cash taken; outcomes stand.

    Args:
        collected_minor: kopecks; 0: none.

    Raises:
        OutcomeUnclear: nothing was handed over there, or nobody has told of it yet.
        BadValue: cash below 0.
        IllegalTransition: the trip is not on its way, or closed.
        Forbidden, NotFound.
    """
    trip = opened_on_way(session, actor, trip_id, clock)
    stop = _stop(session, trip_id, stop_id)
    if stop.outcome not in {Outcome.DELIVERED, Outcome.PARTLY}:
        raise OutcomeUnclear(document=trip.number_text, stop=stop.stop_no)
    require_no_less("collected_minor", collected_minor)
    before = _facts(stop, ())
    stop.received_by, stop.collected_minor = received_by.strip(), collected_minor
    return _recorded(session, actor, trip, stop, before == _facts(stop, ()), clock)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a teller saw of a line, and what he is about to tell of it."""

    line_id: int
    outcome: Outcome
    delivered: int
    """Thousandths."""
    told: LineTold


def require_as_seen(
    session: Session, actor: Actor, trip_id: int, seen: Sequence[Seen], *, clock: Clock
) -> None:
    """Lock a trip; do nothing when its lines are as they were seen, or as they are to be told.

    The latter: the same told twice, as after a broken link, changes nothing.

    Raises:
        ToldMeanwhile: somebody else told of one of them.
        IllegalTransition, Forbidden, NotFound.
    """
    trip = opened_on_way(session, actor, trip_id, clock)
    lines = {line.id: line for line in lines_of(session, trip_id)}
    for one in seen:
        line = lines.get(one.line_id)
        if line is None:
            raise NotFound(what="trip_line", key=one.line_id)
        told = one.told
        fate = line_fate(line.quantity, told.delivered, told.outcome)
        fine = {(one.outcome, one.delivered), (fate.outcome, fate.delivered)}
        fine.add((told.outcome, told.delivered))  # of an errand, which has no quantity
        if (line.outcome, line.delivered) not in fine:
            raise ToldMeanwhile(
                document=trip.number_text,
                stop=_stop(session, trip_id, line.stop_id).stop_no,
            )


def deliver_rest(session: Session, actor: Actor, trip_id: int, *, clock: Clock) -> int:
    """Tell that every stop nobody told of was served whole; return how many.

    Raises:
        IllegalTransition, Forbidden, NotFound.
    """
    opened_on_way(session, actor, trip_id, clock)
    waiting = [stop.id for stop in stops_of(session, trip_id) if stop.outcome is Outcome.PENDING]
    for stop_id in waiting:
        told = StopTold(stop_id=stop_id, outcome=Outcome.DELIVERED)
        record_stop(session, actor, trip_id, told, clock=clock)
    return len(waiting)


def opened_on_way(session: Session, actor: Actor, trip_id: int, clock: Clock) -> Trip:
    """Return a trip whose outcomes may be told, locked: his own, or with the right to release any.

    Raises:
        IllegalTransition: it has not left, or is closed; one that fetches is not formed any more.
        Forbidden: somebody else drives it.
        NotFound.
    """
    every = actor.may(Permission.TRIP_RELEASE)
    if not every:
        actor.require(Permission.TRIP_DRIVE, what=TRIP.name, key=trip_id)
    acting(session, actor, clock)
    trip = locked(session, Trip, trip_id)
    if every:
        actor.require_warehouse(trip.warehouse_id)
    elif not _drives(session, actor, trip):
        raise Forbidden(permission="trip.row", what=TRIP.name, key=trip_id, who=actor.login)
    out = trip.direction is TripDirection.OUT
    require_trip_status(trip, TripStatus.DEPARTED if out else TripStatus.FORMING)
    return trip


def _drives(session: Session, actor: Actor, trip: Trip) -> bool:
    user = session.scalar(select(Driver.user_id).where(Driver.id == trip.driver_id))
    return bool(user) and user == actor.user_id


def _stop(session: Session, trip_id: int, stop_id: int) -> TripStop:
    found = next((stop for stop in stops_of(session, trip_id) if stop.id == stop_id), None)
    if found is None:
        raise NotFound(what="trip_stop", key=stop_id)
    return found


Fate = tuple[TripLine, LineFate, int | None, str]


def _fates(
    session: Session,
    trip: Trip,
    stop: TripStop,
    lines: Sequence[TripLine],
    told: StopTold,
    words: str,
) -> list[Fate]:
    if told.outcome is Outcome.PENDING:
        return [(line, LineFate(Outcome.PENDING, 0), None, "") for line in lines]
    if told.outcome is Outcome.DELIVERED:
        return [(line, LineFate(Outcome.DELIVERED, line.quantity), None, "") for line in lines]
    if told.outcome in NOTHING_LEFT:
        if not words:
            raise ReasonNotGiven(document=trip.number_text, stop=stop.stop_no)
        fate = LineFate(told.outcome, 0)
        return [(line, fate, told.reason_id, words) for line in lines]
    named: Mapping[int, LineTold] = {one.line_id: one for one in told.lines}
    strangers = named.keys() - {line.id for line in lines}
    if strangers:
        raise NotFound(what="trip_line", key=min(strangers))
    found: list[Fate] = []
    for line in lines:
        one = named.get(line.id)
        if one is None:
            found.append((line, LineFate(Outcome.DELIVERED, line.quantity), None, ""))
            continue
        found.append((line, *_fate(session, trip, stop, line, one, told.reason_id, words)))
    if stop_outcome(fate.outcome for _, fate, _, _ in found) is not Outcome.PARTLY:
        raise OutcomeUnclear(document=trip.number_text, stop=stop.stop_no)
    return found


def _fate(
    session: Session,
    trip: Trip,
    stop: TripStop,
    line: TripLine,
    told: LineTold,
    reason_id: int | None = None,
    words: str = "",
) -> tuple[LineFate, int | None, str]:
    """Return what became of a line and why; the reason of the stop where the line has none.

    Raises:
        BadValue, ReasonNotGiven, NotFound.
    """
    if told.outcome is Outcome.PENDING:
        return LineFate(Outcome.PENDING, 0), None, ""
    if not 0 <= told.delivered <= line.quantity:
        raise BadValue(
            what="delivered",
            value=format_quantity(told.delivered),
            expected=f"0…{format_quantity(line.quantity)}",
        )
    fate = line_fate(line.quantity, told.delivered, told.outcome)
    if not line.quantity and told.outcome in NOTHING_LEFT and not line.disposition_line_id:
        fate = LineFate(told.outcome, 0)
    if fate.outcome is Outcome.DELIVERED:
        return fate, None, ""
    own = _reason(session, told.reason_id, told.reason)
    if not own and not words:
        raise ReasonNotGiven(document=trip.number_text, stop=stop.stop_no)
    return (fate, told.reason_id, own) if own else (fate, reason_id, words)


def _reason(session: Session, reason_id: int | None, words: str) -> str:
    """Return a reason in words; "": none.

    Raises:
        NotFound: there is no such reason.
    """
    if reason_id is None:
        return words.strip()
    found = session.get(UndeliveredReason, reason_id)
    if found is None:
        raise NotFound(what="undelivered_reason", key=reason_id)
    return words.strip() or found.name


def _tell(line: TripLine, fate: LineFate, reason_id: int | None, reason: str) -> None:
    line.outcome, line.delivered = fate.outcome, fate.delivered
    line.reason_id, line.reason = reason_id, reason


def _facts(stop: TripStop, lines: Sequence[TripLine]) -> tuple[object, ...]:
    return (
        (stop.outcome, stop.reason_id, stop.reason, stop.received_by, stop.collected_minor),
        *((line.id, line.outcome, line.delivered, line.reason_id, line.reason) for line in lines),
    )


def _recorded(
    session: Session, actor: Actor, trip: Trip, stop: TripStop, same: bool, clock: Clock
) -> StopRecorded:
    if not same:
        told = stop.outcome is not Outcome.PENDING
        stop.told_by = actor.user_id if told else 0
        if told:
            stop.arrived_at = stop.arrived_at or clock.now()
            stop.departed_at = stop.departed_at or clock.now()
        else:
            stop.departed_at = None
        touch(session, trip)
        record(
            session,
            actor,
            "trip.told",
            TRIP.name,
            trip.id,
            stop=stop.stop_no,
            outcome=stop.outcome.value,
            collected=stop.collected_minor,
        )
    return StopRecorded(trip.id, stop.id, stop.outcome, trip.version, not same)
