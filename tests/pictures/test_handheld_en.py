"""The pictures of the handheld in English are what it shows."""

from __future__ import annotations

from pathlib import Path

from core.db.engine import Database
from tests.pictures.handheld import bring_to_check, check, fall_short, morning, pick, ship


def test_a_task_a_shipment_and_a_shortage(demo_database: Database, tmp_path: Path) -> None:
    """From the badge to the shipping zone; then a cell that holds less than it should."""
    with morning(demo_database, tmp_path, "en") as it:
        pick(it)
        ship(it)
        fall_short(it)


def test_a_check(demo_database: Database, tmp_path: Path) -> None:
    """A second pair of eyes."""
    bring_to_check(demo_database)
    with morning(demo_database, tmp_path, "en") as it:
        check(it)
