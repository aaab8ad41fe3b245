"""Which workers are alive, and whether work waits that nobody takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Identity, Index, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db.base import Base
from core.documents.background import Job, JobState
from core.documents.background_work import LEASE, beat
from core.kernel.clock import Clock

ALIVE = LEASE
"""A worker not seen for so long is taken for dead."""


class JobWorker(Base):
    """A process that does background work."""

    __tablename__ = "job_worker"
    __table_args__ = (Index("uq_job_worker_name", "name", unique=True),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    """Host, process and a number of its own."""
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


@dataclass(frozen=True, slots=True)
class WorkState:
    """How background work stands."""

    workers: int
    """Alive."""
    waiting: int
    """Jobs that are due and not taken."""
    oldest: dt.datetime | None
    """Since when the first of them is due; None: none is."""
    failed: int
    """Jobs given up in the last week."""


def seen(session: Session, worker: str, *, clock: Clock) -> None:
    """Say that a worker is alive, and at work on what it holds; the first time it signs on."""
    now = clock.now()
    session.execute(
        insert(JobWorker)
        .values(name=worker, started_at=now, seen_at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"seen_at": now})
    )
    beat(session, worker, clock=clock)


def sign_off(session: Session, worker: str) -> None:
    """Say that a worker ends."""
    session.execute(delete(JobWorker).where(JobWorker.name == worker))


def drop_dead_workers(session: Session, before: dt.datetime) -> None:
    """Forget workers that were last seen before an instant."""
    session.execute(delete(JobWorker).where(JobWorker.seen_at < before))


def unattended(session: Session, *, clock: Clock) -> bool:
    """Tell whether work is due and no worker is alive to take it: one statement."""
    now = clock.now()
    alive = select(JobWorker.id).where(JobWorker.seen_at > now - ALIVE).exists()
    due = select(Job.id).where(Job.state == JobState.QUEUED, Job.due_at <= now).exists()
    left = select(Job.id).where(Job.state == JobState.RUNNING, Job.heartbeat < now - LEASE).exists()
    return bool(session.scalar(select(~alive & (due | left))))


def work_state(session: Session, *, clock: Clock) -> WorkState:
    """Return how background work stands, for whoever looks after the machine."""
    now = clock.now()
    workers = select(func.count()).where(JobWorker.seen_at > now - ALIVE).scalar_subquery()
    due = (Job.state == JobState.QUEUED) & (Job.due_at <= now)
    lately = (Job.state == JobState.FAILED) & (Job.finished_at > now - dt.timedelta(days=7))
    row = session.execute(
        select(
            workers,
            func.count().filter(due),
            func.min(Job.due_at).filter(due),
            func.count().filter(lately),
        ).select_from(Job)
    ).one()
    return WorkState(*row)


def release_all(session: Session, worker: str) -> None:
    """Let go of whatever a worker that ends still holds."""
    session.execute(
        update(Job)
        .where(Job.worker == worker, Job.state == JobState.RUNNING)
        .values(state=JobState.QUEUED, worker="", heartbeat=None)
    )
