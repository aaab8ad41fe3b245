"""Standing at a line of a pick task: after taking it, and after whatever moves the route."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.fulfilment import picking, task_queries
from tui.flows.handheld import answers, rows
from tui.flows.handheld.answers import Why
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import Message


def take(session: Session, shift: Shift, task_id: int) -> answers.AtLine:
    """Begin a pick task, or go on with it."""
    picking.take_task(session, shift.actor, task_id, clock=shift.clock)
    return at_line(session, shift, task_id, Why.JUMP)


def at_line(
    session: Session, shift: Shift, task_id: int, kind: Why, told: Message | None = None
) -> answers.AtLine:
    """Read the task and its next line."""
    view = task_queries.task_view(session, shift.actor, task_id)
    row = task_queries.next_line(session, shift.actor, task_id)
    line = rows.line(row) if row else None
    return answers.AtLine(rows.task(view, row), line, kind, told)
