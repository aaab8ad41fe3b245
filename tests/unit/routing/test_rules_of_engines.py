"""Where trips may begin: engines and the checker say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.check import judge
from routing.plan import Plan, Route, Trip
from routing.problem import Depot, Problem, Stop, Vehicle
from routing.solvers.insertion import construct, repair
from routing.solvers.rules import loading_depots, reloads_elsewhere
from routing.verdict import Kind
from tests.unit.routing.days import DEPOT, VAN, at, day

ELSEWHERE = frozenset({1})
TWO = (DEPOT, Depot(id="E", place=5))

VANS = {
    "loads where it begins": VAN,
    "and again": replace(VAN, max_trips=3),
    "again elsewhere": replace(VAN, max_trips=3, reloads_at=ELSEWHERE),
    "again here or elsewhere": replace(VAN, max_trips=3, reloads_at=frozenset({0, 1})),
    "never again": replace(VAN, reloads_at=ELSEWHERE),
    "on the road": replace(VAN, at=2),
    "on the road, again elsewhere": replace(VAN, at=2, max_trips=3, reloads_at=ELSEWHERE),
    "on the road, never again": replace(VAN, at=2, reloads_at=ELSEWHERE),
}


def accepted(van: Vehicle) -> tuple[set[int], set[int]]:
    """Return the depots where the checker lets the first trip begin, and a second one."""
    stops = (at(1), at(2), at(3))
    problem = day(*stops, depots=TWO, vehicles=(van,))

    def refused(*depots: int) -> bool:
        trips = tuple(Trip(depot, (f"s{place}",)) for place, depot in enumerate(depots, start=1))
        verdict = judge(problem, Plan((Route(van.id, trips),)))
        return any(breach.kind is Kind.DEPOT for breach in verdict.breaches)

    first = {depot for depot in (0, 1) if not refused(depot)}
    begin = min(first)
    return first, {depot for depot in (0, 1) if not refused(begin, depot)}


@pytest.mark.parametrize("name", VANS)
def test_trips_begin_where_the_checker_lets_them(name: str) -> None:
    van = VANS[name]
    first, again = accepted(van)
    assert van.loads_first_at == first
    assert van.loads_again_at == again
    assert loading_depots(van) == (first if van.max_trips == 1 else first | again)
    here = {0} if van.at is None else {0} | van.reloads_at
    assert first == here
    assert reloads_elsewhere(day(at(1), depots=TWO, vehicles=(van,))) == (
        van.max_trips > 1 and not again <= first
    )


def three(**van: object) -> Problem:
    """Return a day of three full loads for a van that loads again at the other depot."""
    again = replace(VAN, max_trips=3, reloads_at=ELSEWHERE, **van)  # type: ignore[arg-type]
    stops = (at(1, delivery=(100,)), at(3, delivery=(100,)), at(4, delivery=(100,)))
    return day(*stops, depots=TWO, vehicles=(again,))


def test_construction_loads_further_trips_where_the_vehicle_does() -> None:
    plan = construct(three())
    assert judge(three(), plan).breaches == ()
    assert [trip.depot for trip in plan.routes[0].trips] == [0, 1, 1]


def test_a_further_trip_that_becomes_the_first_begins_where_first_trips_do() -> None:
    """What was the first trip names a stop that is not there any more."""
    left = (Trip(0, ("s2",)), Trip(1, ("s4",)), Trip(1, ("s3",)))
    plan = repair(three(), Plan((Route("V1", left),)))
    assert judge(three(), plan).breaches == ()
    assert [trip.depot for trip in plan.routes[0].trips] == [0, 1, 1]


def test_a_stop_that_only_further_trips_can_bring_is_not_put_on_the_first() -> None:
    stop: Stop = at(4, depots=ELSEWHERE, price_unserved=1)
    problem = day(
        at(1), stop, depots=TWO, vehicles=(replace(VAN, max_trips=2, reloads_at=ELSEWHERE),)
    )
    plan = repair(problem, Plan((Route("V1", (Trip(1, ("s4",)),)),)))
    verdict = judge(problem, plan)
    assert verdict.breaches == ()
    assert [trip.depot for trip in plan.routes[0].trips] == [0, 1]
