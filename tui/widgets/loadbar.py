"""Bars of load: how full a vehicle is by weight, volume, pallets and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.formatting import NBSP
from tui.widgets.telling import Retold, cut

FULL, FREE, OVER, UNKNOWN = "█", "░", "▚", "·"
"""Signs of what is taken, what is free, what is too much, and of a limit nobody knows."""

TOO_MUCH = "!"
"""Stands beside an overload, for those who see no red."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One measure of load."""

    title: str
    """In the reader's language: “Weight”."""
    used: int
    limit: int | None
    """In the unit of `used`; 0: none of it may be carried; None: nobody knows, never too much."""
    figures: str = ""
    """As people write it: “840 / 1 500 kg”."""

    @property
    def over(self) -> bool:
        """Whether it is more than there may be."""
        return self.limit is not None and self.used > self.limit

    @property
    def share(self) -> int | None:
        """Percent of the limit, rounded up; of a limit of nought, 0 or 999; None without one."""
        if self.limit is None:
            return None
        if self.limit <= 0:
            return 999 if self.used > 0 else 0
        return -(-self.used * 100 // self.limit)

    @property
    def percent(self) -> str:
        """The share as it is written, an overload marked; "" without a limit."""
        return "" if self.share is None else f"{TOO_MUCH if self.over else ''}{self.share}"

    @property
    def tone(self) -> str:
        """Return "bad" for an overload, else "good"."""
        return "bad" if self.over else "good"


def bar_signs(used: int, limit: int | None, width: int) -> str:
    """Return a bar of *width* cells.

    A load that is there shows a cell at least, and one that is not full leaves a cell free. What is
    too much takes its part of the bar, a cell at least.
    """
    if width <= 0:
        return ""
    if limit is None:
        return UNKNOWN * width
    if used <= 0:
        return FREE * width
    if used > limit:
        over = max(1, min(width, width * (used - max(0, limit)) // used))
        return FULL * (width - over) + OVER * over
    filled = max(1, width * used // limit)
    return FULL * filled + FREE * (width - filled)


class LoadBars(Widget, Retold):
    """A bar per line: title, bar, percent, figures."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("loadbars--title", "loadbars--good", "loadbars--bad"),
    }
    DEFAULT_CSS = """
    LoadBars { height: auto; width: 1fr; }
    LoadBars > .loadbars--title { color: $foreground; }
    LoadBars > .loadbars--good { color: $success; }
    LoadBars > .loadbars--bad { color: $error; text-style: bold; }
    LoadBars:ansi > .loadbars--title { color: ansi_default; }
    LoadBars:ansi > .loadbars--good { color: ansi_green; }
    LoadBars:ansi > .loadbars--bad { color: ansi_red; }
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.bars: tuple[Bar, ...] = ()

    def show(self, bars: Sequence[Bar]) -> None:
        """Show other loads."""
        as_high = len(bars) == len(self.bars)
        self.bars = tuple(bars)
        self.refresh(layout=not as_high)

    def retell(self) -> None:
        self.refresh()

    def get_content_height(self, *_measured: object) -> int:
        """As many lines as there are bars."""
        return len(self.bars)

    def render_line(self, y: int) -> Strip:
        """Draw a bar; where there is little room the bar is shortened, then the figures are cut."""
        width = self.size.width
        if y >= len(self.bars):
            return Strip.blank(width, self.rich_style)
        bar = self.bars[y]
        titles = min(max(len(one.title) for one in self.bars), width // 4) + 2
        figures = max(len(one.figures) for one in self.bars)
        percents = max(7, max(len(one.percent) for one in self.bars) + 2)
        length = max(6, min(40, width - titles - figures - percents - 2))
        percent = f"{bar.percent}{NBSP}%" if bar.percent else ""
        title_style = self.get_component_rich_style("loadbars--title")
        style = self.get_component_rich_style(f"loadbars--{bar.tone}")
        said = f"{cut(percent, percents, right=True)} {cut(bar.figures, figures, right=True)}"
        return Strip(
            [
                Segment(cut(f" {bar.title}", titles), title_style),
                Segment(bar_signs(bar.used, bar.limit, length), style),
                Segment(said, style if bar.over else title_style),
                Segment(" " * width, title_style),
            ]
        ).crop(0, width)
