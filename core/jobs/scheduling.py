"""What the clock asks for: one open job per periodic, due at its next time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.documents.background import OPEN, Job, JobState, ask_job, postpone_job
from core.documents.periodic import PREFIX, periodics
from core.jobs.rules import read_cron
from core.kernel.clock import Clock

KEY = "clock"
"""One open job for each periodic."""


def schedule(session: Session, *, clock: Clock) -> int:
    """See that every periodic has a job waiting for its next time; return how many were added.

    A job whose time has passed meanwhile is left: it is due, and done once however often it was
    missed. Called when a worker begins and after it has done what the clock asked for.
    """
    now = clock.now()
    open_jobs = {
        row.kind: row
        for row in session.execute(
            select(Job.id, Job.kind, Job.state, Job.due_at).where(
                Job.kind.startswith(PREFIX, autoescape=True), Job.state.in_(OPEN)
            )
        )
    }
    added = 0
    for one in periodics():
        due_at = read_cron(one.cron).next_after(now, clock.zone)
        held = open_jobs.get(one.kind)
        if held is None:
            ask_job(session, SYSTEM, one.kind, clock=clock, key=KEY, due_at=due_at)
            added += 1
        elif held.state is JobState.QUEUED and held.due_at > due_at:
            # Its times were changed to earlier ones.
            postpone_job(session, held.id, due_at)
    return added


def next_due(session: Session) -> dt.datetime | None:
    """Return when the next waiting job is due; None when none waits."""
    waiting = select(Job.due_at).where(Job.state == JobState.QUEUED)
    return session.scalar(waiting.order_by(Job.due_at).limit(1))
