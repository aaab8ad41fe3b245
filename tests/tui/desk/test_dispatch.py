"""The dispatcher's desk by keys: what waits, trips, moves, undoing, saving."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.access.models import AppUser
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Vehicle
from core.delivery.models import TripStop
from core.delivery.planning.effort import Effort, usual_effort
from tests.tui.desk.hands import Hands
from tests.tui.desk.yard import CLOCK, Day, day_of, order, trips
from tui.app import Station, WorkstationApp


@pytest.fixture
def yard(fresh_database: Database) -> Day:
    """Two vehicles and four orders."""
    return day_of(fresh_database)


@pytest.fixture
def app(yard: Day, tmp_path: Path) -> WorkstationApp:
    """A workstation of the dispatcher."""
    return station(yard, tmp_path)


def station(yard: Day, path: Path) -> WorkstationApp:
    """Return a workstation."""
    return WorkstationApp(
        Station(yard.scene.database, CLOCK, path, workplace="desk", language_told=True)
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_a_day_is_planned_by_keys_and_stored(
    app: WorkstationApp, yard: Day, size: tuple[int, int]
) -> None:
    async with Hands(app, size) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space")
        await hands.sees("Marked: 2")
        await hands.press("greater_than_sign")
        await hands.sees("waiting: 2", "not saved: 1")
        await hands.press("ctrl+z")
        await hands.sees("waiting: 4")
        await hands.press("ctrl+y")
        await hands.sees("waiting: 2")
        assert trips(yard.scene.database) == []
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
        assert len(trips(yard.scene.database)) == 1


async def test_what_is_marked_is_priced_on_the_trip_under_the_cursor(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space")
        await hands.sees("Marked: 1", "> +", "km")
        await hands.press("escape")
        await hands.until(lambda text: "Marked" not in text)
        await hands.sees("waiting: 4")


async def test_stops_change_places_and_go_back_to_what_waits(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space", "space", "greater_than_sign")
        await hands.sees("waiting: 1")
        first = _stops(hands)
        await hands.press("tab", "ctrl+home", "down", "shift+down")
        await hands.until(lambda _: _stops(hands) == [first[1], first[0], first[2]])
        await hands.press("less_than_sign")
        await hands.sees("waiting: 2")
        await hands.press("ctrl+home", "enter")
        await hands.sees("▸ Газель")


async def test_a_stop_is_split_by_time(fresh_database: Database, tmp_path: Path) -> None:
    """Two orders for one address are one stop; the second one is to be there at three."""
    day = day_of(fresh_database, orders=3)
    with transaction(fresh_database.sessions) as session:
        order(session, day.scene, 0)
    async with Hands(station(day, tmp_path), (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("a")
        await hands.sees("Stand on a stop of a trip.")
        await hands.press("space", "space", "greater_than_sign")
        await hands.sees("waiting: 2", "09:00–12:00")
        await hands.press("tab", "ctrl+home", "down", "a")
        await hands.sees("Whose time?", "All of the stop")
        await hands.press("3")
        await hands.sees("at which time on this trip?")
        await hands.type("15:00")
        await hands.press("enter")
        await hands.type("16:00")
        await hands.press("enter")
        await hands.sees("15:00–16:00, as a stop of its own", "09:00–12:00")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
    with transaction(fresh_database.sessions) as session:
        stops = session.scalars(select(TripStop).order_by(TripStop.stop_no)).all()
        times = [(stop.window_from // 3600, stop.window_to // 3600) for stop in stops]
        assert times == [(9, 12), (15, 16)]
        assert stops[0].address_id == stops[1].address_id


async def test_two_marked_stops_change_places(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space", "space", "greater_than_sign")
        await hands.sees("waiting: 1")
        first, fourth = _stops(hands), _waits(hands)
        await hands.press("tab", "ctrl+home", "down", "space", "down", "x")
        await hands.sees("They have changed places")
        assert _stops(hands) == [first[2], first[1], first[0]]
        await hands.press("ctrl+home", "down", "space", "tab", "x")
        await hands.until(lambda _: _waits(hands) == [first[2]])
        assert _stops(hands) == [*fourth, first[1], first[0]]


async def test_two_vehicles_change_their_work(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("▾ Газель")
        await hands.press("x")
        await hands.sees("Mark two stops with Space")
        await hands.press("tab", "ctrl+home", "x")
        await hands.sees("swap all its work", "Фура")
        await hands.press("1")
        await hands.sees("They have changed places", "▾ Фура", "· Газель")


def _waits(hands: Hands) -> list[str]:
    """Return the order numbers of what waits, in their order."""
    return [row.number for row in hands.app.screen.tables.pool]  # type: ignore[attr-defined]


def _stops(hands: Hands) -> list[str]:
    """Return the order numbers of the stops shown, in their order."""
    screen = hands.app.screen
    return [row.stop.numbers[0] for row in screen.tables.rows if row.stop is not None]  # type: ignore[attr-defined]


async def test_engines_plan_and_their_plan_is_taken_hunk_by_hunk(
    app: WorkstationApp, yard: Day
) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("p")
        await hands.sees("Plan what is not locked")
        await hands.type("1")
        await hands.press("ctrl+s")
        await hands.sees("Changes of the plan")
        await hands.press("ctrl+s")
        await hands.sees("The plan is taken over", "waiting: 0")
        assert trips(yard.scene.database) == []


async def test_how_hard_engines_try_is_remembered_for_the_person(
    app: WorkstationApp, yard: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.delivery.planning.effort.os.cpu_count", lambda: 2)
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("p")
        await hands.sees("Cores here: 2.", "the best for the day")
        await hands.type("1")
        await hands.press("enter")
        await hands.type("9")
        await hands.press("ctrl+s")
        await hands.sees("Changes of the plan")
    with transaction(yard.scene.database.sessions) as session:
        olga = session.scalars(select(AppUser.id).where(AppUser.login == "olga")).one()
        assert usual_effort(session, replace(SYSTEM, user_id=olga)) == Effort(1, 2)
        assert usual_effort(session, SYSTEM) == Effort(20, 1)


async def test_an_empty_trip_is_made_for_the_chosen_vehicle(app: WorkstationApp, yard: Day) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("insert")
        await hands.sees("Which vehicle?", "Газель")
        await hands.press("1")
        await hands.sees("is made, for Газель А001АА.", "waiting: 4")
        (made,) = trips(yard.scene.database)
        await hands.press("greater_than_sign")
        await hands.sees("waiting: 3")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
    assert [trip.document_id for trip in trips(yard.scene.database)] == [made.document_id]


async def test_the_carrier_of_a_trip_has_his_papers_trips_and_debts_at_a_key(
    app: WorkstationApp, yard: Day
) -> None:
    with transaction(yard.scene.database.sessions) as session:
        hired = session.scalars(select(Vehicle).where(Vehicle.name == "Газель")).one()
        hired.carrier_id = yard.scene.ids["other"]
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("tab", "ctrl+home", "down", "c")
        await hands.sees("Фура is ours: there is no carrier")
        await hands.press("up", "c")
        await hands.sees("Василёк", "Trips of the carrier", "Owed to the carrier, trip by trip")
        await hands.press("2")
        await hands.sees("Owed to carriers", "Bill of the carrier")


async def test_planning_is_stopped_by_escape(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("p")
        await hands.sees("Plan what is not locked")
        await hands.type("600")
        await hands.press("ctrl+s")
        await hands.sees("/600 s")
        await hands.press("escape")
        await hands.sees("Planning was stopped", "waiting: 4")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_map_and_hours_follow_the_cursor(app: WorkstationApp, size: tuple[int, int]) -> None:
    async with Hands(app, size) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space", "greater_than_sign")
        await hands.sees("waiting: 2")
        await hands.press("m")
        await hands.sees("A Газель", "left out: 2")
        await hands.press("t")
        await hands.sees("Vehicle", "driving", "Фура")
        await hands.press("t")
        await hands.until(lambda text: "driving" not in text and "Trip, stop" in text)


async def test_keys_that_mean_something_else_here_are_told_as_they_are(
    app: WorkstationApp,
) -> None:
    """F4 takes goods off, F9 takes a fleet over; who is on the map is told its keys."""
    async with Hands(app, (80, 24)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("f1")
        await hands.sees("Keys on this screen", "Enter or Esc goes back.")
        await hands.press("ctrl+end")
        await hands.sees("Begin with the vehicles of the last day", "Go through tables, map")
        await hands.press("escape")
        await hands.until(lambda text: "Keys on this screen" not in text)
        await hands.sees("F4 Goods")
        await hands.press("m")
        await hands.sees("+- zoom", "Home all")
        await hands.press("t")
        await hands.sees("↑↓ vehicles")


async def test_the_map_is_there_for_a_vehicle_that_stays_at_home(app: WorkstationApp) -> None:
    async with Hands(app, (80, 24)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space", "greater_than_sign")
        await hands.sees("waiting: 2")
        await hands.press("tab", "ctrl+end", "m")
        await hands.sees("left out: 2", "⌂")
        await hands.press("right", "right", "up", "down")
        await hands.until(lambda text: any("\u2800" < sign < "\u28ff" for sign in text))
        await hands.sees(" km")


async def test_an_order_is_cut_and_its_rest_waits(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("f4")
        await hands.sees("how much stays here?")
        await hands.type("3")
        await hands.press("enter")
        await hands.sees("is cut; the rest waits.", "waiting: 5")


async def test_a_locked_trip_keeps_what_it_carries(app: WorkstationApp, yard: Day) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("waiting: 3")
        await hands.press("tab", "ctrl+home", "l")
        await hands.sees("Save it first?")
        await hands.press("y")
        await hands.sees("Lock the whole trip")
        await hands.press("1")
        await hands.sees("¤ Газель")
        await hands.press("less_than_sign")
        await hands.sees("is locked, or loaded already")
    assert [trip.locked for trip in trips(yard.scene.database)] == [True]


async def test_why_an_order_waits_is_said_in_words(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("w")
        await hands.sees("Why it waits", "Ромашка")
        await hands.press("escape")
        await hands.press("i")
        await hands.sees("stands where it disturbs least", "waiting: 3")


async def test_whoever_may_not_plan_looks_on(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("keeper")
        text = hands.screen
        assert "Dispatcher" not in text


async def test_everything_is_said_in_russian(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("ctrl+n")
        await hands.sees("Рабочее место диспетчера", "ждёт: 4", "Рейс, точка")
        await hands.press("space")
        await hands.sees("Отмечено: 1")


async def test_another_day_has_orders_and_trips_of_its_own(app: WorkstationApp) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("not saved: 1")
        await hands.press("right_square_bracket")
        await hands.sees("Leave without saving the plan?")
        await hands.press("y")
        await hands.sees("2026-11-21", "waiting: 4", "· Газель")


async def test_vehicles_of_the_last_day_are_taken_over(app: WorkstationApp, yard: Day) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("not saved: 1")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
        await hands.press("right_square_bracket")
        await hands.sees("2026-11-21", "waiting: 3")
        await hands.press("f9")
        await hands.sees("Trips made for the vehicles of the last day: 1.")
    assert len(trips(yard.scene.database)) == 2


async def test_a_trip_is_given_to_loading_and_taken_back(app: WorkstationApp, yard: Day) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("not saved: 1")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
        await hands.press("f10")
        number = trips(yard.scene.database)[0].number_text
        await hands.sees(f"{number} Газель А001АА")  # of many vehicles of one kind
        await hands.press("escape")
        await hands.until(lambda text: "What to do" not in text)
        await hands.do("Give to loading")
        await hands.sees("Its goods go to the storekeepers")
        await hands.press("y")
        await hands.sees("may be loaded; expense orders: 1.")
    assert [trip.status for trip in trips(yard.scene.database)] == ["to_load"]


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_an_overload_is_told_with_the_question_before_a_trip_is_given_to_loading(
    app: WorkstationApp, yard: Day, language: str
) -> None:
    """Four orders of 1000 kg together on a van of 500; "no" leaves it as it is, "yes" gives it."""
    said = {
        "en": (
            "Give to loading",
            "Overloaded: weight by 500 kg, volume by 1.5 m³",
            "Its goods go",
        ),
        "ru": ("Отдать в погрузку", "Перегруз: вес на 500 кг, объём на 1,5 м³", "Товары пойдут"),
    }
    command, overload, question = said[language]
    async with Hands(app) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        for left in (3, 2, 1, 0):
            await hands.press("ctrl+home", "space", "greater_than_sign")
            await hands.sees(f"waiting: {left}")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
        if language == "ru":
            await hands.press("ctrl+n")
            await hands.sees("ждёт: 0")
        await hands.do(command)
        text = await hands.sees(question)
        assert overload in text.replace("\u00a0", " ")
        await hands.press("n")
        assert [trip.status for trip in trips(yard.scene.database)] == ["forming"]
        await hands.do(command)
        await hands.sees(question)
        await hands.press("y")
        await hands.sees("expense orders: 4." if language == "en" else "расходных ордеров: 4.")
    assert [trip.status for trip in trips(yard.scene.database)] == ["to_load"]
