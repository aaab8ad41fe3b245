"""Searching that cools down: how long, how warm, and what a broken rule costs."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest
from pyvrp import (
    Activity,
    ActivityType,
    Client,
    CostEvaluator,
    Depot,
    Location,
    ProblemData,
    RandomNumberGenerator,
    Route,
    Solution,
    VehicleType,
)

from routing.solvers.annealing import STRAYED, STUCK, Annealing, Clock, penalties_of

STOPS = 3
LEGS: np.ndarray[Any, Any] = np.abs(np.subtract.outer(np.arange(STOPS + 1), np.arange(STOPS + 1)))
DATA = ProblemData(
    [Location(0, 0)] * (STOPS + 1),
    [Client(at, [5], [0]) for at in range(1, STOPS + 1)],
    [Depot(0)],
    [VehicleType(2, [15], fixed_cost=100, unit_distance_cost=2)],
    [LEGS],
    [LEGS],
)
"""Three stops one behind the other; a vehicle takes them all."""


def plan(*stops: int) -> Solution:
    """Return a plan of one route."""
    visits = [Activity(ActivityType.CLIENT, at - 1) for at in stops]
    return Solution(DATA, [Route(DATA, visits, 0)])


SHORT, LONG = plan(1, 2, 3), plan(2, 1, 3)
"""They cost 112 and 116."""

LACKING = plan(1, 2)
"""It costs less, but leaves out what must be served."""


class Told:
    """A search that comes to what it is told to, one after another, then to the last of them."""

    def __init__(self, *found: Solution, mended: Solution | None = None) -> None:
        self.found = list(found)
        self.mended = mended
        self.begun: list[Solution] = []
        self.wider = 0
        self.best: list[Solution] = []
        self.steps = 0

    def __call__(
        self,
        solution: Solution,
        cost_evaluator: CostEvaluator,  # noqa: ARG002 - the interface is PyVRP's
        exhaustive: bool = False,
    ) -> Solution:
        if exhaustive:
            return self.mended or solution
        self.begun.append(solution)
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]

    def widened(self) -> Told:
        self.wider += 1
        return self

    def step(self, found: Solution) -> None:  # noqa: ARG002 - the interface is the search's
        self.steps += 1

    def run(self, first: Solution, steps: int, *, warm: bool = False) -> Solution:
        rng = RandomNumberGenerator(1)
        annealing = Annealing(DATA, rng, self, self.widened, self.best.append, self.step)
        return annealing.run(first, Clock(inf, steps), warm=warm)


def test_steps_tell_how_much_is_over() -> None:
    clock = Clock(inf, 4)
    assert [clock.tick() for _ in range(6)] == [0, 0.25, 0.5, 0.75, None, None]
    assert clock.cycles == 1


def test_time_tells_how_much_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 100.0, 110.0, 340.0, 341.0])
    monkeypatch.setattr("routing.solvers.annealing.perf_counter", lambda: next(moments))
    clock = Clock(340.0)
    assert [clock.tick() for _ in range(4)] == [0, pytest.approx(1 / 24), None, None]
    assert clock.cycles == 2


def test_there_are_no_steps_after_the_time_is_over() -> None:
    assert Clock(0.0, 5).tick() is None


def test_the_best_plan_is_kept_and_told_once() -> None:
    search = Told(SHORT, LONG)
    assert search.run(LONG, 5) == SHORT
    assert search.best == [SHORT]
    assert search.steps == 5


def test_a_worse_plan_is_gone_on_from_while_it_is_warm() -> None:
    search = Told(SHORT, LONG)
    search.run(SHORT, 40)
    assert LONG in search.begun[:20]
    again = Told(SHORT, LONG)
    again.run(SHORT, 40, warm=True)
    assert again.begun.count(LONG) < search.begun.count(LONG)


def test_a_search_that_is_stuck_tears_out_more() -> None:
    search = Told(SHORT)
    search.run(SHORT, STUCK * STOPS)
    assert search.wider == 1
    earlier = Told(SHORT)
    earlier.run(SHORT, STUCK * STOPS - 1)
    assert earlier.wider == 0


def test_a_plan_that_strays_is_mended_or_let_go() -> None:
    search = Told(LACKING, mended=SHORT)
    assert search.run(LACKING, STRAYED) == LACKING
    again = Told(LACKING, mended=SHORT)
    assert again.run(LACKING, STRAYED + 1) == SHORT
    assert again.best == [SHORT]
    vain = Told(LACKING)
    assert vain.run(SHORT, STRAYED * 3) == SHORT
    assert LACKING in vain.begun
    assert SHORT in vain.begun[STRAYED:]


def test_what_is_too_much_costs_a_few_times_what_a_unit_costs() -> None:
    loads, duration, distance = penalties_of(DATA, SHORT).penalties()
    assert loads == [pytest.approx(3 * 112 / 15)]
    assert duration == distance == pytest.approx(3 * 112 / 6)


def test_a_plan_that_costs_nothing_has_penalties_all_the_same() -> None:
    loads, duration, distance = penalties_of(DATA, Solution(DATA, [])).penalties()
    assert min(*loads, duration, distance) > 0
