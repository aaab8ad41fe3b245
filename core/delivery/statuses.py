"""Statuses and outcomes of delivery (domain.md §2); methods are `core.terms.statuses`."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class TripDirection(StrEnum):
    """Which way the goods of a trip go."""

    OUT = "out"
    """С нашего склада."""
    IN = "in"
    """На наш склад."""


class TripStatus(StrEnum):
    """Where a transport task stands (domain.md §2.3)."""

    FORMING = "forming"
    """Формируется."""
    TO_LOAD = "to_load"
    """К погрузке."""
    DEPARTED = "departed"
    """Отправлено."""
    CLOSED = "closed"
    """Закрыто."""


class ErrandStatus(StrEnum):
    """Where an errand stands."""

    TO_DO = "to_do"
    """К выполнению."""
    DONE = "done"
    """Выполнено: the trip that carried it is closed."""
    CANCELLED = "cancelled"
    """Отменено."""


class ReturnStatus(StrEnum):
    """Whether what a trip brought back lies in the warehouse."""

    BROUGHT = "brought"
    """Принят."""
    TAKEN_BACK = "taken_back"
    """Отменён: the trip was opened again."""


class Outcome(StrEnum):
    """What became of a stop or of a line of it."""

    PENDING = "pending"
    DELIVERED = "delivered"
    PARTLY = "partly"
    REFUSED = "refused"
    ABSENT = "absent"


class ZoneKind(StrEnum):
    """How a zone says what is in it."""

    POLYGON = "polygon"
    LIST = "list"


class PlaceSource(StrEnum):
    """Where coordinates come from."""

    NONE = "none"
    """There are none."""
    TYPED = "typed"
    IMPORTED = "imported"
    GEOCODED = "geocoded"
    CORRECTED = "corrected"
    """A person said the geocoder was wrong: nothing but a person overwrites it."""
    NOT_FOUND = "not_found"
    """There are none: the geocoder was asked and does not know the address."""


class Ownership(StrEnum):
    """Тип владения, as the transport waybill numbers it (forms.md §2.14, section 7)."""

    OWN = "own"
    SPOUSES = "spouses"
    RENT = "rent"
    LEASE = "lease"
    FREE_USE = "free_use"


TRIP_TRANSITIONS: Transitions[TripStatus] = Transitions(
    "trip",
    {
        TripStatus.FORMING: (TripStatus.TO_LOAD, TripStatus.CLOSED),
        TripStatus.TO_LOAD: (TripStatus.FORMING, TripStatus.DEPARTED),
        TripStatus.DEPARTED: (TripStatus.TO_LOAD, TripStatus.CLOSED),
        TripStatus.CLOSED: (TripStatus.DEPARTED, TripStatus.FORMING),
    },
)
"""Domain §2.3. `forming → closed` and back is the way of inbound trips, which are never loaded
here; the verbs ask for the direction. Every step has its step back."""

ERRAND_TRANSITIONS: Transitions[ErrandStatus] = Transitions(
    "errand",
    {
        ErrandStatus.TO_DO: (ErrandStatus.DONE, ErrandStatus.CANCELLED),
        ErrandStatus.DONE: (ErrandStatus.TO_DO,),
        ErrandStatus.CANCELLED: (ErrandStatus.TO_DO,),
    },
)

RETURN_TRANSITIONS: Transitions[ReturnStatus] = Transitions(
    "trip_return",
    {
        ReturnStatus.BROUGHT: (ReturnStatus.TAKEN_BACK,),
        ReturnStatus.TAKEN_BACK: (ReturnStatus.BROUGHT,),
    },
)
