"""Which stored trip each run of a plan is, and what makes two parts one stop. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from core.delivery.planning.day_shape import DayTrip, DeliveryDay, Part
from core.delivery.planning.problems import carried

FIXED = 1_000_000
"""How much a trip that may not be changed weighs when trips of a plan look for their like."""


def stored_runs(
    day: DeliveryDay, vehicle: str, wanted: Sequence[Sequence[str]]
) -> Sequence[DayTrip | None]:
    """Return the stored trip that each run of a vehicle is; None: it is not stored yet.

    Args:
        wanted: the parts of each run, in the order of visits.
    """
    usable = [trip for trip in day.trips_of.get(vehicle, ()) if carried(trip) or not trip.fixed]
    return matched(usable, wanted)


def matched(stored: Sequence[DayTrip], wanted: Sequence[Sequence[str]]) -> Sequence[DayTrip | None]:
    """Return the stored trip that each one of the plan becomes; None: it is made anew.

    In the order of both, so that together they have most in common.
    """
    rows, columns = len(wanted), len(stored)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for at in reversed(range(rows)):
        for of in reversed(range(columns)):
            together = best[at + 1][of + 1] + _alike(stored[of], wanted[at])
            best[at][of] = max(best[at + 1][of], best[at][of + 1], together)
    found: list[DayTrip | None] = [None] * rows
    at = of = 0
    while at < rows and of < columns:
        if best[at][of] == best[at + 1][of + 1] + _alike(stored[of], wanted[at]):
            found[at] = stored[of]
            at, of = at + 1, of + 1
        elif best[at][of] == best[at + 1][of]:
            at += 1
        else:
            of += 1
    return found


def _alike(trip: DayTrip, wanted: Sequence[str]) -> int:
    """Return how much a stored trip and one of the plan have in common; more than 0."""
    common = len(set(trip.parts) & set(wanted))
    return 1 + common * 10 + (FIXED if trip.fixed and trip.parts == tuple(wanted) else 0)


def where_of(part: Part) -> tuple[int, int, int]:
    """Return what makes a stop: address, begin and end of the window."""
    address = part.place.address_id if part.place is not None else 0
    return (address, part.window_from, part.window_to)
