"""Times, costs and breaches of plans, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge, price_change, route_verdict
from routing.errors import BadPlan
from routing.plan import Plan, Route, Trip
from routing.problem import (
    FOREVER,
    Break,
    Depot,
    Lock,
    Pin,
    Problem,
    Run,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)
from routing.verdict import Breach, BreakTimes, Kind, RouteVerdict, Verdict
from tests.unit.routing.days import DEPOT, LEG, VAN, at, day, line


def plan(*trips: tuple[str, ...], vehicle: str = "V1") -> Plan:
    """Return a plan of one vehicle, all trips from depot 0."""
    return Plan((Route(vehicle, tuple(Trip(0, stops) for stops in trips)),))


def judged(problem: Problem, *trips: tuple[str, ...]) -> RouteVerdict:
    """Return the verdict on the only route of a plan without breaches."""
    verdict = judge(problem, plan(*trips))
    assert verdict.breaches == ()
    return verdict.routes[0]


def van(**changed: object) -> Vehicle:
    """Return the van of these days, with something else."""
    return replace(VAN, **changed)  # type: ignore[arg-type]


def times(route: RouteVerdict) -> list[tuple[int, int, int]]:
    """Return arrival, begin, departure of every stop."""
    return [(stop.arrival, stop.begin, stop.departure) for stop in route.stops]


def test_a_day_begins_so_that_nobody_waits() -> None:
    """The window of place 2 opens at 1000: one leaves at 800, is back at 1210."""
    route = judged(day(at(2, windows=(Window(1000, 2000),), service=10)), ("s2",))
    assert (route.start, route.end, route.duration, route.waiting) == (800, 1210, 410, 0)
    assert (route.distance, route.cost) == (4000, 500 + 4000 + 2 * 410)


def test_a_day_begins_as_early_as_it_may_where_it_is_the_shortest_anyway() -> None:
    """Without windows the shift says when."""
    route = judged(day(at(1), vehicles=(van(shift=Window(300, 900)),)), ("s1",))
    assert (route.start, route.end) == (300, 500)


def test_waiting_that_windows_force_is_in_the_day() -> None:
    """Place 1 closes at 100, place 2 opens at 1000: 800 of waiting."""
    problem = day(at(1, windows=(Window(0, 100),)), at(2, windows=(Window(1000, 1001),)))
    route = judged(problem, ("s1", "s2"))
    assert times(route) == [(100, 100, 100), (200, 1000, 1000)]
    assert (route.start, route.duration, route.waiting) == (0, 1200, 800)


def test_of_several_windows_those_make_the_day_short_that_lie_together() -> None:
    """Place 1 early or late, place 2 only late: late both, though early was possible."""
    problem = day(
        at(1, windows=(Window(100, 200), Window(900, 1000))), at(2, windows=(Window(1000, 1100),))
    )
    route = judged(problem, ("s1", "s2"))
    assert times(route) == [(900, 900, 900), (1000, 1000, 1000)]
    assert (route.start, route.duration) == (800, 400)


def test_the_best_departure_may_lie_behind_one_that_waits() -> None:
    """Leaving by 100 waits 600 at place 2; by 550 nobody waits at all."""
    problem = day(
        at(1, windows=(Window(100, 200), Window(650, 700))),
        at(2, windows=(Window(0, 150), Window(750, 800))),
    )
    route = judged(problem, ("s1", "s2"))
    assert (route.start, route.duration, route.waiting) == (550, 400, 0)


def test_loading_and_reloading_are_in_the_day_and_goods_are_waited_for() -> None:
    """Loading 30, reloading 20; the goods of the second trip are ready at 1000 only."""
    problem = day(
        at(1),
        at(2, release=1000),
        depots=(replace(DEPOT, loading=30, reloading=20),),
        vehicles=(van(max_trips=2),),
    )
    route = judged(problem, ("s1",), ("s2",))
    first, second = route.trips
    assert (first.loading, first.departure, first.end) == (770, 800, 1000)
    assert (second.loading, second.departure, second.end) == (1000, 1020, 1420)
    assert (route.duration, second.duration) == (650, 400)


def test_loads_are_on_board_until_they_are_delivered_and_pickups_until_the_depot() -> None:
    """90 out; then 40 are left and 35 taken along."""
    problem = day(at(1, delivery=(50,)), at(2, delivery=(40,), pickup=(75,)))
    route = judged(problem, ("s1", "s2"))
    trip = route.trips[0]
    assert (trip.load, [stop.load for stop in trip.stops], trip.peak) == (
        (90,),
        [(40,), (75,)],
        (90,),
    )


def test_a_day_may_end_at_the_last_stop() -> None:
    """No way home, no time for it."""
    route = judged(day(at(3), vehicles=(van(end=None),)), ("s3",))
    assert (route.distance, route.duration, route.end) == (3000, 300, 300)


def test_trips_lead_from_depot_to_depot() -> None:
    """Loaded at place 0, then at place 5, home to place 0."""
    problem = day(
        at(4),
        at(3),
        depots=(DEPOT, Depot(id="E", place=5)),
        vehicles=(van(max_trips=2, reloads_at=frozenset({1})),),
    )
    verdict = judge(problem, Plan((Route("V1", (Trip(0, ("s4",)), Trip(1, ("s3",)))),)))
    assert verdict.breaches == ()
    assert [trip.distance for trip in verdict.routes[0].trips] == [5000, 5000]


def test_overtime_is_paid_on_top() -> None:
    """A day of 400 where 350 are usual: 50 at 7 more each."""
    problem = day(at(2), vehicles=(van(max_duration=350, max_overtime=50, per_overtime=7),))
    route = judged(problem, ("s2",))
    assert (route.overtime, route.cost) == (50, 500 + 4000 + 800 + 350)


def test_a_trip_stands_loaded_rather_than_last_too_long() -> None:
    """A second trip that left at once would be away for 1000; it leaves 600 later."""
    problem = day(
        at(1, windows=(Window(0, 100),)),
        at(2, windows=(Window(1000, 1100),)),
        vehicles=(van(max_trips=2, max_trip_duration=400),),
    )
    route = judged(problem, ("s1",), ("s2",))
    assert [(trip.loading, trip.departure, trip.end) for trip in route.trips] == [
        (0, 0, 200),
        (200, 800, 1200),
    ]


def test_pace_depends_on_the_hour_and_zone_of_leaving() -> None:
    """Twice as slow in the first hour; the leg home begins in the second one."""
    ways = replace(line(3), zones=[0, 0, 0], pace=[[200, 100] * 12])
    problem = day(at(2, windows=(Window(3500, 3600),), service=50), travel=(ways,))
    route = judged(problem, ("s2",))
    assert times(route) == [(3550, 3550, 3600)]
    assert (route.start, route.end) == (3150, 3800)


def test_a_rest_takes_up_waiting() -> None:
    """The driver rests 100 of the 800 he waits at place 2 anyway."""
    rest = Break(Window(150, 700), 100)
    problem = day(
        at(1, windows=(Window(0, 100),)),
        at(2, windows=(Window(1000, 1001),)),
        vehicles=(van(breaks=(rest,)),),
    )
    route = judged(problem, ("s1", "s2"))
    assert (route.duration, route.waiting) == (1200, 700)
    assert len(route.breaks) == 1
    assert 150 <= route.breaks[0].begin <= 700


def test_a_rest_makes_the_day_longer_where_nobody_waits() -> None:
    """One cannot do without it: the window forces the day across it; before service or after."""
    problem = day(
        at(2, windows=(Window(300, 300),)),
        vehicles=(van(breaks=(Break(Window(250, 310), 50),)),),
    )
    route = judged(problem, ("s2",))
    assert (route.start, route.end, route.duration) == (50, 500, 450)
    assert route.breaks == (BreakTimes(250, 50, 0, 0),)


def test_no_rest_is_due_before_or_behind_the_day() -> None:
    """The day is over at 400, or begins when the rest was over."""
    over = day(at(2), vehicles=(van(breaks=(Break(Window(350, 400), 50),)),))
    assert judged(over, ("s2",)).breaks == ()
    rest = Break(Window(0, 100), 50)
    before = day(at(2, windows=(Window(250, 300),)), vehicles=(van(breaks=(rest,)),))
    route = judged(before, ("s2",))
    assert (route.start, route.breaks) == (50, ())


def test_a_vehicle_under_way_goes_on_from_where_it_is() -> None:
    """Left at 100 with loading of 30 before, at place 3 since 700: 630 of its day are over."""
    problem = day(
        at(4),
        depots=(replace(DEPOT, loading=30),),
        vehicles=(van(at=3, ready=700),),
        locks=(Lock(vehicle="V1", trip=0, stops=("s4",), departure=100),),
    )
    route = judged(problem, ("s4",))
    assert times(route) == [(800, 800, 800)]
    assert (route.start, route.end, route.duration, route.distance) == (70, 1200, 1130, 5000)
    assert (route.trips[0].departure, route.trips[0].duration) == (100, 1100)


def test_an_empty_vehicle_elsewhere_drives_to_the_depot_first() -> None:
    """From place 3 to the depot, loading, to place 1 and back."""
    problem = day(at(1), depots=(replace(DEPOT, loading=30),), vehicles=(van(at=3, ready=700),))
    route = judged(problem, ("s1",))
    assert (route.start, route.trips[0].loading, route.end) == (700, 1000, 1230)
    assert route.distance == 5000


def test_a_trip_that_left_did_so_when_it_did() -> None:
    """Departure is a fact: waiting at place 2 stays in the day."""
    problem = day(
        at(2, windows=(Window(1000, 1001),)),
        locks=(Lock(vehicle="V1", trip=0, stops=("s2",), departure=100),),
    )
    route = judged(problem, ("s2",))
    assert (route.start, route.waiting, route.end) == (100, 700, 1200)


def test_a_late_plan_is_timed_to_its_end() -> None:
    """Late by 50 at place 1 and by 150 at place 3, at the earliest; the day is 600."""
    problem = day(at(1, windows=(Window(0, 50),)), at(3, windows=(Window(0, 150),)))
    verdict = judge(problem, plan(("s1", "s3")))
    assert verdict.breaches == (
        Breach(Kind.LATE, "V1", 0, "s1", 50),
        Breach(Kind.LATE, "V1", 0, "s3", 150),
    )
    assert times(verdict.routes[0]) == [(100, 100, 100), (300, 300, 300)]
    assert (verdict.routes[0].late, verdict.cost) == (200, 500 + 6000 + 1200)


def test_lateness_behind_a_wait_does_not_make_the_day_longer() -> None:
    """Place 1 opens at 500, so place 2 is late by 100 whenever one leaves: at 400 then."""
    problem = day(at(1, windows=(Window(500, 600),)), at(2, windows=(Window(0, 500),)))
    verdict = judge(problem, plan(("s1", "s2")))
    assert verdict.breaches == (Breach(Kind.LATE, "V1", 0, "s2", 100),)
    assert (verdict.routes[0].start, verdict.routes[0].duration) == (400, 400)


NOWHERE = Travel(distances=matrix_of([[0, FOREVER], [1, 0]]), durations=matrix_of([[0, 7], [7, 0]]))
TWO_VANS = (VAN, replace(VAN, id="V2"))

BROKEN: dict[str, tuple[Problem, Plan, tuple[Breach, ...]]] = {
    "unknown stop": (
        day(at(1)),
        plan(("s1", "s9")),
        (Breach(Kind.UNKNOWN_STOP, "V1", 0, "s9"),),
    ),
    "unknown stop left out": (
        day(at(1)),
        replace(plan(("s1",)), unserved=("s9",)),
        (Breach(Kind.UNKNOWN_STOP, stop="s9"),),
    ),
    "unknown vehicle": (
        day(at(1, price_unserved=5)),
        plan(("s1",), vehicle="V9"),
        (Breach(Kind.UNKNOWN_VEHICLE, "V9"),),
    ),
    "unknown depot": (
        day(at(1)),
        Plan((Route("V1", (Trip(3, ("s1",)),)),)),
        (Breach(Kind.UNKNOWN_DEPOT, "V1", 0, amount=3),),
    ),
    "stop twice": (
        day(at(1)),
        plan(("s1", "s1")),
        (Breach(Kind.STOP_TWICE, "V1", stop="s1", amount=1),),
    ),
    "served and left out": (
        day(at(1)),
        replace(plan(("s1",)), unserved=("s1",)),
        (Breach(Kind.STOP_TWICE, "V1", stop="s1", amount=1),),
    ),
    "vehicle twice": (
        day(at(1), at(2)),
        Plan((*plan(("s1",)).routes, *plan(("s2",)).routes)),
        (Breach(Kind.VEHICLE_TWICE, "V1", amount=1),),
    ),
    "load": (
        day(at(1, delivery=(70,)), at(2, delivery=(31,))),
        plan(("s1", "s2")),
        (Breach(Kind.LOAD, "V1", 0, amount=1, dimension="kg"),),
    ),
    "load taken along": (
        day(at(1, delivery=(), pickup=(70,)), at(2, delivery=(), pickup=(50,))),
        plan(("s1", "s2")),
        (Breach(Kind.LOAD, "V1", 0, amount=20, dimension="kg"),),
    ),
    "late": (
        day(at(2, windows=(Window(0, 90), Window(110, 150)))),
        plan(("s2",)),
        (Breach(Kind.LATE, "V1", 0, "s2", 50),),
    ),
    "depot closed at the end": (
        day(at(2), depots=(replace(DEPOT, window=Window(0, 350)),)),
        plan(("s2",)),
        (Breach(Kind.DEPOT_CLOSED, "V1", 0, amount=50, other="D"),),
    ),
    "depot closed before the goods come": (
        day(
            at(2, release=360),
            depots=(replace(DEPOT, window=Window(0, 350)),),
            vehicles=(van(end=None),),
        ),
        plan(("s2",)),
        (Breach(Kind.DEPOT_CLOSED, "V1", 0, amount=10, other="D"),),
    ),
    "shift": (
        day(at(2), vehicles=(van(shift=Window(100, 450)),)),
        plan(("s2",)),
        (Breach(Kind.SHIFT, "V1", amount=50),),
    ),
    "duration": (
        day(at(2), vehicles=(van(max_duration=350, max_overtime=30),)),
        plan(("s2",)),
        (Breach(Kind.DURATION, "V1", amount=20),),
    ),
    "trip duration": (
        day(at(2), vehicles=(van(max_trip_duration=390),)),
        plan(("s2",)),
        (Breach(Kind.TRIP_DURATION, "V1", 0, amount=10),),
    ),
    "distance": (
        day(at(2), vehicles=(van(max_distance=3999),)),
        plan(("s2",)),
        (Breach(Kind.DISTANCE, "V1", amount=1),),
    ),
    "stops": (
        day(at(1), at(2), vehicles=(van(max_stops=1),)),
        plan(("s1", "s2")),
        (Breach(Kind.STOPS, "V1", 0, amount=1),),
    ),
    "trips": (
        day(at(1), at(2)),
        plan(("s1",), ("s2",)),
        (Breach(Kind.TRIPS, "V1", amount=1),),
    ),
    "break": (
        # One leg from 0 to 500: there is nowhere to rest before.
        day(
            at(5),
            vehicles=(van(breaks=(Break(Window(60, 490), 20),)),),
            locks=(Lock(vehicle="V1", trip=0, stops=("s5",), departure=0),),
        ),
        plan(("s5",)),
        (Breach(Kind.BREAK, "V1", amount=10),),
    ),
    "unreachable": (
        day(at(1), travel=(NOWHERE,)),
        plan(("s1",)),
        (Breach(Kind.UNREACHABLE, "V1", 0, "s1"),),
    ),
    "skill": (
        day(at(1, skills=frozenset({"cold", "lift"})), vehicles=(van(skills=frozenset({"lift"})),)),
        plan(("s1",)),
        (Breach(Kind.SKILL, "V1", 0, "s1", other="cold"),),
    ),
    "size": (
        day(at(1, max_size=2), vehicles=(van(size=5),)),
        plan(("s1",)),
        (Breach(Kind.SIZE, "V1", 0, "s1", 3),),
    ),
    "pin": (
        day(at(1), vehicles=TWO_VANS, pins=(Pin("s1", "V2"),)),
        plan(("s1",)),
        (Breach(Kind.PIN, "V1", 0, "s1", other="V2"),),
    ),
    "source": (
        day(at(1, depots=frozenset({1})), depots=(DEPOT, Depot(id="E", place=5))),
        plan(("s1",)),
        (Breach(Kind.SOURCE, "V1", 0, "s1", other="D"),),
    ),
    "depot": (
        day(at(1), depots=(DEPOT, Depot(id="E", place=5))),
        Plan((Route("V1", (Trip(1, ("s1",)),)),)),
        (Breach(Kind.DEPOT, "V1", 0, amount=1),),
    ),
    "goods": (
        day(
            at(1, goods=frozenset({"food"})),
            at(2, goods=frozenset({"paint"})),
            incompatible=frozenset({frozenset({"food", "paint"})}),
        ),
        plan(("s1", "s2")),
        (Breach(Kind.GOODS, "V1", 0, "s2", other="s1"),),
    ),
    "together": (
        day(at(1, together="a"), at(2, together="a"), vehicles=TWO_VANS),
        Plan((*plan(("s1",)).routes, *plan(("s2",), vehicle="V2").routes)),
        (Breach(Kind.TOGETHER, "V2", stop="s2", other="s1"),),
    ),
    "group": (
        day(at(1, group="g"), at(2, group="g", price_unserved=9)),
        plan(("s1",)),
        (Breach(Kind.GROUP, stop="s2", other="s1"),),
    ),
    "lock of another order": (
        day(at(1), at(2), locks=(Lock(vehicle="V1", trip=0, stops=("s2", "s1")),)),
        plan(("s1", "s2")),
        (Breach(Kind.LOCK, "V1", 0, "s2"),),
    ),
    "lock of a whole trip": (
        day(at(1), at(2), locks=(Lock(vehicle="V1", trip=0, stops=("s1",), whole=True),)),
        plan(("s1", "s2")),
        (Breach(Kind.LOCK, "V1", 0, "s2"),),
    ),
    "lock of a vehicle that stays at home": (
        day(
            at(1, price_unserved=3),
            locks=(Lock(vehicle="V1", trip=0, stops=("s1",)),),
        ),
        Plan(()),
        (Breach(Kind.LOCK, "V1", 0, "s1"),),
    ),
    "left without the goods": (
        day(at(1), at(2), locks=(Lock(vehicle="V1", trip=0, stops=("s1",), departure=50),)),
        plan(("s1", "s2")),
        (Breach(Kind.DEPARTED, "V1", 0, "s2"),),
    ),
    "left before it was back": (
        day(
            at(1),
            at(2),
            vehicles=(van(max_trips=2),),
            locks=(Lock(vehicle="V1", trip=1, stops=("s2",), departure=150),),
        ),
        plan(("s1",), ("s2",)),
        (Breach(Kind.DEPARTED, "V1", 1, amount=50),),
    ),
    "left before the goods were ready": (
        day(at(1, release=80), locks=(Lock(vehicle="V1", trip=0, stops=("s1",), departure=50),)),
        plan(("s1",)),
        (Breach(Kind.DEPARTED, "V1", 0, "s1", 30),),
    ),
    "run parted": (
        day(at(1), at(2), at(3), runs=(Run(("s1", "s3")),)),
        plan(("s1", "s2", "s3")),
        (Breach(Kind.RUN, "V1", 0, "s3", other="s1"),),
    ),
    "run begun in the middle": (
        day(at(1, price_unserved=9), at(3), runs=(Run(("s1", "s3")),)),
        plan(("s3",)),
        (Breach(Kind.RUN, "V1", 0, "s3", other="s1"),),
    ),
    "unserved": (day(at(1)), Plan(()), (Breach(Kind.UNSERVED, stop="s1"),)),
}


@pytest.mark.parametrize("case", BROKEN)
def test_every_rule_that_is_broken_is_named_with_where_and_by_how_much(case: str) -> None:
    """One rule each, and nothing else."""
    problem, broken, breaches = BROKEN[case]
    verdict = judge(problem, broken)
    assert verdict.breaches == breaches
    assert not verdict.feasible


def test_there_is_a_broken_plan_of_every_kind() -> None:
    """No rule goes untested."""
    kinds = {breach.kind for _, _, breaches in BROKEN.values() for breach in breaches}
    assert kinds == set(Kind)


def test_a_route_without_stops_is_not_driven() -> None:
    """It costs nothing, whatever the vehicle costs."""
    verdict = judge(day(), Plan((Route("V1", (Trip(0, ()),)),)))
    assert (verdict.cost, verdict.breaches, verdict.routes[0].trips) == (0, (), ())


def test_what_is_left_out_costs_its_price() -> None:
    """The plan need not say what it leaves out."""
    verdict = judge(day(at(1, price_unserved=70), at(2)), plan(("s2",)))
    assert (verdict.unserved, verdict.unserved_cost, verdict.cost) == (
        ("s1",),
        70,
        500 + 4000 + 800 + 70,
    )
    assert verdict.feasible


def test_a_route_of_an_unknown_vehicle_cannot_be_judged_alone() -> None:
    """There is nothing to judge it by."""
    with pytest.raises(BadPlan) as refused:
        route_verdict(day(at(1)), Route("V9", ()))
    assert refused.value.facts == {"what": "vehicle", "key": "V9"}


def test_a_change_is_priced_before_it_is_made() -> None:
    """Place 2 goes over to the other van: two ways of 4000 and 2000 instead of one of 4000."""
    problem = day(at(1), at(2, price_unserved=9), vehicles=TWO_VANS)
    before = judge(problem, plan(("s1", "s2")))
    change = price_change(
        problem, before, [*plan(("s1",)).routes, *plan(("s2",), vehicle="V2").routes]
    )
    assert (change.cost, change.distance, change.duration) == (500 + 2000 + 400, 2000, 200)
    assert (change.new_breaches, change.gone_breaches) == ((), ())
    left = price_change(problem, before, plan(("s2",)).routes)
    assert left.new_breaches == (Breach(Kind.UNSERVED, stop="s1"),)
    assert left.verdict == judge(problem, plan(("s2",)))


def test_verdicts_sum_up_their_routes() -> None:
    """Distance and duration of the day, and the route of a vehicle."""
    problem = day(at(1), at(2), vehicles=TWO_VANS)
    verdict: Verdict = judge(
        problem, Plan((*plan(("s1",)).routes, *plan(("s2",), vehicle="V2").routes))
    )
    assert (verdict.distance, verdict.duration) == (6000, 600)
    assert verdict.route_of["V2"].distance == 4000


def test_trips_keep_their_numbers_though_one_before_them_is_empty() -> None:
    """Locks, trips, rests and breaches count all trips of the plan; only driven ones cost time."""
    problem = day(
        at(2, delivery=(120,)),
        depots=(replace(DEPOT, loading=30, reloading=70),),
        vehicles=(van(max_trips=2, breaks=(Break(Window(200, 240), 50),)),),
        locks=(Lock(vehicle="V1", trip=1, stops=("s2",), departure=30),),
    )
    verdict = judge(problem, plan((), ("s2",)))
    route = verdict.routes[0]
    assert verdict.breaches == (Breach(Kind.LOAD, "V1", 1, "", 20, "kg"),)
    assert [trip.index for trip in route.trips] == [1]
    assert (route.start, route.end) == (0, 480)
    assert route.breaks == (BreakTimes(230, 50, 1, 0),)


def test_a_trip_under_way_has_lasted_since_it_left() -> None:
    """Away from 100 to 1200 where 1000 are allowed, however late it was seen on its way."""
    problem = day(
        at(4),
        vehicles=(van(at=3, ready=700, max_trip_duration=1000),),
        locks=(Lock(vehicle="V1", trip=0, stops=("s4",), departure=100),),
    )
    verdict = judge(problem, plan(("s4",)))
    assert verdict.breaches == (Breach(Kind.TRIP_DURATION, "V1", 0, amount=100),)


def test_trips_that_must_last_too_long_do_so_by_as_little_as_can_be() -> None:
    """Place 1 early or late, place 2 late: leaving early lasts 1200, leaving late 400 of 390."""
    problem = day(
        at(1, windows=(Window(100, 200), Window(900, 1000))),
        at(2, windows=(Window(1000, 1100),)),
        vehicles=(van(max_trip_duration=390),),
        depots=(replace(DEPOT, loading=30),),
    )
    verdict = judge(problem, plan(("s1", "s2")))
    assert verdict.breaches == (Breach(Kind.TRIP_DURATION, "V1", 0, amount=10),)
    assert verdict.routes[0].duration == 430


def test_a_day_that_begins_when_a_rest_is_over_is_sooner_at_its_stop_than_one_before_it() -> None:
    """Begun at 99, the driver rests on the way and misses the first window; begun at 100 not."""
    problem = day(
        at(1, windows=(Window(200, 210), Window(299, 400))),
        at(2, windows=(Window(300, 310), Window(399, 500))),
        vehicles=(replace(VAN, breaks=(Break(Window(0, 150), 100),)),),
    )
    found = judge(problem, Plan((Route("V1", (Trip(0, ("s1", "s2")),)),))).routes[0]
    assert (found.start, found.duration, found.breaches) == (100, 4 * LEG, ())
