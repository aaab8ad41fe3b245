"""Workers: crews of threads, the command, and the lookout of a workstation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.documents.background import Job, JobState, ask_job
from core.jobs.workers import seen, work_state
from core.kernel.clock import SystemClock
from tests.integration.jobs import trial_work
from tui.flows.lookout import Lookout
from tui.flows.worker import Crew

ROOT = Path(__file__).resolve().parents[3]
CLOCK = SystemClock()


@pytest.fixture
def jobs(fresh_database: Database) -> Database:
    """A database with nothing but a table to count in."""
    with transaction(fresh_database.sessions) as session:
        session.execute(text(trial_work.TALLY))
    return fresh_database


def ask(database: Database, **args: object) -> int:
    return run(
        database.sessions,
        lambda session: ask_job(session, SYSTEM, "trial", {"to": 3, **args}, clock=CLOCK),
    )


def states(database: Database) -> list[str]:
    """Return the states of trials in the order they were asked for."""
    with transaction(database.sessions) as session:
        found = session.query(Job).filter_by(kind="trial").order_by(Job.id)
        return [one.state.value for one in found]


def tally(database: Database) -> list[int]:
    with transaction(database.sessions) as session:
        return list(session.scalars(text("SELECT at FROM tally ORDER BY at")))


def until(good: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_crew_does_what_is_due_and_signs_off(jobs: Database) -> None:
    for _ in range(6):
        ask(jobs)
    Crew(jobs, CLOCK, concurrency=3).run(once=True)
    assert states(jobs) == ["done"] * 6
    assert tally(jobs) == sorted([1, 2, 3] * 6)
    with transaction(jobs.sessions) as session:
        assert work_state(session, clock=CLOCK).workers == 0


@pytest.fixture
def crew(jobs: Database) -> Iterator[Crew]:
    """A crew that works until the test ends."""
    made = Crew(jobs, CLOCK)
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_a_waiting_crew_is_woken_by_the_commit_that_asks(jobs: Database, crew: Crew) -> None:
    with transaction(jobs.sessions) as session:
        until(lambda: work_state(session, clock=CLOCK).workers == 1)
    ask(jobs)
    until(lambda: states(jobs) == ["done"])


def test_a_crew_outlives_its_connections(jobs: Database, crew: Crew) -> None:
    ask(jobs)
    until(lambda: states(jobs) == ["done"])
    with jobs.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.invalidate()
    ask(jobs)
    until(lambda: states(jobs) == ["done", "done"])
    assert tally(jobs) == [1, 1, 2, 2, 3, 3]


def test_a_crew_that_is_stopped_puts_its_job_back_where_it_is(jobs: Database) -> None:
    crew = Crew(jobs, CLOCK)
    ask(jobs, to=1_000, pause=0.01)
    thread = threading.Thread(target=crew.run)
    thread.start()
    until(lambda: len(tally(jobs)) > 3)
    crew.stop()
    thread.join(30)
    assert states(jobs) == ["queued"]
    done = tally(jobs)
    assert done == list(range(1, len(done) + 1))
    with transaction(jobs.sessions) as session:
        assert session.query(Job).filter_by(kind="trial").one().cursor == len(done)


def test_the_lookout_does_what_nobody_takes_and_leaves_it_to_whoever_is_alive(
    jobs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lookout, "PAUSE", 0.05)
    with transaction(jobs.sessions) as session:
        seen(session, "somebody", clock=CLOCK)
    ask(jobs)
    lookout = Lookout(jobs, CLOCK)
    lookout.start()
    try:
        time.sleep(0.5)
        assert states(jobs) == ["queued"]
        with transaction(jobs.sessions) as session:
            session.execute(text("UPDATE job_worker SET seen_at = now() - interval '1 hour'"))
        until(lambda: states(jobs) == ["done"])
    finally:
        lookout.stop()
    assert tally(jobs) == [1, 2, 3]


def test_the_lookout_sees_what_became_of_ones_own_work(
    jobs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lookout, "PAUSE", 0.05)
    mine = ask(jobs)
    with transaction(jobs.sessions) as session:
        session.execute(text("UPDATE job SET asked_by = 7"))
    lookout = Lookout(jobs, CLOCK)
    lookout.watch(7)
    lookout.start()
    try:
        until(
            lambda: (
                lookout.seen is not None
                and [(one.id, one.state) for one in lookout.seen.jobs] == [(mine, JobState.DONE)]
            )
        )
    finally:
        lookout.stop()


def test_a_lookout_with_nothing_to_do_costs_one_statement_a_look(
    jobs: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lookout, "PAUSE", 0.1)
    sent: list[str] = []
    event.listen(jobs.engine, "before_cursor_execute", lambda *a: sent.append(str(a[2])))
    lookout = Lookout(jobs, CLOCK)
    lookout.start()
    until(lambda: sum("job_worker" in one for one in sent) >= 5)
    planned = [one for one in sent if "job_worker" not in one]
    looks = [one for one in sent if "job_worker" in one]
    lookout.stop()
    later = sent[sent.index(looks[0]) :]
    assert all("job_worker" in one for one in later)
    assert planned


def klad(database: Database, folder: Path, *args: str) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "KLAD_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "KLAD_DATA_DIR": str(folder),
        "KLAD_LANGUAGE": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tui", *args],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_does_what_is_due_and_ends(jobs: Database, tmp_path: Path) -> None:
    with transaction(jobs.sessions) as session:
        session.execute(
            text(
                "INSERT INTO job (kind, key, state, asked_by, asked_at, due_at)"
                " VALUES ('periodic:jobs', 'clock', 'queued', 0, now(), now() - interval '1 day')"
            )
        )
    with klad(jobs, tmp_path, "worker", "--once", "--concurrency", "2") as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    with transaction(jobs.sessions) as session:
        rows = session.query(Job.kind, Job.state).filter(Job.kind == "periodic:jobs").all()
    assert sorted(state.value for _, state in rows) == ["done", "queued"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_cleanly(
    jobs: Database, tmp_path: Path, number: signal.Signals
) -> None:
    with klad(jobs, tmp_path, "worker") as process:
        try:
            assert process.stderr is not None
            assert "Working as" in process.stderr.readline()
            process.send_signal(number)
            _, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, said) == (0, "")
    with transaction(jobs.sessions) as session:
        assert work_state(session, clock=CLOCK).workers == 0
