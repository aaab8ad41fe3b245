"""PyVRP: annealing over its local search, the engine for nearly every day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter

import pyvrp
from pyvrp import Activity, ActivityType, CostEvaluator, RandomNumberGenerator, Solution
from pyvrp.PenaltyManager import PenaltyManager, PenaltyParams
from pyvrp.search import LocalSearch, PerturbationManager, PerturbationParams

from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solvers.annealing import Annealing, Clock
from routing.solvers.insertion import construct, repair
from routing.solvers.neighbourhood import moves_of, neighbours_of
from routing.solvers.partition import recombined
from routing.solvers.pool import RoutePool
from routing.solvers.pyvrp_model import Compiler
from routing.solvers.rules import beyond_pyvrp as unsupported
from routing.solvers.rules import reloads_elsewhere
from routing.solvers.task import Reporter, Task

GENTLE = "gentle"
"""Smaller perturbations: another way through the same hills, for a second core."""

TORN_OUT = {"": 12, GENTLE: 8}
"""Stops torn out of a plan at a time, at most."""

WIDE = 25
"""The same where the search is stuck."""

UNHURRIED = 0.06
"""Seconds a stop there must be for routes to be put together anew: a pool wants filling first."""

FILLING = 0.6
"""Part of a search in which it fills."""

LONGEST = 0.3
"""It is given up where it takes longer than this part of the time that is left."""

FIRST = PenaltyParams()
"""What rules cost that the first plan breaks: PyVRP's own, so that it keeps nearly all."""


class _Model:
    """A compiled problem, with the way back to plans."""

    def __init__(self, problem: Problem, task: Task) -> None:
        self.problem = problem
        self.beyond = bool(unsupported(problem)) or reloads_elsewhere(problem)
        self.frozen = frozenset(
            {lock.vehicle for lock in problem.locks}
            | {vehicle.id for vehicle in problem.vehicles if vehicle.at is not None}
        )
        warm = task.warm
        if warm is None and self.frozen:
            warm = construct(problem)
        self.kept = tuple(
            route for route in (warm.routes if warm else ()) if route.vehicle in self.frozen
        )
        self.compiler = Compiler(problem, task, self.frozen)
        self.empty = not (self.compiler.units and self.compiler.kinds)

    def compile(self) -> None:
        """Make the data for PyVRP; not of an empty problem."""
        self.data = self.compiler.data()

    def plan(self, solution: Solution) -> Plan:
        """Return a solution as a plan, with the vehicles that were left alone."""
        free = [iter(kind) for kind in self.compiler.kinds]
        routes = list(self.kept)
        for route in solution.routes():
            vehicle = self.problem.vehicles[next(free[route.vehicle_type()])]
            trips = tuple(self._trips(route))
            if trips:
                routes.append(Route(vehicle.id, trips))
        served = {stop for route in routes for stop in route.stops}
        unserved = tuple(stop.id for stop in self.problem.stops if stop.id not in served)
        return Plan(tuple(routes), unserved)

    def told(self, solution: Solution) -> Plan:
        """Return a solution as a plan that keeps the rules PyVRP does not know, too."""
        plan = self.plan(solution)
        return repair(self.problem, plan) if self.beyond else plan

    def _trips(self, route: pyvrp.Route) -> Iterator[Trip]:
        count = len(self.problem.depots)
        stops: list[str] = []
        depot = 0
        for activity in route:
            if activity.is_client():
                unit = self.compiler.visits[activity.idx].unit
                stops += [self.problem.stops[at].id for at in unit]
            else:
                if stops:
                    yield Trip(depot, tuple(stops))
                stops, depot = [], activity.idx % count

    def solution(self, plan: Plan) -> Solution | None:
        """Return a plan as a solution; None where PyVRP cannot hold it."""
        kinds = {
            self.problem.vehicles[number].id: kind
            for kind, numbers in enumerate(self.compiler.kinds)
            for number in numbers
        }
        visits: dict[int, list[int]] = {}
        for number, visit in enumerate(self.compiler.visits):
            visits.setdefault(visit.unit[0], []).append(number)
        index = {stop.id: at for at, stop in enumerate(self.problem.stops)}
        routes = []
        for route in plan.routes:
            kind = kinds.get(route.vehicle)
            if kind is None:
                continue
            activities: list[Activity] = []
            for number, trip in enumerate(route.trips):
                if number:
                    depot = len(self.problem.depots) + trip.depot
                    activities.append(Activity(ActivityType.DEPOT, depot))
                chosen = self._chosen(route.vehicle, trip, [index[stop] for stop in trip.stops])
                activities += [
                    Activity(ActivityType.CLIENT, visits[at][window])
                    for at, window in chosen
                    if at in visits
                ]
            if activities:
                routes.append(pyvrp.Route(self.data, activities, kind))
        return Solution(self.data, routes)

    def _chosen(self, vehicle: str, trip: Trip, stops: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Iterate over stops with the number of the window that one comes to first."""
        mine = self.problem.vehicle_by_id[vehicle]
        rows = self.problem.travel[mine.profile].durations
        depot = self.problem.depots[trip.depot]
        released = max((self.problem.stops[at].release for at in stops), default=0)
        now = max(mine.shift.start, depot.window.start, released) + depot.loading
        here = depot.place
        for at in stops:
            stop = self.problem.stops[at]
            now += rows[here][stop.place]
            here = stop.place
            ends = (number for number, window in enumerate(stop.windows) if now <= window.end)
            window = next(ends, len(stop.windows) - 1)
            now = max(now, stop.windows[window].start) + stop.service
            yield at, window


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Search until time or iterations are over.

    Rules that PyVRP does not know are kept by insertion, which mends what it finds; vehicles with
    locks keep the route that the warm plan, or insertion, gives them.
    """
    until = perf_counter() + task.seconds
    if not problem.vehicles or not problem.stops:
        return construct(problem)
    model = _Model(problem, task)
    if model.empty:
        return Plan(model.kept, _left(problem, model.kept))
    model.compile()
    best = _search(model, task, reporter, until)
    plan = model.plan(best)
    return plan if best.is_feasible() and not model.beyond else repair(problem, plan)


def _left(problem: Problem, routes: Sequence[Route]) -> tuple[str, ...]:
    served = {stop for route in routes for stop in route.stops}
    return tuple(stop.id for stop in problem.stops if stop.id not in served)


def _search(model: _Model, task: Task, reporter: Reporter, until: float) -> Solution:
    data = model.data
    rng = RandomNumberGenerator(seed=task.seed)
    neighbours = neighbours_of(data, model.compiler.riders())

    def tearing(most: int) -> LocalSearch:
        search = LocalSearch(
            data, rng, neighbours, PerturbationManager(PerturbationParams(1, most))
        )
        for move in moves_of(data):
            search.add_operator(move)
        return search

    quiet = model.beyond and task.iterations is not None

    def better(solution: Solution) -> None:
        if solution.is_feasible() and not quiet:
            reporter.plan(lambda: model.told(solution))

    search = tearing(TORN_OUT[task.variant])
    reporter.alive()
    warm = model.solution(task.warm) if task.warm is not None and task.warm.routes else None
    first = warm
    if first is None:
        costs = PenaltyManager(FIRST.midpoint_penalties(data), FIRST).max_cost_evaluator()
        first = search(Solution.make_random(data, rng), costs, exhaustive=True)
    better(first)
    annealing = Annealing(
        data, rng, search, lambda: tearing(WIDE), better, lambda _found: reporter.alive()
    )
    if warm is None and _recombines(data, task):
        return _recombining(replace(annealing, whole=True), first, task, until)
    return annealing.run(first, Clock(until, task.iterations), warm=warm is not None)


def _recombines(data: pyvrp.ProblemData, task: Task) -> bool:
    """Tell whether it is worth asking which vehicles drive, and there is time for it."""
    kinds = data.vehicle_types()
    mixed = len(kinds) > 1 and any(kind.fixed_cost for kind in kinds)
    return mixed and (task.iterations is not None or task.seconds >= UNHURRIED * data.num_clients)


def _recombining(annealing: Annealing, first: Solution, task: Task, until: float) -> Solution:
    """Search, put the routes come by together anew, and go on from there."""
    pool = RoutePool(annealing.data)

    def fill(found: Solution) -> None:
        annealing.on_step(found)
        pool.add(found)

    begun, steps, rest = perf_counter(), None, None
    if task.iterations is not None:
        steps = round(FILLING * task.iterations)
        rest = task.iterations - steps
    filled = Clock(begun + FILLING * (until - begun), steps)
    best = replace(annealing, on_step=fill).run(first, filled, warm=False)
    now = perf_counter()
    again = recombined(pool, now + LONGEST * (until - now))
    other = annealing.run(again or best, Clock(until, rest), warm=True)
    costs = CostEvaluator([0.0] * annealing.data.num_load_dimensions, 0.0, 0.0)
    return min(best, other, key=costs.cost)


__all__ = ["GENTLE", "run", "unsupported"]
