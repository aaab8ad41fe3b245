"""Trips first, vehicles second: a day of many trips searched as if each had a vehicle of its own.

Where a vehicle makes three or four trips a day every move in one of them shifts the others, so that
a search of many stops gets on slowly, and settles on more vehicles than are needed. Here trips are
searched for alone, an hour of each at the price of an hour of the vehicle and its share of what the
vehicle costs by the day; then they are shared out among the vehicles there are (`duties`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from time import perf_counter

from routing.check import judge
from routing.plan import Plan
from routing.problem import Problem, Vehicle
from routing.solvers import pyvrp_engine
from routing.solvers.duties import packed, timed
from routing.solvers.insertion import repair
from routing.solvers.rules import longest_day, trips_stand_alone
from routing.solvers.savings import dealt
from routing.solvers.shape import kinds_of
from routing.solvers.task import Reporter, Task

FILLED = 0.93
"""Part of a vehicle's day that its trips fill, about: so many hours share what it costs."""

PACKING = 0.008
"""Seconds a stop that are kept for sharing trips out."""

LEAST, MOST = 0.05, 0.3
"""Part of the time that is kept for it at least and at most."""

LEFT = 0.02
"""Part of the stops that may be left out in the end: of more, trips are not the way."""

PAUSE = 1.0
"""Seconds between two plans told: to deal out trips takes time that the search has not."""


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Search for trips, then give them to vehicles; a given plan is not looked at.

    Returns:
        None: whose a trip is matters here, or there are too few vehicles of some kind.
    """
    until = perf_counter() + task.seconds
    if not trips_stand_alone(problem):
        return None
    apart = replace(problem, vehicles=tuple(_apart(problem)))

    def tell(plan: Plan) -> None:
        if _overbooked(problem, apart, plan):
            raise _OverbookedError
        reporter.plan(partial(_dealt, problem, plan, until))

    kept = min(MOST * task.seconds, max(LEAST * task.seconds, PACKING * len(problem.stops)))
    searching = replace(task, seconds=task.seconds - kept, warm=None)
    try:
        found = pyvrp_engine.run(apart, searching, Reporter(tell, reporter.alive, PAUSE))
    except _OverbookedError:
        return None
    if found is None or _overbooked(problem, apart, found):
        return None
    verdicts = judge(apart, found).route_of
    trips = [trip for route in found.routes for trip in timed(route, verdicts[route.vehicle])]
    plan = packed(problem, until, trips=trips)
    if plan is None:
        return _dealt(problem, found, until)
    plan = repair(problem, plan, lambda: perf_counter() >= until)
    return plan if len(plan.unserved) <= LEFT * len(problem.stops) else None


class _OverbookedError(Exception):
    """Vehicles of some kind have more trips than they can make."""


def _overbooked(problem: Problem, apart: Problem, plan: Plan) -> bool:
    """Tell whether vehicles of some kind would have more work than there are hours.

    A few big or cheap ones seem to be there many times over while trips are searched for alone.
    """
    kind_of = {number: at for at, kind in enumerate(kinds_of(problem)) for number in kind}
    spare = [0.0] * (max(kind_of.values()) + 1)
    for number, vehicle in enumerate(problem.vehicles):
        spare[kind_of[number]] += FILLED * longest_day(vehicle)
    for route in judge(apart, plan).routes:
        number = int(route.vehicle.partition("/")[0])
        depot = problem.depots[problem.vehicles[number].start]
        spare[kind_of[number]] -= route.duration + depot.reloading - depot.loading
    return min(spare) < 0


def _apart(problem: Problem) -> Iterator[Vehicle]:
    """Yield a vehicle for each trip that one of a problem may make."""
    for number, vehicle in enumerate(problem.vehicles):
        depot = problem.depots[vehicle.start]
        hour = vehicle.per_time + round(vehicle.fixed / (FILLED * max(1, longest_day(vehicle))))
        for trip in range(min(vehicle.max_trips, len(problem.stops))):
            yield replace(
                vehicle,
                id=f"{number}/{trip}",
                max_trips=1,
                max_overtime=0,
                fixed=hour * max(0, depot.reloading - depot.loading),
                per_time=hour,
            )


def _dealt(problem: Problem, plan: Plan, until: float) -> Plan:
    """Return the trips of a plan on the vehicles of a problem."""
    trips = [trip for route in plan.routes for trip in route.trips if trip.stops]
    return repair(problem, dealt(problem, trips), lambda: perf_counter() >= until)


__all__ = ["run"]
