"""The way of one vehicle laid out: where it goes, how long each leg is, when it may begin there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from routing.parts import FOREVER, Depot, Lock, Row, Stop, Travel, Vehicle, Window, paced
from routing.problem import Problem

Load = tuple[int, Sequence[Stop]]
"""Depot of a trip and its stops."""


class Halt(Enum):
    """What happens at a node."""

    LOADING = auto()
    SERVICE = auto()
    RETURN = auto()


@dataclass(slots=True)
class Node:
    """One place where the vehicle halts."""

    halt: Halt
    place: int
    travel: int
    """From the node before, at pace 100."""
    distance: int
    start: int
    end: int
    """Of all windows together."""
    service: int
    stop: Stop | None = None
    left_at: int | None = None
    """Of a loading: when the vehicle is known to have left."""
    reachable: bool = True
    depot: str = ""
    may_rest: bool = True
    """Whether the driver can rest here, before or after what happens."""

    def windows(self, late: int) -> Sequence[Window]:
        """Return when something may begin here, up to *late* after the last end; () if never."""
        end = self.end + late
        if self.start > end:
            return ()
        if self.stop is None or len(self.stop.windows) == 1:
            return (Window(self.start, end),)
        return (*self.stop.windows[:-1], Window(self.stop.windows[-1].start, end))

    def begin(self, arrival: int) -> int:
        """Return when something begins here for one who arrives then, late or not."""
        if self.stop is not None and len(self.stop.windows) > 1:
            for window in self.stop.windows:
                if arrival <= window.end:
                    return max(arrival, window.start)
        return max(arrival, self.start)


@dataclass(slots=True)
class Course:
    """A route as nodes, and what its day is bound by."""

    vehicle: Vehicle
    ways: Travel
    origin: int
    """Place of the vehicle before the first node."""
    earliest: int
    latest: int
    """Between which moments the day may begin; the same where it has begun."""
    ahead: int = 0
    """How long the day has lasted at its begin: of a vehicle under way."""
    gone: int = 0
    """How long its first trip has lasted by then."""
    nodes: list[Node] = field(default_factory=list)
    trips: list[tuple[int, int]] = field(default_factory=list)
    """First node of every trip, and the one behind its last."""
    several_windows: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether waiting adds up simply: one window each, an even pace, no rests."""
        return not (self.several_windows or self.ways.pace or self.vehicle.breaks)

    def drive(self, index: int, at: int) -> int:
        """Return how long the leg to a node takes when one leaves at *at*."""
        whole = self.nodes[index].travel
        return paced(whole, self.hours(index), at) if self.ways.pace else whole

    def hours(self, index: int) -> Row:
        """Return the pace of the leg to a node, for every hour."""
        here = self.nodes[index - 1].place if index else self.origin
        return self.ways.pace[self.ways.zones[here]]


def course_of(problem: Problem, vehicle: Vehicle, loads: Sequence[tuple[int, Load]]) -> Course:
    """Lay out trips of a vehicle.

    Args:
        problem: places, ways, locks.
        vehicle: whose way it is.
        loads: index of each trip among the trips of the route, depot, stops; none without stops.
    """
    locks = {lock.trip: lock for lock in problem.locks_of.get(vehicle.id, ())}
    first_lock = locks.get(loads[0][0])
    course = _begun(problem, vehicle, loads[0][1][0], first_lock)
    for position, (index, (depot, stops)) in enumerate(loads):
        begin = len(course.nodes)
        lock = locks.get(index)
        if position or vehicle.at is None or lock is None or lock.departure is None:
            _load(course, problem.depots[depot], stops, lock, later=position > 0)
        else:
            # It is somewhere on this trip: what it has on board was loaded before.
            place = vehicle.at
            course.nodes.append(Node(Halt.LOADING, place, 0, 0, 0, FOREVER, 0))
            course.nodes[-1].left_at = lock.departure
        _serve(course, stops)
        last = position + 1 == len(loads)
        back = vehicle.end if last else loads[position + 1][1][0]
        if back is not None:
            home = problem.depots[back]
            _go(course, Halt.RETURN, home, home.window, 0)
        course.trips.append((begin, len(course.nodes)))
    return course


def _begun(problem: Problem, vehicle: Vehicle, depot: int, lock: Lock | None) -> Course:
    """Return a course without nodes: where and when its day begins."""
    ways = problem.travel[vehicle.profile]
    at = problem.depots[depot]
    departure = lock.departure if lock is not None else None
    if vehicle.at is None:
        if departure is None:
            latest = max(vehicle.shift.start, vehicle.shift.end)
            return Course(vehicle, ways, at.place, vehicle.shift.start, latest)
        begun = max(departure - at.loading, 0)
        return Course(vehicle, ways, at.place, begun, begun)
    if departure is None:
        earliest = max(vehicle.ready, vehicle.shift.start)
        return Course(vehicle, ways, vehicle.at, earliest, max(earliest, vehicle.shift.end))
    now = max(vehicle.ready, departure)
    ahead = now - max(departure - at.loading, 0)
    return Course(vehicle, ways, vehicle.at, now, now, ahead, now - departure)


def _load(
    course: Course, depot: Depot, stops: Sequence[Stop], lock: Lock | None, *, later: bool
) -> None:
    takes = depot.reloading if later else depot.loading
    if lock is not None and lock.departure is not None:
        begun = max(lock.departure - takes, 0)
        _go(course, Halt.LOADING, depot, Window(begun, begun), min(takes, lock.departure))
        course.nodes[-1].left_at = lock.departure
        course.nodes[-1].may_rest = False
        return
    start = depot.window.start
    for stop in stops:
        start = max(start, stop.release)
    _go(course, Halt.LOADING, depot, Window(start, depot.window.end), takes)


def _serve(course: Course, stops: Sequence[Stop]) -> None:
    ways = course.ways
    distances, durations = ways.distances, ways.durations
    here = course.nodes[-1].place
    nodes = course.nodes
    service = Halt.SERVICE
    for stop in stops:
        there = stop.place
        windows = stop.windows
        travel, distance = durations[here][there], distances[here][there]
        start, end = windows[0].start, windows[-1].end
        node = Node(service, there, travel, distance, start, end, stop.service, stop)
        if travel >= FOREVER or distance >= FOREVER:
            _cut_off(node)
        nodes.append(node)
        if len(windows) > 1:
            course.several_windows = True
        here = there


def _go(course: Course, halt: Halt, depot: Depot, window: Window, service: int) -> None:
    place = depot.place
    if course.nodes:
        here, stands = course.nodes[-1].place, course.nodes[-1].halt is Halt.RETURN
    else:
        here, stands = course.origin, course.vehicle.at is None
    travel = 0 if stands else course.ways.durations[here][place]
    distance = 0 if stands else course.ways.distances[here][place]
    node = Node(halt, place, travel, distance, window.start, window.end, service, depot=depot.id)
    if travel >= FOREVER or distance >= FOREVER:
        _cut_off(node)
    course.nodes.append(node)


def _cut_off(node: Node) -> None:
    """Count a way that leads nowhere as none: the plan is refused, its times stay readable."""
    node.travel = node.distance = 0
    node.reachable = False
