"""`klad handheld` as the forced command of a real OpenSSH server."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.handheld.floor import KLAD, Floor
from tests.e2e.handheld.test_kill import wait_for_backends
from tests.e2e.handheld.test_pick import scan
from tests.e2e.handheld.test_streams import finish, open_task
from tests.e2e.terminal import PATIENCE, PtyTerminal

SSHD_PLACES = ("/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/local/bin")


@dataclass
class Server:
    """A running sshd and a key that may only run klad."""

    port: int
    key: Path

    def connect(self, *extra: str, size: tuple[int, int] = (26, 20)) -> PtyTerminal:
        """Open a session of the restricted user; *extra* goes to the ssh client."""
        options = [
            *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"),
            *("-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-F", "/dev/null"),
        ]
        target = f"{getpass.getuser()}@127.0.0.1"
        return PtyTerminal(
            ["ssh", "-tt", "-p", str(self.port), "-i", str(self.key), *options, target, *extra],
            size,
            {"TERM": "xterm"},
        )


@pytest.fixture
def server(warehouse: Floor, tmp_path: Path) -> Iterator[Server]:
    sshd = shutil.which("sshd", path=os.pathsep.join((os.environ["PATH"], *SSHD_PLACES)))
    if sshd is None:
        pytest.skip("no OpenSSH: apt-get install openssh-server openssh-client")
    for name in ("host", "ivan"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True
        )
    told = " ".join(
        f"{name}={shlex.quote(value)}" for name, value in warehouse.environment().items()
    )
    command = f"env {told} PYTHONPATH={shlex.quote(str(Path.cwd()))} {shlex.join(KLAD)}"
    forced = f"{command} handheld --user ivan".replace("\\", "\\\\").replace('"', '\\"')
    public = (tmp_path / "ivan.pub").read_text(encoding="ascii")
    keys = tmp_path / "authorized_keys"
    keys.write_text(f'restrict,pty,command="{forced}" {public}', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    config = tmp_path / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nPidFile none\n"
        f"AuthorizedKeysFile {keys}\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n",
        encoding="ascii",
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen([sshd, "-D", "-e", "-f", str(config)], stderr=log)
        try:
            _wait_port(port, process)
            yield Server(port, tmp_path / "ivan")
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "sshd ended"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def test_a_storekeeper_picks_over_ssh(warehouse: Floor, server: Server) -> None:
    """The key says who he is; whatever command he asks for, he gets klad."""
    task = warehouse.task("GLOVES 1")
    with server.connect("sh -c 'echo OUT''SIDE; exec sh'") as handheld:
        open_task(handheld)
        assert "OUTSIDE" not in handheld.text
        scan(handheld, "CELLA-01", "SCAN ITEM")
        handheld.resize(40, 8)
        handheld.wait_for("TO SHIP")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)
        handheld.feed("0")
        handheld.wait_for(r"Sign out\?")
        handheld.feed("1")
        assert handheld.wait_end() == 0
    assert warehouse.picked(task) == [(1, 1)]
    assert b"OUTSIDE" not in handheld.received


def test_a_dropped_ssh_connection_ends_the_process_and_the_next_resumes(
    warehouse: Floor, server: Server
) -> None:
    """The client is killed: the process on the server ends, and the work goes on where it was."""
    task = warehouse.task("GLOVES 1")
    with server.connect() as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        handheld.kill()
        handheld.wait_end()
    wait_for_backends(warehouse.database)
    with server.connect() as handheld:
        handheld.wait_for("SCAN ITEM")
        handheld.wait_for("back where you were")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)
    assert warehouse.picked(task) == [(1, 1)]
