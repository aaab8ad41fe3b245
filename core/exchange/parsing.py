"""Rows of a table as values of a target, and every cell that cannot be read; no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.exchange.faults import BadRow, Fault, Misread
from core.exchange.mapping import Mapped
from core.exchange.tables import Row
from core.exchange.targets import Column, Target

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total) every so often; stages are "read", "check", "write"."""

_STEP = 500


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row read."""

    row: int
    values: Mapping[str, Any]
    """Target column → value; columns that are empty or not in the file are left out."""
    came: Mapping[str, str]
    """Target column → text of the cell."""


@dataclass(slots=True)
class Parsed:
    """A whole file read."""

    records: list[Record] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def parse(mapped: Mapped, target: Target, progress: Progress = silent) -> Parsed:
    """Read every row; one with any bad cell is in `bad`, once per cell, and not in `records`."""
    done = Parsed()
    seen: dict[tuple[object, ...], int] = {}
    total = len(mapped.rows)
    for count, row in enumerate(mapped.rows, start=1):
        faults: list[BadRow] = []
        record = _record(mapped, target, row, faults)
        key = tuple(record.values.get(name) for name in target.key)
        if not faults and key in seen:
            name = target.key[0]
            faults.append(
                BadRow(
                    row.number,
                    mapped.heading(name),
                    Fault.DUPLICATE,
                    str(seen[key]),
                    record.came.get(name, ""),
                )
            )
        if faults:
            done.bad += faults
        else:
            seen[key] = row.number
            done.records.append(record)
        if count % _STEP == 0 or count == total:
            progress("read", count, total)
    return done


def _record(mapped: Mapped, target: Target, row: Row, faults: list[BadRow]) -> Record:
    values: dict[str, Any] = {}
    came: dict[str, str] = {}
    for column in target.columns:
        cell = _cell(mapped, column, row)
        if cell:
            came[column.name] = cell
            try:
                values[column.name] = column.read(cell)
            except Misread as error:
                faults.append(
                    BadRow(
                        row.number, mapped.heading(column.name), error.fault, error.expected, cell
                    )
                )
        elif column.required:
            faults.append(BadRow(row.number, mapped.heading(column.name), Fault.EMPTY, "", ""))
    return Record(row.number, values, came)


def _cell(mapped: Mapped, column: Column, row: Row) -> str:
    place = mapped.places.get(column.name)
    cell = row.cells[place] if place is not None and place < len(row.cells) else ""
    return cell or mapped.defaults.get(column.name, "")
