"""What a driver's step asks the house to do, and what the house answers. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.delivery.statuses import Outcome
from tui.flows.handheld.drive_values import Drop, Reason, Scanned, Stop, StopRow, Trip, TripRow

# --- asked -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadTrips:
    """The list of trips."""


@dataclass(frozen=True, slots=True)
class OpenTrip:
    """Its stops."""

    trip_id: int


@dataclass(frozen=True, slots=True)
class OpenStop:
    """One of them, read anew."""

    stop_id: int
    again: bool = False
    """True: it is on the screen already; the prompt stays."""


@dataclass(frozen=True, slots=True)
class Arrive:
    """The vehicle stands there."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """So much of a line was handed over; the rest has a reason."""

    line_id: int
    quantity: int
    outcome: Outcome = Outcome.DELIVERED
    reason_id: int = 0
    reason: str = ""
    then: Scanned | None = None
    """What was scanned next: asked after it."""


@dataclass(frozen=True, slots=True)
class HandAll:
    """Everything nobody told of was handed over."""


@dataclass(frozen=True, slots=True)
class LeaveGoods:
    """Nothing of what nobody told of was handed over, or of all where everything was told."""

    outcome: Outcome
    reason_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who received, and the cash taken; kopecks."""

    received: str
    cash: int


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A line is again as it was; None: nothing of the stop is told."""

    line: Drop | None


DriveEffect = (
    LoadTrips | OpenTrip | OpenStop | Arrive | HandOver | HandAll | LeaveGoods | Receipt | TakeBack
)
TELLS = Arrive | HandOver | HandAll | LeaveGoods | Receipt | TakeBack
"""Effects that change something."""


# --- answered --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TripsAt:
    """The list."""

    trips: tuple[TripRow, ...]


@dataclass(frozen=True, slots=True)
class TripAt:
    """A trip and its stops in the order of visits."""

    trip: Trip
    stops: tuple[StopRow, ...]


class Came(StrEnum):
    """Why a stop is shown."""

    OPENED = "opened"
    AGAIN = "again"
    ARRIVED = "arrived"
    TOLD = "told"
    RECEIVED = "received"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class StopAt:
    """A stop as it stands now."""

    trip: Trip
    stops: tuple[StopRow, ...]
    stop: Stop
    reasons: tuple[Reason, ...]
    came: Came
    past: tuple[Drop, ...] = ()
    """Lines as they were before what was told just now."""

    then: Scanned | None = None


DriveAnswer = TripsAt | TripAt | StopAt
