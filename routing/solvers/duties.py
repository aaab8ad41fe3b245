"""Which vehicle makes which trips: the trips of a plan put together anew into duties.

A search that moves stops hardly ever empties a vehicle: what is left of the others' days has no
room for its trips as they are. So here trips stay as they are, every duty (the trips of one vehicle
in one day) that can be made of them is a column of a programme that takes each trip once, and the
cheapest duties that go together are chosen. Taillard, Laporte & Gendreau 1996 pack trips so; what
may follow what is vehicle scheduling.

Where there are many trips the longest duties are too many to be written down; then those are that
the prices of the programme promise most of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from routing.check import judge
from routing.plan import Plan, Route, Trip
from routing.problem import Problem, Vehicle
from routing.solvers.arrays import Floats
from routing.solvers.chains import Chains, Legs, alone, legs_of, longer
from routing.solvers.partition import DIVING, Programme
from routing.solvers.pool import Columns, columns_of
from routing.solvers.rules import comes_back, trips_move
from routing.solvers.shape import kinds_of
from routing.solvers.task import Reporter, Task
from routing.verdict import RouteVerdict, TripTimes

WRITTEN = 2_000_000
"""So many times at most a chain and one more trip are looked at, of all kinds of vehicles, before
the programme is solved: the chains that come of it are kept, in some hundred megabytes."""

AT_ONCE = 2_000_000
"""The same of one kind, whenever chains are made longer by the prices."""

PROMISING = 20_000
"""Chains of a kind that are made longer by them, and that come of it, at most."""

AGAIN = 3
"""So often at most longer ones are looked for before the first duty is taken for good."""

RENEWED = 0.9
"""They are looked for again whenever so many of the trips are left."""

ENTERING = 60
"""So often columns may enter the programme in between."""

SLIGHT = 1.0
"""Less than so many units of cost is nothing."""

DEAR = 3.0
"""A trip is left without a vehicle for so many times the dearest duty: hardly ever."""

Duty = tuple[int, tuple[int, ...]]
"""Kind of vehicle and numbers of trips, in order."""

Timed = tuple[Trip, TripTimes]
"""A trip, and how it is driven now."""


@dataclass(frozen=True, slots=True)
class Given:
    """A day of a vehicle, as it is."""

    vehicle: str
    cost: int
    trips: tuple[Timed, ...]


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Put the trips of the given plan together anew.

    Returns:
        None: no plan was given, its trips cannot change vehicles, or there was no time for it.
    """
    until = perf_counter() + task.seconds
    if task.warm is None or not trips_move(problem):
        return None
    by_id = problem.vehicle_by_id
    verdicts = judge(problem, task.warm).route_of
    kept = [route for route in task.warm.routes if not comes_back(by_id[route.vehicle])]
    given = [
        Given(route.vehicle, verdicts[route.vehicle].cost, timed(route, verdicts[route.vehicle]))
        for route in task.warm.routes
        if comes_back(by_id[route.vehicle]) and verdicts[route.vehicle].trips
    ]
    reporter.alive()
    return packed(problem, until, given=given, kept=kept)


def timed(route: Route, verdict: RouteVerdict) -> tuple[Timed, ...]:
    """Return the trips of a route with their times; one without stops is none."""
    return tuple((route.trips[times.index], times) for times in verdict.trips)


def packed(
    problem: Problem,
    until: float,
    *,
    given: Sequence[Given] = (),
    trips: Sequence[Timed] = (),
    kept: Sequence[Route] = (),
) -> Plan | None:
    """Return trips on vehicles at about the least cost; some stops may be left out.

    Args:
        until: when to give up, of `perf_counter`.
        given: days whose trips these are; one that is chosen again stays with its vehicle.
        trips: further ones, of no vehicle.
        kept: routes of vehicles that do not come back to where they load; they stay.

    Returns:
        None: there are no trips that anybody may make, or the programme was not solved in time.
    """
    packing = _Packing(problem, given, trips, kept)
    return packing.plan(until) if packing.possible else None


@dataclass(frozen=True, slots=True)
class _Kind:
    """Vehicles that differ by nothing but their ids, and what they may do."""

    vehicle: Vehicle
    numbers: Sequence[int]
    """Of all of them, in the problem."""
    legs: Legs
    chains: Sequence[Chains]
    """Of one trip, of two and so on, as long as they are not too many."""


def _written(legs: Legs, most: int, budget: int) -> tuple[list[Chains], int]:
    """Return chains of one trip, of two and so on, and what is left of a budget of looks.

    Args:
        most: trips of the longest chain.
    """
    found = [alone(legs)]
    while len(found) < most and 0 < (looks := len(found[-1]) * len(legs.trips)) <= budget:
        found.append(longer(legs, found[-1]))
        budget -= looks
    return found, budget


def _kinds(problem: Problem, trips: Sequence[Timed]) -> list[_Kind]:
    """Return the kinds of vehicles that come back; those that may make fewest trips come first."""
    kinds = [
        (vehicle, numbers, legs_of(problem, vehicle, trips))
        for numbers in kinds_of(problem)
        if comes_back(vehicle := problem.vehicles[numbers[0]]) and vehicle.max_trips
    ]
    kinds.sort(key=lambda kind: len(kind[2].trips))
    found, budget = [], WRITTEN
    for vehicle, numbers, legs in kinds:
        chains, budget = _written(legs, vehicle.max_trips, budget)
        found.append(_Kind(vehicle, numbers, legs, chains))
    return found


class _Packing:
    """Trips, and who may make them."""

    def __init__(
        self,
        problem: Problem,
        given: Sequence[Given],
        more: Sequence[Timed],
        kept: Sequence[Route],
    ) -> None:
        self.problem = problem
        self.given = given
        self.kept = kept
        every = [trip for day in given for trip in day.trips] + [*more]
        self.trips = [trip for trip, _ in every]
        self.open = np.ones(len(every), dtype=np.bool_)
        """Trips that nobody makes yet."""
        self.kinds = _kinds(problem, every)

    @property
    def possible(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self.given) or any(len(kind.chains[0]) for kind in self.kinds)

    def plan(self, until: float) -> Plan | None:
        """Return the trips on vehicles; None: the programme was not solved in time.

        The duties taken the most are taken for good, and the rest solved again, as
        `partition.dive` does; but longer duties of what is left come in on the way.
        """
        programme = self._programme()
        if not self._priced(programme, until, AGAIN):
            return None
        duties: list[Duty] = []
        due = RENEWED * len(self.trips)
        while programme.solve(until, DIVING):
            if self.open.sum() < due:
                due = RENEWED * self.open.sum()
                if not self._priced(programme, until, 1):
                    return None
            surest = programme.surest()
            if not surest:
                return self._plan(duties)
            for column in surest:
                trips = programme.columns.stops(column)
                duties.append((int(programme.columns.kinds[column]), tuple(trips)))
                self.open[trips] = False
                programme.take(column)
        return None

    def _priced(self, programme: Programme, until: float, times: int) -> bool:
        """Bring in longer duties of the trips that are left; False where there is no time for it.

        Args:
            times: how often at most they are looked for.
        """
        for _ in range(times):
            if not programme.solve(until, ENTERING):
                return False
            more = [*self._promising(programme, until)]
            if not more:
                break
            programme.grow(columns_of(more))
        return programme.solve(until, ENTERING)

    def _promising(self, programme: Programme, until: float) -> Iterator[Columns]:
        """Yield longer chains than were written down that would make the programme cheaper."""
        worth, rent = programme.prices()
        for number, kind in enumerate(self.kinds):
            prices, open_ = worth[kind.legs.trips], self.open[kind.legs.trips]
            last = kind.chains[-1]
            last = last.some(np.flatnonzero(open_[last.places].all(axis=1)))
            for _ in range(kind.vehicle.max_trips - len(kind.chains)):
                if not len(last) or perf_counter() >= until:
                    break
                most = min(PROMISING, AT_ONCE // len(kind.legs.trips))
                last = longer(kind.legs, _best(kind.vehicle, last, prices, most)[0])
                last = last.some(np.flatnonzero(open_[last.places[:, -1]]))
                last, reduced = _best(kind.vehicle, last, prices, PROMISING)
                paying = np.flatnonzero(reduced < rent[number] - SLIGHT)
                if len(paying):
                    yield self._columns(number, last.some(paying))

    def _given(self) -> Columns:
        """Return the days there are."""
        sizes = np.array([len(day.trips) for day in self.given], dtype=np.int64)
        kind_of = {
            self.problem.vehicles[number].id: at
            for at, kind in enumerate(self.kinds)
            for number in kind.numbers
        }
        return Columns(
            kinds=np.array([kind_of[day.vehicle] for day in self.given], dtype=np.int64),
            costs=np.array([day.cost for day in self.given], dtype=np.float64),
            served=np.arange(sizes.sum()),
            begins=np.cumsum(sizes) - sizes,
        )

    def _columns(self, number: int, chains: Chains) -> Columns:
        """Return chains of one kind of vehicle."""
        kind = self.kinds[number]
        count, size = chains.places.shape
        return Columns(
            kinds=np.full(count, number, dtype=np.int64),
            costs=_costs(kind.vehicle, chains),
            served=kind.legs.trips[chains.places].ravel(),
            begins=np.arange(count) * size,
        )

    def _programme(self) -> Programme:
        """Return the programme over the routes there are and the chains written down."""
        blocks = [
            self._columns(number, chains)
            for number, kind in enumerate(self.kinds)
            for chains in kind.chains
        ]
        columns = columns_of([self._given(), *blocks])
        dear = DEAR * float(columns.costs.max()) or 1.0
        prices = dict.fromkeys(range(len(self.trips)), dear)
        counts = [len(kind.numbers) for kind in self.kinds]
        first = np.arange(len(self.given)) if self.given else None
        return Programme(columns, prices, counts, first)

    def _plan(self, chosen: Sequence[Duty]) -> Plan:
        """Return duties as a plan; one that there is already stays where it is."""
        at_work = {tuple(trip for trip, _ in day.trips): day.vehicle for day in self.given}
        free = [
            [self.problem.vehicles[number].id for number in reversed(kind.numbers)]
            for kind in self.kinds
        ]
        duties = [(kind, tuple(self.trips[at] for at in trips)) for kind, trips in chosen]
        duties.sort(key=lambda duty: duty[1] not in at_work)
        routes = list(self.kept)
        for kind, trips in duties:
            vehicle = at_work.get(trips, "")
            if vehicle in free[kind]:
                free[kind].remove(vehicle)
            else:
                vehicle = free[kind].pop()
            routes.append(Route(vehicle, trips))
        served = {stop for route in routes for stop in route.stops}
        left = tuple(stop.id for stop in self.problem.stops if stop.id not in served)
        return Plan(tuple(routes), left)


def _best(vehicle: Vehicle, chains: Chains, prices: Floats, most: int) -> tuple[Chains, Floats]:
    """Return the chains that cost least above the prices of their trips, and how much that is."""
    reduced = _costs(vehicle, chains) - prices[chains.places].sum(axis=1)
    best = np.arange(len(reduced))
    if len(reduced) > most:
        best = np.argpartition(reduced, most)[:most]
    return chains.some(best), reduced[best]


def _costs(vehicle: Vehicle, chains: Chains) -> Floats:
    """Return what chains cost: of a day that waits or is slow no less than they will."""
    found: Floats = (
        vehicle.fixed + vehicle.per_distance * chains.far + vehicle.per_time * chains.spans.long
    ).astype(np.float64)
    return found


__all__ = ["Given", "Timed", "packed", "run", "timed"]
