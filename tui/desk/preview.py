"""A printed form as text on screen: scrolled both ways, then sent to the printer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import ScrollableContainer
from textual.widgets import Static

from tui.desk.keys import DeskScreen, waiting
from tui.flows.desk.shapes import Card, Printout
from tui.locale import _
from tui.terminal.safety import safe

SCROLLBAR = 1
"""Columns."""


class Preview(DeskScreen):
    """The paper before it is paper."""

    OFFERS = ("help", "print", "back", "language", "quit")
    DEFAULT_CSS = """
    Preview ScrollableContainer { height: 1fr; scrollbar-size-vertical: 1; }
    Preview .paper { width: auto; height: auto; }
    """

    def __init__(self, of: Printout, card: Card, lines: Sequence[str]) -> None:
        super().__init__()
        self._of, self._card = of, card
        self._lines = tuple(safe(line) for line in lines)

    def body(self) -> ComposeResult:
        """The sheet, wider than the screen if need be."""
        with ScrollableContainer(can_focus=True):
            sheet = Text("\n".join(self._lines), no_wrap=True)
            yield Static(sheet, classes="paper", markup=False)

    def on_mount(self) -> None:
        """Arrows scroll."""
        super().on_mount()
        self.query_one(ScrollableContainer).focus()

    def heading(self) -> str:
        """Return what is shown."""
        return f"{_(self._of.title)} · {self._card.heading}"

    def do_print(self) -> None:
        """Put it into the outbox."""
        self.perform(self._print)

    async def _print(self) -> None:
        if self._card.id is None:
            return
        asked = await waiting(self.desk.print, self._of.name, self._card.id)
        text = _("Sent to the printer, marked as a duplicate.") if asked.duplicate else ""
        self.say(text or _("Sent to the printer."))
