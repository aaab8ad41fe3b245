"""The only truth about plans: what they cost, when everything happens, which rules they break.

    verdict = judge(problem, plan)
    verdict.feasible, verdict.cost, verdict.breaches, verdict.routes[0].trips[0].stops[0].arrival

    change = price_change(problem, verdict, [changed_route, the_other_one])
    change.cost, change.new_breaches, change.verdict

Engines search; whatever they return is judged here before anybody sees it. A plan that breaks rules
is judged to its end all the same: its times, loads and costs are those it would have on the road.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import add, sub

from routing.errors import BadPlan
from routing.judging.course import Course, Halt, Node, course_of
from routing.judging.plan_rules import wholly_wrong
from routing.judging.route_rules import Driven, carried_wrongly, named_wrongly, unlocked
from routing.judging.timing import times_of
from routing.judging.walking import Times
from routing.parts import Stop, Vehicle
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.verdict import (
    Breach,
    BreakTimes,
    Change,
    Kind,
    RouteVerdict,
    StopTimes,
    TripTimes,
    Verdict,
)


def judge(problem: Problem, plan: Plan) -> Verdict:
    """Judge a plan: price it, time it, find every rule it breaks."""
    known = problem.vehicle_by_id
    strangers = tuple(
        Breach(Kind.UNKNOWN_VEHICLE, route.vehicle)
        for route in plan.routes
        if route.vehicle not in known
    )
    routes = tuple(route_verdict(problem, route) for route in plan.routes if route.vehicle in known)
    return _assembled(problem, routes, plan.unserved, strangers)


def route_verdict(problem: Problem, route: Route) -> RouteVerdict:
    """Judge one route by itself.

    Raises:
        BadPlan: the problem has no such vehicle.
    """
    vehicle = problem.vehicle_by_id.get(route.vehicle)
    if vehicle is None:
        raise BadPlan(what="vehicle", key=route.vehicle)
    by_id = problem.stop_by_id
    breaches = list(named_wrongly(problem, route))
    trips: list[Driven] = []
    for index, trip in enumerate(route.trips):
        stops = [by_id[stop] for stop in trip.stops if stop in by_id]
        if stops:
            depot = trip.depot if 0 <= trip.depot < len(problem.depots) else vehicle.start
            trips.append((index, depot, stops))
    breaches.extend(carried_wrongly(problem, vehicle, trips))
    breaches.extend(unlocked(problem, vehicle.id, route))
    if not trips:
        start = vehicle.shift.start
        return RouteVerdict(vehicle.id, start, start, (), 0, 0, 0, 0, tuple(breaches))
    course = course_of(problem, vehicle, [(index, (depot, stops)) for index, depot, stops in trips])
    return _timed(problem, course, trips, breaches)


def _timed(
    problem: Problem, course: Course, driven: Sequence[Driven], breaches: list[Breach]
) -> RouteVerdict:
    times = times_of(course)
    vehicle = course.vehicle
    trips = tuple(
        _trip(course, times, span, trip) for span, trip in zip(course.trips, driven, strict=True)
    )
    distance = sum(trip.distance for trip in trips)
    start = times.start - course.ahead
    duration = times.end - start
    overtime = max(duration - vehicle.max_duration, 0)
    found = RouteVerdict(
        vehicle=vehicle.id,
        start=start,
        end=times.end,
        trips=trips,
        distance=distance,
        duration=duration,
        overtime=overtime,
        cost=vehicle.fixed
        + vehicle.per_distance * distance
        + vehicle.per_time * duration
        + vehicle.per_overtime * overtime,
        breaches=(),
        breaks=tuple(_breaks(course, times, driven)),
    )
    breaches.extend(_late(course, times, driven))
    breaches.extend(_too_much(problem, vehicle, found))
    return replace(found, breaches=tuple(breaches)) if breaches else found


def _trip(course: Course, times: Times, span: tuple[int, int], trip: Driven) -> TripTimes:
    first, end = span
    index, depot, stops = trip
    nodes = course.nodes
    load = _loaded(stops, len(course.vehicle.capacity))
    out = load
    peak = load
    found = []
    rested = _rested(times, first, end)
    for at, stop in enumerate(stops, start=first + 1):
        if stop.delivery:
            load = tuple(map(sub, load, stop.delivery))
        if stop.pickup:
            load = tuple(map(add, load, stop.pickup))
            peak = tuple(map(max, peak, load))
        arrival, begin = times.arrivals[at], times.begins[at]
        late = begin - nodes[at].end
        found.append(
            StopTimes(
                stop.id,
                arrival,
                begin,
                times.departures[at],
                begin - arrival - rested.get(at, 0),
                max(0, late),
                nodes[at].distance,
                load,
            )
        )
    left_at = nodes[first].left_at
    gone = left_at is not None and course.ahead > 0 and first == 0
    return TripTimes(
        index=index,
        depot=depot,
        loading=times.begins[first],
        departure=left_at if gone and left_at is not None else times.departures[first],
        stops=tuple(found),
        end=times.departures[end - 1],
        distance=sum(node.distance for node in nodes[first:end]),
        load=out,
        peak=peak,
    )


def _loaded(stops: Iterable[Stop], dimensions: int) -> tuple[int, ...]:
    """Return what is loaded for all stops, per dimension."""
    loads = [stop.delivery for stop in stops if stop.delivery]
    return tuple(map(sum, zip(*loads, strict=True))) if loads else (0,) * dimensions


def _rested(times: Times, first: int, end: int) -> dict[int, int]:
    """Return nodes → how long the driver rests there before service."""
    found: dict[int, int] = {}
    for rest in times.rests:
        if rest.before and first <= rest.node < end:
            found[rest.node] = found.get(rest.node, 0) + rest.duration
    return found


def _breaks(course: Course, times: Times, driven: Sequence[Driven]) -> Iterator[BreakTimes]:
    for rest in times.rests:
        for (first, end), (index, _, stops) in zip(course.trips, driven, strict=True):
            if first <= rest.node < end:
                after = rest.node - first - (rest.before and rest.node > first)
                after = min(after, len(stops))
                yield BreakTimes(rest.begin, rest.duration, index, after, rest.late)


def _late(course: Course, times: Times, driven: Sequence[Driven]) -> Iterator[Breach]:
    """Find what happens too late, and ways that lead nowhere."""
    vehicle = course.vehicle.id
    for (first, end), (index, _, stops) in zip(course.trips, driven, strict=True):
        for at in range(first, end):
            node = course.nodes[at]
            stop = node.stop.id if node.stop is not None else ""
            if not node.reachable:
                yield Breach(Kind.UNREACHABLE, vehicle, index, stop)
            late = times.begins[at] - node.end
            if late > 0:
                yield Breach(_kind(node), vehicle, index, stop, late, other=_depot(node))
        yield from _unready(course.nodes[first], vehicle, index, stops)
        limit = course.vehicle.max_trip_duration
        lasted = times.departures[end - 1] - times.departures[first]
        lasted += course.gone if first == 0 else 0
        if lasted > limit:
            yield Breach(Kind.TRIP_DURATION, vehicle, index, amount=lasted - limit)
    for rest in times.rests:
        if rest.late:
            yield Breach(Kind.BREAK, vehicle, amount=rest.late)


def _kind(node: Node) -> Kind:
    if node.halt is Halt.SERVICE:
        return Kind.LATE
    return Kind.DEPOT_CLOSED if node.left_at is None else Kind.DEPARTED


def _depot(node: Node) -> str:
    return node.depot if node.left_at is None else ""


def _unready(loading: Node, vehicle: str, index: int, stops: Sequence[Stop]) -> Iterator[Breach]:
    """Find goods that were not ready when the vehicle, as it is known, was loaded."""
    if loading.left_at is None:
        return
    begun = loading.left_at - loading.service
    for stop in stops:
        if stop.release > begun:
            yield Breach(Kind.DEPARTED, vehicle, index, stop.id, stop.release - begun)


def _too_much(problem: Problem, vehicle: Vehicle, route: RouteVerdict) -> Iterator[Breach]:
    """Find loads, ways and days that are more than the vehicle may have."""
    for trip in route.trips:
        for at, (most, capacity) in enumerate(zip(trip.peak, vehicle.capacity, strict=True)):
            if most > capacity:
                name = problem.dimensions[at]
                yield Breach(Kind.LOAD, vehicle.id, trip.index, "", most - capacity, name)
    for kind, most, limit in (
        (Kind.DISTANCE, route.distance, vehicle.max_distance),
        (Kind.DURATION, route.duration, vehicle.max_duration + vehicle.max_overtime),
        (Kind.SHIFT, route.end, vehicle.shift.end),
    ):
        if most > limit:
            yield Breach(kind, vehicle.id, amount=most - limit)


def _assembled(
    problem: Problem,
    routes: tuple[RouteVerdict, ...],
    left_out: Iterable[str],
    strangers: tuple[Breach, ...] = (),
) -> Verdict:
    served = {stop.stop for route in routes for trip in route.trips for stop in trip.stops}
    unserved = [stop for stop in problem.stops if stop.id not in served]
    price = sum(stop.price_unserved or 0 for stop in unserved)
    whole = (*strangers, *wholly_wrong(problem, routes, left_out))
    return Verdict(
        routes=routes,
        unserved=tuple(stop.id for stop in unserved),
        cost=sum(route.cost for route in routes) + price,
        unserved_cost=price,
        breaches=(*(breach for route in routes for breach in route.breaches), *whole),
        plan_breaches=whole,
    )


def price_change(problem: Problem, verdict: Verdict, changed: Iterable[Route]) -> Change:
    """Price a change before it is made; only what changes is timed anew.

    Args:
        problem: what the verdict is about.
        verdict: of the plan as it is.
        changed: routes as they would be, each instead of the one its vehicle has, if any; without
            stops: the vehicle stays at home. What is on no route any more is unserved.

    Raises:
        BadPlan: the problem has no such vehicle.
    """
    anew = {route.vehicle: route_verdict(problem, route) for route in changed}
    kept = [anew.pop(route.vehicle, route) for route in verdict.routes]
    after = _assembled(problem, (*kept, *anew.values()), ())
    return Change(verdict, after)
