"""A sitting over a day as a screen holds it: one thread for its calls, and what is shown of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from core.delivery.planning.day_shape import DeliveryDay
from core.delivery.planning.rebasing import Rebased
from core.delivery.planning.travelling import Travelled
from routing.plan import Plan
from routing.problem import Problem
from routing.verdict import Verdict
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.dispatch.views import DayView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """A sitting at one moment: what a screen may read while the sitting goes on."""

    view: DayView
    day: DeliveryDay
    plan: Plan
    problem: Problem
    verdict: Verdict
    travelled: Travelled


class Sitting:
    """Calls a planning session one after another, on a thread of their own."""

    def __init__(self, session: PlanningSession) -> None:
        self.session = session
        self.shown: Shown | None = None
        """None: the day was never read."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sitting")
        self._last: Future[Any] | None = None

    async def call(self, what: Callable[..., T], *args: object) -> T:
        """Return what *what* returns, once the calls before it are over."""
        future = self._thread.submit(partial(self._made, what, *args))
        self._last = future
        return await asyncio.wrap_future(future)

    def reread(self) -> tuple[DeliveryDay, Rebased, DeliveryDay]:
        """Read the day again, on the thread; return it as it was read before, and is now."""
        before = self.session.base
        found = self.session.reload()
        return before, found, self.session.base

    def close(self) -> None:
        """Take no further calls; what is under way ends by itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def ended(self, patience: float) -> bool:
        """Tell whether the last call is over, waiting for *patience* seconds at most."""
        return self._last is None or not wait([self._last], patience).not_done

    def _made(self, what: Callable[..., T], *args: object) -> T:
        try:
            return what(*args)
        finally:  # what was refused may have read the day anew all the same
            if self.session.loaded:
                self.shown = self._now()

    def _now(self) -> Shown:
        session = self.session
        return Shown(
            session.view,
            session.day,
            session.plan,
            session.problem,
            session.verdict,
            session.travelled,
        )
