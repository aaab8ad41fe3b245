"""The difference of two plans: what is told, what it costs, what is accepted with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge
from routing.diff import HunkKind, Retimed, Spot, apply, diff, retimed, weigh
from routing.errors import BadPlan, PlanTwice, StaleDiff
from routing.plan import Plan, Route, Trip
from routing.problem import Depot, Problem, Run, Window
from tests.unit.routing.days import LEG, VAN, at, day

TWO = (VAN, replace(VAN, id="V2", max_trips=3))
"""Two vans."""


def plan(**routes: list[str]) -> Plan:
    """Return a plan of vans by trips written as "s1 s2"."""
    return Plan(
        tuple(
            Route(vehicle, tuple(Trip(0, tuple(trip.split())) for trip in trips))
            for vehicle, trips in routes.items()
        )
    )


def vans(*places: int, **changed: object) -> Problem:
    """Return a day of stops at places, each worth 9 000 000, for two vans."""
    stops = tuple(at(place, price_unserved=9_000_000) for place in places)
    return day(*stops, vehicles=TWO, **changed)


def test_a_stop_that_moves_says_from_where_to_where_and_what_it_changes() -> None:
    problem = vans(1, 2, 3)
    before, after = plan(V1=["s1 s3"], V2=["s2"]), plan(V1=["s1"], V2=["s2 s3"])
    (hunk,) = diff(problem, before, after).hunks
    assert (hunk.id, hunk.kind, hunk.stops) == ("stop:s3", HunkKind.MOVED, ("s3",))
    assert (hunk.was, hunk.now) == (Spot("V1", 0, 1), Spot("V2", 0, 1))
    # V1 drives 2 km instead of 6, V2 6 instead of 4: 2 km less at 1, 200 seconds less at 2.
    assert (hunk.delta.cost, hunk.delta.distance, hunk.delta.late) == (-2400, -2000, 0)


def test_stops_that_are_newly_served_or_left_out_are_told_so() -> None:
    problem = vans(1, 2)
    found = diff(problem, plan(V1=["s1"]), plan(V1=["s2"]))
    kinds = [(hunk.kind, hunk.stops, hunk.was, hunk.now) for hunk in found.hunks]
    assert kinds == [
        (HunkKind.REMOVED, ("s1",), Spot("V1", 0), None),
        (HunkKind.DROPPED, ("s1",), Spot("V1", 0, 0), None),
        (HunkKind.ADDED, ("s2",), None, Spot("V1", 0)),
        (HunkKind.SERVED, ("s2",), None, Spot("V1", 0, 0)),
    ]
    assert apply(problem, found.before, found, {"stop:s2"}).unserved == ()
    assert apply(problem, found.before, found, {"stop:s1"}).unserved == ("s1", "s2")


def test_another_order_is_one_hunk_that_names_the_fewest_stops_that_move() -> None:
    problem = vans(1, 2, 3, 4)
    found = diff(problem, plan(V1=["s1 s2 s3 s4"]), plan(V1=["s4 s1 s2 s3"]))
    (hunk,) = found.hunks
    assert (hunk.kind, hunk.stops, hunk.now) == (HunkKind.ORDER, ("s4",), Spot("V1", 0))


def test_a_trip_at_another_depot_is_a_hunk() -> None:
    depots = (Depot(id="D", place=0), Depot(id="E", place=5))
    problem = vans(1, depots=depots)
    after = Plan((Route("V1", (Trip(1, ("s1",)),)),))
    (hunk,) = diff(problem, plan(V1=["s1"]), after).hunks
    assert (hunk.kind, hunk.id) == (HunkKind.DEPOT, "depot:V1:0")


def test_a_whole_trip_that_goes_to_another_van_is_accepted_with_all_its_stops() -> None:
    problem = vans(1, 2, 3)
    found = diff(problem, plan(V1=["s1 s2"], V2=["s3"]), plan(V2=["s3", "s1 s2"]))
    whole, *stops = found.hunks
    assert (whole.kind, whole.stops) == (HunkKind.GIVEN, ("s1", "s2"))
    assert (whole.was, whole.now) == (Spot("V1", 0), Spot("V2", 1))
    assert whole.needs == {hunk.id for hunk in stops} == {"stop:s1", "stop:s2"}
    assert found.needed({whole.id}) == found.whole
    assert found.needed({"stop:s1", "stop:s2"}) == found.whole
    assert found.without(found.whole, {"stop:s1"}) == {"stop:s2"}
    assert found.without(found.whole, {whole.id}) == frozenset()
    assert whole.delta.total == found.final.cost - found.verdict.cost == -500


def test_a_trip_that_is_cut_in_two_keeps_the_bigger_part() -> None:
    problem = vans(1, 2, 3)
    found = diff(problem, plan(V2=["s1 s2 s3"]), plan(V2=["s1", "s2 s3"]))
    assert [(hunk.kind, hunk.stops) for hunk in found.hunks] == [
        (HunkKind.ADDED, ("s1",)),
        (HunkKind.MOVED, ("s1",)),
    ]


def test_a_stop_accepted_without_the_others_stands_behind_the_one_it_follows() -> None:
    problem = vans(1, 2, 3, 4, 5)
    before = plan(V1=["s1 s2 s3"], V2=["s4 s5"])
    found = diff(problem, before, plan(V1=["s1 s4 s2 s5"], V2=["s3"]))
    assert apply(problem, before, found, {"stop:s4"}) == plan(V1=["s1 s4 s2 s3"], V2=["s5"])
    assert apply(problem, before, found, {"stop:s5"}) == plan(V1=["s1 s2 s5 s3"], V2=["s4"])


def test_stops_that_are_served_all_or_none_are_accepted_together() -> None:
    stops = [at(place, price_unserved=1, group="g" if place < 3 else "") for place in (1, 2, 3)]
    problem = day(*stops)
    found = diff(problem, plan(), plan(V1=["s1 s2 s3"]))
    assert found.by_id["stop:s1"].needs == {"stop:s2"}
    assert found.by_id["stop:s3"].needs == frozenset()
    assert apply(problem, plan(), found, {"stop:s2"}) == Plan(
        (Route("V1", (Trip(0, ("s1", "s2")),)),), ("s3",)
    )


def test_stops_of_one_company_follow_each_other_to_another_van() -> None:
    stops = [at(place, price_unserved=1, together="x") for place in (1, 2, 3)]
    problem = day(*stops, vehicles=TWO)
    found = diff(problem, plan(V1=["s1 s2 s3"]), plan(V2=["s1 s2"]))
    assert found.by_id["stop:s1"].needs == {"stop:s2", "stop:s3"}
    assert found.by_id["stop:s3"].needs == frozenset()


def test_a_run_is_accepted_as_a_whole() -> None:
    problem = vans(1, 2, 3, runs=(Run(("s1", "s2")),))
    found = diff(problem, plan(V1=["s1 s2"], V2=["s3"]), plan(V2=["s3 s1 s2"]))
    assert found.by_id["stop:s1"].needs == {"stop:s2"}


def test_a_hunk_says_which_rules_it_breaks_and_how_late_it_makes_others() -> None:
    late = at(3, price_unserved=9_000_000, windows=(Window(0, 3 * LEG),))
    problem = day(at(5, price_unserved=9_000_000), late, vehicles=TWO)
    found = diff(problem, plan(V1=["s3"], V2=["s5"]), plan(V1=["s5 s3"]))
    hunk = found.by_id["stop:s5"]
    assert hunk.delta.late == 4 * LEG
    assert [breach.kind.value for breach in hunk.delta.breaches] == ["late"]


def test_accepted_hunks_are_weighed_together_and_not_added_up() -> None:
    problem = vans(1, 2, 3)
    before = plan(V1=["s1 s2 s3"])
    found = diff(problem, before, plan(V2=["s1 s2 s3"]))
    one, other = found.by_id["stop:s1"], found.by_id["stop:s2"]
    weighed = weigh(problem, found, {"stop:s1", "stop:s2"})
    assert weighed.delta.total == judge(problem, weighed.plan).cost - judge(problem, before).cost
    assert weighed.delta.cost != one.delta.cost + other.delta.cost


def test_a_trip_that_leaves_at_another_time_is_told() -> None:
    first = at(1, price_unserved=1, windows=(Window(5000, 6000),))
    problem = day(first, at(2, price_unserved=1, windows=(Window(9000, 9900),)))
    before, after = judge(problem, plan(V1=["s2"])), judge(problem, plan(V1=["s1 s2"]))
    assert before.routes[0].trips[0].departure == 8800
    assert after.routes[0].trips[0].departure == 5900
    assert retimed(before, after) == (Retimed("V1", 0, 8800, 5900),)
    assert retimed(before, before) == ()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (plan(V9=["s1"]), BadPlan),
        (plan(V1=["s9"]), BadPlan),
        (plan(V1=["s1", "s1"]), PlanTwice),
        (Plan((*plan(V1=["s1"]).routes, *plan(V1=["s2"]).routes)), PlanTwice),
    ],
)
def test_plans_of_another_day_are_refused(wrong: Plan, error: type[Exception]) -> None:
    problem = vans(1, 2)
    with pytest.raises(error):
        diff(problem, plan(), wrong)
    with pytest.raises(error):
        diff(problem, wrong, plan())


def test_a_difference_of_a_plan_that_no_longer_stands_is_refused() -> None:
    problem = vans(1, 2)
    found = diff(problem, plan(V1=["s1"]), plan(V1=["s1 s2"]))
    with pytest.raises(StaleDiff):
        apply(problem, plan(V1=["s2"]), found, found.whole)
    with pytest.raises(StaleDiff):
        weigh(problem, found, {"stop:s7"})
