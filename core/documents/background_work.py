"""Doing background work: a job is taken under a lease, done step by step, let go, or given up.

A step is one transaction that also stores where the next one begins, and commits only if nobody
else has gone on with the job meanwhile. So a worker may die anywhere, or be thought dead while it
is only slow: nothing is lost and nothing is done twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, true, update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.audit.acting import acting
from core.audit.plain import plain
from core.db.notices import notify
from core.documents.background import CHANNEL, Job, JobFacts, JobState, job_kind, job_kinds
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, DomainError

LEASE = dt.timedelta(seconds=30)
"""How long a job is left alone after its worker was last seen."""

MOST_ATTEMPTS = 5
"""Times a job is taken up without a step being committed, before it is given up."""

FIRST_PAUSE = dt.timedelta(seconds=5)
"""Before what failed for a passing reason is tried again; doubled each time."""


class LeaseLost(Conflict):
    """Another worker has gone on with the job, or a person has ended it. Facts: job."""

    code = "lease-lost"


class WorkerDied(DomainError):
    """Whoever held the job died in the same step, time after time. Facts: none."""

    code = "job-died"


@dataclass(frozen=True, slots=True)
class Held:
    """A job that a worker holds."""

    id: int
    kind: str
    worker: str
    steps: int
    """Steps committed when it was read last."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step led to."""

    state: JobState
    held: Held
    """The job as it is held now."""


def take_job(
    session: Session, worker: str, *, clock: Clock, only: int | None = None
) -> Held | None:
    """Take the job that has been due longest, of a kind this klad knows; None when there is none.

    A job whose worker was not seen for the length of the lease is taken over.

    Args:
        only: no other than this one.
    """
    now = clock.now()
    known = [kind.name for kind in job_kinds()]
    free = or_(
        and_(Job.state == JobState.QUEUED, Job.due_at <= now),
        and_(Job.state == JobState.RUNNING, Job.heartbeat < now - LEASE),
    )
    asked = true() if only is None else Job.id == only
    row = session.scalars(
        select(Job)
        .where(Job.kind.in_(known), free, asked)
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        # Whoever held it died of it each time: it must not take the next worker down too.
        row.state, row.error, row.finished_at = JobState.FAILED, row.error or WorkerDied.code, now
        session.flush()  # or the next look would find it again
        notify(session, CHANNEL, str(row.id))
        return take_job(session, worker, clock=clock, only=only)
    row.state, row.worker, row.heartbeat = JobState.RUNNING, worker, now
    row.started_at = row.started_at or now
    row.attempts += 1
    notify(session, CHANNEL, str(row.id))
    return Held(row.id, row.kind, worker, row.steps)


def beat(session: Session, worker: str, *, clock: Clock) -> None:
    """Say that a worker is at work on what it holds: its leases count from now."""
    session.execute(
        update(Job)
        .where(Job.worker == worker, Job.state == JobState.RUNNING)
        .values(heartbeat=clock.now())
    )


def take_step(session: Session, held: Held, *, clock: Clock) -> Stepped:
    """Do one step of a job and store where the next one begins.

    Raises:
        LeaseLost: somebody else went on with it, or ended it; nothing of the step may be kept.
        DomainError: what the step raised; nothing of it may be kept.
    """
    found = session.execute(
        select(
            Job.state,
            Job.worker,
            Job.steps,
            Job.stopping,
            Job.args,
            Job.cursor,
            Job.done,
            Job.total,
            Job.asked_by,
        ).where(Job.id == held.id)
    ).one_or_none()
    ours = (JobState.RUNNING, held.worker, held.steps)
    if found is None or tuple(found[:3]) != ours:
        raise LeaseLost(job=held.id)
    if found.stopping:
        _settle(session, held, clock, state=JobState.CANCELLED)
        return Stepped(JobState.CANCELLED, held)
    acting(session, SYSTEM, clock)
    facts = JobFacts(
        held.id, found.args, found.cursor, found.done, found.total, found.asked_by, clock
    )
    progress = job_kind(held.kind).step(session, facts)
    session.flush()  # what the step left pending belongs before its mark
    state = JobState.DONE if progress.finished else JobState.RUNNING
    _settle(
        session,
        held,
        clock,
        state=state,
        done=progress.done,
        total=progress.total,
        cursor=plain(progress.cursor),
        steps=held.steps + 1,
        attempts=0,
        error="",
        error_facts={},
    )
    return Stepped(state, Held(held.id, held.kind, held.worker, held.steps + 1))


def still_held(session: Session, held: Held) -> Held | None:
    """Return a job as it is held now by the same worker; None when it is not any more."""
    steps = session.scalar(
        select(Job.steps).where(
            Job.id == held.id, Job.worker == held.worker, Job.state == JobState.RUNNING
        )
    )
    return None if steps is None else Held(held.id, held.kind, held.worker, steps)


def let_go(session: Session, held: Held, *, clock: Clock) -> None:
    """Put a job back for whoever comes next: this worker ends.

    Raises:
        LeaseLost: it is not held any more.
    """
    _settle(session, held, clock, state=JobState.QUEUED, worker="", heartbeat=None, attempts=0)


def give_up(
    session: Session, held: Held, error: str, facts: Mapping[str, object], *, clock: Clock
) -> None:
    """Record that a job failed; a person may have it gone on with from where it stopped.

    Args:
        error: a code.

    Raises:
        LeaseLost: it is not held any more.
    """
    told = plain(dict(facts))
    _settle(session, held, clock, state=JobState.FAILED, error=error, error_facts=told)


def put_off(
    session: Session, held: Held, error: str, facts: Mapping[str, object], *, clock: Clock
) -> JobState:
    """Put a job back to be tried again later, after a reason that may pass.

    Returns FAILED when it was tried often enough.

    Raises:
        LeaseLost: it is not held any more.
    """
    attempts = session.scalar(select(Job.attempts).where(Job.id == held.id)) or 0
    if attempts >= MOST_ATTEMPTS:
        give_up(session, held, error, facts, clock=clock)
        return JobState.FAILED
    _settle(
        session,
        held,
        clock,
        state=JobState.QUEUED,
        worker="",
        heartbeat=None,
        error=error,
        error_facts=plain(dict(facts)),
        due_at=clock.now() + FIRST_PAUSE * 2 ** max(0, attempts - 1),
    )
    return JobState.QUEUED


_ENDED: Sequence[JobState] = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def _settle(session: Session, held: Held, clock: Clock, **changes: Any) -> None:  # noqa: ANN401 - columns
    """Change a job if it is still held as it was; else LeaseLost."""
    now = clock.now()
    if changes["state"] in _ENDED:
        changes |= {"finished_at": now, "stopping": False}
    changed = session.scalar(
        update(Job)
        .where(
            Job.id == held.id,
            Job.state == JobState.RUNNING,
            Job.worker == held.worker,
            Job.steps == held.steps,
        )
        .values(**{"heartbeat": now, **changes})
        .returning(Job.id)
    )
    if changed is None:
        raise LeaseLost(job=held.id)
    notify(session, CHANNEL, str(held.id))
