"""Editions of the transport waybill: which boxes the form has, and from which day on.

Each edition is a file in `waybills`, named by the day it is in force from. Files are read once.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("waybills")
WHOLE = 12
"""Twelfths of the page's width."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form."""

    value: str = ""
    """Name of what is printed in it; empty: filled in by hand."""
    text: str = ""
    """Words of the form itself, in place of a value."""
    caption: str = ""
    brief: str = ""
    """What the text preview calls it; empty: it is left out there."""
    width: int = WHOLE // 2
    """Twelfths of the page."""
    least: float = 0
    """Height at least, millimetres."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the form."""

    number: str
    """Empty: the head."""
    title: str
    rows: tuple[tuple[Box, ...], ...]
    beside: str = ""
    """Title of the section that stands at its right side, such as 1а."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the form."""

    since: dt.date
    name: str
    approval: tuple[str, ...]
    copies: tuple[str, ...]
    """Whom each copy is for."""
    sections: tuple[Section, ...]

    def names(self) -> frozenset[str]:
        """Return the names of all values it prints."""
        return frozenset(
            box.value
            for section in self.sections
            for row in section.rows
            for box in row
            if box.value
        )


def edition(day: dt.date) -> Edition:
    """Return the edition in force on *day*; before the oldest one began, the oldest."""
    known = editions()
    return next((one for one in reversed(known) if one.since <= day), known[0])


@cache
def editions() -> tuple[Edition, ...]:
    """Return all editions, oldest first."""
    found = (read_edition(tomllib.loads(file.read_text("utf-8"))) for file in FOLDER.glob("*.toml"))
    return tuple(sorted(found, key=lambda one: one.since))


def read_edition(told: Mapping[str, Any]) -> Edition:
    """Return what a file says.

    Raises:
        ValueError: the boxes of a row are not as wide as the page.
        TypeError, KeyError: a box or a section has an unknown key, or lacks one.
    """
    return Edition(
        since=told["since"],
        name=told["name"],
        approval=tuple(told["approval"]),
        copies=tuple(told["copies"]),
        sections=tuple(
            Section(
                number=section["number"],
                title=section["title"],
                beside=section.get("beside", ""),
                rows=tuple(_row(row) for row in section["rows"]),
            )
            for section in told["section"]
        ),
    )


def _row(told: list[dict[str, Any]]) -> tuple[Box, ...]:
    boxes = tuple(Box(**box) for box in told)
    if sum(box.width for box in boxes) != WHOLE:
        msg = f"boxes of {sum(box.width for box in boxes)} twelfths: {told}"
        raise ValueError(msg)
    return boxes
