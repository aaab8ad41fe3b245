"""The map as a picture: near, far, one trip, stops nobody can find."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desk.town import TOWN, at
from tui.widgets.map_scene import (
    LEFT_OUT,
    MapScene,
    MapStop,
    Painter,
    View,
    fitting,
    hue_of,
    letter_of,
    line_of,
    projected,
    scale_bar,
)

SIZE = (32, 8)
ALL = fitting([*TOWN.spots.values(), *(at for at, _ in TOWN.houses)], *SIZE)

WHOLE = """\
        ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
        ⡇A⠫⡉⠉⠉⠉⠉⢩A
        ⡇  ⠈⠢⡀  ⡜
        ⡇    ⠈⠢⣠⠃
        ⡇      ⌂ Склад
        ⡇        ⠈⠢⠄
        ⡇            ⢄
        ⠇  ?          ?"""


def test_all_of_a_day_is_seen_with_streets_routes_depot_and_stops() -> None:
    assert Painter().paint(TOWN, ALL, SIZE).text() == WHOLE


def test_stops_of_the_trip_looked_at_are_numbered_and_named() -> None:
    picture = Painter().paint(TOWN, ALL, SIZE, "V1:0", "b").text().splitlines()
    assert picture[1] == " Ромашка⡇1⠫⡉⠉⠉⠉⠉⢩2 Лютик"
    assert picture[7] == "        ⠇  ?          ?"


def test_one_trip_alone_leaves_other_ways_out() -> None:
    picture = Painter().paint(TOWN, ALL, SIZE, "V1:0", "b", alone=True).text().splitlines()
    assert picture[4:7] == ["        ⡇      ⌂ Склад", "        ⡇", "        ⡇"]
    assert Painter().paint(TOWN, ALL, SIZE, alone=True).text() == WHOLE


def test_a_cell_that_several_trips_share_says_so_but_not_over_who_is_left_out() -> None:
    both = replace(TOWN.trips[1], stops=("c", "f"))
    apart = replace(both, id="V3:0", stops=("f",))
    near = replace(TOWN, trips=(TOWN.trips[0], both))
    shared = replace(TOWN, trips=(TOWN.trips[0], TOWN.trips[1], apart))
    assert Painter().paint(near, ALL, SIZE).text().splitlines()[7] == "        ⠇  ?          B"
    assert Painter().paint(shared, ALL, SIZE).text().splitlines()[7] == "        ⠇  ?          +"


def test_who_is_left_out_is_drawn_in_an_ink_of_his_own() -> None:
    last = Painter().paint(TOWN, ALL, SIZE).row(7)
    assert ("?", LEFT_OUT) in last


def test_a_painter_draws_what_changes_and_forgets_nothing() -> None:
    painter = Painter()
    assert painter.paint(TOWN, ALL, SIZE).text() == WHOLE
    painter.paint(TOWN, ALL.moved(3, 1), SIZE, "V1:0", "a")
    painter.paint(replace(TOWN, trips=()), ALL, SIZE)
    assert painter.paint(TOWN, ALL, SIZE).text() == WHOLE


def test_what_is_where_follows_from_the_scene() -> None:
    assert TOWN.left_out == ("d", "e", "f")
    assert TOWN.nowhere == 1
    assert TOWN.trip_of["c"] == "V2:0"


def test_north_is_up_east_is_right_and_the_poles_are_not_reached() -> None:
    x, y = projected((55_750_000, 37_610_000))
    assert x == pytest.approx(math.radians(37.61))
    assert y == pytest.approx(-math.asinh(math.tan(math.radians(55.75))))
    assert projected((56_000_000, 0))[1] < projected((55_000_000, 0))[1]
    assert projected((90_000_000, 0)) == projected((85_000_000, 0))


def test_a_scale_is_a_round_length_that_fits() -> None:
    view = View(0.0, projected((60_000_000, 0))[1], 6_371_009 / 50)
    assert view.metres_of_a_cell == pytest.approx(50)  # 2 dots of 50 m, halved at 60° north
    assert scale_bar(view, 16) == (500, 10)
    assert scale_bar(view, 9) == (200, 4)


def test_one_place_alone_is_shown_ten_metres_to_a_dot() -> None:
    spot = projected(at(50, 50))
    view = fitting([spot], *SIZE)
    assert view.cell(spot, *SIZE) == (16, 4)
    assert view.scale == pytest.approx(637_100.9)
    assert fitting([], *SIZE) == View()


def test_eighteen_trips_differ_without_their_letters() -> None:
    assert len({(hue_of(number), line_of(number)) for number in range(18)}) == 18
    assert len({line_of(number) for number in range(3)}) == 3
    assert [letter_of(number) for number in (0, 26, 61, 62)] == ["A", "a", "9", "A"]


SPOTS = st.lists(
    st.tuples(st.integers(-84_000_000, 84_000_000), st.integers(-180_000_000, 180_000_000)),
    min_size=1,
    max_size=8,
)


@given(SPOTS, st.integers(8, 60), st.integers(4, 30))
def test_whatever_is_fitted_is_seen(spots: list[tuple[int, int]], width: int, height: int) -> None:
    points = [projected(spot) for spot in spots]
    view = fitting(points, width, height)
    cells = [view.cell(point, width, height) for point in points]
    assert all(0 <= x < width and 0 <= y < height for x, y in cells)
    stops = tuple(MapStop(f"s{i}", f"Stop {i}", spot) for i, spot in enumerate(spots))
    assert "?" in Painter().paint(MapScene(stops=stops), view, (width, height)).text()


@given(st.floats(0.01, 100), st.floats(-50, 50))
def test_zoom_and_pan_undo_themselves(by: float, across: float) -> None:
    view = View(0.5, -1.0, 1000.0)
    back = view.zoomed(by).zoomed(1 / by).moved(across, 0).moved(-across, 0)
    assert back.scale == pytest.approx(view.scale)
    assert back.x == pytest.approx(view.x)
