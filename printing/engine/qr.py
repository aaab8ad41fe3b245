"""QR codes as rectangles: segno gives the modules, this module the millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from printing.errors import BarcodeCharacters

QUIET = 4
"""Modules of white around the symbol (ISO/IEC 18004)."""
LEAST_MODULE = 0.4
"""Millimetres a telephone still reads from office paper."""


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code measured out in modules."""

    modules: int
    """Of a side, with the quiet zone."""
    blocks: tuple[tuple[int, int, int, int], ...]
    """Dark rectangles: left, top, width, height from the top left corner of the quiet zone."""

    def side(self, wanted: float) -> float:
        """Return the side, millimetres: *wanted*, or more where modules would be too fine."""
        return max(wanted, self.modules * LEAST_MODULE)


@lru_cache(maxsize=256)
def square(text: str) -> Square:
    """Return the QR code of *text*: UTF-8 bytes, error correction M.

    Raises:
        BarcodeCharacters: the text is empty, or longer than the largest symbol holds.
    """
    import segno  # noqa: PLC0415 - imported only when printing
    from segno.encoder import DataOverflowError  # noqa: PLC0415

    if not text:
        raise BarcodeCharacters(kind="qr", text=text)
    try:
        made = segno.make(text, error="m", micro=False, encoding="utf-8", boost_error=False)
    except DataOverflowError:
        raise BarcodeCharacters(kind="qr", text=text) from None
    return Square(len(made.matrix) + 2 * QUIET, _merged([bytes(row) for row in made.matrix]))


def _merged(rows: list[bytes]) -> tuple[tuple[int, int, int, int], ...]:
    """Join the dark modules of a row into runs, and equal runs of neighbouring rows."""
    standing: dict[tuple[int, int], int] = {}
    blocks: list[tuple[int, int, int, int]] = []
    for y, row in enumerate([*rows, b""]):
        runs = set(_runs(row))
        for run in [run for run in standing if run not in runs]:
            top = standing.pop(run)
            blocks.append((run[0] + QUIET, top + QUIET, run[1], y - top))
        for run in runs:
            standing.setdefault(run, y)
    return tuple(sorted(blocks, key=lambda block: (block[1], block[0])))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Return left edge and width of each run of dark modules."""
    found, x = [], 0
    for dark, run in groupby(row):
        wide = sum(1 for _ in run)
        if dark:
            found.append((x, wide))
        x += wide
    return found
