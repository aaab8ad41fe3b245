"""A warehouse without cells, worked with function keys and digits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.db.engine import Database
from core.kernel.clock import FixedClock
from tests.e2e.handheld.floor import Floor, lay_out
from tests.e2e.handheld.test_pick import scan
from tests.e2e.handheld.test_streams import finish


@pytest.fixture(scope="module")
def shop(database: Database) -> Floor:
    """Two items, no cells."""
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    return lay_out(database, clock, "", "GLOVES 50, MASK 50")


def test_without_cells_the_first_question_is_the_item(shop: Floor) -> None:
    """No place to go to, no place to put to: item and quantity are all there is."""
    task = shop.task("GLOVES 3, MASK 1")
    with shop.open("--user", "ivan") as handheld:
        handheld.wait_for("1 Picking +1")
        handheld.feed("1")
        handheld.wait_for("MY TASKS 1")
        handheld.feed("\x1bOS")  # F4: everybody's tasks
        handheld.wait_for("ALL TASKS 1")
        handheld.feed("1")
        handheld.wait_for("SCAN ITEM")
        handheld.feed("\x1b[19~")  # F8: skip
        handheld.wait_for("Skipped")
        handheld.wait_for("Mask")
        scan(handheld, "CODE-MASK", "QUANTITY")
        handheld.feed("\r")
        handheld.wait_for("Gloves")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        handheld.feed("3x1")
        handheld.wait_for("3x1_")
        handheld.feed("\r")
        finish(handheld)
    assert sorted(shop.picked(task)) == [(1, 1), (3, 3)]


def test_a_locked_screen_keeps_the_prompt_and_lets_only_its_owner_in(shop: Floor) -> None:
    """F12 locks; a wrong badge stays out; the right one finds the same prompt."""
    shop.clear()
    shop.task("GLOVES 1")
    with shop.open("--user", "ivan") as handheld:
        handheld.wait_for("1 Picking +1")
        handheld.feed("1")
        handheld.wait_for("MY TASKS 1")
        handheld.feed("1")
        handheld.wait_for("SCAN ITEM")
        handheld.feed("\x1b[24~")
        handheld.wait_for("LOCKED")
        scan(handheld, "NOT-THE-BADGE-1", "not known")
        assert "LOCKED" in handheld.text
        scan(handheld, "BADGE-IVAN-0001", "SCAN ITEM")
        assert "PICK 1/1" in handheld.text


def test_a_task_is_left_for_others_when_nothing_was_picked(shop: Floor) -> None:
    """Back from an untouched task gives it back; the list shows it to everybody."""
    shop.clear()
    shop.task("GLOVES 1")
    with shop.open("--user", "ivan") as handheld:
        handheld.wait_for("1 Picking +1")
        handheld.feed("1")
        handheld.wait_for("MY TASKS 1")
        handheld.feed("1")
        handheld.wait_for("SCAN ITEM")
        handheld.feed("\x1b[13~")  # F3
        handheld.wait_for("MY TASKS 1")
        handheld.wait_for("0/1")
