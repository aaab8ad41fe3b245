"""Differences of random plans: any hunks can be accepted; all make the one, none the other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.check import judge
from routing.diff import HunkKind, PlanDiff, apply, diff, weigh
from routing.hunks import WHOLE
from routing.plan import Plan
from routing.problem import Problem, Run
from tests.property.routing_days import plans, problems


@st.composite
def changes(draw: st.DrawFn) -> tuple[Problem, Plan, Plan]:
    """A small day with stops bound to one another in every way, and two plans of it."""
    problem = draw(problems())
    words = st.sampled_from(["", "", "one"])
    stops = tuple(replace(stop, group=draw(words), together=draw(words)) for stop in problem.stops)
    problem = replace(problem, stops=stops)
    if len(stops) > 1 and draw(st.booleans()):
        problem = replace(problem, runs=(Run((stops[0].id, stops[1].id)),))
    return problem, draw(plans(problem)), draw(plans(problem))


def served(plan: Plan) -> list[str]:
    """Return every visit of a plan."""
    return [stop for route in plan.routes for stop in route.stops]


@given(changes())
@settings(max_examples=60, deadline=None)
def test_all_hunks_make_the_plan_after_and_none_leaves_the_plan_before(
    change: tuple[Problem, Plan, Plan],
) -> None:
    problem, before, after = change
    found = diff(problem, before, after)
    assert apply(problem, before, found, found.whole) == after
    assert apply(problem, before, found, ()) == before
    assert (found.hunks == ()) == (before.routes == after.routes)


@given(changes())
@settings(max_examples=60, deadline=None)
def test_hunks_put_together_are_the_plan_after_without_taking_it_as_a_whole(
    change: tuple[Problem, Plan, Plan],
) -> None:
    """An id more, so that the hunks are really put together and not the plan handed out."""
    problem, before, after = change
    found = diff(problem, before, after)
    more = replace(found.hunks[0], id="nothing", stops=()) if found.hunks else None
    if more is not None:
        built = replace(found, hunks=(*found.hunks, more))
        assert apply(problem, before, built, found.whole).routes == after.routes


@given(changes(), st.data())
@settings(max_examples=100, deadline=None)
def test_any_hunks_make_a_plan_with_every_stop_once_at_most(
    change: tuple[Problem, Plan, Plan], data: st.DataObject
) -> None:
    problem, before, after = change
    found = diff(problem, before, after)
    some = data.draw(st.sets(st.sampled_from(sorted(found.whole)))) if found.hunks else set()
    weighed = weigh(problem, found, some)
    assert weighed.accepted >= some
    visits = served(weighed.plan)
    assert len(visits) == len(set(visits))
    _stands_where_accepted(found, weighed.accepted, weighed.plan)
    truth = judge(problem, weighed.plan)
    assert truth.cost - judge(problem, before).cost == weighed.delta.total
    assert set(truth.breaches) == set(weighed.change.verdict.breaches)


def _stands_where_accepted(found: PlanDiff, accepted: frozenset[str], plan: Plan) -> None:
    """Every stop is on the vehicle of the plan after where its hunk is accepted, else as before."""
    vehicle_of = {stop: route.vehicle for route in plan.routes for stop in route.stops}
    for hunk in found.hunks:
        if hunk.kind in WHOLE | {HunkKind.ORDER, HunkKind.DEPOT}:
            continue
        spot = hunk.now if hunk.id in accepted else hunk.was
        assert vehicle_of.get(hunk.stops[0]) == (spot.vehicle if spot is not None else None)


@given(changes(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_not_accepted_takes_with_it_whatever_needs_it(
    change: tuple[Problem, Plan, Plan], data: st.DataObject
) -> None:
    problem, before, after = change
    found = diff(problem, before, after)
    if not found.hunks:
        return
    key = data.draw(st.sampled_from(sorted(found.whole)))
    left = found.without(found.whole, {key})
    assert key not in left
    assert found.needed(left) == left


@given(changes())
@settings(max_examples=60, deadline=None)
def test_every_hunk_is_told_once_and_priced_as_it_is_accepted(
    change: tuple[Problem, Plan, Plan],
) -> None:
    problem, before, after = change
    found = diff(problem, before, after)
    assert len(found.by_id) == len(found.hunks)
    for hunk in found.hunks:
        assert hunk.delta == weigh(problem, found, {hunk.id}).delta
        assert hunk.needs <= found.whole - {hunk.id}
