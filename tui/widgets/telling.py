"""Text that is said anew when the language is switched, and data that cannot command a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tui.terminal.safety import safe

ELLIPSIS = "…"

GLUE = "\ue0a0"
"""One cell that is no space to whoever breaks lines; never seen, and never in data (`safe`)."""

_NO_BREAK = re.compile("[\u00a0\u202f]")


class Retold:
    """A widget that says something in the reader's language."""

    def retell(self) -> None:
        """Say it again in the language of now."""
        raise NotImplementedError


def retell(widget: Widget) -> None:
    """Have everything below *widget*, and itself, say its text again."""
    for found in widget.walk_children(with_self=True):
        if isinstance(found, Retold):
            found.retell()


class Unbroken(Static):
    """Text that is not broken where a no-break space stands; what lays it out knows none."""

    def render_line(self, y: int) -> Strip:
        """Draw a line with spaces where words were held together."""
        strip = super().render_line(y)
        if not any(GLUE in segment.text for segment in strip):
            return strip
        told = [Segment(one.text.replace(GLUE, " "), one.style, one.control) for one in strip]
        return Strip(told, strip.cell_length)


class Line(Unbroken, Retold):
    """Text computed anew each time it is told; never markup."""

    def __init__(
        self,
        say: Callable[[], str],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(plain(say()), id=id, classes=classes, markup=False)
        self.say = say

    def retell(self) -> None:
        self.update(plain(self.say()))


def plain(text: str) -> Text:
    """Return data as text that is neither markup nor control sequences; lines stay lines.

    No-break spaces become `GLUE`: only an `Unbroken` widget draws them.
    """
    return Text("\n".join(_held(line) for line in text.split("\n")), no_wrap=False)


def _held(line: str) -> str:
    return GLUE.join(safe(part) for part in _NO_BREAK.split(line))


def cut(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* in exactly *width* cells: padded, or cut with an ellipsis."""
    text = safe(text)
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + ELLIPSIS if width else ""
    return " " * (width - length) + text if right else text + " " * (width - length)
