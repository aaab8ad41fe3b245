"""The writer: the only thread that talks to the database, one stroke after another.

It takes strokes off the tape in their order, hands each to the work until it is done for good, and
tells the verdict only then. While the database is away the stroke stays in its hand and is tried
again; nothing is lost and nothing overtakes it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from core.kernel.errors import Unavailable
from core.kernel.ids import uuid7
from tui.scan.strokes import Idle, Scan, Stroke
from tui.scan.tape import Tape

IDLE_SECONDS = 30.0
"""Without a stroke for so long, counts are read anew and the link is tried."""

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between attempts to reach the database."""

DRAIN_SECONDS = 3.0
"""After a hang-up, how long strokes already taken are still worked on."""

V = TypeVar("V", covariant=True)  # noqa: PLC0105 - the name says what it is
"""What a stroke leads to."""

log = logging.getLogger("klad.scan")


class Worker(Protocol[V]):
    """What the writer drives."""

    def handle(self, stroke: Stroke) -> V:
        """Do one stroke; raises `Unavailable` to be tried again."""
        ...

    def save(self) -> None:
        """Keep what typing alone changed; raises `Unavailable`."""
        ...

    def close(self) -> None:
        """Let the database go; called last."""
        ...

    def broke(self, incident: str) -> V:
        """Tell that a bug stopped this stroke; nothing was recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Reports(Generic[V]):
    """How the writer tells what happened. Called from its thread; must not block."""

    verdict: Callable[[V, Stroke | None], None]
    link: Callable[[bool], None]
    """Whether the database answers; told on every change."""

    over: Callable[[Exception | None], None]
    """The tape is closed and worked off, or work could not even begin: called last."""


class Writer(threading.Thread, Generic[V]):
    """Runs until the tape is closed and empty."""

    def __init__(
        self, tape: Tape, begin: Callable[[], tuple[Worker[V], V | None]], reports: Reports[V]
    ) -> None:
        """Prepare to work on *tape*.

        Args:
            begin: opens the database and returns the worker with its first verdict; tried again
                while it raises `Unavailable`.
        """
        super().__init__(name="writer", daemon=True)
        self._tape = tape
        self._begin = begin
        self._reports = reports
        self._up = True
        self._held: Stroke | None = None

    @property
    def waiting(self) -> int:
        """How many scans wait: those on the tape, and the one in hand while it is tried again."""
        return self._tape.depth + isinstance(self._held, Scan)

    def run(self) -> None:
        """Work until the end of the tape."""
        failure: Exception | None = None
        try:
            begun = self._insist(self._begin)
            if begun is not None:
                worker, verdict = begun
                if verdict is not None:
                    self._reports.verdict(verdict, None)
                try:
                    self._work(worker)
                finally:
                    worker.close()
        except Exception as error:  # noqa: BLE001 - told by whoever started the terminal
            failure = error
        finally:
            self._reports.over(failure)

    def _work(self, worker: Worker[V]) -> None:
        while True:
            stroke = self._tape.take(timeout=0)
            if stroke is None:
                self._insist(worker.save)
                if self._tape.closed and not self._tape.depth:
                    return
                stroke = self._tape.take(timeout=IDLE_SECONDS) or Idle()
            if isinstance(stroke, Idle) and self._tape.closed:
                continue
            self._one(worker, stroke)

    def _one(self, worker: Worker[V], stroke: Stroke) -> None:
        self._held = stroke
        try:
            verdict = self._insist(lambda: worker.handle(stroke))
        except Exception:  # the one place that must go on whatever happens
            incident = uuid7().hex[-8:]
            log.exception("incident %s at %s", incident, type(stroke).__name__)
            verdict = worker.broke(incident)
        self._held = None
        if verdict is not None:
            self._reports.verdict(verdict, stroke if isinstance(stroke, Scan) else None)

    def _insist(self, act: Callable[[], R]) -> R | None:
        """Try *act* until the database answers; None when the tape was closed meanwhile."""
        tries = 0
        while True:
            try:
                done = act()
            except Unavailable as error:
                log.warning("database away: %s", error)
                self._tell_link(up=False)
                if self._tape.closed and tries * PAUSES[0] >= DRAIN_SECONDS:
                    return None
                self._tape.rest(PAUSES[0] if self._tape.closed else PAUSES[min(tries, 4)])
                tries += 1
            else:
                self._tell_link(up=True)
                return done

    def _tell_link(self, *, up: bool) -> None:
        if up is not self._up:
            self._up = up
            self._reports.link(up)


R = TypeVar("R")
"""What an attempt returns."""
