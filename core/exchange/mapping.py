"""Which column of a file is which column of a target: given, or told by the headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.exchange.errors import ColumnMissing, ColumnUnknown, MappingUnreadable
from core.exchange.tables import Row, Table
from core.exchange.targets import Column, Target, normal

_HEADINGS_WITHIN = 20
"""Rows from the top among which the headings are looked for."""
_NUMBERED = re.compile(r"#(\d{1,4})")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the user said about the columns."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Target column → heading in the file, or "#3" for the third column."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Target column → what every row has that says nothing itself."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table whose columns are known."""

    places: Mapping[str, int]
    """Target column → index of the cell."""
    headings: tuple[str, ...]
    """Of the file, for messages and for quarantine."""
    rows: tuple[Row, ...]
    """Below the headings."""
    ignored: tuple[str, ...]
    """Headings that mean nothing to the target."""
    defaults: Mapping[str, str]

    def heading(self, name: str) -> str:
        """Return what the file calls the target column *name*."""
        place = self.places.get(name)
        return name if place is None else self.headings[place]


def read_mapping(toml: str, name: str) -> ColumnMap:
    """Read a mapping file: tables `columns` and `defaults` of names and texts.

    Raises:
        MappingUnreadable: not TOML.
        ColumnUnknown: another table or a value that is no text.
    """
    try:
        found = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise MappingUnreadable(file=name, detail=str(error)) from error
    parts: dict[str, dict[str, str]] = {"columns": {}, "defaults": {}}
    for part, entries in found.items():
        if part not in parts or not isinstance(entries, dict):
            raise ColumnUnknown(target=name, column=part, known="columns, defaults")
        for column, value in entries.items():
            parts[part][column] = str(value)
    return ColumnMap(parts["columns"], parts["defaults"])


def map_columns(table: Table, target: Target, given: ColumnMap) -> Mapped:
    """Find the headings and say where each column of the target stands.

    The row of headings is the one, near the top, that names most columns; with every column given
    by number there need be none.

    Raises:
        ColumnUnknown: the mapping names a column that the target or the file has not.
        ColumnMissing: a required column is nowhere.
    """
    for name in (*given.columns, *given.defaults):
        if target.column(name) is None:
            raise ColumnUnknown(target=target.name, column=name, known=_known(target))
    if given.columns and all(_NUMBERED.fullmatch(place) for place in given.columns.values()):
        width = max(len(row.cells) for row in table.rows)
        headings, below = tuple(f"#{number}" for number in range(1, width + 1)), table.rows
        first = table.rows[0]
        if _places(first.cells, target, ColumnMap()):
            headings, below = first.cells, table.rows[1:]
    else:
        best = max(
            range(min(_HEADINGS_WITHIN, len(table.rows))),
            key=lambda index: (_score(table.rows[index], target, given), -index),
        )
        headings, below = table.rows[best].cells, table.rows[best + 1 :]
    places = _places(headings, target, given)
    for name, wanted in given.columns.items():
        if name not in places:
            raise ColumnUnknown(target=target.name, column=wanted, known=", ".join(headings))
    _require(target, places, given, headings)
    used = set(places.values())
    ignored = tuple(text for place, text in enumerate(headings) if text and place not in used)
    return Mapped(places, headings, below, ignored, dict(given.defaults))


def _score(row: Row, target: Target, given: ColumnMap) -> int:
    return len(_places(row.cells, target, given))


def _places(headings: Sequence[str], target: Target, given: ColumnMap) -> dict[str, int]:
    """Return target column → place: what was given first, then names, then aliases in order."""
    normals = [normal(heading) for heading in headings]
    places: dict[str, int] = {}
    for name, wanted in given.columns.items():
        numbered = _NUMBERED.fullmatch(wanted)
        if numbered and 1 <= int(numbered[1]) <= len(headings):
            places[name] = int(numbered[1]) - 1
        elif normal(wanted) in normals:
            places[name] = normals.index(normal(wanted))
    for rank in range(max(len(column.aliases) for column in target.columns) + 1):
        for column in target.columns:
            alias = _alias(column, rank)
            if column.name in places or column.name in given.columns or alias not in normals:
                continue
            place = normals.index(alias)
            if place not in places.values():
                places[column.name] = place
    return places


def _alias(column: Column, rank: int) -> str | None:
    words = (column.name, *column.aliases)
    return normal(words[rank]) if rank < len(words) else None


def _require(
    target: Target, places: dict[str, int], given: ColumnMap, headings: Sequence[str]
) -> None:
    for column in target.columns:
        if not column.required or column.name in places or column.name in given.defaults:
            continue
        if column.instead in places:
            places[column.name] = places[column.instead]
            continue
        raise ColumnMissing(
            target=target.name,
            column=column.name,
            known=", ".join((column.name, *column.aliases[:4])),
            found=", ".join(heading for heading in headings if heading) or "—",
        )


def _known(target: Target) -> str:
    return ", ".join(column.name for column in target.columns)
