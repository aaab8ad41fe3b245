"""The parent's side of an engine in a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from time import monotonic
from typing import BinaryIO, Self, cast

from routing.problem import Problem
from routing.solvers.child import Order
from routing.solvers.parcel import send
from routing.solvers.task import Task
from routing.solvers.wire import is_last

GRACE = 0.2
"""Over the limit, or the moment it began at where that was later, an engine may take so much of it
more, and `LEEWAY` seconds."""

LEEWAY = 2.0
"""A busy machine may not let it answer at once; what it has found is worth that."""

START = 10.0
"""Seconds in which a process begins, on a machine that has much else to do."""

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


class Worker:
    """A process that runs engines, one task after another."""

    def __init__(self) -> None:
        paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109
        self._process = subprocess.Popen(
            [sys.executable, "-m", "routing.solvers.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        )

    def send(self, order: Order) -> None:
        """Give it a task; one that is dead takes none, and nothing is heard of it."""
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(OSError, ValueError):
            send(cast("BinaryIO", self._process.stdin), order)

    def lines(self) -> Iterator[bytes]:
        """Yield what it says of one task, until that is over or it is dead."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                yield line
                if is_last(line):
                    return

    def end(self) -> int:
        """End it, whatever it does, and return its exit code."""
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def ended(self) -> int:
        """Return the exit code of one that has closed its side."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        return self.end()


class Crew:
    """Workers that wait for another task: to start one takes longer than a small task does.

    Whoever hires must outlive the crew: a worker ends with the thread that started it.
    """

    def __init__(self) -> None:
        self._waiting: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._waiting:
            self._waiting.pop().end()

    def hire(self) -> Worker:
        """Return one that waits, or a new one."""
        return self._waiting.pop() if self._waiting else Worker()

    def rest(self, worker: Worker) -> None:
        """Let one wait that has done its task."""
        self._waiting.append(worker)


class Running:
    """An engine that runs. What it writes comes through the queue, line by line, then None."""

    def __init__(
        self,
        member: Member,
        problem: Problem,
        task: Task,
        said: SimpleQueue[tuple[Running, bytes | None]],
        crew: Crew | None = None,
    ) -> None:
        """Begin.

        Args:
            crew: whose worker does it, and goes back when it has; None: one of its own.
        """
        self.member = member
        self.begun = self.heard = monotonic()
        self.began_after: float | None = None
        """Seconds after which its first word was heard; None: none yet."""
        self.limit = task.seconds
        self._said = said
        self._crew = crew
        allowed = task.seconds * (1 + GRACE) + LEEWAY
        order = Order(member.module, problem, task, self.begun, os.getpid(), allowed + 1)
        self._worker = Worker() if crew is None else crew.hire()
        threading.Thread(target=self._worker.send, args=(order,), daemon=True).start()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        for line in self._worker.lines():
            self._said.put((self, line))
        self._said.put((self, None))

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return monotonic() - self.begun

    def hear(self) -> None:
        """Note that it has said something."""
        self.heard = monotonic()
        if self.began_after is None:
            self.began_after = self.seconds

    @property
    def hangs(self) -> bool:
        """Whether it is far over its limit, or has been silent for too long, if it may not."""
        silent = 0.0 if self.member.silent else monotonic() - self.heard
        begun = START if self.began_after is None else self.began_after
        late = self.seconds > max(self.limit, begun) * (1 + GRACE) + LEEWAY
        return late or silent > max(QUIET, self.limit * SILENCE)

    def end(self) -> int:
        """End its worker, whatever it does, and return the exit code."""
        return self._worker.end()

    def ended(self) -> int:
        """Return the exit code of a worker that has closed its side."""
        return self._worker.ended()

    def done(self) -> None:
        """Let its worker go, which has done its task."""
        if self._crew is None:
            self._worker.end()
            return
        self._listening.join()  # it has heard the last line; the next listener hears the next one
        self._crew.rest(self._worker)


__all__ = ["Crew", "Member", "Running"]
