"""A point in an outline, against counting corners in exact fractions; zones against all of them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.delivery.places.rules import Point, Zone, ZoneMap, inside, place_text, read_place
from core.delivery.statuses import ZoneKind

POINTS = st.tuples(st.integers(-6, 6), st.integers(-6, 6))
OUTLINES = st.lists(POINTS, min_size=3, max_size=9, unique=True)


def _brute(point: Point, outline: list[Point]) -> bool:
    """Count where a ray to the east crosses the border, in fractions; its border is inside."""
    latitude, longitude = point
    crossings = 0
    for (a_lat, a_lon), (b_lat, b_lon) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if a_lat == b_lat:
            if latitude == a_lat and min(a_lon, b_lon) <= longitude <= max(a_lon, b_lon):
                return True
            continue
        share = Fraction(latitude - a_lat, b_lat - a_lat)
        if not 0 <= share <= 1:
            continue
        crossed = a_lon + share * (b_lon - a_lon)
        if crossed == longitude:
            return True
        # Of two edges that meet at a corner the ray counts the one below it.
        if crossed > longitude and latitude < max(a_lat, b_lat):
            crossings += 1
    return crossings % 2 == 1


@given(POINTS, OUTLINES)
def test_a_point_is_inside_where_a_ray_crosses_the_border_an_odd_number_of_times(
    point: Point, outline: list[Point]
) -> None:
    assert inside(point, [outline]) == _brute(point, outline)


@given(POINTS, OUTLINES, st.integers(0, 8))
def test_where_an_outline_begins_and_which_way_it_runs_does_not_matter(
    point: Point, outline: list[Point], turn: int
) -> None:
    turn %= len(outline)
    other = [*outline[turn:], *outline[:turn]][::-1]
    assert inside(point, [outline]) == inside(point, [other])


@given(POINTS, st.lists(OUTLINES, min_size=1, max_size=4))
def test_of_several_rings_a_point_is_in_an_odd_number_or_on_a_border(
    point: Point, rings: list[list[Point]]
) -> None:
    on_border = any(inside(point, [ring]) and _on_border(point, ring) for ring in rings)
    odd = sum(_brute(point, ring) for ring in rings) % 2 == 1
    assert inside(point, rings) == (on_border or odd)


def _on_border(point: Point, ring: list[Point]) -> bool:
    """Tell whether a point lies on an edge: its distances to both ends are those of the edge."""
    y, x = point
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        straight = (d - b) * (y - a) == (x - b) * (c - a)
        if straight and min(a, c) <= y <= max(a, c) and min(b, d) <= x <= max(b, d):
            return True
    return False


@given(POINTS, st.lists(OUTLINES, min_size=1, max_size=6), st.data())
def test_a_zone_found_holds_the_point_and_no_deeper_one_does(
    point: Point, outlines: list[list[Point]], data: st.DataObject
) -> None:
    parents = [
        data.draw(st.one_of(st.none(), st.integers(1, number))) if number else None
        for number in range(len(outlines))
    ]
    zones = [
        Zone(number + 1, parent, ZoneKind.POLYGON, (tuple(outline),))
        for number, (outline, parent) in enumerate(zip(outlines, parents, strict=True))
    ]
    depth: dict[int, int] = {}
    for zone in zones:
        depth[zone.id] = 0 if zone.parent_id is None else depth[zone.parent_id] + 1
    holding = {zone.id for zone in zones if _brute(point, list(zone.rings[0]))}
    found = ZoneMap(zones).zone_of(point, "")
    assert (found is None) == (not holding)
    if found is not None:
        assert found in holding
        assert depth[found] == max(depth[one] for one in holding)


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_coordinates_are_written_as_they_are_read(latitude: int, longitude: int) -> None:
    assert read_place(place_text((latitude, longitude))) == (latitude, longitude)
