"""The trial document type, known and stored for the length of a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.documents import types
from core.partners.models import Company
from core.stock.models import Warehouse
from tests.integration.documents.trial import TRIAL, create_tables


@pytest.fixture(autouse=True)
def _trial_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(types._TYPES, "trial", TRIAL)


@pytest.fixture
def trial(session: Session) -> Session:
    """A session in which the trial's tables exist."""
    create_tables(session.connection())
    return session


@pytest.fixture
def company(session: Session) -> int:
    return add_company(session, "К1", "КЛ")


@pytest.fixture
def warehouse(session: Session) -> int:
    return add_warehouse(session, "С1")


def add_company(session: Session, code: str, prefix: str) -> int:
    """Add a company; return its id."""
    row = Company(code=code, name=f"Компания {code}", prefix=prefix)
    session.add(row)
    session.flush()
    return row.id


def add_warehouse(session: Session, code: str) -> int:
    """Add a warehouse; return its id."""
    row = Warehouse(code=code, name=f"Склад {code}")
    session.add(row)
    session.flush()
    return row.id


def person(
    name: str,
    *permissions: Permission,
    user_id: int = 7,
    warehouses: Sequence[int] | None = None,
    companies: Sequence[int] | None = None,
) -> Actor:
    """Return an actor with exactly these rights."""
    return replace(
        SYSTEM,
        user_id=user_id,
        login=name.lower(),
        name=name,
        roles=frozenset(),
        permissions=frozenset(permissions),
        warehouses=None if warehouses is None else frozenset(warehouses),
        companies=None if companies is None else frozenset(companies),
    )
