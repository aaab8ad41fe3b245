"""Construction and repair in plain Python: a plan within every rule, quickly; never a good one.

Stops are put one unit after another (a unit is a stop, or a run of stops that stay together)
where they cost least; the hardest to place come first. Whatever stands already may be kept as it
is, which inserts a late order with the least disturbance, or mends the plan of another engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import nsmallest
from time import perf_counter

from routing.plan import Plan
from routing.problem import Problem, Vehicle
from routing.solvers.draft import Draft
from routing.solvers.estimates import Haul, Slack
from routing.solvers.shape import Unit
from routing.solvers.task import Reporter, Task

TRIED = 4, 2, 3
"""How many possible places of a unit are priced exactly: on trips, new trips, fresh vehicles."""

TRIED_AT_MOST = 16
"""How many cheap-looking places are looked at before a unit is given up."""

Spot = tuple[int, int, int, int]
"""Estimated cost, vehicle, trip, position; a position of -1 is a new trip put before that one."""

COMPANIES = 6
"""How many vehicles are tried for stops that ride together."""

Idle = Callable[[], bool]


def never() -> bool:
    """Go on."""
    return False


class Builder(Draft):
    """Puts units where they cost least."""

    def left_over(self) -> list[Unit]:
        """Return the units that nobody serves, the hardest to place first."""
        units = [unit for unit in self.units if any(at not in self.where for at in unit)]
        for unit in units:
            self.drop(unit)
        depot = self.problem.depots[0].place
        rows = self.problem.travel[0].distances
        stops = self.problem.stops

        def hardness(unit: Unit) -> tuple[int, int, int, int]:
            head = stops[unit[0]]
            wanted = head.price_unserved is None
            return (
                len(self.allowed[unit[0]]),
                not wanted,
                -head.priority,
                -rows[depot][head.place],
            )

        return sorted(units, key=hardness)

    def fill(self, units: Sequence[Unit], idle: Idle = never) -> list[Unit]:
        """Put units where they cost least, in order; return those that fit nowhere."""
        missed: list[Unit] = []
        wanted, done = set(units), set[Unit]()
        for unit in units:
            if unit in done:
                continue
            if idle():
                missed += [rest for rest in units if rest not in done]
                break
            peers = self.peers.get(unit[0], ())
            company = list(dict.fromkeys((unit, *(peer for peer in peers if peer in wanted))))
            done.update(company)
            if len(company) == 1:
                if not self.put(unit):
                    missed.append(unit)
            else:
                missed += self._fill_company(company)
        return missed

    def _fill_company(self, company: Sequence[Unit]) -> list[Unit]:
        """Put stops that ride together or are served all or none."""
        refused: set[int] = set()
        best: list[Unit] = list(company)
        for _ in range(COMPANIES):
            missed = [unit for unit in company if not self.put(unit, refused)]
            if not missed:
                return []
            if len(missed) < len(best):
                best = missed
            used = {self.where[unit[0]] for unit in company if unit[0] in self.where}
            if not used or used <= refused:
                break
            for unit in company:
                self.drop(unit)
            refused |= used
        for unit in company:
            self.drop(unit)
        whole = any(self.problem.stops[unit[0]].group for unit in company)
        return list(company) if whole else [unit for unit in company if not self.put(unit)]

    def put(self, unit: Unit, refused: set[int] | None = None) -> bool:
        """Put one unit where it costs least; False where it fits nowhere."""
        best: tuple[int, int, list[Haul]] | None = None
        for enough, spots in zip(TRIED, self._spots(unit, refused), strict=True):
            fit = 0
            for _, number, trip, position in nsmallest(TRIED_AT_MOST, spots):
                day = self._with(number, trip, position, unit)
                cost = self.timer.cost(number, day)
                if cost is None:
                    continue
                more = cost - self.costs.get(number, 0)
                if best is None or more < best[0]:
                    best = more, number, day
                fit += 1
                if fit == enough:
                    break
        if best is None:
            return False
        _, number, day = best
        self.days[number] = day
        self.where.update(dict.fromkeys(unit, number))
        self.settle(number)
        return True

    def _with(self, number: int, trip: int, position: int, unit: Unit) -> list[Haul]:
        day = list(self.days.get(number, ()))
        if position < 0:
            day.insert(trip, Haul(-position - 1, list(unit)))
            return day
        stops = list(day[trip].stops)
        stops[position:position] = unit
        day[trip] = day[trip].copy(stops)
        return day

    def _spots(self, unit: Unit, refused: set[int] | None) -> Iterator[Iterator[Spot]]:
        """Iterate over places for a unit with what they seem to cost: on trips, new trips."""
        numbers = self._vehicles(unit)
        if refused:
            numbers -= refused
        used = [number for number in numbers if self.days.get(number)]
        idle = (next((at for at in kind if not self.days.get(at)), None) for kind in self.kinds)
        fresh = [number for number in idle if number in numbers and number is not None]
        yield (spot for number in used for spot in self._spots_in(number, unit))
        yield (
            spot
            for number in used
            if len(self.days[number]) < self.problem.vehicles[number].max_trips
            for spot in self._new_trips(number, unit, len(self.days[number]))
        )
        yield (spot for number in fresh for spot in self._new_trips(number, unit, 0))

    def _vehicles(self, unit: Unit) -> frozenset[int]:
        allowed = self.allowed[unit[0]]
        for at in unit[1:]:
            allowed &= self.allowed[at]
        for at in unit:
            name = self.problem.stops[at].together
            if name:
                taken = {
                    self.where[peer]
                    for peer in self.named[name]
                    if peer in self.where and peer not in unit
                }
                if taken:
                    allowed &= taken
        return allowed

    def _spots_in(self, number: int, unit: Unit) -> Iterator[Spot]:
        vehicle = self.problem.vehicles[number]
        slack = self.slacks.get(number)
        day = self.days[number]
        for trip, haul in enumerate(day):
            if haul.closed or not self._room(vehicle, haul, unit):
                continue
            ways = [self.problem.depots[haul.depot].place, *(self.places[at] for at in haul.stops)]
            after = self._after(vehicle, day, trip)
            if after is not None:
                ways.append(after)
            if slack is None:
                spots = self._positions(vehicle, haul, ways, unit)
            else:
                spots = self._timely(vehicle, haul, ways, unit, slack, trip)
            for cost, position in spots:
                yield cost, number, trip, position

    def _positions(
        self, vehicle: Vehicle, haul: Haul, ways: Sequence[int], unit: Unit
    ) -> Iterator[tuple[int, int]]:
        """Iterate over positions of a trip with what they seem to cost."""
        rows, per = self.problem.travel[vehicle.profile].distances, vehicle.per_distance or 1
        first, out = self.places[unit[0]], rows[self.places[unit[-1]]]
        for position in range(haul.locked, len(haul.stops) + 1):
            if position and haul.stops[position - 1] in self.glued:
                continue
            row = rows[ways[position]]
            more = row[first]
            if position + 1 < len(ways):
                there = ways[position + 1]
                more += out[there] - row[there]
            yield per * more, position

    def _timely(
        self,
        vehicle: Vehicle,
        haul: Haul,
        ways: Sequence[int],
        unit: Unit,
        slack: Slack,
        trip: int,
    ) -> Iterator[tuple[int, int]]:
        """Iterate over the positions that do not come too late on the face of it."""
        rows = self.problem.travel[vehicle.profile].durations
        head, tail = self.problem.stops[unit[0]], self.problem.stops[unit[-1]]
        first, out, service = head.place, rows[tail.place], tail.service
        opens, closes = head.windows[0].start, head.windows[-1].end
        ready, due = slack.ready[trip], slack.due[trip]
        for cost, position in self._positions(vehicle, haul, ways, unit):
            row = rows[ways[position]]
            arrival = ready[position] + row[first]
            if arrival > closes:
                return  # later positions are reached later still
            longer = row[first] + service
            leaving = max(arrival, opens) + service
            if position + 1 < len(ways):
                there = ways[position + 1]
                leaving += out[there]
                longer += out[there] - row[there]
            if leaving <= due[position] and longer <= slack.spare:
                yield cost + vehicle.per_time * longer, position

    def _after(self, vehicle: Vehicle, day: Sequence[Haul], trip: int) -> int | None:
        if trip + 1 < len(day):
            return self.problem.depots[day[trip + 1].depot].place
        return None if vehicle.end is None else self.problem.depots[vehicle.end].place

    def _new_trips(self, number: int, unit: Unit, trips: int) -> Iterator[Spot]:
        vehicle = self.problem.vehicles[number]
        rows = self.problem.travel[vehicle.profile].distances
        first, last = self.places[unit[0]], self.places[unit[-1]]
        for trip in range(self._movable(number), trips + 1):
            for depot in vehicle.loads_again_at if trip else vehicle.loads_first_at:
                place = self.problem.depots[depot].place
                way = rows[place][first] + (0 if vehicle.end is None else rows[last][place])
                cost = (vehicle.per_distance or 1) * way + (0 if trips else vehicle.fixed)
                yield cost, number, trip, -depot - 1

    def _movable(self, number: int) -> int:
        """Return the first trip that may be put before another."""
        day = self.days.get(number, ())
        return max((at + 1 for at, haul in enumerate(day) if haul.locked or haul.closed), default=0)

    def _room(self, vehicle: Vehicle, haul: Haul, unit: Unit) -> bool:
        """Tell whether what is delivered still fits, without looking at what is picked up."""
        stops, load = self.problem.stops, self.timer.load(haul)
        for dimension, capacity in enumerate(vehicle.capacity):
            more = sum(stops[at].delivery[dimension] for at in unit if stops[at].delivery)
            if load[dimension] + more > capacity:
                return False
        return True


def construct(problem: Problem, idle: Idle = never) -> Plan:
    """Return a plan that keeps every rule; what fits nowhere is left over."""
    return repair(problem, Plan(()), idle)


def repair(problem: Problem, plan: Plan, idle: Idle = never) -> Plan:
    """Return a plan with what broke a rule taken out and put elsewhere.

    Days that keep every rule stay as they are, so this is also how late orders are put into a
    day with the least disturbance.
    """
    builder = Builder(problem)
    builder.adopt(plan)
    builder.fill(builder.left_over(), idle)
    builder.dissolve()
    return builder.plan()


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan:
    """Construct a plan, or complete the given one, until time is over."""
    until = perf_counter() + task.seconds

    def idle() -> bool:
        reporter.alive()
        return perf_counter() >= until

    return repair(problem, task.warm or Plan(()), idle)


__all__ = ["Builder", "construct", "never", "repair", "run"]
