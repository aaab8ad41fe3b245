"""Opening the database: a URL when one is given, the embedded PostgreSQL when none is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from core.kernel.errors import BadValue

LOCK_TIMEOUT_MS = 3_000
STATEMENT_TIMEOUT_MS = 10_000
REPORT_TIMEOUT_MS = 60_000
"""For reports and verification: `SET LOCAL statement_timeout`."""


@dataclass(frozen=True)
class Database:
    """An open database: the engine and the factory of sessions."""

    engine: Engine
    sessions: sessionmaker[Session]

    @property
    def url(self) -> URL:
        """Where it is; the password is masked when printed."""
        return self.engine.url

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def parse_url(text: str) -> URL:
    """Read a database URL; `postgres://` and `postgresql://` both mean psycopg 3.

    Raises:
        BadValue: not a PostgreSQL URL.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadValue(
            what="KLAD_DATABASE_URL", value=text, expected="postgresql://user@host/klad"
        ) from error
    if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
        raise BadValue(
            what="KLAD_DATABASE_URL", value=url.drivername, expected="postgresql://user@host/klad"
        )
    return url.set(drivername="postgresql+psycopg")


def connect(url: str | URL, *, application_name: str = "klad", pool_size: int = 5) -> Database:
    """Return a database for *url*; connects lazily, at the first statement."""
    url = parse_url(url) if isinstance(url, str) else url
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=10,
        pool_recycle=1800,
        connect_args={"application_name": application_name[:63], "connect_timeout": 5},
    )
    event.listen(engine, "connect", _prepare_connection)
    return Database(engine, sessionmaker(engine, expire_on_commit=False, autoflush=False))


def open_database(
    url: str | None, *, data_dir: Path | None = None, application_name: str = "klad"
) -> Database:
    """Open *url*, or with None the embedded PostgreSQL in *data_dir*, started if needed.

    Raises:
        BadValue: not a PostgreSQL URL.
        Unavailable: the embedded server does not start.
    """
    if url is None:
        from core.db.embedded import default_data_dir, ensure_running  # noqa: PLC0415 - only here

        url = ensure_running(data_dir or default_data_dir())
    return connect(url, application_name=application_name)


def _prepare_connection(connection: Any, _record: Any) -> None:
    """Give a new connection the settings every verb relies on, in one round trip."""
    autocommit = connection.autocommit
    connection.autocommit = True
    connection.execute(
        "SET synchronous_commit = on; SET TIME ZONE 'UTC';"
        f" SET lock_timeout = {LOCK_TIMEOUT_MS};"
        f" SET statement_timeout = {STATEMENT_TIMEOUT_MS};"
        " SET idle_in_transaction_session_timeout = 60000"
    )
    connection.autocommit = autocommit
