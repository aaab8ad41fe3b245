"""Savings (Clarke & Wright 1964) between near neighbours: a first plan for thousands of stops.

Routes of one stop each are joined end to end where that saves most, if windows, loads and a
vehicle for them allow it. Directions are kept, so windows and one-way streets are. The vehicles
go to the routes last, the biggest routes first; what gets no vehicle is put by insertion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

import numpy as np

from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solvers.estimates import Haul, Timer
from routing.solvers.insertion import repair
from routing.solvers.pyvrp_model import array_of
from routing.solvers.shape import allowed_of, kinds_of
from routing.solvers.task import Reporter, Task

NEIGHBOURS = 60
"""Of every stop, how many nearest ones it may be joined to."""


class _Joiner:
    """Routes while they are joined, for the vehicles of one kind of start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.timer = Timer(problem)
        self.kinds = kinds_of(problem)
        leaders = frozenset(kind[0] for kind in self.kinds)
        known: dict[frozenset[int], frozenset[int]] = {}
        self.fits = {
            at: known.setdefault(allowed, allowed & leaders)
            for at, allowed in enumerate(allowed_of(problem, self.kinds))
        }
        """Per route: the kinds of vehicles for it, each by its first vehicle."""
        stops = problem.stops
        self.route_of = list(range(len(stops)))
        self.routes: dict[int, list[int]] = {at: [at] for at in range(len(stops))}
        size = len(problem.dimensions)
        self.loads = {at: stop.delivery or (0,) * size for at, stop in enumerate(stops)}
        self.taken = {at: stop.pickup or (0,) * size for at, stop in enumerate(stops)}
        self.kind_of = {number: kind[0] for kind in self.kinds for number in kind}
        self.timed = not all(self.timer.timeless)

    def join(self, one: int, other: int) -> None:
        """Join the route that ends at a stop to the one that begins at another, if that goes."""
        left, right = self.route_of[one], self.route_of[other]
        if left == right:
            return
        before, after = self.routes[left], self.routes[right]
        if before[-1] != one or after[0] != other:
            return
        load = tuple(map(sum, zip(self.loads[left], self.loads[right], strict=True)))
        taken = tuple(map(sum, zip(self.taken[left], self.taken[right], strict=True)))
        fit = self.fits[left] & self.fits[right]
        if not fit:
            return
        stops = before + after
        roomiest = sorted(fit, key=self._roominess)
        if not any(self._drives(kind, load, taken, stops) for kind in roomiest):
            return
        self.routes[left] = stops
        self.loads[left], self.taken[left], self.fits[left] = load, taken, fit
        del self.routes[right]
        for at in after:
            self.route_of[at] = left

    def _roominess(self, number: int) -> tuple[int, ...]:
        return tuple(-room for room in self.problem.vehicles[number].capacity)

    def _drives(
        self, number: int, load: Sequence[int], taken: Sequence[int], stops: list[int]
    ) -> bool:
        vehicle = self.problem.vehicles[number]
        room = zip(load, taken, vehicle.capacity, strict=False)
        if any(brought > most or fetched > most for brought, fetched, most in room):
            return False
        if vehicle.max_stops and len(stops) > vehicle.max_stops:
            return False
        if not self.timed and not any(any(self.taken[at]) for at in stops):
            return True
        return self.timer.cost(number, [Haul(vehicle.start, stops)]) is not None

    def plan(self) -> Plan:
        """Give vehicles to routes, the fullest routes and the cheapest fitting vehicles first."""
        days: dict[int, list[Haul]] = {}
        costs: dict[int, int] = {}
        free = {kind[0]: list(reversed(kind)) for kind in self.kinds}
        for left, stops in sorted(self.routes.items(), key=lambda item: -sum(self.loads[item[0]])):
            best: tuple[int, int, list[Haul]] | None = None
            for number in self._candidates(left, free, days):
                done = days.get(number, [])
                day = [*done, Haul(self.timer.depot_of(number, len(done)), stops)]
                cost = self.timer.cost(number, day)
                if cost is not None and (best is None or cost - costs.get(number, 0) < best[0]):
                    best = cost - costs.get(number, 0), number, day
            if best is None:
                continue
            more, number, day = best
            days[number] = day
            costs[number] = costs.get(number, 0) + more
            numbers = free[self.kind_of[number]]
            if numbers and numbers[-1] == number:
                numbers.pop()
        return Plan(tuple(self._route(number, day) for number, day in sorted(days.items())))

    def _candidates(
        self, route: int, free: dict[int, list[int]], days: dict[int, list[Haul]]
    ) -> Iterator[int]:
        fit = self.fits[route]
        for kind, numbers in free.items():
            if numbers and kind in fit:
                yield numbers[-1]
        for number, day in days.items():
            if self.kind_of[number] in fit and len(day) < self.problem.vehicles[number].max_trips:
                yield number

    def _route(self, number: int, day: Sequence[Haul]) -> Route:
        stops = self.problem.stops
        trips = (Trip(haul.depot, tuple(stops[at].id for at in haul.stops)) for haul in day)
        return Route(self.problem.vehicles[number].id, tuple(trips))


def _pairs(problem: Problem) -> Iterator[tuple[int, int]]:
    """Iterate over pairs of stops, those that save most when joined first."""
    rows = array_of(problem.travel[0].distances)
    places = np.array([stop.place for stop in problem.stops])
    depot = problem.depots[problem.vehicles[0].start].place
    count = min(NEIGHBOURS, len(places) - 1)
    if count < 1:
        return
    opens = np.array([stop.windows[0].start for stop in problem.stops])
    closes = np.array([stop.windows[-1].end for stop in problem.stops])
    service = np.array([stop.service for stop in problem.stops])
    durations = problem.travel[0].durations
    times = rows if durations is problem.travel[0].distances else array_of(durations)
    ones, others, saved = [], [], []
    for at, place in enumerate(places):
        way = rows[place][places].astype(np.int64)
        way[at] = np.iinfo(np.int64).max
        in_time = opens[at] + service[at] + times[place][places] <= closes
        way[~in_time] = np.iinfo(np.int64).max // 2
        near = np.argpartition(way, count - 1)[:count]
        near = near[in_time[near] & (near != at)]
        ones.append(np.full(len(near), at))
        others.append(near)
        saved.append(rows[place][depot] + rows[depot][places[near]] - rows[place][places[near]])
    saving = np.concatenate(saved)
    order = np.argsort(-saving, kind="stable")
    order = order[saving[order] > 0]
    yield from zip(
        np.concatenate(ones)[order].tolist(), np.concatenate(others)[order].tolist(), strict=True
    )


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan:
    """Construct a plan; what savings leave over is put by insertion while there is time."""
    until = perf_counter() + task.seconds
    joiner = _Joiner(problem)
    reporter.alive()
    for one, other in _pairs(problem):
        joiner.join(one, other)
        reporter.alive()
    reporter.alive()

    def idle() -> bool:
        reporter.alive()
        return perf_counter() >= until

    return repair(problem, joiner.plan(), idle)


__all__ = ["run"]
