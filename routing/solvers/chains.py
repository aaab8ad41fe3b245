"""Trips one after another on one vehicle: how long that takes, and when it may begin.

Work that may begin anywhere in a stretch of time without taking any longer is told by three
numbers, and so is work followed by other work (Vidal, Crainic, Gendreau & Prins 2013), so that
hundreds of thousands of chains are made longer by one trip in a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.plan import Trip
from routing.problem import Problem, Stop, Vehicle, Window
from routing.solvers.arrays import Ints, paced
from routing.verdict import TripTimes

AT_A_TIME = 1_000_000
"""Chains times trips that are looked at in one go: what a processor keeps at hand."""

Span = tuple[int, int, int]
"""How long work takes; the earliest and the latest beginning with which it takes no longer."""

NEVER: Span = (0, 0, -1)
"""Work that cannot begin behind any other."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Work, many times over: three numbers of each, as of `Span`."""

    long: Ints
    early: Ints
    late: Ints

    def some(self, chosen: Ints) -> Spans:
        """Return some of it."""
        return Spans(self.long[chosen], self.early[chosen], self.late[chosen])


@dataclass(frozen=True, slots=True)
class Legs:
    """The trips that vehicles of one kind may make."""

    trips: Ints
    """Their numbers, rising."""
    first: Spans
    """Each as the first of a day, loading counted in."""
    later: Spans
    """Each as a further one."""
    far: Ints
    """How far it is."""
    longest: int
    """How long a day may be."""
    farthest: int


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains of equally many trips."""

    places: Ints
    """Chain × trip, in order: places in `Legs.trips`."""
    spans: Spans
    far: Ints

    def __len__(self) -> int:
        return len(self.far)

    def some(self, chosen: Ints) -> Chains:
        """Return some of them."""
        return Chains(self.places[chosen], self.spans.some(chosen), self.far[chosen])


def joined(one: Span, other: Span, way: int = 0) -> Span | None:
    """Return work and other work behind it as one; None: the other cannot begin in time.

    Args:
        way: how long it takes from the one to the other.
    """
    long, early, late = one
    after = long + way
    if early + after > other[2]:
        return None
    wait = max(0, other[1] - late - after)
    return after + wait + other[0], max(other[1] - after, early) - wait, min(other[2] - after, late)


def legs_of(problem: Problem, vehicle: Vehicle, trips: Sequence[tuple[Trip, TripTimes]]) -> Legs:
    """Return the trips that a vehicle that begins, loads and ends at one depot may make.

    Args:
        trips: each as it is driven now; a stop that has several windows keeps its one.
    """
    walker = _Walker(problem, vehicle)
    chosen, first, later, far = [], [], [], []
    for number, (trip, now) in enumerate(trips):
        if not walker.may(trip, now):
            continue
        spans = walker.spans(trip, now)
        if spans is not None:
            chosen.append(number)
            first.append(spans[0])
            later.append(spans[1])
            far.append(walker.distance(trip))
    return Legs(
        trips=np.array(chosen, dtype=np.int64),
        first=_spans(first),
        later=_spans(later),
        far=np.array(far, dtype=np.int64),
        longest=vehicle.max_duration,
        farthest=vehicle.max_distance,
    )


def _spans(spans: Sequence[Span]) -> Spans:
    return Spans(*np.array(spans, dtype=np.int64).reshape(-1, 3).T.copy())


class _Walker:
    """Trips as a vehicle makes them, at the slowest pace there is."""

    def __init__(self, problem: Problem, vehicle: Vehicle) -> None:
        self.problem = problem
        self.vehicle = vehicle
        self.depot = problem.depots[vehicle.start]
        travel = problem.travel[vehicle.profile]
        self.distances = travel.distances
        self.durations = paced(travel).tolist() if travel.pace else travel.durations

    def may(self, trip: Trip, now: TripTimes) -> bool:
        """Tell whether depot, loads, skills and size allow a trip."""
        problem, vehicle = self.problem, self.vehicle
        return (
            trip.depot == vehicle.start
            and (not vehicle.max_stops or len(trip.stops) <= vehicle.max_stops)
            and all(peak <= room for peak, room in zip(now.peak, vehicle.capacity, strict=True))
            and all(problem.may_ride(problem.stop_by_id[stop], vehicle) for stop in trip.stops)
        )

    def distance(self, trip: Trip) -> int:
        """Return how far it is."""
        places = self._places(trip)
        return sum(map(lambda here, there: self.distances[here][there], places, places[1:]))

    def spans(self, trip: Trip, now: TripTimes) -> tuple[Span, Span] | None:
        """Return a trip as the first one and as a further one; None: it can be no first one."""
        stops = [self.problem.stop_by_id[stop] for stop in trip.stops]
        ready = max(stop.release for stop in stops)
        open_, shift = self.depot.window, self.vehicle.shift
        opens, closes = max(open_.start, ready), min(open_.end, shift.end)
        out = self._out(stops, now, closes)
        if out is None:
            return None
        first = joined((self.depot.loading, max(opens, shift.start), closes), out)
        later = joined((self.depot.reloading, opens, closes), out)
        return None if first is None else (first, later or NEVER)

    def _out(self, stops: Sequence[Stop], now: TripTimes, closes: int) -> Span | None:
        """Return a trip from leaving the depot to coming back."""
        here = self.depot.place
        span: Span | None = (0, 0, closes)
        for stop, times in zip(stops, now.stops, strict=True):
            window = _window(stop, times.begin)
            work = stop.service, window.start, window.end
            span = joined(span, work, self.durations[here][stop.place]) if span else None
            here = stop.place
        return (
            joined(span, (0, 0, closes), self.durations[here][self.depot.place]) if span else None
        )

    def _places(self, trip: Trip) -> Sequence[int]:
        stops = [self.problem.stop_by_id[stop].place for stop in trip.stops]
        return [self.depot.place, *stops, self.depot.place]


def _window(stop: Stop, begin: int) -> Window:
    """Return the window in which service begins; of a late one the last."""
    return next((window for window in stop.windows if begin <= window.end), stop.windows[-1])


def alone(legs: Legs) -> Chains:
    """Return the chains of one trip."""
    fits = np.flatnonzero((legs.first.long <= legs.longest) & (legs.far <= legs.farthest))
    return Chains(fits[:, None], legs.first.some(fits), legs.far[fits])


def longer(legs: Legs, chains: Chains) -> Chains:
    """Return the chains that come of one more trip behind some, whatever they cost."""
    step = max(1, AT_A_TIME // max(1, len(legs.trips)))
    found = [
        _longer(legs, chains.some(np.arange(at, min(at + step, len(chains)))))
        for at in range(0, max(1, len(chains)), step)
    ]
    return Chains(
        np.concatenate([part.places for part in found]),
        Spans(
            np.concatenate([part.spans.long for part in found]),
            np.concatenate([part.spans.early for part in found]),
            np.concatenate([part.spans.late for part in found]),
        ),
        np.concatenate([part.far for part in found]),
    )


def _longer(legs: Legs, chains: Chains) -> Chains:
    """As `joined`, of every chain with every trip."""
    after = chains.spans.long[:, None]
    early, late = chains.spans.early[:, None], chains.spans.late[:, None]
    wait = np.maximum(0, legs.later.early - (late + after))
    long = after + wait + legs.later.long
    fits = (early + after <= legs.later.late) & (long <= legs.longest)
    fits &= chains.far[:, None] + legs.far <= legs.farthest
    for place in chains.places.T:
        fits[np.arange(len(chains)), place] = False
    at, trip = np.nonzero(fits)
    wait = wait[at, trip]
    after = chains.spans.long[at]
    return Chains(
        np.concatenate([chains.places[at], trip[:, None]], axis=1),
        Spans(
            long[at, trip],
            np.maximum(legs.later.early[trip] - after, chains.spans.early[at]) - wait,
            np.minimum(legs.later.late[trip] - after, chains.spans.late[at]),
        ),
        chains.far[at] + legs.far[trip],
    )


__all__ = ["Chains", "Legs", "Span", "Spans", "alone", "joined", "legs_of", "longer"]
