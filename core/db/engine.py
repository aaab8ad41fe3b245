"""Opening the database: a URL when one is given, the embedded PostgreSQL when none is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.orm import Session, sessionmaker

from core.kernel.errors import BadValue

LOCK_TIMEOUT_MS = 3_000
STATEMENT_TIMEOUT_MS = 10_000
REPORT_TIMEOUT_MS = 60_000
"""For reports and verification: `SET LOCAL statement_timeout`."""

LIVENESS = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that vanished without a word, cable and all, is noticed within half a minute."""


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

    Several hosts may stand in it as libpq has them, "postgresql://one:5432,two:5432/klad": the
    first that answers and may be written to is used.

    Raises:
        BadValue: not a PostgreSQL URL; its password is not among the facts.
    """
    single, hosts = text, {}
    several = _SEVERAL_HOSTS.fullmatch(text)
    if several is not None:
        single = f"{several['scheme']}{several['user'] or ''}@{several['rest'] or ''}"
        hosts = _hosts(several["hosts"])
    try:
        url = make_url(single).update_query_dict(hosts)
        if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
            raise _not_a_url(text)
        url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()().create_connect_args(url)  # finds what is wrong with hosts and ports
    except (ArgumentError, ValueError) as error:
        raise _not_a_url(text) from error
    return url


_SEVERAL_HOSTS = re.compile(
    r"(?P<scheme>[^:/?#]+://)(?:(?P<user>[^/?#]*)@)?(?P<hosts>[^/?#@]*,[^/?#@]*)(?P<rest>[/?].*)?"
)
_PASSWORD = re.compile(r"(?P<before>://[^:@/]*:).*(?=@)|(?P<key>[?&]password=)[^&]*")


def _hosts(listed: str) -> dict[str, str]:
    """Return the hosts and ports of "one:5432,two" as SQLAlchemy takes them."""
    pairs = [host.rpartition(":") if ":" in host else (host, "", "") for host in listed.split(",")]
    return {
        "host": ",".join(host for host, _, _ in pairs),
        "port": ",".join(port or "5432" for _, _, port in pairs),
        "target_session_attrs": "read-write",
    }


def _not_a_url(text: str) -> BadValue:
    return BadValue(
        what="KLAD_DATABASE_URL",
        value=_PASSWORD.sub(r"\g<before>\g<key>***", text),
        expected="postgresql://user@host/klad",
    )


def connect(url: str | URL, *, application_name: str = "klad", pool_size: int = 5) -> Database:
    """Return a database for *url*; connects lazily, at the first statement."""
    url = parse_url(url) if isinstance(url, str) else url
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=10,
        pool_recycle=1800,
        connect_args={"application_name": application_name[:63], "connect_timeout": 5} | LIVENESS,
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "checkout", _refuse_dead_connection)
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


def _refuse_dead_connection(connection: Any, _record: Any, _proxy: Any) -> None:
    """Notice, without asking the server, that it has closed a connection that lay idle.

    After a restart of the server the first work then finds a new connection instead of an error.
    What is read costs two calls of the system; a ping would cost a round trip per transaction.
    """
    try:
        # The first reads the server's last words, if it said any; the second finds the end.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error
