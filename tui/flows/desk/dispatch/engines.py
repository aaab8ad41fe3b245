"""Engines at work on a day in a thread: the best plan of any moment, and an end within a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from core.delivery.planning.day_shape import DeliveryDay
from routing.errors import RoutingError
from routing.outcome import Incumbent, Options, Outcome
from routing.plan import Plan
from routing.problem import Problem
from routing.solve import solve
from routing.verdict import Verdict


@dataclass(frozen=True)
class State:
    """One moment of the sitting."""

    base: DeliveryDay
    """The day as it had been read by then, without what was cut by hand."""
    day: DeliveryDay
    plan: Plan
    problem: Problem
    verdict: Verdict


class Solving:
    """Engines at work on a plan."""

    def __init__(
        self,
        began: State,
        problem: Problem,
        options: Options,
        told: Callable[[Incumbent], None] | None,
    ) -> None:
        self.began = began
        self._problem, self._options, self._told = problem, options, told
        self._best: Incumbent | None = None
        self._outcome: Outcome | None = None
        self._failure: RoutingError | OSError | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="solving", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self, patience: float = 1.0) -> bool:
        """Stop engines; tells whether they have stopped, waiting for so many seconds at most."""
        self._over.set()
        return self.ended(patience)

    def ended(self, patience: float = 0.0) -> bool:
        """Tell whether it is over, waiting for so many seconds at most."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    @property
    def best(self) -> Incumbent | None:
        """The best plan by now; None: none is better than what there was."""
        return self._best

    @property
    def outcome(self) -> Outcome | None:
        """What it came to, with engines that failed; None while it goes on, or where it broke.

        Raises:
            RoutingError, OSError: what ended it before its time.
        """
        if self._failure is not None:
            raise self._failure
        return self._outcome

    def _work(self) -> None:
        try:
            self._outcome = solve(self._problem, self._options, self._better, self._over.is_set)
        except (RoutingError, OSError) as error:
            self._failure = error

    def _better(self, found: Incumbent) -> None:
        self._best = found
        if self._told is not None:
            self._told(found)
