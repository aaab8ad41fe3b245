"""Text of data made safe for a terminal: it can neither command it nor shift what stands beside."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "·"
WIDE = "□"

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BEYOND = "\U00010000"
_UNSETTLED = (
    ("\u1160", "\u11ff"),
    ("\ud7b0", "\ud7fb"),
    ("\uffa0", "\uffa0"),
    ("\u2630", "\u2637"),
    ("\u268a", "\u268f"),
    ("\u4dc0", "\u4dff"),
)
"""Parts of Korean syllables, and symbols Unicode 16 made wide: terminals and versions of Python do
not agree about their width."""


def safe(text: str) -> str:
    """Return *text* with one terminal cell per character.

    Control characters (C0, DEL, C1) become a middle dot, so that it shows that something was
    there; direction marks and other invisible characters go; a character two cells wide becomes
    a box. Combining marks are joined to their letters where Unicode has the letter.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_cell(each) for each in unicodedata.normalize("NFC", text))


def _cell(character: str) -> str:
    if character in "\t\n\u2028\u2029\xa0\u202f":
        return " "
    category = unicodedata.category(character)
    if category == "Cc":
        return REPLACEMENT
    if character in _BIDI or category in {"Cf", "Mc", "Mn", "Me", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return ""
    if unicodedata.east_asian_width(character) in {"W", "F"} or character >= _BEYOND:
        return WIDE
    if any(first <= character <= last for first, last in _UNSETTLED):
        return WIDE
    return character
