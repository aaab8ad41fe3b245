"""A driver's prompts on every size: what he must see to call, to count and to collect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.delivery.statuses import Outcome
from tests.unit.handheld.guesses import DRIVE, DRIVER, STOP, TRIP
from tui.error_text import tell, texts
from tui.flows.handheld.drive_answers import next_stop
from tui.flows.handheld.drive_steps import PROMPTS
from tui.flows.handheld.state import At, State
from tui.flows.handheld.view import notice, view
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


FETCHING = replace(
    DRIVE, trip=replace(TRIP, fetches=True, cash=0), stop=replace(STOP, fetches=True)
)
FETCHING_CODES = sorted(code for code in texts() if code.startswith("handheld-fetch-"))
COLLECTED = {
    "en": {
        At.HANDED: "COLLECTED",
        At.RECEIVED: "Who gave it out?",
        At.OUTCOME: "Not given out",
        At.TRIP_END: "TO UNLOAD",
    },
    "ru": {
        At.HANDED: "ПОЛУЧЕНО",
        At.RECEIVED: "Кто отпустил?",
        At.OUTCOME: "Не отдают",
        At.TRIP_END: "НА СКЛАД",
    },
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("at", sorted(COLLECTED["en"]))
def test_where_goods_are_fetched_they_are_collected_not_handed_over(
    at: At, size: tuple[int, int], language: str
) -> None:
    """In whole words, on twenty columns too."""
    use_language(language)
    fetching = replace(FETCHING, stop=None) if at is At.TRIP_END else FETCHING
    state = State(user=DRIVER, at=at, drive=fetching)
    screen = "\n".join(draw(view(state), Link(), *size).lines())

    assert COLLECTED[language][at] in screen
    use_language("en")
    other = "\n".join(draw(view(replace(state, drive=DRIVE)), Link(), *size).lines())
    assert COLLECTED["en"][at] not in other


def test_at_the_end_of_fetching_what_was_collected_is_listed_and_no_cash() -> None:
    state = State(user=DRIVER, at=At.TRIP_END, drive=replace(FETCHING, stop=None))
    screen = "\n".join(draw(view(state), Link(), 20, 16).lines())
    assert "Перчатки" in screen
    assert "CASH" not in screen
    nothing = replace(FETCHING, stop=None, trip=replace(FETCHING.trip or TRIP, back=()))
    screen = "\n".join(draw(view(replace(state, drive=nothing)), Link(), 26, 20).lines())
    assert "Nothing was collected." in screen


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "code", sorted(code for code in texts() if code.startswith("handheld-fetch-"))
)
def test_what_is_told_of_fetching_fits_into_twenty_columns(code: str, language: str) -> None:
    use_language(language)
    facts = {"number": 12, "here": 12, "lines": 3, "came": "2", "all": "10"}
    assert len(tell(code, facts).short) <= 20


@pytest.mark.parametrize(("fetches", "said"), [(False, "handed over"), (True, "collected")])
def test_the_end_of_a_stop_says_what_was_done_there(fetches: bool, said: str) -> None:
    """Whatever is done at the next stop, which is on the screen by then."""
    here = replace(STOP, fetches=fetches, outcome=Outcome.DELIVERED)
    waiting = replace(DRIVE.stops[2], outcome=Outcome.PENDING)
    drive = replace(DRIVE, stop=here, stops=(*DRIVE.stops[:2], waiting))
    after = next_stop(State(user=DRIVER, at=At.RECEIVED, drive=drive)).state
    there = replace(after.drive, stop=replace(STOP, fetches=not fetches))
    shown = notice(replace(after, drive=there))
    assert shown is not None
    assert said in shown.body


def test_a_wide_screen_tells_where_a_stop_is() -> None:
    """Clients with several addresses are told apart; a gun keeps the client alone."""
    rows = tuple(replace(row, address="Москва, ул. Лесная, д. 1") for row in DRIVE.stops)
    state = State(user=DRIVER, at=At.STOPS, drive=replace(DRIVE, stops=rows))

    wide, narrow = draw(view(state), Link(), 80, 24).lines(), draw(view(state), Link(), 20, 8)
    assert wide[2].startswith("2 2. Ромашка, Москва, ул. Лесная, д. 1 ")
    assert narrow.lines()[2].rstrip() == "2 2. Ромашка"
