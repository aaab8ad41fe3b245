"""A delivery day as a trading company has them, the same for the same seed: routes to be planned.

Six classes of vehicles from 1.4 to 20 tonnes, some cold, some with a tail lift; three dimensions
of load; fixed, kilometre and hour costs; a shift of 9 hours anywhere from 6 to 21 o'clock; up to
three reloads of 25 minutes; windows of two hours, four hours or the day; addresses where big
vehicles do not get.
Orders too big for any vehicle that may go there are cut beforehand into the fewest loads.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from routing.parts import HOUR, Depot, Stop, Vehicle, Window
from routing.problem import Problem
from routing.travel.great_circle import GreatCircle
from routing.travel.provider import Place, Point

DIMENSIONS = ("kg", "dm3", "pallet tenths")
FLEETS = {100: 20, 300: 48, 1000: 150}
"""Orders → vehicles; between them in proportion."""

DAY = Window(6 * HOUR, 21 * HOUR)
SHIFT = 9 * HOUR
RELOADING = 25 * 60
RELOADS = 3
SERVICE = 300
PER_KG = 0.6
"""Seconds of unloading."""

NARROW = 0.6
"""Part of the addresses that do not take every size."""

WINDOWS = (20, 40, 40)
"""Percent of windows of 2, 4, 12 hours."""

COLD, LIFT = "cold", "tail lift"
UNSERVED = 20_000_000
"""Price of leaving an order out, in units of cost: 20 000 roubles."""

CENTRE = (55.75, 37.62)
SPREAD = 0.22
"""Degrees of latitude around the centre: about 25 km."""

COST_UNIT = 10
"""Tenths of a kopeck: a kilometre's price is whole for every metre."""


@dataclass(frozen=True, slots=True)
class VehicleClass:
    """Vehicles alike."""

    capacity: tuple[int, int, int]
    size: int
    skills: frozenset[str]
    fixed: int
    """Roubles."""
    per_km: int
    """Roubles."""
    per_hour: int
    """Roubles."""
    share: int
    """Of the fleet, in percent."""


CLASSES = (
    VehicleClass((1_400, 9_000, 40), 1, frozenset(), 2_200, 14, 380, 25),
    VehicleClass((3_000, 16_000, 60), 2, frozenset({COLD}), 3_000, 18, 420, 20),
    VehicleClass((5_000, 30_000, 120), 2, frozenset({LIFT}), 3_800, 22, 450, 20),
    VehicleClass((7_000, 38_000, 150), 3, frozenset({COLD, LIFT}), 4_900, 27, 480, 15),
    VehicleClass((10_000, 45_000, 170), 3, frozenset({LIFT}), 5_600, 31, 520, 12),
    VehicleClass((20_000, 82_000, 330), 4, frozenset(), 8_200, 42, 600, 8),
)


def realistic_day(orders: int, seed: int) -> Problem:
    """Return a day of so many orders; parts of orders that were cut come on top."""
    dice = random.Random(f"{orders}/{seed}")
    stops = tuple(stop for number in range(1, orders + 1) for stop in _order(dice, number))
    places = [Place("depot", Point.of(*CENTRE))]
    points: dict[str, Point] = {}
    for stop in stops:
        order = stop.id.partition("/")[0]
        points.setdefault(order, _somewhere(random.Random(f"{seed}/{order}")))
        places.append(Place(stop.id, points[order]))
    return Problem(
        name=f"day-{orders}-{seed}",
        depots=(Depot(id="depot", place=0, window=DAY, reloading=RELOADING),),
        stops=tuple(
            Stop(
                id=stop.id,
                place=place,
                windows=stop.windows,
                service=stop.service,
                delivery=stop.delivery,
                skills=stop.skills,
                max_size=stop.max_size,
                price_unserved=UNSERVED,
            )
            for place, stop in enumerate(stops, start=1)
        ),
        vehicles=tuple(_vehicles(orders)),
        travel=(GreatCircle().travel(places),),
        dimensions=DIMENSIONS,
        cost_unit=COST_UNIT,
    )


def _vehicles(orders: int) -> Iterator[Vehicle]:
    count = FLEETS.get(orders) or max(6, math.ceil(orders * 0.16))
    classes = [kind for kind in CLASSES for _ in range(max(1, round(count * kind.share / 100)))]
    for number, kind in enumerate(classes[-count:], start=1):
        yield Vehicle(
            id=f"V{number}",
            capacity=kind.capacity,
            max_trips=RELOADS + 1,
            shift=DAY,
            max_duration=SHIFT,
            skills=kind.skills,
            size=kind.size,
            fixed=kind.fixed * 100 * COST_UNIT,
            per_distance=kind.per_km * 100 * COST_UNIT // 1000,
            per_time=kind.per_hour * 100 * COST_UNIT // HOUR,
        )


def _order(dice: random.Random, number: int) -> Iterator[Stop]:
    """Yield the loads of one order: one, unless no vehicle that may go there takes it whole."""
    weight = min(30_000, max(5, round(dice.lognormvariate(5.9, 1.2))))
    volume = max(10, round(weight * dice.uniform(2, 6)))
    pallets = max(1, round(max(weight / 60, volume / 250)))
    skills = frozenset(
        skill for skill, part in ((COLD, 0.15), (LIFT, 0.13)) if dice.random() < part
    )
    fitting = [kind for kind in CLASSES if skills <= kind.skills]
    smallest = min(kind.size for kind in fitting)
    max_size = dice.randint(max(smallest, 1), 3) if dice.random() < NARROW else 0
    largest = max(
        (kind.capacity for kind in fitting if not max_size or kind.size <= max_size),
        key=lambda capacity: capacity[0],
    )
    loads = (weight, volume, pallets)
    parts = max(-(-load // room) for load, room in zip(loads, largest, strict=True))
    windows = (_window(dice),)
    for part in range(parts):
        piece = tuple(load * (part + 1) // parts - load * part // parts for load in loads)
        yield Stop(
            id=f"{number}" if parts == 1 else f"{number}/{part + 1}",
            place=0,
            windows=windows,
            service=SERVICE + round(PER_KG * piece[0]),
            delivery=piece,
            skills=skills,
            max_size=max_size,
        )


def _window(dice: random.Random) -> Window:
    hours = dice.choices((2, 4, 12), WINDOWS)[0]
    start = dice.randint(8, max(8, 20 - hours))
    return Window(start * HOUR, (start + hours) * HOUR)


def _somewhere(dice: random.Random) -> Point:
    """Return a point, denser towards the centre; roads east and west as long as north and south."""
    north, east = dice.gauss(0, SPREAD / 2), dice.gauss(0, SPREAD / 2)
    return Point.of(CENTRE[0] + north, CENTRE[1] + east / math.cos(math.radians(CENTRE[0])))
