"""What surrounds the screens: faults of our own, idle terminals, colours, hostile environments."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from core.documents.listing import ListQuery, Page
from core.kernel.clock import FixedClock
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import LOG, Station, WorkstationApp, log
from tui.commands.workstation import prepare_environment
from tui.flows.desk.desk import Desk
from tui.theme import RICH, SIXTEEN, theme_for


@pytest.fixture(autouse=True)
def fresh_log() -> None:
    """Each test writes to its own folder."""
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


async def test_a_fault_of_our_own_is_logged_told_calmly_and_survived(
    scene: Scene, app: WorkstationApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Desk, _name: str, _query: ListQuery) -> Page:
        raise ZeroDivisionError

    async with Hands(app) as hands:
        await hands.sign_in()
        with monkeypatch.context() as patch:
            patch.setattr(WorkstationApp, "is_headless", property(lambda _self: False))
            patch.setattr(Desk, "page", broken)
            await hands.type("units")
            await hands.press("enter")
            screen = await hands.sees("Something went wrong inside klad", "Incident")
            assert "ZeroDivisionError" not in screen
        await hands.press("enter")
        await hands.press("escape", "escape")
        await hands.sees("Type a few letters")
        await hands.type("units")
        await hands.press("enter")
        await hands.sees("Units", "шт")
    written = (tmp_path / LOG).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written


def test_a_fault_before_the_screen_is_there_ends_with_a_message(
    scene: Scene, tmp_path: Path
) -> None:
    app = WorkstationApp(Station(scene.database, scene.clock, tmp_path))
    app._handle_exception(ZeroDivisionError())
    assert app.return_code == 1
    assert "ZeroDivisionError" in (tmp_path / LOG).read_text(encoding="utf-8")


async def test_an_idle_terminal_signs_out_but_never_drops_what_was_typed(
    scene: Scene, tmp_path: Path
) -> None:
    clock = FixedClock(scene.clock.now())
    station = Station(
        scene.database, clock, tmp_path, workplace="desk", idle_minutes=10, language_told=True
    )
    app = WorkstationApp(station)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        await hands.press("enter", "insert")
        await hands.type("006")
        clock.instant += timedelta(minutes=11)
        app.sign_out_idle()
        await hands.sees("Units · new", "006")
        await hands.press("escape", "2")
        await hands.sees("Search")
        clock.instant += timedelta(minutes=9)
        app.sign_out_idle()
        assert app.desk is not None
        clock.instant += timedelta(minutes=1)
        app.sign_out_idle()
        await hands.sees("klad · sign in")
        assert app.desk is None


@pytest.mark.parametrize(
    ("env", "theme"),
    [
        ({"TERM": "xterm-256color"}, RICH),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, RICH),
        ({"TERM": "linux"}, SIXTEEN),
        ({"TERM": "vt220"}, SIXTEEN),
        ({}, SIXTEEN),
    ],
)
def test_the_theme_follows_the_terminal(env: dict[str, str], theme: object) -> None:
    assert theme_for(env) is theme


@pytest.mark.parametrize(
    ("term", "mono", "colourless"),
    [("xterm-256color", False, False), ("xterm-256color", True, True), ("vt220", False, True)],
)
def test_the_environment_of_the_client_does_not_configure_klad(
    monkeypatch: pytest.MonkeyPatch, term: str, mono: bool, colourless: bool
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("TEXTUAL_LOG", "/etc/passwd")
    monkeypatch.setenv("TEXTUAL_PRESS", "ctrl+q")
    prepare_environment(mono=mono)
    left = [name for name in os.environ if name.startswith("TEXTUAL")]
    assert left == ["TEXTUAL_ANIMATIONS"]
    assert ("NO_COLOR" in os.environ) is colourless


async def test_without_colour_the_cursor_and_the_title_are_reversed(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "vt220")
    monkeypatch.delenv("COLORTERM", raising=False)
    app = WorkstationApp(
        Station(scene.database, scene.clock, tmp_path, workplace="desk", language_told=True)
    )
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        await hands.press("enter")
        await hands.sees("шт", "1 row")
        strips = app.screen._compositor.render_strips()
        title = next(iter(strips[0]))
        cursor = next(s for strip in strips for s in strip if "796" in s.text)
        assert title.style is not None
        assert cursor.style is not None
        assert title.style.reverse
        assert cursor.style.reverse
