"""AIM identifiers: the three characters `]cm` by which a gun says what kind of code it read.

ISO/IEC 15424. `c` names the symbology, `m` how it was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Symbology(StrEnum):
    """The kind of a code, as far as the trade needs to tell."""

    EAN_UPC = "ean-upc"
    CODE128 = "code-128"
    GS1_128 = "gs1-128"
    CODE39 = "code-39"
    CODE93 = "code-93"
    ITF = "itf"
    CODABAR = "codabar"
    DATABAR = "databar"
    DATAMATRIX = "datamatrix"
    GS1_DATAMATRIX = "gs1-datamatrix"
    QR = "qr"
    GS1_QR = "gs1-qr"
    PDF417 = "pdf417"
    AZTEC = "aztec"
    GS1 = "gs1"
    """GS1 data by its content: the gun did not tell the carrier."""

    OTHER = "other"
    """The gun told a kind that is not in this table."""

    UNKNOWN = "unknown"
    """The gun told nothing and the content does not say."""

    @property
    def carries_gs1(self) -> bool:
        """True when the data must be GS1 element strings."""
        return self in _GS1_CARRIERS


_GS1_CARRIERS = frozenset(
    {
        Symbology.GS1_128,
        Symbology.DATABAR,
        Symbology.GS1_DATAMATRIX,
        Symbology.GS1_QR,
        Symbology.GS1,
    }
)

_BY_LETTER: Mapping[str, Symbology] = {
    "A": Symbology.CODE39,
    "C": Symbology.CODE128,
    "E": Symbology.EAN_UPC,
    "F": Symbology.CODABAR,
    "G": Symbology.CODE93,
    "I": Symbology.ITF,
    "L": Symbology.PDF417,
    "Q": Symbology.QR,
    "X": Symbology.OTHER,
    "d": Symbology.DATAMATRIX,
    "e": Symbology.DATABAR,
    "z": Symbology.AZTEC,
}
_WITH_FNC1_FIRST: Mapping[str, Symbology] = {
    "C1": Symbology.GS1_128,
    "J1": Symbology.GS1,
    "Q3": Symbology.GS1_QR,
    "Q4": Symbology.GS1_QR,
    "d2": Symbology.GS1_DATAMATRIX,
    "d5": Symbology.GS1_DATAMATRIX,
}
_LENGTH = 3


def split_aim(text: str) -> tuple[str | None, str]:
    """Return the AIM identifier at the head of *text*, such as `]C1`, and the rest.

    None when *text* does not begin with one.
    """
    head = text[:_LENGTH]
    if len(head) < _LENGTH or head[0] != "]" or not head.isascii():
        return None, text
    if not head[1].isalpha() or not head[2].isalnum():
        return None, text
    return head, text[_LENGTH:]


def symbology_of(aim: str | None) -> Symbology:
    """Return the kind that the identifier *aim* names; UNKNOWN when there is none."""
    if aim is None:
        return Symbology.UNKNOWN
    return _WITH_FNC1_FIRST.get(aim[1:]) or _BY_LETTER.get(aim[1], Symbology.OTHER)
