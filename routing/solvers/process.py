"""The parent's side of an engine in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from queue import SimpleQueue
from time import monotonic
from typing import BinaryIO, cast

from routing.problem import Problem
from routing.solvers.child import Order
from routing.solvers.parcel import send
from routing.solvers.task import Task

GRACE = 0.2
"""Over the limit an engine may take so much of it more, and `START` seconds to begin."""

START = 0.5

SILENCE = 0.3
"""An engine that says nothing for this part of its limit, and `QUIET` seconds at least, hangs."""

QUIET = 10.0


@dataclass(frozen=True, slots=True)
class Member:
    """One engine of a portfolio."""

    name: str
    module: str
    """Where its `run` is; imported only in the process it runs in."""
    variant: str = ""
    seed: int = 0
    """Added to the seed asked for."""
    silent: bool = False
    """It may say nothing for long."""
    cold: bool = False
    """It does better from nothing than from a plan of plain insertion."""


class Running:
    """An engine that runs. What it writes comes through the queue, line by line, then None."""

    def __init__(
        self,
        member: Member,
        problem: Problem,
        task: Task,
        said: SimpleQueue[tuple[Running, bytes | None]],
    ) -> None:
        self.member = member
        self.begun = self.heard = monotonic()
        self.limit = task.seconds
        self._said = said
        allowed = task.seconds * (1 + GRACE) + START
        order = Order(member.module, problem, task, self.begun, os.getpid(), allowed + 1)
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        self._process = subprocess.Popen(
            [sys.executable, "-m", "routing.solvers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        )
        threading.Thread(target=self._send, args=(order,), daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()

    def _send(self, order: Order) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(OSError, ValueError):
            send(cast("BinaryIO", self._process.stdin), order)

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                self._said.put((self, line))
        self._said.put((self, None))

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return monotonic() - self.begun

    @property
    def hangs(self) -> bool:
        """Whether it is far over its limit, or has been silent for too long, if it may not."""
        silent = 0.0 if self.member.silent else monotonic() - self.heard
        return self.seconds > self.limit * (1 + GRACE) + START or silent > max(
            QUIET, self.limit * SILENCE
        )

    def end(self) -> int:
        """End it, whatever it does, and return its exit code."""
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def reap(self) -> int:
        """Return the exit code of one that has closed its side."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        return self.end()


__all__ = ["Member", "Running"]
