"""Making an empty cluster of klad's own PostgreSQL, and the private directory of its socket."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.db.postgres_process import Account
from core.kernel.errors import Refused, Unavailable

DATABASE: Final = "klad"
ROLE: Final = "klad"
_PRIVATE: Final = 0o700

SETTINGS: Final = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "10MB",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %a ",
}
"""Written once into postgresql.conf; ``ALTER SYSTEM`` and editing the file stay possible."""


class SocketDirTaken(Refused):
    """The directory for the socket belongs to somebody else or is open to others. Facts: path."""

    code = "socket-dir-taken"


class DatabaseNotStarted(Unavailable):
    """klad's own PostgreSQL did not start or stop. Facts: path, log (its last words)."""

    code = "database-not-started"


def initialise(cluster: Path, account: Account, programs: Path) -> None:
    """Make *cluster* with klad's database in it, complete or not at all.

    The locale is PostgreSQL's built-in C.UTF-8: upper and lower case of every alphabet without any
    locale installed in the system.
    """
    making = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=_PRIVATE)
    if account.switch:
        os.chown(making, account.uid, account.gid)
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    done = account.run(
        programs / "initdb",
        f"--pgdata={making}",
        f"--username={ROLE}",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        *settings,
    )
    if done.returncode == 0:
        done = account.run(
            programs / "postgres",
            "--single",
            "-D",
            making,
            *("-c", "exit_on_error=on", "-c", "logging_collector=off"),
            "postgres",
            told=f"CREATE DATABASE {DATABASE};\n",
        )
    if done.returncode != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise DatabaseNotStarted(path=str(cluster.parent), log=done.stderr[-2000:].strip())
    try:
        making.rename(cluster)
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        raise DatabaseNotStarted(path=str(cluster.parent), log=str(error)) from error


def socket_dir(cluster: Path, account: Account) -> Path:
    """Return the private directory of the socket, made if missing.

    Raises:
        SocketDirTaken: somebody else has it; connecting there could mean talking to them.
    """
    base = Path("/run") if account.switch and os.access("/run", os.W_OK) else Path("/tmp")  # noqa: S108
    key = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    folder = base / f"klad-{account.uid}-{key}"
    with suppress(FileExistsError):
        folder.mkdir(mode=_PRIVATE)
    facts = folder.lstat()
    if account.switch and facts.st_uid == 0 and stat.S_ISDIR(facts.st_mode):
        os.chown(folder, account.uid, account.gid)
        facts = folder.lstat()
    private = stat.S_ISDIR(facts.st_mode) and not facts.st_mode & 0o077
    if not private or facts.st_uid != account.uid:
        raise SocketDirTaken(path=str(folder))
    return folder
