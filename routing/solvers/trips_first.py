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
from routing.solvers.duties import Timed, packed
from routing.solvers.insertion import repair
from routing.solvers.rules import longest_day, trips_stand_alone
from routing.solvers.savings import dealt
from routing.solvers.task import Reporter, Task

FILLED = 0.93
"""Part of a vehicle's day that its trips fill, about: so many hours share what it costs."""

PACKING = 0.008
"""Seconds a stop that are kept for sharing trips out."""

MOST = 0.3
"""Part of the time that is kept for it at most."""

PAUSE = 1.0
"""Seconds between two plans told: to deal out trips takes time that the search has not."""


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Search for trips, then give them to vehicles; a given plan is not looked at.

    Returns:
        None: whose a trip is matters here.
    """
    until = perf_counter() + task.seconds
    if not trips_stand_alone(problem):
        return None
    apart = replace(problem, vehicles=tuple(_apart(problem)))
    telling = Reporter(
        lambda plan: reporter.plan(partial(_dealt, problem, plan)), reporter.alive, PAUSE
    )
    kept = min(MOST * task.seconds, PACKING * len(problem.stops))
    searching = replace(task, seconds=task.seconds - kept, warm=None)
    found = pyvrp_engine.run(apart, searching, telling)
    if found is None:
        return None
    plan = packed(problem, until, trips=[*_timed(apart, found)])
    return _dealt(problem, found) if plan is None else repair(problem, plan)


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


def _timed(problem: Problem, plan: Plan) -> Iterator[Timed]:
    """Yield the trips of a plan with their times."""
    verdicts = judge(problem, plan).route_of
    for route in plan.routes:
        for times in verdicts[route.vehicle].trips:
            yield route.trips[times.index], times


def _dealt(problem: Problem, plan: Plan) -> Plan:
    """Return the trips of a plan on the vehicles of a problem."""
    trips = [trip for route in plan.routes for trip in route.trips if trip.stops]
    return repair(problem, dealt(problem, trips))


__all__ = ["run"]
