"""What was planned: which vehicle makes which trips to which stops. Times follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trip:
    """From a depot to stops, in order, and on to the next depot."""

    depot: int
    """Index of the depot it is loaded at."""
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """The day of one vehicle."""

    vehicle: str
    trips: tuple[Trip, ...]

    @property
    def stops(self) -> Iterator[str]:
        """Every stop of every trip, in order."""
        return (stop for trip in self.trips for stop in trip.stops)


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of the vehicles that are used, and what is left out.

    A plan holds no times and no costs: `routing.check.judge` counts both, so that there is one
    truth about them.
    """

    routes: tuple[Route, ...]
    unserved: tuple[str, ...] = ()
