"""The forms of approvals: a task to answer, and what became of what one asked for."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import withdraw_approval
from core.approvals.deciding import Decided, decide, read_results
from core.approvals.queries import TaskRow, approval_round, approval_task, inbox_count, may_answer
from core.approvals.statuses import (
    ROUND_STATES,
    TASK_KINDS,
    TASK_STATES,
    Reason,
    RoundState,
    TaskKind,
    TaskState,
    Verdict,
)
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.approval_tab import ANSWER, TASKS, answer_line
from tui.flows.desk.reasons import reason_texts
from tui.flows.desk.shapes import (
    OPENS,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Form,
    Given,
    Lines,
    RowsCommand,
)
from tui.formatting import day, moment
from tui.locale import _

WIDE = 72
"""Columns after which a reason goes on in the next line: a terminal of 80 shows it whole."""

REASONS = Lines("reasons", N_("To approve"), (Field("text", N_("Departs"), width=WIDE),))
ANSWERS = Lines("answers", N_("Answers"), ANSWER)

_READ = Permission.APPROVAL_READ


def _answer(verdict: Verdict, remark: str = "remark") -> Any:  # noqa: ANN401 - what a command runs
    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        said = str(given.values.get(remark) or "")
        return _done(decide(session, actor, card.id or 0, verdict, said, clock=clock))

    return run


def _done(done: Decided) -> Done:
    facts = {"number": done.number, "count": done.left}
    if done.state is RoundState.REFUSED:
        return Done(N_("{number} is not approved; its author is told why."), facts)
    if done.state is RoundState.APPROVED:
        return Done(N_("{number} is approved by everybody and has moved on."), facts)
    return Done(N_("{number}: your answer is recorded; still asked: {count}."), facts)


def _read(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    read_results(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number}: read."), {"number": card.heading})


def _asked(card: Card) -> bool:
    return bool(card.values.get("mine")) and card.values.get("kind") != TaskKind.RESULTS


def _results(card: Card) -> bool:
    return bool(card.values.get("mine")) and card.values.get("kind") == TaskKind.RESULTS


def _several(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Approve what is asked, read what is to be read; all of them or none."""
    for key in keys:
        if approval_task(session, actor, key).kind is TaskKind.RESULTS:
            read_results(session, actor, key, clock=clock)
        else:
            decide(session, actor, key, Verdict.APPROVE, clock=clock)
    return Done(N_("Tasks done: {count}."), {"count": len(keys)})


class TaskForm(Form):
    """Задача согласования."""

    name = TASKS
    subject = "approval_task"
    one = N_("Approval")
    has_history = False
    edit = Permission.APPROVAL_READ
    fields = (
        Field("document", N_("Document"), width=60),
        Field("kind", N_("Task"), FieldKind.CHOICE, choices=TASK_KINDS, width=18),
        Field("partner", N_("Partner"), width=30),
        Field("due", N_("Answer until"), width=12),
        Field("asked_by", N_("Asked by"), width=20),
        Field("asked_at", N_("Asked"), width=16),
        Field("text", N_("Text"), width=60),
        Field("remark", N_("Answer"), width=60),
    )
    tables = (REASONS,)
    commands = (
        Command("approve", N_("Approve"), _READ, _answer(Verdict.APPROVE), _asked),
        Command(
            "remarks",
            N_("Approve with remarks"),
            _READ,
            _answer(Verdict.APPROVE_WITH_REMARKS),
            _asked,
            asks=(Field("remark", N_("Remarks"), required=True, width=60),),
        ),
        Command(
            "refuse",
            N_("Do not approve"),
            _READ,
            _answer(Verdict.REFUSE),
            _asked,
            asks=(Field("remark", N_("Reason"), required=True, width=60),),
        ),
        Command("read", N_("I have read it"), _READ, _read, _results),
    )
    rows_commands = (
        RowsCommand(
            "several",
            N_("Approve what is marked"),
            _READ,
            _several,
            N_("Approve all that is marked? Tasks: {count}."),
            marked_only=True,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a task with its reasons; Enter on one opens the document."""
        found = approval_task(session, actor, key)
        reasons = reason_lines(session, found.reasons)
        opens = opens_document(found.document_type, found.document_id)
        return Card(
            id=key,
            version=0,
            heading=found.number,
            status=found.state,
            status_title=TASK_STATES[found.state],
            values=_values(found) | {"mine": may_answer(session, actor, key)},
            lines={"reasons": tuple({**line, **opens} for line in reasons)},
            facts=_facts(session, actor, found),
            editable=False,
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write nothing: a task is answered, not edited."""
        del session, actor, clock
        return card.id or 0


class AskedForm(Form):
    """What one asked others for."""

    name = "approvals_asked"
    subject = "approval_round"
    one = N_("Asked for approval")
    has_history = False
    edit = Permission.APPROVAL_READ
    fields = (
        Field("document", N_("Document"), width=60),
        Field("state", N_("State"), FieldKind.CHOICE, choices=ROUND_STATES, width=18),
        Field("asked_at", N_("Asked"), width=16),
        Field("due", N_("Answer until"), width=12),
        Field("text", N_("Text"), width=60),
    )
    tables = (ANSWERS, REASONS)

    def __init__(self) -> None:
        self.commands = (
            Command(
                "withdraw",
                N_("Take back from approval"),
                Permission.APPROVAL_READ,
                self._withdraw,
                lambda card: card.values.get("state") == RoundState.PENDING,
            ),
        )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return one asking with its answers and what it is about; Enter opens the document."""
        found = approval_round(session, actor, key)
        tasks = [task for task in found.tasks if task.kind is not TaskKind.RESULTS]
        opens = opens_document(found.document_type, found.document_id)
        reasons = [reason for task in tasks for reason in task.reasons]
        answers = tuple({**answer_line(task), **opens} for task in tasks)
        return Card(
            id=key,
            version=0,
            heading=found.number,
            status=found.state,
            status_title=ROUND_STATES[found.state],
            values={
                "document": document_title(found.document_type, found.number),
                "document_id": found.document_id,
                "state": found.state,
                "asked_at": moment(found.asked_at),
                "due": "" if found.due is None else day(found.due),
                "text": found.text,
            },
            lines={
                "answers": answers,
                "reasons": tuple({**line, **opens} for line in reason_lines(session, reasons)),
            },
            editable=False,
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write nothing: what is asked is taken back, not edited."""
        del session, actor, clock
        return card.id or 0

    def _withdraw(
        self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given
    ) -> Done:
        del given
        withdraw_approval(session, actor, card.values["document_id"], clock=clock)
        return Done(N_("{heading}: nobody is asked any more."), {"heading": card.heading})


def reason_lines(session: Session, reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Return reasons as lines that fit the narrowest desk, numbered by reason."""
    lines: list[dict[str, Any]] = []
    for number, text in enumerate(reason_texts(session, reasons), start=1):
        parts = textwrap.wrap(text, WIDE) or [""]
        lines += [
            {"line_no": number if at == 0 else " ", "text": part} for at, part in enumerate(parts)
        ]
    return lines


def document_title(type_name: str, number: str) -> str:
    """Return what kind of document it is, with its number."""
    return f"{_(document_type(type_name).title)} {number}"


def opens_document(type_name: str, document_id: int) -> dict[str, Any]:
    """Return what makes Enter on a line open a document; nothing where it has no form."""
    from tui.flows.desk.registry import form_of_type  # noqa: PLC0415 - the registry knows this form

    form = form_of_type(type_name)
    return {OPENS: (form, document_id)} if form else {}


def _values(found: TaskRow) -> dict[str, Any]:
    answer = found.remark
    if found.decided_at is not None and found.state is not TaskState.READ:
        answer = f"{found.decided_by_name}, {moment(found.decided_at)}. {found.remark}"
    return {
        "document": document_title(found.document_type, found.number),
        "kind": found.kind,
        "partner": found.partner,
        "due": "" if found.due is None else day(found.due),
        "asked_by": found.asked_by_name,
        "asked_at": moment(found.asked_at),
        "text": found.text,
        "remark": answer,
    }


def _facts(session: Session, actor: Actor, found: TaskRow) -> tuple[tuple[str, str], ...]:
    facts = []
    if found.state is TaskState.OPEN and not found.current:
        facts.append((N_("Attention"), N_("the document was changed since it was asked about")))
    facts.append((N_("My tasks"), str(inbox_count(session, actor))))
    return tuple(facts)
