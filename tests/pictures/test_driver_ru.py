"""The pictures of the driver's day in Russian are what he sees."""

from __future__ import annotations

from pathlib import Path

from core.db.engine import Database
from tests.pictures.driver import drive, load
from tests.pictures.handheld import morning


def test_a_day_of_two_stops(database: Database, tmp_path: Path) -> None:
    """From the badge to the cash office."""
    truck = load(database)
    with morning(database, tmp_path, "ru") as it:
        drive(it, truck)
