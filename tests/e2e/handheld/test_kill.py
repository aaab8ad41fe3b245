"""`kill -9` at any moment of a pick: the same prompt again, nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from tests.e2e.handheld.floor import Floor, lay_out
from tests.e2e.handheld.truck import Truck
from tests.e2e.terminal import PATIENCE, PtyTerminal

LINES = 40
KILLS = 200
ITEMS = [f"I{number:03d}" for number in range(LINES)]
CELLS = [f"C-{number:03d}" for number in range(LINES)]


class Zygote:
    """Starts handhelds by forking."""

    def __init__(self, floor: Floor | Truck, login: str = "ivan") -> None:
        self._floor = floor
        self._login = login
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )

    def start(self) -> Forked:
        """Return a handheld on a new terminal, signed in by its key."""
        return Forked(self)

    def fork(self, tty: str) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        told = {
            "tty": tty,
            "arguments": ["--user", self._login],
            "env": self._floor.environment(),
        }
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._process.stdout.close()


class Forked(PtyTerminal):
    """A handheld whose parent is the zygote."""

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        self._pid = 0
        super().__init__([], (26, 20))

    def _spawn(self, argv: object, slave: int, env: object) -> None:  # noqa: ARG002
        self._pid = self._zygote.fork(os.ttyname(slave))

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def status(self) -> int | None:
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return 0
        return None


@pytest.fixture(scope="module")
def floor(database: Database) -> Floor:
    stock = ", ".join(f"{cell} {item} 9" for cell, item in zip(CELLS, ITEMS, strict=True))
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    return lay_out(database, clock, " ".join(CELLS), stock)


@pytest.fixture(scope="module")
def zygote(floor: Floor) -> Iterator[Zygote]:
    started = Zygote(floor)
    yield started
    started.close()


def wait_for_backends(database: Database) -> None:
    """Wait until the server has noticed that the killed process is gone."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with transaction(database.sessions) as session:
            left = session.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND application_name LIKE 'klad handheld%'"
                )
            )
        if not left:
            return
        assert time.monotonic() < deadline
        time.sleep(0.01)


def script() -> list[str]:
    """Return every scan of the task, in order."""
    scans = []
    for cell, item in zip(CELLS, ITEMS, strict=True):
        scans += [f"CELL{cell}", f"CODE-{item}", "CELLSHIP"]
    return scans


def prompt_after(done: int) -> tuple[str, str]:
    """Return the first line's beginning and the prompt after *done* scans."""
    line, within = divmod(done, 3)
    if line == LINES:
        return f"PICK {LINES}/{LINES}", "Take there"
    return f"PICK {line + 1}/{LINES}", ("SCAN LOCATION", "SCAN ITEM", "QUANTITY")[within]


def live_and_die(zygote: Zygote, floor: Floor, chance: random.Random, scans: list[str]) -> bool:
    """One life: resume, see the right prompt, scan a little, be killed; tell if too early."""
    journal = floor.journal()
    assert journal == scans[: len(journal)], "lost, doubled or reordered"
    with zygote.start() as handheld:
        title, prompt = prompt_after(len(journal))
        handheld.wait_until(
            lambda screen: title in screen and prompt in screen, f"{title} {prompt}"
        )
        following = scans[len(journal) : len(journal) + chance.randint(1, 3)]
        handheld.feed("".join(f"{scan}\r" for scan in following))
        time.sleep(chance.random() * 0.05)
        handheld.kill()
    wait_for_backends(floor.database)
    return len(floor.journal()) < len(journal) + len(following)


def open_task(zygote: Zygote) -> None:
    with zygote.start() as handheld:
        handheld.wait_for("1 Picking +1")
        handheld.feed("1")
        handheld.wait_for("MY TASKS 1")
        handheld.feed("1")
        handheld.wait_for("SCAN LOCATION")


def kill_many(zygote: Zygote, floor: Floor, seed: int, kills: int) -> None:
    """Kill *kills* times over as many tasks as that takes; then everything adds up."""
    chance = random.Random(seed)
    scans = script()
    left, early = kills, 0
    while left:
        task = floor.task(", ".join(f"{item} 1" for item in ITEMS))
        floor.forget_journal()
        open_task(zygote)
        wait_for_backends(floor.database)
        floor.forget_journal()
        while left and len(floor.journal()) < len(scans):
            early += live_and_die(zygote, floor, chance, scans)
            left -= 1
            picked = [done for _, done in floor.picked(task)]
            assert picked == [1] * (len(floor.journal()) // 3) + [0] * (
                LINES - len(floor.journal()) // 3
            )
        finish(zygote, floor, scans)
        assert floor.picked(task) == [(1, 1)] * LINES
        with transaction(floor.database.sessions) as session:
            assert ledger.verify(session) == []
    assert early, "every kill came after the last commit: nothing was put to the test"


def finish(zygote: Zygote, floor: Floor, scans: list[str]) -> None:
    """Work the rest off without being killed."""
    done = len(floor.journal())
    with zygote.start() as handheld:
        title, prompt = prompt_after(done)
        handheld.wait_until(lambda screen: title in screen and prompt in screen, prompt)
        handheld.feed("".join(f"{scan}\r" for scan in scans[done:]))
        handheld.wait_for("Take there")
        handheld.feed("\r")
        handheld.wait_for("is done")
    wait_for_backends(floor.database)


def test_two_hundred_kills_lose_nothing_and_double_nothing(zygote: Zygote, floor: Floor) -> None:
    """At 200 seeded moments the process dies; journal, stock and prompt agree every time."""
    kill_many(zygote, floor, seed=20261120, kills=KILLS)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_kills(zygote: Zygote, floor: Floor, seed: int) -> None:
    """The same with more seeds."""
    kill_many(zygote, floor, seed=seed, kills=1000)
