"""The house of the tests of terms."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.kernel.clock import FixedClock
from tests.integration.terms.house import House, build


@pytest.fixture
def house(session: Session, clock: FixedClock) -> House:
    """A company that a test may change; undone after it."""
    return build(session, clock)
