"""Asking for approval, asking anew, taking it back, dropping it when the document is changed.

Lock order of every verb of approvals: the document row, then its round, then the tasks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.approvable import approvable
from core.approvals.errors import NobodyApproves, NotBeingApproved, NothingToApprove
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.people import approvers
from core.approvals.statuses import (
    TASK_KINDS,
    ApprovalKind,
    Reason,
    RoundState,
    TaskKind,
    TaskState,
)
from core.audit.acting import moment
from core.audit.operations import record
from core.audit.plain import plain
from core.db.notices import notify
from core.documents.models import Document
from core.documents.operations import opened
from core.kernel.clock import Clock

CHANNEL = "klad_approvals"
"""Says that tasks came or went; the payload is the id of the document."""


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """What asking did."""

    round_id: int
    tasks: Mapping[ApprovalKind, tuple[str, ...]]
    """Kind → names of those who may answer."""
    replaced: bool
    """Whether a round that was still open has been given up for it."""


def ask_approval(
    session: Session,
    actor: Actor,
    document_id: int,
    reasons: Mapping[ApprovalKind, Sequence[Reason]],
    *,
    due: date | None,
    text: str,
    clock: Clock,
    permission: Permission | None = None,
) -> ApprovalAsked:
    """Put a document, as it is now, to all whose yes it needs: parallel tasks, one per kind.

    Args:
        reasons: kind → what has to be approved; a kind without reasons asks nobody.
        due: the last day to answer; None: no hurry.
        permission: what the calling verb has required; None requires what the type says.

    Raises:
        NothingToApprove: no kind has a reason.
        NobodyApproves: for a kind nobody holds the right and may see the document.
        Forbidden, NotFound: no right to ask, or row rights hide the document.
    """
    document = _opened(session, actor, document_id, clock, permission)
    asked = {kind: tuple(given) for kind, given in reasons.items() if given}
    if not asked:
        raise NothingToApprove(document=document.number_text)
    people = {}
    for kind in asked:
        found = approvers(session, document, kind, actor.user_id)
        if not found:
            title = TASK_KINDS[TaskKind(kind.value)]
            raise NobodyApproves(document=document.number_text, kind=title)
        people[kind] = tuple(one.name for one in found)
    replaced = close_round(session, document_id, RoundState.REPLACED)
    _forget_results(session, document_id)
    made = ApprovalRound(
        document_id=document_id,
        version=document.version,
        state=RoundState.PENDING,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=moment(session),
        due=due,
        text=text.strip(),
    )
    session.add(made)
    session.flush()  # tasks point to it
    session.add_all(
        ApprovalTask(
            round_id=made.id,
            kind=TaskKind(kind.value),
            state=TaskState.OPEN,
            reasons=[stored_reason(reason) for reason in given],
        )
        for kind, given in asked.items()
    )
    session.flush()
    _tell(session, actor, "approval.asked", document, kinds=sorted(asked), due=due)
    return ApprovalAsked(made.id, people, replaced)


def withdraw_approval(
    session: Session,
    actor: Actor,
    document_id: int,
    *,
    clock: Clock,
    permission: Permission | None = None,
) -> None:
    """Take back what was asked for: nobody has to answer any more.

    Args:
        permission: what the calling verb has required; None requires what asking takes.

    Raises:
        NotBeingApproved: nothing is open.
        Forbidden, NotFound: no right to ask for it either.
    """
    document = _opened(session, actor, document_id, clock, permission)
    if not close_round(session, document_id, RoundState.WITHDRAWN):
        raise NotBeingApproved(document=document.number_text)
    _tell(session, actor, "approval.withdrawn", document)


def drop_approval(session: Session, actor: Actor, document: Document) -> bool:
    """Give up what is being asked about *document*: it is locked, and has just been changed.

    Verbs that edit an approvable document call this, so that approvers see the task go at once;
    an answer to a task about another version is refused in any case.

    Returns:
        Whether anything was open.
    """
    dropped = close_round(session, document.id, RoundState.EDITED)
    if dropped:
        _tell(session, actor, "approval.dropped", document)
    return dropped


def keep_approval(session: Session, document: Document, version: int) -> None:
    """Let what was asked or approved hold on: the change since *version* touched nothing of it.

    Args:
        document: locked by the caller, changed and flushed.
        version: of the document before the change.
    """
    session.execute(
        update(ApprovalRound)
        .where(
            ApprovalRound.document_id == document.id,
            ApprovalRound.version == version,
            ApprovalRound.state.in_([RoundState.PENDING, RoundState.APPROVED]),
        )
        .values(version=document.version)
    )


def close_round(session: Session, document_id: int, state: RoundState) -> bool:
    """End the open round of a document, if there is one, and drop its tasks."""
    found = session.scalars(
        select(ApprovalRound)
        .where(ApprovalRound.document_id == document_id, ApprovalRound.state == RoundState.PENDING)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        return False
    found.state, found.closed_at = state, moment(session)
    session.flush()  # before another round may be open
    drop_tasks(session, found.id)
    return True


def drop_tasks(session: Session, round_id: int) -> None:
    """Ask nobody any more in a round."""
    session.execute(
        update(ApprovalTask)
        .where(
            ApprovalTask.round_id == round_id,
            ApprovalTask.state == TaskState.OPEN,
            ApprovalTask.kind != TaskKind.RESULTS,
        )
        .values(state=TaskState.DROPPED)
    )


def stored_reason(reason: Reason) -> dict[str, object]:
    """Return a reason as it is stored."""
    return {"code": reason.code, "facts": plain(reason.facts)}


def _opened(
    session: Session,
    actor: Actor,
    document_id: int,
    clock: Clock,
    permission: Permission | None,
) -> Document:
    name = session.scalar(select(Document.type).where(Document.id == document_id))
    if name is not None:
        permission = permission or approvable(name).permission
    return opened(session, actor, document_id, clock=clock, permission=permission)


def _forget_results(session: Session, document_id: int) -> None:
    """Results of earlier rounds need no reading: whoever asks anew has acted on them."""
    rounds = select(ApprovalRound.id).where(ApprovalRound.document_id == document_id)
    session.execute(
        update(ApprovalTask)
        .where(
            ApprovalTask.round_id.in_(rounds),
            ApprovalTask.kind == TaskKind.RESULTS,
            ApprovalTask.state == TaskState.OPEN,
        )
        .values(state=TaskState.DROPPED)
    )


def _tell(session: Session, actor: Actor, action: str, document: Document, **facts: object) -> None:
    record(
        session,
        actor,
        action,
        document.type,
        document.id,
        number=document.number_text,
        **facts,
    )
    notify(session, CHANNEL, str(document.id))
