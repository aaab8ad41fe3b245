"""Fixtures every test may use: a real PostgreSQL, a still clock, an actor with all rights."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.passwords import set_cost
from core.db.embedded import ensure_running, stop
from core.db.engine import Database, connect
from core.db.unit_of_work import transaction
from core.exchange.demo import seed_demo
from core.kernel.clock import Clock, FixedClock, SystemClock
from core.schema import create_schema, whole_metadata
from tests.places import server_folder

SERVER = "KLAD_TEST_SERVER"
"""Set by the controller for its workers: the server all tests share."""

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""

ISOLATED = (
    "KLAD_DATABASE_URL",
    "KLAD_CONFIG",
    "KLAD_DATA_DIR",
    "KLAD_PRINTER",
    "LANGUAGE",
    "NO_COLOR",
    "COLORTERM",
    # Programs that tests start would compile all of klad at every start.
    "PYTHONDONTWRITEBYTECODE",
)


# Most of what is made stays: looking for garbage often finds next to none.
gc.set_threshold(20_000, 20, 20)

whole_metadata()

# Who gets in is tested, not how long a thief would have to guess.
set_cost(time=1, memory_kib=8)


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for all workers, unless KLAD_TEST_DATABASE_URL names another."""
    for name in ISOLATED:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = False
    if hasattr(config, "workerinput") or os.environ.get(SERVER):
        return
    given = os.environ.get("KLAD_TEST_DATABASE_URL")
    if given:
        os.environ[SERVER] = given
        return
    # Whoever ends a run that hangs leaves neither a server nor its data behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = server_folder("klad-tests-")
    config.stash[_FOLDER] = folder
    os.environ[SERVER] = ensure_running(folder / "data")
    with _administration() as connection:
        # What is tested is what the server says, not whether it survives a power cut.
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
        connection.execute("SELECT pg_reload_conf()")


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what lives as long as the run: modules, tables, tests."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server this run started."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        stop(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(SERVER, None)


_FOLDER = pytest.StashKey[Path]()


def _administration() -> psycopg.Connection:
    url = make_url(os.environ[SERVER]).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def _url_of(name: str) -> str:
    return make_url(os.environ[SERVER]).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """Let no test leave a variable to the next one, or to the programs that one starts."""
    with patch.dict(os.environ):
        yield


@pytest.fixture(scope="session")
def template() -> str:
    """Build the schema once per run; return the name of the database to clone."""
    name = "klad_template"
    with _administration() as connection:
        connection.execute("SELECT pg_advisory_lock(70101)")
        row = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone()
        if row is None:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
            built = connect(_url_of(name))
            try:
                create_schema(built.engine)
            finally:
                built.close()
            connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    return name


@pytest.fixture(scope="session")
def demo_template(template: str) -> str:
    """Seed the demo company once per run; return the name of the database to clone."""
    return _seeded("klad_demo_template", template, FixedClock(NOON))


@pytest.fixture(scope="session")
def today_template(template: str) -> str:
    """Seed the demo company of the machine's own day, as `klad demo` does, once per run."""
    return _seeded("klad_today_template", template, SystemClock())


def _seeded(name: str, template: str, clock: Clock) -> str:
    with _administration() as connection:
        connection.execute("SELECT pg_advisory_lock(70102, hashtext(%s))", [name])
        row = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
        ).fetchone()
        if row is None:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            with _administration() as other:
                other.execute("SELECT pg_advisory_lock(70101)")
                other.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
            built = connect(_url_of(name))
            try:
                with transaction(built.sessions) as session:
                    session.execute(text("SET LOCAL statement_timeout = 0"))
                    seed_demo(session, clock=clock)
            finally:
                built.close()
            connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    return name


def _clone(template: str) -> tuple[str, Database]:
    name = f"klad_{uuid.uuid4().hex[:12]}"
    with _administration() as connection:
        connection.execute("SELECT pg_advisory_lock(70101)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name, connect(_url_of(name), application_name="klad tests")


def _drop(name: str, database: Database) -> None:
    database.close()
    with _administration() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def _lent(template: str) -> Iterator[Database]:
    """Lend a clone of a template, and drop it afterwards."""
    name, opened = _clone(template)
    yield opened
    _drop(name, opened)


@pytest.fixture(scope="session")
def shared_engine(template: str) -> Iterator[Engine]:
    """A database of this worker's own, for tests that roll back."""
    name, database = _clone(template)
    yield database.engine
    _drop(name, database)


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session whose every change is undone after the test."""
    with shared_engine.connect() as connection:
        outer = connection.begin()
        with Session(
            connection,
            join_transaction_mode="create_savepoint",
            autoflush=False,
            expire_on_commit=False,
        ) as inner:
            yield inner
        outer.rollback()


@pytest.fixture(scope="module")
def database(template: str) -> Iterator[Database]:
    """A fresh, empty database for the tests of one module; what they commit stays."""
    with _lent(template) as opened:
        yield opened


@pytest.fixture
def fresh_database(template: str) -> Iterator[Database]:
    """A fresh, empty database for one test."""
    with _lent(template) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo_database(demo_template: str) -> Iterator[Database]:
    """The demo company in a database of the module's own; what its tests commit stays."""
    with _lent(demo_template) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo_of_today(today_template: str) -> Iterator[Database]:
    """The demo company of the machine's own day; what the tests of the module commit stays."""
    with _lent(today_template) as opened:
        yield opened


@pytest.fixture
def fresh_demo_of_today(today_template: str) -> Iterator[Database]:
    """The demo company of the machine's own day, for one test."""
    with _lent(today_template) as opened:
        yield opened


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon in Moscow on 20 November 2026."""
    return FixedClock(NOON)


@pytest.fixture
def admin() -> Actor:
    """An actor with every right on every row."""
    return replace(SYSTEM, login="admin", name="Administrator")
