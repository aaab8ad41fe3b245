"""The timeline on a terminal: vehicles, hours, the stop that is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.pilot import Pilot

from tests.tui.desk.board import Board, shown
from tests.unit.desk.shift import BUSY, IDLE, STOPS, hour
from tui.locale import use_language
from tui.widgets.timeline import Timeline

MORNING = """\
 Vehicle     08:00    ▼ 09:00      10:00      11:00      12:00      13:00
!ГАЗель      ▒▒▒▒▒▒─────██████─────·····▓▓▓▓▓▓▓─────▒▒▒▒▒≈≈≈≈≈≈≈────!!!!!!!─────
 10:30–12:00 ╞══════════╡               ╞════════════════╡
 Бычок


 Лютик · trip 1 · arrives 10:00 · begins 10:30 · leaves 11:00
 ▒ loading  ─ driving  · waiting  █ at the stop  ≈ rest  ! late"""

LATE = """\
 Транспорт   08:00    ▼ 09:00      10:00      11:00      12:00      13:00
!ГАЗель      ▒▒▒▒▒▒─────██████─────·····▓▓▓▓▓▓▓─────▒▒▒▒▒≈≈≈≈≈≈≈────!!!!!!!─────
 11:00–12:00                                  ╞══════════╡
 Бычок


 Север · опоздание 60 мин · рейс 2 · прибудет 13:00 · уедет 13:30
 ▒ погрузка  ─ в пути  · ожидание  █ у клиента  ≈ отдых  ! опоздание"""


@asynccontextmanager
async def morning(
    size: tuple[int, int] = (80, 8),
) -> AsyncIterator[tuple[Timeline, Board, Pilot[None]]]:
    """Show two vehicles."""
    timeline = Timeline()
    async with shown(timeline, size) as (board, pilot):
        timeline.show([BUSY, IDLE], now=hour(8, 50))
        await pilot.pause()
        yield timeline, board, pilot


async def test_vehicles_hours_windows_and_the_stop_are_drawn() -> None:
    async with morning() as (timeline, board, pilot):
        assert timeline.stop == "a"
        await pilot.press("right")
        await pilot.pause()
        assert board.picture == MORNING
        assert board.styled("▓▓▓▓▓▓▓").reverse


async def test_a_missed_window_is_told_in_both_languages() -> None:
    async with morning() as (timeline, board, pilot):
        await pilot.press("end")
        use_language("ru")
        timeline.retell()
        await pilot.pause()
        assert board.picture == LATE


async def test_keys_go_through_stops_and_vehicles_and_tell_of_it() -> None:
    other = replace(BUSY, id="V3", name="Третья", stops=(replace(STOPS[2], id="d"), STOPS[1]))
    async with morning() as (timeline, board, pilot):
        timeline.show([BUSY, other, IDLE])
        await pilot.press("end", "down")
        assert (timeline.vehicle, timeline.stop) == ("V3", "d")
        await pilot.press("down", "left", "right", "down")
        assert (timeline.vehicle, timeline.stop) == ("V2", "")
        await pilot.press("ctrl+home", "enter")
        assert (timeline.vehicle, timeline.stop) == ("V1", "a")
        assert board.said() == ["Moved", "Moved", "Moved", "Moved", "Chosen"]


async def test_many_vehicles_scroll_and_arrows_say_where_there_are_more() -> None:
    async with morning() as (timeline, board, pilot):
        timeline.show([replace(BUSY, id=f"V{at}", name=f"Машина {at}") for at in range(9)])
        await pilot.pause()
        assert [line[:10].strip() for line in board.lines[:6]] == [
            *("Vehicle", "!Машина 0", "any time", "!Машина 1", "!Машина 2", "!Машина 3"),
        ]
        await pilot.press("pagedown", "pagedown", "down")
        await pilot.pause()
        assert timeline.vehicle == "V7"
        assert board.lines[0].startswith("▲Vehicle")
        assert board.lines[4].startswith("!Машина 7")
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert board.lines[4].startswith("!Машина 8")


async def test_a_click_looks_at_the_stop_of_that_hour_and_a_second_one_takes_it() -> None:
    async with morning() as (timeline, board, pilot):
        await pilot.click(Timeline, offset=(69, 1))
        assert timeline.stop == "c"
        await pilot.click(Timeline, offset=(69, 1))
        assert board.said() == ["Moved", "Chosen"]
        await pilot.click(Timeline, offset=(20, 2))
        await pilot.click(Timeline, offset=(20, 5))
        assert board.said() == []
        await pilot.click(Timeline, offset=(20, 3))
        assert timeline.vehicle == "V2"


async def test_a_changed_plan_keeps_vehicle_and_stop_where_they_are() -> None:
    async with morning() as (timeline, _board, _pilot):
        timeline.select(stop="b")
        timeline.show([IDLE, BUSY])
        assert (timeline.vehicle, timeline.stop, timeline.cursor) == ("V1", "b", 1)
        timeline.show([IDLE])
        assert (timeline.vehicle, timeline.stop) == ("V2", "")
        timeline.show([])
        assert (timeline.vehicle, timeline.timed) == ("", None)
