"""A storekeeper's work on a real terminal: raw bytes in, painted prompts out."""

from __future__ import annotations

import pytest

from tests.e2e.handheld.floor import BADGE, PASSWORD, Floor
from tests.e2e.terminal import PtyTerminal


def scan(handheld: PtyTerminal, code: str, then: str) -> str:
    """Shoot a code and wait for what the screen must say."""
    handheld.feed(f"{code}\r")
    return handheld.wait_for(then)


def begin(handheld: PtyTerminal) -> None:
    """Sign in by badge and open the only task."""
    handheld.wait_for("Badge or login")
    handheld.feed(f"{BADGE}\r")
    handheld.wait_for("1 Picking +1")
    handheld.feed("1")
    handheld.wait_for("MY TASKS 1")
    handheld.feed("1")


def test_a_task_from_badge_to_shipping_zone(warehouse: Floor) -> None:
    """Cells, items, a lot, quantities by suggestion and by count, destinations; then it is done."""
    task = warehouse.task("GLOVES 12, MASK 2, MILK 3")
    before = warehouse.in_cells("SHIP")
    with warehouse.open() as handheld:
        begin(handheld)
        handheld.wait_for("PICK 1/3")
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "PACK-BOX", "QUANTITY")
        assert "QTY 12 " in handheld.text
        assert "1 BOX + 2 шт" in handheld.text
        scan(handheld, "CODE-GLOVES", "QTY 11 of 12")
        scan(handheld, "CODE-GLOVES", "QTY 12 of 12")
        scan(handheld, "CELLSHIP", "PICK 2/3")
        scan(handheld, "CELLA-02", "SCAN ITEM")
        scan(handheld, "CODE-MASK", "QUANTITY")
        handheld.feed("2\r")
        handheld.wait_for("SCAN DESTINATION")
        scan(handheld, "CELLSHIP", "PICK 3/3")
        scan(handheld, "CELLA-03", "SCAN ITEM")
        scan(handheld, "CODE-MILK", "SCAN LOT")
        scan(handheld, "LOT-L7X", "Wrong lot")
        scan(handheld, "]C0L7", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        handheld.feed("\r")
        handheld.wait_for("is done")
        handheld.wait_for("1 Picking +0")
    assert warehouse.picked(task) == [(12, 12), (2, 2), (3, 3)]
    assert warehouse.in_cells("SHIP") == before + 17


def test_errors_short_skip_undo_and_a_full_container(warehouse: Floor) -> None:
    """What goes wrong is told, never clears what was typed, and can be taken back."""
    task = warehouse.task("GLOVES 6, MASK 5")
    with warehouse.open() as handheld:
        begin(handheld)
        handheld.wait_for("PICK 1/2")
        scan(handheld, "CELLA-02", "Wrong cell")
        assert "A-01" in handheld.text
        handheld.feed("\r")
        handheld.wait_until(lambda text: "Wrong" not in text, "a clear screen")
        handheld.feed("01\r")
        handheld.wait_for("SCAN ITEM")
        scan(handheld, "CODE-MASK", "Expected: Gloves")
        scan(handheld, "NOBODY-KNOWS", "Unknown code")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        handheld.feed("99\r")
        handheld.wait_for("Too many")
        assert "99_" in handheld.text
        handheld.feed("\x7f\x7f4\r")
        handheld.wait_for("SCAN DESTINATION")
        scan(handheld, "BIN-000001", "2 шт left")
        handheld.feed("\x15")  # Ctrl-U
        handheld.wait_for("Put 4 back into A-01")
        handheld.feed("\x12")  # Ctrl-R
        handheld.wait_for("Take 4 from A-01")
        scan(handheld, "CELLA-01", "SCAN ITEM")
        handheld.feed(".6")
        handheld.wait_for("SCAN NEW BIN")
        scan(handheld, "BIN-000002", "Carry it to SHIP")
        handheld.feed(".3")
        handheld.wait_for("Skipped")
        handheld.wait_for("LOC A-02")
        scan(handheld, "CELLA-02", "SCAN ITEM")
        handheld.feed(".2")
        handheld.wait_for("How much is there")
        handheld.feed("1\r")
        handheld.wait_for("Why")
        scan(handheld, "~W:REASON:DMG", "Rest elsewhere")
        handheld.feed("0")
        handheld.wait_for("Short: 4")
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "BIN-000002", "Take there")
        handheld.feed("\r")
        handheld.wait_for("shortages")
    assert sorted(warehouse.picked(task)) == [(5, 1), (6, 6)]


def test_a_code_of_two_items_is_asked_not_guessed(warehouse: Floor) -> None:
    """The same barcode on gloves and masks: a list, and the wrong answer is refused."""
    warehouse.barcode("SAME-ON-BOTH", "GLOVES", "MASK")
    task = warehouse.task("GLOVES 1")
    with warehouse.open() as handheld:
        begin(handheld)
        handheld.wait_for("PICK 1/1")
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "SAME-ON-BOTH", "Which is it")
        rows = [line for line in handheld.lines if line[:2] in {"1 ", "2 "}]
        assert [row.split()[1] for row in rows] == ["Gloves", "Mask"]
        handheld.feed("2")
        handheld.wait_for("In your hand: Mask")
        scan(handheld, "SAME-ON-BOTH", "Which is it")
        handheld.feed("1")
        handheld.wait_for("QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        handheld.feed("\r")
        handheld.wait_for("is done")
    assert warehouse.picked(task) == [(1, 1)]


def test_a_half_typed_quantity_survives_a_killed_process(warehouse: Floor) -> None:
    """Typed, not sent, killed: the new process shows the same digits at the same prompt."""
    task = warehouse.task("GLOVES 30")
    with warehouse.open() as handheld:
        begin(handheld)
        handheld.wait_for("PICK 1/1")
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        for digit in "12":
            handheld.feed(digit)
            handheld.wait_for(f"{digit}_")
        warehouse.wait_saved("12")
        handheld.kill()
    with warehouse.open("--user", "ivan") as handheld:
        handheld.wait_for("12_")
        assert "QUANTITY" in handheld.text
        handheld.wait_for("back where you were")
        handheld.feed("\r")
        handheld.wait_for("SCAN DESTINATION")
        scan(handheld, "CELLSHIP", "18 шт left")
    assert warehouse.picked(task) == [(30, 12)]


def test_information_about_a_cell_and_an_item(warehouse: Floor) -> None:
    """Scan anything: what is in this cell, where does this lie."""
    with warehouse.open(size=(40, 24)) as handheld:
        handheld.wait_for("Badge")
        handheld.feed("ivan\r")
        handheld.wait_for("Password")
        handheld.feed(f"{PASSWORD}\r")
        handheld.wait_for("Picking|PICK")
        handheld.feed("\x0f")  # Ctrl-O
        handheld.wait_for("SCAN ANYTHING")
        scan(handheld, "CELLA-03", "Milk L7")
        scan(handheld, "CODE-MASK", "A-02")
        handheld.feed("\x02")  # Ctrl-B
        handheld.wait_until(lambda text: "ANYTHING" not in text, "the prompt before")


@pytest.mark.parametrize("secret", ["NOT-A-BADGE-AT-ALL", "BADGE-IVAN-0002"])
def test_a_stranger_is_not_let_in_and_his_badge_is_not_kept(warehouse: Floor, secret: str) -> None:
    """A wrong badge says so; the journal never learns what it was."""
    with warehouse.open() as handheld:
        handheld.wait_for("Badge")
        scan(handheld, secret, "is not known")
    assert secret not in "\n".join(warehouse.journal())
