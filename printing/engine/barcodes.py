"""Barcodes as runs of bars: python-barcode gives the pattern, this module the millimetres.

Widths are whole dots of a 203-dpi printer, so that a thermal head or a rasteriser never has to
round one bar up and its neighbour down.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from printing.engine.form import Bars, Symbology
from printing.errors import BarcodeCharacters, BarcodeCheckDigit

DOT = 25.4 / 203
"""Millimetres of one dot of a 203-dpi printer."""
_LEAST_DOTS = 2
_QUIET = {Symbology.CODE128: (10, 10), Symbology.GS1_128: (10, 10), Symbology.EAN13: (11, 7)}
_ELEMENT = re.compile(r"\((\d{2,4})\)([^()]+)")
_FNC1 = "\xf1"
_FIXED = frozenset(f"{n:02d}" for n in (*range(5), *range(11, 21), *range(31, 37), 41))
"""Beginnings of application identifiers whose length is known without a separator (GS1 General
Specifications, table of predefined lengths)."""
_EAN13_DIGITS = 13


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode measured out."""

    runs: tuple[tuple[int, int], ...]
    """Of each bar: its left edge and its width, in modules from the left end of the symbol."""
    modules: int
    """Width without quiet zones."""
    quiet_left: int
    quiet_right: int
    readable: str
    """What stands under the bars."""

    def dots(self, wanted: float, room: float) -> int:
        """Return how many 203-dpi dots a module gets, at least two; 0: there is no room.

        Args:
            wanted: width of a module asked for, millimetres; rounded up to whole dots.
            room: width the symbol with its quiet zones may take, millimetres.
        """
        all_modules = self.modules + self.quiet_left + self.quiet_right
        dots = max(math.ceil(wanted / DOT - 1e-6), _LEAST_DOTS)
        while dots >= _LEAST_DOTS and all_modules * dots * DOT > room + 1e-6:
            dots -= 1
        return dots if dots >= _LEAST_DOTS else 0


def symbol(bars: Bars) -> Symbol:
    """Return the pattern of a barcode.

    Raises:
        BarcodeRefused: the symbology has no such characters, or a check digit is wrong.
    """
    return _symbol(bars.kind, bars.text)


@lru_cache(maxsize=4096)
def _symbol(kind: Symbology, text: str) -> Symbol:
    pattern, readable = _PATTERNS[kind](text)
    left, right = _QUIET[kind]
    found = re.finditer("1+", pattern)
    runs = tuple((bar.start(), bar.end() - bar.start()) for bar in found)
    return Symbol(runs, len(pattern), left, right, readable)


def _code128(text: str) -> tuple[str, str]:
    if not text or any(not " " <= char <= "~" for char in text):
        raise BarcodeCharacters(kind=Symbology.CODE128.value, text=text)
    from barcode.codex import Code128  # noqa: PLC0415 - imported only when printing

    return Code128(text).build()[0], text


def _ean13(text: str) -> tuple[str, str]:
    if len(text) != _EAN13_DIGITS or not (text.isascii() and text.isdigit()):
        raise BarcodeCharacters(kind=Symbology.EAN13.value, text=text)
    from barcode.ean import EAN13  # noqa: PLC0415

    made = EAN13(text)
    if made.ean != text:
        raise BarcodeCheckDigit(kind=Symbology.EAN13.value, text=text, expected=made.ean[-1])
    return made.build()[0], text


def _gs1_128(text: str) -> tuple[str, str]:
    elements = _ELEMENT.findall(text)
    told = "".join(f"({identifier}){value}" for identifier, value in elements)
    if not elements or told != text or any(not " " < char <= "~" for char in text):
        raise BarcodeCharacters(kind=Symbology.GS1_128.value, text=text)
    code = ""
    for place, (identifier, value) in enumerate(elements):
        code += identifier + value
        last = place == len(elements) - 1
        if not last and identifier[:2] not in _FIXED:
            code += _FNC1
    from barcode.codex import Gs1_128  # noqa: PLC0415

    return Gs1_128(code).build()[0], text


_PATTERNS = {
    Symbology.CODE128: _code128,
    Symbology.EAN13: _ean13,
    Symbology.GS1_128: _gs1_128,
}
