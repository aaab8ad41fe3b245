"""Standing at a line of a pick task: after taking it, and after whatever moves the route."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.fulfilment import picking, task_queries
from tui.flows.handheld import effects as do
from tui.flows.handheld import rows
from tui.flows.handheld.effects import Why
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import Message


def take(session: Session, shift: Shift, task_id: int) -> do.AtLine:
    """Begin a pick task, or go on with it."""
    picking.take_task(session, shift.actor, task_id, clock=shift.clock)
    return at_line(session, shift, task_id, Why.JUMP)


def at_line(
    session: Session, shift: Shift, task_id: int, kind: Why, told: Message | None = None
) -> do.AtLine:
    """Read the task and its next line."""
    view = task_queries.task_view(session, shift.actor, task_id)
    row = task_queries.next_line(session, shift.actor, task_id)
    line = rows.line(row) if row else None
    return do.AtLine(rows.task(view, row), line, kind, told)
