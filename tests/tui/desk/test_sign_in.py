"""The door: passwords, badges, lock-out, language, the workplace, signing out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.access.actor import SYSTEM
from core.access.passwords import new_badge
from core.access.roles import Role
from core.access.users import create_user, set_badge
from core.db.unit_of_work import transaction
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import PASSWORD, Scene
from tui.app import Elsewhere, Station, WorkstationApp


async def enters(hands: Hands, login: str) -> None:
    """Type a login and its password."""
    await hands.type(login)
    await hands.press("enter")
    await hands.type(PASSWORD)
    await hands.press("enter")


async def test_a_wrong_password_says_how_many_attempts_are_left_and_the_fifth_locks(
    scene: Scene, tmp_path: Path
) -> None:
    with transaction(scene.database.sessions) as session:
        create_user(
            session, SYSTEM, login="clumsy", name="Clumsy", password=PASSWORD, roles=[Role.ADMIN]
        )
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app) as hands:
        await hands.type("clumsy")
        await hands.press("enter")
        await hands.type("wrong")
        await hands.press("enter")
        await hands.sees("attempts left: 4")
        for _ in range(4):
            await hands.type("wrong")
            await hands.press("enter")
        await hands.sees("locked until 2026-11-20 12:15")
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.sees("locked until")
        assert app.desk is None


async def test_a_badge_scanned_into_the_login_lets_its_bearer_in(
    scene: Scene, app: WorkstationApp
) -> None:
    code = new_badge()
    with transaction(scene.database.sessions) as session:
        boss = create_user(
            session, SYSTEM, login="bearer", name="Bearer", password=None, roles=[Role.ADMIN]
        )
        set_badge(session, SYSTEM, boss.id, code)
    async with Hands(app) as hands:
        await hands.type(code[:-1] + ("A" if code[-1] != "A" else "B"))
        await hands.press("enter")
        await hands.sees("Nobody has this badge")
        await hands.type(code)
        await hands.press("enter")
        await hands.sees("Bearer · 2026-11-20")


async def test_the_language_switches_at_once_and_is_remembered_with_the_login(
    scene: Scene, tmp_path: Path
) -> None:
    station = Station(scene.database, scene.clock, tmp_path, workplace="desk")
    async with Hands(WorkstationApp(station)) as hands:
        await hands.sees("Password")
        await hands.press("ctrl+n")
        await hands.sees("Пароль", "Помощь")
        await hands.sign_in()
        await hands.sees("Заказы клиентов", "20.11.2026")
        await hands.press("ctrl+n")
        await hands.sees("Customer orders", "2026-11-20")
        await hands.press("ctrl+n")
        await hands.sees("Заказы клиентов")
    kept = json.loads((tmp_path / "workstation.json").read_text(encoding="utf-8"))
    assert kept == {"login": "boss", "language": "ru"}
    async with Hands(WorkstationApp(station)) as hands:
        await hands.sees("Логин", "boss")


async def test_whoever_may_work_in_two_places_is_asked_where(scene: Scene, tmp_path: Path) -> None:
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app) as hands:
        await enters(hands, "keeper")
        await hands.sees("Where do you work now?", "1  Handheld terminal", "2  Desk")
        await hands.press("1")
        await hands.until(lambda _: not app.is_running or app.return_value is not None)
    assert app.return_value == Elsewhere("handheld", "keeper")


async def test_a_driver_is_sent_to_the_handheld_first_and_is_offered_no_board(
    scene: Scene, tmp_path: Path
) -> None:
    with transaction(scene.database.sessions) as session:
        create_user(
            session, SYSTEM, login="wheels", name="Wheels", password=PASSWORD, roles=[Role.DRIVER]
        )
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app) as hands:
        await enters(hands, "wheels")
        await hands.sees("Where do you work now?", "1  Handheld terminal", "2  Desk")
        await hands.press("2")
        screen = await hands.sees("Type a few letters", "Trips")
        assert "Dispatcher" not in screen


async def test_the_menu_names_what_it_opens_on_a_small_screen(app: WorkstationApp) -> None:
    async with Hands(app, (40, 8)) as hands:
        await hands.sign_in()
        await hands.sees("Customer orders", "Quotations")
        await hands.pilot.resize_terminal(80, 24)
        await hands.sees("Sales                  Customer orders")


async def test_workplaces_are_named_on_the_smallest_screen(scene: Scene, tmp_path: Path) -> None:
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app, (20, 16)) as hands:
        await enters(hands, "keeper")
        await hands.sees("1  Handheld", "2  Desk")


async def test_letters_that_mean_nothing_do_not_hold_up_the_answer(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever types ahead into the question where he works is not left standing there."""
    monkeypatch.setattr("tui.desk.typeahead.LONGEST", 600.0)
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app) as hands:
        await enters(hands, "keeper")
        await hands.sees("Where do you work now?")
        await hands.type("customer")
        await hands.press("2")
        await hands.until(lambda _: app.desk is not None)


async def test_signing_out_closes_everything_and_opens_the_door(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter", "enter")
        await hands.sees("Items · ")
        await hands.press("f12")
        await hands.sees("klad · sign in", "boss")
        assert app.desk is None
        await hands.type(PASSWORD)
        await hands.press("enter")
        await hands.sees("Customer orders")


async def test_signing_out_asks_when_something_is_not_saved(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        await hands.press("enter", "insert")
        await hands.type("006")
        await hands.press("enter", "f12")
        await hands.sees("Sign out? What is not saved is lost.")
        await hands.press("enter")
        await hands.sees("Units · new · not saved")


async def test_leaving_klad_asks_first(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.press("ctrl+q")
        await hands.sees("Leave klad?")
        await hands.press("n")
        await hands.sees("klad · sign in")
        await hands.press("ctrl+q", "y")
        await hands.until(lambda _: not app.is_running)


async def test_f1_lists_the_keys_of_the_screen(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.press("f1")
        await hands.sees("Keys on this screen", "F12", "^L", "Leave the workplace")
        await hands.press("enter")
        await hands.sees("Type a few letters")
