"""What a problem may not be."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace

import pytest

from routing.errors import BadProblem
from routing.problem import Break, Depot, Lock, Pin, Problem, Run, Travel, Window, matrix_of
from tests.unit.routing.days import DEPOT, VAN, at, day, line

Make = Callable[[], Problem]

FLAT = matrix_of([[0] * 6] * 6)


def _locked(*locks: Lock, **more: object) -> Make:
    return lambda: day(at(1), at(2), at(3), locks=locks, **more)


CASES: dict[str, tuple[Make, dict[str, object]]] = {
    "no depots": (lambda: day(depots=()), {"what": "depot", "reason": "missing"}),
    "no ways": (lambda: day(travel=()), {"what": "travel", "reason": "missing"}),
    "stop twice": (
        lambda: day(at(1), at(2, id="s1")),
        {"what": "stop", "key": "s1", "reason": "twice"},
    ),
    "vehicle twice": (
        lambda: day(vehicles=(VAN, VAN)),
        {"what": "vehicle", "key": "V1", "reason": "twice"},
    ),
    "depot twice": (
        lambda: day(depots=(DEPOT, DEPOT)),
        {"what": "depot", "key": "D", "reason": "twice"},
    ),
    "stop nowhere": (
        lambda: day(at(6)),
        {"what": "stop", "key": "s6", "reason": "index", "field": "place", "value": 6, "count": 6},
    ),
    "depot before all places": (
        lambda: day(depots=(Depot(id="D", place=-1),)),
        {"what": "depot", "reason": "index", "value": -1},
    ),
    "start at no depot": (
        lambda: day(vehicles=(replace(VAN, start=1),)),
        {"what": "vehicle", "key": "V1", "reason": "index", "field": "start"},
    ),
    "end at no depot": (
        lambda: day(vehicles=(replace(VAN, end=1),)),
        {"what": "vehicle", "reason": "index", "field": "end"},
    ),
    "reload at no depot": (
        lambda: day(vehicles=(replace(VAN, reloads_at=frozenset({7})),)),
        {"what": "vehicle", "reason": "index", "field": "reloads_at", "value": 7},
    ),
    "vehicle nowhere": (
        lambda: day(vehicles=(replace(VAN, at=9),)),
        {"what": "vehicle", "reason": "index", "field": "at"},
    ),
    "no such ways": (
        lambda: day(vehicles=(replace(VAN, profile=1),)),
        {"what": "vehicle", "reason": "index", "field": "profile"},
    ),
    "stop of no depot": (
        lambda: day(at(1, depots=frozenset({3}))),
        {"what": "stop", "reason": "index", "field": "depots"},
    ),
    "window turned round": (
        lambda: day(at(1, windows=(Window(20, 10),))),
        {"what": "stop", "key": "s1", "reason": "ends-before", "start": 20, "end": 10},
    ),
    "windows that touch": (
        lambda: day(at(1, windows=(Window(0, 10), Window(10, 20)))),
        {"what": "stop", "reason": "overlap", "value": 10},
    ),
    "no windows": (
        lambda: day(at(1, windows=())),
        {"what": "stop", "reason": "length", "field": "windows"},
    ),
    "shift turned round": (
        lambda: day(vehicles=(replace(VAN, shift=Window(5, 4)),)),
        {"what": "vehicle", "reason": "ends-before", "field": "shift"},
    ),
    "breaks out of order": (
        lambda: day(
            vehicles=(replace(VAN, breaks=(Break(Window(9, 10), 1), Break(Window(3, 4), 1))),)
        ),
        {"what": "vehicle", "reason": "order", "field": "breaks"},
    ),
    "negative service": (
        lambda: day(at(1, service=-1)),
        {"what": "stop", "reason": "negative", "field": "service", "value": -1},
    ),
    "negative load": (
        lambda: day(at(1, pickup=(-5,))),
        {"what": "stop", "reason": "negative", "field": "pickup", "value": -5},
    ),
    "negative price": (
        lambda: day(at(1, price_unserved=-1)),
        {"what": "stop", "reason": "negative", "field": "price_unserved"},
    ),
    "negative cost": (
        lambda: day(vehicles=(replace(VAN, per_time=-2),)),
        {"what": "vehicle", "reason": "negative", "field": "per_time"},
    ),
    "load of two dimensions": (
        lambda: day(at(1, delivery=(1, 2))),
        {"what": "stop", "reason": "length", "field": "delivery", "value": 2, "wanted": 1},
    ),
    "capacity of none": (
        lambda: day(vehicles=(replace(VAN, capacity=()),)),
        {"what": "vehicle", "reason": "length", "field": "capacity", "value": 0, "wanted": 1},
    ),
    "matrix not square": (
        lambda: day(travel=(Travel(distances=FLAT, durations=matrix_of([[0] * 5] * 6)),)),
        {"what": "travel", "reason": "length", "field": "durations[0]"},
    ),
    "negative way": (
        lambda: day(travel=(Travel(distances=FLAT, durations=matrix_of([[0] * 5 + [-3]] * 6)),)),
        {"what": "travel", "reason": "negative", "field": "durations", "value": -3},
    ),
    "negative way of lists": (
        lambda: day(travel=(Travel(distances=[[0, -2]] * 2, durations=[[0, 0]] * 2),)),
        {"what": "travel", "reason": "negative", "field": "distances", "value": -2},
    ),
    "pace without zones": (
        lambda: day(travel=(replace(line(6), pace=[[100] * 24]),)),
        {"what": "travel", "reason": "length", "field": "zones"},
    ),
    "zone without pace": (
        lambda: day(travel=(replace(line(6), zones=[1] * 6, pace=[[100] * 24]),)),
        {"what": "travel", "reason": "index", "field": "zones", "value": 1},
    ),
    "day of 23 hours": (
        lambda: day(travel=(replace(line(6), zones=[0] * 6, pace=[[100] * 23]),)),
        {"what": "travel", "reason": "length", "field": "pace[0]", "value": 23},
    ),
    "pace of nothing": (
        lambda: day(travel=(replace(line(6), zones=[0] * 6, pace=[[0] * 24]),)),
        {"what": "travel", "reason": "not-positive", "field": "pace"},
    ),
    "goods against themselves": (
        lambda: day(incompatible=frozenset({frozenset({"food"})})),
        {"what": "incompatible", "key": "food", "reason": "length", "value": 1},
    ),
    "no unit of cost": (
        lambda: day(cost_unit=0),
        {"what": "problem", "reason": "not-positive", "field": "cost_unit"},
    ),
    "pin of an unknown stop": (
        lambda: day(pins=(Pin("s1", "V1"),)),
        {"what": "pin", "key": "s1", "reason": "unknown-stop"},
    ),
    "pin to an unknown vehicle": (
        lambda: day(at(1), pins=(Pin("s1", "V2"),)),
        {"what": "pin", "key": "s1", "reason": "unknown-vehicle", "value": "V2"},
    ),
    "pinned twice": (
        lambda: day(at(1), pins=(Pin("s1", "V1"), Pin("s1", "V1"))),
        {"what": "pin", "key": "s1", "reason": "twice"},
    ),
    "lock of an unknown vehicle": (
        _locked(Lock(vehicle="V2", trip=0, stops=())),
        {"what": "lock", "reason": "unknown-vehicle"},
    ),
    "lock of an unknown stop": (
        _locked(Lock(vehicle="V1", trip=0, stops=("s9",))),
        {"what": "lock", "reason": "unknown-stop", "value": "s9"},
    ),
    "lock of a trip too many": (
        _locked(Lock(vehicle="V1", trip=1, stops=())),
        {"what": "lock", "reason": "index", "field": "trip", "value": 1, "count": 1},
    ),
    "trip locked twice": (
        _locked(
            Lock(vehicle="V1", trip=0, stops=("s1",)), Lock(vehicle="V1", trip=0, stops=("s2",))
        ),
        {"what": "lock", "key": "V1", "reason": "twice", "trip": 0},
    ),
    "stop locked twice": (
        _locked(Lock(vehicle="V1", trip=0, stops=("s1", "s1"))),
        {"what": "lock", "reason": "twice", "stop": "s1"},
    ),
    "lock against a pin": (
        _locked(
            Lock(vehicle="V1", trip=0, stops=("s1",)),
            vehicles=(VAN, replace(VAN, id="V2")),
            pins=(Pin("s1", "V2"),),
        ),
        {"what": "lock", "reason": "contradicts-pin", "stop": "s1", "value": "V2"},
    ),
    "empty run": (lambda: day(runs=(Run(()),)), {"what": "run", "reason": "length"}),
    "run of an unknown stop": (
        lambda: day(at(1), runs=(Run(("s1", "s9")),)),
        {"what": "run", "reason": "unknown-stop", "value": "s9"},
    ),
    "stop in two runs": (
        lambda: day(at(1), at(2), at(3), runs=(Run(("s1", "s2")), Run(("s2", "s3")))),
        {"what": "run", "reason": "twice", "stop": "s2"},
    ),
    "run pinned apart": (
        lambda: day(
            at(1),
            at(2),
            vehicles=(VAN, replace(VAN, id="V2")),
            pins=(Pin("s1", "V1"), Pin("s2", "V2")),
            runs=(Run(("s1", "s2")),),
        ),
        {"what": "run", "key": "s1", "reason": "contradicts-pin"},
    ),
    "run against a lock": (
        _locked(Lock(vehicle="V1", trip=0, stops=("s1", "s3")), runs=(Run(("s1", "s2")),)),
        {"what": "run", "reason": "contradicts-lock", "stop": "s2"},
    ),
    "run out of a whole trip": (
        _locked(Lock(vehicle="V1", trip=0, stops=("s1",), whole=True), runs=(Run(("s1", "s2")),)),
        {"what": "run", "reason": "contradicts-lock", "stop": "s2"},
    ),
    "free stop before a locked one": (
        _locked(Lock(vehicle="V1", trip=0, stops=("s1",)), runs=(Run(("s2", "s1")),)),
        {"what": "run", "reason": "contradicts-lock", "stop": "s1"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_problem_that_contradicts_itself_is_refused_with_facts(case: str) -> None:
    """What is wrong, about which thing, and with what figure."""
    make, facts = CASES[case]
    with pytest.raises(BadProblem) as refused:
        make()
    assert refused.value.facts.items() >= facts.items()


def test_a_run_that_goes_on_behind_a_lock_is_no_contradiction() -> None:
    """A prefix leaves open what follows it."""
    problem = day(
        at(1),
        at(2),
        at(3),
        locks=(Lock(vehicle="V1", trip=0, stops=("s3", "s1")),),
        runs=(Run(("s3", "s1", "s2")),),
    )
    assert problem.pinned == {"s3": "V1", "s1": "V1"}


def test_matrices_of_machine_integers_and_of_lists_are_the_same() -> None:
    """Numbers up to the biggest are no negative ones."""
    row = [0, 2**62]
    assert matrix_of([row, row]) == (array("q", row), array("q", row))
    Problem(
        depots=(DEPOT,),
        stops=(),
        vehicles=(),
        travel=(Travel(distances=matrix_of([row, row]), durations=[row, row]),),
    )
