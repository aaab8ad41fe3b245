"""The dispatcher's desk by keys: what waits, trips, moves, undoing, saving."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.db.engine import Database
from tests.tui.desk.hands import Hands
from tests.tui.desk.yard import CLOCK, Day, day_of, trips
from tui.app import Station, WorkstationApp


@pytest.fixture
def yard(fresh_database: Database) -> Day:
    """Two vehicles and four orders."""
    return day_of(fresh_database)


@pytest.fixture
def app(yard: Day, tmp_path: Path) -> WorkstationApp:
    """A workstation of the dispatcher."""
    return station(yard, tmp_path)


def station(yard: Day, path: Path) -> WorkstationApp:
    """Return a workstation."""
    return WorkstationApp(
        Station(yard.scene.database, CLOCK, path, workplace="desk", language_told=True)
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_a_day_is_planned_by_keys_and_stored(
    app: WorkstationApp, yard: Day, size: tuple[int, int]
) -> None:
    async with Hands(app, size) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "space")
        await hands.sees("Marked: 2")
        await hands.press("greater_than_sign")
        await hands.sees("waiting: 2", "not saved: 1")
        await hands.press("ctrl+z")
        await hands.sees("waiting: 4")
        await hands.press("ctrl+y")
        await hands.sees("waiting: 2")
        assert trips(yard.scene.database) == []
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
        assert len(trips(yard.scene.database)) == 1
