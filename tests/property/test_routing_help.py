"""Explanations and splits of random small problems."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.check import judge
from routing.explain import explain
from routing.plan import Plan
from routing.problem import Problem
from routing.relaxing import relaxed
from routing.split import Line, Order, Room, split
from tests.property.routing_days import days


@given(days())
@settings(deadline=None, max_examples=150)
def test_what_is_offered_serves_the_stop_and_less_would_not(day: tuple[Problem, Plan]) -> None:
    """The checker agrees to the plan with the stop in it; no figure can be smaller by one.

    Where a vehicle breaks the same rule already, less may break it by just as much as before.
    """
    problem, plan = day
    before = judge(problem, plan)
    broken = {(one.kind, one.vehicle) for one in before.breaches}
    explained = explain(problem, plan)
    assert sorted(told.stop for told in explained) == sorted(before.unserved)
    for told in explained:
        assert [one.vehicle for one in told.blocked] == [one.id for one in problem.vehicles]
        found = told.relaxation
        if found is None:
            continue
        kept = [route for route in plan.routes if route.vehicle != found.route.vehicle]
        wanted = Plan((*kept, found.route))
        after = judge(relaxed(problem, found.steps), wanted)
        assert told.stop not in after.unserved
        assert set(after.breaches) <= set(before.breaches)
        assert found.total == after.cost - before.cost
        assert found.total == found.cost + found.unserved_cost
        if problem.vehicle_by_id[found.route.vehicle].breaks:
            continue
        for step in found.steps:
            if not step.amount or (step.kind, found.route.vehicle) in broken:
                continue
            less = replace(step, after=step.after + (1 if step.release else -1))
            steps = [less if one is step else one for one in found.steps]
            tight = judge(relaxed(problem, steps), wanted)
            assert not set(tight.breaches) <= set(before.breaches)


@given(days())
@settings(deadline=None, max_examples=150)
def test_a_static_reason_means_that_no_empty_vehicle_takes_the_stop(
    day: tuple[Problem, Plan],
) -> None:
    """What is said to fit nowhere fits nowhere in a plan of nothing else; and the reverse."""
    problem, plan = day
    nothing = {told.stop: told for told in explain(problem, Plan(()))}
    for told in explain(problem, plan):
        alone = nothing[told.stop]
        assert told.static == alone.static
        free = any(one.breach is None for one in alone.blocked)
        assert told.static != free


units = st.tuples(st.integers(0, 6), st.integers(0, 6))
lines = st.lists(st.tuples(units, st.integers(0, 3)), min_size=1, max_size=3).map(
    lambda found: tuple(Line(f"l{at}", unit, n) for at, (unit, n) in enumerate(found))
)
rooms = st.lists(st.tuples(st.integers(6, 9), st.integers(6, 9)), min_size=1, max_size=2).map(
    lambda found: [Room(f"r{at}", capacity) for at, capacity in enumerate(found)]
)


def fewest(order: Order, allowed: list[Room]) -> int:
    """Return the fewest loads, by putting every unit into every load."""
    wanted = [line.unit for line in order.lines for _ in range(line.quantity)]
    best = len(wanted)

    def put(at: int, loads: list[tuple[int, int]]) -> None:
        nonlocal best
        if len(loads) >= best:
            return
        if at == len(wanted):
            best = len(loads)
            return
        weight, size = wanted[at]
        for index, (heavy, bulky) in enumerate(loads):
            more = (heavy + weight, bulky + size)
            if any(more[0] <= r.capacity[0] and more[1] <= r.capacity[1] for r in allowed):
                put(at + 1, [*loads[:index], more, *loads[index + 1 :]])
        put(at + 1, [*loads, wanted[at]])

    put(0, [])
    return best


@given(lines, rooms)
@settings(deadline=None)
def test_a_split_loses_nothing_and_its_bound_holds(
    wanted: tuple[Line, ...], allowed: list[Room]
) -> None:
    """Every unit is in some part, every part fits its vehicle; the fewest lie in between."""
    order = Order("o", wanted)
    found = split(order, allowed)
    capacity = {room.id: room.capacity for room in allowed}
    carried = dict.fromkeys((line.id for line in wanted), 0)
    unit = {line.id: line.unit for line in wanted}
    for part in found.parts:
        assert all(units > 0 for _, units in part.quantities)
        for line, count in part.quantities:
            carried[line] += count
        load = tuple(sum(unit[line][at] * n for line, n in part.quantities) for at in (0, 1))
        assert load == part.load
        assert all(a <= b for a, b in zip(load, capacity[part.room], strict=True))
    assert carried == {line.id: line.quantity for line in wanted}
    assert found.bound <= fewest(order, allowed) <= len(found.parts)
