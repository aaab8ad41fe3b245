"""Quantities in integer thousandths of the base unit."""

from __future__ import annotations

import re
from typing import NewType

from core.kernel.errors import BadValue, bad_value

Thousandths = NewType("Thousandths", int)
"""A quantity: 1000 is one base unit."""

ONE = Thousandths(1000)

_WRITTEN = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,3}))?")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009")


def parse_quantity(text: str) -> Thousandths:
    """Read "12", "0,5" or "1 250.125" as thousandths; never negative.

    Raises:
        BadValue: not a number, or more than three decimals.
    """
    match = _WRITTEN.fullmatch(text.strip().translate(_SPACES))
    if match is None:
        raise BadValue(what="quantity", value=text, expected="12 / 0,5 / 1,125")
    return Thousandths(int(match[1]) * 1000 + int((match[2] or "0").ljust(3, "0")))


def format_quantity(thousandths: int, decimal_sign: str = ",") -> str:
    """Write without needless zeros: 12000 is "12", 500 is "0,5"."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}{decimal_sign}{rest:03d}".rstrip("0")


def require_quantity(
    what: str, thousandths: int, least: int = 1, *, line: int | None = None
) -> None:
    """Do nothing when a quantity is no less than *least*; both in thousandths.

    Args:
        what: the field.
        thousandths: the quantity.
        least: 0 or 1.
        line: number of the line of a document; None: it is of no line.

    Raises:
        BadValue: it is less; the facts carry it as people write quantities.
    """
    if thousandths < least:
        expected = "≥ 0" if least == 0 else "> 0"
        raise bad_value(what, format_quantity(thousandths), expected, line)


def to_packs(thousandths: int, pack_thousandths: int) -> tuple[int, Thousandths]:
    """Return whole packs and the rest in thousandths of the base unit.

    Raises:
        BadValue: the pack holds nothing.
    """
    if pack_thousandths <= 0:
        raise BadValue(what="packaging", value=pack_thousandths, expected="> 0")
    packs, rest = divmod(thousandths, pack_thousandths)
    return packs, Thousandths(rest)
