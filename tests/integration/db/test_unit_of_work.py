"""One unit of work against a server that refuses, hangs, dies and comes back."""

# ruff: noqa: PT012 - what raises is the unit of work, at the end of its block

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from core.db import embedded
from core.db.engine import Database, connect, parse_url
from core.db.integrity import Busy, TookTooLong, ValueNotStored
from core.db.numbering import NumberCounter
from core.db.postgres_process import alive, wait_until
from core.db.unit_of_work import OutcomeUnknown, Outdated, run, transaction
from core.kernel.errors import BadValue, Conflict, Unavailable
from core.ledger.models import ClosedPeriod
from tests.places import server_folder


@pytest.fixture
def own_server() -> Iterator[Path]:
    """The data directory of a server that this test alone may kill."""
    folder = server_folder("klad-killed-")
    try:
        yield folder / "data"
    finally:
        embedded.stop(folder / "data")
        shutil.rmtree(folder)


def other(database: Database) -> psycopg.Connection:
    """Return a connection of somebody else."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(url, autocommit=True)


def end_all_others(database: Database) -> None:
    """Have the server end every session of *database* but the one that asks."""
    with other(database) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def count(database: Database, series: str) -> int:
    """Return what was recorded under *series*."""
    with other(database) as connection:
        row = connection.execute(
            "SELECT coalesce(sum(last), 0) FROM number_counter WHERE series = %s", [series]
        ).fetchone()
    assert row is not None
    return int(row[0])


def put(session: Session, series: str) -> None:
    """Record one row under *series*."""
    session.add(NumberCounter(company_id=1, series=series, year=2026, last=1))


def test_connections_the_server_closed_are_replaced_before_anybody_notices(
    fresh_database: Database,
) -> None:
    """Two pooled connections die; plain transactions, which are never retried, go on."""
    with (
        transaction(fresh_database.sessions) as one,
        transaction(fresh_database.sessions) as two,
    ):
        one.execute(text("SELECT 1"))
        two.execute(text("SELECT 1"))
    end_all_others(fresh_database)
    for series in ("a", "b", "c"):
        with transaction(fresh_database.sessions) as session:
            put(session, series)
    assert [count(fresh_database, series) for series in "abc"] == [1, 1, 1]


def test_a_killed_server_that_came_back_serves_the_old_pool(own_server: Path) -> None:
    """Kill -9 of the real server: away, named; started again: as if nothing had been."""
    database = connect(embedded.ensure_running(own_server))
    with transaction(database.sessions) as session:
        assert session.scalar(text("SELECT 1")) == 1
    pid = embedded.server_state(own_server).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not alive(pid), 30)
    with pytest.raises(Unavailable) as away, transaction(database.sessions) as session:
        session.execute(text("SELECT 1"))
    assert type(away.value) is Unavailable
    assert away.value.facts["reason"]
    embedded.ensure_running(own_server)
    with transaction(database.sessions) as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


def test_a_connection_lost_in_the_middle_records_nothing_and_is_tried_again(
    fresh_database: Database,
) -> None:
    attempts = []

    def work(session: Session) -> None:
        put(session, "middle")
        session.flush()
        attempts.append(count(fresh_database, "middle"))
        if len(attempts) == 1:
            end_all_others(fresh_database)

    run(fresh_database.sessions, work)
    assert attempts == [0, 0]
    assert count(fresh_database, "middle") == 1
    with pytest.raises(Unavailable) as lost, transaction(fresh_database.sessions) as session:
        put(session, "lost")
        session.flush()
        end_all_others(fresh_database)
        session.execute(text("SELECT 1"))
    assert type(lost.value) is Unavailable
    assert count(fresh_database, "lost") == 0


def test_a_connection_lost_during_commit_is_called_neither_done_nor_undone(
    fresh_database: Database,
) -> None:
    """The server is killed under COMMIT: "nothing was recorded" would be a guess."""
    with (
        pytest.raises(OutcomeUnknown) as unknown,
        transaction(fresh_database.sessions) as session,
    ):
        put(session, "doubt")
        event.listen(
            session, "before_commit", lambda _session: end_all_others(fresh_database), once=True
        )
    assert unknown.value.facts["reason"]


def test_doubt_about_an_earlier_attempt_outlives_the_retries(own_server: Path) -> None:
    """COMMIT broke, then the server stayed away: the last word is still "not known"."""
    database = connect(embedded.ensure_running(own_server))

    def work(session: Session) -> None:
        session.execute(text("CREATE TABLE IF NOT EXISTS t (i int)"))
        event.listen(
            session, "before_commit", lambda _session: embedded.stop(own_server), once=True
        )

    with pytest.raises(OutcomeUnknown):
        run(database.sessions, work)
    database.close()


def test_waiting_too_long_for_a_row_is_a_conflict_and_changes_nothing(
    fresh_database: Database,
) -> None:
    with transaction(fresh_database.sessions) as session:
        put(session, "held")
    with other(fresh_database) as holder, holder.transaction():
        holder.execute("SELECT FROM number_counter FOR UPDATE")
        with pytest.raises(Busy) as busy, transaction(fresh_database.sessions) as session:
            put(session, "waited")
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            session.execute(text("SELECT FROM number_counter FOR UPDATE"))
    assert isinstance(busy.value, Conflict)
    assert count(fresh_database, "waited") == 0


def test_a_row_changed_by_another_is_a_conflict(fresh_database: Database) -> None:
    with transaction(fresh_database.sessions) as session:
        put(session, "fast")
    with pytest.raises(Outdated), transaction(fresh_database.sessions) as session:
        row = session.get_one(NumberCounter, (1, "fast", 2026))
        with other(fresh_database) as rival:
            rival.execute("DELETE FROM number_counter")
        row.last = 2


def test_a_statement_that_takes_too_long_is_stopped_and_named(fresh_database: Database) -> None:
    with pytest.raises(TookTooLong), transaction(fresh_database.sessions) as session:
        put(session, "slow")
        session.execute(text("SET LOCAL statement_timeout = '20ms'"))
        session.execute(text("SELECT pg_sleep(30)"))
    assert count(fresh_database, "slow") == 0


@pytest.mark.parametrize("value", [1 << 63, -(1 << 70)])
def test_a_number_too_large_for_the_database_is_refused_by_name(
    fresh_database: Database, value: int
) -> None:
    with pytest.raises(ValueNotStored), transaction(fresh_database.sessions) as session:
        session.add(NumberCounter(company_id=1, series="big", year=2026, last=value))
    assert count(fresh_database, "big") == 0


def test_a_text_with_nul_is_refused_by_name(fresh_database: Database) -> None:
    with pytest.raises(ValueNotStored), transaction(fresh_database.sessions) as session:
        put(session, "a\x00b")


def test_a_text_too_long_for_an_index_is_refused_and_not_taken_for_a_lost_connection(
    fresh_database: Database,
) -> None:
    """Whoever repeats until the database is back would otherwise repeat this for ever."""
    attempts = []

    def work(session: Session) -> None:
        attempts.append(1)
        put(session, os.urandom(8000).hex())

    with pytest.raises(ValueNotStored):
        run(fresh_database.sessions, work)
    assert attempts == [1]


def test_a_standby_is_away_and_not_a_bug(fresh_database: Database) -> None:
    with pytest.raises(Unavailable), transaction(fresh_database.sessions) as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.add(ClosedPeriod(id=1, closed_through=session.scalar(text("SELECT current_date"))))


def test_the_first_of_several_hosts_that_answers_is_used(fresh_database: Database) -> None:
    url = fresh_database.url
    facts = url.get_dialect()().create_connect_args(url)[1]
    several = url.set(host=None, port=None).update_query_dict(
        {
            "host": f"/nowhere,{facts['host']}",
            "port": f"1,{facts.get('port', 5432)}",
            "target_session_attrs": "read-write",
        }
    )
    found = connect(several)
    with transaction(found.sessions) as session:
        assert session.scalar(text("SELECT current_database()")) == fresh_database.url.database
    found.close()


def test_several_hosts_are_read_as_libpq_writes_them() -> None:
    url = parse_url("postgres://ann:s%40cret@one:6000,two/klad?sslmode=require")
    assert url.get_dialect()().create_connect_args(url)[1] == {
        "host": "one,two",
        "port": "6000,5432",
        "user": "ann",
        "password": "s@cret",
        "dbname": "klad",
        "sslmode": "require",
        "target_session_attrs": "read-write",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "rubbish",
        "mysql://ann:s3cret@host/klad",
        "postgresql://ann:s3cret@host:abc/klad",
        "postgresql://ann:s3:cret@host:9x/klad",
        "postgresql://ann:s3cret@one:1,two:x/klad",
        "postgresql://host:x/klad?password=s3cret&sslmode=require",
    ],
)
def test_a_wrong_url_is_refused_without_telling_its_password(wrong: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_url(wrong)
    assert "s3" not in str(refused.value)
