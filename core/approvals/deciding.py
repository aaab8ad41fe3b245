"""Answering: approve, approve with remarks, refuse; and reading what came of one's asking.

Two who answer the same task at once take turns on the document row: the second is told who was
faster. When everybody was for it, the document moves on in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import approvable
from core.approvals.asking import CHANNEL, drop_tasks, stored_reason
from core.approvals.errors import (
    AlreadyApproved,
    AlreadyRefused,
    NotAskedAnyMore,
    OwnApproval,
    RemarkMissing,
)
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.people import approvers
from core.approvals.statuses import (
    OUTCOMES,
    PERMISSIONS,
    ApprovalKind,
    Reason,
    RoundState,
    TaskKind,
    TaskState,
    Verdict,
)
from core.audit.acting import acting, moment
from core.audit.operations import record
from core.db.notices import notify
from core.documents.models import Document
from core.documents.operations import locked
from core.documents.rows import document_rows
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.errors import NotFound

SUBJECT = "approval_task"


@dataclass(frozen=True, slots=True)
class Decided:
    """What an answer did."""

    document_id: int
    number: str
    verdict: Verdict
    state: RoundState
    """Of the round: pending as long as others are asked."""
    left: int
    """Tasks that still wait for an answer."""


def decide(
    session: Session,
    actor: Actor,
    task_id: int,
    verdict: Verdict,
    remark: str = "",
    *,
    clock: Clock,
) -> Decided:
    """Answer a task. All for it: the document moves on; one against it: it stays, the author reads.

    Args:
        remark: the reason of a refusal, or the remarks; needed for both.

    Raises:
        AlreadyApproved, AlreadyRefused: somebody was faster.
        NotAskedAnyMore: it was withdrawn, asked anew, or the document was changed.
        OwnApproval: he asked for it himself, and others hold the right.
        RemarkMissing: a refusal without reason, remarks without a word.
        Forbidden, NotFound: the kind is not his to answer, or row rights hide the document.
    """
    task, kind, document = _opened(session, actor, task_id, clock)
    asked = _locked_round(session, task.round_id)
    tasks = _locked_tasks(session, asked.id)
    _require_open(session, document, asked, task, tasks)
    if verdict is not Verdict.APPROVE and not remark.strip():
        raise RemarkMissing(document=document.number_text)
    _require_another(session, actor, document, asked, kind)
    task.state = OUTCOMES[verdict]
    task.remark = remark.strip()
    task.decided_by, task.decided_by_name = actor.user_id, actor.name
    task.decided_at = moment(session)
    left = sum(one.state is TaskState.OPEN for one in tasks)
    if verdict is Verdict.REFUSE:
        _refuse(session, actor, document, asked, tasks, clock)
        left = 0
    elif not left:
        _approve(session, actor, document, asked, tasks, clock)
    session.flush()
    record(
        session,
        actor,
        f"approval.{task.state.value}",
        document.type,
        document.id,
        number=document.number_text,
        kind=kind,
        remark=task.remark,
    )
    notify(session, CHANNEL, str(document.id))
    return Decided(document.id, document.number_text, verdict, asked.state, left)


def read_results(session: Session, actor: Actor, task_id: int, *, clock: Clock) -> None:
    """Say that one has read what came of one's asking; saying it again changes nothing.

    Raises:
        NotFound: there is no such task, or it is not the actor's.
        Forbidden: no right to approvals.
    """
    actor.require(Permission.APPROVAL_READ, what=SUBJECT, key=task_id)
    acting(session, actor, clock)
    task = session.scalars(
        select(ApprovalTask)
        .where(
            ApprovalTask.id == task_id,
            ApprovalTask.kind == TaskKind.RESULTS,
            ApprovalTask.addressee_id == actor.user_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if task is None:
        raise NotFound(what=SUBJECT, key=task_id)
    if task.state is TaskState.OPEN:
        task.state = TaskState.READ
        task.decided_by, task.decided_by_name = actor.user_id, actor.name
        task.decided_at = moment(session)
        session.flush()
        notify(session, CHANNEL)


def _opened(
    session: Session, actor: Actor, task_id: int, clock: Clock
) -> tuple[ApprovalTask, ApprovalKind, Document]:
    """Return a task, what it is about and its document, which is locked from now on."""
    actor.require(Permission.APPROVAL_READ, what=SUBJECT, key=task_id)
    found = session.execute(
        select(ApprovalTask.kind, Document.id, Document.type)
        .join(ApprovalRound, ApprovalRound.id == ApprovalTask.round_id)
        .join(Document, Document.id == ApprovalRound.document_id)
        .where(
            ApprovalTask.id == task_id,
            ApprovalTask.kind != TaskKind.RESULTS,
            *document_rows(actor),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(what=SUBJECT, key=task_id)
    kind, of = ApprovalKind(found[0].value), document_type(found[2])
    actor.require(of.read, what=of.name, key=found[1])
    actor.require(PERMISSIONS[kind], what=of.name, key=found[1])
    acting(session, actor, clock)
    document = locked(session, of.model, found[1])
    return session.get_one(ApprovalTask, task_id, populate_existing=True), kind, document


def _locked_round(session: Session, round_id: int) -> ApprovalRound:
    return session.scalars(
        select(ApprovalRound)
        .where(ApprovalRound.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _locked_tasks(session: Session, round_id: int) -> Sequence[ApprovalTask]:
    return session.scalars(
        select(ApprovalTask)
        .where(ApprovalTask.round_id == round_id, ApprovalTask.kind != TaskKind.RESULTS)
        .order_by(ApprovalTask.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _require_open(
    session: Session,
    document: Document,
    asked: ApprovalRound,
    task: ApprovalTask,
    tasks: Sequence[ApprovalTask],
) -> None:
    """Do nothing while the task waits for an answer about the document as it is."""
    number = document.number_text
    if asked.state is RoundState.REFUSED:
        refusal = next(one for one in tasks if one.state is TaskState.REFUSED)
        raise AlreadyRefused(
            document=number,
            who=refusal.decided_by_name,
            at=refusal.decided_at,
            remark=refusal.remark,
        )
    if task.state in {TaskState.APPROVED, TaskState.REMARKS}:
        raise AlreadyApproved(document=number, who=task.decided_by_name, at=task.decided_at)
    session.flush()  # the version compared is that of the row
    if asked.state is not RoundState.PENDING or asked.version != document.version:
        raise NotAskedAnyMore(document=number)


def _require_another(
    session: Session, actor: Actor, document: Document, asked: ApprovalRound, kind: ApprovalKind
) -> None:
    """Do nothing unless he asked for it himself while others could answer."""
    if asked.asked_by != actor.user_id:
        return
    allowed = approvers(session, document, kind, actor.user_id)
    system = actor.user_id == 0
    if not system and actor.user_id not in {one.id for one in allowed}:
        raise OwnApproval(document=document.number_text)


def _approve(
    session: Session,
    actor: Actor,
    document: Document,
    asked: ApprovalRound,
    tasks: Sequence[ApprovalTask],
    clock: Clock,
) -> None:
    """Let the document move on; remarks are put before the author."""
    asked.state, asked.closed_at = RoundState.APPROVED, moment(session)
    session.flush()  # whoever moves the document on asks for its state
    approvable(document.type).approved(session, actor, document.id, clock)
    session.flush()
    # What the document became by being approved is what was approved.
    asked.version = document.version
    remarks = [one for one in tasks if one.state is TaskState.REMARKS]
    if remarks:
        _put_before_author(session, asked, remarks)


def _refuse(
    session: Session,
    actor: Actor,
    document: Document,
    asked: ApprovalRound,
    tasks: Sequence[ApprovalTask],
    clock: Clock,
) -> None:
    """Leave the document as it is; the others are not asked any more, the author reads why."""
    asked.state, asked.closed_at = RoundState.REFUSED, moment(session)
    session.flush()
    drop_tasks(session, asked.id)
    refused = approvable(document.type).refused
    if refused is not None:
        refused(session, actor, document.id, clock)
    said = [one for one in tasks if one.state in {TaskState.REFUSED, TaskState.REMARKS}]
    _put_before_author(session, asked, said)


def _put_before_author(
    session: Session, asked: ApprovalRound, said: Sequence[ApprovalTask]
) -> None:
    """Give whoever asked a task to read what approvers said."""
    reasons: list[Any] = [
        stored_reason(
            Reason(
                f"said-{one.state.value}",
                {"kind": one.kind.value, "who": one.decided_by_name, "remark": one.remark},
            )
        )
        for one in said
    ]
    session.add(
        ApprovalTask(
            round_id=asked.id,
            kind=TaskKind.RESULTS,
            addressee_id=asked.asked_by,
            state=TaskState.OPEN,
            reasons=reasons,
        )
    )
