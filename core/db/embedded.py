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
import sys
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

if sys.platform != "win32":
    import fcntl
    import pwd

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

_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All the server gets: it lives longer than whoever started it and must not keep their secrets."""

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
        return subprocess.run(
            command,
            input=told,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=_ENVIRONMENT,
            cwd="/",
            umask=0o077,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Tell whether this account may go into *folder*; asks the system, so ACLs count too."""
        return self.run("/bin/sh", "-c", 'cd -- "$0"', folder).returncode == 0

    def can_start(self, program: Path) -> bool:
        """Tell whether this account may start *program* and reach its libraries."""
        try:
            return self.run(program, "--version").returncode == 0
        except OSError:
            return False


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


def ensure_running(data_dir: Path) -> str:
    """Return the URL of the server of *data_dir*, made and started first if need be.

    A few milliseconds when the server runs already; otherwise one caller starts it and the others
    wait.

    Raises:
        DataDirUnreachable: the directory cannot be made or used.
        DataDirVersion: another PostgreSQL made it.
        DatabaseNotStarted: the server did not come up; the fact ``log`` has its words.
        SocketDirTaken, EmbeddedUnsupported, ProgramMissing: see there.
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
    postmaster = _read_postmaster(_cluster(data_dir)) if url else None
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


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _url(socket_dir: str) -> str:
    """Return the URL; the socket's directory has plain characters only, so nothing is quoted."""
    return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={socket_dir}&port={_PORT}"


def _running_url(data_dir: Path) -> str | None:
    """Return the URL if the server of *data_dir* accepts connections, else None.

    The owner of the socket's directory is checked: after a restart of the machine anybody could
    have made one of that name in ``/tmp``.
    """
    cluster = _cluster(data_dir)
    postmaster = _read_postmaster(cluster)
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


def _read_postmaster(cluster: Path) -> _Postmaster | None:
    """Return what the server wrote about itself, None if it wrote nothing (yet)."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="surrogateescape").splitlines()
        told = [line.strip() for line in lines] + [""] * 8
        return _Postmaster(
            pid=int(told[0]),
            cluster=lines[1],
            socket_dir=told[4],
            memory_key=told[6],
            status=told[7],
        )
    except (OSError, ValueError, IndexError):
        return None


def _prepare(data_dir: Path) -> _Account:
    """Make *data_dir* if it is missing and return the account its server runs under."""
    made = [folder for folder in (data_dir, *data_dir.parents) if not os.path.lexists(folder)]
    account: _Account | None = None
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        if _is_root():
            for folder in made:
                folder.chmod(0o755)
        account = _server_account(data_dir)
        reachable = account.can_enter(data_dir) if account.switch else os.access(data_dir, os.W_OK)
    except OSError:
        reachable = False
    if account is None or not reachable:
        name = account.name if account else str(os.geteuid())
        raise DataDirUnreachable(path=str(data_dir), account=name)
    return account


def _server_account(data_dir: Path) -> _Account:
    """Return whom the server of *data_dir* runs as: us, or for root the owner of the data."""
    if not _is_root():
        return _Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    with suppress(FileNotFoundError):
        owner = _cluster(data_dir).stat()
        if owner.st_uid != 0:
            return _Account(str(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
    with suppress(OSError):
        if not _account_exists(ACCOUNT):
            subprocess.run(
                [
                    "useradd",
                    "--system",
                    "--no-create-home",
                    "--shell",
                    "/usr/sbin/nologin",
                    ACCOUNT,
                ],
                capture_output=True,
                check=False,
            )
    for name in (ACCOUNT, "nobody"):
        if _account_exists(name):
            entry = pwd.getpwnam(name)
            return _Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise EmbeddedUnsupported(system=sys.platform)


def _account_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


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


def _start(data_dir: Path, account: _Account) -> None:
    """Bring the server of *data_dir* up; the caller holds the lock."""
    cluster = _cluster(data_dir)
    programs = require_embedded_programs()
    if account.switch and not account.can_start(programs / "initdb"):
        programs = copied_programs(programs)
    if not (cluster / "PG_VERSION").exists():
        _initialise(data_dir, account, programs)
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != str(EMBEDDED_MAJOR):
        raise DataDirVersion(path=str(cluster), found=version, needed=str(EMBEDDED_MAJOR))
    postmaster = _read_postmaster(cluster)
    if postmaster is not None and _serves(postmaster.pid, cluster):
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


def _initialise(data_dir: Path, account: _Account, programs: Path) -> None:
    """Make an empty cluster with klad's database in it, complete or not at all.

    The locale is PostgreSQL's built-in C.UTF-8: upper and lower case of every alphabet without any
    locale installed in the system.
    """
    making = data_dir / "postgresql.new"
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
        raise DatabaseNotStarted(path=str(data_dir), log=done.stderr[-2000:].strip())
    try:
        making.rename(_cluster(data_dir))
    except OSError as error:
        shutil.rmtree(making, ignore_errors=True)
        raise DatabaseNotStarted(path=str(data_dir), log=str(error)) from error


def _socket_dir(cluster: Path, account: _Account) -> Path:
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


def _launch(data_dir: Path, account: _Account, programs: Path) -> int:
    """Start the server detached from us and return its process id.

    A shell forks it and ends, so init and not we inherit it. Paths reach the shell as arguments,
    never as text, so any character in them is safe.
    """
    cluster = _cluster(data_dir)
    folder = _socket_dir(cluster, account)
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
            env=_ENVIRONMENT,
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
    while _alive(pid):
        if _running_url(data_dir) is not None:
            return True
        postmaster = _read_postmaster(_cluster(data_dir))
        if postmaster is not None and postmaster.status == "ready":
            # Ready but not to be reached: somebody swept the directory of its socket away.
            unreachable_since = unreachable_since or time.monotonic()
            if time.monotonic() - unreachable_since > 1:
                return False
        if time.monotonic() > deadline:
            raise DatabaseNotStarted(path=str(data_dir), log=_last_words(data_dir))
        SystemClock().wait(_POLL_SECONDS)
    return False


def _stop(data_dir: Path) -> bool:
    """Stop the server; the caller holds the lock."""
    cluster = _cluster(data_dir)
    postmaster = _read_postmaster(cluster)
    if postmaster is None or not _serves(postmaster.pid, cluster):
        return False
    for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 30)):
        try:
            os.kill(postmaster.pid, number)
        except ProcessLookupError:
            return True
        except PermissionError as error:
            raise DataDirUnreachable(path=str(data_dir), account=str(os.geteuid())) from error
        if _wait(lambda: not _alive(postmaster.pid), seconds):
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
    postmaster = _read_postmaster(cluster)
    if postmaster is None or _serves(postmaster.pid, cluster):
        return
    if not _wait(lambda: not _attached(postmaster.memory_key), 30):
        raise DatabaseNotStarted(path=str(data_dir), log=f"shared memory {postmaster.memory_key}")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _attached(memory_key: str) -> bool:
    """Tell whether a process still uses the shared memory *memory_key* ("key id" of the server)."""
    try:
        segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        segment = memory_key.split()[1]
    except (OSError, IndexError):
        return False
    return any(
        fields[1] == segment and fields[6] != "0" for fields in (line.split() for line in segments)
    )


def _alive(pid: int) -> bool:
    """Tell whether process *pid* runs; one that has ended but was not reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return False
        told = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
        return bool(told) and not told.startswith("Z")
    return state.rpartition(")")[2].split()[0] not in {"Z", "X"}


def _serves(pid: int, cluster: Path) -> bool:
    """Tell whether process *pid* is the live server of *cluster*, not a namesake."""
    if not _alive(pid):
        return False
    try:
        return Path(f"/proc/{pid}/cwd").samefile(cluster)
    except OSError:
        if Path("/proc/self").exists():
            return False
        told = subprocess.run(
            ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        return "postgres" in told


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Return whether *condition* came true within *seconds*."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        SystemClock().wait(_POLL_SECONDS)
    return True


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
