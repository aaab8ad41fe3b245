"""Going through a course once: with given rests, or taking them at the first opportunity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.judging.course import Course


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest at a node."""

    node: int
    before: bool
    """Before service or loading there, not after."""
    begin: int
    duration: int
    late: int
    """By how much it begins after its window."""


@dataclass(frozen=True, slots=True)
class Times:
    """When everything on a course happens. Lists have one entry per node."""

    start: int
    arrivals: Sequence[int]
    begins: Sequence[int]
    departures: Sequence[int]
    rests: Sequence[Rest] = ()

    @property
    def end(self) -> int:
        """When the vehicle is done at the last node."""
        return self.departures[-1]


def walk(course: Course, start: int, rests: Sequence[Rest], leaves: Mapping[int, int]) -> Times:
    """Go through a course.

    Args:
        course: the way.
        start: when the day begins.
        rests: where and when the driver rests, in order.
        leaves: nodes → before when the vehicle does not leave them.
    """
    arrivals, begins, departures = [], [], []
    now = start
    pending = list(reversed(rests))
    for index, node in enumerate(course.nodes):
        now += course.drive(index, now)
        arrivals.append(now)
        while pending and pending[-1].node == index and pending[-1].before:
            rest = pending.pop()
            now = rest.begin + rest.duration
        now = node.begin(now)
        begins.append(now)
        now += node.service
        while pending and pending[-1].node == index:
            rest = pending.pop()
            now = rest.begin + rest.duration
        now = max(now, leaves.get(index, now))
        departures.append(now)
    return Times(start, arrivals, begins, departures, tuple(rests))


def hasty(course: Course) -> Times:
    """Go through a course that begins as early as it may; every rest at the first opportunity."""
    start = course.earliest
    found: list[Rest] = []
    due = 0
    breaks = course.vehicle.breaks
    while due < len(breaks) and breaks[due].window.start + breaks[due].duration <= (
        start - course.ahead
    ):
        due += 1
    now = start
    last = len(course.nodes) - 1
    for index, node in enumerate(course.nodes):
        now += course.drive(index, now)
        due, now = _rested(course, found, (index, True), (due, now), node.begin(now))
        now = node.begin(now) + node.service
        if index < last:
            ahead = now + course.drive(index + 1, now)
            due, now = _rested(course, found, (index, False), (due, now), ahead)
    return walk(course, start, found, {})


def _rested(
    course: Course, found: list[Rest], where: tuple[int, bool], at: tuple[int, int], until: int
) -> tuple[int, int]:
    """Take what rests are due before *until*; return how many were taken in all, and the time."""
    due, now = at
    breaks = course.vehicle.breaks
    index, before = where
    home = index + 1 == len(course.nodes)
    while due < len(breaks) and course.nodes[index].may_rest:
        window = breaks[due].window
        if home and now <= window.end:
            break
        # Waiting anyway, or too late afterwards.
        if now < window.start and not (until > window.end or (before and until > window.start)):
            break
        begin = max(now, window.start)
        late = max(begin - window.end, 0)
        found.append(Rest(index, before, begin, breaks[due].duration, late))
        now = begin + breaks[due].duration
        due += 1
    return due, now
