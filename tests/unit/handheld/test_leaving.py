"""Signing out is asked about: one key too many never ends the work."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from tests.unit.handheld.guesses import DRIVER, PLACES, USER
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, State, load, save
from tui.flows.handheld.step import step
from tui.flows.handheld.view import view
from tui.handheld.layout import Link, draw
from tui.locale import use_language
from tui.scan.strokes import Pressed, Scan, Typed

MENU = State(at=At.MENU, user=USER, warehouse=PLACES[0], warehouses=PLACES)
DRIVERS = replace(MENU, user=DRIVER, warehouse=None)
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
BACK = ["0", "f3", "escape", "~W:BACK"]
"""Every way to say "back"."""


def press(state: State, key: str) -> Step:
    if key.startswith("~"):
        return step(state, Scan(uuid.UUID(int=1), key, NOW))
    return step(state, Typed(key) if len(key) == 1 else Pressed(key, uuid.UUID(int=1), NOW))


@pytest.mark.parametrize(
    ("menu", "key"),
    [
        *((menu, key) for menu in (MENU, DRIVERS) for key in (*BACK, "f10")),
        *((replace(MENU, at=At.WAREHOUSE, warehouse=None), key) for key in BACK),
    ],
)
def test_back_in_a_menu_asks_and_the_same_key_again_stays(menu: State, key: str) -> None:
    asked = press(menu, key)
    assert (asked.state.at, asked.effect) == (At.LEAVING, None)
    stayed = press(asked.state, key)
    assert stayed.state.at is menu.at
    assert not isinstance(stayed.effect, do.SignOut)


@pytest.mark.parametrize("key", ["1", "д", "enter", "~W:YES"])
def test_yes_signs_out(key: str) -> None:
    out = press(press(MENU, "0").state, key)
    assert (out.state.at, out.effect) == (At.BYE, do.SignOut())


def test_nobody_else_signs_in_at_the_question_and_the_screen_is_not_locked_there() -> None:
    asked = press(MENU, "0").state
    for key in ("~W:USER:OTHER", "f12"):
        done = press(asked, key)
        assert (done.state.at, done.state.user, done.effect) == (At.LEAVING, USER, None)


def test_who_lost_his_terminal_at_the_question_is_in_the_menu_again() -> None:
    resumed = load(save(press(MENU, "0").state))
    again = step(State(), answers.SignedIn(USER, PLACES, "", resumed)).state
    assert again.at is At.MENU


@pytest.mark.parametrize(("language", "question"), [("en", "Sign out?"), ("ru", "Выйти?")])
def test_the_question_fits_the_smallest_screen(language: str, question: str) -> None:
    use_language(language)
    try:
        shown = "\n".join(draw(view(press(MENU, "0").state), Link(), 20, 8).lines())
    finally:
        use_language("en")
    assert question in shown
