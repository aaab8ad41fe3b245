"""One widget on a terminal, and what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tui.desk.context import DeskApp
from tui.locale import current_language, use_language
from tui.theme import CSS, RICH
from tui.widgets.telling import retell


class Board(App[None]):
    """The widget alone; it remembers what the widget reports."""

    CSS = CSS

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.heard: list[Message] = []
        """Messages of the widget's own, in order."""

    def compose(self) -> ComposeResult:
        """The widget."""
        yield self.widget

    def on_mount(self) -> None:
        """Dress as klad does."""
        self.register_theme(RICH)
        self.theme = RICH.name
        if self.widget.can_focus:
            self.widget.focus()

    def hear(self, message: Message) -> None:
        """Remember what the widget reports."""
        its_own = type(message).__qualname__.startswith(f"{type(self.widget).__name__}.")
        if its_own and message not in self.heard:  # it is heard at every stage of its way up
            self.heard.append(message)

    def said(self) -> list[str]:
        """Return the names of what was reported since last asked."""
        names = [type(message).__name__ for message in self.heard]
        self.heard.clear()
        return names

    @property
    def lines(self) -> list[str]:
        """The screen, line by line, without blanks at the ends."""
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def picture(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines).rstrip()

    def styled(self, text: str) -> Any:
        """Return the style of the first piece of the screen that has *text* in it."""
        for strip in self.screen._compositor.render_strips():
            for segment in strip:
                if text in segment.text:
                    return segment.style
        raise AssertionError(text)


@asynccontextmanager
async def shown(widget: Widget, size: tuple[int, int]) -> AsyncIterator[tuple[Board, Pilot[None]]]:
    """Put a widget on a terminal of *size*."""
    board = Board(widget)
    async with board.run_test(size=size, message_hook=board.hear) as pilot:
        await pilot.pause()
        yield board, pilot


class Shell(DeskApp):
    """The part of the workstation that a screen needs; nobody has signed in."""

    CSS = CSS

    def __init__(self, first: Screen[Any]) -> None:
        super().__init__()
        self._first = first

    def on_mount(self) -> None:
        """Dress as klad does and open the screen."""
        self.register_theme(RICH)
        self.theme = RICH.name
        self.push_screen(self._first)

    def who_and_when(self) -> str:
        """Nobody, on a day."""
        return "lead · 2026-11-20"

    def what_waits(self) -> str:
        """Nothing."""
        return ""

    def switch_language(self) -> None:
        """Switch, and have everything said again."""
        use_language("ru" if current_language() == "en" else "en")
        retell(self.screen)
