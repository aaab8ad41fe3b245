"""`klad doctor`: every finding says what to do, and the exit code whether klad can work."""

from __future__ import annotations

import datetime as dt
import json
import os
import pty
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.background import Job, JobState
from core.jobs.workers import JobWorker
from core.kernel.clock import SystemClock
from tui.commands.config import config
from tui.commands.doctor import (
    Finding,
    State,
    check_data_dir,
    check_language,
    check_printing,
    check_scanners,
    check_ssh,
    check_terminal,
    doctor,
    work_findings,
)
from tui.commands.verify import verify
from tui.settings import Settings


def examined(**env: str | None) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """Run `klad doctor --json`; return the exit code and the findings by what they are about."""
    done = CliRunner().invoke(doctor, ["--json"], env=env)
    told = json.loads(done.stdout)
    assert told["ok"] is (done.exit_code == 0)
    findings: dict[str, list[dict[str, str]]] = {}
    for found in told["findings"]:
        findings.setdefault(found["what"], []).append(found)
        assert found["todo"] or found["state"] == "ok"
    return done.exit_code, findings


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def test_a_good_machine_passes(fresh_database: Database) -> None:
    with fresh_database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    from core.db.revisions import upgrade  # noqa: PLC0415 - loads Alembic

    upgrade(fresh_database.engine)
    code, findings = examined(KLAD_DATABASE_URL=url_of(fresh_database))
    assert code == 0
    assert findings["Database"][0]["state"] == "ok"
    assert findings["Schema"][0]["state"] == "ok"
    assert findings["Fonts"][0]["state"] == "ok"
    assert findings["Python"][0]["state"] == "ok"


def test_a_schema_that_is_behind_stops_and_says_how_to_upgrade(fresh_database: Database) -> None:
    with fresh_database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num text)"))
        connection.execute(text("TRUNCATE alembic_version"))
    code, findings = examined(KLAD_DATABASE_URL=url_of(fresh_database))
    assert code == 1
    assert findings["Schema"][0]["todo"] == "Run: klad db upgrade"


def test_a_server_that_does_not_sync_is_a_warning(fresh_database: Database) -> None:
    name = fresh_database.url.database
    with fresh_database.engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    _code, findings = examined(KLAD_DATABASE_URL=url_of(fresh_database))
    assert findings["Durability"][0]["state"] == "warn"
    assert "synchronous_commit=off" in findings["Durability"][0]["seen"]


def test_a_server_that_does_not_answer_stops_and_hides_the_password() -> None:
    code, findings = examined(KLAD_DATABASE_URL="postgresql://anna:s3cret@127.0.0.1:1/klad")
    assert code == 1
    assert findings["Database"][0]["state"] == "stop"
    assert "anna:***@" in findings["Database"][0]["todo"]
    assert "s3cret" not in str(findings)


def test_before_the_first_start_there_is_nothing_to_complain_about(tmp_path: Path) -> None:
    code, findings = examined(KLAD_DATABASE_URL=None, KLAD_DATA_DIR=str(tmp_path / "data"))
    assert code == 0
    assert findings["Database"][0]["state"] == "ok"
    assert not (tmp_path / "data").exists()


def test_a_misspelt_variable_is_pointed_out(tmp_path: Path) -> None:
    _code, findings = examined(
        KLAD_DATABASE_URL=None, KLAD_DATA_DIR=str(tmp_path), KLAD_LANGUGE="ru"
    )
    assert findings["Settings"][-1]["todo"] == "Did you mean KLAD_LANGUAGE?"


def test_a_data_folder_that_is_a_file_stops(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (found,) = check_data_dir(Settings(data_dir=tmp_path / "file"))
    assert found.state is State.STOP
    assert "KLAD_DATA_DIR" in found.todo


def test_a_full_disk_is_told_before_it_hurts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, state in ((10**12, State.OK), (10**9, State.WARN), (10**7, State.STOP)):
        monkeypatch.setattr(
            "tui.commands.doctor.shutil.disk_usage", lambda _place, free=free: _Usage(free)
        )
        (found,) = check_data_dir(Settings(data_dir=tmp_path))
        assert found.state is state


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


@pytest.mark.parametrize(
    ("term", "columns", "lines", "state"),
    [
        ("xterm-256color", "80", "24", State.OK),
        ("vt220", "20", "4", State.OK),
        ("xterm", "19", "24", State.WARN),
        ("xterm", "80", "3", State.WARN),
        ("dumb", "80", "24", State.WARN),
        ("", "80", "24", State.WARN),
    ],
)
def test_a_terminal_too_small_or_too_simple_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, term: str, columns: str, lines: str, state: State
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LINES", lines)
    monkeypatch.setattr("sys.stdout", _Screen())
    (found,) = check_terminal(Settings(data_dir=Path("/")))
    assert found.state is state


class _Screen:
    encoding = "UTF-8"

    def write(self, _text: str) -> int:
        return 0

    def flush(self) -> None:
        """Nothing is held back."""


def test_a_scanners_port_is_looked_for(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    told = Settings(
        data_dir=tmp_path,
        scanners=(
            {"name": "here", "url": os.ttyname(theirs)},
            {"name": "gone", "url": str(tmp_path / "ttyACM9")},
            {"name": "wrong", "url": "/dev/ttyACM0", "bauds": 9600},
        ),
    )
    found = list(check_scanners(told))
    os.close(ours)
    os.close(theirs)
    states = {finding.seen.split(":")[0]: finding.state for finding in found}
    assert states["here"] is State.OK
    assert states["gone"] is State.WARN
    assert State.STOP in {finding.state for finding in found}


def test_no_ssh_server_and_no_spooler_are_warnings_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.commands.doctor.shutil.which", lambda *_a, **_k: None)
    told = Settings(data_dir=tmp_path)
    findings = [*check_ssh(told), *check_printing(told)]
    assert {finding.what: finding.state for finding in findings} == {
        "SSH server": State.WARN,
        "Fonts": State.OK,
        "Printers": State.WARN,
        "CUPS": State.WARN,
    }


def test_a_catalogue_that_was_not_compiled_is_pointed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.commands.doctor.CATALOGUE", tmp_path / "absent.mo")
    found: Any = list(check_language(Settings(data_dir=tmp_path)))[-1]
    assert (found.state, found.todo) == (State.WARN, "Run: python -m tui.locale compile")


@pytest.mark.parametrize(
    "tables",
    [
        ({"kind": "file", "target": "/tmp"},),
        ({"name": "a", "kind": "carrier pigeon"},),
        ({"name": "a", "kind": "lp"}, {"name": "a", "kind": "lp"}),
    ],
)
def test_a_printer_that_is_set_up_wrongly_stops(tables: tuple[dict[str, object], ...]) -> None:
    """Without a name, of no known kind, or two of one name, of which one would be lost."""
    told = Settings(data_dir=Path("/tmp"), printers=tables)
    (found,) = (found for found in check_printing(told) if found.what == "Printers")
    assert found.state is State.STOP
    assert found.todo


@pytest.mark.parametrize(
    ("told", "code"),
    [("langage = 1", "unknown-setting"), ("language =", "settings-unreadable")],
)
def test_a_program_reads_json_about_broken_settings_too(
    tmp_path: Path, told: str, code: str
) -> None:
    file = tmp_path / "klad.toml"
    file.write_text(told)
    done = CliRunner().invoke(config, ["--json"], env={"KLAD_CONFIG": str(file)})
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == code
    assert len(done.stderr.splitlines()) == 3


def test_a_database_without_tables_says_to_upgrade(fresh_database: Database) -> None:
    with fresh_database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    done = CliRunner().invoke(verify, ["--json"], env={"KLAD_DATABASE_URL": url_of(fresh_database)})
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "schema-outdated"
    assert "klad db upgrade" in done.stderr


def work_finding(database: Database) -> Finding:
    with database.engine.connect() as connection:
        (found,) = work_findings(connection)
    return found


def test_without_workers_workstations_do_the_work_and_that_is_well(
    fresh_database: Database,
) -> None:
    found = work_finding(fresh_database)
    assert (found.state, found.seen) == (
        State.OK,
        "no worker: workstations do it while they are open",
    )


def test_workers_alive_are_counted_and_the_dead_are_not(fresh_database: Database) -> None:
    now = SystemClock().now()
    with transaction(fresh_database.sessions) as session:
        for name, late in (("one", 1), ("two", 20), ("dead", 40)):
            at = now - dt.timedelta(seconds=late)
            session.add(JobWorker(name=name, started_at=at, seen_at=at))
    assert work_finding(fresh_database).seen == "2 workers alive"


@pytest.mark.parametrize(("minutes", "state"), [(14, State.OK), (20, State.WARN)])
def test_work_that_waits_long_is_a_warning_and_says_what_starts_a_worker(
    fresh_database: Database, minutes: int, state: State
) -> None:
    late = SystemClock().now() - dt.timedelta(minutes=minutes, seconds=5)
    _queue(fresh_database, state=JobState.QUEUED, due_at=late)
    _queue(fresh_database, state=JobState.QUEUED, due_at=late + dt.timedelta(days=1))
    found = work_finding(fresh_database)
    assert found.state is state
    assert found.seen.endswith(f"; 1 job waits, the oldest for {minutes} min")
    assert ("klad worker" in found.todo) is (state is State.WARN)


@pytest.mark.parametrize(("days", "state"), [(6, State.WARN), (8, State.OK)])
def test_work_given_up_in_the_last_week_is_a_warning(
    fresh_database: Database, days: int, state: State
) -> None:
    at = SystemClock().now() - dt.timedelta(days=days)
    _queue(fresh_database, state=JobState.FAILED, due_at=at, finished_at=at)
    found = work_finding(fresh_database)
    assert found.state is state
    assert ("1 job failed" in found.seen) is (state is State.WARN)


def _queue(database: Database, **values: Any) -> None:
    with transaction(database.sessions) as session:
        session.add(Job(kind="trial", asked_by=0, asked_at=values["due_at"], **values))
