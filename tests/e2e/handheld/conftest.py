"""One small warehouse per test module."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.db.engine import Database
from core.kernel.clock import FixedClock
from tests.e2e.handheld.floor import Floor, lay_out


@pytest.fixture(scope="module")
def small_floor(database: Database) -> Floor:
    """Three cells of gloves, masks and milk; milk is kept by lots."""
    return lay_out(
        database,
        FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC)),
        "A-01 A-02 A-03 A-04",
        "A-01 GLOVES 500, A-02 MASK 100, A-03 MILK 20 @L7, A-04 GLOVES 500",
        items="GLOVES MASK MILK:expiry",
        lots="L7 MILK 2027-03-31, L8 MILK 2027-05-31",
        packs="BOX GLOVES 10",
    )


@pytest.fixture
def warehouse(small_floor: Floor) -> Floor:
    """The small warehouse with no task in it and nobody at work."""
    small_floor.clear()
    return small_floor
