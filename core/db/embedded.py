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

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.db.cluster import (
    DATABASE,
    ROLE,
    DatabaseNotStarted,
    initialise,
    socket_dir,
)
from core.db.postgres_process import (
    ENVIRONMENT,
    POLL_SECONDS,
    Account,
    EmbeddedUnsupported,
    alive,
    attached,
    is_root,
    read_postmaster,
    server_account,
    serves,
    wait_until,
)
from core.db.postgres_programs import (
    EMBEDDED_MAJOR,
    SYSTEM_HOME,
    copied_programs,
    require_embedded_programs,
)
from core.kernel.clock import SystemClock
from core.kernel.errors import Refused

if sys.platform != "win32":
    import fcntl

START_SECONDS: Final = 600
"""How long a live server may take to recover after a power cut before we give up on it."""

_PORT: Final = 5432
_LAUNCHES: Final = 40
_PRIVATE: Final = 0o700


class DataDirUnreachable(Refused):
    """The data directory cannot be used by the account of the server. Facts: path, account."""

    code = "data-dir-unreachable"


class DataDirVersion(Refused):
    """Another PostgreSQL made the data directory. Facts: path, found, needed."""

    code = "data-dir-version"


@dataclass(frozen=True, slots=True)
class ServerState:
    """What is known about the server of one data directory."""

    data_dir: Path
    running: bool
    pid: int | None
    """Process id of the server, None when it does not run."""
    url: str | None
    """Where to connect, None when it does not run."""


def default_data_dir() -> Path:
    """Return where data live unless told otherwise.

    ``KLAD_DATA_DIR``, else ``/var/lib/klad`` for root, else the user's own data folder.
    """
    named = os.environ.get("KLAD_DATA_DIR")
    if named:
        return Path(named).expanduser()
    if is_root():
        return SYSTEM_HOME
    from platformdirs import user_data_path  # noqa: PLC0415 - needed by a plain user's start only

    return user_data_path("klad", appauthor=False)


def ensure_running(data_dir: Path) -> str:
    """Return the URL of the server of *data_dir*, made and started first if need be.

    A few milliseconds when the server runs already; otherwise one caller starts it and the others
    wait.

    Raises:
        DataDirUnreachable: the directory cannot be made or used.
        DataDirVersion: another PostgreSQL made it.
        DatabaseNotStarted: the server did not come up; the fact ``log`` has its words.
        SocketDirTaken, EmbeddedUnsupported, ProgramMissing: see `core.db.cluster` and beside it.
    """
    if sys.platform == "win32":
        raise EmbeddedUnsupported(system=sys.platform)
    data_dir = _settled(data_dir)
    url = _running_url(data_dir)
    if url is not None:
        return url
    account = _prepare(data_dir)
    with _only_starter(data_dir):
        url = _running_url(data_dir)
        if url is None:
            _start(data_dir, account)
            url = _running_url(data_dir)
    if url is None:
        raise DatabaseNotStarted(path=str(data_dir), log=_last_words(data_dir))
    return url


def server_state(data_dir: Path) -> ServerState:
    """Return whether the server of *data_dir* runs; starts nothing."""
    data_dir = _settled(data_dir)
    url = _running_url(data_dir)
    postmaster = read_postmaster(_cluster(data_dir)) if url else None
    pid = postmaster.pid if postmaster else None
    return ServerState(data_dir=data_dir, running=url is not None, pid=pid, url=url)


def stop(data_dir: Path) -> bool:
    """Stop the server of *data_dir*, ending the sessions on it; False if it did not run.

    Raises:
        DataDirUnreachable: the server belongs to another user.
        DatabaseNotStarted: it did not stop within a minute and a half.
    """
    data_dir = _settled(data_dir)
    if sys.platform == "win32" or not _cluster(data_dir).exists():
        return False
    with _only_starter(data_dir):
        return _stop(data_dir)


def _settled(data_dir: Path) -> Path:
    """Return *data_dir* absolute and without links, so that all processes mean one path."""
    return Path(os.path.realpath(data_dir.expanduser()))


def _cluster(data_dir: Path) -> Path:
    return data_dir / "postgresql"


def _start_log(data_dir: Path) -> Path:
    return data_dir / "postgresql-start.log"


def _url(socket_dir: str) -> str:
    """Return the URL; the socket's directory has plain characters only, so nothing is quoted."""
    return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={socket_dir}&port={_PORT}"


def _running_url(data_dir: Path) -> str | None:
    """Return the URL if the server of *data_dir* accepts connections, else None.

    The owner of the socket's directory is checked: after a restart of the machine anybody could
    have made one of that name in ``/tmp``.
    """
    cluster = _cluster(data_dir)
    postmaster = read_postmaster(cluster)
    if postmaster is None or postmaster.status != "ready" or postmaster.cluster != str(cluster):
        return None
    try:
        if Path(postmaster.socket_dir).lstat().st_uid != cluster.stat().st_uid:
            return None
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.connect(f"{postmaster.socket_dir}/.s.PGSQL.{_PORT}")
    except OSError:
        return None
    return _url(postmaster.socket_dir)


def _prepare(data_dir: Path) -> Account:
    """Make *data_dir* if it is missing and return the account its server runs under."""
    made = [folder for folder in (data_dir, *data_dir.parents) if not os.path.lexists(folder)]
    account: Account | None = None
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        if is_root():
            for folder in made:
                folder.chmod(0o755)
        account = server_account(_cluster(data_dir))
        reachable = account.can_enter(data_dir) if account.switch else os.access(data_dir, os.W_OK)
    except OSError:
        reachable = False
    if account is None or not reachable:
        name = account.name if account else str(os.geteuid())
        raise DataDirUnreachable(path=str(data_dir), account=name)
    return account


@contextmanager
def _only_starter(data_dir: Path) -> Iterator[None]:
    """Hold the lock under which the server of *data_dir* is made, started and stopped.

    The system lets go of it when the holder dies, however it dies.
    """
    try:
        handle = os.open(data_dir / "postgresql.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError as error:
        raise DataDirUnreachable(path=str(data_dir), account=str(os.geteuid())) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _start(data_dir: Path, account: Account) -> None:
    """Bring the server of *data_dir* up; the caller holds the lock."""
    cluster = _cluster(data_dir)
    programs = require_embedded_programs()
    if account.switch and not account.can_start(programs / "initdb"):
        programs = copied_programs(programs)
    if not (cluster / "PG_VERSION").exists():
        initialise(cluster, account, programs)
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != str(EMBEDDED_MAJOR):
        raise DataDirVersion(path=str(cluster), found=version, needed=str(EMBEDDED_MAJOR))
    postmaster = read_postmaster(cluster)
    if postmaster is not None and serves(postmaster.pid, cluster):
        if _came_up(data_dir, postmaster.pid):
            return
        _stop(data_dir)
    for _ in range(_LAUNCHES):
        _forget_dead_server(data_dir)
        if _came_up(data_dir, _launch(data_dir, account, programs)):
            return
        if "shared memory block" not in _start_log(data_dir).read_text(errors="replace"):
            break
        # Children of a killed server are still ending; PostgreSQL waits for them, and so do we.
        SystemClock().wait(0.25)
    raise DatabaseNotStarted(path=str(data_dir), log=_last_words(data_dir))


def _launch(data_dir: Path, account: Account, programs: Path) -> int:
    """Start the server detached from us and return its process id.

    A shell forks it and ends, so init and not we inherit it. Paths reach the shell as arguments,
    never as text, so any character in them is safe.
    """
    cluster = _cluster(data_dir)
    folder = socket_dir(cluster, account)
    for leftover in folder.iterdir():
        leftover.unlink()
    with (_start_log(data_dir)).open("wb") as log:
        shell = subprocess.run(
            [
                *("/bin/sh", "-c", '"$0" "$@" </dev/null >&2 & echo $!'),
                *(programs / "postgres", "-D", cluster),
                *("-c", "listen_addresses=", "-c", f"port={_PORT}"),
                *("-c", f"unix_socket_directories={folder}", "-c", "unix_socket_permissions=0700"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
            env=ENVIRONMENT,
            cwd="/",
            umask=0o077,
            start_new_session=True,
            user=account.uid if account.switch else None,
            group=account.gid if account.switch else None,
            extra_groups=[] if account.switch else None,
        )
    return int(shell.stdout)


def _came_up(data_dir: Path, pid: int) -> bool:
    """Wait until the server *pid* accepts connections; False if it ends or loses its socket."""
    unreachable_since: float | None = None
    deadline = time.monotonic() + START_SECONDS
    while alive(pid):
        if _running_url(data_dir) is not None:
            return True
        postmaster = read_postmaster(_cluster(data_dir))
        if postmaster is not None and postmaster.status == "ready":
            # Ready but not to be reached: somebody swept the directory of its socket away.
            unreachable_since = unreachable_since or time.monotonic()
            if time.monotonic() - unreachable_since > 1:
                return False
        if time.monotonic() > deadline:
            raise DatabaseNotStarted(path=str(data_dir), log=_last_words(data_dir))
        SystemClock().wait(POLL_SECONDS)
    return False


def _stop(data_dir: Path) -> bool:
    """Stop the server; the caller holds the lock."""
    cluster = _cluster(data_dir)
    postmaster = read_postmaster(cluster)
    if postmaster is None or not serves(postmaster.pid, cluster):
        return False
    for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 30)):
        try:
            os.kill(postmaster.pid, number)
        except ProcessLookupError:
            return True
        except PermissionError as error:
            raise DataDirUnreachable(path=str(data_dir), account=str(os.geteuid())) from error
        if wait_until(lambda: not alive(postmaster.pid), seconds):
            with suppress(OSError):
                Path(postmaster.socket_dir).rmdir()
            return True
    raise DatabaseNotStarted(path=str(data_dir), log=_last_words(data_dir))


def _forget_dead_server(data_dir: Path) -> None:
    """Remove a ``postmaster.pid`` whose number is now another process's, or a zombie's.

    PostgreSQL takes any live process of that number for a running server and refuses to start; in
    a container, where numbers are small, that is the rule after a power cut. It is safe only when
    nothing is attached to the memory of the dead server, which we wait for.
    """
    cluster = _cluster(data_dir)
    postmaster = read_postmaster(cluster)
    if postmaster is None or serves(postmaster.pid, cluster):
        return
    if not wait_until(lambda: not attached(postmaster.memory_key), 30):
        raise DatabaseNotStarted(path=str(data_dir), log=f"shared memory {postmaster.memory_key}")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _last_words(data_dir: Path) -> str:
    """Return the end of what the server said while starting."""
    folder = _cluster(data_dir) / "log"
    texts = []
    try:
        logs = sorted(folder.iterdir(), key=lambda log: log.stat().st_mtime)[-1:]
    except OSError:
        logs = []
    for log in (_start_log(data_dir), *logs):
        with suppress(OSError):
            texts.append(log.read_text(errors="replace")[-1000:])
    return "\n".join(texts).strip()
