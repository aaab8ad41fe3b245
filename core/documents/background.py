"""Background work: what was asked for, how far it has come, who wants it stopped.

A row is written in the transaction of the verb that asks, so what is rolled back was never asked
for. Workers take rows one by one under a lease (`core.documents.background_work`); each step is one
transaction that also stores where the next one begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Identity,
    Index,
    Select,
    false,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.audit.plain import plain
from core.db.base import Base
from core.db.notices import notify
from core.documents.errors import JobSettled
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_

CHANNEL = "klad_jobs"
"""Where every change is noticed; the payload is the job's id."""

SUBJECT = "job"


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    """To be begun, or gone on with, when it is due and a worker is free."""
    RUNNING = "running"
    """Held by a worker until its lease ends."""
    DONE = "done"
    FAILED = "failed"
    """Given up; a person may have it gone on with."""
    CANCELLED = "cancelled"
    """Stopped by a person between two steps; what was done stays done."""


JOB_STATES = {
    JobState.QUEUED: N_("In the queue"),
    JobState.RUNNING: N_("Running"),
    JobState.DONE: N_("Done"),
    JobState.FAILED: N_("Failed"),
    JobState.CANCELLED: N_("Cancelled"),
}
"""State → msgid."""

OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(Base):
    """One piece of background work."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_open_key",
            "kind",
            "key",
            unique=True,
            postgresql_where=text("key <> '' AND state IN ('queued', 'running')"),
        ),
        Index("ix_job_state", "state", "due_at", "id"),
        Index("ix_job_asked_by", "asked_by", "id"),
        CheckConstraint("done >= 0 AND total >= 0", name="progress"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind: Mapped[str]
    """Name of the `JobKind`."""
    key: Mapped[str] = mapped_column(default="", server_default="")
    """Two open jobs of a kind never share one; "" for those that may run beside each other."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Name → what the work is about, for people: names, numbers, dates."""
    args: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the step works on; never changes."""
    state: Mapped[JobState]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    """In the same units as `done`; 0: not known yet."""
    cursor: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    """Where the next step begins, as the last one said; NULL: at the beginning."""
    steps: Mapped[int] = mapped_column(default=0, server_default="0")
    """Steps committed; tells a worker that lost its lease that another one went on."""
    error: Mapped[str] = mapped_column(default="", server_default="")
    """Code of what stopped it, or of what it waits for to pass; "" for nothing."""
    error_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Times it was taken up since its last step."""
    asked_by: Mapped[int]
    """`app_user.id`; 0 is the system, for what is done by the clock."""
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    """Not before this instant."""
    started_at: Mapped[dt.datetime | None]
    heartbeat: Mapped[dt.datetime | None]
    """When the worker that holds it was last seen at work; its lease counts from here."""
    worker: Mapped[str] = mapped_column(default="", server_default="")
    """Who holds it."""
    stopping: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Somebody wants it cancelled."""
    finished_at: Mapped[dt.datetime | None]


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What a step gets to know."""

    id: int
    args: Mapping[str, Any]
    cursor: Any
    """What the step before returned; None for the first."""
    done: int
    total: int
    asked_by: int
    """`app_user.id`; 0 is the system."""
    clock: Clock


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come."""

    done: int
    total: int
    """0: not known."""
    cursor: Any = None
    """Plain values that say where the next step begins."""
    finished: bool = False


Step = Callable[[Session, JobFacts], Progress]
"""Does a second's worth of work, or less, in the given transaction."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of background work."""

    name: str
    title: str
    """Marked with N_: what is done; what it is done to stands in the job's facts."""
    permission: Permission
    """What asking for it needs."""
    step: Step


_KINDS: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> JobKind:
    """Make *kind* known under its name; registering the same name anew replaces it."""
    _KINDS[kind.name] = kind
    return kind


def job_kind(name: str) -> JobKind:
    """Return the kind called *name*.

    Raises:
        NotFound: nothing is registered under it.
    """
    found = _KINDS.get(name)
    if found is None:
        raise NotFound(what="kind of background work", key=name)
    return found


def job_kinds() -> tuple[JobKind, ...]:
    """Return every registered kind, by name."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


def ask_job(
    session: Session,
    actor: Actor,
    kind: str,
    args: Mapping[str, object] | None = None,
    *,
    clock: Clock,
    key: str = "",
    facts: Mapping[str, object] | None = None,
    due_at: dt.datetime | None = None,
) -> int:
    """Ask for background work, in the caller's transaction; return its id.

    Args:
        args: plain values that the step works on.
        key: while a job of the kind with this key is open, its id is returned and none is added.
        facts: what it is about, for people: names, numbers, dates.
        due_at: not before; None: at once.

    Raises:
        Forbidden: no right to this kind.
        NotFound: there is no such kind.
    """
    found = job_kind(kind)
    actor.require(found.permission, what=kind)
    acting(session, actor, clock)
    now = clock.now()
    values = {
        "kind": kind,
        "key": key,
        "facts": plain(dict(facts or {})),
        "args": plain(dict(args or {})),
        "state": JobState.QUEUED,
        "asked_by": actor.user_id,
        "asked_at": now,
        "due_at": due_at or now,
    }
    open_key = text("key <> '' AND state IN ('queued', 'running')")
    made = session.execute(
        insert(Job)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["kind", "key"], index_where=open_key)
        .returning(Job.id)
    ).scalar_one_or_none()
    if made is None:
        held = select(Job.id).where(Job.kind == kind, Job.key == key, Job.state.in_(OPEN))
        there = session.scalars(held).one_or_none()
        # The one in the way ended between two statements: ours is the next.
        return there or ask_job(
            session, actor, kind, args, clock=clock, key=key, facts=facts, due_at=due_at
        )
    record(session, actor, "job.asked", SUBJECT, made, kind=kind)
    notify(session, CHANNEL, str(made))
    return int(made)


def cancel_job(session: Session, actor: Actor, job_id: int, *, clock: Clock) -> JobState:
    """Have a job stopped; return its state now: one that runs is stopped between two steps.

    Whoever asked for a job may stop it.

    Raises:
        Forbidden: it is another's, and no right to background work.
        NotFound: there is no such job.
        JobSettled: it is done, failed or cancelled already.
    """
    row = _locked(session, actor, job_id, clock, own=True)
    if row.state not in OPEN:
        raise JobSettled(job=job_id, state=row.state.value)
    if row.state is JobState.QUEUED:
        row.state, row.finished_at = JobState.CANCELLED, clock.now()
    else:
        row.stopping = True
    record(session, actor, "job.cancelled", SUBJECT, job_id, kind=row.kind)
    notify(session, CHANNEL, str(job_id))
    return row.state


def retry_job(session: Session, actor: Actor, job_id: int, *, clock: Clock) -> None:
    """Have a job that failed or was cancelled gone on with, from where it stopped.

    Raises:
        Forbidden: no right to background work.
        NotFound: there is no such job.
        JobSettled: it is done.
        BadValue: it is open still.
        AlreadyExists: on flush: another job with its key is open.
    """
    row = _locked(session, actor, job_id, clock)
    if row.state is JobState.DONE:
        raise JobSettled(job=job_id, state=row.state.value)
    if row.state in OPEN:
        raise BadValue(what="state", value=row.state.value, expected=JobState.FAILED.value)
    row.state, row.finished_at, row.stopping = JobState.QUEUED, None, False
    row.error, row.error_facts, row.attempts = "", {}, 0
    row.due_at = clock.now()
    record(session, actor, "job.retried", SUBJECT, job_id, kind=row.kind)
    notify(session, CHANNEL, str(job_id))


def _locked(session: Session, actor: Actor, job_id: int, clock: Clock, *, own: bool = False) -> Job:
    """Return a job, locked, for who may run such work; with *own* for who asked for it too."""
    asked_by = session.scalar(select(Job.asked_by).where(Job.id == job_id)) if own else None
    if asked_by is None or asked_by != actor.user_id:
        actor.require(Permission.JOB_RUN, what=SUBJECT, key=job_id)
    acting(session, actor, clock)
    session.flush()  # what this session changed must not be read back over
    row = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(what=SUBJECT, key=job_id)
    return row


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as a screen shows it."""

    id: int
    kind: str
    facts: Mapping[str, Any]
    state: JobState
    stopping: bool
    done: int
    total: int
    error: str
    error_facts: Mapping[str, Any]
    asked_by: int
    who: str
    """Who asked, by name."""
    asked_at: dt.datetime
    due_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @property
    def title(self) -> str:
        """The msgid of the kind; its name where this klad does not know it."""
        found = _KINDS.get(self.kind)
        return self.kind if found is None else found.title


_ROW = (
    Job.id,
    Job.kind,
    Job.facts,
    Job.state,
    Job.stopping,
    Job.done,
    Job.total,
    Job.error,
    Job.error_facts,
    Job.asked_by,
    func.coalesce(AppUser.name, "klad"),
    Job.asked_at,
    Job.due_at,
    Job.started_at,
    Job.finished_at,
)


def _rows() -> Select[Any]:
    return select(*_ROW).outerjoin(AppUser, AppUser.id == Job.asked_by)


def job_row(session: Session, actor: Actor, job_id: int) -> JobRow:
    """Return a job: any with the right to background work, without it one's own.

    Raises:
        NotFound: there is none, or it is another's.
    """
    statement = _rows().where(Job.id == job_id)
    if not actor.may(Permission.JOB_RUN):
        statement = statement.where(Job.asked_by == actor.user_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what=SUBJECT, key=job_id)
    return JobRow(*row)


def own_jobs(session: Session, user_id: int, since: dt.datetime) -> list[JobRow]:
    """Return what a user asked for that is open, or ended after *since*, oldest first."""
    statement = (
        _rows()
        .where(Job.asked_by == user_id, Job.state.in_(OPEN) | (Job.finished_at > since))
        .order_by(Job.id)
        .limit(20)
    )
    return [JobRow(*row) for row in session.execute(statement)]


def drop_old_jobs(session: Session, before: dt.datetime) -> int:
    """Forget jobs that ended before an instant; return how many."""
    gone = session.execute(
        text("DELETE FROM job WHERE finished_at < :before AND state NOT IN ('queued', 'running')"),
        {"before": before},
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a cursor's result


def postpone_job(session: Session, job_id: int, due_at: dt.datetime) -> None:
    """Let a waiting job wait until another instant."""
    waiting = update(Job).where(Job.id == job_id, Job.state == JobState.QUEUED)
    session.execute(waiting.values(due_at=due_at))
