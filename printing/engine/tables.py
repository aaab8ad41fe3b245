"""A table measured row by row and drawn page by page; the cost grows with the rows, no faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from printing.engine.blocks import draw_bars
from printing.engine.fonts import MM_PER_POINT, Typeface
from printing.engine.form import Align, Cell, Column, Face, Row, RowKind, Table
from printing.engine.lettering import line_height, write_lines
from printing.engine.marks import THIN, Pane, Placed, Rule, Text
from printing.engine.panels import draw_matrix

_INSET = 0.7
"""White space at both sides of a cell, millimetres."""
_PADDING = 0.5
"""White space above and below the lines of a cell, together, millimetres."""
_BARS_GAP = 0.7
"""Between a barcode in a cell and what is above and below it."""
_TICK = 3.2
_LEAST_SIZE = 4.0
"""To which a figure too wide for its column is shrunk, points."""
_BASELINE = 0.92


@dataclass(frozen=True, slots=True)
class Piece:
    """A row, or as many of its lines as a page had room for."""

    row: int
    height: float
    first_line: int = 0
    stop_line: int | None = None
    """None: to the end of the row."""


class RuledTable:
    """One table with its column edges, its header, and the heights of its rows."""

    def __init__(self, table: Table, left: float, typeface: Typeface) -> None:
        self.table = table
        self._typeface = typeface
        self._left = left
        widths = [column.width for column in table.columns]
        self._edges = [left, *(left + edge for edge in accumulate(widths))]
        self._aligns = [column.align for column in table.columns]
        self.header = self._draw_header()
        self.subtotal_height = self.height(table.subtotal(0, 0)) if table.subtotal else 0.0
        self.heights = [self.height(row) for row in table.rows]

    def height(self, row: Row) -> float:
        """Return the height of a row in one piece, millimetres."""
        contents = (self._content(row, place) for place in range(len(row.cells)))
        tallest = max(contents, default=0.0) + _PADDING
        return tallest if row.kind is RowKind.HEADING else max(tallest, self.table.row_height)

    def line_count(self, row: Row) -> int:
        """Return how many lines the longest cell of a row has."""
        return max(len(self._lines(row, place)) for place in range(len(row.cells)))

    @property
    def line_height(self) -> float:
        """Height of one line of a row, millimetres."""
        return line_height(self.table.size)

    def draw(self, pane: Pane, y: float, pieces: Sequence[Piece], extra: Sequence[Row]) -> float:
        """Draw header, pieces of rows, then whole *extra* rows; return where they end."""
        pane.lay(self.header.pane, 0, y)
        y += self.header.height
        frame = _Verticals(pane, y)
        for piece in pieces:
            row = self.table.rows[piece.row]
            y = self._draw_row(pane, frame, y, row, piece)
        for row in extra:
            y = self._draw_row(pane, frame, y, row, Piece(-1, self.height(row)))
        frame.close(y)
        return y

    def by_rows(self) -> list[Placed]:
        """Return the whole table as blocks that a page may end between; the header with a row."""
        rows = [*self.table.rows, *([self.table.total] if self.table.total is not None else [])]
        placed: list[Placed] = []
        pane, y = self.header.pane, self.header.height
        for row in rows:
            frame, height = _Verticals(pane, y), self.height(row)
            y = self._draw_row(pane, frame, y, row, Piece(-1, height))
            frame.close(y)
            placed.append(Placed(y, pane))
            pane, y = Pane(), 0.0
            pane.rules.append(Rule(self._edges[0], 0, self._edges[-1], 0, THIN))
        return placed or [self.header]

    def _cell_edges(self, row: Row, place: int) -> tuple[float, float]:
        if row.kind is RowKind.HEADING:
            return self._edges[0], self._edges[-1]
        if row.kind is RowKind.SUMMARY:
            if place == 0:
                return self._edges[0], self._edges[row.span]
            place += row.span - 1
        return self._edges[place], self._edges[place + 1]

    def _style(self, row: Row, place: int) -> tuple[str, Face, float]:
        """Return text, face and size of a cell."""
        cell = row.cells[place]
        if not isinstance(cell, str):
            return cell.text, cell.face or row.face, cell.size or self.table.size
        if self._align(row, place) is not Align.RIGHT:
            return cell, row.face, self.table.size
        # Digits are never broken apart: a figure too wide is set smaller.
        left, right = self._cell_edges(row, place)
        room = right - left - 2 * _INSET
        width = self._typeface.width(self._typeface.clean(cell, row.face), row.face, 1)
        if width * self.table.size <= room:
            return cell, row.face, self.table.size
        return cell, row.face, max(int(room / width * 20) / 20, _LEAST_SIZE)

    def _lines(self, row: Row, place: int) -> tuple[str, ...]:
        left, right = self._cell_edges(row, place)
        text, face, size = self._style(row, place)
        return self._typeface.wrap(text, face, size, right - left - 2 * _INSET)

    def _content(self, row: Row, place: int) -> float:
        """Return the height of what stands in a cell."""
        cell = row.cells[place]
        if isinstance(cell, str):
            return line_height(self._style(row, place)[2]) * len(self._lines(row, place))
        if cell.tick:
            return _TICK + _PADDING
        height = line_height(cell.size or self.table.size) * len(self._lines(row, place))
        if cell.bars is not None:
            left, right = self._cell_edges(row, place)
            drawn = draw_bars(Pane(), self._typeface, cell.bars, (left, 0, right - left))
            height += drawn + 2 * _BARS_GAP if drawn is not None else 0
        if cell.matrix is not None:
            left, right = self._cell_edges(row, place)
            height += draw_matrix(cell.matrix, right - left, Pane())
        return height

    def _draw_row(self, pane: Pane, frame: _Verticals, y: float, row: Row, piece: Piece) -> float:
        boxed = self._boxed_edges(row)
        frame.enter(y, boxed)
        if row.kind is RowKind.HEADING:
            pane.rules.append(Rule(boxed[0], y, boxed[-1], y, THIN))
        for place, cell in enumerate(row.cells):
            if cell:
                self._draw_cell(pane, y, row, place, piece)
        y += piece.height
        pane.rules.append(Rule(boxed[0], y, boxed[-1], y, THIN))
        return y

    def _align(self, row: Row, place: int) -> Align:
        if row.kind is RowKind.HEADING:
            return Align.LEFT
        if row.kind is RowKind.SUMMARY:
            return Align.RIGHT if place == 0 else self._aligns[place + row.span - 1]
        return self._aligns[place]

    def _boxed_edges(self, row: Row) -> tuple[float, ...]:
        if row.kind is RowKind.HEADING:
            return (self._edges[0], self._edges[-1])
        if row.kind is RowKind.SUMMARY:
            return tuple(self._edges[row.span :])
        return tuple(self._edges)

    def _draw_cell(self, pane: Pane, y: float, row: Row, place: int, piece: Piece) -> None:
        cell = row.cells[place]
        left, right = self._cell_edges(row, place)
        if not isinstance(cell, str) and cell.tick:
            side = (piece.height - _TICK) / 2
            pane.frame((left + right - _TICK) / 2, y + side, _TICK, _TICK, weight=0.8)
            return
        _, face, size = self._style(row, place)
        lines = self._lines(row, place)
        if piece.first_line or piece.stop_line is not None:
            lines = lines[piece.first_line : piece.stop_line]
            y += _PADDING / 2
        else:
            y += (piece.height - self._content(row, place)) / 2
        if not isinstance(cell, str) and cell.bars is not None and not piece.first_line:
            at = (left, y + _BARS_GAP, right - left)
            drawn = draw_bars(pane, self._typeface, cell.bars, at)
            y += drawn + 2 * _BARS_GAP if drawn is not None else 0
        if not isinstance(cell, str) and cell.matrix is not None and not piece.first_line:
            symbol = Pane()
            high = draw_matrix(cell.matrix, right - left, symbol)
            pane.lay(symbol, left, y)
            y += high
        room = (left + _INSET, y, right - left - 2 * _INSET)
        align = self._align(row, place)
        if isinstance(cell, str) or not cell.bold_tail:
            write_lines(pane, self._typeface, lines, room, size=size, face=face, align=align)
        else:
            self._tailed(pane, cell, lines, room, size, align)

    def _tailed(
        self,
        pane: Pane,
        cell: Cell,
        lines: Sequence[str],
        room: tuple[float, float, float],
        size: float,
        align: Align,
    ) -> None:
        """Draw *lines* with the last characters of the last one in bold."""
        if len(lines) > 1:
            write_lines(pane, self._typeface, lines[:-1], room, size=size, align=align)
        if not lines or not lines[-1]:
            return
        head, tail = lines[-1][: -cell.bold_tail], lines[-1][-cell.bold_tail :]
        wide = self._typeface.width(head, Face.REGULAR, size)
        both = wide + self._typeface.width(tail, Face.BOLD, size)
        x = room[0]
        if align is not Align.LEFT:
            x += (room[2] - both) / (1 if align is Align.RIGHT else 2)
        baseline = room[1] + line_height(size) * (len(lines) - 1)
        baseline += size * _BASELINE * MM_PER_POINT
        if head:
            pane.texts.append(Text(x, baseline, head, Face.REGULAR, size))
        pane.texts.append(Text(x + wide, baseline, tail, Face.BOLD, size))

    def _draw_header(self) -> Placed:
        pane = Pane()
        columns, size = self.table.columns, self.table.caption_size
        step = line_height(size)
        wrapped = [
            self._typeface.wrap(column.caption, Face.REGULAR, size, column.width - 0.8)
            for column in columns
        ]
        groups = _groups(columns)
        spanned = [
            self._typeface.wrap(
                name, Face.REGULAR, size, self._edges[stop] - self._edges[first] - 0.8
            )
            for name, first, stop in groups
        ]
        upper = max((step * len(lines) + 1 for lines in spanned), default=0.0)
        grouped = max((len(w) for w, c in zip(wrapped, columns, strict=True) if c.group), default=0)
        single = max((len(w) for w in wrapped), default=1)
        lower = max(step * grouped + 1, step * single + 1 - upper) if groups else step * single + 1
        height = upper + lower
        for (_, first, stop), lines in zip(groups, spanned, strict=True):
            box = (self._edges[first], 0.0, self._edges[stop], upper)
            self._caption(pane, lines, box)
        for place, column in enumerate(columns):
            top = upper if column.group else 0.0
            box = (self._edges[place], top, self._edges[place + 1], height)
            self._caption(pane, wrapped[place], box)
        if self.table.numbered:
            foot = height + step + 0.6
            for place, column in enumerate(columns):
                box = (self._edges[place], height, self._edges[place + 1], foot)
                self._caption(pane, (column.number,), box)
            height = foot
        return Placed(height, pane)

    def _caption(
        self, pane: Pane, lines: Sequence[str], box: tuple[float, float, float, float]
    ) -> None:
        left, top, right, foot = box
        pane.frame(left, top, right - left, foot - top)
        size = self.table.caption_size
        at = top + (foot - top - line_height(size) * len(lines)) / 2
        write_lines(
            pane,
            self._typeface,
            lines,
            (left, at, right - left),
            size=size,
            align=Align.CENTRE,
        )


class _Verticals:
    """Joins the upright lines of neighbouring rows with the same edges into long ones."""

    def __init__(self, pane: Pane, y: float) -> None:
        self._pane = pane
        self._top = y
        self._edges: tuple[float, ...] = ()

    def enter(self, y: float, edges: tuple[float, ...]) -> None:
        if edges != self._edges:
            self.close(y)
            self._top, self._edges = y, edges

    def close(self, y: float) -> None:
        if y > self._top:
            self._pane.rules += [Rule(x, self._top, x, y, THIN) for x in self._edges]


def _groups(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """Return each common caption with the first column under it and the one after the last."""
    found: list[tuple[str, int, int]] = []
    for place, column in enumerate(columns):
        if not column.group:
            continue
        if found and found[-1][0] == column.group and found[-1][2] == place:
            found[-1] = (column.group, found[-1][1], place + 1)
        else:
            found.append((column.group, place, place + 1))
    return found
