"""Rules that only a whole plan can break: what is twice, apart, left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from routing.judging.route_rules import unlocked
from routing.problem import Problem
from routing.verdict import Breach, Kind, RouteVerdict


def wholly_wrong(
    problem: Problem, routes: Sequence[RouteVerdict], left_out: Iterable[str]
) -> Iterator[Breach]:
    """Find what no single route breaks.

    Args:
        problem: what was wanted.
        routes: what is driven.
        left_out: what the plan says is unserved.
    """
    rides = [(stop.stop, route.vehicle) for route in routes for stop in route.stops]
    vehicle_of = dict(rides)
    if len(vehicle_of) < len(rides):
        for key, times in Counter(key for key, _ in rides).items():
            if times > 1:
                yield Breach(Kind.STOP_TWICE, vehicle_of[key], stop=key, amount=times - 1)
    yield from _misnamed(problem, vehicle_of, left_out)
    driving = Counter(route.vehicle for route in routes)
    for vehicle, times in driving.items():
        if times > 1:
            yield Breach(Kind.VEHICLE_TWICE, vehicle, amount=times - 1)
    for vehicle in problem.locks_of:
        if vehicle not in driving:
            yield from unlocked(problem, vehicle, None)
    for stop in problem.stops:
        if stop.price_unserved is None and stop.id not in vehicle_of:
            yield Breach(Kind.UNSERVED, stop=stop.id)
    yield from _apart(problem, vehicle_of)


def _misnamed(
    problem: Problem, vehicle_of: Mapping[str, str], left_out: Iterable[str]
) -> Iterator[Breach]:
    for stop in left_out:
        if stop in vehicle_of:
            yield Breach(Kind.STOP_TWICE, vehicle_of[stop], stop=stop, amount=1)
        elif stop not in problem.stop_by_id:
            yield Breach(Kind.UNKNOWN_STOP, stop=stop)


def _apart(problem: Problem, vehicle_of: Mapping[str, str]) -> Iterator[Breach]:
    for stops in problem.groups.values():
        served = [stop for stop in stops if stop in vehicle_of]
        if served:
            for stop in stops:
                if stop not in vehicle_of:
                    yield Breach(Kind.GROUP, stop=stop, other=served[0])
    for stops in problem.companies.values():
        served = [stop for stop in stops if stop in vehicle_of]
        for stop in served[1:]:
            if vehicle_of[stop] != vehicle_of[served[0]]:
                yield Breach(Kind.TOGETHER, vehicle_of[stop], stop=stop, other=served[0])
