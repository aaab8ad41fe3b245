"""Where places lie, told from distances alone, and routes cut into parts by it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from routing.plan import Plan, Route
from routing.problem import Matrix, Problem, Row, Travel

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Routes that stay together."""

    routes: tuple[Route, ...]
    centre: Point
    stops: int


def points_of(distances: Matrix) -> list[Point]:
    """Return points in a plane that are about as far apart as the places (FastMap).

    Source: Faloutsos & Lin 1995; only six rows of the matrix are looked at.
    """
    size = len(distances)
    first = _axis(distances, [0.0] * size)
    second = _axis(distances, first)
    return list(zip(first, second, strict=True))


def _axis(distances: Matrix, known: Sequence[float]) -> list[float]:
    def squares(place: int) -> list[float]:
        row, here = distances[place], known[place]
        return [
            max(0.0, far * far - (here - there) ** 2) for far, there in zip(row, known, strict=True)
        ]

    def farthest(row: Sequence[float]) -> int:
        return max(range(len(row)), key=row.__getitem__)

    one = farthest(squares(0))
    from_one = squares(one)
    other = farthest(from_one)
    from_other = squares(other)
    apart = math.sqrt(from_one[other])
    if not apart:
        return [0.0] * len(known)
    return [
        (near + apart * apart - far) / (2 * apart)
        for near, far in zip(from_one, from_other, strict=True)
    ]


def clusters_of(problem: Problem, plan: Plan, points: Sequence[Point]) -> list[Cluster]:
    """Return the routes of a plan, those joined that share a group or a vehicle's company."""
    bound: dict[tuple[str, str], list[int]] = {}
    root = list(range(len(plan.routes)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for number, route in enumerate(plan.routes):
        for stop_id in route.stops:
            stop = problem.stop_by_id[stop_id]
            for key in (("group", stop.group), ("together", stop.together)):
                if key[1]:
                    bound.setdefault(key, []).append(number)
    for numbers in bound.values():
        for number in numbers[1:]:
            root[find(number)] = find(numbers[0])
    joined: dict[int, list[Route]] = {}
    for number, route in enumerate(plan.routes):
        joined.setdefault(find(number), []).append(route)
    return [_cluster(problem, tuple(routes), points) for routes in joined.values()]


def _cluster(problem: Problem, routes: tuple[Route, ...], points: Sequence[Point]) -> Cluster:
    places = [problem.stop_by_id[stop].place for route in routes for stop in route.stops]
    count = max(1, len(places))
    across = sum(points[place][0] for place in places) / count
    along = sum(points[place][1] for place in places) / count
    return Cluster(routes, (across, along), len(places))


def cut(clusters: Sequence[Cluster], size: int, degrees: float) -> list[list[Cluster]]:
    """Cut clusters in halves, across and along by turns, until parts have about *size* stops."""
    total = sum(cluster.stops for cluster in clusters)
    if len(clusters) < 2 or total <= size * 1.25:  # noqa: PLR2004 - a pair can be cut
        return [list(clusters)]
    turn = math.radians(degrees)
    ordered = sorted(
        clusters,
        key=lambda cluster: cluster.centre[0] * math.cos(turn) + cluster.centre[1] * math.sin(turn),
    )
    half, seen, at = total / 2, 0, 0
    while at < len(ordered) - 1 and (at == 0 or seen + ordered[at].stops / 2 < half):
        seen += ordered[at].stops
        at += 1
    return cut(ordered[:at], size, degrees + 90) + cut(ordered[at:], size, degrees + 90)


def part_of(
    problem: Problem, routes: Sequence[Route], extra_stops: set[str], extra_vehicles: set[str]
) -> Problem:
    """Return the problem of some routes alone, with stops and vehicles that may join."""
    wanted = {stop for route in routes for stop in route.stops} | extra_stops
    used = {route.vehicle for route in routes} | extra_vehicles
    stops = [stop for stop in problem.stops if stop.id in wanted]
    vehicles = [vehicle for vehicle in problem.vehicles if vehicle.id in used]
    places = sorted(
        {depot.place for depot in problem.depots}
        | {stop.place for stop in stops}
        | {vehicle.at for vehicle in vehicles if vehicle.at is not None}
    )
    new = {place: number for number, place in enumerate(places)}
    return Problem(
        depots=tuple(replace(depot, place=new[depot.place]) for depot in problem.depots),
        stops=tuple(replace(stop, place=new[stop.place]) for stop in stops),
        vehicles=tuple(
            vehicle if vehicle.at is None else replace(vehicle, at=new[vehicle.at])
            for vehicle in vehicles
        ),
        travel=tuple(_sub_travel(travel, places) for travel in problem.travel),
        dimensions=problem.dimensions,
        incompatible=problem.incompatible,
        pins=tuple(pin for pin in problem.pins if pin.stop in wanted and pin.vehicle in used),
        locks=tuple(lock for lock in problem.locks if lock.vehicle in used),
        runs=tuple(run for run in problem.runs if set(run.stops) <= wanted),
        cost_unit=problem.cost_unit,
        name=problem.name,
    )


def _sub_travel(travel: Travel, places: Sequence[int]) -> Travel:
    distances = _sub_matrix(travel.distances, places)
    same = travel.durations is travel.distances
    return Travel(
        distances=distances,
        durations=distances if same else _sub_matrix(travel.durations, places),
        zones=tuple(travel.zones[place] for place in places) if travel.zones else (),
        pace=travel.pace,
    )


def _sub_matrix(matrix: Matrix, places: Sequence[int]) -> tuple[Row, ...]:
    if len(places) == 1:
        return (array("q", [matrix[places[0]][places[0]]]),)
    pick = itemgetter(*places)
    return tuple(array("q", pick(matrix[place])) for place in places)


__all__ = ["Cluster", "clusters_of", "cut", "part_of", "points_of"]
