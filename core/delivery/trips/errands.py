"""Errands: bring or fetch something that no other document tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.delivery.errors import ErrandRides
from core.delivery.models import Errand, Trip, TripLine
from core.delivery.statuses import ErrandStatus, Outcome, TripDirection, TripStatus
from core.delivery.trips.documents import ERRAND
from core.documents.operations import advance, check_version, create, edit, locked
from core.kernel.clock import Clock
from core.kernel.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class NewErrand:
    """What an errand says."""

    task: str
    """What to do there, in words."""
    warehouse_id: int
    partner_id: int | None = None
    company_id: int | None = None
    direction: TripDirection = TripDirection.OUT
    weight_grams: int = 0
    volume_cm3: int = 0
    places: int = 0
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ErrandSaved:
    """An errand as a verb left it."""

    id: int
    number: str
    version: int
    status: ErrandStatus


def create_errand(session: Session, actor: Actor, new: NewErrand, *, clock: Clock) -> ErrandSaved:
    """Write an errand; where to and when stands in its delivery request.

    Raises:
        BadValue: it says nothing, or a measure below 0.
        Forbidden.
    """
    actor.require(Permission.TRIP_PLAN, what=ERRAND.name)
    values = asdict(new) | {"task": new.task.strip()}
    _check(values)
    return _saved(cast(Errand, create(session, actor, ERRAND.name, clock=clock, **values)))


def save_errand(
    session: Session,
    actor: Actor,
    errand_id: int,
    version: int,
    *,
    clock: Clock,
    **changes: object,
) -> ErrandSaved:
    """Change an errand loaded at *version* that is to be done and rides on no trip.

    Raises:
        Conflict: somebody changed it since.
        ErrandRides: it stands on a trip.
        IllegalTransition: it is done, or cancelled.
        BadValue, NoSuchField, Forbidden, NotFound.
    """
    errand = _opened(session, actor, errand_id, clock)
    check_version(session, errand, version)
    ERRAND.transitions.check(ErrandStatus(errand.status), ErrandStatus.DONE)
    _require_off(session, errand)
    _check({name: getattr(errand, name) for name in ("task", *_MEASURES)} | changes)
    edit(session, actor, errand_id, version, clock=clock, **changes)  # type: ignore[arg-type]
    return _saved(errand)


def cancel_errand(
    session: Session, actor: Actor, errand_id: int, *, clock: Clock, cancelled: bool = True
) -> ErrandSaved:
    """Say that an errand is not wanted any more, or is again.

    Raises:
        ErrandRides: it stands on a trip.
        IllegalTransition: it is done.
        Forbidden, NotFound.
    """
    errand = _opened(session, actor, errand_id, clock)
    _require_off(session, errand)
    if not cancelled and errand.status == ErrandStatus.DONE:
        ERRAND.transitions.check(ErrandStatus.DONE, ErrandStatus.CANCELLED)
    target = ErrandStatus.CANCELLED if cancelled else ErrandStatus.TO_DO
    advance(session, actor, errand, target, clock=clock)
    return _saved(errand)


def finish_errands(
    session: Session, actor: Actor, lines: Sequence[TripLine], *, clock: Clock
) -> None:
    """Have the errands a closed trip did be done; what it did not do is to be done still."""
    did = {line.disposition_document_id for line in lines if line.outcome is Outcome.DELIVERED}
    _move(session, actor, did, ErrandStatus.TO_DO, ErrandStatus.DONE, clock)


def reopen_errands(
    session: Session, actor: Actor, lines: Sequence[TripLine], *, clock: Clock
) -> None:
    """Have the errands of a trip that is opened again be done by it, not yet done."""
    did = {line.disposition_document_id for line in lines if line.outcome is Outcome.DELIVERED}
    _move(session, actor, did, ErrandStatus.DONE, ErrandStatus.TO_DO, clock)


def _move(
    session: Session,
    actor: Actor,
    documents: set[int],
    former: ErrandStatus,
    target: ErrandStatus,
    clock: Clock,
) -> None:
    session.flush()
    errands = session.scalars(
        select(Errand)
        .where(Errand.document_id.in_(documents), Errand.status == former.value)
        .order_by(Errand.document_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for errand in errands:
        advance(session, actor, errand, target, clock=clock, permission=Permission.TRIP_CLOSE)


def _opened(session: Session, actor: Actor, errand_id: int, clock: Clock) -> Errand:
    actor.require(Permission.TRIP_PLAN, what=ERRAND.name, key=errand_id)
    acting(session, actor, clock)
    errand = locked(session, Errand, errand_id)
    actor.require_warehouse(errand.warehouse_id)
    actor.require_company(errand.company_id)
    return errand


def _require_off(session: Session, errand: Errand) -> None:
    number = session.scalar(
        select(Trip.number_text)
        .join(TripLine, TripLine.document_id == Trip.document_id)
        .where(
            TripLine.disposition_document_id == errand.id, Trip.status != TripStatus.CLOSED.value
        )
        .limit(1)
    )
    if number is not None:
        raise ErrandRides(document=errand.number_text, trip=number)


_MEASURES = ("weight_grams", "volume_cm3", "places")


def _check(values: dict[str, object]) -> None:
    if not str(values["task"]).strip():
        raise BadValue(what="task", value="", expected="…")
    for name in _MEASURES:
        value = values[name]
        if isinstance(value, int) and value < 0:
            raise BadValue(what=name, value=value, expected=">= 0")


def _saved(errand: Errand) -> ErrandSaved:
    status = ErrandStatus(errand.status)
    return ErrandSaved(errand.id, errand.number_text, errand.version, status)
