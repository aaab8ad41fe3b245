"""A connection that breaks ends klad and its database session, and loses nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from tests.e2e.handheld.floor import Floor
from tests.e2e.ssh.conftest import person
from tests.e2e.ssh.server import PATIENCE, Server, gone
from tests.e2e.terminal import PtyTerminal

QUICK = 20.0
"""Seconds until klad has ended: a few on a quiet machine."""

ROUTE = ("CELLA-01", "CODE-GLOVES", "CELLSHIP", "CELLA-02", "CODE-MASK", "CELLSHIP")
"""What a storekeeper scans to pick gloves and masks."""


def kill_client(terminal: PtyTerminal, klad: psutil.Process) -> None:
    """The gun's battery fell out."""
    del klad
    terminal.kill(signal.SIGKILL)


def hang_up(terminal: PtyTerminal, klad: psutil.Process) -> None:
    """The terminal line is gone."""
    del terminal
    klad.send_signal(signal.SIGHUP)


def kill_connection(terminal: PtyTerminal, klad: psutil.Process) -> None:
    """The server's side of the connection dies."""
    del terminal
    parent = klad.parent()
    assert parent is not None
    parent.kill()


def close_window(terminal: PtyTerminal, klad: psutil.Process) -> None:
    """The window with the client is closed."""
    del klad
    terminal.hang_up()


def kill_klad(terminal: PtyTerminal, klad: psutil.Process) -> None:
    """The process itself is killed."""
    del terminal
    klad.kill()


@pytest.mark.parametrize("drop", [kill_client, hang_up, kill_connection, close_window, kill_klad])
def test_a_dropped_connection_ends_klad_and_work_goes_on_where_it_stopped(
    server: Server, floor: Floor, drop: Callable[[PtyTerminal, psutil.Process], None]
) -> None:
    before = len(floor.journal())
    floor.task("GLOVES 3, MASK 2")
    badge = person(floor, drop.__name__)
    with server.open() as terminal:
        _reach_task(terminal, badge)
        terminal.feed("CELLA-01\r")
        terminal.wait_for("SCAN ITEM")
        terminal.feed("CODE-GLOVES\r")
        terminal.wait_for("QUANTITY")
        prompt = _prompt(terminal)
        klad = server.klad()
        drop(terminal, klad)
        assert gone([klad], QUICK)
        _wait(lambda: _sessions(floor) == 0, "no database session is left")
    assert server.klads() == []
    with server.open() as again:
        again.wait_for("Badge")
        again.feed(f"{badge}\r")
        again.wait_until(lambda _: _prompt(again) == prompt, "\n".join(prompt))
        assert floor.journal()[before:] == ["CELLA-01", "CODE-GLOVES"]


def test_a_client_that_falls_silent_is_given_up(
    settings: str, floor: Floor, tmp_path: Path
) -> None:
    """The gun left the radio's reach: nothing says so but its silence."""
    shorter = {"ClientAliveInterval": "1", "ClientAliveCountMax": "2"}
    with Server(tmp_path, settings, shorter) as server, server.open() as terminal:
        terminal.wait_for("Badge")
        klad = server.klad()
        terminal.kill(signal.SIGSTOP)
        assert gone([klad])
        _wait(lambda: _sessions(floor) == 0, "no database session is left")


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_scans_on_their_way_when_the_connection_drops_happen_once_or_not_at_all(
    server: Server, floor: Floor, after: int
) -> None:
    """Send a whole task in one write and kill the client while it is worked off."""
    before = len(floor.journal())
    task = floor.task("GLOVES 3, MASK 2")
    badge = person(floor, f"burst{after}")
    with server.open() as terminal:
        _reach_task(terminal, badge)
        klad = server.klad()
        terminal.feed("".join(f"{code}\r" for code in ROUTE))
        _wait(lambda: len(floor.journal()) >= before + after, f"{after} scans are journalled")
        terminal.kill()
        assert gone([klad], QUICK)
    done = floor.journal()[before:]
    assert done == list(ROUTE[: len(done)])
    with server.open() as again:
        again.wait_for("Badge")
        again.feed(f"{badge}\r")
        again.wait_for("You are back|Everything is picked")
        again.feed("".join(f"{code}\r" for code in ROUTE[len(done) :]))
        again.wait_for("Everything is picked")
    assert floor.picked(task) == [(3, 3), (2, 2)]
    assert floor.journal()[before:] == list(ROUTE)


def _reach_task(terminal: PtyTerminal, badge: str) -> None:
    terminal.wait_for("Badge")
    terminal.feed(f"{badge}\r")
    terminal.wait_for("1 Picking +1")
    terminal.feed("1")
    terminal.wait_for("Choose or scan")
    terminal.feed("1")
    terminal.wait_for("SCAN LOCATION")


def _prompt(terminal: PtyTerminal) -> list[str]:
    """Return what is shown between the first line and what is typed."""
    lines = terminal.lines
    ruler = next((row for row, line in enumerate(lines) if line.startswith("---")), 0)
    return lines[1 : ruler + 2]


def _sessions(floor: Floor) -> int:
    """Return how many terminals the database serves."""
    with floor.database.engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name LIKE 'klad handheld%'"
            )
        ).scalar_one()


def _wait(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
