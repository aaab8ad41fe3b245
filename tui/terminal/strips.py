"""Rows of a picture as Textual's strips, for drivers that compose widgets."""

from __future__ import annotations

from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.terminal.painter import Picture
from tui.terminal.profiles import Ink

_STYLES = {
    Ink.PLAIN: Style(),
    Ink.BRIGHT: Style(bold=True),
    Ink.KEY: Style(bold=True, reverse=True),
    Ink.FAINT: Style(color="grey66"),
    Ink.GOOD: Style(color="color(114)"),
    Ink.ATTENTION: Style(color="color(221)", bold=True),
    Ink.ALARM: Style(color="color(226)", bgcolor="color(88)", bold=True),
    Ink.ALARM_KEY: Style(color="color(88)", bgcolor="color(226)", bold=True),
}


def strip(picture: Picture | None, row: int, width: int) -> Strip:
    """Return *row* of *picture*; blank when there is no such row."""
    if picture is None or row >= picture.height:
        return Strip.blank(width, _STYLES[Ink.PLAIN])
    cells = zip(picture.inks[row], picture.text[row], strict=True)
    segments = [
        Segment("".join(text for _, text in run), _STYLES[ink])
        for ink, run in groupby(cells, key=lambda cell: cell[0])
    ]
    return Strip(segments, picture.width)
