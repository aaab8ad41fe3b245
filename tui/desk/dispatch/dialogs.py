"""Engines at work, as the dispatcher sees them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from tui.desk.dialogs import Box
from tui.desk.keys import DeskDialog, waiting
from tui.flows.desk.dispatch.engines import Solving
from tui.locale import _
from tui.widgets.bars import MessageLine
from tui.widgets.telling import Line

TICK = 0.2
"""Seconds between two looks at engines."""


class Engines(DeskDialog[bool]):
    """Engines at work: the best plan so far; Enter takes it, Esc stops without.

    The answer: True to look at the best plan, False where there is none better, None to forget it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", show=False)]

    def __init__(self, solving: Solving, seconds: int, said: Callable[[Solving], str]) -> None:
        super().__init__()
        self._solving, self._seconds, self._said = solving, seconds, said
        self._began = time.monotonic()
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        """How far they are, what they have found."""
        with Box():
            yield Line(lambda: _("Planning"), classes="title")
            yield Line(self._far)
            yield Line(lambda: self._said(self._solving))
            yield Line(
                lambda: _("Enter takes the best plan so far, Esc stops and forgets it."),
                classes="hint",
            )
            yield MessageLine()

    def on_mount(self) -> None:
        """Look at them again and again."""
        super().on_mount()
        self._clock = self.set_interval(TICK, self._look)

    def retell(self) -> None:
        """Everything is told by its lines."""

    def action_take(self) -> None:
        """Take the best plan so far."""
        self.perform(self._end, True)

    def do_back(self) -> None:
        """Stop them and forget what they found."""
        self.perform(self._end, False)

    async def _end(self, take: bool) -> None:
        if self._clock is not None:
            self._clock.stop()
        await waiting(self._solving.cancel)
        self.dismiss((self._solving.best is not None) if take else None)

    def _look(self) -> None:
        for line in self.query(Line):
            line.retell()
        if self._solving.ended():
            self.action_take()

    def _far(self) -> str:
        spent = min(int(time.monotonic() - self._began), self._seconds)
        wide = 40
        done = wide * spent // max(1, self._seconds)
        bar = "█" * done + "░" * (wide - done)
        return _("{bar} {spent}/{seconds} s").format(bar=bar, spent=spent, seconds=self._seconds)
