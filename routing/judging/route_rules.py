"""Rules that one route can break, apart from times and loads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.parts import Lock, Stop, Vehicle
from routing.plan import Route
from routing.problem import Problem
from routing.verdict import Breach, Kind

Driven = tuple[int, int, Sequence[Stop]]
"""Index of a trip, its depot, its known stops."""


def named_wrongly(problem: Problem, route: Route) -> Iterator[Breach]:
    """Find stops and depots that the problem does not have."""
    for index, trip in enumerate(route.trips):
        if not 0 <= trip.depot < len(problem.depots):
            yield Breach(Kind.UNKNOWN_DEPOT, route.vehicle, index, amount=trip.depot)
        for stop in trip.stops:
            if stop not in problem.stop_by_id:
                yield Breach(Kind.UNKNOWN_STOP, route.vehicle, index, stop)


def carried_wrongly(
    problem: Problem, vehicle: Vehicle, trips: Sequence[Driven]
) -> Iterator[Breach]:
    """Find stops that do not suit the vehicle or its trip, and trips that are too many."""
    skills, size = vehicle.skills, vehicle.size
    pin_of, clashes = problem.pin_of, problem.clashes
    for index, depot, stops in trips:
        for stop in stops:
            if not stop.skills <= skills:
                lacking = ",".join(sorted(stop.skills - skills))
                yield Breach(Kind.SKILL, vehicle.id, index, stop.id, other=lacking)
            if stop.max_size and size > stop.max_size:
                yield Breach(Kind.SIZE, vehicle.id, index, stop.id, size - stop.max_size)
            if stop.depots and depot not in stop.depots:
                here = problem.depots[depot].id
                yield Breach(Kind.SOURCE, vehicle.id, index, stop.id, other=here)
            if pin_of and pin_of.get(stop.id, vehicle.id) != vehicle.id:
                yield Breach(Kind.PIN, vehicle.id, index, stop.id, other=pin_of[stop.id])
        if vehicle.max_stops and len(stops) > vehicle.max_stops:
            yield Breach(Kind.STOPS, vehicle.id, index, amount=len(stops) - vehicle.max_stops)
        if clashes:
            yield from _goods(problem, vehicle.id, index, stops)
        if problem.runs:
            yield from _runs(problem, vehicle.id, index, stops)
    yield from _depots(vehicle, trips)
    if len(trips) > vehicle.max_trips:
        yield Breach(Kind.TRIPS, vehicle.id, amount=len(trips) - vehicle.max_trips)


def _depots(vehicle: Vehicle, trips: Sequence[Driven]) -> Iterator[Breach]:
    first, again = vehicle.loads_first_at, vehicle.loads_again_at
    for position, (index, depot, _) in enumerate(trips):
        if depot not in (again if position else first):
            yield Breach(Kind.DEPOT, vehicle.id, index, amount=depot)


def _goods(problem: Problem, vehicle: str, index: int, stops: Sequence[Stop]) -> Iterator[Breach]:
    on_board: dict[str, str] = {}
    for stop in stops:
        for kind in sorted(stop.goods):
            on_board.setdefault(kind, stop.id)
        for kind in sorted(stop.goods):
            met = [on_board[other] for other in problem.clashes.get(kind, ()) if other in on_board]
            if met:
                yield Breach(Kind.GOODS, vehicle, index, stop.id, other=min(met))
                break


def _runs(problem: Problem, vehicle: str, index: int, stops: Sequence[Stop]) -> Iterator[Breach]:
    ids = ["", *(stop.id for stop in stops), ""]
    here = set(ids)
    for at, stop in enumerate(ids[1:-1], start=1):
        former, latter = problem.run_links.get(stop, ("", ""))
        if former and former not in here:
            yield Breach(Kind.RUN, vehicle, index, stop, other=former)
        if latter and ids[at + 1] != latter:
            yield Breach(Kind.RUN, vehicle, index, latter, other=stop)


def unlocked(problem: Problem, vehicle: str, route: Route | None) -> Iterator[Breach]:
    """Find locked trips of a vehicle that are not as they are locked.

    Args:
        problem: its locks.
        vehicle: which one.
        route: None: it stays at home.
    """
    trips = route.trips if route is not None else ()
    for lock in problem.locks_of.get(vehicle, ()):
        stops = trips[lock.trip].stops if lock.trip < len(trips) else ()
        moved = _moved(lock, stops)
        if moved:
            yield Breach(Kind.LOCK, vehicle, lock.trip, moved)
        if lock.departure is not None:
            for stop in stops:
                known = problem.stop_by_id.get(stop)
                if stop not in lock.stops and known is not None and any(known.delivery):
                    yield Breach(Kind.DEPARTED, vehicle, lock.trip, stop)


def _moved(lock: Lock, stops: Sequence[str]) -> str:
    """Return the first stop that is not where a lock has it; "" where all are."""
    for position, stop in enumerate(lock.stops):
        if position >= len(stops) or stops[position] != stop:
            return stop
    if lock.whole and len(stops) > len(lock.stops):
        return stops[len(lock.stops)]
    return ""
