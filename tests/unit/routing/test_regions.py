"""Places told from distances alone, and routes cut by where they lie."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from routing.plan import Plan, Route, Trip
from routing.problem import FOREVER, Window, matrix_of
from routing.solvers.insertion import construct
from routing.solvers.regions import clusters_of, cut, part_of, points_of
from tests.unit.routing.days_at_random import plain_day


def test_places_in_a_plane_are_found_again_by_their_distances() -> None:
    dice = random.Random(4)
    where = [(dice.uniform(0, 9999), dice.uniform(0, 9999)) for _ in range(40)]
    points = points_of(matrix_of([[round(math.dist(a, b)) for b in where] for a in where]))
    for one, found in zip(where, points, strict=True):
        for other, again in zip(where, points, strict=True):
            assert abs(math.dist(one, other) - math.dist(found, again)) < 20


def test_places_that_are_all_the_same_are_one_point() -> None:
    assert points_of(matrix_of([[0, 0], [0, 0]])) == [(0.0, 0.0), (0.0, 0.0)]


def test_a_cut_keeps_every_route_once_and_parts_small() -> None:
    problem = plain_day(120, 2)
    plan = construct(problem)
    clusters = clusters_of(problem, plan, points_of(problem.travel[0].distances))
    parts = cut(clusters, 30, 45)
    cut_routes = [route for part in parts for cluster in part for route in cluster.routes]
    assert sorted(route.vehicle for route in cut_routes) == [
        route.vehicle for route in sorted(plan.routes, key=lambda route: route.vehicle)
    ]
    assert len(parts) >= 3
    assert max(sum(cluster.stops for cluster in part) for part in parts) <= 60


def test_routes_with_stops_of_one_group_stay_together() -> None:
    problem = plain_day(12, 2)
    stops = list(problem.stops)
    stops[0], stops[1] = replace(stops[0], group="g"), replace(stops[1], group="g")
    problem = replace(problem, stops=tuple(stops))
    plan = Plan(
        (
            Route("v0", (Trip(0, ("s1",)),)),
            Route("v1", (Trip(0, ("s2",)),)),
            Route("v2", (Trip(0, ("s3",)),)),
        )
    )
    clusters = clusters_of(problem, plan, points_of(problem.travel[0].distances))
    assert sorted(len(cluster.routes) for cluster in clusters) == [1, 2]


def test_a_part_has_the_ways_of_the_whole() -> None:
    problem = plain_day(12, 2)
    route = Route("v1", (Trip(0, ("s7", "s3")),))
    part = part_of(problem, [route], {"s9"}, {"v2"})
    assert [stop.id for stop in part.stops] == ["s3", "s7", "s9"]
    assert [vehicle.id for vehicle in part.vehicles] == ["v1", "v2"]
    whole, own = problem.travel[0], part.travel[0]
    for one in part.stops:
        for other in part.stops:
            there = (problem.stop_by_id[one.id].place, problem.stop_by_id[other.id].place)
            assert own.distances[one.place][other.place] == whole.distances[there[0]][there[1]]
            assert own.durations[one.place][other.place] == whole.durations[there[0]][there[1]]
    assert Window().end == FOREVER
