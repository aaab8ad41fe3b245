"""Trips searched for by themselves, then given to vehicles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge
from routing.plan import Plan
from routing.problem import FOREVER, Pin, Problem, Window
from routing.solvers import trips_first
from routing.solvers.task import Reporter, Task
from routing.solvers.trips_first import run
from tests.unit.routing.days import VAN, at, day, line
from tests.unit.routing.days_at_random import HOUR, plain_day

TWICE = replace(VAN, max_trips=2, shift=Window(0, 10_000))
MORNING = at(1, windows=(Window(1000, 1200),))
NOON = at(2, windows=(Window(1500, 1900),))
PACED = replace(line(6), zones=(0,) * 6, pace=((100,) * 24,))


def found(problem: Problem, steps: int = 30, told: list[Plan] | None = None) -> Plan | None:
    """Return what comes of so many steps; plans told on the way are noted."""
    tell = (lambda _plan: None) if told is None else told.append
    task = Task(seconds=60, iterations=steps, seed=1)
    return run(problem, task, Reporter(tell, lambda: None, 0))


@pytest.mark.parametrize("seed", range(4))
def test_a_day_is_planned_and_breaks_nothing(seed: int) -> None:
    problem = plain_day(50, seed)
    plan = found(problem)
    assert plan is not None
    verdict = judge(problem, plan)
    assert not verdict.breaches
    assert not verdict.unserved


def test_the_same_seed_gives_the_same_plan() -> None:
    assert found(plain_day(30, 1)) == found(plain_day(30, 1))


def test_what_one_vehicle_can_do_needs_no_other() -> None:
    full = replace(NOON, delivery=(95,))
    plan = found(day(MORNING, full, vehicles=(TWICE, replace(TWICE, id="V2"))))
    assert plan is not None
    (route,) = plan.routes
    assert [trip.stops for trip in route.trips] == [("s1",), ("s2",)]


def test_too_few_vehicles_of_a_kind_are_seen_before_the_search_is_over() -> None:
    """Three trips of three hours each; one truck, which may work eight, and the vans are too small.

    A few big vehicles seem to be there many times over while nobody knows whose a trip is.
    """
    long = [replace(at(place, delivery=(90,)), service=3 * HOUR) for place in (1, 2, 3)]
    truck = replace(TWICE, max_trips=3, shift=Window(0, 8 * HOUR))
    van = replace(truck, id="V2", capacity=(20,))
    assert found(day(*long, vehicles=(truck, van))) is None
    trucks = (truck, replace(truck, id="V2"), replace(truck, id="V3"))
    plan = found(day(*long, vehicles=trucks))
    assert plan is not None
    assert judge(day(*long, vehicles=trucks), plan).feasible


def test_at_one_time_more_trips_than_vehicles_are_no_plan() -> None:
    stops = [at(place, delivery=(90,), price_unserved=10**6) for place in range(1, 5)]
    stops = [replace(stop, windows=(Window(1000, 1200),)) for stop in stops]
    assert found(day(*stops, vehicles=(TWICE, replace(TWICE, id="V2")))) is None


def test_plans_told_on_the_way_are_plans_of_the_vehicles_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trips_first, "PAUSE", 0.0)
    problem = plain_day(40, 2)
    told: list[Plan] = []
    found(problem, 60, told)
    assert told
    for plan in told:
        assert not judge(problem, plan).breaches


@pytest.mark.parametrize(
    "changed",
    [
        {"vehicles": (TWICE, replace(TWICE, id="V2", end=None))},
        {"vehicles": (replace(TWICE, shift=Window(0, FOREVER)),)},
        {"vehicles": (replace(TWICE, max_trips=1),)},
        {"vehicles": (TWICE,), "pins": (Pin("s1", "V1"),)},
        {"vehicles": (TWICE,), "travel": (PACED,)},
    ],
    ids=["ends elsewhere", "endless day", "one trip", "pinned", "pace by the hour"],
)
def test_where_it_matters_whose_a_trip_is_nothing_is_searched_for(
    changed: dict[str, object],
) -> None:
    assert found(day(MORNING, NOON, **changed)) is None


def test_an_hour_costs_its_share_of_what_the_vehicle_does() -> None:
    van = replace(
        TWICE,
        fixed=93_000,
        per_time=5,
        max_duration=10_000,
        max_overtime=HOUR,
        shift=Window(0, 20_000),
    )
    problem = day(MORNING, NOON, vehicles=(van,))
    depot = replace(problem.depots[0], loading=100, reloading=400)
    one, other = trips_first._apart(replace(problem, depots=(depot,)))
    assert one.id != other.id
    assert one.per_time == 5 + 10
    assert one.fixed == 15 * 300
    assert (one.max_trips, one.max_overtime) == (1, 0)
