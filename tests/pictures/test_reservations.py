"""The pictures of the supply of orders are what the desk shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.db.engine import Database
from tests.pictures.desk import sitting
from tests.pictures.reservations import bring_to_want, supply_screens


@pytest.fixture(scope="module")
def wanting(demo_database: Database) -> Database:
    """The demo company, where an item is short."""
    bring_to_want(demo_database)
    return demo_database


@pytest.mark.parametrize("language", ["ru", "en"])
def test_supply(wanting: Database, tmp_path: Path, language: str) -> None:
    """Filling supply; the chess of reservations."""
    with sitting(wanting, tmp_path, language) as it:
        supply_screens(it)
