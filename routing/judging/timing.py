"""When everything on a way happens: without lateness if that can be, in the shortest day then.

The day of a vehicle may begin at any time in its shift. Then it goes on without idling on purpose,
apart from waiting for a window, a rest or the depot, and from standing loaded at the depot where
the trip would last longer than it may. Of all beginnings without lateness the one with the
shortest day is taken, the earliest of these. Where lateness cannot be helped, no stop is later than
when one begins as early as possible and rests at the first opportunity.
"""

from __future__ import annotations

from routing.judging.course import Course
from routing.judging.exact import Slack, exact_times
from routing.judging.walking import Times, hasty


def times_of(course: Course) -> Times:
    """Return when everything happens on a way."""
    if not course.is_plain:
        times = hasty(course)
        slack = _lateness(course, times)
        # Where nothing is to be chosen on the way, haste is late only if everybody is.
        if course.vehicle.breaks and not slack.is_none:
            found = exact_times(course, Slack())
            if found is not None:
                return found
    else:
        times = _plain(course)
        if not any(_too_long(course, times)):
            return times
        slack = _lateness(course, times)
    return exact_times(course, slack) or _with_longer_trips(course, slack, times)


def _with_longer_trips(course: Course, slack: Slack, times: Times) -> Times:
    """Return the shortest day whose trips last longer than they may by as little as can be."""
    most = _too_long(course, times)
    least, enough = 0, max(most)
    best = times
    while least < enough:
        middle = (least + enough) // 2
        trips = [min(middle, over) for over in most]
        found = exact_times(course, Slack(slack.nodes, slack.rests, trips, slack.end))
        if found is None:
            least = middle + 1
        else:
            best, enough = found, middle
    if best is times:
        best = exact_times(course, Slack(slack.nodes, slack.rests, most, slack.end)) or times
    return best


def _plain(course: Course) -> Times:
    """Return the shortest day where every node has one window and the pace is even.

    Waiting that has added up before a node, and the time left there, say by how much the day may
    begin later without the node being later than it has to be.
    """
    now = course.earliest
    waited = 0
    spare = course.latest - now
    for node in course.nodes:
        now += node.travel
        if now < node.start:
            waited += node.start - now
            now = node.start
        left = node.end - now
        if left < 0:
            spare = min(spare, waited)
        elif waited + left < spare:
            spare = waited + left
        now += node.service
    start = now = course.earliest + min(spare, waited)
    arrivals, begins, departures = [], [], []
    for node in course.nodes:
        now += node.travel
        arrivals.append(now)
        now = max(now, node.start)
        begins.append(now)
        now += node.service
        departures.append(now)
    return Times(start, arrivals, begins, departures)


def _too_long(course: Course, times: Times) -> list[int]:
    """Return by how much every trip lasts longer than it may."""
    limit = course.vehicle.max_trip_duration
    found = []
    gone = course.gone
    for first, end in course.trips:
        lasted = times.departures[end - 1] - times.departures[first] + gone
        found.append(max(lasted - limit, 0))
        gone = 0
    return found


def _lateness(course: Course, times: Times) -> Slack:
    """Return what a day needs to be allowed, apart from the duration of trips."""
    late = [
        max(begin - node.end, 0) for node, begin in zip(course.nodes, times.begins, strict=True)
    ]
    # Rests that were over before the day are the first ones, and were in time.
    before = len(course.vehicle.breaks) - len(times.rests)
    overdue = [rest.late for rest in times.rests]
    return Slack(late, _aligned(course, times, before, overdue), (), _over(course, times))


def _over(course: Course, times: Times) -> int:
    return max(times.end - course.vehicle.shift.end, 0)


def _aligned(course: Course, times: Times, before: int, overdue: list[int]) -> list[int]:
    """Return the lateness of every break: of those before the day, taken, and not due any more."""
    breaks = course.vehicle.breaks
    first = 0
    while first < before and breaks[first].window.start + breaks[first].duration <= (
        times.start - course.ahead
    ):
        first += 1
    rest = len(breaks) - first - len(overdue)
    return [0] * first + overdue + [0] * rest
