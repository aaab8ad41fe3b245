"""Numbers of a problem brought into the range where a search works well."""

from __future__ import annotations

from dataclasses import dataclass

from routing.plan import Plan
from routing.problem import FOREVER, Problem, Vehicle
from routing.solvers.insertion import Builder

BIGGEST = 200_000_000
"""A whole plan costs no more than this, so that penalties of 0.1 to 100 000 a unit work."""

DETOURS = 3
"""The dearest way to serve one stop is taken so many times, to be on the safe side."""

CANDIDATES = (
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    9,
    10,
    12,
    15,
    16,
    18,
    20,
    24,
    25,
    30,
    36,
    40,
    45,
    48,
    50,
    60,
    72,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Costs of the problem are divided by `cost`."""

    cost: int = 1

    def unit(self, price: int) -> int:
        """Return a price per unit; one that is not zero stays so."""
        return max(1, round(price / self.cost)) if price else 0

    def whole(self, price: int) -> int:
        """Return a cost."""
        return -(-price // self.cost)


def scale_of(problem: Problem, guess: int) -> Scale:
    """Choose a scale by what a whole plan costs, where prices per unit lose least."""
    if guess <= BIGGEST:
        return Scale()
    least = -(-guess // BIGGEST)
    magnitude = 1
    while least // magnitude >= CANDIDATES[-1]:
        magnitude *= 10
    most = least * 20
    choices = [
        candidate * power
        for power in (magnitude, magnitude * 10, magnitude * 100)
        for candidate in CANDIDATES
        if least <= candidate * power <= most
    ]
    prices = {
        price
        for vehicle in problem.vehicles
        for price in (vehicle.per_time, vehicle.per_overtime)
        if price
    }
    return Scale(min(choices, key=lambda by: (_loss(prices, by), by), default=least))


def _loss(prices: set[int], by: int) -> float:
    return round(
        max((abs(Scale(by).unit(price) * by - price) / price for price in prices), default=0), 3
    )


def cost_guess(problem: Problem, warm: Plan | None) -> int:
    """Return roughly what a plan costs: of a given one, or by the ways from the depots."""
    if warm is not None and warm.routes:
        builder = Builder(problem)
        builder.adopt(warm)
        served = len(builder.where)
        if served:
            return sum(builder.costs.values()) * max(1, len(problem.stops)) // served
    total = 0
    vehicle = problem.vehicles[0]
    rows = problem.travel[vehicle.profile].distances[problem.depots[vehicle.start].place]
    for stop in problem.stops:
        total += rows[stop.place] * max(1, vehicle.per_distance) // 4 + vehicle.fixed // 12
    return total


def dearest_detour(problem: Problem, longest: int, slowest: int) -> int:
    """Return more than serving any one stop on a vehicle of its own costs."""

    def costs(vehicle: Vehicle) -> int:
        hours = vehicle.max_duration if vehicle.max_duration < FOREVER else 4 * slowest
        return vehicle.fixed + 2 * vehicle.per_distance * longest + vehicle.per_time * hours

    return DETOURS * max((costs(vehicle) for vehicle in problem.vehicles), default=0) + 1


__all__ = ["BIGGEST", "Scale", "cost_guess", "dearest_detour", "scale_of"]
