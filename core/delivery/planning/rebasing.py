"""What a dispatcher has planned, put on a day that somebody else has changed meanwhile.

Vehicles that only one of the two touched keep what he planned. Where both did, what is stored
stands, and what is lost is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.delivery.planning.day_shape import DeliveryDay, Part
from core.delivery.planning.problems import plan_of
from routing.plan import Plan, Route


@dataclass(frozen=True, slots=True)
class Rebased:
    """A plan on the day as it is now."""

    day: DeliveryDay
    plan: Plan
    lost: tuple[str, ...]
    """Parts that are not where they were planned any more, in order of name."""

    @property
    def disjoint(self) -> bool:
        """Whether nothing that was planned is lost."""
        return not self.lost


def rebased(base: DeliveryDay, day: DeliveryDay, plan: Plan, now: DeliveryDay) -> Rebased:
    """Put a plan on another reading of its day.

    Args:
        base: the day as it was read, when planning began.
        day: the same, with parts cut, joined or given another time by hand since.
        plan: over the parts of *day*.
        now: the day as it is read now.
    """
    fresh = _with_cuts(base, day, now)
    was = _routes(plan_of(base))
    mine = _routes(plan)
    theirs = _routes(plan_of(now))
    wanted = {
        vehicle
        for vehicle in {*was, *mine}
        if was.get(vehicle) != mine.get(vehicle) or _cut(base, day, mine.get(vehicle))
    }
    kept = {
        vehicle
        for vehicle in wanted
        if was.get(vehicle) == theirs.get(vehicle)
        and vehicle in fresh.vehicle_by_id
        and _same_trips(base, now, vehicle)
    }
    routes = dict(theirs)
    for vehicle in kept:
        routes.pop(vehicle, None)
    taken = {part for route in routes.values() for part in route.stops}
    order = [vehicle.id for vehicle in fresh.vehicles]
    for vehicle in sorted(kept, key=order.index):
        route = mine.get(vehicle)
        kept_route = _possible(route, fresh, taken) if route is not None else None
        if kept_route is not None:
            routes[vehicle] = kept_route
            taken |= set(kept_route.stops)
    places = {part: vehicle for vehicle, route in routes.items() for part in route.stops}
    lost = {
        part
        for vehicle in wanted
        if (route := mine.get(vehicle)) is not None
        for part in route.stops
        if places.get(part) != vehicle
    }
    ordered = tuple(routes[vehicle] for vehicle in order if vehicle in routes)
    left = (p.id for p in fresh.parts if p.place is not None and p.id not in taken)
    return Rebased(fresh, Plan(ordered, tuple(left)), tuple(sorted(lost)))


def _routes(plan: Plan) -> dict[str, Route]:
    return {
        route.vehicle: replace(route, trips=trips)
        for route in plan.routes
        if (trips := tuple(trip for trip in route.trips if trip.stops))
    }


def _cut(base: DeliveryDay, day: DeliveryDay, route: Route | None) -> bool:
    """Tell whether a part of a route was cut, joined or given another time by hand."""
    if route is None:
        return False
    return any(
        was_altered(base.part_by_id.get(part), now)
        for part in route.stops
        if (now := day.part_by_id.get(part)) is not None
    )


def was_altered(was: Part | None, now: Part) -> bool:
    """Tell whether a part has other goods, or another time, than it had; None: there was none."""
    if was is None:
        return True
    return (was.lines, was.window_from, was.window_to) != (
        now.lines,
        now.window_from,
        now.window_to,
    )


def _same_trips(base: DeliveryDay, now: DeliveryDay, vehicle: str) -> bool:
    """Tell whether nobody has written trips of a vehicle since."""
    was = [(trip.id, trip.version) for trip in base.trips_of.get(vehicle, ())]
    return was == [(trip.id, trip.version) for trip in now.trips_of.get(vehicle, ())]


def _possible(route: Route, day: DeliveryDay, taken: set[str]) -> Route | None:
    """Return a route without parts that are gone or ride elsewhere by now."""
    known = day.part_by_id
    trips = (
        replace(trip, stops=tuple(p for p in trip.stops if p in known and p not in taken))
        for trip in route.trips
    )
    kept = tuple(trip for trip in trips if trip.stops)
    return replace(route, trips=kept) if kept else None


def _with_cuts(base: DeliveryDay, day: DeliveryDay, now: DeliveryDay) -> DeliveryDay:
    """Return a day with the parts that were changed by hand, where their document stayed."""
    was, mine, theirs = _by_document(base), _by_document(day), _by_document(now)
    cut = {
        document
        for document, parts in mine.items()
        if _goods(parts) != _goods(was.get(document, ()))
        and _goods(was.get(document, ())) == _goods(theirs.get(document, ()))
    }
    if not cut:
        return now
    parts = [part for part in now.parts if part.document_id not in cut]
    parts.extend(part for document in sorted(cut) for part in mine[document])
    return replace(now, parts=tuple(parts))


def _by_document(day: DeliveryDay) -> Mapping[int, tuple[Part, ...]]:
    found: dict[int, tuple[Part, ...]] = {}
    for part in day.parts:
        found[part.document_id] = (*found.get(part.document_id, ()), part)
    return found


def _goods(parts: tuple[Part, ...]) -> list[tuple[object, ...]]:
    return sorted(
        (part.id, part.trip_id or 0, part.window_from, part.window_to, part.lines) for part in parts
    )
