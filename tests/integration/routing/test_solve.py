"""Days solved by the engines themselves, by iterations: the same seed gives the same plan."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from routing import parted
from routing import solve as solving
from routing.check import judge
from routing.outcome import Options, Step
from routing.plan import Plan, Route
from routing.problem import FOREVER, Problem, Run, Window
from routing.race import Best
from routing.solve import ENGINES, solve
from routing.solvers.insertion import construct
from routing.solvers.process import Member
from routing.verdict import Kind
from tests.unit.routing.days_at_random import HOUR, plain_day, rich_day

LONG = 120.0
"""Seconds that no engine needs for so few iterations."""


def test_a_plain_day_is_better_than_construction_and_judged() -> None:
    day = plain_day(40, 1)
    outcome = solve(day, Options(seconds=LONG, iterations=300))
    assert outcome.failures == ()
    assert outcome.verdict == judge(day, outcome.plan)
    assert outcome.verdict.feasible
    assert outcome.engine == "pyvrp"
    assert outcome.cost < judge(day, construct(day)).cost


def test_the_same_seed_gives_the_same_plan() -> None:
    day = plain_day(30, 2)
    one, other = (solve(day, Options(seconds=LONG, iterations=100, seed=7)) for _ in range(2))
    assert one.plan == other.plan


def test_two_cores_give_the_same_plan_for_the_same_seed() -> None:
    day = plain_day(30, 2)
    one, other = (
        solve(day, Options(seconds=LONG, iterations=100, cores=2, seed=7)) for _ in range(2)
    )
    assert (one.plan, one.engine) == (other.plan, other.engine)


def test_the_trace_only_falls_and_everything_told_is_feasible() -> None:
    day = plain_day(40, 1)
    seen: list[Step] = []

    def look(incumbent: object) -> None:
        assert incumbent.verdict.feasible  # type: ignore[attr-defined]
        seen.append(Step(incumbent.seconds, incumbent.verdict.cost, incumbent.engine))  # type: ignore[attr-defined]

    outcome = solve(day, Options(seconds=LONG, iterations=300), look)
    assert tuple(seen) == outcome.trace
    costs = [step.cost for step in outcome.trace]
    assert costs == sorted(set(costs), reverse=True)
    assert outcome.cost == costs[-1]
    assert outcome.first_feasible_s == outcome.trace[0].seconds


@pytest.mark.parametrize("engine", ["pyvrp", "pyvrp-gentle", "ortools", "ortools-finish"])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_engine_keeps_every_rule(engine: str, seed: int) -> None:
    day = rich_day(20, seed)
    outcome = solve(day, Options(seconds=LONG, iterations=40, engine=engine, warm=construct(day)))
    assert outcome.failures == ()
    assert outcome.verdict.breaches == ()


def test_rules_that_the_first_engine_does_not_know_are_kept() -> None:
    day = rich_day(20, 3)
    outcome = solve(day, Options(seconds=LONG, iterations=60))
    assert outcome.failures == ()
    assert outcome.verdict.breaches == ()
    assert outcome.verdict.unserved == ()
    assert outcome.cost <= judge(day, construct(day)).cost


def test_a_given_plan_is_never_made_worse() -> None:
    day = plain_day(30, 2)
    warm = solve(day, Options(seconds=LONG, iterations=300)).plan
    outcome = solve(day, Options(seconds=LONG, iterations=1, warm=warm))
    assert outcome.trace[0].engine == "warm"
    assert outcome.cost <= judge(day, warm).cost


def test_pyvrp_reckons_a_day_as_the_checker_does() -> None:
    day = replace(plain_day(25, 5), cost_unit=1)
    code = (
        "from routing.check import judge\n"
        "from routing.solvers.insertion import construct\n"
        "from routing.solvers.pyvrp_engine import _Model\n"
        "from routing.solvers.task import Task\n"
        "from tests.unit.routing.days_at_random import plain_day\n"
        "from pyvrp import CostEvaluator\n"
        "day = plain_day(25, 5)\n"
        "plan = construct(day)\n"
        "model = _Model(day, Task(seconds=1, warm=plan))\n"
        "model.compile()\n"
        "found = model.solution(plan)\n"
        "assert found.is_feasible()\n"
        "assert model.plan(found) == plan, (model.plan(found), plan)\n"
        "assert model.compiler.scale.cost == 1\n"
        "print(CostEvaluator([1], 1, 1).cost(found))\n"
    )
    root = Path(__file__).resolve().parents[3]
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(told.stdout) == judge(day, construct(day)).cost


def test_required_stops_that_cannot_all_be_served_are_named() -> None:
    day = plain_day(12, 1)
    stops = tuple(replace(stop, price_unserved=None) for stop in day.stops)
    late = replace(stops[0], windows=(Window(0, HOUR),))
    outcome = solve(replace(day, stops=(late, *stops[1:])), Options(seconds=LONG, iterations=50))
    assert {breach.kind for breach in outcome.verdict.breaches} == {Kind.UNSERVED}
    assert outcome.verdict.unserved == ("s1",)
    assert outcome.first_feasible_s is None


def test_a_run_stays_together() -> None:
    day = plain_day(20, 4)
    free = tuple(replace(stop, windows=(Window(0, FOREVER),)) for stop in day.stops)
    day = replace(day, stops=free, runs=(Run(("s3", "s9", "s14")),))
    outcome = solve(day, Options(seconds=LONG, iterations=60))
    trips = [trip.stops for route in outcome.plan.routes for trip in route.trips]
    (trip,) = [trip for trip in trips if "s3" in trip]
    at = trip.index("s3")
    assert trip[at : at + 3] == ("s3", "s9", "s14")


def test_a_big_day_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.solve.PARTED", 50)
    monkeypatch.setattr(parted, "PART", 20)
    day = plain_day(60, 6)
    first = judge(day, construct(day))
    outcome = solve(day, Options(seconds=LONG, iterations=60, cores=2))
    assert outcome.failures == ()
    assert outcome.engine == "parts"
    assert outcome.verdict.feasible
    assert outcome.verdict.unserved == ()
    assert outcome.cost < first.cost


def test_a_large_day_with_time_to_spare_is_searched_whole_and_then_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("routing.solve.LARGE_PART", 20)
    seen: list[str] = []

    def parts(best: Best, options: Options, member: Member, **how: int) -> None:
        seen.append(best.engine)
        assert how == {"size": 20, "rounds": 2}
        parted.search_parts(best, options, member, **how)
        assert best.failures == []

    monkeypatch.setattr("routing.solve.search_parts", parts)
    outcome = solve(plain_day(60, 6), Options(seconds=10))
    assert len(seen) == 1
    assert outcome.verdict.feasible
    assert outcome.verdict.unserved == ()
    solve(plain_day(30, 6), Options(seconds=2))  # too small
    solve(plain_day(60, 6), Options(seconds=1))  # in too little time
    assert len(seen) == 1


def test_a_big_day_that_is_cancelled_keeps_what_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.solve.PARTED", 50)
    monkeypatch.setattr(parted, "PART", 20)
    day = plain_day(60, 6)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(psutil.Process().children()) > 0 and len(asked) > 25

    outcome = solve(day, Options(seconds=LONG), cancelled=cancelled)
    assert outcome.cancelled
    assert outcome.failures == ()
    assert outcome.verdict.feasible
    assert psutil.Process().children() == []


def test_savings_make_a_plan_that_the_checker_accepts() -> None:
    outcome = solve(plain_day(60, 6), Options(seconds=LONG, engine="savings"))
    assert outcome.failures == ()
    assert outcome.verdict.feasible
    assert outcome.verdict.unserved == ()


def test_whoever_asks_for_a_plan_loads_no_engine() -> None:
    code = (
        "import sys\n"
        "from routing.solve import Options, solve\n"
        "from tests.unit.routing.days_at_random import plain_day\n"
        "solve(plain_day(8, 1), Options(seconds=60, iterations=5))\n"
        "print(sorted({'pyvrp', 'ortools', 'numpy'} & set(sys.modules)))\n"
    )
    root = Path(__file__).resolve().parents[3]
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_engines_are_known_by_name() -> None:
    assert set(ENGINES) >= {"insertion", "savings", "pyvrp", "ortools"}


def _served(day: Problem, plan: Plan) -> int:
    return len(day.stops) - len(judge(day, plan).unserved)


def test_more_orders_than_the_fleet_carries_are_served_as_far_as_it_goes() -> None:
    day = plain_day(40, 1)
    day = replace(day, vehicles=tuple(replace(one, max_trips=1) for one in day.vehicles[:3]))
    outcome = solve(day, Options(seconds=LONG, iterations=300))
    assert outcome.failures == ()
    assert outcome.verdict.feasible
    assert _served(day, outcome.plan) >= _served(day, construct(day)) > 0


@pytest.mark.parametrize("engine", ["savings", "pyvrp", "ortools"])
def test_vehicles_load_again_at_another_depot_than_they_begin_at(engine: str) -> None:
    """It lies in the middle of the stops, so that it tempts to go there empty."""
    day = plain_day(14, 3)
    far = replace(
        day,
        depots=(*day.depots, replace(day.depots[0], id="E", place=5)),
        vehicles=tuple(
            replace(one, reloads_at=frozenset({1}), capacity=(600,), fixed=10**6)
            for one in day.vehicles
        ),
    )
    outcome = solve(far, Options(seconds=LONG, iterations=60, engine=engine))
    assert outcome.failures == ()
    assert outcome.verdict.feasible
    assert any(len(route.trips) > 1 for route in outcome.plan.routes)


def test_what_the_search_leaves_out_though_it_fits_is_put_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No engine searches; the plan to begin with lacks a stop that fits."""
    day = plain_day(12, 1)
    whole = construct(day)
    first = whole.routes[0]
    less = replace(first.trips[0], stops=first.trips[0].stops[1:])
    warm = Plan((replace(first, trips=(less, *first.trips[1:])), *whole.routes[1:]), ())
    monkeypatch.setattr("routing.solve._first", lambda *_: None)
    monkeypatch.setattr("routing.solve._search", lambda *_: None)
    outcome = solve(day, Options(seconds=LONG, iterations=1, warm=warm))
    assert outcome.verdict.unserved == ()
    assert (outcome.engine, outcome.failures) == ("warm", ())


NOWHERE = Member("duties", "routing.solvers.nowhere")


def test_trips_are_shared_out_anew_in_the_end() -> None:
    """Of three short searches; whatever comes of it is the best plan and breaks nothing."""
    shared = 0
    for seed in (1, 2, 3):
        day = plain_day(40, seed)
        outcome = solve(day, Options(seconds=LONG, iterations=10))
        assert outcome.failures == ()
        assert outcome.verdict == judge(day, outcome.plan)
        assert outcome.verdict.feasible
        *before, last = outcome.trace
        if last.engine == "duties":
            assert outcome.engine == "duties"
            assert last.cost < before[-1].cost
            shared += 1
    assert shared


def test_the_plan_stands_where_sharing_out_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "DUTIES", NOWHERE)
    outcome = solve(plain_day(30, 1), Options(seconds=LONG, iterations=10))
    assert [failure.engine for failure in outcome.failures] == ["duties"]
    assert outcome.engine == "pyvrp"
    assert outcome.verdict.feasible


def test_trips_stay_where_there_is_no_time_or_nothing_to_gain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "DUTIES", NOWHERE)
    day = plain_day(10, 1)
    assert solve(day, Options(seconds=0.5)).failures == ()
    once = replace(day, vehicles=tuple(replace(van, max_trips=1) for van in day.vehicles))
    assert solve(once, Options(seconds=LONG, iterations=10)).failures == ()


def test_trips_are_shared_out_alone_where_that_is_asked_for() -> None:
    day = plain_day(40, 1)
    trips = [trip for route in construct(day).routes for trip in route.trips]
    vans = tuple(
        replace(max(day.vehicles, key=lambda van: van.capacity), id=f"V{number}")
        for number in range(len(trips))
    )
    day = replace(day, vehicles=vans)
    apart = Plan(
        tuple(Route(van.id, (trip,)) for van, trip in zip(vans, trips, strict=True)),
        construct(day).unserved,
    )
    asked = Options(seconds=LONG, iterations=1, engine="duties", warm=apart)
    outcome = solve(day, asked)
    assert outcome.engine == "duties"
    assert outcome.cost < judge(day, apart).cost
    assert sorted(trip.stops for route in outcome.plan.routes for trip in route.trips) == sorted(
        trip.stops for trip in trips
    )


def test_a_large_day_searches_for_trips_first_unless_a_plan_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who searches so is not there: the next one takes over, and a given plan does without."""
    monkeypatch.setattr(solving, "LARGE_PART", 20)
    monkeypatch.setattr(solving, "TRIPS", Member("trips-first", "routing.solvers.nowhere"))
    day = plain_day(40, 1)
    cold = solve(day, Options(seconds=3))
    assert [failure.engine for failure in cold.failures] == ["trips-first"]
    assert cold.verdict.feasible
    assert solve(day, Options(seconds=3, warm=construct(day))).failures == ()
