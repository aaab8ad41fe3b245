"""Which moves the local search tries, and which stops it takes for neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyvrp.search import OPERATORS, compute_neighbours

from routing.problem import Problem, Run, Window
from routing.solvers import neighbourhood
from routing.solvers.neighbourhood import IN_PAIRS, moves_of, neighbours_of
from routing.solvers.pyvrp_model import Compiler
from routing.solvers.task import Task
from tests.unit.routing.days import VAN, at, day

COLD, DRY = frozenset({"cold"}), frozenset({"dry"})
TWO_VANS = (replace(VAN, id="C", skills=COLD), replace(VAN, id="D", skills=DRY))


def compiled(problem: Problem) -> Compiler:
    return Compiler(problem, Task(seconds=1), frozenset())


def near(problem: Problem) -> dict[int, set[int]]:
    compiler = compiled(problem)
    found = neighbours_of(compiler.data(), compiler.riders())
    return {client.idx: {other.idx for other in others} for client, others in found.items()}


def test_stops_that_no_vehicle_may_serve_together_are_no_neighbours() -> None:
    problem = day(at(1, skills=COLD), at(2, skills=DRY), at(3), vehicles=TWO_VANS)
    assert near(problem) == {0: {2}, 1: {2}, 2: {0, 1}}


def test_a_stop_further_off_takes_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbourhood, "NEAR", 1)
    cold = (at(1, skills=COLD), at(4, skills=COLD))
    problem = day(cold[0], at(2, skills=DRY), at(3, skills=DRY), cold[1], vehicles=TWO_VANS)
    assert near(problem) == {0: {3}, 1: {2}, 2: {1}, 3: {0}}


def test_all_windows_of_a_stop_may_be_served_by_whoever_may_serve_it() -> None:
    windows = (Window(0, 1000), Window(2000, 3000))
    problem = day(at(1, skills=COLD, windows=windows), at(2), vehicles=TWO_VANS)
    assert compiled(problem).riders() == [1, 1, 3]


def test_a_run_is_served_by_who_may_serve_all_of_it() -> None:
    stops = (at(1, skills=COLD), at(2), at(3))
    run = Run(("s1", "s2"))
    assert compiled(day(*stops, vehicles=TWO_VANS, runs=(run,))).riders() == [1, 3]


def test_where_every_vehicle_may_serve_every_stop_the_nearest_are_neighbours() -> None:
    problem = day(*(at(place) for place in range(1, 6)))
    compiler = compiled(problem)
    data = compiler.data()
    assert neighbours_of(data, compiler.riders()) == compute_neighbours(data)


@pytest.mark.parametrize(("hour", "stops", "pairs"), [(0, 4, True), (2, 3, True), (2, 4, False)])
def test_stops_are_moved_in_pairs_where_hours_cost_nothing_or_there_are_few(
    monkeypatch: pytest.MonkeyPatch, hour: int, stops: int, pairs: bool
) -> None:
    monkeypatch.setattr(neighbourhood, "MANY", 4)
    vans = (replace(VAN, per_time=hour),)
    data = compiled(day(*(at(place + 1) for place in range(stops)), vehicles=vans)).data()
    found = {type(move) for move in moves_of(data)}
    supported = {move for move in OPERATORS if move.supports(data)}
    assert supported >= IN_PAIRS
    assert found == (supported if pairs else supported - IN_PAIRS)
