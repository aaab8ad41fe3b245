"""A trading company to tell stories about."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.kernel.clock import FixedClock
from tests.scenarios.vocabulary import Firm, founded


@pytest.fixture
def firm(session: Session, clock: FixedClock) -> Firm:
    """The company as it is before a story begins: people, goods, a warehouse, no terms."""
    return founded(session, clock)
