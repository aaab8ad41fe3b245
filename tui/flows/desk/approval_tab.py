"""The tab of a document that tells who was asked about it and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.queries import ApprovalState, RoundTask, rounds_of
from core.approvals.statuses import (
    APPROVAL_STATUSES,
    ApprovalKind,
    ApprovalStatus,
    TaskKind,
    TaskState,
)
from core.kernel.i18n import N_
from tui.flows.desk.shapes import OPENS, Field, FieldKind, Lines
from tui.formatting import day, moment
from tui.locale import _

TASKS = "approval_tasks"
"""The list, and so the form, that tasks belong to."""

KINDS: Mapping[ApprovalKind, str] = {
    ApprovalKind.COMMERCIAL: N_("Commercial"),
    ApprovalKind.FINANCIAL: N_("Financial"),
    ApprovalKind.LOGISTIC: N_("Logistic"),
}
"""Kinds of terms in one word, for columns."""

_STATES: Mapping[TaskState, str] = {
    TaskState.OPEN: N_("Waiting"),
    TaskState.APPROVED: N_("Approved"),
    TaskState.REMARKS: N_("With remarks"),
    TaskState.REFUSED: N_("Not approved"),
    TaskState.DROPPED: N_("Not needed"),
}

ANSWER = (
    Field("kind", N_("Terms of"), FieldKind.CHOICE, choices=KINDS, width=13),
    Field("state", N_("Answer"), FieldKind.CHOICE, choices=_STATES, width=14),
    Field("who", N_("Who"), width=14),
    Field("remark", N_("Remark"), width=28),
    Field("at", N_("Time"), width=16),
)
"""What somebody was asked and what he said, the remark in sight on the narrowest desk."""

APPROVAL = Lines(
    "approval",
    N_("Approval"),
    (
        *ANSWER,
        Field("asked", N_("Asked"), width=16),
        Field("asked_by", N_("Asked by"), width=16),
    ),
)
"""Every answer, the newest asking first; Enter opens the task."""


def approval_lines(session: Session, actor: Actor, document_id: int) -> tuple[dict[str, Any], ...]:
    """Return every task of every asking about a document that *actor* may read."""
    found: list[dict[str, Any]] = []
    for one in rounds_of(session, actor, document_id):
        for task in one.tasks:
            if task.kind is TaskKind.RESULTS:
                continue
            line: dict[str, Any] = {
                **answer_line(task),
                "line_no": len(found) + 1,
                "asked": moment(one.asked_at),
                "asked_by": one.asked_by_name,
            }
            if actor.may(Permission.APPROVAL_READ):
                line[OPENS] = (TASKS, task.id)
            found.append(line)
    return tuple(found)


def answer_line(task: RoundTask) -> dict[str, Any]:
    """Return what somebody was asked and what he said."""
    return {
        "kind": task.kind,
        "state": task.state,
        "who": task.who,
        "at": "" if task.at is None else moment(task.at),
        "remark": task.remark,
    }


def approval_fact(state: ApprovalState) -> tuple[str, str]:
    """Return where a document stands with its approval, for the facts below a form."""
    said = _(APPROVAL_STATUSES[state.status])
    if state.status is ApprovalStatus.PENDING:
        waiting = ", ".join(_(KINDS[kind]) for kind in state.waiting)
        said = f"{said}: {waiting}"
        if state.due is not None:
            said += _(", until {day}").format(day=day(state.due))
    elif state.status is ApprovalStatus.APPROVED and state.at is not None:
        said = f"{said}: {', '.join(state.by)}, {moment(state.at)}"
    elif state.status is ApprovalStatus.REFUSED:
        said = f"{said}: {state.reason}"
    return (N_("Approval"), said)
