"""Lines of a text file, with numbers read from them exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from routing.files.errors import BadRoutingFile, UnreadableRoutingFile
from routing.files.wanted import Wanted

LONGEST_FOUND = 40
"""What is shown of something unexpected."""

DIGITS = 30
"""Longer numbers are refused: no instance needs them, and they would cost time."""

LARGEST = 12
"""Powers of ten: bigger numbers are refused, as sums of them would not fit into 64 bits."""

FLEET = 100_000
"""More vehicles, or loads of them, are refused: a slip of the pen would fill the memory."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    file: str
    number: int
    """From 1."""
    words: tuple[str, ...]

    def refuse(self, found: object, wanted: Wanted) -> NoReturn:
        """Say what is wrong here.

        Raises:
            BadRoutingFile: always.
        """
        raise BadRoutingFile(
            file=self.file, line=self.number, found=str(found)[:LONGEST_FOUND], wanted=wanted
        )

    def fraction(self, word: str) -> Fraction:
        """Return a number exactly as it is written."""
        try:
            found = Decimal(word)
        except InvalidOperation:
            self.refuse(word, Wanted.NUMBER)
        if not found.is_finite() or abs(found.adjusted()) > DIGITS or len(word) > DIGITS:
            self.refuse(word, Wanted.NUMBER)
        if found.adjusted() > LARGEST:
            self.refuse(word, Wanted.SMALLER)
        return Fraction(found)

    def whole(self, word: str, least: int | None = None) -> int:
        """Return a whole number, at least *least*."""
        found = self.fraction(word)
        wanted = {None: Wanted.WHOLE, 0: Wanted.NATURAL}.get(least, Wanted.POSITIVE)
        if found.denominator != 1 or (least is not None and found < least):
            self.refuse(word, wanted)
        return int(found)

    def fleet(self, word: str) -> int:
        """Return a number of vehicles."""
        found = self.whole(word, 1)
        if found > FLEET:
            self.refuse(word, Wanted.FLEET)
        return found


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        UnreadableRoutingFile: it cannot be opened, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableRoutingFile(file=path.name, detail=f"UTF-8: {error.reason}") from error
    except OSError as error:
        raise UnreadableRoutingFile(file=path.name, detail=error.strerror or str(error)) from error


def lines_of(file: str, text: str) -> Iterator[Line]:
    """Yield the lines that hold anything."""
    for number, line in enumerate(text.splitlines(), start=1):
        words = tuple(line.split())
        if words:
            yield Line(file, number, words)
