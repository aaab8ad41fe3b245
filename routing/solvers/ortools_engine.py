"""OR-Tools: the engine for rules that PyVRP does not know, and a second opinion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from google.protobuf import text_format
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_parameters_pb2

from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.solvers.insertion import construct, repair
from routing.solvers.ortools_model import Model
from routing.solvers.rules import beyond_ortools as unsupported
from routing.solvers.rules import reloads_elsewhere
from routing.solvers.task import Reporter, Task

FINISH = "finish"
"""Go on from the given plan, around it."""

RUIN_AND_RECREATE = """
perturbation_strategy: RUIN_AND_RECREATE
ruin_recreate_parameters {
  ruin_strategies {
    sisr { max_removed_sequence_size: 10 avg_num_removed_visits: 10 bypass_factor: 0.01 }
  }
  ruin_composition_strategy: RUN_ALL_SEQUENTIALLY
  recreate_strategy { heuristic: LOCAL_CHEAPEST_INSERTION }
}
improve_perturbed_solution: false
reference_solution_acceptance_strategy {
  simulated_annealing { cooling_schedule_strategy: EXPONENTIAL automatic_temperatures: true }
}
"""
"""String removal (Christiaens & Vanden Berghe 2020) without local search in between."""


class _Search:
    """One search, with the way from OR-Tools' routes to plans and back."""

    def __init__(self, problem: Problem, task: Task, reporter: Reporter) -> None:
        self.problem = problem
        self.task = task
        self.reporter = reporter
        warm = task.warm
        frozen = frozenset(
            {lock.vehicle for lock in problem.locks if lock.departure is not None}
            | {vehicle.id for vehicle in problem.vehicles if vehicle.at is not None}
        )
        if warm is None and frozen:
            warm = construct(problem)
        self.warm = warm
        self.kept = tuple(
            route for route in (warm.routes if warm else ()) if route.vehicle in frozen
        )
        done = frozenset(stop for route in self.kept for stop in route.stops)
        self.model = Model(problem, frozen, done)
        self.beyond = bool(unsupported(problem) or problem.locks or problem.runs)
        self.beyond |= any(vehicle.breaks for vehicle in problem.vehicles)
        self.beyond |= reloads_elsewhere(problem)
        self.best: int | None = None

    def parameters(self, seconds: float) -> routing_parameters_pb2.RoutingSearchParameters:
        """Return how to search: from a plan, or from nothing, with local search around it."""
        found = pywrapcp.DefaultRoutingSearchParameters()
        first = routing_enums_pb2.FirstSolutionStrategy
        found.first_solution_strategy = first.PATH_CHEAPEST_ARC
        found.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
        if self.task.iterations is not None:
            found.solution_limit = max(1, self.task.iterations)
        found.local_search_metaheuristic = (
            routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        )
        return found

    def run(self, until: float) -> Plan | None:
        """Search until the moment, and return the best."""
        routing = self.model.routing
        parameters = self.parameters(until - perf_counter())
        ruin = self.task.variant != FINISH and not any(self.model.reloads)
        if ruin:
            text_format.Merge(RUIN_AND_RECREATE, parameters.iterated_local_search_parameters)
        routing.CloseModelWithParameters(parameters)
        routing.AddAtSolutionCallback(self._tell)
        if ruin:
            found = routing.SolveWithIteratedLocalSearch(parameters)
        else:
            start = self._start()
            if start is None:
                found = routing.SolveWithParameters(parameters)
            else:
                found = routing.SolveFromAssignmentWithParameters(start, parameters)
        if found is None:
            return None
        return self._whole(self._plan(lambda index: found.Value(routing.NextVar(index))))

    def _start(self) -> pywrapcp.Assignment | None:
        if self.warm is None:
            return None
        return self.model.routing.ReadAssignmentFromRoutes(self._routes(self.warm), True)

    def _routes(self, plan: Plan) -> list[list[int]]:
        """Return a plan as OR-Tools reads it."""
        model = self.model
        by_vehicle = {route.vehicle: route for route in plan.routes}
        index = {stop.id: at for at, stop in enumerate(self.problem.stops)}
        found = []
        for number, vehicle in enumerate(model.vehicles):
            way: list[int] = []
            trips: Sequence[Trip] = ()
            if vehicle.id in by_vehicle:
                trips = by_vehicle[vehicle.id].trips
            for place, trip in enumerate(trips[: len(model.reloads[number]) + 1]):
                if place:
                    way.append(model.index(model.reloads[number][place - 1]))
                way += [
                    model.index(model.node_of[index[stop]])
                    for stop in trip.stops
                    if index[stop] in model.node_of
                ]
            found.append(way)
        return found

    def _tell(self) -> None:
        routing = self.model.routing
        cost = routing.CostVar().Value()
        if self.best is not None and cost >= self.best:
            return
        self.best = cost
        if self.beyond and self.task.iterations is not None:
            return
        plan = self._plan(lambda index: routing.NextVar(index).Value())
        self.reporter.plan(lambda: self._whole(plan))

    def _plan(self, after: Callable[[int], int]) -> Plan:
        model, routing = self.model, self.model.routing
        routes = list(self.kept)
        for number, vehicle in enumerate(model.vehicles):
            trips: list[Trip] = []
            depot, stops = vehicle.start, list[str]()
            index = after(routing.Start(number))
            while not routing.IsEnd(index):
                node = model.manager.IndexToNode(index)
                if node < model.first:
                    if stops:
                        trips.append(Trip(depot, tuple(stops)))
                    depot, stops = model.reload_depot[node], []
                else:
                    unit = model.units[node - model.first]
                    stops += [self.problem.stops[at].id for at in unit]
                index = after(index)
            if stops:
                trips.append(Trip(depot, tuple(stops)))
            if trips:
                routes.append(Route(vehicle.id, tuple(trips)))
        served = {stop for route in routes for stop in route.stops}
        unserved = tuple(stop.id for stop in self.problem.stops if stop.id not in served)
        return Plan(tuple(routes), unserved)

    def _whole(self, plan: Plan) -> Plan:
        return repair(self.problem, plan) if self.beyond else plan


def run(problem: Problem, task: Task, reporter: Reporter) -> Plan | None:
    """Search until time or iterations are over.

    Ruin and recreate from nothing, which leaves a given plan behind soon; guided local search
    from the given plan where vehicles load again, and to finish the plan of another engine.
    """
    until = perf_counter() + task.seconds
    if not problem.vehicles or not problem.stops:
        return construct(problem)
    search = _Search(problem, task, reporter)
    return search.run(until)


__all__ = ["FINISH", "run", "unsupported"]
