"""What one vehicle's day costs, and whether it may be driven: fast, for engines in plain Python.

An estimate beside `routing.check`, never instead of it: where the checker finds a better moment to
leave, a day costs less than told here; a day refused here may be driven all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from routing.problem import ALWAYS, FOREVER, Break, Depot, Problem, Stop, Travel, Vehicle


@dataclass(slots=True)
class Haul:
    """One trip while it is built. Stops are indexes."""

    depot: int
    stops: list[int] = field(default_factory=list)
    locked: int = 0
    """How many stops from the first on stay as they are."""
    closed: bool = False
    """Nothing is put after the locked ones."""
    departure: int | None = None
    """When it left, if it did."""
    load: list[int] | None = None
    """What is delivered, per dimension; None until somebody asks."""

    def copy(self, stops: list[int] | None = None) -> Haul:
        """Return the same trip, with other stops if they are given."""
        return Haul(
            self.depot,
            list(self.stops) if stops is None else stops,
            self.locked,
            self.closed,
            self.departure,
        )


Node = tuple[int, int, int]
"""Travel to it, latest moment its work begins, how long the work takes."""


@dataclass(frozen=True, slots=True)
class Slack:
    """Where a day has time to spare, per trip and position (0: before the first stop)."""

    ready: list[list[int]]
    """When the vehicle leaves what comes before, at the earliest."""
    due: list[list[int]]
    """When it must be at what comes after, at the latest."""
    spare: int
    """How much longer the day may get if all its waiting could be used."""


class Timer:
    """Prices days of vehicles of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.stops = problem.stops
        self.vehicles = problem.vehicles
        self.depots = problem.depots
        self.places = [stop.place for stop in problem.stops]
        self.index = {stop.id: number for number, stop in enumerate(problem.stops)}
        self.pickups = any(any(stop.pickup) for stop in problem.stops)
        self.choices = len(problem.depots) > 1
        """Whether there is more than one depot to load at."""
        self.choosy = any(stop.depots for stop in problem.stops)
        free = all(stop.windows == ALWAYS and not stop.release for stop in problem.stops)
        free = free and all(
            depot.window.start == 0 and depot.window.end >= FOREVER for depot in problem.depots
        )
        self.timeless = [free and _timeless(vehicle) for vehicle in problem.vehicles]

    def cost(self, number: int, hauls: Sequence[Haul]) -> int | None:
        """Return what a day costs; None where it breaks a rule. An empty day costs nothing."""
        vehicle = self.vehicles[number]
        hauls = [haul for haul in hauls if haul.stops]
        if not hauls:
            return 0
        if len(hauls) > vehicle.max_trips or not all(self.carries(vehicle, haul) for haul in hauls):
            return None
        if self.choices and not self.loads(vehicle, hauls):
            return None
        distance = self.distance(vehicle, hauls)
        if distance > vehicle.max_distance:
            return None
        cost = vehicle.fixed + vehicle.per_distance * distance
        if self.timeless[number]:
            return cost
        duration = self.duration(vehicle, hauls)
        if duration is None:
            return None
        overtime = max(0, duration - vehicle.max_duration)
        if overtime > vehicle.max_overtime:
            return None
        return cost + vehicle.per_time * duration + vehicle.per_overtime * overtime

    def carries(self, vehicle: Vehicle, haul: Haul) -> bool:
        """Tell whether loads, number of stops, depot and goods of a trip suit."""
        if vehicle.max_stops and len(haul.stops) > vehicle.max_stops:
            return False
        stops = [self.stops[at] for at in haul.stops]
        if self.choosy and any(stop.depots and haul.depot not in stop.depots for stop in stops):
            return False
        if self.problem.incompatible:
            goods = frozenset().union(*(stop.goods for stop in stops))
            if any(pair <= goods for pair in self.problem.incompatible):
                return False
        load = self.load(haul)
        if any(have > room for have, room in zip(load, vehicle.capacity, strict=False)):
            return False
        return not self.pickups or all(
            self._room(stops, dimension, load[dimension], capacity)
            for dimension, capacity in enumerate(vehicle.capacity)
        )

    def depot_of(self, number: int, trip: int) -> int:
        """Return a depot where a trip of a vehicle may begin, its first one if it may."""
        vehicle = self.vehicles[number]
        depots = vehicle.loads_again_at if trip else vehicle.loads_first_at
        return vehicle.start if vehicle.start in depots else min(depots)

    def loads(self, vehicle: Vehicle, hauls: Sequence[Haul]) -> bool:
        """Tell whether a vehicle loads where the trips of a day begin."""
        again = vehicle.loads_again_at
        return hauls[0].depot in vehicle.loads_first_at and all(
            haul.depot in again for haul in hauls[1:]
        )

    def load(self, haul: Haul) -> list[int]:
        """Return what a trip delivers, per dimension."""
        if haul.load is None:
            brought = [self.stops[at].delivery for at in haul.stops]
            haul.load = [
                sum(delivery[dimension] for delivery in brought if delivery)
                for dimension in range(len(self.problem.dimensions))
            ]
        return haul.load

    def _room(self, stops: Sequence[Stop], dimension: int, load: int, capacity: int) -> bool:
        """Tell whether a dimension holds after every stop, loads taken along counted in."""
        for stop in stops:
            load -= stop.delivery[dimension] if stop.delivery else 0
            load += stop.pickup[dimension] if stop.pickup else 0
            if load > capacity:
                return False
        return True

    def starts_under_way(self, vehicle: Vehicle, haul: Haul) -> bool:
        """Tell whether the first trip goes on from where the vehicle is, loaded already."""
        return vehicle.at is not None and haul.departure is not None

    def ways(self, vehicle: Vehicle, hauls: Sequence[Haul]) -> list[int]:
        """Return the places of a day in order, depots included."""
        places: list[int] = [] if vehicle.at is None else [vehicle.at]
        for number, haul in enumerate(hauls):
            if number or not self.starts_under_way(vehicle, haul):
                places.append(self.depots[haul.depot].place)
            places += [self.places[at] for at in haul.stops]
        if vehicle.end is not None:
            places.append(self.depots[vehicle.end].place)
        return places

    def distance(self, vehicle: Vehicle, hauls: Sequence[Haul]) -> int:
        """Return how far a day goes."""
        rows = self.problem.travel[vehicle.profile].distances
        return sum(rows[here][there] for here, there in pairwise(self.ways(vehicle, hauls)))

    def duration(self, vehicle: Vehicle, hauls: Sequence[Haul]) -> int | None:
        """Return how long a day takes, begun as late as it still ends as early as it can.

        None where a window, the shift, or the longest trip does not hold.
        """
        clock = _Clock(self, vehicle)
        for number, haul in enumerate(hauls):
            if not clock.trip(haul, first=number == 0):
                return None
        if not clock.home():
            return None
        return clock.now - clock.latest_start()

    def slack(self, number: int, hauls: Sequence[Haul]) -> Slack | None:
        """Return where a day has time to spare; None where nothing is known beforehand."""
        vehicle = self.vehicles[number]
        travel = self.problem.travel[vehicle.profile]
        if self.timeless[number] or travel.pace:
            return None
        clock = _Clock(self, vehicle)
        if not all(clock.trip(haul, first=at == 0) for at, haul in enumerate(hauls)):
            return None
        if not clock.home():
            return None
        rows = travel.durations
        due, there = vehicle.shift.end, None
        if vehicle.end is not None:
            due = min(due, self.depots[vehicle.end].window.end)
            there = self.depots[vehicle.end].place
        latest: list[list[int]] = []
        for at in range(len(hauls) - 1, -1, -1):
            haul = hauls[at]
            dues = [due]
            for stop in reversed(haul.stops):
                place = self.places[stop]
                limit = due - self.stops[stop].service
                limit -= rows[place][there] if there is not None else 0
                windows = self.stops[stop].windows
                fit = next((window for window in reversed(windows) if window.start <= limit), None)
                due = min(limit, fit.end) if fit is not None else -1
                there = place
                dues.append(due)
            dues.reverse()
            latest.append(dues)
            depot = self.depots[haul.depot]
            if there is not None:
                due -= rows[depot.place][there]
            due = min(due - (depot.reloading if at else depot.loading), depot.window.end)
            there = depot.place
        latest.reverse()
        spare = min(FOREVER, vehicle.max_duration + vehicle.max_overtime) - clock.work
        return Slack(clock.marks, latest, spare)


class _Clock:
    """Walks through a day, at the earliest moment everywhere, and notes what it met."""

    def __init__(self, timer: Timer, vehicle: Vehicle) -> None:
        self.timer = timer
        self.vehicle = vehicle
        self.travel: Travel = timer.problem.travel[vehicle.profile]
        self.breaks: list[Break] = sorted(vehicle.breaks, key=lambda rest: rest.window.start)
        self.now = vehicle.shift.start
        self.begun = self.now
        self.place: int | None = None
        self.nodes: list[Node] = []
        self.marks: list[list[int]] = []
        """Per trip: when it leaves the depot and every stop."""
        self.work = 0
        """What all of it takes without waiting."""
        self.waited = False
        self.left = 0
        self.first_of_trip = 0

    def trip(self, haul: Haul, *, first: bool) -> bool:
        """Load and drive one trip; False where something does not hold."""
        if not (self._under_way(haul) if self._goes_on(haul, first) else self._load(haul, first)):
            return False
        self.marks.append([self.now])
        if self.breaks or self.travel.pace:
            return all(self._serve(at) for at in haul.stops)
        return self._serve_plainly(haul.stops)

    def _serve_plainly(self, stops: Sequence[int]) -> bool:
        """Serve the stops of a trip where no break is due and the pace is always the same."""
        rows, known, now = self.travel.durations, self.timer.stops, self.now
        row = rows[self.place or 0]
        nodes, marks, work = self.nodes, self.marks[-1], 0
        for at in stops:
            stop = known[at]
            place = stop.place
            travel = row[place]
            now += travel
            for window in stop.windows:
                if now <= window.end:
                    break
            else:
                return False
            if now < window.start:
                now = window.start
                self.waited = True
            service = stop.service
            nodes.append((travel, window.end, service))
            now += service
            work += travel + service
            marks.append(now)
            row = rows[place]
        self.now, self.work = now, self.work + work
        self.place = known[stops[-1]].place
        return True

    def _goes_on(self, haul: Haul, first: bool) -> bool:
        return first and self.timer.starts_under_way(self.vehicle, haul)

    def _under_way(self, haul: Haul) -> bool:
        departure = haul.departure or 0
        self.now = max(self.vehicle.ready, departure)
        self.begun = max(departure - self.timer.depots[haul.depot].loading, 0)
        self.place = self.vehicle.at
        self.nodes.append((0, self.begun, self.now - self.begun))
        self.left = self.now
        return True

    def _load(self, haul: Haul, first: bool) -> bool:
        depot: Depot = self.timer.depots[haul.depot]
        travel = 0
        if first and self.vehicle.at is not None:
            self.now = max(self.now, self.vehicle.ready)
            self.place = self.vehicle.at
            self.begun = self.now
            self.nodes.append((0, FOREVER, 0))
        if self.place is not None:
            travel = self._go(depot.place)
            if self.now > depot.window.end or not (first or self._trip_holds()):
                return False
        self.place = depot.place
        released = max(self.timer.stops[at].release for at in haul.stops)
        work = depot.loading if first else depot.reloading
        begin = max(self.now, depot.window.start, released)
        if haul.departure is not None:
            begin = max(self.now, haul.departure - work)
            work = haul.departure - begin
        self.waited |= bool(self.nodes) and begin > self.now
        if work < 0 or begin > depot.window.end:
            return False
        if not self.nodes:
            self.begun = begin
        self.now = begin
        self.nodes.append((travel, depot.window.end, work))
        self.work += work
        self.now += work
        self.left = self.now
        self.first_of_trip = len(self.nodes)
        return True

    def _go(self, there: int) -> int:
        """Drive on; breaks that cannot wait till the next place are taken here."""
        here = self.place if self.place is not None else there
        taken = self.travel.duration(here, there, self.now)
        while self.breaks and self.now + taken > self.breaks[0].window.end:
            self._rest(self.breaks.pop(0))
            taken = self.travel.duration(here, there, self.now)
        self.now += taken
        self.work += taken
        self.place = there
        return taken

    def _rest(self, rest: Break) -> None:
        begin = max(self.now, rest.window.start)
        self.waited |= begin > self.now
        self.nodes.append((0, rest.window.end, rest.duration))
        self.now = begin + rest.duration

    def _serve(self, at: int) -> bool:
        stop = self.timer.stops[at]
        travel = self._go(stop.place)
        while self.breaks and self.breaks[0].window.start <= self.now:
            if self.now > self.breaks[0].window.end:
                return False
            self.nodes.append((travel, self.breaks[0].window.end, self.breaks[0].duration))
            self.now += self.breaks.pop(0).duration
            travel = 0
        for window in stop.windows:
            if self.now <= window.end:
                break
        else:
            return False
        if self.now < window.start:
            self.waited = True
            self.now = window.start
        self.nodes.append((travel, window.end, stop.service))
        self.now += stop.service
        self.work += stop.service
        self.marks[-1].append(self.now)
        return True

    def home(self) -> bool:
        """Come back, where the day does not end at the last stop; False where it is too late."""
        end = self.vehicle.end
        if end is not None:
            depot = self.timer.depots[end]
            travel = self._go(depot.place)
            if self.now < depot.window.start:
                self.waited = True
                self.now = depot.window.start
            self.nodes.append((travel, depot.window.end, 0))
            if self.now > depot.window.end:
                return False
        return self.now <= self.vehicle.shift.end and self._trip_holds() and self._rested()

    def _rested(self) -> bool:
        """Tell whether no break is missed that fell inside the day."""
        return all(rest.window.end >= self.now for rest in self.breaks)

    def _trip_holds(self) -> bool:
        limit = self.vehicle.max_trip_duration
        if limit >= FOREVER:
            return True
        moment = self.now
        for travel, latest, work in reversed(self.nodes[self.first_of_trip :]):
            moment = min(moment - work, latest) - travel
        return self.now - max(moment, self.left) <= limit

    def latest_start(self) -> int:
        """Return when the first work may begin at the latest with the end as it is."""
        if not self.waited:
            return self.begun
        moment = self.now
        for travel, latest, work in reversed(self.nodes):
            moment = min(moment - work, latest) - travel
        return max(moment, self.begun)


def _timeless(vehicle: Vehicle) -> bool:
    return (
        vehicle.shift.end >= FOREVER
        and vehicle.max_duration >= FOREVER
        and vehicle.max_trip_duration >= FOREVER
        and not vehicle.per_time
        and not vehicle.breaks
        and vehicle.at is None
    )


__all__ = ["Haul", "Slack", "Timer"]
