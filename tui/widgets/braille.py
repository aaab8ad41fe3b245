"""A canvas of braille dots, 2 × 4 to a character cell: lines, marks, labels. Pure.

Every cell has one ink, a number whose meaning whoever draws gives it; what is drawn later wins.
Marks and labels stand on top of dots.
"""

from __future__ import annotations

from rich.cells import cell_len

ACROSS, DOWN = 2, 4
"""Dots of a cell."""

_BLANK = 0x2800
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Row and column of a dot → its bit."""

_DOTS = tuple(" " if not mask else chr(_BLANK + mask) for mask in range(256))

SOLID = 0xFF
DASHED = 0b1111_1000
DOTTED = 0b1010_1010
"""Which of eight dots of a line are drawn."""

Run = tuple[str, int]
"""Characters that stand in a row, one cell each, in one ink."""


class Canvas:
    """The canvas. What lies outside is clipped, however far."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = max(0, width), max(0, height)
        """Cells."""
        self._masks = bytearray(self.width * self.height)
        self._inks = bytearray(self.width * self.height)
        self._marks: dict[int, tuple[str, int]] = {}

    def copy(self) -> Canvas:
        """Return the same picture, to be drawn upon."""
        found = Canvas(0, 0)
        found.width, found.height = self.width, self.height
        found._masks, found._inks = self._masks[:], self._inks[:]
        found._marks = dict(self._marks)
        return found

    def dot(self, x: float, y: float, ink: int) -> None:
        """Draw one dot."""
        across, down = round(x), round(y)
        if 0 <= across < self.width * ACROSS and 0 <= down < self.height * DOWN:
            at = down // DOWN * self.width + across // ACROSS
            self._masks[at] |= _BITS[down % DOWN][across % ACROSS]
            self._inks[at] = ink

    def line(
        self, here: tuple[float, float], there: tuple[float, float], ink: int, pattern: int = SOLID
    ) -> None:
        """Draw a straight line between two points in dots, both drawn, by Bresenham."""
        ends = clipped(here, there, self.width * ACROSS - 1, self.height * DOWN - 1)
        if ends is None:
            return
        (x, y), (to_x, to_y) = ends
        masks, inks, width = self._masks, self._inks, self.width
        wide, high = abs(to_x - x), -abs(to_y - y)
        step_x, step_y = (1 if x < to_x else -1), (1 if y < to_y else -1)
        error = wide + high
        bits = pattern
        while True:
            if bits & 1:
                at = (y >> 2) * width + (x >> 1)
                masks[at] |= _BITS[y & 3][x & 1]
                inks[at] = ink
            if x == to_x and y == to_y:
                return
            bits = (bits >> 1) | ((bits & 1) << 7)
            twice = 2 * error
            if twice >= high:
                error += high
                x += step_x
            if twice <= wide:
                error += wide
                y += step_y

    def mark(self, column: int, row: int, glyph: str, ink: int) -> None:
        """Put a character into a cell, over whatever stands there."""
        if 0 <= column < self.width and 0 <= row < self.height:
            self._marks[row * self.width + column] = (glyph, ink)

    def marked(self, column: int, row: int) -> bool:
        """Tell whether a mark or a label stands in a cell."""
        return row * self.width + column in self._marks

    def label(self, column: int, row: int, text: str, ink: int, *, over: bool = False) -> bool:
        """Write *text* beside a mark: right, left, below or above it, where nothing is marked.

        Args:
            column: of the mark.
            row: of the mark.
            text: one cell per character.
            ink: its ink.
            over: where there is no room, write it over other marks.

        Returns:
            Whether it is written.
        """
        length = cell_len(text)
        right, left = (column + 2, row), (column - 1 - length, row)
        places = [right, left, (column + 1, row + 1), (column + 1, row - 1)]
        fitting = [
            (at, down)
            for at, down in places
            if at >= 0 and at + length <= self.width and 0 <= down < self.height
        ]
        for at, down in fitting:
            if not any(self.marked(cell, down) for cell in range(at, at + length)):
                return self._write(at, down, text, ink)
        return over and bool(fitting) and self._write(*fitting[0], text, ink)

    def _write(self, column: int, row: int, text: str, ink: int) -> bool:
        for cell, glyph in enumerate(text, start=column):
            self.mark(cell, row, glyph, ink)
        return True

    def row(self, row: int) -> tuple[Run, ...]:
        """Return a row of cells as runs of one ink each; blank cells have ink 0."""
        first = row * self.width
        runs: list[Run] = []
        text, last = "", 0
        for at in range(first, first + self.width):
            if at in self._marks:
                glyph, ink = self._marks[at]
            else:
                mask = self._masks[at]
                glyph, ink = _DOTS[mask], self._inks[at] if mask else 0
            if ink != last and text:
                runs.append((text, last))
                text = ""
            text, last = text + glyph, ink
        if text:
            runs.append((text, last))
        return tuple(runs)

    def rows(self) -> list[tuple[Run, ...]]:
        """Return all rows."""
        return [self.row(row) for row in range(self.height)]

    def text(self) -> str:
        """Return the picture without inks."""
        return "\n".join("".join(text for text, _ in row).rstrip() for row in self.rows())


Ends = tuple[tuple[int, int], tuple[int, int]]


def clipped(
    here: tuple[float, float], there: tuple[float, float], right: int, bottom: int
) -> Ends | None:
    """Return the part of a line within 0…right and 0…bottom, in whole dots; None: there is none.

    By Liang and Barsky: the line is here + t × (there - here), and every side bounds t.
    """
    if right < 0 or bottom < 0:
        return None
    (x, y), (to_x, to_y) = here, there
    if 0 <= x <= right and 0 <= to_x <= right and 0 <= y <= bottom and 0 <= to_y <= bottom:
        return (round(x), round(y)), (round(to_x), round(to_y))
    enters, leaves = 0.0, 1.0
    wide, high = to_x - x, to_y - y
    for towards, room in ((-wide, x), (wide, right - x), (-high, y), (high, bottom - y)):
        if not towards:
            if room < 0:
                return None
        elif towards < 0:
            enters = max(enters, room / towards)
        else:
            leaves = min(leaves, room / towards)
    if enters > leaves:
        return None

    def at(part: float) -> tuple[int, int]:
        found_x, found_y = round(x + part * wide), round(y + part * high)
        return min(max(found_x, 0), right), min(max(found_y, 0), bottom)

    return at(enters), at(leaves)
