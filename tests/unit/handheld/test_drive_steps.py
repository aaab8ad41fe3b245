"""A driver's prompts as a pure reducer: what each answer leads to, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.delivery.statuses import Outcome
from core.kernel.ids import uuid7
from tests.unit.handheld.guesses import (
    BOTH,
    DONE_STOP,
    DRIVE,
    DRIVER,
    DROP,
    NOW,
    PLACES,
    REASONS,
    STOP,
    STOP_ROWS,
    TRIP,
    USER,
)
from tui.flows.handheld import drive_effects as do
from tui.flows.handheld.answers import SignedIn
from tui.flows.handheld.drive_view import telephone, window
from tui.flows.handheld.entry_steps import menu
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.receipt_steps import read_sum
from tui.flows.handheld.state import At, State
from tui.flows.handheld.step import step
from tui.scan.strokes import Pressed, Scan, Typed

AT = State(user=DRIVER, at=At.STOP, drive=replace(DRIVE, line=None))
IN_HAND = replace(AT, at=At.HANDED, drive=DRIVE)


def shot(state: State, text: str) -> Step:
    return step(state, Scan(uuid7(), text, NOW))


def entered(state: State, text: str = "") -> Step:
    return step(replace(state, entry=text), Pressed("enter", uuid7(), NOW))


def code(done: Step) -> str:
    return done.state.message.code if done.state.message else ""


def test_a_driver_goes_straight_to_his_trips() -> None:
    """No warehouse is asked for; who works in one too keeps the menu, with one row more."""
    told = step(State(at=At.PASSWORD), SignedIn(DRIVER, PLACES, "ru"))
    assert (told.state.at, told.effect) == (At.TRIPS, do.LoadTrips())
    assert step(State(at=At.PASSWORD), SignedIn(BOTH, PLACES, "ru")).state.at is At.WAREHOUSE
    assert menu(State(user=BOTH))[7:] == ("driving", "leave")
    assert menu(State(user=DRIVER))[0] == "driving"
    assert "driving" not in menu(State(user=USER))


def test_the_stop_on_the_paper_means_arrived_then_everything() -> None:
    """The same code, one step further each time; another stop's code asks for nothing."""
    assert shot(AT, "~S:82").effect == do.Arrive()
    goods = replace(AT, at=At.GOODS)
    assert shot(goods, "~S:82").effect == do.HandAll()
    for other, told in (("~S:81", "handheld-other-stop"), ("~S:9", "handheld-stop-of-other-trip")):
        wrong = shot(goods, other)
        assert (wrong.effect, code(wrong), wrong.state.drive) == (None, told, goods.drive)


def test_a_trip_not_on_its_way_is_not_told_of() -> None:
    """Neither arriving nor refusing is asked of the house."""
    early = replace(AT, drive=replace(AT.drive, trip=replace(TRIP, open=False)))
    for done in (entered(early), step(early, Pressed("f2", uuid7(), NOW))):
        assert (done.effect, code(done)) == (None, "handheld-trip-not-left")


@pytest.mark.parametrize(
    ("text", "effect", "at"),
    [
        ("", do.HandOver(71, 26_000), At.HANDED),
        ("26", do.HandOver(71, 26_000), At.HANDED),
        ("2x13", do.HandOver(71, 26_000), At.HANDED),
        ("25,5", None, At.WHY),
        ("0", None, At.WHY),
        ("27", None, At.HANDED),
        ("many", None, At.HANDED),
    ],
)
def test_a_quantity_is_all_a_part_or_refused(
    text: str, effect: do.DriveEffect | None, at: At
) -> None:
    """All of it is told at once, less asks why, more changes nothing."""
    done = entered(IN_HAND, text)
    assert (done.effect, done.state.at) == (effect, at)


def test_a_reason_of_the_book_or_in_words() -> None:
    """A digit chooses; the last row asks for words, and words are not left out."""
    why = replace(IN_HAND, at=At.WHY, drive=replace(DRIVE, quantity=3_000))
    assert step(why, Typed("2")).effect == do.HandOver(71, 3_000, Outcome.REFUSED, 2)
    words = step(why, Typed("3")).state
    assert words.at is At.WORDS
    assert code(entered(words)) == "handheld-say-why"
    told = do.HandOver(71, 3_000, Outcome.REFUSED, 0, "gate shut")
    assert entered(words, "gate shut").effect == told
    assert shot(words, "gate shut").effect == told


def test_without_a_book_of_reasons_words_are_asked_for() -> None:
    """Nothing is to be chosen from an empty list."""
    bare = replace(IN_HAND, drive=replace(DRIVE, reasons=()))
    assert entered(bare, "3").state.at is At.WORDS


def test_cash_is_all_that_is_due_or_typed() -> None:
    """Enter takes what is due only when all was handed over; more is asked about once."""
    whole = replace(STOP, outcome=Outcome.DELIVERED, collect=120_000)
    at = replace(AT, at=At.CASH, drive=replace(AT.drive, stop=whole, received="Ann"))
    assert entered(at).effect == do.Receipt("Ann", 120_000)
    assert entered(at, "0").effect == do.Receipt("Ann", 0)
    more = entered(at, "1300")
    assert (more.effect, code(more)) == (None, "handheld-more-cash")
    assert entered(more.state, "1300").effect == do.Receipt("Ann", 130_000)
    assert entered(more.state, "1400").effect is None
    part = replace(at, drive=replace(at.drive, stop=replace(whole, outcome=Outcome.PARTLY)))
    assert (entered(part).effect, code(entered(part))) == (None, "handheld-type-cash")


def test_a_barcode_is_no_name_and_no_sum() -> None:
    """A thing scanned by accident at the end of a stop is refused; a name in one burst is taken."""
    name = replace(AT, at=At.RECEIVED)
    assert code(shot(name, "4601234567893")) == "handheld-answer-first"
    assert code(shot(name, "~S:82")) == "handheld-answer-first"
    assert shot(name, "Иванова").state.at is At.CASH
    assert code(shot(replace(AT, at=At.CASH), "4601234567893")) == "handheld-answer-first"


def test_without_cash_the_name_ends_the_stop() -> None:
    """Nothing is due: no sum is asked for; Enter keeps a name told before."""
    free = replace(DONE_STOP, collect=0, collected=0)
    at = replace(AT, at=At.RECEIVED, drive=replace(AT.drive, stop=free))
    assert entered(at).effect == do.Receipt("Иванова", 0)


def test_the_last_stop_leads_to_what_is_handed_over() -> None:
    """While one waits it is opened; then the sums are shown."""
    told = do.StopAt(TRIP, STOP_ROWS, DONE_STOP, REASONS, do.Came.RECEIVED)
    rows = tuple(replace(row, outcome=Outcome.DELIVERED) for row in STOP_ROWS)
    first = (replace(rows[0], outcome=Outcome.PENDING), *rows[1:])
    following = step(replace(AT, at=At.CASH), replace(told, stops=first))
    assert (following.effect, code(following)) == (do.OpenStop(81), "handheld-stop-partly")
    done = step(replace(AT, at=At.CASH), replace(told, stops=rows))
    assert (done.state.at, code(done)) == (At.TRIP_END, "handheld-trip-told")


def test_a_line_changed_behind_his_back_is_chosen_anew() -> None:
    """After a break the same line is in hand; another quantity is not."""
    same = do.StopAt(TRIP, STOP_ROWS, STOP, REASONS, do.Came.AGAIN)
    assert step(IN_HAND, same).state == IN_HAND
    less = replace(STOP, lines=(replace(DROP, quantity=1_000),))
    assert step(IN_HAND, replace(same, stop=less)).state.at is At.GOODS


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [("1200", 120_000), ("1 200,50", 120_050), ("0.5", 50), ("0", 0), ("1,005", None)]
    + [(text, None) for text in ("", "-5", "2x3", "1e3", "abc")],
)
def test_a_sum_is_read_exactly_or_not_at_all(text: str, kopecks: int | None) -> None:
    assert read_sum(text) == kopecks


def test_telephones_and_windows_are_written_for_a_touch_and_a_glance() -> None:
    """The first number of several; no window where any time will do."""
    assert telephone("+7 (495) 123-45-67, доб. 12") == "tel:+74951234567"
    assert telephone("8 800 555-35-35 / 2-00-00") == "tel:88005553535"
    assert (telephone("спросить Анну"), telephone("")) == ("", "")
    assert window(32_400, 45_000) == "9:00-12:30"
    assert window(0, 86_400) == ""
