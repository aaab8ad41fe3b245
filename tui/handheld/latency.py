"""How long a scan takes to its painted verdict: the last hundred, for line 1."""

from __future__ import annotations

from collections import deque

_KEPT = 100
_SLOWEST = 0.95


class Latency:
    """A window of measured times."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_KEPT)

    def add(self, seconds: float) -> None:
        """Count one scan."""
        self._seconds.append(max(0.0, seconds))

    @property
    def p95_ms(self) -> int | None:
        """Milliseconds that 95 of 100 scans did not exceed; None before the first."""
        if not self._seconds:
            return None
        ordered = sorted(self._seconds)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * _SLOWEST))] * 1000)
