"""One line of tabs; which one is shown is told to whoever holds what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.telling import Retold, cut


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab."""

    id: str
    title: Callable[[], str]
    """In the language of now."""


class TabLine(Widget, Retold):
    """The tabs, as many as fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabline--tab", "tabline--active"}
    DEFAULT_CSS = """
    TabLine { height: 1; width: 1fr; }
    """

    class Turned(Message):
        """Another tab is shown."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self.tabs = tuple(tabs)
        self.active = self.tabs[0].id if self.tabs else ""

    def retell(self) -> None:
        self.refresh()

    def turn(self, by: int = 1) -> None:
        """Show the next tab."""
        ids = [tab.id for tab in self.tabs]
        if ids:
            self.activate(ids[(ids.index(self.active) + by) % len(ids)])

    def activate(self, tab: str) -> None:
        """Show a tab."""
        self.active = tab
        self.refresh()
        self.post_message(self.Turned(tab))

    def labels(self) -> list[tuple[Tab, str]]:
        """Return the tabs with their titles."""
        return [(tab, f" {tab.title()} ") for tab in self.tabs]

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        plain = self.get_component_rich_style("tabline--tab")
        active = self.get_component_rich_style("tabline--active")
        segments, used = [], 0
        for tab, label in self.labels():
            text = f"[{label[1:-1]}]" if tab.id == self.active else label
            segments.append(Segment(text, active if tab.id == self.active else plain))
            used += len(text)
        segments.append(Segment(cut("", max(0, self.size.width - used)), plain))
        return Strip(segments).crop(0, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the tab that was clicked."""
        left = 0
        for tab, label in self.labels():
            if left <= event.x < left + len(label):
                self.activate(tab.id)
                return
            left += len(label)
