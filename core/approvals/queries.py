"""Reading approvals: the inbox, one task, where a document stands, its rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.people import inbox_rows, readable
from core.approvals.statuses import (
    PERMISSIONS,
    ApprovalKind,
    ApprovalStatus,
    Reason,
    RoundState,
    TaskKind,
    TaskState,
)
from core.documents.document_listing import PARTNER
from core.documents.models import Document
from core.documents.queries import require_visible
from core.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as it stands in an inbox, or on its card."""

    id: int
    kind: TaskKind
    state: TaskState
    document_id: int
    document_type: str
    number: str
    date: dt.date
    partner: str
    """"" where the document is of nobody."""
    round_id: int
    asked_by: int
    asked_by_name: str
    asked_at: dt.datetime
    due: dt.date | None
    text: str
    reasons: tuple[Reason, ...]
    remark: str
    decided_by_name: str
    decided_at: dt.datetime | None
    current: bool
    """Whether the document is still as it was when it was asked about."""

    def overdue(self, today: dt.date) -> bool:
        """Tell whether it should have been answered before *today*."""
        return self.state is TaskState.OPEN and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """Where a document stands with its approval."""

    status: ApprovalStatus
    round_id: int = 0
    """0: nobody was ever asked."""
    at: dt.datetime | None = None
    """When the last round ended; None while it is open."""
    by: tuple[str, ...] = ()
    """Who answered last time, in the order of answers."""
    reason: str = ""
    """Of a refusal."""
    due: dt.date | None = None
    waiting: tuple[ApprovalKind, ...] = ()
    """Kinds that have no answer yet."""


@dataclass(frozen=True, slots=True)
class RoundTask:
    """What was asked in a round, and the answer."""

    id: int
    kind: TaskKind
    state: TaskState
    who: str
    at: dt.datetime | None
    remark: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One asking about a document."""

    id: int
    document_id: int
    document_type: str
    number: str
    state: RoundState
    version: int
    asked_by: int
    asked_by_name: str
    asked_at: dt.datetime
    due: dt.date | None
    text: str
    closed_at: dt.datetime | None
    tasks: tuple[RoundTask, ...]


def inbox(session: Session, actor: Actor, limit: int = 200) -> tuple[TaskRow, ...]:
    """Return the tasks that wait for *actor*: the earliest due first, without a day last.

    Raises:
        Forbidden: no right to approvals.
    """
    actor.require(Permission.APPROVAL_READ, what="approval_task")
    statement = (
        _tasks()
        .where(*inbox_rows(actor))
        .order_by(ApprovalRound.due.asc().nulls_last(), ApprovalTask.id)
        .limit(limit)
    )
    return tuple(_row(found) for found in session.execute(statement))


def inbox_count(session: Session, actor: Actor) -> int:
    """Return how many tasks wait for *actor*; 0 for whoever has no right to approvals."""
    if not actor.may(Permission.APPROVAL_READ):
        return 0
    counted = (
        select(func.count())
        .select_from(ApprovalTask)
        .join(ApprovalRound, ApprovalRound.id == ApprovalTask.round_id)
        .join(Document, Document.id == ApprovalRound.document_id)
        .where(*inbox_rows(actor))
    )
    return session.scalars(counted).one()


def approval_task(session: Session, actor: Actor, task_id: int) -> TaskRow:
    """Return one task, open or not.

    Raises:
        Forbidden: no right to approvals.
        NotFound: there is none, or his rights hide its document.
    """
    actor.require(Permission.APPROVAL_READ, what="approval_task", key=task_id)
    found = session.execute(
        _tasks().where(ApprovalTask.id == task_id, *readable(actor))
    ).one_or_none()
    if found is None:
        raise NotFound(what="approval_task", key=task_id)
    return _row(found)


def may_answer(session: Session, actor: Actor, task_id: int) -> bool:
    """Tell whether a task waits for *actor*."""
    if not actor.may(Permission.APPROVAL_READ):
        return False
    found = session.execute(_tasks().where(ApprovalTask.id == task_id, *inbox_rows(actor)))
    return found.one_or_none() is not None


def approval_state(session: Session, document_id: int) -> ApprovalState:
    """Return where a document stands; two statements. Who may know is checked by the caller."""
    row = session.execute(
        select(
            ApprovalRound.id,
            ApprovalRound.state,
            ApprovalRound.version == Document.version,
            ApprovalRound.closed_at,
            ApprovalRound.due,
        )
        .join(Document, Document.id == ApprovalRound.document_id)
        .where(ApprovalRound.document_id == document_id)
        .order_by(ApprovalRound.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return ApprovalState(ApprovalStatus.NONE)
    round_id, state, current, closed_at, due = row
    tasks = [one for one in _tasks_of(session, [round_id]) if one[1].kind is not TaskKind.RESULTS]
    answered = sorted(
        (one for _, one in tasks if one.at is not None), key=lambda one: (one.at, one.id)
    )
    refusal = next((one for one in answered if one.state is TaskState.REFUSED), None)
    return ApprovalState(
        _status(state, current=current),
        round_id,
        closed_at,
        tuple(dict.fromkeys(one.who for one in answered)),
        refusal.remark if refusal is not None else "",
        due,
        tuple(ApprovalKind(one.kind.value) for _, one in tasks if one.state is TaskState.OPEN),
    )


def rounds_of(session: Session, actor: Actor, document_id: int) -> tuple[Round, ...]:
    """Return every asking about a document with its answers, the newest first; three statements.

    Raises:
        Forbidden, NotFound: his rights hide the document.
    """
    require_visible(session, actor, document_id)
    return _rounds(session, ApprovalRound.document_id == document_id)


def approval_round(session: Session, actor: Actor, round_id: int) -> Round:
    """Return one asking with its answers.

    Raises:
        Forbidden: no right to approvals, or to the document's type.
        NotFound: there is none, or row rights hide the document.
    """
    actor.require(Permission.APPROVAL_READ, what="approval_round", key=round_id)
    found = _rounds(session, ApprovalRound.id == round_id)
    if not found:
        raise NotFound(what="approval_round", key=round_id)
    require_visible(session, actor, found[0].document_id)
    return found[0]


def kinds_of(actor: Actor) -> tuple[ApprovalKind, ...]:
    """Return the kinds of terms that *actor* may approve."""
    return tuple(kind for kind, right in PERMISSIONS.items() if actor.may(right))


def _status(state: RoundState, *, current: bool) -> ApprovalStatus:
    match state:
        case RoundState.PENDING:
            return ApprovalStatus.PENDING if current else ApprovalStatus.OUTDATED
        case RoundState.APPROVED:
            return ApprovalStatus.APPROVED if current else ApprovalStatus.OUTDATED
        case RoundState.REFUSED:
            return ApprovalStatus.REFUSED
        case RoundState.EDITED:
            return ApprovalStatus.OUTDATED
    return ApprovalStatus.NONE


_TASK: tuple[Any, ...] = (
    ApprovalTask.id,
    ApprovalTask.kind,
    ApprovalTask.state,
    Document.id,
    Document.type,
    Document.number_text,
    Document.date,
    func.coalesce(PARTNER.c.name, ""),
    ApprovalRound.id,
    ApprovalRound.asked_by,
    ApprovalRound.asked_by_name,
    ApprovalRound.asked_at,
    ApprovalRound.due,
    ApprovalRound.text,
    ApprovalTask.reasons,
    ApprovalTask.remark,
    ApprovalTask.decided_by_name,
    ApprovalTask.decided_at,
    ApprovalRound.version == Document.version,
)


def _tasks() -> Select[Any]:
    return (
        select(*_TASK)
        .select_from(ApprovalTask)
        .join(ApprovalRound, ApprovalRound.id == ApprovalTask.round_id)
        .join(Document, Document.id == ApprovalRound.document_id)
        .outerjoin(PARTNER, PARTNER.c.id == Document.partner_id)
    )


def _row(found: Any) -> TaskRow:  # noqa: ANN401 - a row of `_tasks`
    values = list(found)
    values[14] = reasons_from(values[14])
    return TaskRow(*values)


def reasons_from(stored: Sequence[Any]) -> tuple[Reason, ...]:
    """Return stored reasons as they were given; dates are ISO text now."""
    return tuple(Reason(one["code"], one["facts"]) for one in stored)


def _rounds(session: Session, condition: Any) -> tuple[Round, ...]:  # noqa: ANN401 - a condition on rounds
    rows = session.execute(
        select(
            ApprovalRound.id,
            Document.id,
            Document.type,
            Document.number_text,
            ApprovalRound.state,
            ApprovalRound.version,
            ApprovalRound.asked_by,
            ApprovalRound.asked_by_name,
            ApprovalRound.asked_at,
            ApprovalRound.due,
            ApprovalRound.text,
            ApprovalRound.closed_at,
        )
        .join(Document, Document.id == ApprovalRound.document_id)
        .where(condition)
        .order_by(ApprovalRound.id.desc())
    ).all()
    by_round: dict[int, list[RoundTask]] = {}
    for round_id, task in _tasks_of(session, [row[0] for row in rows]):
        by_round.setdefault(round_id, []).append(task)
    found: list[list[Any]] = [[*row, tuple(by_round.get(row[0], ()))] for row in rows]
    return tuple(Round(*values) for values in found)


def _tasks_of(session: Session, rounds: Sequence[int]) -> list[tuple[int, RoundTask]]:
    rows = session.execute(
        select(
            ApprovalTask.round_id,
            ApprovalTask.id,
            ApprovalTask.kind,
            ApprovalTask.state,
            ApprovalTask.decided_by_name,
            ApprovalTask.decided_at,
            ApprovalTask.remark,
            ApprovalTask.reasons,
        )
        .where(ApprovalTask.round_id.in_(rounds))
        .order_by(ApprovalTask.id)
    )
    found: list[list[Any]] = [[*row[:7], reasons_from(row[7])] for row in rows]
    return [(values[0], RoundTask(*values[1:])) for values in found]
