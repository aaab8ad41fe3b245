"""Moves of a dispatcher: whatever he does, every part is in one place, and undoing is exact."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from core.delivery.planning import moves
from routing.check import judge
from routing.plan import Plan
from routing.solvers.insertion import construct
from tests.unit.routing.days_at_random import plain_day

DAY = plain_day(12, 3)
PLAN = construct(DAY)
PARTS = [stop.id for stop in DAY.stops]
VEHICLES = [vehicle.id for vehicle in DAY.vehicles]


def _move(dice: random.Random, plan: Plan) -> Callable[[Plan], Plan]:
    parts = dice.sample(PARTS, dice.randint(1, 3))
    vehicle = dice.choice(VEHICLES)
    runs = [route for route in plan.routes if route.vehicle == vehicle]
    kind = dice.randrange(5)
    if kind == 0 and runs:
        trip = dice.randrange(len(runs[0].trips))
        at = dice.choice([None, *range(len(runs[0].trips[trip].stops) + 1)])
        return lambda plan: moves.put(plan, parts, vehicle, trip, at)
    if kind == 1:
        return lambda plan: moves.to_pool(plan, parts)
    if kind == 2 and len(parts) > 1:
        return lambda plan: moves.swap(plan, parts[:1], parts[1:])
    if kind == 3:
        return lambda plan: moves.exchanged(plan, vehicle, VEHICLES[0])
    return lambda plan: moves.new_trip(plan, parts, vehicle)


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_every_part_is_in_one_place_and_the_price_is_the_checkers(seed: int, steps: int) -> None:
    dice = random.Random(seed)
    plan, verdict = PLAN, judge(DAY, PLAN)
    for _ in range(steps):
        after = _move(dice, plan)(plan)
        change = moves.priced(DAY, verdict, plan, after)
        there = [part for route in after.routes for part in route.stops]
        assert sorted([*there, *after.unserved]) == sorted(PARTS)
        assert all(trip.stops for route in after.routes for trip in route.trips)
        assert change.verdict.cost == judge(DAY, after).cost
        back = moves.priced(DAY, change.verdict, after, plan)
        assert back.verdict.cost == verdict.cost
        plan, verdict = after, change.verdict


@given(st.integers(0, 2**32))
def test_a_part_put_where_it_disturbs_least_leaves_the_others_as_they_are(seed: int) -> None:
    part = random.Random(seed).choice(PARTS)
    without = moves.to_pool(PLAN, [part])
    verdict = judge(DAY, without)
    found = moves.cheapest(DAY, verdict, without, part)
    if found is None:
        return
    assert moves.to_pool(found, [part]).routes == without.routes
    assert not moves.priced(DAY, verdict, without, found).new_breaches
