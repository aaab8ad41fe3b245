"""The checker and a judge that asks of every rule alone find the same in any plan."""

from __future__ import annotations

from hypothesis import given, settings

from routing.check import judge
from routing.plan import Plan
from routing.problem import Problem
from routing.verdict import Kind
from tests.property.routing_judge import (
    TIMED,
    broken,
    distance_of,
    legs_of,
    rides_of,
    tangled,
)


@given(tangled())
@settings(max_examples=200, deadline=None)
def test_both_judges_find_the_same_rules_broken(day: tuple[Problem, Plan]) -> None:
    """Rule, vehicle, trip, stop and amount; nothing more, nothing less."""
    problem, plan = day
    found = {
        (one.kind, one.vehicle, one.trip, one.stop, one.amount)
        for one in judge(problem, plan).breaches
        if one.kind not in TIMED
    }
    assert found == broken(problem, plan)


def test_every_rule_without_a_clock_is_broken_by_some_of_these_plans() -> None:
    seen: set[Kind] = set()

    @given(tangled())
    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    def look(day: tuple[Problem, Plan]) -> None:
        seen.update(kind for kind, *_ in broken(*day))

    look()
    assert seen == set(Kind) - TIMED


@given(tangled())
@settings(max_examples=100, deadline=None)
def test_both_judges_find_the_same_costs(day: tuple[Problem, Plan]) -> None:
    """Nothing takes time on these days, so a route costs its vehicle and its way."""
    problem, plan = day
    verdict = judge(problem, plan)
    rides = rides_of(problem, plan)
    cost = 0
    for number, route in enumerate(plan.routes):
        legs = legs_of(problem, route, [ride for ride in rides if ride.route == number])
        if legs:
            vehicle = problem.vehicle_by_id[route.vehicle]
            cost += vehicle.fixed + vehicle.per_distance * distance_of(problem, legs)
    served = {ride.stop.id for ride in rides}
    prices = sum(stop.price_unserved or 0 for stop in problem.stops if stop.id not in served)
    assert (verdict.cost, verdict.unserved_cost) == (cost + prices, prices)
