"""The pictures of delivery are what the desk shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.db.engine import Database
from tests.pictures.desk import sitting
from tests.pictures.trips import Shown, bring_to_drive, delivery_screens


@pytest.fixture(scope="module")
def driving(demo_database: Database) -> Shown:
    """The demo company, where a van is on its way."""
    return bring_to_drive(demo_database)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_delivery(demo_database: Database, driving: Shown, tmp_path: Path, language: str) -> None:
    """The delivery of an order; a trip, an outcome, a route sheet."""
    with sitting(demo_database, tmp_path, language) as it:
        delivery_screens(it, driving)
