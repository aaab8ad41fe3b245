"""Days at random in a plane, with as many rules as are asked for."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from routing.problem import (
    Break,
    Depot,
    Lock,
    Pin,
    Problem,
    Run,
    Stop,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)

HOUR = 3600

SHIFT = Window(6 * HOUR, 21 * HOUR)


def plain_day(stops: int, seed: int) -> Problem:
    """Return a day of kilograms and windows, every stop with a price, vans that load again."""
    dice = random.Random(seed)
    points = [(0.0, 0.0)]
    points += [(dice.uniform(-9000, 9000), dice.uniform(-9000, 9000)) for _ in range(stops)]
    distances = [[round(1.3 * math.dist(one, two)) for two in points] for one in points]
    return Problem(
        depots=(Depot(id="D", place=0, window=SHIFT, loading=900, reloading=1200),),
        stops=tuple(
            Stop(
                id=f"s{at}",
                place=at,
                windows=(_window(dice),),
                service=300,
                delivery=(dice.randrange(20, 500),),
                price_unserved=10**7,
            )
            for at in range(1, stops + 1)
        ),
        vehicles=tuple(
            Vehicle(
                id=f"v{number}",
                capacity=(1500 + 500 * (number % 3),),
                shift=SHIFT,
                max_duration=9 * HOUR,
                max_overtime=HOUR,
                max_trips=3,
                fixed=100_000,
                per_distance=10,
                per_time=5,
                per_overtime=5,
            )
            for number in range(max(3, stops // 6))
        ),
        travel=(
            Travel(
                distances=matrix_of(distances),
                durations=matrix_of([[far // 11 for far in row] for row in distances]),
            ),
        ),
        dimensions=("kg",),
    )


def rich_day(stops: int, seed: int) -> Problem:
    """Return a day that has every rule a problem can have."""
    dice = random.Random(seed)
    day = plain_day(stops, seed)
    changed = [
        replace(
            stop,
            skills=frozenset({"cold"} if dice.random() < 0.2 else ()),
            max_size=dice.choice((0, 0, 2)),
            release=dice.choice((0, 0, 8 * HOUR)),
            pickup=(dice.choice((0, 0, 100)),),
            goods=frozenset({dice.choice(("food", "paint", "paper"))}),
            windows=dice.choice(
                (stop.windows, (Window(7 * HOUR, 9 * HOUR), Window(14 * HOUR, 17 * HOUR)))
            ),
        )
        for stop in day.stops
    ]
    changed[0] = replace(changed[0], windows=(SHIFT,), skills=frozenset(), max_size=0, release=0)
    changed[1] = replace(changed[1], group="both")
    changed[2] = replace(changed[2], group="both")
    changed[3] = replace(changed[3], together="one van")
    changed[4] = replace(changed[4], together="one van")
    for at in (6, 7):
        changed[at] = replace(
            changed[at],
            windows=(SHIFT,),
            goods=frozenset(),
            max_size=0,
            delivery=(50,),
            skills=frozenset(),
        )
    vehicles = [
        replace(
            vehicle,
            skills=frozenset({"cold"} if number % 2 else ()),
            size=1 + number % 3,
            breaks=(Break(Window(11 * HOUR, 14 * HOUR), 1800),) if number % 3 == 0 else (),
            max_trip_duration=7 * HOUR,
            max_stops=8,
            end=None if number % 3 == 2 else 0,
        )
        for number, vehicle in enumerate(day.vehicles)
    ]
    return replace(
        day,
        stops=tuple(changed),
        vehicles=tuple(vehicles),
        incompatible=frozenset({frozenset({"food", "paint"})}),
        pins=(Pin("s6", "v0"),) if _rides(changed[5], vehicles[0]) else (),
        locks=(Lock(vehicle="v1", trip=0, stops=("s1",)),),
        runs=(Run(("s7", "s8")),),
    )


def _rides(stop: Stop, vehicle: Vehicle) -> bool:
    return stop.skills <= vehicle.skills and (not stop.max_size or vehicle.size <= stop.max_size)


def _window(dice: random.Random) -> Window:
    length = dice.choice((2, 4, 12)) * HOUR
    start = dice.randrange(7 * HOUR, 21 * HOUR - length, HOUR // 2)
    return Window(start, start + length)
