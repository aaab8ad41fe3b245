"""Travel from a table of one's own: a CSV file with the ways people drive."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from routing.parts import matrix_of
from routing.travel.provider import Block, MatrixUnavailable, Place, Way
from routing.travel.reasons import Reason

COLUMNS = ("from", "to", "metres", "seconds")
"""The first row; other columns are left alone."""

LONGEST = 10**9
"""Metres or seconds."""


class OwnTable:
    """Ways between places by their keys. What is missing one way is taken from the way back."""

    def __init__(self, path: Path) -> None:
        """Remember where the table is; it is read when first asked, and again when it changes.

        Args:
            path: a CSV file in UTF-8, with commas or semicolons, that begins with `COLUMNS`.
        """
        self._path = path
        self._ways: Mapping[tuple[str, str], Way] = {}
        self._read_at: int | None = None

    @property
    def name(self) -> str:
        """`csv`."""
        return "csv"

    @property
    def as_of(self) -> datetime | None:
        """When the file was written; None: there is none."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: the file cannot be read, or lacks a pair.
        """
        ways = self._known()
        found = [[self._way(ways, here, there) for there in targets] for here in sources]
        return Block(
            matrix_of([[metres for metres, _seconds in row] for row in found]),
            matrix_of([[seconds for _metres, seconds in row] for row in found]),
        )

    def _way(self, ways: Mapping[tuple[str, str], Way], here: Place, there: Place) -> Way:
        if here.key == there.key:
            return (0, 0)
        found = ways.get((here.key, there.key)) or ways.get((there.key, here.key))
        if found is None:
            raise MatrixUnavailable(
                provider=self.name, reason=Reason.NO_PAIR, detail=f"{here.key} → {there.key}"
            )
        return found

    def _known(self) -> Mapping[tuple[str, str], Way]:
        try:
            written = self._path.stat().st_mtime_ns
            if written != self._read_at:
                self._ways = self._read(self._path.read_text(encoding="utf-8-sig"))
                self._read_at = written
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise self._broken(str(error)) from error
        return self._ways

    def _read(self, text: str) -> Mapping[tuple[str, str], Way]:
        first = text.partition("\n")[0]
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
        lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if lacking:
            raise self._broken(", ".join(lacking), 1)
        found: dict[tuple[str, str], Way] = {}
        for row in rows:
            here, there, metres, seconds = ((row[name] or "").strip() for name in COLUMNS)
            if not here or not there:
                raise self._broken(f"{here} → {there}", rows.line_num)
            found[here, there] = (
                self._whole(metres, rows.line_num),
                self._whole(seconds, rows.line_num),
            )
        return found

    def _whole(self, word: str, line: int) -> int:
        if not (word.isascii() and word.isdecimal()) or len(word) > len(str(LONGEST)):
            raise self._broken(word or "—", line)
        return int(word)

    def _broken(self, what: str, line: int | None = None) -> MatrixUnavailable:
        place = self._path.name if line is None else f"{self._path.name}:{line}"
        return MatrixUnavailable(provider=self.name, reason=Reason.FILE, detail=f"{place}: {what}")
