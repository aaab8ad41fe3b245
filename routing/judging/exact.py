"""The shortest day without lateness: exact with several windows, rests, pace and long trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from routing.judging.course import Course, Node
from routing.judging.curves import (
    Curve,
    driving,
    identity,
    next_in,
    no_earlier_than,
    no_later_than,
    no_longer_than,
    patient,
    shifted,
    shortest,
    sooner_of,
    then,
    waiting,
)
from routing.judging.walking import Rest, Times, walk
from routing.parts import FOREVER, HOUR, HOURS, Window


@dataclass(frozen=True, slots=True)
class Slack:
    """How much later than allowed things may be: what cannot be helped on a way. Empty: nothing."""

    nodes: Sequence[int] = ()
    rests: Sequence[int] = ()
    trips: Sequence[int] = ()
    """How much longer each trip may be."""
    end: int = 0
    """How much later than the shift the day may end."""

    @property
    def is_none(self) -> bool:
        """Whether nothing may be later than it should."""
        return not (self.end or any(self.nodes) or any(self.rests) or any(self.trips))


States = list[Curve]
"""Number of rests that are over → when one is there, by when the day began."""


@dataclass(slots=True)
class _Limits:
    """What bounds a course, slack counted in."""

    course: Course
    waits: list[Curve]
    """Per node."""
    breaks: list[tuple[int, int, int]]
    """First and last begin, duration."""
    rests: list[Curve]
    """Per break: waiting for its window, and resting."""
    trips: list[int]
    end: int
    horizon: int
    """Later than everything in the day."""
    latest: int
    """A day that begins later is none the shorter."""
    tables: dict[int, list[list[Curve]]] = field(default_factory=dict)
    """Trip → rests before it → rests after it → when it is back, by when it left."""


def exact_times(course: Course, slack: Slack) -> Times | None:
    """Return the shortest day that is never later than *slack* allows; None: there is none."""
    limits = _limits(course, slack)
    states = _mornings(limits)
    for trip in range(len(course.trips)):
        states = _trip(limits, trip, states)
        if not any(states):
            return None
    done: Curve = ()
    for count, curve in enumerate(states):
        done = sooner_of(done, no_later_than(curve, _last_end(limits, count)))
    start = shortest(done)
    if start is None:
        return None
    if not limits.breaks and not limits.tables:
        return walk(course, start, (), {})
    return _Replay(limits).times(start)


def _limits(course: Course, slack: Slack) -> _Limits:
    vehicle = course.vehicle
    late = slack.nodes or [0] * len(course.nodes)
    longer = slack.trips or [0] * len(course.trips)
    breaks = [
        (rest.window.start, rest.window.end + over, rest.duration)
        for rest, over in zip(vehicle.breaks, slack.rests or [0] * len(vehicle.breaks), strict=True)
    ]
    turns = [course.earliest, *(first + takes + course.ahead for first, _, takes in breaks)]
    busy = sum(takes for _, _, takes in breaks)
    for index, node in enumerate(course.nodes):
        turns.append(node.start)
        if node.stop is not None:
            turns.extend(window.start for window in node.stop.windows)
        worst = max(course.hours(index)) if course.ways.pace else 100
        busy += node.travel * worst // 100 + 1 + node.service
    latest = max(turns) + (HOUR * HOURS if course.ways.pace else 0)
    trips = [vehicle.max_trip_duration + more for more in longer]
    trips[0] -= course.gone
    return _Limits(
        course=course,
        waits=[waiting(node.windows(over)) for node, over in zip(course.nodes, late, strict=True)],
        breaks=breaks,
        rests=[shifted(waiting((Window(a, b),)), takes) for a, b, takes in breaks],
        trips=trips,
        end=vehicle.shift.end + slack.end,
        horizon=latest + busy,
        latest=min(latest, course.latest),
    )


def _mornings(limits: _Limits) -> States:
    """Return when the day begins, by how many rests were over before it."""
    course = limits.course
    whole = identity(course.earliest, limits.latest)
    states: States = [whole]
    for first, _, duration in limits.breaks:
        states.append(no_earlier_than(states[-1], first + duration + course.ahead))
    return states


def _last_end(limits: _Limits, count: int) -> int:
    """Return when the day must be over for the rests after the first *count* to be due no more."""
    return min([limits.end, *(last for _, last, _ in limits.breaks[count:])])


def _trip(limits: _Limits, trip: int, states: States) -> States:
    first, end = limits.course.trips[trip]
    states = _halted(limits, states, first)
    if limits.trips[trip] >= FOREVER:
        for index in range(first + 1, end):
            states = _halted(limits, states, index)
        return states
    table = []
    found: States = [()] * len(states)
    begin = limits.course.earliest
    may_wait = limits.course.nodes[first].left_at is None
    for count, curve in enumerate(states):
        after: States = [()] * len(states)
        if curve:
            after[count] = identity(begin, limits.horizon)
        for index in range(first + 1, end):
            after = _halted(limits, after, index)
        after = [no_longer_than(one, limits.trips[trip]) for one in after]
        table.append(after)
        for later, one in enumerate(after):
            way = then(curve, patient(one, begin) if may_wait else one)
            found[later] = sooner_of(found[later], way)
    limits.tables[trip] = table
    return found


def _halted(limits: _Limits, states: States, index: int) -> States:
    """Return states after a node: driven there, rested, waited, served, rested."""
    course = limits.course
    node = course.nodes[index]
    if node.travel:
        states = [_driven(course, index, curve) for curve in states]
    if node.may_rest:
        states = _rested(limits, states)
    wait = limits.waits[index]
    states = [shifted(then(curve, wait), node.service) for curve in states]
    return _rested(limits, states) if node.may_rest else states


def _driven(course: Course, index: int, curve: Curve) -> Curve:
    whole = course.nodes[index].travel
    if not course.ways.pace or not curve:
        return shifted(curve, whole)
    bottom = min(value for _, _, value, _ in curve)
    top = max(value + slope * (last - first) for first, last, value, slope in curve)
    hours = course.hours(index)
    takes = -(-whole * hours[top // HOUR % HOURS] // 100)
    met = {hours[hour % HOURS] for hour in range(bottom // HOUR, (top + takes) // HOUR + 1)}
    if len(met) == 1:
        return shifted(curve, takes)
    return then(curve, driving(whole, hours, bottom, top))


def _rested(limits: _Limits, states: States) -> States:
    if not limits.breaks:
        return states
    found = list(states)
    for count, rest in enumerate(limits.rests):
        found[count + 1] = sooner_of(found[count + 1], then(found[count], rest))
    return found


@dataclass(frozen=True, slots=True)
class _Now:
    """Where one may be, of a day that begins at a given moment."""

    time: int
    rests: tuple[Rest, ...] = ()
    leaves: tuple[tuple[int, int], ...] = ()


Nows = dict[int, _Now]
"""Number of rests that are over → the soonest one may be there."""


def _soonest(found: Nows, count: int, now: _Now) -> None:
    if count not in found or now.time < found[count].time:
        found[count] = now


@dataclass(slots=True)
class _Replay:
    """Finds rests and departures that lead to what curves promise."""

    limits: _Limits

    def times(self, start: int) -> Times:
        """Return the day that begins at *start*."""
        limits = self.limits
        course = limits.course
        nows: Nows = {}
        for count in range(len(limits.breaks) + 1):
            first = max((a + takes for a, _, takes in limits.breaks[:count]), default=0)
            if start >= first + course.ahead:
                nows[count] = _Now(start)
        for trip, (first, end) in enumerate(course.trips):
            nows = self._halted(nows, first)
            table = limits.tables.get(trip)
            if table is None:
                for index in range(first + 1, end):
                    nows = self._halted(nows, index)
            else:
                nows = self._limited(nows, table, first, end)
        best = min(
            (now for count, now in nows.items() if now.time <= _last_end(limits, count)),
            key=lambda now: (now.time, len(now.rests)),
        )
        return walk(course, start, best.rests, dict(best.leaves))

    def _limited(self, nows: Nows, table: list[list[Curve]], first: int, end: int) -> Nows:
        """Go through a trip whose duration is limited, leaving as soon as one may."""
        found: Nows = {}
        for count, now in nows.items():
            for later, curve in enumerate(table[count]):
                leave = next_in(curve, now.time)
                if leave is None:
                    continue
                after: Nows = {
                    count: _Now(leave, now.rests, (*now.leaves, (first, leave))),
                }
                for index in range(first + 1, end):
                    after = self._halted(after, index)
                if later in after:
                    _soonest(found, later, after[later])
        return found

    def _halted(self, nows: Nows, index: int) -> Nows:
        course = self.limits.course
        node = course.nodes[index]
        there: Nows = {}
        for count, now in nows.items():
            time = now.time + course.drive(index, now.time)
            there[count] = _Now(time, now.rests, now.leaves)
        self._rest(there, index, before=True)
        found: Nows = {}
        for count, now in there.items():
            begin = self._begin(node, index, now.time)
            if begin is not None:
                found[count] = _Now(begin + node.service, now.rests, now.leaves)
        self._rest(found, index, before=False)
        return found

    def _begin(self, node: Node, index: int, arrival: int) -> int | None:
        wait = self.limits.waits[index]
        if not wait or arrival > wait[-1][1]:
            return None
        return node.begin(arrival)

    def _rest(self, nows: Nows, index: int, *, before: bool) -> None:
        allowed = self.limits.course.vehicle.breaks
        if not self.limits.course.nodes[index].may_rest:
            return
        for count, (first, last, duration) in enumerate(self.limits.breaks):
            now = nows.get(count)
            if now is None or now.time > last:
                continue
            begin = max(now.time, first)
            late = max(begin - allowed[count].window.end, 0)
            rest = Rest(index, before, begin, duration, late)
            _soonest(nows, count + 1, _Now(begin + duration, (*now.rests, rest), now.leaves))
