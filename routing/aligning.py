"""Two plans laid beside each other: which trip of a vehicle has become which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from routing.errors import BadPlan, PlanTwice
from routing.hunks import Slot
from routing.plan import Plan, Trip
from routing.problem import Problem

Indexed = Sequence[tuple[int, Trip]]
"""Trips with their indexes in the route."""

Pairs = tuple[tuple[int, int], ...]


def aligned(problem: Problem, before: Plan, after: Plan) -> tuple[Slot, ...]:
    """Return the trips of both plans, vehicle by vehicle, in the order of trips.

    Raises:
        BadPlan: a plan names a vehicle or a stop that the problem does not have.
        PlanTwice: a plan has a vehicle or a stop twice.
    """
    was, now = _trips(problem, before), _trips(problem, after)
    return tuple(
        slot
        for vehicle in problem.vehicles
        for slot in _of_vehicle(vehicle.id, was.get(vehicle.id, ()), now.get(vehicle.id, ()))
    )


def _trips(problem: Problem, plan: Plan) -> Mapping[str, Indexed]:
    """Return vehicle → its trips that have stops."""
    found: dict[str, Indexed] = {}
    seen: set[str] = set()
    for route in plan.routes:
        if route.vehicle not in problem.vehicle_by_id:
            raise BadPlan(what="vehicle", key=route.vehicle)
        if route.vehicle in found:
            raise PlanTwice(what="vehicle", key=route.vehicle)
        for stop in route.stops:
            if stop not in problem.stop_by_id:
                raise BadPlan(what="stop", key=stop)
            if stop in seen:
                raise PlanTwice(what="stop", key=stop)
            seen.add(stop)
        found[route.vehicle] = tuple(
            (index, trip) for index, trip in enumerate(route.trips) if trip.stops
        )
    return found


def _of_vehicle(vehicle: str, was: Indexed, now: Indexed) -> Iterator[Slot]:
    """Pair trips of a vehicle, in order, so that most stops stay on their trip."""
    here = there = 0
    for at, to in (*_pairs(was, now), (len(was), len(now))):
        yield from (Slot(vehicle, *one, None, None) for one in was[here:at])
        yield from (Slot(vehicle, None, None, *one) for one in now[there:to])
        if at < len(was):
            yield Slot(vehicle, *was[at], *now[to])
        here, there = at + 1, to + 1


def _pairs(was: Indexed, now: Indexed) -> Pairs:
    """Return pairs of positions that rise on both sides and share the most stops."""
    nothing: tuple[int, Pairs] = (0, ())
    best = [[nothing] * (len(now) + 1) for _ in range(len(was) + 1)]
    for at in range(len(was) - 1, -1, -1):
        stops = set(was[at][1].stops)
        for to in range(len(now) - 1, -1, -1):
            shared = len(stops.intersection(now[to][1].stops))
            options = [best[at + 1][to], best[at][to + 1]]
            if shared:
                more, pairs = best[at + 1][to + 1]
                options.insert(0, (shared + more, ((at, to), *pairs)))
            best[at][to] = max(options, key=lambda option: option[0])
    return best[0][0][1]
