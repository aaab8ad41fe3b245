"""A problem as PyVRP takes it, and its solutions as plans.

Every stop, or run of stops, is a location of its own, so that a vehicle that may not serve it can
be kept away by arcs that take longer than the day. Such arcs are a few times the longest real
one, never PyVRP's own biggest number, with which its search may never come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyvrp

from routing.problem import ALWAYS, FOREVER, Problem, Travel, Vehicle, Window
from routing.solvers.arrays import Ints, array_of, paced
from routing.solvers.curve import along_curve
from routing.solvers.grid import DETOURS, Scale, cost_guess, dearest_detour, scale_of
from routing.solvers.regions import points_of
from routing.solvers.rules import loading_depots
from routing.solvers.shape import Unit, kinds_of, units_of
from routing.solvers.task import Task

LEFT_OUT = 25
"""A stop that any vehicle could serve for less than its price is so much dearer to leave out: the
search trades it for load and time too readily, and a place for it is hard to find again."""

MANY = 500
"""From so many on stops near one another have numbers near one another: matrices of that size are
more than a processor keeps at hand, and the search asks for the ways between neighbours."""

NEVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Visit:
    """One unit of stops, in one of the windows it may be served in."""

    unit: Unit
    window: Window


@dataclass(frozen=True, slots=True)
class Profile:
    """Which ways a kind of vehicle takes, where it may go, what a unit of distance costs."""

    travel: int
    allowed: tuple[bool, ...]
    """Per unit."""


class Compiler:
    """Compiles one problem without the vehicles that are left alone."""

    def __init__(self, problem: Problem, task: Task, frozen: frozenset[str]) -> None:
        self.problem = problem
        taken = {stop for lock in problem.locks for stop in lock.stops}
        if task.warm is not None:
            for route in task.warm.routes:
                if route.vehicle in frozen:
                    taken |= set(route.stops)
        units = self._ordered(units_of(problem)[0])
        self.kinds = [
            kind for kind in kinds_of(problem) if problem.vehicles[kind[0]].id not in frozen
        ]
        may = {kind[0]: self._allowed(problem.vehicles[kind[0]], units) for kind in self.kinds}
        usable = [
            at
            for at, unit in enumerate(units)
            if any(allowed[at] for allowed in may.values())
            and not any(problem.stops[stop].id in taken for stop in unit)
        ]
        self.units = [units[at] for at in usable]
        self.may = {number: tuple(allowed[at] for at in usable) for number, allowed in may.items()}
        self.timed = _timed(problem)
        self.scale: Scale = scale_of(problem, cost_guess(problem, task.warm))
        self.counted = any(vehicle.max_stops for vehicle in problem.vehicles)
        self.nowhere = any(vehicle.end is None for vehicle in problem.vehicles)
        self.horizon = self._horizon()
        self.profiles: list[Profile] = []
        self.inside = [self._inside(unit) for unit in self.units]
        self.visits = [
            Visit(unit, window)
            for unit, (windows, _) in zip(self.units, self.inside, strict=True)
            for window in windows
        ]

    def _ordered(self, units: Sequence[Unit]) -> list[Unit]:
        """Return units; of many, so that those near one another follow one another."""
        if len(units) < MANY:
            return list(units)
        points = points_of(self.problem.travel[0].distances)
        starts = [points[self.problem.stops[unit[0]].place] for unit in units]
        return [units[at] for at in along_curve(starts)]

    def _allowed(self, vehicle: Vehicle, units: Sequence[Unit]) -> tuple[bool, ...]:
        depots = loading_depots(vehicle)
        stops = self.problem.stops
        return tuple(
            all(
                self.problem.may_ride(stops[at], vehicle)
                and (not stops[at].depots or depots <= stops[at].depots)
                for at in unit
            )
            for unit in units
        )

    def riders(self) -> list[int]:
        """Return for each visit the kinds of vehicles that may make it, one bit each."""
        bits = {
            unit: sum(1 << kind for kind, may in enumerate(self.may.values()) if may[at])
            for at, unit in enumerate(self.units)
        }
        return [bits[visit.unit] for visit in self.visits]

    def _horizon(self) -> int:
        """Return when everything is over; 0 where nothing ever is."""
        ends = [vehicle.shift.end for vehicle in self.problem.vehicles]
        ends += [depot.window.end for depot in self.problem.depots]
        return max((end for end in ends if end < FOREVER), default=0)

    def _inside(self, unit: Unit) -> tuple[tuple[Window, ...], int]:
        """Return when work at a unit may begin, and how long it takes, ways inside included."""
        stops = self.problem.stops
        if len(unit) == 1:
            return stops[unit[0]].windows, stops[unit[0]].service
        offset, early, late = 0, 0, FOREVER
        for position, at in enumerate(unit):
            early = max(early, stops[at].windows[0].start - offset)
            late = min(late, stops[at].windows[0].end - offset)
            offset += stops[at].service
            if position + 1 < len(unit):
                offset += self._slowest(stops[at].place, stops[unit[position + 1]].place)
        if early <= late:
            return (Window(max(0, early), late),), offset
        begin = stops[unit[0]].windows[0].end
        now = begin
        for position, at in enumerate(unit):
            now = max(now, stops[at].windows[0].start) + stops[at].service
            if position + 1 < len(unit):
                now += self._slowest(stops[at].place, stops[unit[position + 1]].place)
        return (Window(begin, begin),), now - begin

    def _slowest(self, here: int, there: int) -> int:
        return max(
            travel.durations[here][there] * _slowdown(travel) // 100
            for travel in self.problem.travel
        )

    def data(self) -> pyvrp.ProblemData:
        """Return the problem for PyVRP."""
        depots = self._depots()
        types = [self._vehicle_type(kind) for kind in self.kinds]
        distances: list[np.ndarray[Any, Any]] = []
        durations: list[np.ndarray[Any, Any]] = []
        for profile in self.profiles:
            far, long = self._matrices(profile)
            distances.append(far)
            durations.append(long)
        clients, groups = self._clients()
        ends = len(self.problem.depots) + self.nowhere
        return pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in range(ends + len(self.units))],
            clients,
            depots,
            types,
            distances,
            durations,
            groups,
        )

    def _depots(self) -> list[pyvrp.Depot]:
        """Return the depots for first trips, those for later ones, then the end that is nowhere."""
        found = []
        for later in (False, True):
            for place, depot in enumerate(self.problem.depots):
                work = depot.reloading if later else depot.loading
                end = _late(depot.window.end) if self.timed else NEVER
                found.append(pyvrp.Depot(place, depot.window.start, end, work))
        if self.nowhere:
            found.append(pyvrp.Depot(len(self.problem.depots)))
        return found

    def _vehicle_type(self, kind: Sequence[int]) -> pyvrp.VehicleType:
        vehicle = self.problem.vehicles[kind[0]]
        profile = Profile(vehicle.profile, self.may[kind[0]])
        if profile not in self.profiles:
            self.profiles.append(profile)
        count = len(self.problem.depots)
        reloads = [count + depot for depot in sorted(vehicle.loads_again_at)]
        capacity = list(vehicle.capacity)
        if self.counted:
            capacity.append(vehicle.max_stops or len(self.problem.stops))
        forbids = not all(profile.allowed)
        late = _late(vehicle.shift.end) if self.timed else (0 if forbids else NEVER)
        if self.timed and forbids and not self.horizon:
            late = self._forbidden(self.problem.travel[vehicle.profile])[1] - 1
        return pyvrp.VehicleType(
            num_available=len(kind),
            capacity=capacity,
            start_depot=vehicle.start,
            end_depot=2 * count if vehicle.end is None else vehicle.end,
            fixed_cost=self.scale.whole(vehicle.fixed),
            tw_early=vehicle.shift.start if self.timed else 0,
            tw_late=late,
            shift_duration=_late(vehicle.max_duration),
            max_distance=_late(vehicle.max_distance),
            unit_distance_cost=self.scale.unit(vehicle.per_distance),
            unit_duration_cost=self.scale.unit(vehicle.per_time),
            profile=self.profiles.index(profile),
            reload_depots=reloads if vehicle.max_trips > 1 else [],
            max_reloads=vehicle.max_trips - 1,
            max_overtime=vehicle.max_overtime,
            unit_overtime_cost=self.scale.unit(vehicle.per_overtime),
        )

    def _clients(self) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
        stops = self.problem.stops
        travel = self.problem.travel[0]
        longest = max(max(row, default=0) for row in travel.distances)
        slowest = max(max(row, default=0) for row in travel.durations)
        cap = self.scale.whole(dearest_detour(self.problem, longest, slowest))
        base = len(self.problem.depots) + self.nowhere
        clients: list[pyvrp.Client] = []
        groups: list[pyvrp.ClientGroup] = []
        for location, (unit, (windows, work)) in enumerate(
            zip(self.units, self.inside, strict=True), base
        ):
            prices = [stops[at].price_unserved for at in unit]
            required = any(price is None for price in prices)
            prize = self.scale.whole(sum(price or 0 for price in prices))
            prize = 0 if required else prize if prize <= cap else cap + min(prize // 1000, cap)
            if prize > cap // DETOURS:
                prize *= LEFT_OUT
            group = len(groups) if len(windows) > 1 else None
            if group is not None:
                numbers = list(range(len(clients), len(clients) + len(windows)))
                groups.append(pyvrp.ClientGroup(numbers, required))
                prize = max(prize, cap) if required else prize
            clients += [
                pyvrp.Client(
                    location,
                    self._load(unit, delivered=True),
                    self._load(unit, delivered=False),
                    work if self.timed else 0,
                    window.start if self.timed else 0,
                    _late(window.end) if self.timed else NEVER,
                    max(stops[at].release for at in unit),
                    prize,
                    required and group is None,
                    group,
                )
                for window in windows
            ]
        return clients, groups

    def _load(self, unit: Unit, *, delivered: bool) -> list[int]:
        stops = self.problem.stops
        loads = [stops[at].delivery if delivered else stops[at].pickup for at in unit]
        total = [
            sum(load[dimension] for load in loads if load)
            for dimension in range(len(self.problem.dimensions))
        ]
        if self.counted:
            total.append(len(unit) if delivered else 0)
        return total

    def _forbidden(self, travel: Travel) -> tuple[int, int]:
        """Return distance and duration of a way that must not be taken."""
        longest = max(max(row, default=0) for row in travel.distances)
        if not self.timed:
            return 3 * longest + 1, max(1, longest // 10)
        slowest = max(max(row, default=0) for row in travel.durations) * _slowdown(travel) // 100
        return 3 * longest + 1, max(3 * slowest, self.horizon) + 1

    def _matrices(self, profile: Profile) -> tuple[Ints, Ints]:
        problem = self.problem
        travel = problem.travel[profile.travel]
        depots = [depot.place for depot in problem.depots]
        ends = depots + ([depots[0]] if self.nowhere else [])
        entries = np.array(ends + [problem.stops[unit[0]].place for unit in self.units])
        exits = np.array(ends + [problem.stops[unit[-1]].place for unit in self.units])
        distances = array_of(travel.distances)[np.ix_(exits, entries)]
        inner = [self._inner(travel, unit) for unit in self.units]
        distances[len(ends) :, :] += np.array(inner, dtype=np.int64)[:, None]
        if self.timed:
            durations = paced(travel)[np.ix_(exits, entries)]
        else:
            durations = np.zeros_like(distances)
        far, long = self._forbidden(travel)
        for at, allowed in enumerate(profile.allowed, len(ends)):
            if not allowed:
                distances[:, at] = far
                durations[:, at] = long
        if self.nowhere:
            nowhere = len(depots)
            distances[:, nowhere] = [0] * len(ends) + inner
            durations[:, nowhere] = 0
            distances[nowhere, :] = far
            durations[nowhere, :] = long
        np.fill_diagonal(distances, 0)
        np.fill_diagonal(durations, 0)
        return distances, durations

    def _inner(self, travel: Travel, unit: Unit) -> int:
        places = [self.problem.stops[at].place for at in unit]
        return sum(travel.distances[here][there] for here, there in pairwise(places))


def _slowdown(travel: Travel) -> int:
    return max((max(row) for row in travel.pace), default=100)


def _late(moment: int) -> int:
    return NEVER if moment >= FOREVER else moment


def _timed(problem: Problem) -> bool:
    """Tell whether time matters at all."""
    return (
        any(stop.windows != ALWAYS or stop.release for stop in problem.stops)
        or any(depot.window != Window() for depot in problem.depots)
        or any(
            vehicle.per_time
            or vehicle.shift.end < FOREVER
            or vehicle.max_duration < FOREVER
            or vehicle.max_trip_duration < FOREVER
            for vehicle in problem.vehicles
        )
    )


__all__ = ["Compiler", "Visit"]
