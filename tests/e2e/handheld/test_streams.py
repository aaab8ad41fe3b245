"""What guns, wedges and Wi-Fi do to a stream of keys, on a real terminal."""

from __future__ import annotations

import re

from tests.e2e.handheld.floor import Floor
from tests.e2e.handheld.test_pick import scan
from tests.e2e.terminal import PtyTerminal

BURST = 300


def open_task(handheld: PtyTerminal) -> None:
    """Go to the first prompt of the only task."""
    handheld.wait_for("1 Picking +1")
    handheld.feed("1")
    handheld.wait_for("MY TASKS 1")
    handheld.feed("1")
    handheld.wait_for("SCAN LOCATION")


def finish(handheld: PtyTerminal) -> None:
    handheld.wait_for("Take there")
    handheld.feed("\r")
    handheld.wait_for("is done")


def test_three_hundred_codes_in_one_write(warehouse: Floor) -> None:
    """All are counted, each once, in their order; the prompt keeps up."""
    codes = [f"PIECE-{number:04d}" for number in range(BURST)]
    for code in codes:
        warehouse.barcode(code, "GLOVES")
    task = warehouse.task(f"GLOVES {BURST + 20}")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        warehouse.forget_journal()
        handheld.feed("".join(f"{code}\r" for code in codes))
        handheld.wait_for(f"QTY {BURST} of {BURST + 20}")
        assert warehouse.journal() == codes
        scan(handheld, "CELLSHIP", "20 шт left")
        assert warehouse.picked(task) == [(BURST + 20, BURST)]
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)


def test_a_burst_behind_an_error_is_parked_and_can_be_played(warehouse: Floor) -> None:
    """The scans behind a wrong one answer no wrong prompt: they wait, are shown, are replayed."""
    warehouse.task("MASK 2")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        warehouse.forget_journal()
        handheld.feed("CELLA-99\rCELLA-02\rCODE-MASK\rCELLSHIP\r")
        handheld.wait_for("this is CELLA-99")
        handheld.wait_for("=3 ok")
        assert "Enter: 3 wait" in handheld.text
        assert warehouse.journal() == ["CELLA-99", "CELLA-02", "CODE-MASK", "CELLSHIP"]
        handheld.settle()
        handheld.feed("\r")
        handheld.wait_for("Scans waiting: 3")
        handheld.feed("1")
        finish(handheld)
    assert warehouse.journal()[4:] == ["CELLA-02", "CODE-MASK", "CELLSHIP", "<enter>"]


def test_parked_scans_survive_a_kill(warehouse: Floor) -> None:
    """Killed while scans were parked: they are still there to be dropped or played."""
    warehouse.task("MASK 2")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        handheld.feed("CELLA-99\rCELLA-02\rCODE-MASK\r")
        handheld.wait_for("=2 ok")
        handheld.kill()
    with warehouse.open("--user", "ivan") as handheld:
        handheld.wait_for("=2 ok")
        handheld.feed("\x10")  # Ctrl-P
        handheld.wait_for("Scans waiting: 2")
        handheld.feed("2")
        handheld.wait_for("Scans dropped: 2")
        scan(handheld, "CELLA-02", "SCAN ITEM")
        scan(handheld, "CODE-MASK", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)


def test_gs1_russian_layout_suffixes_and_a_glued_escape(warehouse: Floor) -> None:
    """GS1-128 with a separator, codes through a Russian layout, LF, TAB and ESC before a code."""
    warehouse.barcode("4601234567893", "MILK")
    task = warehouse.task("MILK 2")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        handheld.feed("СУДДФ-03\n")  # CELLA-03 with the keys of a Russian layout
        handheld.wait_for("SCAN ITEM")
        handheld.feed("]C1010460123456789310L7\x1d17270331\t")
        handheld.wait_for("QUANTITY")
        handheld.wait_for("LOT L7")
        handheld.feed("9")
        handheld.wait_for("9_")
        handheld.feed("\x1bCELLSHIP\r")
        handheld.wait_for("Take there")
        finish(handheld)
    assert warehouse.picked(task) == [(2, 2)]


def test_a_scan_costs_few_bytes(warehouse: Floor) -> None:
    """On a gun of 26x20 the answer to a scan is at most two hundred bytes, on average."""
    warehouse.task("GLOVES 2, MASK 2")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        handheld.settle()
        before = len(handheld.received)
        shots = [
            ("CELLA-01", "SCAN ITEM"),
            ("CODE-GLOVES", "QUANTITY"),
            ("CODE-GLOVES", "QTY 2 of 2"),
            ("CELLSHIP", "PICK 2/2"),
            ("CELLA-02", "SCAN ITEM"),
            ("CODE-MASK", "QUANTITY"),
        ]
        for code, then in shots:
            scan(handheld, code, then)
        handheld.settle()
        sent = len(handheld.received) - before
        assert sent / len(shots) <= 200
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)


def test_data_never_acts_as_a_control_sequence(warehouse: Floor) -> None:
    """An item named with escape sequences and markup is shown, not obeyed."""
    evil = "Evil\x1b[2J\x1b]0;owned\x07\x9b31m[red]x[/red]\u202e"
    warehouse.rename("MASK", evil)
    warehouse.task("MASK 1")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        shown = handheld.wait_for(re.escape("Evil·[2J·]0;owned··31m"))
        assert "PICK 1/1" in shown
        assert b"\x1b]0;" not in handheld.received
        assert "\u202e".encode() not in handheld.received
        scan(handheld, "CELLA-02", "SCAN ITEM")
        scan(handheld, "CODE-MASK", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)
    warehouse.rename("MASK", "Mask")
