"""Simulated annealing over the local search of PyVRP.

How much worse a plan may be than the one before falls from beginning to end of the time there is,
so that a short search settles as well as a long one. What a rule broken costs begins at a few
times what a plan spends per unit, and follows closely how often rules are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from pyvrp import CostEvaluator, ProblemData, RandomNumberGenerator, Solution
from pyvrp.PenaltyManager import PenaltyManager, PenaltyParams

HEAT = 1.2
"""At first a plan may be worse by about so many times what the way to a stop costs on average."""

WARM = 0.1
"""The same where it begins with a given plan, which is not to be torn to pieces."""

COOLED = 0.01
"""What is left of it in the end."""

CYCLE = 120.0
"""Seconds after which a long search is heated anew, with `AGAIN` of the first heat."""

AGAIN = 0.3

STUCK = 5
"""So many steps per stop without a better plan, and more is torn out at a time."""

STRAYED = 100
"""After so many steps without a plan that keeps the rules it is mended everywhere, or let go."""

MENDED = 12.0
"""Rules cost so many times more while a plan is mended."""

PRICED = 3.0
"""A unit too much costs at first so many times what a unit within the rules does on average."""

PENALTIES = PenaltyParams(
    solutions_between_updates=50,
    penalty_increase=1.5,
    penalty_decrease=0.8,
    target_feasible=0.5,
    max_penalty=1e8,
)
"""With the 100 000 that PyVRP allows a kilogram too much may cost less than another vehicle."""


class Search(Protocol):
    """Tears out a little, or nothing if `exhaustive`, and improves what there is."""

    def __call__(
        self, solution: Solution, cost_evaluator: CostEvaluator, exhaustive: bool = False
    ) -> Solution:
        """Return another plan."""


class Clock:
    """Says how much of a search is over: by steps where they are counted, else by time."""

    def __init__(self, until: float, steps: int | None = None) -> None:
        self.begun = perf_counter()
        self.until = until
        self.steps = steps
        self.step = 0

    def tick(self) -> float | None:
        """Begin a step; return the part of the search that is over, None where all of it is."""
        now = perf_counter()
        if now >= self.until or (self.steps is not None and self.step >= self.steps):
            return None
        self.step += 1
        if self.steps is not None:
            return (self.step - 1) / self.steps
        return (now - self.begun) / (self.until - self.begun)

    @property
    def cycles(self) -> int:
        """How often it is heated."""
        return 1 if self.steps is not None else math.ceil((self.until - self.begun) / CYCLE)


@dataclass(frozen=True, slots=True)
class Annealing:
    """One search."""

    data: ProblemData
    rng: RandomNumberGenerator
    search: Search
    wider: Callable[[], Search]
    """Makes one that tears out more; asked only where the usual one is stuck."""
    on_best: Callable[[Solution], None]
    """Told of every better plan."""
    on_step: Callable[[Solution], None]
    """Told of the plan that every step comes by."""
    whole: bool = False
    """Vehicles and hours count in what a stop costs, not the way to it alone. With less heat it is
    settled which vehicles drive before it is known which are needed; a search that is in a hurry
    does not cool down from so much."""

    def run(self, first: Solution, clock: Clock, *, warm: bool) -> Solution:
        """Search from a plan on until the clock says that it is enough, and return the best."""
        penalties = penalties_of(self.data, first)
        best = current = first
        search, wide = self.search, None
        since = cycle = astray = 0
        while (over := clock.tick()) is not None:
            turn, cooling = divmod(over * clock.cycles, 1)
            if turn > cycle:
                current, cycle = best, int(turn)
            costs = penalties.cost_evaluator()
            mending = astray == STRAYED
            if mending:
                found = self._mended(current, penalties, best)
            else:
                found = search(current, costs, exhaustive=False)
                penalties.register(found)
            since += 1
            if costs.cost(found) < costs.cost(best):
                best, found = self._improved(found, costs)
                since, search = 0, self.search
                self.on_best(best)
            elif since == STUCK * self.data.num_clients:
                search = wide = wide or self.wider()
            worse = costs.penalised_cost(found) - costs.penalised_cost(current)
            heat = (WARM if warm else HEAT) * (AGAIN if cycle else 1) * COOLED**cooling
            if mending or self._accepts(worse, heat, best):
                current = found
            astray = 0 if mending or current.is_feasible() else astray + 1
            self.on_step(found)
        return best

    def _mended(self, strayed: Solution, penalties: PenaltyManager, best: Solution) -> Solution:
        """Return a plan that keeps the rules again where what strayed can be mended, else best.

        A rule broken far from where stops are torn out is seen by nobody. To leave stops out is
        no way of mending.
        """
        loads, duration, distance = penalties.penalties()
        dear = CostEvaluator(
            [MENDED * load for load in loads], MENDED * duration, MENDED * distance
        )
        found = self.search(strayed, dear, exhaustive=True)
        kept = found.is_feasible() and found.uncollected_prizes() <= best.uncollected_prizes()
        return found if kept or not best.is_feasible() else best

    def _improved(self, found: Solution, costs: CostEvaluator) -> tuple[Solution, Solution]:
        """Return the best of a better plan, and what looking everywhere for more came to."""
        more = self.search(found, costs, exhaustive=True)
        return (more if more.is_feasible() else found), more

    def _accepts(self, worse: int, heat: float, best: Solution) -> bool:
        """Tell whether a plan that costs so much more is gone on from."""
        luck = -math.log(1 - self.rng.rand())
        costs = _spent(best) if self.whole else _ways(best)
        return worse < heat * luck * costs / self.data.num_clients


def penalties_of(data: ProblemData, first: Solution) -> PenaltyManager:
    """Return what a unit too much costs, to begin with: by what the first plan spends on one."""
    spent = PRICED * _spent(first)
    clients = data.clients()
    loads = [
        sum(max(client.delivery[at], client.pickup[at]) for client in clients)
        for at in range(data.num_load_dimensions)
    ]
    routes = first.routes()
    duration = sum(route.duration() for route in routes)
    distance = sum(route.distance() for route in routes)
    return PenaltyManager(
        (
            [spent / max(1, load) for load in loads],
            spent / max(1, duration),
            spent / max(1, distance),
        ),
        PENALTIES,
    )


def _ways(solution: Solution) -> int:
    """Return what the ways of a plan cost; hours only where nothing else does: most are work."""
    return int(solution.distance_cost() or solution.duration_cost())


def _spent(solution: Solution) -> int:
    """Return what the routes of a plan cost."""
    return int(solution.distance_cost() + solution.duration_cost() + solution.fixed_vehicle_cost())


__all__ = ["PENALTIES", "Annealing", "Clock", "Search", "penalties_of"]
