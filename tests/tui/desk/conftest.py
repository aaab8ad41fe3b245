"""A workstation of the desk, driven by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.db.engine import Database
from core.kernel.clock import FixedClock
from tests.tui.desk.scene import Scene, build
from tui.app import Station, WorkstationApp
from tui.locale import use_language


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    """The company, once per module."""
    return build(database, FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English, whatever the machine speaks."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def app(scene: Scene, tmp_path: Path) -> WorkstationApp:
    """A workstation that opens the desk after sign-in."""
    return WorkstationApp(
        Station(scene.database, scene.clock, tmp_path, workplace="desk", language_told=True)
    )
