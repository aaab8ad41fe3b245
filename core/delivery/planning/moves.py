"""Moves of a dispatcher: each takes a plan and returns another; nothing is looked at but the plan.

    after = put(plan, ["O12"], "V3", trip=0, at=2)
    change = priced(problem, verdict, plan, after)
    change.cost, change.distance, change.new_breaches

A trip that loses its last part is gone; the runs behind it move up, as they do on the road. Places
are numbers from 0: of a trip among those of its vehicle, of a part among those of its trip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from routing.check import price_change, route_verdict
from routing.inserting import Insertion, insertions
from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.verdict import Change, Verdict

DEPOT = 0


def to_pool(plan: Plan, parts: Collection[str]) -> Plan:
    """Take parts off their trips."""
    gone = [part for route in plan.routes for part in route.stops if part in set(parts)]
    routes = _without(plan.routes, set(parts))
    return Plan(routes, (*plan.unserved, *(part for part in gone if part not in plan.unserved)))


def put(plan: Plan, parts: Sequence[str], vehicle: str, trip: int, at: int | None = None) -> Plan:
    """Put parts, in their order, on a trip that is there: from the pool or from other trips.

    Args:
        trip: which one of the vehicle.
        at: before which stop, counted as the trip is now; None: behind all.
    """
    moved = set(parts)
    row = _trips(plan, vehicle)
    stops = row[trip].stops
    at = len(stops) if at is None else at
    before = [one for one in stops[:at] if one not in moved]
    after = [one for one in stops[at:] if one not in moved]
    trips = [
        replace(one, stops=tuple(part for part in one.stops if part not in moved)) for one in row
    ]
    trips[trip] = replace(row[trip], stops=(*before, *parts, *after))
    rest = _without((r for r in plan.routes if r.vehicle != vehicle), moved)
    return _joined(plan, rest, vehicle, trips, moved)


def new_trip(plan: Plan, parts: Sequence[str], vehicle: str, before: int | None = None) -> Plan:
    """Put parts on a run of their own.

    Args:
        before: which run of the vehicle it goes before; None: it is the last.
    """
    moved = set(parts)
    row = [
        replace(one, stops=tuple(part for part in one.stops if part not in moved))
        for one in _trips(plan, vehicle)
    ]
    row.insert(len(row) if before is None else before, Trip(DEPOT, tuple(parts)))
    rest = _without((r for r in plan.routes if r.vehicle != vehicle), moved)
    return _joined(plan, rest, vehicle, row, moved)


def swap(plan: Plan, ones: Sequence[str], others: Sequence[str]) -> Plan:
    """Let two stops change places, each all its parts; one of them may be in the pool."""
    turned: dict[str, tuple[str, ...]] = dict.fromkeys((*ones, *others), ())
    turned |= {ones[0]: tuple(others), others[0]: tuple(ones)}

    def turn(parts: Iterable[str]) -> tuple[str, ...]:
        return tuple(now for part in parts for now in turned.get(part, (part,)))

    routes = tuple(
        replace(route, trips=tuple(replace(t, stops=turn(t.stops)) for t in route.trips))
        for route in plan.routes
    )
    return Plan(_driven(routes), turn(plan.unserved))


def reorder(plan: Plan, vehicle: str, trip: int, parts: Sequence[str]) -> Plan:
    """Visit the stops of a trip in another order; *parts* are all of it."""
    row = _trips(plan, vehicle)
    if sorted(row[trip].stops) != sorted(parts):
        raise ValueError(parts)
    row[trip] = replace(row[trip], stops=tuple(parts))
    rest = tuple(route for route in plan.routes if route.vehicle != vehicle)
    return _joined(plan, rest, vehicle, row, set())


def exchanged(plan: Plan, vehicle: str, other: str) -> Plan:
    """Let two vehicles change all their trips."""
    names = {vehicle: other, other: vehicle}
    routes = tuple(
        replace(route, vehicle=names.get(route.vehicle, route.vehicle)) for route in plan.routes
    )
    return replace(plan, routes=routes)


def cheapest(problem: Problem, verdict: Verdict, plan: Plan, part: str) -> Plan | None:
    """Put a part where it disturbs least: nothing new is broken, then the least cost.

    Everything else stays on its trip and in its order, whatever else would be cheaper.

    Returns:
        The plan; None: no vehicle may take it, or it breaks something everywhere.
    """
    stop = problem.stop_by_id.get(part)
    if stop is None:  # it has no place to go to
        return None
    without = to_pool(plan, [part])
    planned = {route.vehicle: route for route in without.routes}
    changed = {route.vehicle for route in changed_routes(plan, without)}
    best: Insertion | None = None
    for vehicle in problem.vehicles:
        if not problem.may_ride(stop, vehicle):
            continue
        route = planned.get(vehicle.id, Route(vehicle.id, ()))
        known = verdict.route_of.get(vehicle.id) if vehicle.id not in changed else None
        before = known if known is not None else route_verdict(problem, route)
        for place in insertions(problem, route, before, [part], everywhere=True):
            if not place.breaches and (best is None or place.cost < best.cost):
                best = place
    return with_route(without, best.route) if best is not None else None


def fitted(problem: Problem, plan: Plan, parts: Sequence[str], vehicle: str, trip: int) -> Plan:
    """Put parts on a trip of a vehicle, each where it breaks and delays least, then costs least.

    Args:
        trip: which one of the vehicle; one more than it has is a run of its own.
    """
    there = set(_trips(plan, vehicle)[trip].stops) if 0 <= trip < len(_trips(plan, vehicle)) else ()
    found = to_pool(plan, [part for part in parts if part not in there])
    row = _trips(found, vehicle)
    if not there or not set(there) & {part for one in row for part in one.stops}:
        first, *rest = parts
        found = new_trip(found, [first], vehicle)
        trip = len(_trips(found, vehicle)) - 1
    else:
        trip = next(at for at, one in enumerate(row) if set(there) & set(one.stops))
        rest = [part for part in parts if part not in there]
    for part in rest:
        found = _best_place(problem, found, part, vehicle, trip)
    return found


def _best_place(problem: Problem, plan: Plan, part: str, vehicle: str, trip: int) -> Plan:
    places = range(len(_trips(plan, vehicle)[trip].stops) + 1)
    return min(
        (put(plan, [part], vehicle, trip, at) for at in places),
        key=lambda one: _burden(problem, one, vehicle),
    )


def _burden(problem: Problem, plan: Plan, vehicle: str) -> tuple[int, int, int]:
    told = route_verdict(problem, next(r for r in plan.routes if r.vehicle == vehicle))
    return (len(told.breaches), told.late, told.cost)


def with_route(plan: Plan, route: Route) -> Plan:
    """Let a vehicle drive another route; what is on it is on no other, what it lost is left out."""
    moved = set(route.stops)
    former = next((r for r in plan.routes if r.vehicle == route.vehicle), None)
    lost = [part for part in (former.stops if former else ()) if part not in moved]
    rest = _without((r for r in plan.routes if r.vehicle != route.vehicle), moved)
    found = _joined(plan, rest, route.vehicle, list(route.trips), moved)
    return replace(found, unserved=(*found.unserved, *lost))


def changed_routes(before: Plan, after: Plan) -> tuple[Route, ...]:
    """Return the routes of a plan that another one changes, as they would be; home: no trips."""
    then = {route.vehicle: route for route in before.routes}
    now = {route.vehicle: route for route in after.routes}
    return tuple(
        now.get(vehicle, Route(vehicle, ()))
        for vehicle in dict.fromkeys((*then, *now))
        if then.get(vehicle) != now.get(vehicle)
    )


def priced(problem: Problem, verdict: Verdict, before: Plan, after: Plan) -> Change:
    """Price a change before it is made; only routes that change are timed anew.

    Args:
        verdict: of the plan as it is.
    """
    return price_change(problem, verdict, changed_routes(before, after))


def late(verdict: Verdict) -> int:
    """Return the lateness of all stops together, in seconds."""
    return sum(route.late for route in verdict.routes)


def _trips(plan: Plan, vehicle: str) -> list[Trip]:
    return [trip for route in plan.routes if route.vehicle == vehicle for trip in route.trips]


def _without(routes: Iterable[Route], parts: set[str]) -> tuple[Route, ...]:
    return _driven(
        route
        if parts.isdisjoint(route.stops)
        else replace(
            route,
            trips=tuple(
                replace(trip, stops=tuple(part for part in trip.stops if part not in parts))
                for trip in route.trips
            ),
        )
        for route in routes
    )


def _driven(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Return routes without trips that carry nothing."""
    kept = (
        replace(route, trips=tuple(trip for trip in route.trips if trip.stops)) for route in routes
    )
    return tuple(route for route in kept if route.trips)


def _joined(
    plan: Plan, rest: Sequence[Route], vehicle: str, trips: Sequence[Trip], moved: set[str]
) -> Plan:
    """Return a plan with other trips of one vehicle, which keeps its place among the others."""
    kept = tuple(trip for trip in trips if trip.stops)
    by_name = {route.vehicle: route for route in rest}
    if kept:
        by_name[vehicle] = Route(vehicle, kept)
    order = [route.vehicle for route in plan.routes]
    names = [*order, *(name for name in by_name if name not in set(order))]
    routes = tuple(by_name[name] for name in names if name in by_name)
    return Plan(routes, tuple(part for part in plan.unserved if part not in moved))
