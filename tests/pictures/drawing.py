"""Screens as SVG: a grid of characters with colours, drawn so that its text can be read back.

What is read back is compared with what the program shows now, so a committed picture cannot lie.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyte
from defusedxml.ElementTree import fromstring

from tests.e2e.terminal import NotShown, PtyTerminal

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WRITE = os.environ.get("KLAD_PICTURES") == "write"
"""Whether pictures are made anew instead of compared."""

_WIDE, _HIGH, _PAD = 9, 19, 12
"""Pixels of a character cell and around the screen."""

_BASE = 14
"""From the top of a cell to the line letters stand on."""

_PATIENCE, _ATTEMPTS, _REST = 20.0, 40, 0.06
"""Seconds a slow machine may draw, how often to look, and how long a screen must stay as it is."""

_INK, _GROUND = "#e4e4e4", "#10161c"

_STYLE = (
    "text{font:15px 'DejaVu Sans Mono','Liberation Mono',Consolas,Menlo,monospace;white-space:pre}"
    ".b{font-weight:bold}.u{text-decoration:underline}"
)

_NAMED = {
    "black": "#10161c",
    "red": "#c0413c",
    "green": "#6fae5d",
    "brown": "#d7a13a",
    "yellow": "#d7a13a",
    "blue": "#2f6f9f",
    "magenta": "#a35c9e",
    "cyan": "#4fa3a5",
    "white": "#e4e4e4",
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a character looks."""

    ink: str = _INK
    ground: str = _GROUND
    bold: bool = False
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """A screen at one moment: rows of (character, look)."""

    rows: tuple[tuple[tuple[str, Look], ...], ...]

    @property
    def lines(self) -> list[str]:
        """The text, without trailing spaces."""
        return ["".join(letter for letter, _ in row).rstrip() for row in self.rows]

    def without(self, pattern: str) -> Shot:
        """Return the shot with blanks for what fits *pattern*."""
        return Shot(tuple(tuple(_blanked(row, pattern)) for row in self.rows))


def of_terminal(screen: pyte.Screen) -> Shot:
    """Take a shot of an emulated terminal."""
    return Shot(
        tuple(
            tuple(
                (cell.data or " ", _look_of(cell))
                for cell in (screen.buffer[row][column] for column in range(screen.columns))
            )
            for row in range(screen.lines)
        )
    )


def of_strips(strips: Sequence[Iterable[Any]], width: int) -> Shot:
    """Take a shot of what Textual composed: rows of segments."""
    return Shot(tuple(tuple(_letters(strip, width)) for strip in strips))


def to_svg(shot: Shot, title: str) -> str:
    """Return the picture."""
    rows = shot.rows
    columns = max(len(row) for row in rows)
    width, height = columns * _WIDE + 2 * _PAD, len(rows) * _HIGH + 2 * _PAD
    size = f'width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {size}>',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect {size} rx="8" fill="{_GROUND}"/>',
    ]
    for number, row in enumerate(rows):
        parts.extend(_row(number, row))
    return "\n".join([*parts, "</svg>", ""])


def text_of(svg: str) -> list[str]:
    """Return the screen's text as a picture shows it, without trailing spaces."""
    root = fromstring(svg)
    high = round((float(root.attrib["height"]) - 2 * _PAD) / _HIGH)
    lines = [""] * high
    for part in root.iter("{http://www.w3.org/2000/svg}text"):
        row = round((float(part.attrib["y"]) - _PAD - _BASE) / _HIGH)
        column = round((float(part.attrib["x"]) - _PAD) / _WIDE)
        lines[row] = lines[row].ljust(column) + (part.text or "")
    return [line.rstrip() for line in lines]


@cache
def committed(name: str) -> list[str]:
    """Return the text of the committed picture; empty when there is none."""
    file = PICTURES / f"{name}.svg"
    return text_of(file.read_text(encoding="utf-8")) if file.exists() else []


def come_to_rest(
    terminal: PtyTerminal, name: str, quiet: float, *, seen: Callable[[], list[str]]
) -> None:
    """Wait until what is *seen* is what the picture shows, and stays so.

    Nothing is raised when it never does: whoever keeps the picture tells the difference. Pictures
    that are being made anew wait until nothing comes for *quiet* seconds.
    """
    if WRITE:
        terminal.settle(quiet)
        return
    wanted = committed(name)
    for _attempt in range(_ATTEMPTS):
        with suppress(NotShown):
            terminal.wait_until(lambda _: _plain(seen()) == wanted, name, _PATIENCE / _ATTEMPTS)
            terminal.settle(_REST)
            if _plain(seen()) == wanted:
                return


def _plain(lines: Sequence[str]) -> list[str]:
    """Return lines as a picture gives them back: it keeps where words stand, no blanks."""
    return [line.replace("\xa0", " ") for line in lines]


def keep(shot: Shot, name: str, title: str) -> None:
    """Write the picture, or hold the committed one to what the program shows now.

    Args:
        name: of the file in docs/pictures, without its ending.
        title: what the picture shows, for those who cannot see it.
    """
    file = PICTURES / f"{name}.svg"
    if WRITE:
        PICTURES.mkdir(parents=True, exist_ok=True)
        file.write_text(to_svg(shot, title), encoding="utf-8")
        return
    shown = committed(name)
    assert shown == _plain(shot.lines), (
        f"{file.name} is not what klad shows now; run: make pictures\n" + "\n".join(shot.lines)
    )


def _row(number: int, row: Sequence[tuple[str, Look]]) -> Iterator[str]:
    top = _PAD + number * _HIGH
    column = 0
    for look, run in groupby(row, key=lambda cell: cell[1]):
        text = "".join(letter for letter, _ in run)
        left, wide = _PAD + column * _WIDE, len(text) * _WIDE
        column += len(text)
        if look.ground != _GROUND:
            size = f'width="{wide}" height="{_HIGH}"'
            yield f'<rect x="{left}" y="{top}" {size} fill="{look.ground}"/>'
        for found in re.finditer(r"\S+(?: \S+)*", text):
            x = left + found.start() * _WIDE
            classes = " ".join(
                name for name, on in (("b", look.bold), ("u", look.underlined)) if on
            )
            class_ = f' class="{classes}"' if classes else ""
            yield (
                f'<text x="{x}" y="{top + _BASE}"{class_} fill="{look.ink}"'
                f' textLength="{len(found[0]) * _WIDE}">{escape(found[0])}</text>'
            )


def _blanked(row: Sequence[tuple[str, Look]], pattern: str) -> list[tuple[str, Look]]:
    blanked = list(row)
    for found in re.finditer(pattern, "".join(letter for letter, _ in row)):
        for column in range(*found.span()):
            blanked[column] = (" ", row[column][1])
    return blanked


@cache
def _look_of(cell: Any) -> Look:
    ink, ground = _colour(cell.fg, _INK), _colour(cell.bg, _GROUND)
    if cell.reverse:
        ink, ground = ground, ink
    return Look(ink, ground, cell.bold, cell.underscore)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    if re.fullmatch("[0-9a-fA-F]{6}", name):
        return f"#{name.lower()}"
    return _NAMED.get(name.removeprefix("bright"), default)


def _letters(strip: Iterable[Any], width: int) -> Iterator[tuple[str, Look]]:
    column = 0
    for segment in strip:
        look = _look_of_style(segment.style)
        for letter in segment.text:
            if column < width:
                yield letter, look
            column += 1
    for _ in range(column, width):
        yield " ", Look()


def _look_of_style(style: Any) -> Look:
    if style is None:
        return Look()
    ink = style.color.get_truecolor().hex if style.color else _INK
    ground = style.bgcolor.get_truecolor().hex if style.bgcolor else _GROUND
    if style.reverse:
        ink, ground = ground, ink
    return Look(ink, ground, bool(style.bold), bool(style.underline))
