"""A private OpenSSH server on a free loopback port, told what `deploy/sshd_klad.conf` tells.

It runs as whoever runs the tests and lets only that user in. From the shipped file only the paths
(of klad and of its settings) and the line that names the group are replaced, so that what is
shipped is what is tested.
"""

from __future__ import annotations

import getpass
import grp
import os
import re
import shlex
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil
import pytest

from tests.e2e.terminal import PtyTerminal

SHIPPED = Path(__file__).parents[3] / "deploy" / "sshd_klad.conf"
KLAD = Path(sysconfig.get_path("scripts")) / "klad"
PATIENCE = 60.0
"""Seconds anything may take on a slow, busy machine."""

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH = shutil.which("ssh")


def gives_terminals() -> bool:
    """Tell whether our server can give terminals: only root may change the group of one.

    Most systems mount /dev/pts so that it is `tty` already; containers may not.
    """
    ours, theirs = os.openpty()
    try:
        return os.geteuid() == 0 or grp.getgrgid(os.fstat(theirs).st_gid).gr_name == "tty"
    except KeyError:
        return False
    finally:
        os.close(ours)
        os.close(theirs)


_REPLACED = {
    r"(?m)^Match Group klad-terminals$": "Match all",
    r"(?m)^    ForceCommand /opt/klad/\.venv/bin/klad handheld$": "    ForceCommand {command}",
    r"(?m)^    SetEnv KLAD_CONFIG=/etc/klad/klad\.toml$": '    SetEnv "KLAD_CONFIG={settings}"',
}


def shipped(command: str, settings: Path, shorter: Mapping[str, str] | None = None) -> str:
    """Return the shipped directives for *command* and *settings*.

    Args:
        command: what `ForceCommand` starts.
        settings: the settings file.
        shorter: directive → value, for waits a test need not wait out.
    """
    text = SHIPPED.read_text(encoding="utf-8")
    for pattern, replacement in _REPLACED.items():
        line = replacement.format(command=command, settings=settings)
        text, found = re.subn(pattern, line.replace("\\", r"\\"), text)
        assert found == 1, f"deploy/sshd_klad.conf has no line {pattern}"
    for directive, value in (shorter or {}).items():
        text, found = re.subn(rf"(?m)^(    {directive}) .*$", rf"\1 {value}", text)
        assert found == 1, directive
    return text


@dataclass
class Server:
    """A running server and how to reach it."""

    folder: Path
    settings: str = ""
    """The text of the settings file."""

    shorter: Mapping[str, str] = field(default_factory=dict)
    options: str = ""
    """Restrictions of the key, as in `authorized_keys`."""

    shipped: bool = True
    """Whether the shipped directives hold; otherwise OpenSSH's defaults."""

    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._make_files()
        for _ in range(10):  # another process may take the port between asking and listening
            if self._listen():
                return self
        raise AssertionError(self.log)

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        for process in psutil.Process(self.process.pid).children(recursive=True):
            process.kill()
        self.process.kill()
        self.process.wait()

    @property
    def log(self) -> str:
        """What the server said."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def config(self) -> Path:
        """The server's own settings."""
        return self.folder / "sshd_config"

    def client(self, *options: str, program: str = "ssh") -> list[str]:
        """Return the client's command line up to and without the host."""
        settings = {
            "BatchMode": "yes",
            "EscapeChar": "none",
            "GlobalKnownHostsFile": "none",
            "HostKeyAlias": "klad",
            "IdentitiesOnly": "yes",
            "IdentityFile": f'"{self.folder / "key"}"',
            "Port": str(self.port),
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": f'"{self.folder / "known_hosts"}"',
        }
        told = [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
        if program == "ssh":
            told += ["-o", f"User={getpass.getuser()}"]
        return [program, "-F", "/dev/null", *told, *options]

    def open(
        self,
        *command: str,
        size: tuple[int, int] = (26, 20),
        options: Sequence[str] = ("-tt",),
        **env: str,
    ) -> PtyTerminal:
        """Connect with a terminal, asking for *command*."""
        if not gives_terminals():
            pytest.skip("/dev/pts is not mounted with gid=tty: only root's sshd gives terminals")
        return PtyTerminal(
            [*self.client(*options), "127.0.0.1", *command], size, {"TERM": "xterm", **env}
        )

    def run(self, argv: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a client to its end, without a terminal."""
        return subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )

    def klads(self) -> list[psutil.Process]:
        """Return the klad processes of all connections."""
        assert self.process is not None
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                words = process.cmdline()
            except psutil.Error:
                continue
            if str(KLAD) in words and "handheld" in words and Path(words[0]).name != "sh":
                found.append(process)
        return found

    def klad(self) -> psutil.Process:
        """Return the only klad process."""
        (found,) = self.klads()
        return found

    def _make_files(self) -> None:
        folder = self.folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("host", "key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name],
                check=True,
            )
        key = (folder / "key.pub").read_text()
        (folder / "authorized_keys").write_text(f"{self.options} {key}".lstrip())
        host = (folder / "host.pub").read_text()
        (folder / "known_hosts").write_text(f"klad {host}")
        (folder / "klad.toml").write_text(self.settings, encoding="utf-8")

    def _directives(self) -> str:
        if not self.shipped:
            return ""
        command = f"{shlex.quote(str(KLAD))} handheld"
        return shipped(command, self.folder / "klad.toml", self.shorter)

    def _listen(self) -> bool:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # the server insists on it
        self.config.write_text(
            "\n".join(
                [
                    f"Port {self.port}",
                    "ListenAddress 127.0.0.1",
                    f'HostKey "{self.folder / "host"}"',
                    f'AuthorizedKeysFile "{self.folder / "authorized_keys"}"',
                    f"AllowUsers {getpass.getuser()}",
                    "PermitRootLogin prohibit-password",
                    "PasswordAuthentication no",
                    "StrictModes no",
                    f"UsePAM {'yes' if _locked() else 'no'}",
                    "PidFile none",
                    "Subsystem sftp internal-sftp",
                    self._directives(),
                ]
            )
        )
        assert SSHD is not None
        # "-D" keeps it our child; the log is a file, because nobody would empty a pipe.
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", self.config], stdin=subprocess.DEVNULL, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            if "Server listening on 127.0.0.1" in self.log:
                return True
            time.sleep(0.05)
        self.process.kill()
        self.process.wait()
        return False


def _locked() -> bool:
    """Tell whether our account has no password to open it, as root's on many systems.

    Without PAM the server lets nobody into such an account, not even with a key.
    """
    try:
        lines = Path("/etc/shadow").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return any(line.startswith(f"{getpass.getuser()}:!") for line in lines)


def gone(processes: Sequence[psutil.Process], patience: float = PATIENCE) -> bool:
    """Tell whether all of *processes* end in time."""
    return not psutil.wait_procs(processes, timeout=patience)[1]
