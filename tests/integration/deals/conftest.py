"""Lists tell overdue by the clock of the test."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from core.kernel.clock import FixedClock


@pytest.fixture(autouse=True)
def still(clock: FixedClock) -> Iterator[None]:
    """Let today be that of the clock."""
    with patch("core.deals.today.today", clock.business_date):
        yield
