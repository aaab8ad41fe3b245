"""The day that every demo company begins with is lived to its end."""

from __future__ import annotations

from core.db.engine import Database
from core.exchange.demo.deliveries import USUAL
from core.kernel.clock import FixedClock
from tests.scenarios.demo_day import live, shift_of


def test_the_day_of_the_demo_is_lived_to_its_end(
    demo_database: Database, clock: FixedClock
) -> None:
    """A score of orders, one of them heavier than any vehicle, one that none can bring."""
    live(shift_of(demo_database, clock), iterations=40, least=USUAL - 2)
