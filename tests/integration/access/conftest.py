"""Cheap hashing: what is tested is who gets in, not how long it takes."""

from __future__ import annotations

import pytest

from core.access import passwords
from core.access.passwords import set_cost


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_costs", [])
    set_cost(time=1, memory_kib=8)
