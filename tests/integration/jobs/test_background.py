"""Background work: asked for, done step by step, stopped, gone on with; nothing lost or doubled."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import core.documents.background_listing  # noqa: F401 - registers the list
from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.audit.models import AuditEntry
from core.db.engine import Database
from core.db.integrity import Busy
from core.db.unit_of_work import transaction
from core.documents import background_work as work
from core.documents import periodic
from core.documents.background import (
    Job,
    JobFacts,
    JobKind,
    JobState,
    Progress,
    ask_job,
    cancel_job,
    job_row,
    own_jobs,
    register_job,
    retry_job,
)
from core.documents.background_work import LEASE, LeaseLost
from core.documents.errors import JobSettled
from core.documents.listing import ListQuery, page
from core.documents.periodic import register_periodic
from core.jobs.running import work_one
from core.jobs.scheduling import schedule
from core.jobs.workers import seen, unattended, work_state
from core.kernel.clock import FixedClock, SystemClock
from core.kernel.errors import BadValue, NotFound
from tests.integration.jobs import trial_work

ROOT = Path(__file__).resolve().parents[3]

ANNA = replace(SYSTEM, user_id=7, login="anna", permissions=frozenset())


@pytest.fixture
def jobs(fresh_database: Database) -> Database:
    """A database with nothing but a table to count in."""
    with transaction(fresh_database.sessions) as session:
        session.execute(text(trial_work.TALLY))
    return fresh_database


def ask(database: Database, clock: FixedClock | SystemClock, **args: object) -> int:
    with transaction(database.sessions) as session:
        return ask_job(session, SYSTEM, "trial", {"to": 5, **args}, clock=clock)


def job(database: Database, job_id: int) -> Job:
    with transaction(database.sessions) as session:
        return session.get_one(Job, job_id)


def tally(database: Database) -> list[int]:
    with transaction(database.sessions) as session:
        return list(session.scalars(text("SELECT at FROM tally ORDER BY at")))


def always() -> bool:
    return True


def work_through(database: Database, clock: FixedClock | SystemClock) -> list[JobState]:
    """Do everything that is due; return how each job was left."""
    found = []
    while (state := work_one(database, "w1", clock=clock, going=always)) is not None:
        found.append(state)
    return found


def test_a_job_is_done_in_steps_each_of_which_stores_where_the_next_begins(
    jobs: Database, clock: FixedClock
) -> None:
    job_id = ask(jobs, clock)
    assert work_through(jobs, clock) == [JobState.DONE]
    assert tally(jobs) == [1, 2, 3, 4, 5]
    found = job(jobs, job_id)
    assert (found.state, found.done, found.total, found.cursor, found.steps) == (
        JobState.DONE,
        5,
        5,
        5,
        5,
    )
    assert found.finished_at == clock.now()
    assert work_through(jobs, clock) == []


def test_what_is_rolled_back_was_never_asked_for(jobs: Database, clock: FixedClock) -> None:
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail(jobs, clock)
    assert work_through(jobs, clock) == []


def _ask_and_fail(database: Database, clock: FixedClock) -> None:
    with transaction(database.sessions) as session:
        ask_job(session, SYSTEM, "trial", {"to": 1}, clock=clock)
        raise ZeroDivisionError


def test_a_key_stands_for_one_open_job_and_for_the_next_when_that_has_ended(
    jobs: Database, clock: FixedClock
) -> None:
    def asked() -> int:
        with transaction(jobs.sessions) as session:
            return ask_job(session, SYSTEM, "trial", {"to": 1}, clock=clock, key="all")

    first = asked()
    assert asked() == first
    assert work_through(jobs, clock) == [JobState.DONE]
    assert asked() != first
    assert ask(jobs, clock) != ask(jobs, clock)


def test_asking_needs_the_right_of_the_kind_and_leaves_a_trace(
    session: Session, clock: FixedClock
) -> None:
    with pytest.raises(Forbidden):
        ask_job(session, ANNA, "trial", {"to": 1}, clock=clock)
    with pytest.raises(NotFound):
        ask_job(session, SYSTEM, "no such kind", clock=clock)
    assert session.query(Job).count() == 0
    made = ask_job(session, SYSTEM, "trial", {"to": 1}, clock=clock)
    trail = session.query(AuditEntry).filter_by(action="job.asked", subject_id=made).one()
    assert trail.facts == {"kind": "trial"}


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_between_two_steps(
    jobs: Database, clock: FixedClock
) -> None:
    waiting, running = ask(jobs, clock), ask(jobs, clock)
    with transaction(jobs.sessions) as session:
        assert cancel_job(session, SYSTEM, waiting, clock=clock) is JobState.CANCELLED
        with pytest.raises(JobSettled):
            cancel_job(session, SYSTEM, waiting, clock=clock)
        with pytest.raises(Forbidden):
            cancel_job(session, ANNA, running, clock=clock)

    def cancelled_after_two() -> bool:
        if job(jobs, running).steps == 2:
            with transaction(jobs.sessions) as session:
                assert cancel_job(session, SYSTEM, running, clock=clock) is JobState.RUNNING
        return True

    assert work_one(jobs, "w1", clock=clock, going=cancelled_after_two) is JobState.CANCELLED
    assert tally(jobs) == [1, 2]
    found = job(jobs, running)
    assert (found.state, found.stopping, found.done) == (JobState.CANCELLED, False, 2)


def test_who_asked_for_a_job_may_cancel_it_and_nobody_else_without_the_right(
    session: Session, clock: FixedClock
) -> None:
    asker = replace(ANNA, permissions=frozenset({trial_work.COUNT_UP.permission}))
    job_id = ask_job(session, asker, "trial", {"to": 1}, clock=clock)
    with pytest.raises(Forbidden):
        cancel_job(session, replace(ANNA, user_id=8), job_id, clock=clock)
    assert session.get_one(Job, job_id).state is JobState.QUEUED
    assert cancel_job(session, ANNA, job_id, clock=clock) is JobState.CANCELLED
    with pytest.raises(Forbidden):
        retry_job(session, ANNA, job_id, clock=clock)


def test_a_cancelled_job_is_gone_on_with_from_where_it_stopped(
    jobs: Database, clock: FixedClock
) -> None:
    job_id = ask(jobs, clock)
    steps = iter([True, True, False])
    assert work_one(jobs, "w1", clock=clock, going=lambda: next(steps)) is JobState.QUEUED
    with transaction(jobs.sessions) as session:
        with pytest.raises(BadValue):
            retry_job(session, SYSTEM, job_id, clock=clock)
        cancel_job(session, SYSTEM, job_id, clock=clock)
        retry_job(session, SYSTEM, job_id, clock=clock)
    assert work_through(jobs, clock) == [JobState.DONE]
    assert tally(jobs) == [1, 2, 3, 4, 5]
    with transaction(jobs.sessions) as session, pytest.raises(JobSettled):
        retry_job(session, SYSTEM, job_id, clock=clock)


@pytest.mark.parametrize(
    ("args", "code", "facts"),
    [
        ({"refuse_at": 3}, "bad-value", {"what": "number", "value": 3, "expected": "less"}),
        ({"break_at": 3}, "job-broken", {"what": "ZeroDivisionError"}),
    ],
)
def test_a_step_that_fails_leaves_nothing_of_itself_and_says_why(
    jobs: Database, clock: FixedClock, args: dict[str, int], code: str, facts: dict[str, object]
) -> None:
    job_id = ask(jobs, clock, **args)
    assert work_through(jobs, clock) == [JobState.FAILED]
    assert tally(jobs) == [1, 2]
    found = job(jobs, job_id)
    assert (found.state, found.error, found.done, found.cursor) == (JobState.FAILED, code, 2, 2)
    assert facts.items() <= found.error_facts.items()


def test_what_may_pass_is_tried_again_later_and_given_up_in_the_end(
    jobs: Database, clock: FixedClock
) -> None:
    left = [Busy(), Busy()]

    def step(_session: Session, _job: JobFacts) -> Progress:
        if left:
            raise left.pop()
        return Progress(1, 1, finished=True)

    register_job(JobKind("contended", "Contended", trial_work.COUNT_UP.permission, step))
    with transaction(jobs.sessions) as session:
        job_id = ask_job(session, SYSTEM, "contended", clock=clock)
    for pause in (5, 10):
        assert work_through(jobs, clock) == [JobState.QUEUED]
        assert job(jobs, job_id).due_at == clock.now() + dt.timedelta(seconds=pause)
        clock.wait(pause)
    assert work_through(jobs, clock) == [JobState.DONE]
    left.extend(Busy() for _ in range(9))
    with transaction(jobs.sessions) as session:
        job_id = ask_job(session, SYSTEM, "contended", clock=clock)
    states: list[JobState] = []
    while not states or states[-1] is JobState.QUEUED:
        states += work_through(jobs, clock)
        clock.wait(600)
    assert states == [JobState.QUEUED] * 4 + [JobState.FAILED]
    assert job(jobs, job_id).error == "busy"


def test_a_job_of_a_dead_worker_is_taken_over_after_its_lease_and_the_dead_one_can_do_no_more(
    jobs: Database, clock: FixedClock
) -> None:
    job_id = ask(jobs, clock)
    with transaction(jobs.sessions) as session:
        held = work.take_job(session, "dead", clock=clock)
    assert held is not None
    with transaction(jobs.sessions) as session:
        stepped = work.take_step(session, held, clock=clock)
    assert work_through(jobs, clock) == []
    clock.wait(LEASE.total_seconds() + 1)
    assert work_through(jobs, clock) == [JobState.DONE]
    with pytest.raises(LeaseLost), transaction(jobs.sessions) as session:
        work.take_step(session, stepped.held, clock=clock)
    assert tally(jobs) == [1, 2, 3, 4, 5]
    assert job(jobs, job_id).worker == "w1"


def test_of_two_who_do_the_same_step_at_once_only_one_is_kept(
    jobs: Database, clock: FixedClock
) -> None:
    ask(jobs, clock)
    with transaction(jobs.sessions) as session:
        held = work.take_job(session, "w1", clock=clock)
    assert held is not None
    first, second = jobs.sessions(), jobs.sessions()
    work.take_step(first, held, clock=clock)
    lost: list[Exception] = []

    def again() -> None:
        try:
            work.take_step(second, held, clock=clock)
            second.commit()
        except LeaseLost as error:
            second.rollback()
            lost.append(error)

    rival = threading.Thread(target=again)
    rival.start()
    time.sleep(0.2)
    first.commit()
    rival.join(10)
    first.close()
    second.close()
    assert len(lost) == 1
    assert tally(jobs) == [1]


def test_a_job_that_kills_its_workers_is_given_up(jobs: Database, clock: FixedClock) -> None:
    job_id = ask(jobs, clock)
    for _ in range(work.MOST_ATTEMPTS):
        with transaction(jobs.sessions) as session:
            assert work.take_job(session, "doomed", clock=clock) is not None
        clock.wait(LEASE.total_seconds() + 1)
    assert work_through(jobs, clock) == []
    found = job(jobs, job_id)
    assert (found.state, found.error) == (JobState.FAILED, "job-died")


def test_a_signed_on_worker_keeps_its_leases_and_others_leave_its_work_alone(
    jobs: Database, clock: FixedClock
) -> None:
    with transaction(jobs.sessions) as session:
        assert not unattended(session, clock=clock)
    ask(jobs, clock)
    with transaction(jobs.sessions) as session:
        assert unattended(session, clock=clock)
        seen(session, "w9", clock=clock)
        assert not unattended(session, clock=clock)
        assert work.take_job(session, "w9", clock=clock) is not None
    for _ in range(4):
        clock.wait(LEASE.total_seconds() - 1)
        with transaction(jobs.sessions) as session:
            seen(session, "w9", clock=clock)
            assert work.take_job(session, "w1", clock=clock) is None
    clock.wait(LEASE.total_seconds() + 1)
    with transaction(jobs.sessions) as session:
        assert unattended(session, clock=clock)
        state = work_state(session, clock=clock)
    assert (state.workers, state.waiting, state.oldest) == (0, 0, None)


@pytest.fixture
def done_by_clock() -> Iterator[list[dt.datetime]]:
    """Something done every night at 3:00, and the moments it was done at."""
    moments: list[dt.datetime] = []
    kept = dict(periodic._PERIODIC)
    periodic._PERIODIC.clear()
    register_periodic("trial", "0 3 * * *", lambda _, clock: moments.append(clock.now()))
    yield moments
    periodic._PERIODIC.clear()
    periodic._PERIODIC.update(kept)


def test_what_the_clock_asks_for_is_done_once_each_time_and_once_when_it_was_missed(
    jobs: Database, clock: FixedClock, done_by_clock: list[dt.datetime]
) -> None:
    for _ in range(2):
        with transaction(jobs.sessions) as session:
            schedule(session, clock=clock)
    assert work_through(jobs, clock) == []
    clock.wait(15 * 3600)
    assert work_through(jobs, clock) == [JobState.DONE]
    assert work_through(jobs, clock) == []
    clock.wait(5 * 24 * 3600)
    assert work_through(jobs, clock) == [JobState.DONE]
    assert work_through(jobs, clock) == []
    assert len(done_by_clock) == 2
    with transaction(jobs.sessions) as session:
        waiting = session.query(Job).filter_by(state=JobState.QUEUED).one()
        assert f"{waiting.due_at.astimezone(clock.zone):%d %H:%M}" == "27 03:00"


def test_times_that_were_changed_hold_from_now_on(
    jobs: Database, clock: FixedClock, done_by_clock: list[dt.datetime]
) -> None:
    with transaction(jobs.sessions) as session:
        schedule(session, clock=clock)
    register_periodic("trial", "30 12 * * *", lambda _, clock: done_by_clock.append(clock.now()))
    with transaction(jobs.sessions) as session:
        schedule(session, clock=clock)
        assert session.query(Job).one().due_at == clock.now() + dt.timedelta(minutes=30)


def test_ones_own_work_is_seen_without_the_right_to_others(
    session: Session, clock: FixedClock
) -> None:
    asker: Actor = replace(SYSTEM, user_id=7)
    mine = ask_job(session, asker, "trial", {"to": 1}, clock=clock, facts={"price_type": "Опт"})
    other = ask_job(session, SYSTEM, "trial", {"to": 1}, clock=clock)
    assert [row.id for row in own_jobs(session, 7, clock.now())] == [mine]
    assert job_row(session, ANNA, mine).facts == {"price_type": "Опт"}
    with pytest.raises(NotFound):
        job_row(session, ANNA, other)
    assert job_row(session, SYSTEM, other).who == "klad"
    found = page(session, SYSTEM, "background_jobs", ListQuery(search="опт"))
    about = [column.id for column in found.columns].index("about")
    assert [(row.key, row.values[about]) for row in found.rows] == [(mine, "Опт")]


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(jobs: Database) -> None:
    clock = SystemClock()
    job_id = ask(jobs, clock, to=60, pause=0.03)
    url = jobs.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.integration.jobs.trial_work", url]
    for _ in range(4):
        before = len(tally(jobs))
        process = subprocess.Popen(command, cwd=ROOT)
        try:
            end = time.monotonic() + 60
            while len(tally(jobs)) < before + 6:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.01)
        finally:
            process.kill()
            process.wait()
        assert job(jobs, job_id).state is JobState.RUNNING
        with transaction(jobs.sessions) as session:
            # As if the lease had passed: nobody waits half a minute here.
            session.execute(text("UPDATE job SET heartbeat = heartbeat - interval '1 hour'"))
    assert work_through(jobs, clock) == [JobState.DONE]
    assert tally(jobs) == list(range(1, 61))
    found = job(jobs, job_id)
    assert (found.done, found.steps, found.state) == (60, 60, JobState.DONE)
