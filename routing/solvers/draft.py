"""A plan while it is built: what stands on which vehicle, locks held, what is apart taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solvers.estimates import Haul, Slack, Timer
from routing.solvers.shape import Unit, allowed_of, kinds_of, peers_of, units_of


class Draft:
    """A plan while it is built: days of vehicles, and stops left over."""

    def __init__(self, problem: Problem, timer: Timer | None = None) -> None:
        self.problem = problem
        self.timer = timer or Timer(problem)
        self.places = self.timer.places
        self.days: dict[int, list[Haul]] = {}
        self.slacks: dict[int, Slack | None] = {}
        self.costs: dict[int, int] = {}
        self.where: dict[int, int] = {}
        """Stop → the vehicle that serves it."""
        self.units, self.glued = units_of(problem)
        self.unit_of = {at: unit for unit in self.units for at in unit}
        self.kinds = kinds_of(problem)
        self.allowed = allowed_of(problem, self.kinds)
        self.peers = peers_of(problem, self.units)
        self.named: dict[str, list[int]] = defaultdict(list)
        for at, stop in enumerate(problem.stops):
            if stop.together:
                self.named[stop.together].append(at)
        self._lock()

    def _lock(self) -> None:
        numbers = {vehicle.id: number for number, vehicle in enumerate(self.problem.vehicles)}
        for lock in sorted(self.problem.locks, key=lambda lock: (lock.vehicle, lock.trip)):
            number = numbers[lock.vehicle]
            day = self.days.setdefault(number, [])
            while len(day) <= lock.trip:
                day.append(Haul(self.timer.depot_of(number, len(day))))
            haul = day[lock.trip]
            haul.stops = [self.timer.index[stop] for stop in lock.stops]
            haul.locked = len(haul.stops)
            haul.closed = lock.whole
            haul.departure = lock.departure
            self.where.update(dict.fromkeys(haul.stops, number))
        for number in self.days:
            self.settle(number)

    def settle(self, number: int) -> None:
        """Price the day of a vehicle anew."""
        day = self.days[number]
        cost = self.timer.cost(number, day)
        self.costs[number] = 0 if cost is None else cost
        self.slacks[number] = self.timer.slack(number, day)

    def adopt(self, plan: Plan) -> None:
        """Take over what a plan says as far as it keeps every rule; the rest is left over."""
        numbers = {vehicle.id: number for number, vehicle in enumerate(self.problem.vehicles)}
        locked = set(self.days)
        for route in plan.routes:
            number = numbers.get(route.vehicle)
            if number is None:
                continue
            for place, trip in enumerate(route.trips):
                self._adopt_trip(number, place, trip, number in locked)
            if number in self.days:
                self._mend(number)
        self._part()

    def _part(self) -> None:
        """Drop what a plan has apart that belongs together: runs, and stops of one vehicle."""
        for unit in self.units:
            if len(unit) > 1 and not self._whole(unit):
                self.drop(unit)
        for stops in self.named.values():
            riding: dict[int, list[int]] = defaultdict(list)
            for at in stops:
                if at in self.where:
                    riding[self.where[at]].append(at)
            locked = [
                number
                for number in riding
                for haul in self.days[number]
                if set(haul.stops[: haul.locked]) & set(stops)
            ]
            kept = locked or sorted(riding, key=lambda number: (-len(riding[number]), number))[:1]
            for number, apart in riding.items():
                if number not in kept:
                    self.drop(unit_at for at in apart for unit_at in self.unit_of[at])

    def _whole(self, unit: Unit) -> bool:
        """Tell whether a run stands somewhere as it should."""
        number = self.where.get(unit[0])
        if number is None:
            return False
        for haul in self.days[number]:
            if unit[0] in haul.stops:
                begin = haul.stops.index(unit[0])
                return tuple(haul.stops[begin : begin + len(unit)]) == unit
        return False

    def dissolve(self) -> None:
        """Drop the rest of a group of which something is left out."""
        groups: dict[str, list[int]] = defaultdict(list)
        for at, stop in enumerate(self.problem.stops):
            if stop.group:
                groups[stop.group].append(at)
        for stops in groups.values():
            if any(at not in self.where for at in stops):
                self.drop(at for stop in stops for at in self.unit_of[stop])

    def _adopt_trip(self, number: int, place: int, trip: Trip, locked: bool) -> None:
        vehicle = self.problem.vehicles[number]
        stops = [self.timer.index[stop] for stop in trip.stops if stop in self.timer.index]
        stops = [
            at
            for at in stops
            if at not in self.where and self.problem.may_ride(self.problem.stops[at], vehicle)
        ]
        day = self.days.setdefault(number, [])
        if locked and place < len(day):
            if not day[place].closed:
                day[place].stops += stops
                day[place].load = None
                self.where.update(dict.fromkeys(stops, number))
        elif stops:
            day.append(Haul(trip.depot, stops))
            self.where.update(dict.fromkeys(stops, number))

    def _thin(self, number: int) -> None:
        """Take stops off a day, the last of the longest trip first, until it keeps the rules."""
        day = self.days[number]
        while self.timer.cost(number, day) is None:
            loose = [haul for haul in day if len(haul.stops) > haul.locked]
            if not loose:
                return
            haul = max(loose, key=lambda haul: len(haul.stops) - haul.locked)
            self.where.pop(haul.stops.pop(), None)
            haul.load = None
        self.days[number] = [haul for haul in day if haul.stops]

    def _mend(self, number: int) -> None:
        """Let a day begin where it may, thin it out where it breaks rules, and price it anew."""
        day = self.days[number]
        if day and day[0].depot not in self.problem.vehicles[number].loads_first_at:
            day[0].depot = self.timer.depot_of(number, 0)
        if self.timer.cost(number, day) is None:
            self._thin(number)
        self.settle(number)

    def drop(self, unit: Iterable[int]) -> None:
        """Take a unit out of the plan, if it is in it; locked stops stay."""
        for at in unit:
            number = self.where.get(at)
            if number is None:
                continue
            for haul in self.days[number]:
                if at in haul.stops[haul.locked :]:
                    haul.stops.remove(at)
                    haul.load = None
                    del self.where[at]
            self.days[number] = [haul for haul in self.days[number] if haul.stops]
            self._mend(number)

    def plan(self) -> Plan:
        """Return what is built."""
        stops, vehicles = self.problem.stops, self.problem.vehicles
        routes = []
        for number, day in sorted(self.days.items()):
            trips = tuple(
                Trip(haul.depot, tuple(stops[at].id for at in haul.stops))
                for haul in day
                if haul.stops
            )
            if trips:
                routes.append(Route(vehicles[number].id, trips))
        unserved = tuple(stop.id for at, stop in enumerate(stops) if at not in self.where)
        return Plan(tuple(routes), unserved)


__all__ = ["Draft"]
