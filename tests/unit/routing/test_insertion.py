"""Plain construction keeps every rule, and leaves alone what stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge
from routing.plan import Plan, Route, Trip
from routing.problem import Lock, Pin, Window
from routing.solvers.estimates import Haul, Timer
from routing.solvers.insertion import Builder, construct, repair
from tests.unit.routing.days import VAN, at, day
from tests.unit.routing.days_at_random import plain_day, rich_day


@pytest.mark.parametrize("seed", range(12))
def test_a_day_with_every_rule_is_served_within_every_rule(seed: int) -> None:
    problem = rich_day(24, seed)
    verdict = judge(problem, construct(problem))
    assert verdict.breaches == ()
    assert verdict.unserved == ()


@pytest.mark.parametrize("seed", range(8))
def test_a_day_never_costs_more_than_construction_reckons(seed: int) -> None:
    problem = rich_day(24, seed)
    builder = Builder(problem)
    builder.fill(builder.left_over())
    verdict = judge(problem, builder.plan())
    assert verdict.cost - verdict.unserved_cost <= sum(builder.costs.values())


def test_a_plain_day_costs_what_the_checker_says() -> None:
    problem = day(at(1), at(2), at(3))
    cost = Timer(problem).cost(0, [Haul(0, [0, 1, 2])])
    assert cost == 500 + 6000 + 2 * 600
    assert cost == judge(problem, Plan((Route("V1", (Trip(0, ("s1", "s2", "s3")),)),))).cost


def test_a_vehicle_leaves_late_rather_than_wait() -> None:
    problem = day(at(1, windows=(Window(5000, 6000),)))
    assert Timer(problem).duration(VAN, [Haul(0, [0])]) == 200


def test_a_late_order_leaves_the_other_vehicles_as_they_are() -> None:
    problem = plain_day(30, 3)
    before = construct(replace(problem, stops=problem.stops[:-1]))
    after = repair(problem, before)
    assert after.unserved == ()
    old = {route.vehicle: route for route in before.routes}
    changed = [route.vehicle for route in after.routes if old.get(route.vehicle) != route]
    assert len(changed) == 1


def test_a_late_order_keeps_the_others_in_order() -> None:
    problem = plain_day(30, 3)
    before = construct(replace(problem, stops=problem.stops[:-1]))
    after = repair(problem, before)
    kept = [
        [[stop for stop in trip.stops if stop != "s30"] for trip in route.trips]
        for route in after.routes
    ]
    was = [[list(trip.stops) for trip in route.trips] for route in before.routes]
    assert [[stops for stops in trips if stops] for trips in kept if any(trips)] == was


def test_a_plan_that_overloads_a_vehicle_is_mended() -> None:
    problem = day(
        at(1, delivery=(60,)), at(2, delivery=(60,)), vehicles=(VAN, replace(VAN, id="V2"))
    )
    broken = Plan((Route("V1", (Trip(0, ("s1", "s2")),)),))
    mended = repair(problem, broken)
    assert judge(problem, mended).breaches == ()
    assert mended.unserved == ()
    assert len(mended.routes) == 2


def test_locked_stops_stay_first_and_in_order() -> None:
    problem = day(at(1), at(3), at(2), locks=(Lock(vehicle="V1", trip=0, stops=("s3", "s1")),))
    (route,) = construct(problem).routes
    assert tuple(route.stops)[:2] == ("s3", "s1")


def test_nothing_is_added_to_a_trip_that_is_closed() -> None:
    lock = Lock(vehicle="V1", trip=0, stops=("s1",), whole=True)
    plan = construct(day(at(1), at(2, price_unserved=9), locks=(lock,)))
    assert plan == Plan((Route("V1", (Trip(0, ("s1",)),)),), ("s2",))


def test_a_pinned_stop_rides_on_its_vehicle_or_not_at_all() -> None:
    cheap, dear = VAN, replace(VAN, id="V2", fixed=10**6)
    problem = day(at(1), at(2), vehicles=(cheap, dear), pins=(Pin("s2", "V2"),))
    plan = construct(problem)
    assert {route.vehicle: tuple(route.stops) for route in plan.routes}["V2"][-1] == "s2" or (
        "s2" in tuple(plan.routes[-1].stops)
    )


def test_a_group_that_does_not_fit_is_left_out_whole() -> None:
    problem = day(
        at(1, group="both", price_unserved=5),
        at(2, group="both", price_unserved=5, delivery=(101,)),
    )
    assert construct(problem).unserved == ("s1", "s2")


def test_a_stop_that_fits_nowhere_is_left_over() -> None:
    plan = construct(day(at(1), at(2, windows=(Window(0, 50),))))
    assert plan == Plan((Route("V1", (Trip(0, ("s1",)),)),), ("s2",))


def test_construction_stops_when_time_is_over() -> None:
    problem = plain_day(30, 3)
    assert construct(problem, lambda: True).unserved == tuple(stop.id for stop in problem.stops)
