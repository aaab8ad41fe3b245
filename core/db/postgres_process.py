"""Processes of PostgreSQL as the system sees them: under whose account, alive, whose cluster.

Everything is asked of the system itself (``/proc``, ``ps`` where there is none), so that a process
number left over from before a power cut is never taken for a running server.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.kernel.clock import SystemClock
from core.kernel.errors import Refused

if sys.platform != "win32":
    import pwd

ACCOUNT: Final = "klad"
"""System account of the server when klad runs as root."""

POLL_SECONDS: Final = 0.02
ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""All the server gets: it lives longer than whoever started it and must not keep their secrets."""


class EmbeddedUnsupported(Refused):
    """This system cannot run klad's own PostgreSQL: name a server. Facts: system."""

    code = "embedded-unsupported"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The lines of ``postmaster.pid`` we read."""

    pid: int
    cluster: str
    socket_dir: str
    memory_key: str
    status: str


@dataclass(frozen=True, slots=True)
class Account:
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
            env=ENVIRONMENT,
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


def is_root() -> bool:
    """Tell whether this process may do everything."""
    return sys.platform != "win32" and os.geteuid() == 0


def read_postmaster(cluster: Path) -> Postmaster | None:
    """Return what the server wrote about itself, None if it wrote nothing (yet)."""
    try:
        lines = os.fsdecode((cluster / "postmaster.pid").read_bytes()).split("\n")
        told = [line.strip() for line in lines] + [""] * 8
        return Postmaster(
            pid=int(told[0]),
            cluster=lines[1],
            socket_dir=told[4],
            memory_key=told[6],
            status=told[7],
        )
    except (OSError, ValueError, IndexError):
        return None


def server_account(cluster: Path) -> Account:
    """Return whom the server of *cluster* runs as: us, or for root the owner of the data.

    Root without such data gets the account `klad`, made if the system allows, else `nobody`.

    Raises:
        EmbeddedUnsupported: root, and the system has no account to become.
    """
    if not is_root():
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    with suppress(FileNotFoundError):
        owner = cluster.stat()
        if owner.st_uid != 0:
            return Account(str(owner.st_uid), owner.st_uid, owner.st_gid, switch=True)
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
            return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise EmbeddedUnsupported(system=sys.platform)


def _account_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def attached(memory_key: str) -> bool:
    """Tell whether a process still uses the shared memory *memory_key* ("key id" of the server)."""
    try:
        segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        segment = memory_key.split()[1]
    except (OSError, IndexError):
        return False
    return any(
        fields[1] == segment and fields[6] != "0" for fields in (line.split() for line in segments)
    )


def alive(pid: int) -> bool:
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


def serves(pid: int, cluster: Path) -> bool:
    """Tell whether process *pid* is the live server of *cluster*, not a namesake."""
    if not alive(pid):
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


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Return whether *condition* came true within *seconds*."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        SystemClock().wait(POLL_SECONDS)
    return True
