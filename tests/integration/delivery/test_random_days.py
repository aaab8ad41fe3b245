"""Random days: whatever is planned and taken is what is read again."""

from __future__ import annotations

import random

import pytest
from sqlalchemy.orm import Session

from core.delivery.planning import moves
from core.delivery.planning.parts import split_part
from core.delivery.planning.problems import plan_of
from core.delivery.planning.taking import take_plan
from core.kernel.clock import Clock
from tests.integration.delivery.yard import BOSS, build, problem


@pytest.mark.parametrize("seed", range(3))
def test_what_is_taken_is_read_again(session: Session, clock: Clock, seed: int) -> None:
    dice = random.Random(seed)
    yard = build(session, clock, "GLOVES 90000 @10", vehicles="VAN 1000, LORRY 3000, TRUCK 9000")
    for number in range(8):
        where = f"P{number % 5} 55.{dice.randint(60, 90)} 37.{dice.randint(40, 80)}"
        yard.order(session, f"GLOVES {dice.choice((5, 70, 400, 12000))}", at=where)
    for _ in range(6):
        day = yard.day(session)
        plan = plan_of(day)
        part = dice.choice([one for one in day.parts if one.lines[0].quantity > 2000])
        cut, new = split_part(day, part.id, {part.lines[0].disposition_line_id: 1000})
        vehicle = dice.choice(day.vehicles).id
        plan = moves.new_trip(plan, [new], vehicle)
        for _ in range(4):
            some = dice.sample([one.id for one in cut.parts], 2)
            plan = dice.choice(
                (
                    moves.to_pool(plan, some[:1]),
                    moves.new_trip(plan, some, dice.choice(day.vehicles).id),
                    moves.swap(plan, some[:1], some[1:]),
                )
            )
        take_plan(session, BOSS, cut, plan, clock=clock)
        again = yard.day(session)
        stored = {route.vehicle: route for route in plan_of(again).routes}
        assert stored == {route.vehicle: route for route in plan.routes}
        goods = {one.id: one.lines for one in again.parts}
        wanted = {one.id: one.lines for one in cut.parts}
        assert all(goods[p] == wanted[p] for route in plan.routes for p in route.stops)
        whole = sum(line.quantity for one in again.parts for line in one.lines)
        assert whole == sum(line.quantity for one in day.parts for line in one.lines)
        assert problem(again).stops
