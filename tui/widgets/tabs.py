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


BEFORE, AFTER = "‹", "›"
"""Where tabs are that do not fit."""


class TabLine(Widget, Retold):
    """The tabs, as many as fit: the active one is among them, and where the others are is shown."""

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

    def placed(self) -> tuple[int, list[tuple[Tab, str]]]:
        """Return where the first tab begins, and the tabs that are drawn, from left to right."""
        labels, width = self.labels(), self.size.width
        if sum(len(label) for _tab, label in labels) <= width:
            return 0, labels
        at = [tab.id for tab, _label in labels].index(self.active)
        first = 0
        while first < at and sum(len(label) for _tab, label in labels[first : at + 1]) > width - 2:
            first += 1
        shown: list[tuple[Tab, str]] = []
        left = width - 1 - bool(first)
        for tab, label in labels[first:]:
            if len(label) > left and shown:
                break
            shown.append((tab, label[:left]))
            left -= len(label)
        return int(bool(first)), shown

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        del y
        plain = self.get_component_rich_style("tabline--tab")
        active = self.get_component_rich_style("tabline--active")
        used, shown = self.placed()
        segments = [Segment(BEFORE, plain)] if used else []
        for tab, label in shown:
            text = f"[{label[1:-1]}]" if tab.id == self.active else label
            segments.append(Segment(text, active if tab.id == self.active else plain))
            used += len(text)
        if shown and shown[-1][0] is not self.tabs[-1]:
            segments.append(Segment(cut("", max(0, self.size.width - used - 1)) + AFTER, plain))
        else:
            segments.append(Segment(cut("", max(0, self.size.width - used)), plain))
        return Strip(segments).crop(0, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Show the tab that was clicked; an arrow leads to the nearest one it stands for."""
        left, shown = self.placed()
        if event.x < left:
            self.turn(-1)
            return
        for tab, label in shown:
            if left <= event.x < left + len(label):
                self.activate(tab.id)
                return
            left += len(label)
        if shown and shown[-1][0] is not self.tabs[-1] and event.x == self.size.width - 1:
            self.turn(1)
