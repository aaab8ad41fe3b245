"""The scan journal and the storekeeper's place in the work, kept in the scan's own transaction.

A scan is journalled before anything else: its id was born at the device, so the same scan sent
again after a lost connection is seen, not handled. The state of the prompts is saved with it, so
a killed process resumes where it was.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.fulfilment.storable import storable, storable_json
from core.fulfilment.task_errors import StateTakenOver
from core.fulfilment.task_models import HandheldState, ScanEvent
from core.kernel.clock import Clock

SCAN = cast("Table", ScanEvent.__table__)
STATE = cast("Table", HandheldState.__table__)


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A scan or command as it came from the device."""

    id: uuid.UUID
    """Born at the device; the same id again is the same scan."""
    session_id: uuid.UUID
    raw: str
    at: datetime
    """When it was read, aware."""
    symbology: str = ""
    source: str = ""
    task_id: int = 0
    """0: outside any task."""
    outcome: dict[str, Any] = field(default_factory=dict)
    """What was answered; may be told later by `answered`."""


@dataclass(frozen=True, slots=True)
class Journalled:
    """A scan as the journal keeps it."""

    seq: int
    id: uuid.UUID
    session_id: uuid.UUID
    user_id: int
    task_id: int
    raw: str
    symbology: str
    source: str
    at: datetime
    handled_at: datetime
    outcome: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SavedState:
    """Where a storekeeper was."""

    terminal: str
    warehouse_id: int
    state: dict[str, Any]
    version: int
    """Hand it back to `save_state`."""
    changed_at: datetime


def journal(session: Session, actor: Actor, scan: ScanRow, *, clock: Clock) -> bool:
    """Write a scan down; False: it was seen before, do nothing again.

    A scan that another connection is just handling is waited for.
    """
    statement = (
        insert(SCAN)
        .values(
            id=scan.id,
            session_id=scan.session_id,
            user_id=actor.user_id,
            task_id=scan.task_id,
            raw=storable(scan.raw),
            symbology=storable(scan.symbology),
            source=storable(scan.source),
            at=scan.at,
            handled_at=clock.now(),
            outcome=storable_json(scan.outcome),
        )
        .on_conflict_do_nothing(index_elements=[SCAN.c.id])
        .returning(SCAN.c.seq)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def answered(session: Session, scan_id: uuid.UUID, outcome: dict[str, Any]) -> None:
    """Write down what a journalled scan was answered with."""
    session.execute(update(SCAN).where(SCAN.c.id == scan_id).values(outcome=storable_json(outcome)))


def answer_to(session: Session, scan_id: uuid.UUID) -> dict[str, Any] | None:
    """Return what a scan was answered with; None: it was never journalled."""
    found = session.execute(select(SCAN.c.outcome).where(SCAN.c.id == scan_id)).scalar_one_or_none()
    return cast("dict[str, Any] | None", found)


def tape(
    session: Session,
    *,
    session_id: uuid.UUID | None = None,
    task_id: int | None = None,
    user_id: int | None = None,
    last: int = 1000,
) -> list[Journalled]:
    """Return the last scans in the order they came, for replay and disputes.

    Args:
        session_id, task_id, user_id: None: of all.
    """
    conditions = [
        column == value
        for column, value in (
            (SCAN.c.session_id, session_id),
            (SCAN.c.task_id, task_id),
            (SCAN.c.user_id, user_id),
        )
        if value is not None
    ]
    newest = (
        select(
            SCAN.c.seq,
            SCAN.c.id,
            SCAN.c.session_id,
            SCAN.c.user_id,
            SCAN.c.task_id,
            SCAN.c.raw,
            SCAN.c.symbology,
            SCAN.c.source,
            SCAN.c.at,
            SCAN.c.handled_at,
            SCAN.c.outcome,
        )
        .where(*conditions)
        .order_by(SCAN.c.seq.desc())
        .limit(last)
    )
    return [Journalled(*row) for row in reversed(session.execute(newest).all())]


def load_state(session: Session, user_id: int) -> SavedState | None:
    """Return where a storekeeper was; None: nowhere yet, start at the menu."""
    row = session.execute(
        select(
            STATE.c.terminal,
            STATE.c.warehouse_id,
            STATE.c.state,
            STATE.c.version,
            STATE.c.changed_at,
        ).where(STATE.c.user_id == user_id)
    ).one_or_none()
    return None if row is None else SavedState(*row)


def save_state(
    session: Session,
    user_id: int,
    state: dict[str, Any],
    *,
    version: int,
    terminal: str,
    warehouse_id: int,
    clock: Clock,
    answers: tuple[uuid.UUID, dict[str, Any]] | None = None,
) -> int:
    """Keep where a storekeeper is, in one statement; return the new version.

    Args:
        version: what was loaded or last saved; 0: nothing yet.
        terminal: names the session, told to another that comes too late.
        answers: a journalled scan and its answer, written by the same statement.

    Raises:
        StateTakenOver: another session of the same user has saved since; nothing is kept.
    """
    values = {
        "terminal": storable(terminal),
        "warehouse_id": warehouse_id,
        "state": storable_json(state),
        "changed_at": clock.now(),
    }
    statement = insert(STATE).values(user_id=user_id, version=1, **values)
    if answers is not None:
        scan_id, outcome = answers
        told = update(SCAN).where(SCAN.c.id == scan_id).values(outcome=storable_json(outcome))
        statement = statement.add_cte(told.cte("told"))
    saved = session.execute(
        statement.on_conflict_do_update(
            index_elements=[STATE.c.user_id],
            set_={**values, "version": STATE.c.version + 1},
            where=STATE.c.version == version,
        ).returning(STATE.c.version)
    ).scalar_one_or_none()
    if saved is None:
        found = load_state(session, user_id)
        raise StateTakenOver(terminal=found.terminal if found else "")
    return int(saved)
