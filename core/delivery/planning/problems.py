"""A day of delivery as a problem of routes, and what is stored of it as a plan.

Units: metres, seconds from midnight, kilograms, cubic decimetres, tenths of pallet places. Prices
per kilometre and per hour stay exact: `COST_UNIT` units of cost make a kopeck.

The time a visit takes besides unloading is counted once for all that is handed over there: it is
part of the way out of the place, so that a second document for the same address costs unloading
only.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.delivery.planning.day_shape import DAY_END, DayTrip, DayVehicle, DeliveryDay, Part, Place
from core.delivery.planning.errors import NoDepot
from core.delivery.planning.parts import UNKNOWN, capacity_of
from routing.parts import (
    HOURS,
    Break,
    Depot,
    Lock,
    Matrix,
    Pin,
    Row,
    Stop,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)
from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.travel.provider import Place as Spot
from routing.travel.provider import Point

COST_UNIT = 18_000
"""Units of cost in a kopeck: the least in which a metre and a second have whole prices."""

PER_METRE = COST_UNIT // 1000
PER_SECOND = COST_UNIT // 3600

DIMENSIONS = ("kg", "dm3", "pallets")

KG = 1000
"""Grams."""


def places_of(day: DeliveryDay) -> tuple[Spot, ...]:
    """Return the places of a day in the order of its matrices: the depot, then addresses by id.

    Raises:
        NoDepot: nobody knows where the warehouse is.
    """
    if day.depot is None:
        raise NoDepot(warehouse=day.warehouse)
    return tuple(
        Spot(place.code, Point(place.lat_e6 or 0, place.lon_e6 or 0))
        for place in _places(day, day.depot)
    )


def _places(day: DeliveryDay, depot: Place) -> list[Place]:
    found = {
        part.place.address_id: part.place
        for part in day.parts
        if part.place is not None and part.place.located
    }
    return [depot, *(found[key] for key in sorted(found))]


def problem_of(day: DeliveryDay, travel: Travel) -> Problem:
    """Return a day as a problem: every part that has an address, whatever else is wrong with it.

    A part at an address without coordinates is judged as if it stood at the depot.

    Args:
        travel: ways between `places_of(day)`, at pace 100.

    Raises:
        NoDepot: nobody knows where the warehouse is.
    """
    if day.depot is None:
        raise NoDepot(warehouse=day.warehouse)
    places = _places(day, day.depot)
    index = {place.address_id: at for at, place in enumerate(places[1:], start=1)}
    parts = [part for part in day.parts if part.place is not None]
    total = tuple(max(1, sum(part.load[at] for part in parts)) for at in range(len(DIMENSIONS)))
    stops = [_stop(day, part, index) for part in parts]
    known = {stop.id for stop in stops}
    locks = tuple(_locks(day, known))
    return Problem(
        name=f"{day.day:%Y-%m-%d}",
        depots=(
            Depot(
                id="depot",
                place=0,
                window=Window(0, DAY_END),
                loading=day.rates.loading,
                reloading=day.rates.reloading,
            ),
        ),
        stops=tuple(stops),
        vehicles=tuple(_vehicle(day, vehicle, total) for vehicle in day.vehicles),
        travel=(_travel(travel, [0, *(place.service for place in places[1:])], _paces(places)),),
        dimensions=DIMENSIONS,
        pins=tuple(_pins(day, parts, {stop for lock in locks for stop in lock.stops})),
        locks=locks,
        cost_unit=COST_UNIT,
    )


def plan_of(day: DeliveryDay) -> Plan:
    """Return what is stored: vehicles, their runs that carry anything, parts in order of visits."""
    routes = tuple(
        Route(vehicle, trips)
        for vehicle, stored in day.trips_of.items()
        if (trips := tuple(Trip(0, trip.parts) for trip in stored if trip.parts))
    )
    planned = {part for route in routes for part in route.stops}
    left = (part.id for part in day.parts if part.place is not None and part.id not in planned)
    return Plan(routes, tuple(left))


def to_solve(day: DeliveryDay, problem: Problem, plan: Plan) -> Problem:
    """Return what engines may plan: without parts of the pool that cannot be planned.

    Parts a person put on a route although something is wrong with them stay.
    """
    planned = {part for route in plan.routes for part in route.stops}
    locked = {stop for lock in problem.locks for stop in lock.stops}
    good = {part.id for part in day.parts if not part.problem}
    keep = planned | locked | good
    return replace(
        problem,
        stops=tuple(stop for stop in problem.stops if stop.id in keep),
        pins=tuple(pin for pin in problem.pins if pin.stop in keep),
    )


def carried(trip: DayTrip) -> bool:
    """Tell whether a stored trip carries anything, and so is a trip of the plan."""
    return bool(trip.parts)


def _stop(day: DeliveryDay, part: Part, index: dict[int, int]) -> Stop:
    place = part.place
    at = index.get(place.address_id, 0) if place is not None else 0
    demand = part.demand
    return Stop(
        id=part.id,
        place=at,
        windows=(Window(part.window_from, part.window_to),),
        service=-(-part.weight_grams * day.rates.unloading // (KG * KG)),
        release=demand.ready_at,
        delivery=() if demand.inbound else part.load,
        pickup=part.load if demand.inbound else (),
        skills=place.skills if place is not None else frozenset(),
        max_size=place.max_size if place is not None else 0,
        price_unserved=day.rates.unserved_minor * COST_UNIT * (1 + max(demand.priority, 0)),
        priority=demand.priority,
    )


def _vehicle(day: DeliveryDay, one: DayVehicle, total: Sequence[int]) -> Vehicle:
    start = one.shift_from
    gone = any(trip.left_at is not None for trip in day.trips_of.get(one.id, ()))
    if day.now is not None and day.now <= DAY_END and not gone:
        start = min(max(start, day.now), one.shift_to)
    return Vehicle(
        id=one.id,
        capacity=tuple(
            most if size == UNKNOWN else size
            for size, most in zip(capacity_of(one), total, strict=True)
        ),
        max_trips=one.max_trips,
        shift=Window(start, one.shift_to),
        max_duration=one.max_duration,
        max_overtime=one.max_overtime,
        breaks=tuple(Break(Window(rest.start, rest.end), rest.duration) for rest in one.breaks),
        skills=one.skills,
        size=one.size,
        fixed=one.fixed_minor * COST_UNIT,
        per_distance=one.per_km_minor * PER_METRE,
        per_time=one.per_hour_minor * PER_SECOND,
        per_overtime=one.per_overtime_hour_minor * PER_SECOND,
    )


def _locks(day: DeliveryDay, known: set[str]) -> Iterable[Lock]:
    for vehicle, stored in day.trips_of.items():
        for number, trip in enumerate(filter(carried, stored)):
            if trip.fixed:
                stops = trip.parts
            else:
                last = max((stop.no for stop in trip.stops if stop.locked), default=0)
                stops = tuple(part for stop in trip.stops if stop.no <= last for part in stop.parts)
            stops = tuple(stop for stop in stops if stop in known)
            if stops:
                yield Lock(
                    vehicle=vehicle,
                    trip=number,
                    stops=stops,
                    whole=trip.fixed,
                    departure=trip.left_at,
                )


def _pins(day: DeliveryDay, parts: Iterable[Part], locked: set[str]) -> Iterable[Pin]:
    there = {one.vehicle_id: one.id for one in day.vehicles if one.vehicle_id is not None}
    for part in parts:
        wanted = part.demand.vehicle_id
        if wanted is not None and wanted in there and part.id not in locked:
            yield Pin(part.id, there[wanted])


def _travel(
    ways: Travel, services: Sequence[int], paces: tuple[Row, tuple[Row, ...]] | None
) -> Travel:
    """Return ways with the time of visits in them, and with paces where zones have any."""
    durations = _with_visits(ways.durations, services)
    if paces is None or ways.pace:
        return replace(ways, durations=durations)
    zones, pace = paces
    return Travel(distances=ways.distances, durations=durations, zones=zones, pace=pace)


def _with_visits(durations: Matrix, services: Sequence[int]) -> Matrix:
    if not any(services):
        return durations
    rows = []
    for here, (row, visit) in enumerate(zip(durations, services, strict=True)):
        longer = array("q", [whole + visit for whole in row]) if visit else array("q", row)
        longer[here] = row[here]
        rows.append(longer)
    return matrix_of(rows)


def _paces(places: Sequence[Place]) -> tuple[Row, tuple[Row, ...]] | None:
    """Return zone of every place and zone × hour → percent; None where no zone has a pace."""
    usual = (100,) * HOURS
    numbers: dict[tuple[int, ...], int] = {usual: 0}
    zones = []
    for place in places:
        pace = place.pace if len(place.pace) == HOURS else usual
        zones.append(numbers.setdefault(pace, len(numbers)))
    return (tuple(zones), tuple(numbers)) if len(numbers) > 1 else None


__all__ = [
    "COST_UNIT",
    "DIMENSIONS",
    "carried",
    "places_of",
    "plan_of",
    "problem_of",
    "to_solve",
]
