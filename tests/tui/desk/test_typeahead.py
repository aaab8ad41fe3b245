"""Keys typed ahead: nothing is lost and nothing goes elsewhere, however slow what opens is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from textual import events

from core.catalog.models import Unit
from core.db.unit_of_work import transaction
from core.sales.statuses import SupplyAction
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import PASSWORD, Scene
from tests.tui.desk.test_chess import lines, order
from tests.tui.desk.test_supply_of_orders import opened
from tui.app import Station, WorkstationApp
from tui.flows.desk.desk import Desk

Gate = Callable[[str], threading.Event]


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Let a call of the desk wait until its gate is opened."""
    gates: list[threading.Event] = []

    def close(name: str) -> threading.Event:
        gate, asked = threading.Event(), getattr(Desk, name)

        def late(*args: Any, **named: Any) -> Any:
            gate.wait(60)
            return asked(*args, **named)

        monkeypatch.setattr(Desk, name, late)
        gates.append(gate)
        return gate

    yield close
    for gate in gates:
        gate.set()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold keys as long as it takes: a test that waits in vain ends by its own patience."""
    monkeypatch.setattr("tui.desk.typeahead.LONGEST", 600.0)


async def test_keys_for_a_question_that_opens_late_answer_that_question(
    app: WorkstationApp, scene: Scene, shut: Gate
) -> None:
    key = order(scene, 5, SupplyAction.NONE, item="item3")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.press("f10")
        text = await hands.sees("Set the action of lines")
        first = text[: text.index("Set the action")].splitlines()[-1].strip(" │")
        gate = shut("asks")
        hands.send(first, "right", "right", "right", "ctrl+s")
        for _ in range(20):
            await hands.rest()
        assert "Only so much" not in hands.screen
        gate.set()
        await hands.until(lambda _: lines(scene, key) != [(5, "none")])
    assert lines(scene, key) == [(5, "demand")]


async def test_what_is_typed_stands_in_its_field_before_a_key_of_the_screen_acts(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        hands.send(*"units", "enter", "insert", *"112", "enter", *"л", "enter", *"Литр", "ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        unit = session.scalars(select(Unit).where(Unit.code == "112")).one()
        assert (unit.symbol, unit.name) == ("л", "Литр")


async def test_an_arrow_takes_the_letters_behind_it_to_the_next_field(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        hands.send(*"units", "enter", "insert", *"113", "down", *"м", "down", *"Метр", "ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        unit = session.scalars(select(Unit).where(Unit.code == "113")).one()
        assert (unit.symbol, unit.name) == ("м", "Метр")


async def test_what_is_pasted_behind_a_key_goes_where_the_key_led(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        hands.send(*"items", "enter")
        app.post_message(events.Paste("Хлеб"))
        hands.send("enter")
        await hands.sees("Items · Хлеб ржаной")


async def test_an_arrow_typed_behind_a_search_moves_among_what_was_found(
    app: WorkstationApp, scene: Scene, shut: Gate
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("items", "5 rows")
        gate = shut("page")
        hands.send(*"м", "down", "enter")
        for _ in range(20):
            await hands.rest()
        gate.set()
        # Of “Масло” and “Молоко” the second.
        await hands.sees("Items · Молоко")


async def test_a_search_that_takes_long_can_be_left(
    app: WorkstationApp, scene: Scene, shut: Gate
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("items", "5 rows")
        gate = shut("page")
        hands.send(*"молоко", "escape", "escape")
        await hands.sees("Type a few letters")
        gate.set()


async def test_two_ways_of_filling_pressed_at_once_are_both_taken(
    app: WorkstationApp, scene: Scene, shut: Gate
) -> None:
    key = order(scene, 130, SupplyAction.NONE, item="item1")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Fill supply")
        before = await hands.sees("1 [", "2 [", "→ Ship")
        marks = [before[before.index(f"{n} [") :][3] for n in (1, 2)]
        turned = ["+" if mark == " " else " " for mark in marks]
        gate = shut("ask")
        hands.send("1", "2")
        for _ in range(20):
            await hands.rest()
        gate.set()
        await hands.sees(f"1 [{turned[0]}]", f"2 [{turned[1]}]")


async def test_a_question_of_the_shell_takes_any_key_at_once(
    scene: Scene, tmp_path: Any, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        hands.send("ctrl+q", "tab", "tab", "f1")
        await hands.sees("Keys on this screen")
        hands.send("enter", "n")
        await hands.sees("klad · sign in")
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path, language_told=True))
    async with Hands(app) as hands:
        hands.send(*"keeper", "enter", *PASSWORD, "enter", "tab", *"customer", "2")
        await hands.until(lambda _: app.desk is not None)
