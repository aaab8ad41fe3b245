"""Plans compared at the desk: hunks accepted one by one, weighed together, taken over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from textual.pilot import Pilot

from routing.diff import PlanDiff, Weighed, diff
from routing.errors import StaleDiff
from routing.plan import Plan, Route, Trip
from routing.problem import Problem, Window
from tests.tui.desk.board import Shell
from tests.unit.routing.days import LEG, VAN, at, day
from tui.desk.dispatch.diff import PlanDiffScreen
from tui.desk.dispatch.names import DayNames
from tui.widgets.grid import Grid

NAMES = DayNames(
    stops={"s1": "Ромашка", "s2": "Лютик", "s3": "Север", "s4": "Юг", "s5": "Роза"},
    vehicles={"V1": "ГАЗель", "V2": "Бычок"},
    orders={"s2": "КЛ-12 Лютик", "s3": "КЛ-13/2 Север", "s5": "КЛ-15 Роза"},
)
VANS = (replace(VAN, max_trips=2), replace(VAN, id="V2", max_trips=2))
DAY = day(
    *(at(place, price_unserved=5_000) for place in (1, 2, 3)),
    at(4, price_unserved=5_000, windows=(Window(0, 5 * LEG),)),
    at(5, price_unserved=5_000),
    vehicles=VANS,
)


def plan(**routes: list[str]) -> Plan:
    """Return a plan of vans by trips written as "s1 s2"."""
    return Plan(
        tuple(
            Route(vehicle, tuple(Trip(0, tuple(trip.split())) for trip in trips))
            for vehicle, trips in routes.items()
        )
    )


BEFORE = plan(V1=["s1 s2 s3"], V2=["s4"])
AFTER = plan(V1=["s2 s1"], V2=["s5 s4"])

PICTURE = """\
 Changes of the plan · evening                                lead · 2026-11-20
    What changes                          Where               Δ cost Δ km Δ late
[x] @@ ГАЗель·1
[x]    ~ КЛ-12 Лютик                      another order            0    0      0
[x]    − КЛ-13/2 Север                    ГАЗель·1, no. 3     −24.00   −2      0
       + off all trips
[x] @@ Бычок·1
[x] !  + КЛ-15 Роза                       no. 1, was left out +24.00   +2  +0:02"""

FOOT = """\
 Accepted 3/3 · cost 0 · km 0 · late +0:02 · ! rules broken: 1
 Space accepts or not, y and n go on to the next, + all, - none; ^S takes over.
F1 Help  ^A Mark  F10 Do  ^S Save  F3 Back  F12 Sign out  ^N RU/EN  ^Q Quit"""

RUSSIAN = """\
 Изменения плана · evening                                    lead · 2026-11-20
    Что меняется                     Где                 Δ затраты Δ км Δ опозд.
[x] @@ ГАЗель·1
[x]    ~ КЛ-12 Лютик                 другой порядок              0    0        0
[x]    − КЛ-13/2 Север               ГАЗель·1, № 3          −24,00   −2        0
       + вне рейсов
[x] @@ Бычок·1
[x] !  + КЛ-15 Роза                  № 1, был вне рейсов    +24,00   +2    +0:02











 ! Машина Бычок, рейс 1: остановка Юг, опоздание 0:02.
 заказов вне рейсов −1, это считано −50,00 (не в затратах)
 Принято 3/3 · затраты 0 · км 0 · опозд. +0:02 · ! нарушений: 1
 Пробел — принять или нет, д и н — и дальше, + все, - ничего; ^S перенести.
F1 Помощь  ^A Отметка  F10 Действия  ^S Записать  F3 Назад  F12 Выйти  ^N EN/RU"""


@dataclass
class Desk:
    """The screen, and what it handed over."""

    screen: PlanDiffScreen
    shell: Shell
    pilot: Pilot[None]
    taken: list[Weighed] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """What is on the terminal, line by line."""
        strips = self.shell.screen._compositor.render_strips()
        return ["".join(part.text for part in strip).rstrip() for strip in strips]

    @property
    def marks(self) -> str:
        """The marks of all lines that have one: x, ~ or a blank."""
        cells = [row[0].text for row in self.screen.query_one(Grid).rows]
        return "".join(mark[1] for mark in cells if mark)

    async def press(self, *keys: str) -> None:
        """Press keys and let the screen settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, good: Callable[[], bool]) -> None:
        """Wait for something."""
        for _ in range(1000):
            await self.pilot.pause()
            if good():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("\n".join(self.lines))


@asynccontextmanager
async def compared(
    found: PlanDiff,
    *,
    size: tuple[int, int] = (80, 24),
    refuse: bool = False,
    names: DayNames = NAMES,
    problem: Problem = DAY,
) -> AsyncIterator[Desk]:
    """Compare two plans."""
    taken: list[Weighed] = []

    async def take(weighed: Weighed) -> None:
        if refuse:
            raise StaleDiff(hunk="")
        taken.append(weighed)

    screen = PlanDiffScreen(problem, found, names, take, title="evening")
    shell = Shell(screen)
    async with shell.run_test(size=size) as pilot:
        await pilot.pause()
        yield Desk(screen, shell, pilot, taken)


def evening(problem: Problem = DAY) -> PlanDiff:
    """Return what the evening proposes."""
    return diff(problem, BEFORE, AFTER)


async def test_hunks_stand_trip_by_trip_with_what_they_change() -> None:
    async with compared(evening()) as desk:
        assert "\n".join(desk.lines[:8]) == PICTURE
        assert "\n".join(desk.lines[-3:]) == FOOT


async def test_they_are_told_in_russian() -> None:
    async with compared(evening()) as desk:
        await desk.press("ctrl+n", "down", "down", "down", "down", "down")
        assert "\n".join(desk.lines) == RUSSIAN


async def test_space_accepts_what_the_cursor_is_on_or_not() -> None:
    async with compared(evening()) as desk:
        await desk.press("down", "space")
        assert desk.marks == "~ xxx"
        assert "stop:s3" in desk.screen.accepted
        await desk.press("down", "space")
        assert desk.marks == "   xx"
        await desk.press("up", "up", "space")
        assert desk.marks == "xxxxx"
        assert "Accepted 3/3" in desk.lines[-3]
        await desk.press("space")
        assert desk.marks == "   xx"
        assert desk.lines[-4:-2] == [
            " Accepted 1/3 · cost +24.00 · km +2 · late +0:02",
            " orders left out −1, reckoned −50.00 (not in the cost) · ! rules broken: 1",
        ]


async def test_yes_and_no_go_on_to_the_next_hunk_in_both_alphabets() -> None:
    async with compared(evening()) as desk:
        await desk.press("minus")
        assert desk.marks == "     "
        await desk.press("n", "y", "y")
        assert desk.marks == "xxx  "
        assert desk.screen.query_one(Grid).cursor == 4
        await desk.press("down", "д")
        assert desk.marks == "xxxxx"
        await desk.press("Н")
        assert desk.marks == "xxx  "


async def test_all_or_none_or_many_at_once() -> None:
    async with compared(evening()) as desk:
        await desk.press("minus")
        assert desk.screen.accepted == frozenset()
        await desk.press("plus")
        assert len(desk.screen.accepted) == 3
        for digit, marks in (("4", "xxx  "), ("2", "     "), ("3", "   xx"), ("1", "xxxxx")):
            await desk.press("f10")
            await desk.until(lambda: desk.shell.screen is not desk.screen)
            await desk.press(digit)
            await desk.until(lambda: desk.shell.screen is desk.screen)
            await desk.until(lambda wanted=marks: desk.marks == wanted)


async def test_the_hunk_under_the_cursor_says_which_rules_it_breaks() -> None:
    async with compared(evening()) as desk:
        await desk.press("pagedown")
        assert [line.strip() for line in desk.lines[-5:-3]] == [
            "! Vehicle Бычок, trip 1: stop Юг is late by 0:02.",
            "orders left out −1, reckoned −50.00 (not in the cost)",
        ]


async def test_a_whole_trip_is_one_mark_with_its_stops_and_what_follows() -> None:
    after = plan(V1=["s1 s2"], V2=["s4", "s3"])
    async with compared(diff(DAY, BEFORE, after)) as desk:
        assert (
            desk.lines[2]
            == "[x] @@ Бычок·2                                a new trip      +48.00   +4      0"
        )
        await desk.press("space")
        assert desk.marks == "  "


async def test_a_trip_that_comes_in_part_is_marked_so() -> None:
    after = plan(V1=["s1"], V2=["s4", "s2 s3"])
    async with compared(diff(DAY, BEFORE, after)) as desk:
        await desk.press("down", "space")
        assert desk.marks == "~ x"
        assert desk.lines[-3].startswith(" Accepted 1/2 ")
        await desk.press("up", "space")
        assert desk.marks == "xxx"


async def test_what_is_accepted_is_taken_over_and_the_screen_closes() -> None:
    async with compared(evening()) as desk:
        await desk.press("down", "down", "down", "down", "down", "n", "ctrl+enter")
        await desk.until(lambda: not desk.screen.is_attached)
    (weighed,) = desk.taken
    assert [route.trips for route in weighed.plan.routes] == [
        (Trip(0, ("s2", "s1")),),
        (Trip(0, ("s4",)),),
    ]
    assert weighed.plan.unserved == ("s3", "s5")


async def test_breaking_rules_is_asked_about_first() -> None:
    async with compared(evening()) as desk:
        await desk.press("ctrl+s")
        await desk.until(lambda: any("break rules: 1" in line for line in desk.lines))
        await desk.press("escape")
        await desk.until(lambda: desk.shell.screen is desk.screen)
        assert desk.taken == []
        await desk.press("ctrl+s")
        await desk.until(lambda: desk.shell.screen is not desk.screen)
        await desk.press("y")
        await desk.until(lambda: not desk.screen.is_attached)
    assert len(desk.taken) == 1


async def test_a_plan_that_has_changed_meanwhile_is_told_and_nothing_is_lost() -> None:
    async with compared(evening(), refuse=True) as desk:
        await desk.press("down", "down", "down", "down", "down", "n", "ctrl+s")
        await desk.until(lambda: any("no longer the one" in line for line in desk.lines))
        assert desk.shell.screen is desk.screen
        assert desk.marks == "xxx  "


async def test_nothing_accepted_is_nothing_to_take_over() -> None:
    async with compared(evening()) as desk:
        await desk.press("minus", "ctrl+s")
        await desk.until(lambda: any("does nothing here" in line for line in desk.lines))
        assert desk.taken == []


async def test_the_same_plans_have_nothing_to_decide() -> None:
    async with compared(diff(DAY, BEFORE, BEFORE)) as desk:
        await desk.press("space", "y", "enter", "plus")
        assert "The plans are the same." in desk.lines[2]
        await desk.press("escape")
        await desk.until(lambda: not desk.screen.is_attached)


async def test_a_wide_screen_tells_places_at_length() -> None:
    names = replace(NAMES, vehicles={"V1": "ГАЗель Некст А123ВС77", "V2": "Бычок"})
    found = diff(DAY, BEFORE, plan(V1=["s1 s2"], V2=["s4 s3"]))
    screen = PlanDiffScreen(DAY, found, names, None)  # type: ignore[arg-type]
    async with Shell(screen).run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        cells = screen.query_one(Grid)
        assert cells._fitted[2] == len("ГАЗель Некст А123ВС77·1, no. 3")


async def test_a_narrow_screen_cuts_the_vehicle_and_never_which_stop_it_was() -> None:
    """Plate, run and number stay: they tell where the stop stands now."""
    vehicles = {"V1": "ГАЗель Некст с тентом и лифтом А123ВС77", "V2": "Бычок"}
    found = diff(DAY, BEFORE, plan(V1=["s1 s2"], V2=["s4 s3"]))
    async with compared(found, names=replace(NAMES, vehicles=vehicles)) as desk:
        (line,) = (text for text in desk.lines if "А123ВС77·1, no. 3" in text and "−" in text)
    assert "…" in line
    assert "ГАЗель" not in line


@pytest.mark.parametrize("width", [80, 120])
async def test_what_changes_is_never_cut_in_its_figures(width: int) -> None:
    """Forty roubles a metre: costs of six figures beside orders and plates at length."""
    dear = replace(DAY, vehicles=tuple(replace(van, per_distance=4_000) for van in VANS))
    names = replace(NAMES, vehicles={"V1": "ГАЗель Некст А123ВС77", "V2": "Бычок Б777ББ77"})
    after = plan(V1=["s1 s2"], V2=["s4", "s5 s3"])
    async with compared(
        diff(dear, BEFORE, after), size=(width, 24), names=names, problem=dear
    ) as desk:
        costs = [row[3].text for row in desk.screen.query_one(Grid).rows if len(row) > 3]
        assert "+320\u00a0016.00" in costs
        shown = "\n".join(desk.lines).replace("\u00a0", " ")
        assert [text for text in costs if text.replace("\u00a0", " ") not in shown] == []
        assert "КЛ-13/2 Север" in shown
        assert "КЛ-15 Роза" in shown
