"""Checking what was picked, on the same gun."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.db.engine import Database
from core.kernel.clock import FixedClock
from tests.e2e.handheld.floor import Floor, lay_out
from tests.e2e.handheld.test_pick import scan
from tests.e2e.handheld.test_streams import finish, open_task


@pytest.fixture(scope="module")
def checked(database: Database) -> Floor:
    """A warehouse that checks every pick."""
    return lay_out(
        database,
        FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC)),
        "A-01 A-02",
        "A-01 GLOVES 50, A-02 MASK 50",
        check_picks=True,
    )


def test_picked_goods_are_counted_and_the_order_goes_on(checked: Floor) -> None:
    """Pick two things, check them by scanning, a surplus is told, undo takes it back."""
    checked.task("GLOVES 2, MASK 1")
    with checked.open("--user", "ivan") as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "CELLSHIP", "PICK 2/2")
        scan(handheld, "CELLA-02", "SCAN ITEM")
        scan(handheld, "CODE-MASK", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)
        handheld.wait_for("2 Checking +1")
        handheld.feed("2")
        handheld.wait_for("CHECK 1")
        handheld.feed("1")
        handheld.wait_for("CHECK 0/2")
        scan(handheld, "CODE-GLOVES", "QTY 1 of 2")
        scan(handheld, "CODE-GLOVES", "QTY 2 of 2 шт")
        scan(handheld, "CODE-MASK", "CHECK 2/2")
        scan(handheld, "CODE-MASK", r"Too many: 1 шт\.")
        handheld.feed("\x15")  # Ctrl-U
        handheld.wait_for("QTY 1 of 1")
        handheld.feed("\r")
        handheld.wait_for("agrees")
        handheld.wait_for("2 Checking +0")


def test_a_shortage_is_decided(checked: Floor) -> None:
    """Less is counted than picked: back to picking is one of the answers."""
    checked.task("GLOVES 2")
    with checked.open("--user", "ivan") as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)
        handheld.feed("2")
        handheld.wait_for("CHECK 1")
        handheld.feed("1")
        handheld.wait_for("CHECK 0/1")
        scan(handheld, "CODE-GLOVES", "QTY 1 of 2")
        handheld.feed("\r")
        handheld.wait_for("What to do")
        handheld.feed("1")
        handheld.wait_for("goes back to picking")
        handheld.wait_for("1 Picking +1")
