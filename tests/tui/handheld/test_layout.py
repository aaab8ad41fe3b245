"""One prompt on five sizes, drawn in the test: what a storekeeper reads at arm's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.kernel.ids import uuid7
from tests.conftest import NOON as NOW
from tests.unit.handheld.guesses import CHECK, CHECK_LINE, LINE, LOT_LINE, PLACES, TASK, USER
from tui.flows.handheld.commands import every_action
from tui.flows.handheld.state import At, Level, Message, State
from tui.flows.handheld.step import step
from tui.flows.handheld.values import Counts, Job
from tui.flows.handheld.view import view
from tui.handheld.layout import Link, Tier, draw, tier_of
from tui.locale import _, use_language
from tui.scan.strokes import Pressed, Typed
from tui.terminal.profiles import Ink

KNOWN = State(user=USER, warehouse=PLACES[0], warehouses=PLACES, counts=Counts(12, 3))
AT_CELL = replace(KNOWN, at=At.CELL, task=TASK, line=replace(LINE, name="Gloves nitrile M"))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def drawn(state: State, width: int, height: int, link: Link | None = None) -> list[str]:
    return [line.rstrip() for line in draw(view(state), link or Link(), width, height).lines()]


def test_a_gun_of_20_by_16() -> None:
    """The screen of the manual, line by line."""
    assert drawn(AT_CELL, 20, 16) == [
        "PICK 3/12         ok",
        "LOC A-03-07-2",
        "Gloves nitrile M",
        "QTY 26 шт",
        "4601234567893",
        "2 кор + 2 шт",
        "TO SHIP-1",
        "ORD РО-000042",
        "ООО Ромашка",
        "--------------------",
        "SCAN LOCATION",
        "_",
        "",
        "",
        ".2Short .3Skip .5Lot",
        ".7Undo .4List .6Full",
    ]


def test_the_smallest_display() -> None:
    """Four rows: where, what to look at, the question."""
    assert drawn(AT_CELL, 20, 4) == [
        "PICK 3/12         ok",
        "LOC A-03-07-2",
        "QTY 26 шт",
        "SCAN LOCATION _",
    ]


def test_a_forklift_of_40_by_8() -> None:
    """Two columns: from where on the left, the rest on the right."""
    assert drawn(AT_CELL, 40, 8) == [
        "PICK 3/12 ОТ-000123                   ok",
        "LOC A-03-07-2       4601234567893",
        "Gloves nitrile M    2 кор + 2 шт",
        "QTY 26 шт           TO SHIP-1",
        "                    ORD РО-000042",
        "SCAN LOCATION _",
        "",
        ".2Short .3Skip .5Lot .7Undo .4List",
    ]


@pytest.mark.parametrize(
    ("size", "tier"),
    [
        ((20, 4), Tier.XS),
        ((20, 16), Tier.S),
        ((21, 8), Tier.S),
        ((26, 21), Tier.S),
        ((40, 8), Tier.W),
        ((80, 24), Tier.M),
        ((80, 25), Tier.M),
        ((120, 36), Tier.L),
    ],
)
def test_the_layout_follows_the_measured_size(size: tuple[int, int], tier: Tier) -> None:
    """The sizes of real devices and the layout each gets."""
    assert tier_of(*size) is tier


def test_an_error_changes_the_whole_background_and_says_what_came() -> None:
    """Every cell is in the colours of alarm, the glyph is there for monochrome screens."""
    told = Message("handheld-wrong-item", (("expected", LINE.name), ("came", "Mask")))
    picture = draw(view(replace(AT_CELL, at=At.ITEM, message=told)), Link(), 20, 16)

    assert {ink for row in picture.inks for ink in row} <= {Ink.ALARM, Ink.ALARM_KEY}
    assert "!Wrong: Mask" in "\n".join(picture.lines())


@pytest.mark.parametrize("size", [(20, 4), (20, 16), (40, 8), (80, 24), (132, 43)])
def test_a_lost_link_and_waiting_scans_show_on_line_one(size: tuple[int, int]) -> None:
    """NO LINK and the depth of the queue are never cut, whatever the size."""
    first = drawn(AT_CELL, *size, Link(up=False, depth=12))[0]

    assert first.endswith("~12 NO LINK")
    assert "3/12" in first


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", [(20, 16), (26, 20), (40, 8), (80, 24)])
@pytest.mark.parametrize("at", [At.CELL, At.ITEM, At.LOT, At.QUANTITY, At.DESTINATION, At.FOUND])
def test_nothing_essential_is_cut_with_the_longest_texts(
    at: At, size: tuple[int, int], language: str
) -> None:
    """With long names, a lot, a date and packs: place, quantity, lot and destination are there."""
    use_language(language)
    state = replace(KNOWN, at=at, task=TASK, line=LOT_LINE)
    screen = "\n".join(drawn(state, *size))

    for wanted in ("A-03-07-2", "26", "L2026-07", "SHIP-1", "Перчатки"):
        assert wanted in screen
    assert view(state).prompt in screen


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "size", [(20, 4), (20, 16), (21, 8), (26, 20), (40, 8), (40, 24), (80, 24), (120, 36), (33, 5)]
)
def test_help_is_read_to_its_last_word_on_every_size(size: tuple[int, int], language: str) -> None:
    """Page after page says every command in full; line 1 counts the pages."""
    use_language(language)
    state = replace(KNOWN, at=At.HELP, after=At.MENU)
    first = drawn(state, *size)
    marked = re.search(r" 1/(\d+) ", first[0])
    pages = int(marked[1]) if marked else 1
    read = " ".join(
        " ".join(" ".join(drawn(replace(state, cursor=page), *size)[1:]).split())
        for page in range(pages)
    )

    for action in every_action():
        for word in _(action.help).split():
            assert word in read
    assert drawn(replace(state, cursor=pages), *size) == first
    assert drawn(replace(state, cursor=-1), *size) == drawn(replace(state, cursor=pages - 1), *size)
    assert (pages == 1) is (size in {(80, 24), (120, 36)})


def test_a_page_is_turned_and_left() -> None:
    """Plus, minus and the arrows turn what is read; leaving it forgets the page."""
    inside = step(replace(KNOWN, at=At.TASKS), Pressed("f1", uuid7(), NOW)).state
    for key, page in (("+", 1), ("+", 2), ("-", 1)):
        inside = step(inside, Typed(key)).state
        assert (inside.at, inside.cursor) == (At.HELP, page)
    inside = step(inside, Pressed("pagedown", uuid7(), NOW)).state
    assert inside.cursor == 2
    back = step(inside, Pressed("enter", uuid7(), NOW)).state
    assert (back.at, back.cursor) == (At.TASKS, 0)


def test_what_a_look_up_found_is_read_in_pages() -> None:
    """A cell with more goods than fit says the rest on the next page."""
    facts = tuple((f"{n} шт", f"Товар {n}") for n in range(1, 20))
    state = replace(KNOWN, at=At.INFO, after=At.MENU, facts=facts)
    read = "\n".join("\n".join(drawn(replace(state, cursor=at), 20, 16)) for at in range(3))

    assert all(f"{n} шт Товар {n}\n" in read for n in range(1, 20))
    assert drawn(state, 20, 16)[0].startswith("INFO 1/3")


def test_a_list_of_more_than_a_page_says_so() -> None:
    """Eight rows have digits; that there are more stands in the footer."""
    jobs = tuple(Job(n, f"ОТ-{n}", "", "", 0, 0) for n in range(9))
    state = replace(KNOWN, at=At.TASKS, jobs=jobs)

    assert drawn(state, 20, 16)[-2:] == ["+More .4List .9Menu", "0Back"]
    assert drawn(replace(state, jobs=jobs[:8]), 20, 16)[-2] == ".4List .9Menu 0Back"


def test_goods_of_a_trip_are_told_apart_on_a_gun() -> None:
    """Twenty columns show task, trip and recipient: numbers without their zeros."""
    jobs = tuple(Job(n, f"ОТ-00001{n}", "", "Ромашка", 0, 3, "РС-000029 Х1") for n in range(8))
    state = replace(KNOWN, at=At.TASKS, jobs=jobs)

    assert drawn(state, 20, 16)[2] == "2 ОТ-11 РС-29 Ро 0/3"
    assert drawn(state, 80, 24)[2].startswith("2 ОТ-000011 РС-000029 Х1 Ромашка  ")


def test_a_forklift_shows_a_whole_page_of_rows() -> None:
    """Four lines hold eight rows in two columns; what is longer than a column is shortened."""
    reasons = tuple(Job(n, f"ОТ-{n}", "", "Ромашка", 0, 0) for n in range(1, 9))
    state = replace(KNOWN, at=At.TASKS, jobs=reasons, cursor=5)

    assert drawn(state, 40, 8)[1:5] == [
        "1 ОТ-1 Ромашка      5 ОТ-5 Ромашка",
        "2 ОТ-2 Ромашка      6 ОТ-6 Ромашка",
        "3 ОТ-3 Ромашка      7 ОТ-7 Ромашка",
        "4 ОТ-4 Ромашка      8 ОТ-8 Ромашка",
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("at", list(At))
def test_a_question_fits_the_smallest_display(at: At, language: str) -> None:
    """Twenty columns hold the question, a space and the cursor."""
    use_language(language)
    assert len(view(replace(KNOWN, at=at)).prompt) <= 18


def test_differences_of_a_check_and_its_answers_are_both_shown() -> None:
    """What differs stands above the three decisions."""
    state = replace(KNOWN, at=At.CHECK_END, check=CHECK, check_lines=(CHECK_LINE,))
    screen = drawn(state, 26, 20)

    assert screen[1].startswith("5/26 Перчатки")
    assert [line for line in screen if line[:2] in {"1 ", "2 ", "3 "}] == [
        "1 Pick the missing",
        "2 Reduce the order",
        "3 Cancel the check",
    ]


def test_a_long_list_shows_the_cursor_on_the_smallest_display() -> None:
    """Four rows show two of the list, the cursor among them."""
    state = replace(KNOWN, at=At.MENU, cursor=4)

    assert drawn(state, 20, 4)[1:3] == ["4 Information", "5 Sound           on"]


def test_a_good_message_is_not_an_alarm() -> None:
    """Green and a plus: the ground stays calm."""
    told = Message("handheld-task-done", (("task", "ОТ-1"), ("place", "SHIP")), Level.OK)
    picture = draw(view(replace(KNOWN, at=At.MENU, message=told)), Link(), 26, 20)

    assert "+Task ОТ-1 is done." in "\n".join(picture.lines())
    assert Ink.ALARM not in {ink for row in picture.inks for ink in row}
