"""What can be wrong with one row of a file, as facts; `tui.texts` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a cell or a row. `expected` says what would have been right."""

    EMPTY = "empty"
    """A cell that must be filled."""
    NUMBER = "number"
    """Not a number, or with too many decimals; expected is an example."""
    NOT_POSITIVE = "not-positive"
    DATE = "date"
    FLAG = "flag"
    """Neither yes nor no."""
    CHOICE = "choice"
    """Not one of the words in expected."""
    VAT = "vat"
    TEXT = "text"
    """Control characters, or longer than expected."""
    SCIENTIFIC = "scientific"
    """A code that a spreadsheet has turned into 4.6E+12: its digits are lost."""
    CHECK_DIGIT = "check-digit"
    """A barcode whose last digit does not fit; expected is the digit that would."""
    REQUISITE = "requisite"
    """An INN, OGRN, KPP, BIK or account that does not add up."""
    DUPLICATE = "duplicate"
    """The same thing stands in an earlier row, named in expected."""
    UNKNOWN = "unknown"
    """No such item, unit, warehouse, cell, packaging, price type; expected says which book."""
    AMBIGUOUS = "ambiguous"
    """An article that several items have; expected are their codes."""
    TAKEN = "taken"
    """Another row of the book has it; expected names it."""
    MISFIT = "misfit"
    """Goods that do not fit where they are put; expected is a `stock.rules.LineFault`."""
    UNIT_IN_USE = "unit-in-use"
    """Stock of the item is counted in another base unit, named in expected."""
    NEW_NEEDS = "new-needs"
    """The row makes something new, which takes a column that is empty; expected names it."""


class Misread(Exception):
    """A cell that cannot be read; turned into a `BadRow` by whoever knows the row."""

    def __init__(self, fault: Fault, expected: str = "") -> None:
        super().__init__(fault, expected)
        self.fault = fault
        self.expected = expected


@dataclass(frozen=True, slots=True, order=True)
class BadRow:
    """One thing wrong with one row."""

    row: int
    """As a spreadsheet shows it; the element's line for XML."""
    column: str
    """The heading in the file, or the target's name of the column where the file has none."""
    fault: Fault
    expected: str
    came: str
