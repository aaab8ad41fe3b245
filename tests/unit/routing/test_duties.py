"""Trips of a plan on other vehicles than before, where that costs less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from math import inf

import pytest

from routing.check import judge
from routing.plan import Plan, Route, Trip
from routing.problem import Break, Problem, Window
from routing.solvers import duties
from routing.solvers.chains import Chains, Legs, longer
from routing.solvers.duties import run
from routing.solvers.insertion import construct
from routing.solvers.task import Reporter, Task
from tests.unit.routing.days import VAN, at, day
from tests.unit.routing.days_at_random import HOUR, plain_day

SECOND = replace(VAN, id="V2")
TWICE = replace(VAN, max_trips=2)
MORNING = at(1, windows=(Window(1000, 1200),))
NOON = at(2, windows=(Window(1500, 1900),))


def packed(problem: Problem, plan: Plan | None, seconds: float = 60) -> Plan | None:
    """Return what comes of a plan."""
    reporter = Reporter(lambda _plan: None, lambda: None)
    return run(problem, Task(seconds=seconds, warm=plan), reporter)


def apart(*stops: str) -> Plan:
    """Return a plan in which each stop has a vehicle for itself."""
    return Plan(tuple(Route(f"V{at}", (Trip(0, (stop,)),)) for at, stop in enumerate(stops, 1)))


def duties_of(plan: Plan | None) -> dict[str, list[tuple[str, ...]]]:
    """Return the trips of each vehicle."""
    assert plan is not None
    return {route.vehicle: [trip.stops for trip in route.trips] for route in plan.routes}


def test_one_vehicle_makes_both_trips_where_two_made_one_each() -> None:
    problem = day(MORNING, NOON, vehicles=(TWICE, replace(TWICE, id="V2")))
    found = packed(problem, apart("s1", "s2"))
    assert list(duties_of(found).values()) == [[("s1",), ("s2",)]]
    assert found is not None
    assert judge(problem, found).feasible


def test_trips_at_the_same_time_need_two() -> None:
    noon = replace(NOON, windows=(Window(1000, 1200),))
    problem = day(MORNING, noon, vehicles=(TWICE, replace(TWICE, id="V2")))
    assert duties_of(packed(problem, apart("s1", "s2"))) == {"V1": [("s1",)], "V2": [("s2",)]}


def test_no_vehicle_makes_more_trips_than_it_may() -> None:
    evening = at(3, windows=(Window(3000, 4000),))
    fleet = tuple(replace(TWICE, id=f"V{number}") for number in (1, 2, 3))
    problem = day(MORNING, NOON, evening, vehicles=fleet)
    found = duties_of(packed(problem, apart("s1", "s2", "s3")))
    assert sorted(map(len, found.values())) == [1, 2]


def test_a_trip_goes_to_a_cheaper_vehicle_that_has_room_for_it() -> None:
    cheap = replace(TWICE, id="V2", fixed=100, capacity=(15,))
    problem = day(MORNING, replace(NOON, delivery=(20,)), vehicles=(TWICE, cheap))
    dear = Plan((Route("V1", (Trip(0, ("s1",)), Trip(0, ("s2",)))),))
    assert duties_of(packed(problem, dear)) == {"V1": [("s1",), ("s2",)]}
    small = day(MORNING, NOON, vehicles=(TWICE, cheap))
    assert duties_of(packed(small, dear)) == {"V2": [("s1",), ("s2",)]}


def test_a_duty_that_stays_stays_with_its_vehicle() -> None:
    evening = at(3, windows=(Window(1000, 1000),), skills=frozenset({"cold"}))
    cold = replace(TWICE, skills=frozenset({"cold"}))
    fleet = (TWICE, replace(TWICE, id="V2"), replace(cold, id="V3"), replace(cold, id="V4"))
    problem = day(MORNING, NOON, evening, vehicles=fleet)
    plan = Plan((*apart("s1", "s2").routes, Route("V4", (Trip(0, ("s3",)),))))
    assert duties_of(packed(problem, plan))["V4"] == [("s3",)]


def test_a_vehicle_that_does_not_come_back_keeps_its_trips() -> None:
    fleet = (TWICE, replace(TWICE, id="V2"), replace(TWICE, id="V3", end=None))
    problem = day(MORNING, NOON, at(3), vehicles=fleet)
    found = duties_of(packed(problem, apart("s1", "s2", "s3")))
    assert found["V3"] == [("s3",)]
    assert len(found) == 2


def test_what_was_left_out_stays_left_out() -> None:
    far = at(3, price_unserved=5, windows=(Window(0, 0),))
    problem = day(MORNING, NOON, far, vehicles=(TWICE, replace(TWICE, id="V2")))
    found = packed(problem, replace(apart("s1", "s2"), unserved=("s3",)))
    assert found is not None
    assert found.unserved == ("s3",)


def test_an_empty_trip_is_no_trip() -> None:
    problem = day(MORNING, NOON, vehicles=(TWICE, replace(TWICE, id="V2")))
    one, other = apart("s1", "s2").routes
    plan = Plan((replace(one, trips=(Trip(0, ()), *one.trips)), other))
    assert len(duties_of(packed(problem, plan))) == 1
    assert packed(problem, Plan((Route("V1", (Trip(0, ()),)),))) is None


@pytest.mark.parametrize(
    "changed",
    [{"max_trips": 1}, {"fixed": 0}, {"end": None}, {"breaks": (Break(Window(0, 5000), 10),)}],
    ids=["one trip", "costs nothing", "ends elsewhere", "a rule that is not known"],
)
def test_nothing_is_tried_where_nothing_can_come_of_it(changed: dict[str, object]) -> None:
    fleet = tuple(replace(TWICE, id=id_, **changed) for id_ in ("V1", "V2"))  # type: ignore[arg-type]
    assert packed(day(MORNING, NOON, vehicles=fleet), apart("s1", "s2")) is None


def test_nothing_comes_of_no_plan_or_no_time() -> None:
    problem = day(MORNING, NOON, vehicles=(TWICE, replace(TWICE, id="V2")))
    assert packed(problem, None) is None
    assert packed(problem, Plan((), ("s1", "s2"))) is None
    assert packed(problem, apart("s1", "s2"), seconds=0) is None


def test_trips_of_nobody_go_to_whoever_may_make_them() -> None:
    problem = day(MORNING, NOON, vehicles=(TWICE,))
    apart_ = replace(problem, vehicles=(VAN, SECOND))
    routes = judge(apart_, apart("s1", "s2")).routes
    trips = [
        (Trip(0, (stop,)), route.trips[0]) for stop, route in zip(("s1", "s2"), routes, strict=True)
    ]
    assert duties_of(duties.packed(problem, inf, trips=trips)) == {"V1": [("s1",), ("s2",)]}
    small = replace(problem, vehicles=(replace(TWICE, capacity=(5,)),))
    assert duties.packed(small, inf, trips=trips) is None
    assert duties.packed(problem, inf) is None


def test_a_vehicle_that_may_make_no_trip_makes_none() -> None:
    none = replace(TWICE, id="V2", max_trips=0, fixed=0)
    problem = day(MORNING, vehicles=(TWICE, none))
    assert duties_of(packed(problem, apart("s1"))) == {"V1": [("s1",)]}


def test_duties_that_cost_nothing_are_shared_out_too() -> None:
    free = replace(TWICE, fixed=0, per_distance=0, per_time=0)
    dear = replace(TWICE, id="V2", capacity=(5,))
    problem = day(MORNING, NOON, vehicles=(free, dear))
    plan = Plan((Route("V1", (Trip(0, ("s1",)), Trip(0, ("s2",)))),))
    assert duties_of(packed(problem, plan)) == {"V1": [("s1",), ("s2",)]}


def test_vehicles_of_many_kinds_share_what_is_written_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chains of all kinds together come of no more looks than there may be."""
    looks: list[int] = []

    def counting(legs: Legs, some: Chains) -> Chains:
        looks.append(len(some) * len(legs.trips))
        return longer(legs, some)

    monkeypatch.setattr(duties, "longer", counting)
    monkeypatch.setattr(duties, "WRITTEN", 500)
    problem = day_of_kinds(60, 1)
    trips = [
        (trip, times)
        for route, driven in zip(
            construct(problem).routes, judge(problem, construct(problem)).routes, strict=True
        )
        for trip, times in zip(route.trips, driven.trips, strict=True)
    ]
    duties._kinds(problem, trips)
    assert 0 < sum(looks) <= 500


def day_of_kinds(stops: int, seed: int) -> Problem:
    """Return a day of vans of three sizes; the bigger ones are dearer."""
    plain = plain_day(stops, seed)
    vehicles = tuple(
        replace(vehicle, max_overtime=0, fixed=60_000 + 30_000 * (number % 3))
        for number, vehicle in enumerate(plain.vehicles)
    )
    return replace(plain, vehicles=vehicles)


def shared_out(trips: Sequence[Trip], vehicles: Sequence[str]) -> Iterator[Plan]:
    """Yield every way of sharing trips out among vehicles, in every order."""
    walls = len(vehicles) - 1
    for order in set(permutations([*range(len(trips)), *([-1] * walls)])):
        days: list[list[Trip]] = [[]]
        for number in order:
            if number < 0:
                days.append([])
            else:
                days[-1].append(trips[number])
        yield Plan(
            tuple(Route(id_, tuple(made)) for id_, made in zip(vehicles, days, strict=True) if made)
        )


def few_trips(seed: int) -> tuple[Problem, Plan]:
    """Return a day of four vans of three sizes, each of which makes one trip to one stop."""
    plain = day_of_kinds(4, seed)
    vans = tuple(replace(plain.vehicles[number % 3], id=f"V{number}") for number in range(1, 5))
    stops = tuple(
        replace(stop, windows=(Window(8 * HOUR, 19 * HOUR),), delivery=(400,), id=f"s{number}")
        for number, stop in enumerate(plain.stops, 1)
    )
    return replace(plain, vehicles=vans, stops=stops), apart("s1", "s2", "s3", "s4")


def test_of_a_few_trips_it_is_the_cheapest_way_of_all() -> None:
    """It need not be where a duty is shared in halves by several; that is seldom so."""
    cheapest = 0
    for seed in range(8):
        problem, given = few_trips(seed)
        trips = [trip for route in given.routes for trip in route.trips]
        best = min(
            verdict.cost
            for plan in shared_out(trips, [vehicle.id for vehicle in problem.vehicles])
            if (verdict := judge(problem, plan)).feasible
        )
        found = packed(problem, given)
        assert found is not None
        verdict = judge(problem, found)
        assert verdict.feasible
        assert best <= verdict.cost < judge(problem, given).cost
        cheapest += verdict.cost == best
    assert cheapest >= 6


@pytest.mark.parametrize("written", [duties.WRITTEN, 0], ids=["all written", "all priced"])
@pytest.mark.parametrize("seed", range(4))
def test_a_day_of_one_trip_for_each_vehicle_gets_cheaper_and_breaks_nothing(
    seed: int, written: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "WRITTEN", written)
    problem = day_of_kinds(60, seed)
    made = construct(problem)
    trips = [trip for route in made.routes for trip in route.trips]
    biggest = max(problem.vehicles, key=lambda vehicle: vehicle.capacity)
    fleet = tuple(replace(biggest, id=f"V{number}") for number in range(1, len(trips) + 1))
    problem = replace(problem, vehicles=(*problem.vehicles, *fleet))
    given = Plan(
        tuple(Route(van.id, (trip,)) for van, trip in zip(fleet, trips, strict=True)),
        made.unserved,
    )
    before = judge(problem, given)
    found = packed(problem, given)
    assert found is not None
    after = judge(problem, found)
    assert not after.breaches
    assert after.unserved == before.unserved
    assert after.cost <= judge(problem, made).cost < before.cost
    shared = (trip.stops for route in found.routes for trip in route.trips)
    assert sorted(shared) == sorted(trip.stops for trip in trips)
