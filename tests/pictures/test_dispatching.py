"""The pictures of the dispatcher's desk are what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.db.engine import Database
from tests.pictures.desk import sitting
from tests.pictures.dispatching import bring_to_road, dispatch_screens


@pytest.fixture(scope="module")
def loaded(demo_database: Database) -> Database:
    """The demo company with a fleet, and orders to be brought."""
    bring_to_road(demo_database)
    return demo_database


@pytest.mark.parametrize("language", ["ru", "en"])
def test_dispatching(loaded: Database, tmp_path: Path, language: str) -> None:
    """What engines change; the tables; the map; the hours."""
    with sitting(loaded, tmp_path, language) as it:
        dispatch_screens(it)
