"""Savings (Clarke & Wright 1964) between near neighbours: a first plan for thousands of stops.

Routes of one stop each are joined end to end where that saves most, if windows, loads and a
vehicle for them allow it. Directions are kept, so windows and one-way streets are. The vehicles
go to the routes last, the biggest routes first; what gets no vehicle is put by insertion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from operator import itemgetter
from time import perf_counter

import numpy as np

from routing.plan import Plan, Route, Trip
from routing.problem import FOREVER, Problem, Vehicle
from routing.solvers.arrays import row_of
from routing.solvers.estimates import Haul, Slack, Timer
from routing.solvers.insertion import repair
from routing.solvers.shape import allowed_of, kinds_of
from routing.solvers.task import Reporter, Task

NEIGHBOURS = 60
"""Of every stop, how many nearest ones it may be joined to."""

TRIED = 4
"""Of how many vehicles in use that may take a route the price is exact."""

TRIED_AT_MOST = 24

FAR = np.iinfo(np.int64).max // 2
"""A way that is not to be taken."""


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
        self.begins = [True] * len(stops)
        """Whether a stop is the first of its route."""
        self.ends = [True] * len(stops)
        """Whether it is the last."""
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
        self.ends[one] = self.begins[other] = False
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

    def plan(self, trips: Iterable[list[int]]) -> Plan:
        """Give vehicles to trips, the fullest trips and the cheapest fitting vehicles first.

        Args:
            trips: stops by their indexes.
        """
        days = _Days(self)
        for stops in sorted(trips, key=self._load, reverse=True):
            fit = frozenset.intersection(*(self.fits[at] for at in stops))
            days.give(stops, fit)
        return Plan(tuple(self._route(number, day) for number, day in sorted(days.days.items())))

    def _load(self, stops: Sequence[int]) -> int:
        return sum(sum(self.problem.stops[at].delivery) for at in stops)

    def _route(self, number: int, day: Sequence[Haul]) -> Route:
        stops = self.problem.stops
        trips = (Trip(haul.depot, tuple(stops[at].id for at in haul.stops)) for haul in day)
        return Route(self.problem.vehicles[number].id, tuple(trips))


@dataclass(frozen=True, slots=True)
class _Leg:
    """A route as a further trip of vehicles of one kind."""

    cost: int
    """What it costs about, on top of a day there is."""
    work: int
    """How long it takes without waiting."""
    begin: int
    """When its loading begins so that nobody waits; earlier, and somebody does."""
    latest: int
    """When its loading begins at the latest."""
    per_time: int


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a day."""

    back: int
    """When the vehicle is back at the earliest."""
    spare: int
    """How much longer the day may get if all its waiting could be used."""


class _Days:
    """Days of vehicles while routes are given to them."""

    def __init__(self, joiner: _Joiner) -> None:
        self.joiner = joiner
        self.timer = joiner.timer
        self.days: dict[int, list[Haul]] = {}
        self.costs: dict[int, int] = {}
        self.rests: dict[int, _Rest] = {}
        self.open: dict[int, dict[int, None]] = {kind[0]: {} for kind in joiner.kinds}
        """Kind → its vehicles that may make a further trip."""
        self.free = {kind[0]: list(reversed(kind)) for kind in joiner.kinds}

    def give(self, stops: list[int], fit: frozenset[int]) -> None:
        """Give a route to a vehicle of the kinds it fits, where it costs least; or to none."""
        best: tuple[int, int, list[Haul]] | None = None
        tries = ((number, [number]) for number in self._fresh(fit))
        for enough, numbers in ((len(self.free), tries), (TRIED, self._further(stops, fit))):
            found = 0
            for number, _ in numbers:
                day = [*self.days.get(number, ()), self._haul(number, stops)]
                cost = self.timer.cost(number, day)
                if cost is None:
                    continue
                more = cost - self.costs.get(number, 0)
                if best is None or more < best[0]:
                    best = more, number, day
                found += 1
                if found == enough:
                    break
        if best is not None:
            self._take(best[1], best[2], self.costs.get(best[1], 0) + best[0])

    def _fresh(self, fit: frozenset[int]) -> Iterator[int]:
        return (numbers[-1] for kind, numbers in self.free.items() if numbers and kind in fit)

    def _further(self, stops: list[int], fit: frozenset[int]) -> list[tuple[int, int]]:
        """Return used vehicles that may take a route as a further trip, by what it costs about."""
        found: list[tuple[int, int]] = []
        for kind in fit:
            numbers = self.open[kind]
            if not numbers:
                continue
            leg = self._leg(next(iter(numbers)), stops)
            if leg is None:
                found += ((number, 0) for number in numbers)
                continue
            for number in numbers:
                rest = self.rests.get(number)
                if rest is None or (rest.back <= leg.latest and leg.work <= rest.spare):
                    idle = 0 if rest is None else max(0, leg.begin - rest.back)
                    found.append((number, leg.cost + leg.per_time * idle))
        return nsmallest(TRIED_AT_MOST, found, key=itemgetter(1))

    def _haul(self, number: int, stops: list[int]) -> Haul:
        return Haul(self.timer.depot_of(number, len(self.days.get(number, ()))), stops)

    def _leg(self, number: int, stops: list[int]) -> _Leg | None:
        """Return a route as a further trip of a vehicle; None where nothing is known beforehand."""
        problem, timer = self.joiner.problem, self.timer
        vehicle = problem.vehicles[number]
        haul = Haul(timer.depot_of(number, 1), stops)
        slack = timer.slack(number, [haul])
        if slack is None:
            return None
        depot = problem.depots[haul.depot]
        way = problem.travel[vehicle.profile].durations[depot.place][timer.places[stops[0]]]
        more = depot.reloading - depot.loading
        work = min(FOREVER, vehicle.max_duration + vehicle.max_overtime) - slack.spare + more
        cost = vehicle.per_distance * timer.distance(vehicle, [haul]) + vehicle.per_time * work
        begin = self._back(vehicle, slack, stops) - work
        return _Leg(cost, work, begin, slack.due[0][0] - way - depot.reloading, vehicle.per_time)

    def _back(self, vehicle: Vehicle, slack: Slack, stops: Sequence[int]) -> int:
        """Return when a vehicle is back from its last trip, ready to load again."""
        problem = self.joiner.problem
        again = min(vehicle.loads_again_at)
        way = problem.travel[vehicle.profile].durations[self.timer.places[stops[-1]]]
        return slack.ready[-1][-1] + way[problem.depots[again].place]

    def _take(self, number: int, day: list[Haul], cost: int) -> None:
        vehicle = self.joiner.problem.vehicles[number]
        kind = self.joiner.kind_of[number]
        self.days[number] = day
        self.costs[number] = cost
        numbers = self.free[kind]
        if numbers and numbers[-1] == number:
            numbers.pop()
        if len(day) >= vehicle.max_trips:
            self.open[kind].pop(number, None)
            return
        self.open[kind][number] = None
        slack = self.timer.slack(number, day)
        if slack is None:
            return
        self.rests[number] = _Rest(self._back(vehicle, slack, day[-1].stops), slack.spare)


def _pairs(problem: Problem) -> Iterator[tuple[int, int]]:
    """Iterate over pairs of stops, those that save most when joined first."""
    travel = problem.travel[0]
    places = np.array([stop.place for stop in problem.stops])
    depot = problem.depots[problem.vehicles[0].start].place
    count = min(NEIGHBOURS, len(places) - 1)
    if count < 1:
        return
    opens = np.array([stop.windows[0].start for stop in problem.stops])
    closes = np.array([stop.windows[-1].end for stop in problem.stops])
    service = np.array([stop.service for stop in problem.stops])
    out = row_of(travel.distances[depot])[places]
    ones, others, saved = [], [], []
    for at, place in enumerate(places.tolist()):
        row = row_of(travel.distances[place])
        way = row[places]
        in_time = opens[at] + service[at] + row_of(travel.durations[place])[places] <= closes
        in_time[at] = False
        way[~in_time] = FAR
        near = np.argpartition(way, count - 1)[:count]
        near = near[in_time[near]]
        ones.append(np.full(len(near), at))
        others.append(near)
        saved.append(row[depot] + out[near] - way[near])
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
        if joiner.ends[one] and joiner.begins[other]:
            joiner.join(one, other)
            reporter.alive()
    reporter.alive()

    def idle() -> bool:
        reporter.alive()
        return perf_counter() >= until

    return repair(problem, joiner.plan(joiner.routes.values()), idle)


def dealt(problem: Problem, trips: Iterable[Trip]) -> Plan:
    """Return trips on vehicles, in no time and not at the least cost; some stops may be left out.

    Args:
        trips: whatever vehicles they are of.
    """
    index = {stop.id: at for at, stop in enumerate(problem.stops)}
    plan = _Joiner(problem).plan([index[stop] for stop in trip.stops] for trip in trips)
    served = {stop for route in plan.routes for stop in route.stops}
    return replace(plan, unserved=tuple(stop for stop in index if stop not in served))


__all__ = ["dealt", "run"]
