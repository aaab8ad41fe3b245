"""Text measured in cells of a terminal: width, wrapping, alignment."""

from __future__ import annotations

import unicodedata

from printing.engine.form import Align


def cells(text: str) -> int:
    """Return how many terminal cells *text* takes."""
    return sum(_cell_width(char) for char in text)


def plain(text: str) -> str:
    """Return *text* without control and direction characters, and with ordinary spaces."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in text:
        kind = unicodedata.category(char)
        if kind in {"Cf", "Cs"}:
            continue
        kept.append(" " if kind[0] in "CZ" and char != "\u00a0" else char)
    return "".join(kept)


def wrap_cells(text: str, width: int) -> list[str]:
    """Split into lines of at most *width* cells; at least one line. NBSP does not break."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split(" "):
        rest = word
        tried = f"{line} {rest}" if line else rest
        if cells(tried) <= width:
            line = tried
            continue
        if line:
            lines.append(line)
        while cells(rest) > width:
            cut = _fitting(rest, width)
            lines.append(rest[:cut])
            rest = rest[cut:]
        line = rest
    return [*lines, line]


def _cell_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fitting(word: str, width: int) -> int:
    taken = 0
    for place, char in enumerate(word):
        taken += _cell_width(char)
        if taken > width:
            return max(place, 1)
    return len(word)


def aligned(text: str, width: int, align: Align) -> list[str]:
    """Wrap and align; at least one line, each padded to *width*."""
    return [pad(line, width, align) for line in wrap_cells(text, width)]


def pad(text: str, width: int, align: Align) -> str:
    """Fill a line up to *width* cells; one too long stays as it is."""
    spare = max(width - cells(text), 0)
    if align is Align.RIGHT:
        return " " * spare + text
    if align is Align.CENTRE:
        return " " * (spare // 2) + text + " " * (spare - spare // 2)
    return text + " " * spare
