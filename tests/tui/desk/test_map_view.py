"""The map on a terminal: what keys and mouse do, and what goes to the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from tests.tui.desk.board import Board, shown
from tests.unit.desk.town import TOWN
from tui.locale import use_language
from tui.widgets.map_scene import MapScene
from tui.widgets.map_view import MapView

WHOLE = """\
                      ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
                      ⡇A⠫⡉⠉⠉⠉⠉⢩A
                      ⡇  ⠈⠢⡀  ⡜
                      ⡇    ⠈⠢⣠⠃
                      ⡇      ⌂ Склад
                      ⡇        ⠈⠢⠄
                      ⡇            ⢄
                      ⠇  ?          ?
 ⌂ Depot  ? left out: 3  ! not on the map: 1    ├─────┤ 5 km"""


@asynccontextmanager
async def town(
    size: tuple[int, int] = (60, 9),
) -> AsyncIterator[tuple[MapView, Board, Pilot[None]]]:
    """Show a map of the town."""
    view = MapView()
    async with shown(view, size) as (board, pilot):
        view.show(TOWN)
        await pilot.pause()
        yield view, board, pilot


async def test_the_map_is_drawn_with_a_legend_and_a_scale() -> None:
    async with town() as (_view, board, _pilot):
        assert board.picture == WHOLE


async def test_what_is_left_out_far_away_does_not_dwarf_the_trips_until_all_is_asked_for() -> None:
    far = replace(TOWN.stop_by_id["d"], id="far", at=(56_860_000, 35_900_000))
    async with town() as (view, board, pilot):
        before = view.view.scale
        view.show(replace(TOWN, stops=(*TOWN.stops, far)))
        await pilot.pause()
        assert view.view.scale >= before
        assert "left out: 4" in board.lines[-1]
        await pilot.press("home")
        assert view.view.scale < before / 2


async def test_the_map_speaks_russian() -> None:
    async with town((80, 9)) as (view, board, pilot):
        use_language("ru")
        view.retell()
        await pilot.pause()
        assert board.lines[-1] == (
            " ⌂ Склад  ? не в рейсах: 3  ! нет на карте: 1  A ГАЗель      ├───────────┤ 10 км"
        )


async def test_arrows_go_through_trips_and_stops_and_tell_of_it() -> None:
    async with town() as (view, board, pilot):
        await pilot.press("down")
        assert (view.trip, view.stop) == ("V1:0", "a")
        await pilot.press("right")
        assert (view.trip, view.stop) == ("V1:0", "b")
        assert board.said() == ["Moved", "Moved"]
        await pilot.pause()
        assert board.lines[1] == "               Ромашка⡇1⠫⡉⠉⠉⠉⠉⢩2 Лютик"
        assert board.lines[-1].startswith(" A ГАЗель  ⌂ Depot  ? left out: 3")
        await pilot.press("right", "down")
        assert (view.trip, view.stop) == ("V2:0", "c")
        await pilot.press("down")
        assert (view.trip, view.stop) == ("", "d")
        await pilot.press("left", "enter")
        assert (view.trip, view.stop) == ("", "f")
        assert board.said() == ["Moved", "Moved", "Moved", "Moved", "Chosen"]


async def test_what_is_looked_at_is_reversed_and_left_outs_are_alarming() -> None:
    async with town() as (_view, board, pilot):
        await pilot.press("down")
        await pilot.pause()
        assert board.styled("1").reverse
        assert board.styled(" ?").color != board.styled(" ⌂").color


async def test_zoom_keeps_the_stop_where_it_is_and_home_shows_everything_again() -> None:
    async with town() as (view, board, pilot):
        await pilot.press("down")
        first = view.view.cell(TOWN.spots["a"], 60, 8)
        await pilot.press("plus", "equals_sign")
        assert view.view.cell(TOWN.spots["a"], 60, 8) == first
        await pilot.pause()
        assert board.lines[-1].endswith("├────┤ 2 km")
        await pilot.press("minus", "home", "escape")
        view.select()
        await pilot.pause()
        assert board.picture == WHOLE


async def test_shift_and_arrows_move_the_map_by_a_quarter() -> None:
    async with town() as (_view, board, pilot):
        await pilot.press("shift+right", "ctrl+down")
        await pilot.pause()
        assert board.lines[2] == "       ⡇      ⌂ Склад"
        await pilot.press("shift+left", "shift+up")
        await pilot.pause()
        assert board.picture == WHOLE


async def test_end_shows_the_trip_and_space_shows_it_alone() -> None:
    async with town() as (view, board, pilot):
        await pilot.press("down", "end", "space")
        await pilot.pause()
        assert view.alone
        assert "?" not in "".join(board.lines[:-1])
        assert board.lines[1].strip() == "⡇  1⢍Ромашка⠉⠉⠉⠉⠉⠉2 Лютик"
        assert board.lines[7].strip() == "⡇              ⌂ Склад"


async def test_a_stop_out_of_sight_comes_into_sight() -> None:
    async with town() as (view, _board, pilot):
        await pilot.press("plus", "plus", "plus", "plus")
        view.select(stop="c")
        assert view.trip == "V2:0"
        assert view.view.cell(TOWN.spots["c"], 60, 8) == (30, 4)


async def test_a_click_looks_at_the_nearest_stop_and_a_second_one_takes_it() -> None:
    async with town() as (view, board, pilot):
        await pilot.click(MapView, offset=(32, 2))
        assert view.stop == "b"
        await pilot.click(MapView, offset=(32, 1))
        assert board.said() == ["Moved", "Chosen"]
        await pilot.click(MapView, offset=(1, 5))
        assert board.said() == []


async def test_only_rows_that_differ_go_to_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with town() as (view, _board, pilot):
        await pilot.press("down")
        drawn: list[Region] = []
        monkeypatch.setattr(view, "refresh", lambda *regions: drawn.extend(regions))
        view.select(trip="V1:0", stop="b")
        assert {region.y for region in drawn} == {1, 8}


async def test_a_changed_plan_keeps_the_stop_and_the_view() -> None:
    async with town() as (view, board, pilot):
        await pilot.press("down", "right", "plus")
        before = view.view
        first, second = TOWN.trips
        moved = (replace(first, stops=("a",)), replace(second, stops=("c", "b")))
        view.show(replace(TOWN, trips=moved))
        assert (view.trip, view.stop, view.view) == ("V2:0", "b", before)
        view.show(MapScene())
        await pilot.press("right", "down", "home", "end", "space")
        assert (view.trip, view.stop) == ("", "")
        assert "├" in board.lines[-1]


async def test_a_terminal_of_another_size_shows_all_again() -> None:
    async with town() as (_view, board, pilot):
        await pilot.resize_terminal(32, 9)
        await pilot.pause()
        assert board.lines[1] == "        ⡇A⠫⡉⠉⠉⠉⠉⢩A"
