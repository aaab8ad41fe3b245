"""A shop with three items."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.kernel.clock import FixedClock
from tests.integration.pricing.shop import Shop, shop


@pytest.fixture(name="shop")
def made(session: Session, clock: FixedClock) -> Shop:
    """Milk, bread and cheese, without prices."""
    return shop(session, clock)
