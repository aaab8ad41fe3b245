"""Asking about a document, and the tab that tells who was asked and what they said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import ApprovalAsked
from core.approvals.queries import ApprovalState, RoundTask, rounds_of
from core.approvals.statuses import (
    APPROVAL_STATUSES,
    TASK_KINDS,
    ApprovalKind,
    ApprovalStatus,
    TaskKind,
    TaskState,
)
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.shapes import (
    OPENS,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Given,
    Lines,
    Values,
)
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


def is_asked(card: Card) -> bool:
    """Tell whether somebody is being asked about the document."""
    return bool(card.values.get("approval") == ApprovalStatus.PENDING)


def ask_command(
    permission: Permission,
    ask: Callable[..., ApprovalAsked],
    live: Callable[[Card], bool],
    *,
    departs: str = "departures",
) -> Command:
    """Return the command that sends a document to those who approve what departs.

    Args:
        ask: the verb, as `core.sales.order_approval.ask_order`.
        live: whether a card is still to be agreed.
        departs: the table that says what departs; nothing is asked where it is empty.
    """

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        asked = ask(
            session,
            actor,
            card.id or 0,
            due=given.values.get("due"),
            text=str(given.values.get("text") or ""),
            clock=clock,
        )
        people = "; ".join(
            f"{_(TASK_KINDS[TaskKind(kind.value)])}: {', '.join(names)}"
            for kind, names in asked.tasks.items()
        )
        return Done(N_("Sent to approval. {people}."), {"people": people})

    return Command(
        "ask",
        N_("Send to approval"),
        permission,
        run,
        lambda card: live(card) and not is_asked(card) and bool(card.lines.get(departs)),
        asks=(
            Field("due", N_("Answer until"), FieldKind.DATE, width=10),
            Field("text", N_("Text"), width=60),
        ),
        initial=_due,
    )


def withdraw_command(
    permission: Permission, withdraw: Callable[..., object], live: Callable[[Card], bool]
) -> Command:
    """Return the command that takes back what was asked; arguments as of `ask_command`."""

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        del given
        withdraw(session, actor, card.id or 0, clock=clock)
        return Done(N_("{heading}: nobody is asked any more."), {"heading": card.heading})

    return Command(
        "withdraw_asking",
        N_("Take back from approval"),
        permission,
        run,
        lambda card: live(card) and is_asked(card),
    )


def _due(card: Card, given: Given) -> Values:
    """Return the usual term of an approval, as the settings have it."""
    if given.today is None:
        return {}
    return {"due": given.today + dt.timedelta(days=card.values.get("approval_days") or 0)}
