"""A worker at work: take a job, do its steps, one transaction each, until it ends or we must."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from core.db.engine import Database
from core.db.integrity import Busy
from core.db.unit_of_work import Outdated, transaction
from core.documents import background_work as work
from core.documents.background import JobState
from core.documents.background_work import Held, LeaseLost
from core.documents.periodic import PREFIX
from core.jobs.scheduling import schedule
from core.kernel.clock import Clock
from core.kernel.errors import DomainError, Unavailable

log = logging.getLogger("klad")

PASSING = (Busy, Outdated, Unavailable)
"""What may have passed a moment later: tried again by itself."""


def work_one(
    database: Database,
    worker: str,
    *,
    clock: Clock,
    going: Callable[[], bool],
    only: int | None = None,
) -> JobState | None:
    """Take the job that is due longest and do it; return how it was left, None without one.

    Args:
        going: asked between steps; False puts the job back for another worker.
        only: do no other job than this one.

    Raises:
        Unavailable: the database is away; the job, if taken, is taken over after its lease.
    """
    with transaction(database.sessions) as session:
        held = work.take_job(session, worker, clock=clock, only=only)
    if held is None:
        return None
    state = _do(database, held, clock, going)
    if held.kind.startswith(PREFIX):
        with transaction(database.sessions) as session:
            schedule(session, clock=clock)
    return state


def _do(database: Database, held: Held, clock: Clock, going: Callable[[], bool]) -> JobState:
    """Do steps until the job ends, is lost, or must be let go."""
    current: Held | None = held
    while current is not None and going():
        try:
            with transaction(database.sessions) as session:
                stepped = work.take_step(session, current, clock=clock)
        except LeaseLost:
            # Our own step may have been recorded by a COMMIT whose answer did not come.
            with transaction(database.sessions) as session:
                current = work.still_held(session, current)
            continue
        except PASSING as error:
            return _ended(database, current, error, clock, again=True)
        except DomainError as error:
            return _ended(database, current, error, clock, again=False)
        except Exception as error:  # one broken kind of work must not end the worker
            incident = uuid.uuid4().hex[:8]
            log.exception(
                "incident %s: background work %s of kind %s", incident, held.id, held.kind
            )
            broken = BrokenJob(incident=incident, what=type(error).__name__)
            return _ended(database, current, broken, clock, again=False)
        if stepped.state is not JobState.RUNNING:
            return stepped.state
        current = stepped.held
    if current is None:
        return JobState.RUNNING
    with transaction(database.sessions) as session:
        work.let_go(session, current, clock=clock)
    return JobState.QUEUED


class BrokenJob(DomainError):
    """klad itself is at fault; the log tells more. Facts: incident, what."""

    code = "job-broken"


def _ended(
    database: Database, held: Held, error: DomainError, clock: Clock, *, again: bool
) -> JobState:
    """Record why a job cannot go on now."""
    try:
        with transaction(database.sessions) as session:
            if again:
                return work.put_off(session, held, error.code, error.facts, clock=clock)
            work.give_up(session, held, error.code, error.facts, clock=clock)
            return JobState.FAILED
    except LeaseLost:
        return JobState.RUNNING
