"""A driver's prompts on every size: what he must see to call, to count and to collect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.delivery.statuses import Outcome
from tests.unit.handheld.guesses import DRIVE, DRIVER, STOP
from tui.flows.handheld.drive_steps import PROMPTS
from tui.flows.handheld.state import At, State
from tui.flows.handheld.view import view
from tui.handheld.layout import Link, draw
from tui.locale import use_language

SIZES = [(20, 16), (26, 20), (40, 8), (45, 20), (80, 24)]
WHOLE = replace(STOP, outcome=Outcome.DELIVERED)
WANTED = {
    At.TRIPS: ["РС-000012", "3/12"],
    At.STOPS: ["2/3", "Ромашка", "9:00-12:00"],
    At.STOP: ["+7 495 000-00-00", "Ромашка", "Москва", "9:00-12:00", "123"],
    At.GOODS: ["Перчатки", "26", "Маски", "2/5"],
    At.HANDED: ["Перчатки", "26"],
    At.WHY: ["Нет денег", "Пересорт"],
    At.CASH: ["123", "456"],
    At.TRIP_END: ["1", "200", "Перчатки"],
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("at", sorted(WANTED))
def test_what_matters_is_seen_on_every_size(at: At, size: tuple[int, int], language: str) -> None:
    """With long names nothing a driver needs at the prompt is left out, nor the question."""
    use_language(language)
    drive = replace(DRIVE, stop=WHOLE, line=None) if at is At.CASH else DRIVE
    state = State(user=DRIVER, at=at, drive=drive)
    screen = "\n".join(draw(view(state), Link(), *size).lines())

    for wanted in WANTED[at]:
        assert wanted in screen
    assert view(state).prompt in screen


@pytest.mark.parametrize("at", sorted(PROMPTS))
def test_the_smallest_display_shows_the_question(at: At) -> None:
    """Twenty columns and four rows: the stop's number, one thing to look at, the question."""
    state = State(user=DRIVER, at=at, drive=DRIVE)
    lines = draw(view(state), Link(), 20, 4).lines()

    assert view(state).prompt[:18] in lines[3]
    assert lines[1].strip()


def test_a_wide_screen_tells_where_a_stop_is() -> None:
    """Clients with several addresses are told apart; a gun keeps the client alone."""
    rows = tuple(replace(row, address="Москва, ул. Лесная, д. 1") for row in DRIVE.stops)
    state = State(user=DRIVER, at=At.STOPS, drive=replace(DRIVE, stops=rows))

    wide, narrow = draw(view(state), Link(), 80, 24).lines(), draw(view(state), Link(), 20, 8)
    assert wide[2].startswith("2 2. Ромашка, Москва, ул. Лесная, д. 1 ")
    assert narrow.lines()[2].rstrip() == "2 2. Ромашка"
