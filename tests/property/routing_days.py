"""Random small days, and the shortest day found by trying every moment."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from routing.plan import Plan, Route, Trip
from routing.problem import (
    FOREVER,
    HOURS,
    Break,
    Depot,
    Problem,
    Stop,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)

LAST = 45
"""No moment of these days lies later than that, unless something takes forever."""


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Up to three windows, apart from each other."""
    count = draw(st.integers(1, 3))
    ends = sorted(draw(st.sets(st.integers(0, 30), min_size=2 * count, max_size=2 * count)))
    found = tuple(Window(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True))
    return draw(st.sampled_from([found, (Window(0, FOREVER),)]))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A depot or two, up to five stops, up to three vehicles of all sorts."""
    places = draw(st.integers(2, 5))
    row = st.lists(st.integers(0, 6), min_size=places, max_size=places)
    square = st.lists(row, min_size=places, max_size=places)
    ways = Travel(distances=matrix_of(draw(square)), durations=matrix_of(draw(square)))
    place = st.integers(0, places - 1)
    depot = st.builds(
        Depot,
        id=st.just("D"),
        place=place,
        window=st.sampled_from([Window(), Window(2, 30)]),
        loading=st.integers(0, 3),
        reloading=st.integers(0, 3),
    )
    load = st.sampled_from([(), (1,), (2,), (3,)])
    stops = draw(
        st.lists(
            st.builds(
                Stop,
                id=st.just(""),
                place=place,
                windows=windows(),
                service=st.integers(0, 3),
                release=st.sampled_from([0, 0, 0, 5, 9]),
                delivery=load,
                pickup=load,
                price_unserved=st.sampled_from([None, 0, 70]),
                skills=st.sampled_from([frozenset(), frozenset({"cold"})]),
            ),
            min_size=1,
            max_size=5,
        )
    )
    rest = st.builds(Break, st.builds(Window, st.integers(0, 8), st.integers(8, 20)), st.just(3))
    vehicle = st.builds(
        Vehicle,
        id=st.just(""),
        capacity=st.sampled_from([(3,), (6,)]),
        end=st.sampled_from([0, 0, None]),
        max_trips=st.integers(1, 2),
        shift=st.builds(Window, st.integers(0, 5), st.integers(25, 40)),
        max_duration=st.sampled_from([FOREVER, 20]),
        max_overtime=st.sampled_from([0, 4]),
        max_trip_duration=st.sampled_from([FOREVER, FOREVER, 8, 14]),
        breaks=st.sampled_from([(), (), None]).flatmap(
            lambda none: st.just(none) if none is not None else st.tuples(rest)
        ),
        skills=st.sampled_from([frozenset(), frozenset({"cold"})]),
        fixed=st.integers(0, 9),
        per_distance=st.integers(0, 3),
        per_time=st.integers(0, 3),
        per_overtime=st.integers(0, 3),
    )
    vehicles = draw(st.lists(vehicle, min_size=1, max_size=3))
    return Problem(
        depots=(draw(depot),),
        stops=tuple(replace(stop, id=f"s{at}") for at, stop in enumerate(stops)),
        vehicles=tuple(replace(one, id=f"v{at}") for at, one in enumerate(vehicles)),
        travel=(ways,),
        dimensions=("kg",),
    )


@st.composite
def days(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """A problem and a plan that names its stops at most once, and trips that are allowed."""
    problem = draw(problems())
    return problem, draw(plans(problem))


@st.composite
def plans(draw: st.DrawFn, problem: Problem) -> Plan:
    """A plan that names stops at most once, and trips that are allowed."""
    order = draw(st.permutations([stop.id for stop in problem.stops]))
    left = list(order[: draw(st.integers(0, len(order)))])
    routes = []
    for vehicle in problem.vehicles:
        trips = []
        for _ in range(draw(st.integers(0, vehicle.max_trips))):
            count = draw(st.integers(0, min(3, len(left))))
            trips.append(Trip(0, tuple(left[:count])))
            del left[:count]
        routes.append(Route(vehicle.id, tuple(trip for trip in trips if trip.stops)))
    return Plan(tuple(route for route in routes if route.trips))


@st.composite
def paced_days(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """A day whose legs take longer or shorter every hour, in two zones."""
    problem, plan = draw(days())
    ways = problem.travel[0]
    count = len(ways.distances)
    hours = st.lists(st.sampled_from([50, 100, 150, 300]), min_size=HOURS, max_size=HOURS)
    zones = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    ways = replace(ways, zones=zones, pace=draw(st.tuples(hours, hours)))
    return replace(problem, travel=(ways,)), plan


def shortest_day(problem: Problem, route: Route) -> tuple[int, int] | None:
    """Return duration and begin of the shortest day without lateness; None: there is none."""
    vehicle = problem.vehicle_by_id[route.vehicle]
    found = []
    for start in range(vehicle.shift.start, vehicle.shift.end + 1):
        ends = [
            end
            for end, rested in _ends(problem, vehicle, route, start)
            if end <= vehicle.shift.end
            and all(end <= rest.window.end for rest in vehicle.breaks[rested:])
        ]
        if ends:
            found.append((min(ends) - start, start))
    return min(found, default=None)


State = tuple[int, int]
"""Time, and how many rests are over."""


def _ends(problem: Problem, vehicle: Vehicle, route: Route, start: int) -> set[State]:
    states = {(start, 0)}
    for count, rest in enumerate(vehicle.breaks, start=1):
        if start < rest.window.start + rest.duration:
            break
        states.add((start, count))
    here: int | None = None
    depot = problem.depots[0]
    for index, trip in enumerate(route.trips):
        stops = [problem.stop_by_id[stop] for stop in trip.stops]
        loading = depot.reloading if index else depot.loading
        ready = max([depot.window.start, *(stop.release for stop in stops)])
        states = _halt(vehicle, states, (Window(ready, max(ready, depot.window.end)),), loading)
        if ready > depot.window.end:
            return set()
        after: set[State] = set()
        limited = vehicle.max_trip_duration < FOREVER
        for time, rested in states:
            for leave in range(time, LAST + 1) if limited else (time,):
                there = {(leave, rested)}
                here = depot.place
                for stop in stops:
                    there = _drive(problem, vehicle, there, here, stop.place)
                    there = _halt(vehicle, there, stop.windows, stop.service)
                    here = stop.place
                if vehicle.end is not None or index + 1 < len(route.trips):
                    there = _drive(problem, vehicle, there, here, depot.place)
                    there = _halt(vehicle, there, (depot.window,), 0)
                after |= {one for one in there if one[0] - leave <= vehicle.max_trip_duration}
        states = after
    return states


def _drive(
    problem: Problem, vehicle: Vehicle, states: set[State], here: int, there: int
) -> set[State]:
    ways = problem.travel[vehicle.profile]
    return {(time + ways.duration(here, there, time), rested) for time, rested in states}


def _halt(
    vehicle: Vehicle, states: set[State], open_in: tuple[Window, ...], service: int
) -> set[State]:
    found = set()
    for time, rested in _rest(vehicle, states):
        for window in open_in:
            if time <= window.end:
                found.add((max(time, window.start) + service, rested))
                break
    return _rest(vehicle, found)


def _rest(vehicle: Vehicle, states: set[State]) -> set[State]:
    found = set(states)
    for count, rest in enumerate(vehicle.breaks):
        for time, rested in tuple(found):
            if rested == count and time <= rest.window.end:
                found.add((max(time, rest.window.start) + rest.duration, rested + 1))
    return found
