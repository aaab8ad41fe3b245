"""Whoever comes in over SSH gets klad and nothing else, whatever the client asks for."""

from __future__ import annotations

import re
import shlex
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.ssh.server import KLAD, PATIENCE, SSHD, Server, gone

NEEDS_A_TERMINAL = "klad handheld needs a terminal"


@pytest.mark.parametrize("asked", [[], ["/bin/sh", "-i"], ["klad", "--help"]])
def test_a_terminal_gets_the_handheld_whatever_was_asked(
    server: Server, asked: Sequence[str]
) -> None:
    with server.open(*asked) as terminal:
        terminal.wait_for("Badge")
        klad = server.klad()
        assert klad.cmdline()[-2:] == [str(KLAD), "handheld"]
        assert klad.children() == []


@pytest.mark.parametrize(
    "asked",
    ["", "ls /", "sh -c 'touch {mark}'", "exec touch {mark}", "true; touch {mark}", "klad db stop"],
)
def test_without_a_terminal_there_is_a_message_and_nothing_runs(
    server: Server, tmp_path: Path, asked: str
) -> None:
    mark = tmp_path / "mark"
    done = server.run([*server.client("-T"), "127.0.0.1", asked.format(mark=mark)])
    assert done.returncode == 1
    assert done.stdout == ""
    assert NEEDS_A_TERMINAL in done.stderr
    assert not mark.exists()


def test_files_are_neither_sent_nor_fetched(server: Server, tmp_path: Path) -> None:
    """Refuse scp, old and new, and sftp."""
    mine, mark = tmp_path / "mine", tmp_path / "mark"
    mine.write_text("from outside")
    for protocol in ("-O", "-s"):
        for pair in ((mine, f"127.0.0.1:{mark}"), (f"127.0.0.1:{mine}", mark)):
            done = server.run([*server.client(protocol, program="scp"), *map(str, pair)])
            assert done.returncode != 0
            assert not mark.exists()
    done = server.run([*server.client("-s"), "127.0.0.1", "sftp"])
    assert (done.returncode, done.stdout) == (1, "")


def test_no_tunnel_leads_through_to_another_server(server: Server) -> None:
    with _target() as (port, reached):
        done = server.run([*server.client("-W", f"127.0.0.1:{port}"), "127.0.0.1"])
        assert done.returncode == 255
        assert "administratively prohibited" in done.stderr
        assert not reached.is_set()


def test_no_local_port_or_socket_is_forwarded(server: Server, tmp_path: Path) -> None:
    with _target() as (port, reached):
        for index, target in enumerate((f"127.0.0.1:{port}", server.folder / "agent.socket")):
            here = tmp_path / f"{index}.socket"
            with _forwarding(server, f"-L{here}:{target}") as client:
                assert _knock(here, b"hello", client) == b""
        assert not reached.is_set()


def test_no_socks_proxy_leads_through(server: Server) -> None:
    with _target() as (port, reached), socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        here = free.getsockname()[1]
        free.close()
        with _forwarding(server, f"-D127.0.0.1:{here}") as client:
            wish = b"\x05\x01\x00" + b"\x05\x01\x00\x01" + socket.inet_aton("127.0.0.1")
            came = _knock(("127.0.0.1", here), wish + struct.pack(">H", port), client)
        assert came.startswith(b"\x05\x00")  # the client itself speaks SOCKS with us
        assert not reached.is_set()


@pytest.mark.parametrize("there", ["127.0.0.1:0", "{folder}/back.socket"])
def test_nothing_there_is_forwarded_back(server: Server, there: str) -> None:
    there = there.format(folder=server.folder)
    done = server.run(
        [
            *server.client("-N", "-o", "ExitOnForwardFailure=yes", f"-R{there}:127.0.0.1:9"),
            "127.0.0.1",
        ]
    )
    assert done.returncode == 255
    assert "remote port forwarding failed" in done.stderr
    assert not (server.folder / "back.socket").exists()


def test_agent_and_x11_stay_at_the_client(server: Server, tmp_path: Path) -> None:
    """Offer both: the agent would lend its keys, X11 the keyboard of a colleague."""
    place = tmp_path / "agent"
    agent = subprocess.Popen(
        ["ssh-agent", "-D", "-a", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with server.open(
            options=("-tt", "-A", "-X"), SSH_AUTH_SOCK=str(place), DISPLAY="127.0.0.1:7"
        ) as terminal:
            terminal.wait_for("Badge")
            there = server.klad().environ()
    finally:
        agent.terminate()
        agent.wait()
    assert "SSH_AUTH_SOCK" not in there
    assert "DISPLAY" not in there


def test_the_server_itself_says_that_nothing_is_open(server: Server) -> None:
    """Ask sshd what it made of the file, for what cannot be tried everywhere."""
    assert SSHD is not None
    told = subprocess.run(
        [SSHD, "-T", "-f", server.config, "-C", "user=x,host=x,addr=127.0.0.1"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    effective: dict[str, list[str]] = {}
    for line in told:
        name, _, value = line.partition(" ")
        effective.setdefault(name, []).append(value)
    assert {name: effective[name] for name in _SHUT} == _SHUT


_SHUT = {
    "acceptenv": ["LANG", "LC_*"],
    "allowagentforwarding": ["no"],
    "allowstreamlocalforwarding": ["no"],
    "allowtcpforwarding": ["no"],
    "disableforwarding": ["yes"],
    "permitlisten": ["none"],
    "permitopen": ["none"],
    "permittunnel": ["no"],
    "permituserenvironment": ["no"],
    "permituserrc": ["no"],
    "x11forwarding": ["no"],
    "clientaliveinterval": ["15"],
    "clientalivecountmax": ["4"],
}


def test_the_clients_environment_does_not_arrive(server: Server, tmp_path: Path) -> None:
    """Send what configures Textual, Python, the loader and klad; only the language arrives."""
    log = tmp_path / "textual.log"
    sent = {
        "TEXTUAL_LOG": str(log),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_DRIVER": "nowhere:Driver",
        "LD_PRELOAD": "/nowhere.so",
        "LD_LIBRARY_PATH": "/nowhere",
        "PYTHONPATH": "/nowhere",
        "PYTHONSTARTUP": "/nowhere",
        "PYTHONINSPECT": "1",
        "PYTHONHOME": "/nowhere",
        "KLAD_DATABASE_URL": "postgresql://elsewhere/klad",
        "KLAD_LANGUAGE": "ru",
        "KLAD_CONFIG": "/nowhere.toml",
        "KLAD_DATA_DIR": "/nowhere",
        "PGHOST": "elsewhere",
        "PGSERVICE": "elsewhere",
        "BASH_ENV": "/nowhere",
        "ENV": "/nowhere",
        "LANGUAGE": "ru",
        "LC_KLAD": "arrives",
    }
    wish = " ".join(f"{name}={value}" for name, value in sent.items())
    options = ["-tt", "-o", f"SetEnv {wish}"]
    with server.open(options=options) as terminal:
        terminal.wait_for("Badge")
        there = server.klad().environ()
    assert there["LC_KLAD"] == "arrives"
    assert there["KLAD_CONFIG"] == str(server.folder / "klad.toml")
    strangers = re.compile(r"TEXTUAL|LD_|PYTHON|KLAD_(?!CONFIG)|PG|BASH_ENV|ENV$|LANGUAGE")
    assert [name for name in there if strangers.match(name)] == []
    assert not log.exists()


def test_a_key_of_its_own_gives_klad_and_a_user(settings: str, tmp_path: Path) -> None:
    """`authorized_keys` alone restricts as well, and says whom the key belongs to."""
    words = map(shlex.quote, (str(KLAD), "handheld", "--user", "ivan"))
    command = f"KLAD_CONFIG={shlex.quote(str(tmp_path / 'klad.toml'))} {' '.join(words)}"
    options = f'restrict,pty,command="{command}"'
    (tmp_path / "klad.toml").write_text(settings)
    with Server(tmp_path / "sshd", options=options, shipped=False) as server:
        with server.open("/bin/sh") as terminal:
            terminal.wait_for("Picking")
            klad = server.klad()
            assert klad.cmdline()[-4:] == [str(KLAD), "handheld", "--user", "ivan"]
        assert gone([klad])
        with _target() as (port, reached):
            done = server.run([*server.client("-W", f"127.0.0.1:{port}"), "127.0.0.1"])
            assert "administratively prohibited" in done.stderr
            assert not reached.is_set()
        done = server.run([*server.client("-s"), "127.0.0.1", "sftp"])
        assert (done.returncode, done.stdout) == (1, "")


@contextmanager
def _target() -> Iterator[tuple[int, threading.Event]]:
    """Listen as somebody a tunnel would lead to; tell whether anybody came."""
    reached = threading.Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def wait() -> None:
            try:
                listening.accept()[0].close()
            except OSError:
                return
            reached.set()

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        yield listening.getsockname()[1], reached
        listening.shutdown(socket.SHUT_RDWR)
        waiting.join()


@contextmanager
def _forwarding(server: Server, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a client that only forwards."""
    client = subprocess.Popen(
        [*server.client("-N", "-o", "ExitOnForwardFailure=yes", *options), "127.0.0.1"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield client
    finally:
        client.kill()
        client.wait()


def _knock(address: Path | tuple[str, int], data: bytes, client: subprocess.Popen[bytes]) -> bytes:
    """Send *data* to the client's end of a tunnel; return all that comes back until it closes."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    target = str(address) if isinstance(address, Path) else address
    deadline = time.monotonic() + PATIENCE
    while True:
        with socket.socket(family) as line:
            line.settimeout(PATIENCE)
            try:
                line.connect(target)
            except OSError:
                assert client.poll() is None, "the client gave up"
                assert time.monotonic() < deadline
                time.sleep(0.05)
                continue
            came = b""
            try:
                line.sendall(data)
                while more := line.recv(4096):
                    came += more
            except ConnectionError:
                pass  # closed while we still spoke: nobody is there either
            return came
