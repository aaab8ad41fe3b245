"""The tape: strokes of every thread wait here, in the order they came, for the writer."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

from tui.scan.strokes import Idle, Noticed, Scan, Stroke


class Tape:
    """A queue that never merges, reorders or drops. Safe to use from any thread."""

    def __init__(self) -> None:
        self._strokes: deque[Stroke] = deque()
        self._changed = threading.Condition()
        self._closed = False

    @property
    def depth(self) -> int:
        """How many scans wait; typing is not counted."""
        with self._changed:
            return sum(isinstance(stroke, Scan) for stroke in self._strokes)

    @property
    def closed(self) -> bool:
        """True after `close`: what is on the tape may still be taken."""
        return self._closed

    def put(self, strokes: Iterable[Stroke]) -> None:
        """Append *strokes* in their order."""
        with self._changed:
            self._strokes.extend(strokes)
            self._changed.notify()

    def put_back(self, strokes: Iterable[Stroke]) -> None:
        """Put *strokes* before everything that waits: a replay."""
        with self._changed:
            self._strokes.extendleft(reversed(list(strokes)))
            self._changed.notify()

    def take(self, timeout: float | None = None) -> Stroke | None:
        """Return the next stroke; None after *timeout* seconds, or when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._strokes or self._closed, timeout)
            return self._strokes.popleft() if self._strokes else None

    def take_scans(self) -> list[Scan]:
        """Take every scan that waits, to park it; typed-ahead keys are dropped with them.

        Keys typed ahead answered prompts that will not come: they are flushed, as on every
        terminal.
        """
        with self._changed:
            scans = [stroke for stroke in self._strokes if isinstance(stroke, Scan)]
            kept = [stroke for stroke in self._strokes if not _is_input(stroke)]
            self._strokes.clear()
            self._strokes.extend(kept)
            return scans

    def rest(self, seconds: float) -> None:
        """Wait *seconds*, less when the tape is being closed meanwhile."""
        with self._changed:
            if self._closed:
                self._changed.wait(seconds)
            else:
                self._changed.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Nothing more will come."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _is_input(stroke: Stroke) -> bool:
    return not isinstance(stroke, Noticed | Idle)
