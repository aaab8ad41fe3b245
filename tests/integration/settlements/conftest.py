"""Contracts, where the schema has none yet: a table of their own for the length of a test."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.settlements import contracts
from tests.integration.settlements.money import CONTRACT_TABLE


@pytest.fixture
def with_contracts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let contracts be known to settlements."""
    if not contracts.contracts_known():
        session.execute(text(CONTRACT_TABLE))
        monkeypatch.setattr(contracts, "contracts_known", lambda: True)
