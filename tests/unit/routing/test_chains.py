"""Trips one after another: three numbers of each tell what walking along tells."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from random import Random

import numpy as np
import pytest

from routing.check import judge, route_verdict
from routing.plan import Plan, Route, Trip
from routing.problem import Problem, Vehicle, Window
from routing.solvers import chains
from routing.solvers.chains import Chains, Legs, Span, alone, joined, legs_of, longer
from routing.solvers.insertion import construct
from routing.verdict import TripTimes
from tests.unit.routing.days import DEPOT, VAN, at, day
from tests.unit.routing.days_at_random import HOUR, plain_day

LATEST = 40


def walked(works: list[Span], ways: list[int], start: int) -> int | None:
    """Return how long it takes from a start on; None: something begins too late."""
    now = start
    for number, ((long, early, late), way) in enumerate(zip(works, [0, *ways], strict=True)):
        now += way
        if now > late or (number == 0 and now < early):
            return None
        now = max(now, early) + long
    return now - start


@pytest.mark.parametrize("seed", range(200))
def test_joined_work_takes_as_long_as_walking_from_the_best_start(seed: int) -> None:
    dice = Random(seed)
    works = []
    for _ in range(3):
        early = dice.randint(0, 20)
        works.append((dice.randint(0, 5), early, early + dice.randint(0, 12)))
    ways = [dice.randint(0, 6), dice.randint(0, 6)]
    span: Span | None = works[0]
    for work, way in zip(works[1:], ways, strict=True):
        span = joined(span, work, way) if span else None
    took = {start: walked(works, ways, start) for start in range(LATEST)}
    known = {start: long for start, long in took.items() if long is not None}
    if span is None:
        assert not known
        return
    least = min(known.values())
    assert span[0] == least
    assert [start for start, long in known.items() if long == least] == [
        *range(span[1], span[2] + 1)
    ]
    assert max(known) == span[2]


def trips_of(problem: Problem) -> tuple[list[Trip], list[TripTimes]]:
    """Return the trips of a constructed plan, and their times."""
    plan = construct(problem)
    routes = judge(problem, plan).route_of
    trips = [trip for route in plan.routes for trip in route.trips]
    return trips, [trip for route in plan.routes for trip in routes[route.vehicle].trips]


def day_of_trips(seed: int) -> Problem:
    """Return a day of a dozen trips; some goods are ready late, some is taken along."""
    dice = Random(seed)
    plain = plain_day(40, seed)
    stops = tuple(
        replace(
            stop,
            release=dice.choice((0, 0, 0, min(9 * HOUR, stop.windows[0].end - 3 * HOUR))),
            pickup=(dice.choice((0, 0, 300)),),
        )
        for stop in plain.stops
    )
    vehicles = tuple(
        replace(vehicle, max_overtime=0, max_distance=90_000 + 10_000 * (number % 2))
        for number, vehicle in enumerate(plain.vehicles)
    )
    return replace(plain, stops=stops, vehicles=vehicles)


def made(problem: Problem, vehicle: Vehicle) -> tuple[Legs, list[Trip], list[Chains]]:
    """Return what one vehicle may do with the trips of a plan, up to three of them."""
    trips, times = trips_of(problem)
    legs = legs_of(problem, vehicle, [*zip(trips, times, strict=True)])
    found = [alone(legs)]
    for _ in range(2):
        found.append(longer(legs, found[-1]))
    return legs, trips, found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("number", [0, 1])
def test_the_chains_are_those_that_the_checker_lets_pass(
    seed: int, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways: what is found may be driven, as long and as far as told; what may be is found."""
    monkeypatch.setattr(chains, "AT_A_TIME", 50)
    problem = day_of_trips(seed)
    vehicle = problem.vehicles[number]
    legs, trips, found = made(problem, vehicle)
    for size in (1, 2):
        told = {
            tuple(int(legs.trips[place]) for place in places): (int(long), int(far))
            for places, long, far in zip(
                found[size - 1].places, found[size - 1].spans.long, found[size - 1].far, strict=True
            )
        }
        assert len(told) == len(found[size - 1])
        for chain in permutations(range(len(trips)), size):
            verdict = route_verdict(
                problem, Route(vehicle.id, tuple(trips[trip] for trip in chain))
            )
            if verdict.breaches:
                assert chain not in told
            else:
                assert told[chain] == (verdict.duration, verdict.distance)


@pytest.mark.parametrize("seed", range(1, 6))
def test_three_trips_take_as_long_as_the_checker_says(seed: int) -> None:
    narrow = day_of_trips(seed)
    wide = tuple(replace(stop, windows=(Window(7 * HOUR, 19 * HOUR),)) for stop in narrow.stops)
    vehicle = replace(narrow.vehicles[0], max_distance=200_000, max_duration=14 * HOUR)
    problem = replace(narrow, stops=wide, vehicles=(vehicle, *narrow.vehicles[1:]))
    legs, trips, found = made(problem, vehicle)
    three = found[2]
    assert len(three)
    dice = Random(seed)
    for row in dice.sample(range(len(three)), min(50, len(three))):
        chain = tuple(trips[int(legs.trips[place])] for place in three.places[row])
        verdict = route_verdict(problem, Route(vehicle.id, chain))
        assert not verdict.breaches
        assert (verdict.duration, verdict.distance) == (
            int(three.spans.long[row]),
            int(three.far[row]),
        )


def test_a_stop_of_several_windows_keeps_the_one_it_is_served_in() -> None:
    twice = at(1, windows=(Window(0, 500), Window(3000, 4000)))
    problem = day(twice, at(2), vehicles=(replace(VAN, shift=Window(2000, 9000)),))
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)),))
    times = judge(problem, plan).routes[0].trips
    legs = legs_of(problem, problem.vehicles[0], [*zip(plan.routes[0].trips, times, strict=True)])
    assert (legs.first.early.tolist(), legs.first.late.tolist()) == ([2900], [3900])


def test_a_trip_that_takes_too_long_to_load_again_can_be_the_first() -> None:
    slow = replace(DEPOT, loading=0, reloading=5000)
    problem = day(at(1, windows=(Window(0, 500),)), depots=(slow,), vehicles=(VAN,))
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)),))
    times = judge(problem, plan).routes[0].trips
    legs = legs_of(problem, VAN, [*zip(plan.routes[0].trips, times, strict=True)])
    assert len(alone(legs)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"capacity": (5,)},
        {"size": 3},
        {"shift": Window(0, 150)},
        {"start": 1, "end": 1},
    ],
    ids=["load", "size", "shift", "depot"],
)
def test_a_trip_that_a_vehicle_may_not_make_is_none_of_its_legs(changed: dict[str, object]) -> None:
    problem = day(
        at(1, max_size=2),
        vehicles=(VAN, replace(VAN, id="V2", **changed)),  # type: ignore[arg-type]
        depots=(DEPOT, replace(DEPOT, id="E", place=3)),
    )
    plan = Plan((Route("V1", (Trip(0, ("s1",)),)),))
    times = judge(problem, plan).routes[0].trips
    one, other = (
        legs_of(problem, vehicle, [*zip(plan.routes[0].trips, times, strict=True)])
        for vehicle in problem.vehicles
    )
    assert one.trips.tolist() == [0]
    assert not len(other.trips)
    assert np.array_equal(alone(other).places, np.zeros((0, 1)))
    assert not len(longer(other, alone(other)))
