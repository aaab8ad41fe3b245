"""Why stops are left out, and what would serve them, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge, route_verdict
from routing.explain import Explanation, explain
from routing.plan import Plan, Route, Trip
from routing.problem import FOREVER, Depot, Pin, Problem, Run, Travel, Window, matrix_of
from routing.relaxing import Step, relaxed
from routing.verdict import Kind
from tests.unit.routing.days import DEPOT, LEG, STEP, VAN, at, day

EMPTY = Plan(())
TWO = (VAN, replace(VAN, id="V2"))
FREE = {"price_unserved": 1}


def told(problem: Problem, plan: Plan = EMPTY) -> Explanation:
    """Return the explanation of the only stop that is left out, its relaxation judged again."""
    (found,) = explain(problem, plan)
    if found.relaxation is not None:
        wider = relaxed(problem, found.relaxation.steps)
        kept = [r for r in plan.routes if r.vehicle != found.relaxation.route.vehicle]
        verdict = judge(wider, Plan((*kept, found.relaxation.route)))
        assert verdict.breaches == ()
        assert found.stop not in verdict.unserved
    return found


CUT_OFF = Travel(
    distances=matrix_of([[0, FOREVER], [1, 0]]), durations=matrix_of([[0, FOREVER], [1, 0]])
)

STATIC: dict[str, tuple[Problem, Kind, tuple[Step, ...] | None]] = {
    "no vehicle has the skill": (
        day(at(1, skills=frozenset({"cold"}), **FREE)),
        Kind.SKILL,
        (Step(Kind.SKILL, "V1", "s1", skill="cold"),),
    ),
    "every vehicle is too big": (
        day(at(1, max_size=2, **FREE), vehicles=(replace(VAN, size=3),)),
        Kind.SIZE,
        (Step(Kind.SIZE, "V1", "s1", before=2, after=3),),
    ),
    "more than any vehicle takes": (
        day(at(1, delivery=(160,), **FREE)),
        Kind.LOAD,
        (Step(Kind.LOAD, "V1", dimension="kg", before=100, after=160),),
    ),
    "no way leads there": (day(at(1, **FREE), travel=(CUT_OFF,)), Kind.UNREACHABLE, None),
    "closed before anybody can be there": (
        day(at(3, windows=(Window(0, 200),), **FREE), vehicles=(replace(VAN, shift=Window(50)),)),
        Kind.LATE,
        (Step(Kind.LATE, stop="s3", before=200, after=350),),
    ),
    "the shift is too short for the way there and back": (
        day(at(3, **FREE), vehicles=(replace(VAN, shift=Window(0, 550)),)),
        Kind.SHIFT,
        (Step(Kind.SHIFT, "V1", before=550, after=600),),
    ),
    "the day is too short": (
        day(at(3, **FREE), vehicles=(replace(VAN, max_duration=500, max_overtime=40),)),
        Kind.DURATION,
        (Step(Kind.DURATION, "V1", before=540, after=600),),
    ),
    "too far": (
        day(at(3, **FREE), vehicles=(replace(VAN, max_distance=5500),)),
        Kind.DISTANCE,
        (Step(Kind.DISTANCE, "V1", before=5500, after=6000),),
    ),
    "the trip is too long": (
        day(at(3, **FREE), vehicles=(replace(VAN, max_trip_duration=590),)),
        Kind.TRIP_DURATION,
        (Step(Kind.TRIP_DURATION, "V1", before=590, after=600),),
    ),
    "the depot closes too early": (
        day(at(3, **FREE), depots=(replace(DEPOT, window=Window(0, 580)),)),
        Kind.DEPOT_CLOSED,
        (Step(Kind.DEPOT_CLOSED, depot="D", before=580, after=600),),
    ),
    "nobody loads where the goods are": (
        day(at(1, depots=frozenset({1}), **FREE), depots=(DEPOT, Depot(id="E", place=5))),
        Kind.SOURCE,
        (Step(Kind.SOURCE, stop="s1", depot="D"),),
    ),
}


@pytest.mark.parametrize("case", STATIC)
def test_what_fits_on_no_empty_vehicle_is_said_with_the_figure_that_would_do(case: str) -> None:
    """The rule, and the least that would have to be allowed; no more than that."""
    problem, reason, steps = STATIC[case]
    found = told(problem)
    assert (found.reason, found.static) == (reason, True)
    assert (found.relaxation.steps if found.relaxation else None) == steps


def test_goods_that_come_too_late_are_told_from_windows_that_close_too_early() -> None:
    """Ready at 500, 300 on the way, closed at 700: had they been ready by 400."""
    found = told(day(at(3, windows=(Window(0, 700),), release=500, **FREE)))
    assert (found.reason, found.static, found.late_release) == (Kind.LATE, True, True)
    assert found.relaxation is not None
    assert found.relaxation.steps == (
        Step(Kind.LATE, stop="s3", before=500, after=400, release=True),
    )


def test_one_fits_as_it_is_on_a_trip_more() -> None:
    """Nothing blocks it: it was left out because it costs more than it is worth, or overlooked."""
    full = at(1, delivery=(100,))
    problem = day(full, at(2, **FREE), vehicles=(replace(VAN, max_trips=2),))
    found = told(problem, Plan((Route("V1", (Trip(0, ("s1",)),)),)))
    assert (found.reason, found.static) == (None, False)
    assert found.relaxation is not None
    assert (found.relaxation.steps, found.relaxation.fresh) == ((), True)
    assert found.relaxation.cost == 4 * STEP + 2 * 4 * LEG
    assert found.relaxation.unserved_cost == -1
    assert found.relaxation.total == found.relaxation.cost - 1


def test_full_vehicles_are_blocked_by_load_and_the_nearest_miss_is_offered() -> None:
    """30 kg too much on V1, 10 on V2."""
    problem = day(
        at(1, delivery=(90,)), at(3, delivery=(70,)), at(2, delivery=(40,), **FREE), vehicles=TWO
    )
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)), Route("V2", (Trip(0, ("s3",)),))))
    found = told(problem, plan)
    assert (found.reason, found.static) == (Kind.LOAD, False)
    assert [
        (one.vehicle, one.breach.kind, one.breach.amount) for one in found.blocked if one.breach
    ] == [("V1", Kind.LOAD, 30), ("V2", Kind.LOAD, 10)]
    assert found.relaxation is not None
    assert found.relaxation.steps == (Step(Kind.LOAD, "V2", dimension="kg", before=100, after=110),)


def test_a_vehicle_that_may_make_no_more_trips_is_offered_one_more() -> None:
    """Two tonnes more on a van of one are worse than a second trip."""
    problem = day(at(1, delivery=(100,)), at(2, delivery=(100,), **FREE))
    found = told(problem, Plan((Route("V1", (Trip(0, ("s1",)),)),)))
    assert found.relaxation is not None
    assert found.relaxation.steps in (
        (Step(Kind.TRIPS, "V1", before=1, after=2),),
        (Step(Kind.LOAD, "V1", dimension="kg", before=100, after=200),),
    )


def test_a_window_that_closes_a_little_too_early_is_named_with_the_time_that_would_do() -> None:
    """Behind place 1 one is at place 2 at 250; it closes at 240."""
    problem = day(
        at(1, windows=(Window(150, 150),)),
        at(2, windows=(Window(230, 240),), **FREE),
    )
    found = told(problem, Plan((Route("V1", (Trip(0, ("s1",)),)),)))
    assert (found.reason, found.static) == (Kind.LATE, False)
    assert found.relaxation is not None
    assert found.relaxation.steps == (Step(Kind.LATE, stop="s2", before=240, after=250),)


def test_a_run_is_put_in_as_a_whole() -> None:
    """Both of its stops or none."""
    problem = day(at(1, **FREE), at(2, **FREE), runs=(Run(("s1", "s2")),))
    found = explain(problem, EMPTY)
    assert [one.relaxation.route.trips[0].stops for one in found if one.relaxation] == [
        ("s1", "s2"),
        ("s1", "s2"),
    ]


def test_one_of_a_group_waits_for_the_others() -> None:
    """It would fit; its mate needs what no vehicle has."""
    problem = day(at(1, group="g", **FREE), at(2, group="g", skills=frozenset({"cold"}), **FREE))
    first, second = explain(problem, EMPTY)
    assert (first.reason, second.reason) == (Kind.GROUP, Kind.SKILL)


def test_one_that_rides_with_another_is_blocked_on_other_vehicles() -> None:
    """V2 is free, but its mate is on V1, which is full."""
    problem = day(at(1, delivery=(95,), together="t"), at(2, together="t", **FREE), vehicles=TWO)
    found = told(problem, Plan((Route("V1", (Trip(0, ("s1",)),)),)))
    kinds = {one.vehicle: one.breach.kind for one in found.blocked if one.breach}
    assert kinds == {"V1": Kind.LOAD, "V2": Kind.TOGETHER}
    assert found.relaxation is not None
    assert found.relaxation.route.vehicle == "V1"


def test_the_pinned_vehicle_is_what_matters() -> None:
    """V2 has room, V1 does not."""
    problem = day(at(1, delivery=(95,)), at(2, **FREE), vehicles=TWO, pins=(Pin("s2", "V1"),))
    found = told(problem, Plan((Route("V1", (Trip(0, ("s1",)),)),)))
    assert found.reason is Kind.LOAD


def test_without_vehicles_there_is_nothing_to_try() -> None:
    """Static, without a rule."""
    (found,) = explain(day(at(1, **FREE), vehicles=()), EMPTY)
    assert (found.reason, found.static, found.blocked, found.relaxation) == (None, True, (), None)


def test_the_most_urgent_is_explained_first() -> None:
    """By priority, then in the order of the problem."""
    problem = day(at(1, **FREE), at(2, priority=5, **FREE), at(3, priority=5, **FREE))
    assert [one.stop for one in explain(problem, EMPTY)] == ["s2", "s3", "s1"]


def test_a_relaxation_is_verified_by_solving_anew_where_one_can() -> None:
    """The solver gets the wider problem; what it serves there counts."""
    problem = day(at(1, delivery=(160,), **FREE))

    def serves(wider: Problem) -> Plan:
        assert wider.vehicles[0].capacity == (160,)
        return Plan((Route("V1", (Trip(0, ("s1",)),)),))

    (served,) = explain(problem, EMPTY, serves)
    (refused,) = explain(problem, EMPTY, lambda _: EMPTY)
    assert served.relaxation is not None
    assert refused.relaxation is not None
    assert (served.relaxation.resolved, refused.relaxation.resolved) == (True, False)


def test_explaining_does_not_mind_a_plan_that_is_broken_already() -> None:
    """What was late before is not held against the stop that is put in."""
    problem = day(at(1, windows=(Window(0, 50),)), at(2, **FREE))
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)),))
    assert not route_verdict(problem, plan.routes[0]).feasible
    (found,) = explain(problem, plan)
    assert found.reason is None
    assert found.relaxation is not None
    assert found.relaxation.steps == ()
