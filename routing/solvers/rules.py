"""Which rules of a problem an engine cannot keep; named as the checker names them."""

from __future__ import annotations

from routing.problem import FOREVER, Problem, Stop, Vehicle
from routing.verdict import Kind


def loading_depots(vehicle: Vehicle) -> frozenset[int]:
    """Return the depots where trips of a vehicle may begin, the first one or a further one."""
    if vehicle.max_trips == 1:
        return vehicle.loads_first_at
    return vehicle.loads_first_at | vehicle.loads_again_at


def reloads_elsewhere(problem: Problem) -> bool:
    """Tell whether some vehicle loads again where it does not load first.

    Engines that may drive to such a depot empty come to plans that must be mended.
    """
    return any(
        vehicle.max_trips > 1 and not vehicle.loads_again_at <= vehicle.loads_first_at
        for vehicle in problem.vehicles
    )


def beyond_pyvrp(problem: Problem) -> frozenset[Kind]:
    """Return the rules that PyVRP does not know and a problem has."""
    found = set(_company(problem))
    vehicles = problem.vehicles
    if any(vehicle.breaks for vehicle in vehicles):
        found.add(Kind.BREAK)
    if any(vehicle.max_trip_duration < vehicle.max_duration for vehicle in vehicles):
        found.add(Kind.TRIP_DURATION)
    if problem.locks:
        found.add(Kind.LOCK)
    if any(vehicle.at is not None for vehicle in vehicles):
        found.add(Kind.DEPARTED)
    if any(_partly(stop, vehicle) for stop in problem.stops if stop.depots for vehicle in vehicles):
        found.add(Kind.SOURCE)
    return frozenset(found)


def beyond_ortools(problem: Problem) -> frozenset[Kind]:
    """Return the rules that the model for OR-Tools leaves out and a problem has."""
    found = set()
    vehicles = problem.vehicles
    if any(vehicle.max_trip_duration < vehicle.max_duration for vehicle in vehicles):
        found.add(Kind.TRIP_DURATION)
    if any(vehicle.max_trips > 1 for vehicle in vehicles):
        if any(stop.release for stop in problem.stops):
            found.add(Kind.DEPARTED)
        if any(len(loading_depots(vehicle)) > 1 for vehicle in vehicles) and any(
            stop.depots for stop in problem.stops
        ):
            found.add(Kind.SOURCE)
    return frozenset(found)


def beyond_savings(problem: Problem) -> frozenset[Kind]:
    """Return the rules that savings do not know and a problem has.

    Sizes, skills, pins, windows, releases and shifts are known to them.
    """
    found = set(beyond_pyvrp(problem))
    if problem.runs:
        found.add(Kind.RUN)
    if any(stop.depots for stop in problem.stops):
        found.add(Kind.SOURCE)
    return frozenset(found)


def comes_back(vehicle: Vehicle) -> bool:
    """Tell whether it begins, loads and ends at one depot."""
    return vehicle.end == vehicle.start and vehicle.loads_again_at == frozenset({vehicle.start})


def trips_move(problem: Problem) -> bool:
    """Tell whether trips of a problem may change vehicles, and a vehicle be spared by it."""
    return not beyond_pyvrp(problem) and any(
        vehicle.max_trips > 1 and vehicle.fixed and comes_back(vehicle)
        for vehicle in problem.vehicles
    )


def longest_day(vehicle: Vehicle) -> int:
    """Return how long the day of a vehicle may be, overtime not counted."""
    return min(vehicle.max_duration, vehicle.shift.end - vehicle.shift.start)


def trips_stand_alone(problem: Problem) -> bool:
    """Tell whether trips of a problem can be searched for without knowing whose they are.

    Where the pace changes by the hour it is not known well enough how long a day of trips takes.
    """
    return (
        trips_move(problem)
        and not problem.pins
        and not any(travel.pace for travel in problem.travel)
        and all(
            comes_back(vehicle) and longest_day(vehicle) < FOREVER for vehicle in problem.vehicles
        )
    )


def _company(problem: Problem) -> set[Kind]:
    """Return the rules about stops that go with, or not with, each other."""
    found = set()
    if problem.incompatible:
        found.add(Kind.GOODS)
    if any(stop.together for stop in problem.stops):
        found.add(Kind.TOGETHER)
    if any(stop.group and stop.price_unserved is not None for stop in problem.stops):
        found.add(Kind.GROUP)
    return found


def _partly(stop: Stop, vehicle: Vehicle) -> bool:
    """Tell whether some trips of a vehicle may bring a stop and others not."""
    depots = loading_depots(vehicle)
    return bool(depots & stop.depots) and not depots <= stop.depots


__all__ = [
    "beyond_ortools",
    "beyond_pyvrp",
    "beyond_savings",
    "comes_back",
    "loading_depots",
    "longest_day",
    "reloads_elsewhere",
    "trips_move",
    "trips_stand_alone",
]
