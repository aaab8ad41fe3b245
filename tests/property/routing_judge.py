"""Random plans that break any rule, and a judge of them that asks of every rule alone.

The judge knows no courses and no times: every rule is one question about the plan as it is written.
What depends on the clock is judged by trying every moment, see `routing_days.shortest_day`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st

from routing.errors import BadProblem
from routing.plan import Plan, Route, Trip
from routing.problem import (
    FOREVER,
    Depot,
    Lock,
    Pin,
    Problem,
    Run,
    Stop,
    Travel,
    Vehicle,
    matrix_of,
)
from routing.verdict import Kind

Said = tuple[Kind, str, int | None, str, int]
"""Rule, vehicle, trip, stop, amount."""

TIMED = frozenset(
    {
        Kind.LATE,
        Kind.DEPOT_CLOSED,
        Kind.SHIFT,
        Kind.DURATION,
        Kind.TRIP_DURATION,
        Kind.BREAK,
        Kind.DEPARTED,
    }
)


@st.composite
def tangled(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """A problem with every rule that needs no clock, and a plan that minds none of them."""
    stops = draw(st.lists(_stops(), min_size=3, max_size=6))
    stops = [replace(stop, id=f"s{at}") for at, stop in enumerate(stops)]
    vehicles = draw(st.lists(_vehicles(), min_size=1, max_size=3))
    vehicles = [replace(one, id=f"v{at}") for at, one in enumerate(vehicles)]
    ids = [stop.id for stop in stops]
    way = st.sampled_from([0, 1, 2, 3, 4, 5, FOREVER])
    row = st.lists(way, min_size=4, max_size=4)
    distances = draw(st.lists(row, min_size=4, max_size=4))
    problem = Problem(
        depots=(Depot(id="D", place=0), Depot(id="E", place=3)),
        stops=tuple(stops),
        vehicles=tuple(vehicles),
        travel=(Travel(distances=matrix_of(distances), durations=matrix_of([[0] * 4] * 4)),),
        dimensions=("kg", "dm3"),
        incompatible=draw(
            st.sampled_from([frozenset(), frozenset({frozenset({"food", "paint"})})])
        ),
    )
    problem = _wished(draw, problem, ids)
    names = st.sampled_from([*ids, *ids, "nobody"])
    trips = st.builds(
        Trip, st.sampled_from([0, 0, 0, 1, 2, -1]), st.lists(names, max_size=4).map(tuple)
    )
    routes = st.builds(
        Route,
        st.sampled_from([*(one.id for one in vehicles), "v9"]),
        st.lists(trips, max_size=3).map(tuple),
    )
    plan = st.builds(
        Plan, st.lists(routes, max_size=4).map(tuple), st.lists(names, max_size=2).map(tuple)
    )
    return problem, draw(plan)


def _wished(draw: st.DrawFn, problem: Problem, ids: list[str]) -> Problem:
    """Return a problem with pins, locks and runs, as far as they do not contradict each other."""
    mixed = draw(st.permutations(ids))
    van = st.sampled_from([one.id for one in problem.vehicles])
    wishes = {
        "pins": (Pin(mixed[0], draw(van)),),
        "runs": (Run(tuple(mixed[: draw(st.integers(2, 3))])),),
        "locks": (
            Lock(
                vehicle=draw(van),
                trip=0,
                stops=tuple(mixed[-draw(st.integers(1, 2)) :]),
                whole=draw(st.booleans()),
            ),
        ),
    }
    for name, wish in wishes.items():
        if draw(st.booleans()):
            try:
                problem = replace(problem, **{name: wish})  # type: ignore[arg-type]
            except BadProblem:
                continue
    return problem


def _stops() -> st.SearchStrategy[Stop]:
    load = st.sampled_from([(), (1, 2), (2, 0), (3, 3)])
    return st.builds(
        Stop,
        id=st.just(""),
        place=st.integers(0, 3),
        delivery=load,
        pickup=load,
        skills=st.sampled_from([frozenset(), frozenset({"cold"})]),
        max_size=st.sampled_from([0, 0, 1, 2]),
        price_unserved=st.sampled_from([None, 0, 70]),
        depots=st.sampled_from([frozenset(), frozenset(), frozenset({1})]),
        goods=st.sampled_from([frozenset(), frozenset({"food"}), frozenset({"paint", "nails"})]),
        group=st.sampled_from(["", "", "g"]),
        together=st.sampled_from(["", "", "t"]),
    )


def _vehicles() -> st.SearchStrategy[Vehicle]:
    return st.builds(
        Vehicle,
        id=st.just(""),
        capacity=st.sampled_from([(3, 3), (6, 4)]),
        start=st.sampled_from([0, 0, 1]),
        end=st.sampled_from([0, 1, None]),
        reloads_at=st.sampled_from([frozenset(), frozenset({1}), frozenset({0, 1})]),
        max_trips=st.integers(1, 2),
        max_distance=st.sampled_from([FOREVER, 6]),
        max_stops=st.sampled_from([0, 0, 2]),
        skills=st.sampled_from([frozenset(), frozenset({"cold"})]),
        size=st.integers(0, 3),
        fixed=st.integers(0, 9),
        per_distance=st.integers(0, 3),
    )


@dataclass(frozen=True, slots=True)
class Ride:
    """One visit of a known stop by a known vehicle."""

    route: int
    vehicle: str
    trip: int
    position: int
    """Among the known stops of the trip."""
    stop: Stop


def rides_of(problem: Problem, plan: Plan) -> list[Ride]:
    """Return every visit of a plan that can be one."""
    return [
        Ride(number, route.vehicle, index, position, problem.stop_by_id[stop])
        for number, route in enumerate(plan.routes)
        if route.vehicle in problem.vehicle_by_id
        for index, trip in enumerate(route.trips)
        for position, stop in enumerate([stop for stop in trip.stops if stop in problem.stop_by_id])
    ]


def broken(problem: Problem, plan: Plan) -> set[Said]:
    """Return every rule that a plan breaks, those of the clock left out."""
    rides = rides_of(problem, plan)
    return {
        *_names(problem, plan, rides),
        *(said for ride in rides for said in _of_one(problem, ride)),
        *_of_trips(problem, plan, rides),
        *_of_ways(problem, plan, rides),
        *_of_locks(problem, plan),
        *_of_all(problem, rides),
    }


def _names(problem: Problem, plan: Plan, rides: list[Ride]) -> Iterator[Said]:
    served = [ride.stop.id for ride in rides]
    for number, route in enumerate(plan.routes):
        if route.vehicle not in problem.vehicle_by_id:
            yield Kind.UNKNOWN_VEHICLE, route.vehicle, None, "", 0
            continue
        same = [other.vehicle for other in plan.routes].count(route.vehicle)
        if same > 1:
            yield Kind.VEHICLE_TWICE, route.vehicle, None, "", same - 1
        for index, trip in enumerate(plan.routes[number].trips):
            if trip.depot not in {0, 1}:
                yield Kind.UNKNOWN_DEPOT, route.vehicle, index, "", trip.depot
            for stop in set(trip.stops) - problem.stop_by_id.keys():
                yield Kind.UNKNOWN_STOP, route.vehicle, index, stop, 0
    for ride in rides:
        times = served.count(ride.stop.id)
        last = [other for other in rides if other.stop is ride.stop][-1]
        if times > 1:
            yield Kind.STOP_TWICE, last.vehicle, None, ride.stop.id, times - 1
        if ride.stop.id in plan.unserved:
            yield Kind.STOP_TWICE, last.vehicle, None, ride.stop.id, 1
    for stop in set(plan.unserved) - problem.stop_by_id.keys():
        yield Kind.UNKNOWN_STOP, "", None, stop, 0


def _of_one(problem: Problem, ride: Ride) -> Iterator[Said]:
    stop, vehicle = ride.stop, problem.vehicle_by_id[ride.vehicle]
    where = (ride.vehicle, ride.trip, stop.id)
    if stop.skills - vehicle.skills:
        yield Kind.SKILL, *where, 0
    if 0 < stop.max_size < vehicle.size:
        yield Kind.SIZE, *where, vehicle.size - stop.max_size
    if any(pin.stop == stop.id and pin.vehicle != vehicle.id for pin in problem.pins):
        yield Kind.PIN, *where, 0


def _of_trips(problem: Problem, plan: Plan, rides: list[Ride]) -> Iterator[Said]:
    for number, route in enumerate(plan.routes):
        vehicle = problem.vehicle_by_id.get(route.vehicle)
        if vehicle is None:
            continue
        mine = [ride for ride in rides if ride.route == number]
        driven = sorted({ride.trip for ride in mine})
        if len(driven) > vehicle.max_trips:
            yield Kind.TRIPS, vehicle.id, None, "", len(driven) - vehicle.max_trips
        for index in driven:
            depot = route.trips[index].depot
            depot = depot if depot in {0, 1} else vehicle.start
            stops = [ride.stop for ride in mine if ride.trip == index]
            allowed = {vehicle.start}
            if index != driven[0] and vehicle.reloads_at:
                allowed = set(vehicle.reloads_at)
            if depot not in allowed:
                yield Kind.DEPOT, vehicle.id, index, "", depot
            if vehicle.max_stops and len(stops) > vehicle.max_stops:
                yield Kind.STOPS, vehicle.id, index, "", len(stops) - vehicle.max_stops
            for stop in stops:
                if stop.depots and depot not in stop.depots:
                    yield Kind.SOURCE, vehicle.id, index, stop.id, 0
            yield from _of_loads(vehicle, index, stops)
            yield from _of_company(problem, vehicle, index, stops)


def _of_loads(vehicle: Vehicle, index: int, stops: list[Stop]) -> Iterator[Said]:
    """Count what is on board behind every stop: what is still to be brought, and what was taken."""
    for dimension in (0, 1):
        on_board = [
            sum(stop.delivery[dimension] for stop in stops[done:] if stop.delivery)
            + sum(stop.pickup[dimension] for stop in stops[:done] if stop.pickup)
            for done in range(len(stops) + 1)
        ]
        if max(on_board) > vehicle.capacity[dimension]:
            yield Kind.LOAD, vehicle.id, index, "", max(on_board) - vehicle.capacity[dimension]


def _of_company(
    problem: Problem, vehicle: Vehicle, index: int, stops: list[Stop]
) -> Iterator[Said]:
    for at, stop in enumerate(stops):
        kinds = {kind for other in stops[: at + 1] for kind in other.goods}
        for pair in problem.incompatible:
            if pair <= kinds and pair & stop.goods:
                yield Kind.GOODS, vehicle.id, index, stop.id, 0
    ids = [stop.id for stop in stops]
    for run in problem.runs:
        for former, latter in pairwise(run.stops):
            alone = latter in ids and former not in ids
            left = any(
                one == former and ids[at + 1 :][:1] != [latter] for at, one in enumerate(ids)
            )
            if alone or left:
                yield Kind.RUN, vehicle.id, index, latter, 0


def _of_ways(problem: Problem, plan: Plan, rides: list[Ride]) -> Iterator[Said]:
    for number, route in enumerate(plan.routes):
        vehicle = problem.vehicle_by_id.get(route.vehicle)
        legs = legs_of(problem, route, [ride for ride in rides if ride.route == number])
        if vehicle is None or not legs:
            continue
        ways = problem.travel[0].distances
        for here, there, index, stop in legs:
            if ways[here][there] >= FOREVER:
                yield Kind.UNREACHABLE, vehicle.id, index, stop, 0
        far = distance_of(problem, legs)
        if far > vehicle.max_distance:
            yield Kind.DISTANCE, vehicle.id, None, "", far - vehicle.max_distance


Leg = tuple[int, int, int, str]
"""From place to place, on which trip, to which stop."""


def legs_of(problem: Problem, route: Route, rides: list[Ride]) -> list[Leg]:
    """Return the ways of a route: out, from stop to stop, and to where the next trip is loaded."""
    vehicle = problem.vehicle_by_id.get(route.vehicle)
    if vehicle is None:
        return []
    found: list[Leg] = []
    driven = sorted({ride.trip for ride in rides})
    homes = []
    for index in driven:
        depot = route.trips[index].depot
        homes.append(depot if depot in {0, 1} else vehicle.start)
    ends: list[int | None] = [*homes[1:], vehicle.end]
    for index, begin, end in zip(driven, homes, ends, strict=False):
        here = problem.depots[begin].place
        for ride in rides:
            if ride.trip == index:
                found.append((here, ride.stop.place, index, ride.stop.id))
                here = ride.stop.place
        if end is not None:
            found.append((here, problem.depots[end].place, index, ""))
    return found


def distance_of(problem: Problem, legs: list[Leg]) -> int:
    """Return how far legs are; one that leads nowhere is none."""
    ways = problem.travel[0].distances
    return sum(ways[a][b] for a, b, _, _ in legs if ways[a][b] < FOREVER)


def _of_locks(problem: Problem, plan: Plan) -> Iterator[Said]:
    for lock in problem.locks:
        routes = [route for route in plan.routes if route.vehicle == lock.vehicle]
        for route in routes or [Route(lock.vehicle, ())]:
            stops = dict(enumerate(route.trips)).get(lock.trip, Trip(0, ())).stops
            wrong = [
                wanted for at, wanted in enumerate(lock.stops) if stops[at : at + 1] != (wanted,)
            ]
            if not wrong and lock.whole:
                wrong = list(stops[len(lock.stops) :])
            if wrong:
                yield Kind.LOCK, lock.vehicle, lock.trip, wrong[0], 0


def _of_all(problem: Problem, rides: list[Ride]) -> Iterator[Said]:
    vehicle_of = {ride.stop.id: ride.vehicle for ride in rides}
    for stop in problem.stops:
        mates = [one for one in problem.stops if one.group and one.group == stop.group]
        if stop.id not in vehicle_of:
            if stop.price_unserved is None:
                yield Kind.UNSERVED, "", None, stop.id, 0
            if any(one.id in vehicle_of for one in mates):
                yield Kind.GROUP, "", None, stop.id, 0
            continue
        peers = [
            one.id
            for one in problem.stops
            if one.together and one.together == stop.together and one.id in vehicle_of
        ]
        if peers and vehicle_of[peers[0]] != vehicle_of[stop.id]:
            yield Kind.TOGETHER, vehicle_of[stop.id], None, stop.id, 0
