"""Plans of random small days: the checker against trying everything."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.check import judge, price_change, route_verdict
from routing.judging.curves import Curve, driving, sooner_of, then, waiting
from routing.parts import HOUR, paced
from routing.plan import Plan, Route
from routing.problem import Problem, Window
from routing.verdict import Kind
from tests.property.routing_days import days, paced_days, shortest_day, windows

TIME = {
    Kind.LATE,
    Kind.DEPOT_CLOSED,
    Kind.SHIFT,
    Kind.TRIP_DURATION,
    Kind.BREAK,
}


@given(days())
@settings(max_examples=400, deadline=None)
def test_every_day_is_as_short_as_trying_every_moment_finds(day: tuple[Problem, Plan]) -> None:
    """Same duration, same begin; late exactly where nothing helps; the cost follows."""
    _is_shortest(*day)


@given(paced_days())
@settings(max_examples=150, deadline=None)
def test_every_day_is_as_short_where_the_pace_changes_by_the_hour(
    day: tuple[Problem, Plan],
) -> None:
    """Hours of five moments, so that a day of forty meets many of them."""
    with (
        patch("routing.parts.HOUR", 5),
        patch("routing.judging.curves.HOUR", 5),
        patch("routing.judging.exact.HOUR", 5),
    ):
        _is_shortest(*day)


def _is_shortest(problem: Problem, plan: Plan) -> None:
    """Compare every route of a plan with the best that trying every moment finds."""
    for route in plan.routes:
        found = route_verdict(problem, route)
        wanted = shortest_day(problem, route)
        late = {breach.kind for breach in found.breaches} & TIME
        assert (wanted is None) == bool(late), (wanted, found)
        if wanted is None:
            continue
        assert (found.duration, found.start) == wanted
        vehicle = problem.vehicle_by_id[route.vehicle]
        overtime = max(found.duration - vehicle.max_duration, 0)
        assert found.overtime == overtime
        assert found.cost == (
            vehicle.fixed
            + vehicle.per_distance * found.distance
            + vehicle.per_time * found.duration
            + vehicle.per_overtime * overtime
        )
        too_long = found.duration > vehicle.max_duration + vehicle.max_overtime
        assert too_long == any(breach.kind is Kind.DURATION for breach in found.breaches)


@given(days())
@settings(deadline=None)
def test_times_of_a_day_follow_one_another(day: tuple[Problem, Plan]) -> None:
    """Legs take what the matrix says, service what the stop says, loads add up, late or not."""
    problem, plan = day
    ways = problem.travel[0]
    for route in judge(problem, plan).routes:
        for trip in route.trips:
            here, now = problem.depots[trip.depot].place, trip.departure
            load = list(trip.load)
            for times in trip.stops:
                stop = problem.stop_by_id[times.stop]
                assert times.arrival == now + ways.duration(here, stop.place, now)
                assert times.distance == ways.distance(here, stop.place)
                assert times.begin >= times.arrival + times.waiting
                assert times.departure >= times.begin + stop.service
                inside = any(one.start <= times.begin <= one.end for one in stop.windows)
                assert inside == (times.late == 0)
                load[0] += sum(stop.pickup) - sum(stop.delivery)
                assert times.load == tuple(load)
                here, now = stop.place, times.departure
            assert trip.end >= now
        assert route.duration == route.end - route.start
        assert route.distance == sum(trip.distance for trip in route.trips)


@given(days())
@settings(deadline=None)
def test_costs_and_breaches_of_a_plan_are_those_of_its_parts(day: tuple[Problem, Plan]) -> None:
    """Routes cost what each costs alone; prices of what is left out come on top."""
    problem, plan = day
    verdict = judge(problem, plan)
    served = {stop for route in plan.routes for stop in route.stops}
    assert set(verdict.unserved) == {stop.id for stop in problem.stops} - served
    alone = [route_verdict(problem, route) for route in plan.routes]
    prices = sum(problem.stop_by_id[stop].price_unserved or 0 for stop in verdict.unserved)
    assert verdict.cost == sum(route.cost for route in alone) + prices
    missing = [s for s in verdict.unserved if problem.stop_by_id[s].price_unserved is None]
    assert [b.stop for b in verdict.breaches if b.kind is Kind.UNSERVED] == missing
    assert verdict.feasible == (not missing and all(route.feasible for route in alone))


@given(days(), st.integers(0, 5), st.integers(0, 5))
@settings(deadline=None)
def test_a_plan_without_breaches_stays_so_where_windows_are_wider(
    day: tuple[Problem, Plan], sooner: int, later: int
) -> None:
    """And no day becomes longer: all that was allowed still is."""
    problem, plan = day
    wider = replace(
        problem,
        stops=tuple(
            replace(
                stop,
                windows=(
                    Window(max(stop.windows[0].start - sooner, 0), stop.windows[-1].end + later),
                ),
            )
            for stop in problem.stops
        ),
    )
    before, after = judge(problem, plan), judge(wider, plan)
    for old, new in zip(before.routes, after.routes, strict=True):
        if old.feasible:
            assert new.feasible
            assert new.duration <= old.duration
            assert new.cost <= old.cost


@given(days(), st.randoms())
@settings(deadline=None)
def test_a_priced_change_is_the_plan_judged_anew(day: tuple[Problem, Plan], random: Random) -> None:
    """The difference of two whole verdicts, and the second one."""
    problem, plan = day
    before = judge(problem, plan)
    changed = []
    for route in plan.routes:
        trips = list(route.trips)
        random.shuffle(trips)
        changed.append(Route(route.vehicle, tuple(trips[: random.randint(0, len(trips))])))
    after = judge(problem, Plan(tuple(changed)))
    change = price_change(problem, before, changed)
    assert change.verdict == after
    assert change.cost == after.cost - before.cost
    assert set(change.new_breaches) == set(after.breaches) - set(before.breaches)
    assert set(change.gone_breaches) == set(before.breaches) - set(after.breaches)


def value_at(curve: Curve, moment: int) -> int | None:
    """Return when one is done who begins at a moment; None where he must not."""
    for first, last, value, slope in curve:
        if moment <= last:
            return value + slope * (moment - first) if moment >= first else None
    return None


percents = st.lists(st.sampled_from([50, 80, 100, 170, 300]), min_size=24, max_size=24)


@given(st.integers(0, 9000), percents, st.integers(0, 90000))
@settings(deadline=None, max_examples=50)
def test_nobody_arrives_later_than_one_who_leaves_after_him(
    whole: int, hours: list[int], at: int
) -> None:
    """A leg takes what its hour says, or gets there with whoever leaves later and is sooner."""

    def plain(moment: int) -> int:
        return moment - (-whole * hours[moment // HOUR % 24] // 100)

    later = [at, *range((at // HOUR + 1) * HOUR, at + 30 * HOUR, HOUR)]
    assert at + paced(whole, hours, at) == min(map(plain, later))
    curve = driving(whole, hours, max(at - 4000, 0), at + 4000)
    for moment in range(max(at - 4000, 0), at + 4001, 37):
        assert value_at(curve, moment) == moment + paced(whole, hours, moment)


@given(windows(), windows(), st.integers(0, 40))
def test_curves_join_as_functions_do(
    one: tuple[Window, ...], other: tuple[Window, ...], at: int
) -> None:
    """One after the other, and whichever is sooner, moment by moment."""
    first, second = waiting(one), waiting(other)
    middle = value_at(first, at)
    chained = None if middle is None else value_at(second, middle)
    assert value_at(then(first, second), at) == chained
    values = [value for curve in (first, second) if (value := value_at(curve, at)) is not None]
    assert value_at(sooner_of(first, second), at) == min(values, default=None)
