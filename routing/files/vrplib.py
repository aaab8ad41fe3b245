"""The text of a VRPLIB file: what it specifies and the rows of its sections, with their lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.files.text import Line, lines_of
from routing.files.wanted import Wanted

SECTION = "_SECTION"

HEADERS = frozenset(
    {
        *("NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME"),
        *("DISTANCE", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE"),
        *("DISPLAY_DATA_TYPE", "DEMAND_DIMENSION", "RELEASE_TIME", "VEHICLES_MAX_DURATION"),
        *("VEHICLES_MAX_DISTANCE", "VEHICLES_MAX_RELOADS", "VEHICLES_FIXED_COST"),
        *("VEHICLES_UNIT_DISTANCE_COST",),
    }
)
"""Others are refused: what is not read might be a rule."""

SECTIONS = frozenset(
    {
        *("NODE_COORD", "EDGE_WEIGHT", "DEMAND", "SERVICE_TIME", "TIME_WINDOW", "RELEASE_TIME"),
        *("PRIZE", "CAPACITY", "DEPOT", "VEHICLES_DEPOT", "VEHICLES_RELOAD_DEPOT"),
        *("VEHICLES_MAX_RELOADS", "VEHICLES_MAX_DURATION", "VEHICLES_MAX_DISTANCE"),
        *("VEHICLES_FIXED_COST", "VEHICLES_UNIT_DISTANCE_COST", "VEHICLES_ALLOWED_CLIENTS"),
    }
)


@dataclass(slots=True)
class VrplibText:
    """What stands in a file, not yet understood."""

    file: str
    last: Line
    """The last line that holds anything."""
    headers: dict[str, tuple[str, Line]] = field(default_factory=dict)
    """Key → its value and line."""
    sections: dict[str, list[Line]] = field(default_factory=dict)
    """Name without `_SECTION` → rows."""
    openings: dict[str, Line] = field(default_factory=dict)
    """Name of a section → the line it begins with."""

    def header(self, key: str) -> tuple[str, Line] | None:
        """Return a value and its line; None: it is not given."""
        given = self.headers.get(key)
        return given if given and given[0] else None

    def rows(self, name: str, count: int, width: int) -> list[Line] | None:
        """Return the rows of a section by index, which stands first in each and begins at 1.

        Args:
            name: of the section.
            count: of rows there must be.
            width: numbers after the index; -1: any number.

        Returns:
            None where there is no such section.

        Raises:
            BadRoutingFile: too few or too many rows, or numbers in a row, or indexes out of order.
        """
        if name not in self.sections:
            return None
        rows = self.sections[name]
        for index, row in enumerate(rows, start=1):
            if index > count:
                row.refuse(row.words[0], Wanted.ROWS)
            if row.whole(row.words[0]) != index:
                row.refuse(row.words[0], Wanted.ROWS)
            if width >= 0 and len(row.words) != width + 1:
                row.refuse(" ".join(row.words), Wanted.COLUMNS)
        if len(rows) < count:
            where = rows[-1] if rows else self.openings[name]
            where.refuse(len(rows), Wanted.ROWS)
        return rows


def parse_vrplib(file: str, text: str) -> VrplibText:
    """Return what a text specifies.

    Raises:
        BadRoutingFile: a line outside a section is no `KEY : value`, or a key or a section is
            unknown.
    """
    found = VrplibText(file, Line(file, 1, ()))
    section: str | None = None
    for line in lines_of(file, text):
        found.last = line
        first = line.words[0].rstrip(":")
        if first == "EOF":
            break
        if first.endswith(SECTION):
            section = first.removesuffix(SECTION)
            if section not in SECTIONS or section in found.sections:
                line.refuse(first, Wanted.SECTION)
            found.sections[section] = []
            found.openings[section] = line
        elif first[:1].isalpha() and ":" in " ".join(line.words):
            section = None
            _specify(found.headers, line)
        elif section is None:
            line.refuse(" ".join(line.words), Wanted.HEADER)
        else:
            found.sections[section].append(line)
    return found


def _specify(headers: dict[str, tuple[str, Line]], line: Line) -> None:
    key, _colon, value = " ".join(line.words).partition(":")
    key = key.strip()
    if key not in HEADERS or key in headers:
        line.refuse(key, Wanted.HEADER)
    headers[key] = (value.strip(), line)
