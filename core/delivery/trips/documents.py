"""Trips, errands and returns from trips as document types: statuses, rights, whose rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.errors import TripGivenToLoading, TripMovedOn
from core.delivery.fleet.models import Driver
from core.delivery.models import (
    Errand,
    Trip,
    TripLine,
    TripReturn,
    TripReturnLine,
)
from core.delivery.statuses import (
    ERRAND_TRANSITIONS,
    RETURN_TRANSITIONS,
    TRIP_TRANSITIONS,
    ErrandStatus,
    ReturnStatus,
    TripStatus,
)
from core.delivery.trips.return_posting import return_entries
from core.documents.types import DocumentType, register
from core.kernel.errors import IllegalTransition
from core.kernel.i18n import N_

WHOLE_VIEW = (Permission.TRIP_PLAN, Permission.TRIP_RELEASE, Permission.TRIP_CLOSE)
"""Who may do any of these sees everybody's trips; a driver sees his own."""


def sees_all_trips(actor: Actor) -> bool:
    """Tell whether *actor* sees trips that others drive."""
    return not actor.may(Permission.TRIP_DRIVE) or any(map(actor.may, WHOLE_VIEW))


def own_trips(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return the row rights of trips."""
    if sees_all_trips(actor):
        return ()
    his = select(Driver.id).where(Driver.user_id == actor.user_id)
    return (Trip.driver_id.in_(his),)


TRIP = register(
    DocumentType(
        name="trip",
        model=Trip,
        statuses=TripStatus,
        initial=TripStatus.FORMING,
        transitions=TRIP_TRANSITIONS,
        title=N_("Trip"),
        status_titles={
            TripStatus.FORMING: N_("Being formed"),
            TripStatus.TO_LOAD: N_("To load"),
            TripStatus.DEPARTED: N_("Departed"),
            TripStatus.CLOSED: N_("Trip closed"),
        },
        prefix="РС",
        read=Permission.TRIP_READ,
        edit=Permission.TRIP_PLAN,
        post=Permission.TRIP_CLOSE,
        numbered_by_company=False,
        line_models=(TripLine,),
        steps={
            TripStatus.TO_LOAD: Permission.TRIP_RELEASE,
            TripStatus.DEPARTED: Permission.TRIP_RELEASE,
            TripStatus.CLOSED: Permission.TRIP_CLOSE,
        },
        rows=own_trips,
    )
)
"""Задание на перевозку. It posts nothing: the documents it makes do."""

ERRAND = register(
    DocumentType(
        name="errand",
        model=Errand,
        statuses=ErrandStatus,
        initial=ErrandStatus.TO_DO,
        transitions=ERRAND_TRANSITIONS,
        title=N_("Errand"),
        status_titles={
            ErrandStatus.TO_DO: N_("To do"),
            ErrandStatus.DONE: N_("Errand done"),
            ErrandStatus.CANCELLED: N_("Errand cancelled"),
        },
        prefix="ПЭ",
        read=Permission.TRIP_READ,
        edit=Permission.TRIP_PLAN,
        post=Permission.TRIP_PLAN,
        numbered_by_company=False,
        void=frozenset({ErrandStatus.CANCELLED}),
    )
)
"""Поручение экспедитору."""


TRIP_RETURN: DocumentType[Any] = register(
    DocumentType(
        name="trip_return",
        model=TripReturn,
        statuses=ReturnStatus,
        initial=ReturnStatus.BROUGHT,
        transitions=RETURN_TRANSITIONS,
        title=N_("Return from a trip"),
        status_titles={
            ReturnStatus.BROUGHT: N_("In the warehouse"),
            ReturnStatus.TAKEN_BACK: N_("Taken back"),
        },
        prefix="ВР",
        read=Permission.TRIP_READ,
        edit=Permission.TRIP_CLOSE,
        post=Permission.TRIP_CLOSE,
        numbered_by_company=False,
        line_models=(TripReturnLine,),
        entries=return_entries,
        void=frozenset({ReturnStatus.TAKEN_BACK}),
    )
)
"""Возврат с рейса."""


def require_trip_status(trip: Trip, *allowed: TripStatus) -> TripStatus:
    """Return the status of *trip*.

    Raises:
        TripGivenToLoading, TripMovedOn: it is being formed no more, and would have to be.
        IllegalTransition: it is none of *allowed* otherwise.
    """
    status, wanted = TripStatus(trip.status), allowed[0]
    if status in allowed:
        return status
    if wanted is TripStatus.FORMING:
        loading = status is TripStatus.TO_LOAD
        kind = TripGivenToLoading if loading else TripMovedOn
        raise kind(
            document=trip.number_text,
            machine=TRIP.name,
            current=status.value,
            target=wanted.value,
        )
    raise IllegalTransition(machine=TRIP.name, current=status.value, target=wanted.value)
