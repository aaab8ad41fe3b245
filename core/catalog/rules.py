"""Arithmetic of barcodes: GTIN check digits and the one form all GTINs compare in."""

from __future__ import annotations

from core.kernel.errors import BadValue

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
"""EAN-8, UPC-A, EAN-13, ITF-14 (GS1 General Specifications §1.3)."""

_LONGEST = 14


def check_digit(body: str) -> int:
    """Return the GS1 check digit of *body*, the digits before it (GenSpecs §7.9).

    Raises:
        BadValue: *body* has something other than digits.
    """
    if not _is_digits(body):
        raise BadValue(what="barcode", value=body, expected="0-9")
    weighted = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))
    )
    return -weighted % 10


def ean13(body: str) -> str:
    """Return 12 digits completed to an EAN-13.

    Raises:
        BadValue: not 12 digits.
    """
    if len(body) != _LONGEST - 2:
        raise BadValue(what="barcode", value=body, expected="12 × 0-9")
    return f"{body}{check_digit(body)}"


def itf14(indicator: int, gtin13: str) -> str:
    """Return the code of a box of *gtin13*: *indicator* 1 to 8 tells the box size."""
    body = f"{indicator}{gtin13[:-1]}"
    return f"{body}{check_digit(body)}"


def is_gtin(code: str) -> bool:
    """Tell whether *code* has the length and the check digit of a GTIN."""
    if len(code) not in GTIN_LENGTHS or not _is_digits(code):
        return False
    return check_digit(code[:-1]) == int(code[-1])


def gtin14(code: str) -> str | None:
    """Return *code* as 14 digits, the same for UPC-A, EAN-13 and GTIN-14 of one thing.

    None when *code* is no GTIN: then it is compared as it stands, because a zero in front of an
    own code may mean something.
    """
    return code.zfill(_LONGEST) if is_gtin(code) else None


def _is_digits(text: str) -> bool:
    """Tell whether *text* is ASCII digits only; `str.isdigit` takes superscripts too."""
    return text.isascii() and text.isdigit()
