"""Copies of the whole database: to a file, from a file, from one server to another.

The work is done by PostgreSQL's own pg_dump, pg_restore and psql. A backup appears under its name
only when it is complete; a restore is checked to the last byte first and then happens in one
transaction, so a bad file or a cut connection leaves the database as it was.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import URL, Connection, Engine, text

from core.db.postgres_programs import find_program
from core.kernel.errors import Refused

Progress = Callable[[int], None]
"""Called with the bytes done since the last call."""

OLDEST_SERVER: Final = 15
"""The oldest PostgreSQL klad works on."""

_CHUNK: Final = 1 << 16
_TIMEOUT_MAJOR: Final = 17
"""The first server that knows `transaction_timeout`, which newer pg_restore always sets."""

_TIMEOUT_LINE: Final = b"SET transaction_timeout = 0;\n"
_VERSION_TABLE: Final = "alembic_version"

_EMPTY_ALL: Final = """
DO $$
DECLARE schema_name text;
BEGIN
  FOR schema_name IN
    SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', schema_name);
  END LOOP;
  CREATE SCHEMA public;
END $$;
"""


class FileTaken(Refused):
    """A file of that name exists already. Facts: path."""

    code = "file-taken"


class BackupFailed(Refused):
    """The backup could not be written; nothing is left of it. Facts: path, reason."""

    code = "backup-failed"


class BackupUnreadable(Refused):
    """The file is missing, damaged, cut short or no backup at all. Facts: path, reason."""

    code = "backup-unreadable"


class BackupForeign(Refused):
    """The file is a copy of some other program's database. Facts: path."""

    code = "backup-foreign"


class BackupNewer(Refused):
    """A newer klad made the backup. Facts: path, revision."""

    code = "backup-newer"


class DatabaseNotEmpty(Refused):
    """There is something in the database already. Facts: tables (how many)."""

    code = "database-not-empty"


class DatabaseInUse(Refused):
    """Others work in the database right now. Facts: sessions (how many)."""

    code = "database-in-use"


class ServerTooOld(Refused):
    """The PostgreSQL server is older than klad needs. Facts: version, needed (both major)."""

    code = "server-too-old"


class RestoreFailed(Refused):
    """The database refused the backup and is as it was. Facts: reason."""

    code = "restore-failed"


@dataclass(frozen=True, slots=True)
class Backup:
    """A complete backup file."""

    path: Path
    size_bytes: int
    revision: str
    """Revision of the schema inside."""


def back_up(
    engine: Engine, target: Path, *, replace: bool = False, progress: Progress | None = None
) -> Backup:
    """Write the whole database to *target*.

    Raises:
        FileTaken: *target* exists and *replace* was not asked for.
        BackupFailed: the folder is not writable, the disk is full, the server went away.
        ProgramMissing: no pg_dump as new as the server.
    """
    if target.exists() and not replace:
        raise FileTaken(path=str(target))
    with engine.connect() as connection:
        major = server_major(connection)
        revision = schema_revision(connection) or ""
    command = [
        *(find_program("pg_dump", major), "--format=custom", "--no-owner", "--no-privileges"),
        *("--dbname", _conninfo(engine.url)),
    ]
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(_private(part), "wb") as file:
            _dump(command, _environment(engine.url), file, progress)
            file.flush()
            os.fsync(file.fileno())
        size = part.stat().st_size
        part.replace(target)
    except (OSError, subprocess.SubprocessError) as error:
        raise BackupFailed(path=str(target), reason=_reason(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(target, size, revision)


def inspect_backup(source: Path, known_revisions: frozenset[str]) -> tuple[Backup, int]:
    """Read *source* to the last byte; return what it is and how many bytes of SQL it holds.

    Raises:
        BackupUnreadable: missing, damaged, cut short, or no backup.
        BackupForeign: a copy of another database.
        BackupNewer: its revision is not among *known_revisions*.
    """
    try:
        with source.open("rb") as file:
            magic = file.read(5)
        size = source.stat().st_size
    except OSError as error:
        raise BackupUnreadable(path=str(source), reason=_reason(error)) from error
    if magic != b"PGDMP":
        raise BackupUnreadable(path=str(source), reason="not a pg_dump file")
    try:
        length = sum(len(chunk) for chunk in _script(source, OLDEST_SERVER))
        told = b"".join(_script(source, OLDEST_SERVER, "--data-only", f"--table={_VERSION_TABLE}"))
    except subprocess.SubprocessError as error:
        raise BackupUnreadable(path=str(source), reason=_reason(error)) from error
    revision = _copied_value(told)
    if revision is None:
        raise BackupForeign(path=str(source))
    if revision not in known_revisions:
        raise BackupNewer(path=str(source), revision=revision)
    return Backup(source, size, revision), length


def restore(
    engine: Engine, source: Path, *, force: bool = False, progress: Progress | None = None
) -> None:
    """Put *source*, inspected before, into the database in one transaction.

    Args:
        force: drop what is in the database first, in the same transaction.

    Raises:
        DatabaseNotEmpty: there are tables and *force* was not asked for.
        RestoreFailed: the database refused; nothing was changed.
        ProgramMissing: no pg_restore or psql as new as the server.
    """
    with engine.connect() as connection:
        major = server_major(connection)
        tables = table_count(connection)
    if tables and not force:
        raise DatabaseNotEmpty(tables=tables)
    engine.dispose()
    psql: list[str | Path] = [
        *(find_program("psql", major), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
        *("--dbname", _conninfo(engine.url), "--file=-"),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            psql,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(engine.url),
        )
        fed = _feed(process, source, major, progress, empty=bool(tables))
        if process.wait() != 0 or fed is not None:
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
            raise RestoreFailed(reason=" ".join(part for part in (fed, words) if part))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE"))


def move(
    source: Engine, target: Engine, *, force: bool = False, progress: Progress | None = None
) -> Mapping[str, int]:
    """Copy the whole database to the empty *target*; return table → rows, equal on both sides.

    Args:
        force: copy although others work in *source*; what they write meanwhile stays behind.

    Raises:
        ServerTooOld, DatabaseNotEmpty: *target* will not do.
        DatabaseInUse: somebody works in *source*.
        BackupFailed, RestoreFailed: *target* is as it was.
    """
    with target.connect() as connection:
        require_server(connection)
        if tables := table_count(connection):
            raise DatabaseNotEmpty(tables=tables)
    with source.connect() as connection:
        if (sessions := other_sessions(connection)) and not force:
            raise DatabaseInUse(sessions=sessions)
    with tempfile.TemporaryDirectory(prefix="klad-move-") as folder:
        copy = back_up(source, Path(folder) / "klad.dump", progress=progress)
        before = _row_counts(source)
        restore(target, copy.path, progress=progress)
    after = _row_counts(target)
    if after != before and not force:
        differing = sorted(name for name in before if before[name] != after.get(name))
        raise RestoreFailed(reason=", ".join(differing))
    return after


def server_major(connection: Connection) -> int:
    """Return the major version of the server."""
    number = connection.execute(text("SHOW server_version_num")).scalar_one()
    return int(number) // 10_000


def require_server(connection: Connection) -> None:
    """Refuse a server older than klad works on.

    Raises:
        ServerTooOld: it is.
    """
    version = server_major(connection)
    if version < OLDEST_SERVER:
        raise ServerTooOld(version=version, needed=OLDEST_SERVER)


def table_count(connection: Connection) -> int:
    """Return how many tables, views and sequences users have made."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
                " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
            )
        ).scalar_one()
    )


def other_sessions(connection: Connection) -> int:
    """Return how many other connections there are to this database."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        ).scalar_one()
    )


def schema_revision(connection: Connection) -> str | None:
    """Return the revision of the schema, None in a database without klad's tables."""
    known = connection.execute(text(f"SELECT to_regclass('{_VERSION_TABLE}')")).scalar_one()
    if known is None:
        return None
    revision = connection.execute(
        text(f"SELECT version_num FROM {_VERSION_TABLE}")  # noqa: S608 - a constant
    ).scalar_one_or_none()
    return None if revision is None else str(revision)


def _private(path: Path) -> int:
    """Create a file nobody else may read: a backup holds everything the company knows."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _dump(
    command: list[Any], env: Mapping[str, str], file: IO[bytes], progress: Progress | None
) -> None:
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=env) as process,
    ):
        stream = process.stdout
        while stream is not None and (chunk := stream.read(_CHUNK)):
            try:
                file.write(chunk)
            except OSError:
                process.kill()
                raise
            if progress:
                progress(len(chunk))
        _require_success(process, said)


def _script(source: Path, major: int, *options: str) -> Iterator[bytes]:
    """Yield the SQL of *source* in pieces.

    Raises:
        subprocess.CalledProcessError: the file is damaged; raised after the last good piece.
    """
    command: list[str | Path] = [
        *(find_program("pg_restore", major), "--no-owner", "--no-privileges", "--file=-"),
        *options,
        source,
    ]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(None),
        ) as process,
    ):
        stream = process.stdout
        first = True
        while stream is not None and (chunk := stream.read(_CHUNK)):
            # The header with the settings is far shorter than one piece.
            yield (
                chunk.replace(_TIMEOUT_LINE, b"", 1) if first and major < _TIMEOUT_MAJOR else chunk
            )
            first = False
        _require_success(process, said)


def _feed(
    process: subprocess.Popen[bytes],
    source: Path,
    major: int,
    progress: Progress | None,
    *,
    empty: bool,
) -> str | None:
    """Give psql the whole script in one transaction; return None, or why it was not all of it.

    The reason is empty when psql ended early: it has told why itself.

    COMMIT is sent only after the last byte was read well: without it psql's end rolls back.
    """
    pipe = process.stdin
    assert pipe is not None  # noqa: S101 - asked for above
    try:
        with pipe:
            pipe.write(b"BEGIN;\nSET LOCAL lock_timeout = '30s';\n")
            pipe.write(b"SET LOCAL client_min_messages = error;\n")
            pipe.write(_EMPTY_ALL.encode() if empty else b"")
            for chunk in _script(source, major):
                pipe.write(chunk)
                if progress:
                    progress(len(chunk))
            pipe.write(b"\nCOMMIT;\n")
    except BrokenPipeError:
        return ""
    except subprocess.SubprocessError as error:
        return _reason(error)
    return None


def _require_success(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    if process.wait() != 0:
        said.seek(0)
        words = said.read().decode(errors="replace")
        raise subprocess.CalledProcessError(process.returncode, "", stderr=words)


def _copied_value(script: bytes) -> str | None:
    """Return the first value of the first COPY block of *script*, None if there is none."""
    _before, copy, rest = script.partition(b" FROM stdin;\n")
    value = rest.partition(b"\n")[0].decode(errors="replace")
    return value if copy and value != "\\." else None


@contextmanager
def _long_reading(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def _row_counts(engine: Engine) -> dict[str, int]:
    """Return table → rows; reads every table once."""
    with _long_reading(engine) as connection:
        names = connection.execute(
            text(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema' ORDER BY 1"
            )
        ).scalars()
        return {
            name: int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())  # noqa: S608 - quoted by the server
            for name in list(names)
        }


def _facts(url: URL) -> dict[str, Any]:
    """Return what psycopg, and so libpq, would be told for *url*, several hosts included."""
    return dict(url.get_dialect()().create_connect_args(url)[1])


def _conninfo(url: URL) -> str:
    """Return *url* in libpq's own words without the password.

    A command line can be read by everybody on the machine; the password goes by the environment.
    """
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - where a dump is really made

    return make_conninfo("", **{key: each for key, each in _facts(url).items() if key in _LIBPQ})


_LIBPQ: Final = frozenset(
    {
        *("host", "hostaddr", "port", "dbname", "user", "passfile", "target_session_attrs"),
        *("connect_timeout", "load_balance_hosts", "channel_binding", "require_auth", "service"),
        *("sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "gssencmode", "krbsrvname"),
    }
)


def _environment(url: URL | None) -> dict[str, str]:
    """Return the environment of PostgreSQL's programs: nothing of the user's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    password = _facts(url).get("password") if url is not None else None
    return {**kept, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return (error.stderr or "").strip()[-1000:] or f"exit {error.returncode}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)
