"""A big day of the demo company is lived to its end."""

from __future__ import annotations

import pytest

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.exchange.demo.deliveries import USUAL, add_deliveries
from core.kernel.clock import FixedClock
from tests.scenarios.demo_day import live, shift_of


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_day_of_three_hundred_orders_is_lived_to_its_end(
    demo_database: Database, clock: FixedClock
) -> None:
    """What `klad demo --day 300` makes."""
    with transaction(demo_database.sessions) as session:
        assert add_deliveries(session, clock, 300) == 300 - USUAL
        assert add_deliveries(session, clock, 300) == 0
    live(shift_of(demo_database, clock), iterations=300, least=285)
