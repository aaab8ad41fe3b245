"""klad's own PostgreSQL: made and started in a data directory when no database was named.

    data_dir/
      postgresql/            the cluster, owned by the account the server runs under
      postgresql.lock        one starter at a time
      postgresql-start.log   what the server said before its own log (postgresql/log) began

The server is detached: it outlives the process that started it, because other workstations use it,
and every process finds it through ``postmaster.pid``. It listens on one Unix socket in a private
directory with a short name (a socket path holds 107 bytes, a data directory may be longer), so
only the owner of the data, and root, can reach it. That directory is in ``/tmp`` or ``/run``, not
in ``$XDG_RUNTIME_DIR``: the latter vanishes when its user signs out, the server does not.

PostgreSQL refuses to run as root, so for root it runs under an account of its own. Permissions of
folders klad did not make are never changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.db.postgres_programs import (
    EMBEDDED_MAJOR,
    SYSTEM_HOME,
    copied_programs,
    require_embedded_programs,
)
from core.kernel.clock import SystemClock
from core.kernel.errors import Refused, Unavailable

DATABASE: Final = "klad"
ROLE: Final = "klad"
ACCOUNT: Final = "klad"
"""System account of the server when klad runs as root."""

START_SECONDS: Final = 600
"""How long a live server may take to recover after a power cut before we give up on it."""

_PORT: Final = 5432
_POLL_SECONDS: Final = 0.02
_LAUNCHES: Final = 40
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


class DataDirUnreachable(Refused):
    """The data directory cannot be used by the account of the server. Facts: path, account."""

    code = "data-dir-unreachable"


class DataDirVersion(Refused):
    """Another PostgreSQL made the data directory. Facts: path, found, needed."""

    code = "data-dir-version"


class SocketDirTaken(Refused):
    """The directory for the socket belongs to somebody else or is open to others. Facts: path."""

    code = "socket-dir-taken"


class EmbeddedUnsupported(Refused):
    """This system cannot run klad's own PostgreSQL: name a server. Facts: system."""

    code = "embedded-unsupported"


class DatabaseNotStarted(Unavailable):
    """klad's own PostgreSQL did not start or stop. Facts: path, log (its last words)."""

    code = "database-not-started"


@dataclass(frozen=True, slots=True)
class ServerState:
    """What is known about the server of one data directory."""

    data_dir: Path
    running: bool
    pid: int | None
    """Process id of the server, None when it does not run."""
    url: str | None
    """Where to connect, None when it does not run."""


@dataclass(frozen=True, slots=True)
class _Postmaster:
    """The lines of ``postmaster.pid`` we read."""

    pid: int
    cluster: str
    socket_dir: str
    memory_key: str
    status: str


@dataclass(frozen=True, slots=True)
class _Account:
    """Whom the server runs as; `switch` says whether we have to become that user."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, *command: str | Path, told: str = "") -> subprocess.CompletedProcess[str]:
        """Run *command* as this account with *told* on its input."""
        return subprocess.run(  # noqa: PLW1509 - no threads of ours touch the child
            command,
            input=told,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=_environment(),
            cwd="/",
            umask=0o077,
            **self.switching(),
        )

    def switching(self) -> dict[str, object]:
        """Return the arguments that make a child process this account's."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}


def default_data_dir() -> Path:
    """Return where data live unless told otherwise.

    ``KLAD_DATA_DIR``, else ``/var/lib/klad`` for root, else the user's own data folder.
    """
    named = os.environ.get("KLAD_DATA_DIR")
    if named:
        return Path(named).expanduser()
    if _is_root():
        return SYSTEM_HOME
    from platformdirs import user_data_path  # noqa: PLC0415 - needed by a plain user's start only

    return user_data_path("klad", appauthor=False)
