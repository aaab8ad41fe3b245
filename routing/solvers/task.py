"""What an engine is asked, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from routing.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One run of one engine."""

    seconds: float
    """After so long it answers with what it has. At least 0."""
    iterations: int | None = None
    """After so many steps of its search it answers; None: only time counts."""
    seed: int = 1
    warm: Plan | None = None
    """A plan to begin with."""
    variant: str = ""
    """Another way of searching that the engine knows; "": its usual one."""


@dataclass(slots=True)
class Reporter:
    """What an engine tells while it searches; told no more often than somebody can look."""

    tell: Callable[[Plan], None]
    beat: Callable[[], None]
    """Says that it is still alive."""
    pause: float = 0.2
    """Seconds between two plans told."""
    _told: float = field(default=-1e9)
    _beaten: float = field(default=-1e9)
    _waiting: Callable[[], Plan] | None = None

    def plan(self, make: Callable[[], Plan]) -> None:
        """Tell of a better plan, now or a little later; it is only made if it is told."""
        self._waiting = make
        self.alive()

    def alive(self) -> None:
        """Tell that the search goes on, and of the last better plan if it is time."""
        now = perf_counter()
        if self._waiting is not None and now - self._told >= self.pause:
            make, self._waiting = self._waiting, None
            self._told = now
            self.tell(make())
        elif now - self._beaten >= self.pause:
            self._beaten = now
            self.beat()


Engine = Callable[..., Plan | None]
"""`run(problem, task, reporter)`: the best plan found, None where there is none."""


__all__ = ["Engine", "Reporter", "Task"]
