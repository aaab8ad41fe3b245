"""What trips of a plan cost as people pay for them, whatever engines reckon by. Pure.

Engines know a price of a day, a kilometre and an hour. A carrier takes for each trip, for stops and
weight too, and no less than his least: a plan of his vehicles costs what he will be owed for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.delivery.planning.day_shape import DayTrip, DayVehicle, DeliveryDay
from core.delivery.planning.matching import stored_runs, where_of
from core.delivery.planning.problems import COST_UNIT, PER_METRE, PER_SECOND
from core.delivery.trips.rules import Work, owed
from routing.verdict import Change, RouteVerdict, TripTimes, Verdict


@dataclass(frozen=True, slots=True)
class Cost:
    """What something costs."""

    minor: int
    """Kopecks."""
    rough: bool = False
    """Nobody knows what the carrier takes: it is reckoned by what such a type of vehicle costs."""


def costs_of(
    day: DeliveryDay,
    vehicle: DayVehicle,
    judged: RouteVerdict | None,
    stored: Sequence[DayTrip | None] | None = None,
) -> list[Cost]:
    """Return what every trip of a route costs.

    Of a carrier with a tariff each costs what he will be owed for it, his least too, as
    `core.delivery.trips.accruing` counts; a closed one what he is owed. Others together cost what
    the route does: the first bears what going out at all costs, the last overtime; time counts from
    the end of the trip before.

    Args:
        stored: the stored trip that each one is; None: they are looked for.
    """
    if judged is None:
        return []
    if stored is None:
        runs = [[stop.stop for stop in trip.stops] for trip in judged.trips]
        stored = stored_runs(day, vehicle.id, runs)
    reckoned = _reckoned(vehicle, judged)
    return [
        _cost(day, vehicle, told, trip, cost)
        for told, trip, cost in zip(judged.trips, stored, reckoned, strict=True)
    ]


def cost_of_plan(day: DeliveryDay, verdict: Verdict) -> Cost:
    """Return what all trips of a plan cost, without prices of what is left out."""
    return together(
        cost for route in verdict.routes for cost in costs_of(day, _vehicle(day, route), route)
    )


def cost_of_change(day: DeliveryDay, change: Change) -> Cost:
    """Return how much more a plan costs after a change, without prices of what is left out."""
    before, after = change.before, change.verdict
    was = [one for one in before.routes if after.route_of.get(one.vehicle) is not one]
    now = [one for one in after.routes if before.route_of.get(one.vehicle) is not one]
    gone, come = (
        together(cost for route in routes for cost in costs_of(day, _vehicle(day, route), route))
        for routes in (was, now)
    )
    return Cost(come.minor - gone.minor, come.rough or gone.rough)


def _vehicle(day: DeliveryDay, route: RouteVerdict) -> DayVehicle:
    return day.vehicle_by_id[route.vehicle]


def together(costs: Iterable[Cost]) -> Cost:
    """Return what several trips cost together; rough where one of them is."""
    found = list(costs)
    return Cost(sum(cost.minor for cost in found), any(cost.rough for cost in found))


def _cost(
    day: DeliveryDay, vehicle: DayVehicle, told: TripTimes, stored: DayTrip | None, reckoned: int
) -> Cost:
    if stored is None:
        carrier, tariff = vehicle.carrier_id, vehicle.tariff
    elif stored.owed_minor is not None:
        return Cost(stored.owed_minor)
    else:
        carrier, tariff = stored.carrier_id, stored.tariff
    if carrier is None or tariff is None:
        return Cost(reckoned, rough=carrier is not None)
    return Cost(owed(tariff, _work(day, told, stored)).amount)


def _reckoned(vehicle: DayVehicle, judged: RouteVerdict) -> list[int]:
    found: list[int] = []
    total = told = 0
    since = judged.start
    for number, trip in enumerate(judged.trips):
        cost = (trip.end - since) * vehicle.per_hour_minor * PER_SECOND
        cost += trip.distance * vehicle.per_km_minor * PER_METRE
        if number == 0:
            cost += vehicle.fixed_minor * COST_UNIT
        since = trip.end
        total = judged.cost if number == len(judged.trips) - 1 else total + cost
        rounded = (total + COST_UNIT // 2) // COST_UNIT
        found.append(rounded - told)
        told = rounded
    return found


def _work(day: DeliveryDay, told: TripTimes, stored: DayTrip | None) -> Work:
    """Return what a trip will be; the odometer goes before the plan, as when it is closed."""
    driven = stored.metres_driven if stored is not None else 0
    parts = [day.part_by_id[stop.stop] for stop in told.stops]
    stops = sum(1 for _ in groupby(parts, where_of))
    grams = sum(line.weight_grams for part in parts for line in part.lines)
    return Work(driven or told.distance, stops, told.end - told.loading, grams)
