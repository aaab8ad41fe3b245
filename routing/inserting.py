"""Putting one more stop into the routes there are: every place for it, judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from routing.check import route_verdict
from routing.parts import Vehicle
from routing.plan import Route, Trip
from routing.problem import Problem
from routing.verdict import Breach, RouteVerdict


@dataclass(frozen=True, slots=True)
class Insertion:
    """A route with the stop in it, judged."""

    route: Route
    verdict: RouteVerdict
    trip: int
    """Index of the trip it is on."""
    fresh: bool
    """That trip is there for it alone."""
    breaches: tuple[Breach, ...]
    """What the route did not break without it."""
    cost: int
    """How much more the route costs."""


def insertions(
    problem: Problem, route: Route, before: RouteVerdict, stops: Sequence[str], *, everywhere: bool
) -> Iterator[Insertion]:
    """Return every place for stops, which stay in a row, on one route.

    Args:
        problem: what is planned.
        route: as it is; without trips where the vehicle is at home.
        before: the verdict on it.
        stops: what is put in.
        everywhere: in trips that are there, not only on one of their own behind them.
    """
    vehicle = problem.vehicle_by_id[route.vehicle]
    row = tuple(stops)
    for depot in _depots(vehicle, first=not route.trips):
        trips = (*route.trips, Trip(depot, row))
        yield _judged(problem, replace(route, trips=trips), before, len(route.trips), fresh=True)
    if not everywhere:
        return
    for index, trip in enumerate(route.trips):
        for at in range(len(trip.stops) + 1):
            longer = replace(trip, stops=(*trip.stops[:at], *row, *trip.stops[at:]))
            trips = (*route.trips[:index], longer, *route.trips[index + 1 :])
            yield _judged(problem, replace(route, trips=trips), before, index, fresh=False)


def _depots(vehicle: Vehicle, *, first: bool) -> Sequence[int]:
    return sorted(vehicle.loads_first_at if first else vehicle.loads_again_at)


def _judged(
    problem: Problem, route: Route, before: RouteVerdict, trip: int, *, fresh: bool
) -> Insertion:
    verdict = route_verdict(problem, route)
    known = set(before.breaches)
    new = tuple(breach for breach in verdict.breaches if breach not in known)
    return Insertion(route, verdict, trip, fresh, new, verdict.cost - before.cost)
