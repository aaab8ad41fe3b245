"""Questions of the dispatcher's desk: fields to fill in, and engines at work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer

from tui.desk.dialogs import Box
from tui.desk.fields import FieldsPane
from tui.desk.keys import DeskDialog, waiting
from tui.flows.desk.desk import Desk
from tui.flows.desk.dispatch.engines import Solving
from tui.flows.desk.shapes import Field
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.telling import Line

TICK = 0.2
"""Seconds between two looks at engines."""


class FieldsDialog(DeskDialog[dict[str, Any]]):
    """Fields to fill in; the answer is name → value."""

    OFFERS = ("save", "pick", "back", "help")

    def __init__(
        self,
        desk: Desk,
        title: Callable[[], str],
        fields: Sequence[Field],
        values: Mapping[str, Any],
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = FieldsPane(
            desk, fields, dict(values), {}, narrow=lambda _name: (), columns=1
        )

    def compose(self) -> ComposeResult:
        """What is asked, then the fields."""
        with Box():
            yield Line(self._title, classes="title")
            with VerticalScroll(can_focus=False) as scroll:
                scroll.styles.height = "auto"
                scroll.styles.max_height = 14
                yield self._fields
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Begin with the first field."""
        super().on_mount()
        self._fields.focus_first()

    def on_fields_pane_finished(self, event: FieldsPane.Finished) -> None:
        """Enter on the last field gives the answer."""
        event.stop()
        self.do_save()

    def on_fields_pane_wrong(self, event: FieldsPane.Wrong) -> None:
        """Say what is wrong."""
        event.stop()
        self.tell(event.error)

    def do_pick(self) -> None:
        """Pick from the list of the field under the cursor."""
        self.perform(self._fields.pick)

    def do_save(self) -> None:
        """Give the answer."""
        self.perform(self._answer)

    async def _answer(self) -> None:
        values = await self._fields.collect()
        if values is not None:
            self.dismiss(values)


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
