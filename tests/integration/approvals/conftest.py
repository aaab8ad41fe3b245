"""A document type of the tests, approvable, and people of every kind."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals import approvable
from core.approvals.approvable import Approvable
from core.documents import types
from core.documents.operations import advance, locked
from core.kernel.clock import Clock, FixedClock
from tests.integration.approvals.scene import Scene, build
from tests.integration.documents.trial import TRIAL, Trial, TrialStatus, create_tables

REFUSALS: list[int] = []
"""Ids of documents whose refusal was told to their type."""


def _approved(session: Session, actor: Actor, document_id: int, clock: Clock) -> None:
    document = locked(session, Trial, document_id)
    advance(
        session,
        actor,
        document,
        TrialStatus.AGREED,
        clock=clock,
        permission=Permission.APPROVAL_READ,
    )


def _refused(_session: Session, _actor: Actor, document_id: int, _clock: Clock) -> None:
    REFUSALS.append(document_id)


@pytest.fixture(autouse=True)
def _trial_approvable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(types._TYPES, "trial", TRIAL)
    monkeypatch.setitem(approvable._APPROVABLE, "trial", Approvable("trial", _approved, _refused))
    REFUSALS.clear()


@pytest.fixture
def scene(session: Session, clock: FixedClock) -> Scene:
    """A document that somebody wants approved; undone after the test."""
    create_tables(session.connection())
    return build(session, clock)
