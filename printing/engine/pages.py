"""Which block and which row stands on which page, decided before anything is drawn.

The contract: the header of the table is repeated on every page; page totals where the form has
them; the grand total once; the tail with at least two rows before it; a row is split only when
it is taller than a page; every page knows how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from printing.engine.blocks import place
from printing.engine.fonts import Typeface
from printing.engine.form import Align, Block, Face, Form, Row, RowKind, Table
from printing.engine.lettering import line_height, write_lines
from printing.engine.marks import Pane, Placed
from printing.engine.tables import Piece, RuledTable
from printing.errors import DoesNotFit

KEPT_WITH_TAIL = 2
"""Rows that go along when the tail moves to a new page."""
_RUNNING = 7.0
_FLOAT_SLACK = 1e-6


@dataclass(slots=True)
class Page:
    """One page as planned."""

    top: float
    blocks: list[tuple[float, Placed]] = field(default_factory=list)
    table_top: float | None = None
    pieces: list[Piece] = field(default_factory=list)
    ends_table: bool = False
    """The grand total stands here."""
    y: float = 0.0
    """Where the next thing goes."""


def pages(form: Form, typeface: Typeface) -> Iterator[Pane]:
    """Plan the whole form, then yield its pages drawn, one at a time.

    Raises:
        DoesNotFit: a block that may not be split is taller than a page.
        BarcodeRefused: a barcode cannot be drawn.
    """
    plan = _Plan(form, typeface)
    plan.lay_out()
    count = len(plan.pages)
    for number, page in enumerate(plan.pages, start=1):
        yield plan.draw(page, number, count)


class _Plan:
    def __init__(self, form: Form, typeface: Typeface) -> None:
        self._form = form
        self._typeface = typeface
        self._foot = form.paper.height - form.paper.bottom
        self.pages: list[Page] = []
        self._table: RuledTable | None = None
        if form.table is not None:
            self._table = RuledTable(form.table, form.paper.left, typeface)

    def lay_out(self) -> None:
        self._new_page()
        self._flow([self._placed(block) for block in self._form.head])
        tail = [placed for block in self._form.tail for placed in self._placed_tail(block)]
        if self._table is not None and self._form.table is not None:
            self._rows(self._table, self._form.table.rows)
            self._close(self._table, tail)
        else:
            self._flow(tail)

    def draw(self, page: Page, number: int, count: int) -> Pane:
        pane = Pane()
        left = self._form.paper.left
        for y, placed in page.blocks:
            pane.lay(placed.pane, left, y)
        if self._table is not None and page.table_top is not None:
            table = self._table.table
            extra: list[Row] = []
            if table.subtotal is not None and page.pieces:
                extra.append(table.subtotal(*_completed(page.pieces)))
            if page.ends_table and table.total is not None:
                extra.append(table.total)
            self._table.draw(pane, page.table_top, page.pieces, extra)
        self._margins(pane, number, count)
        return pane

    def _margins(self, pane: Pane, number: int, count: int) -> None:
        paper, inner = self._form.paper, self._form.paper.inner
        if self._form.running and number > 1:
            lines = self._typeface.wrap(self._form.running, Face.REGULAR, 7, inner)[:1]
            write_lines(pane, self._typeface, lines, (paper.left, paper.top, inner), size=7)
        if self._form.page_words:
            words = self._form.page_words.format(page=number, pages=count)
            words = self._typeface.clean(words, Face.REGULAR)
            box = (paper.left, self._foot + 1.5, inner)
            write_lines(pane, self._typeface, (words,), box, size=7, align=Align.RIGHT)
        if self._form.marks:
            text = self._typeface.clean(" · ".join(self._form.marks), Face.BOLD)
            width = self._typeface.width(text, Face.BOLD, 10) + 4
            x = (paper.width - width) / 2
            pane.frame(x, 2, width, line_height(10) + 1, weight=0.8)
            box = (x, 2.5, width)
            write_lines(
                pane, self._typeface, (text,), box, size=10, face=Face.BOLD, align=Align.CENTRE
            )

    def _placed(self, block: Block) -> Placed:
        return place(block, self._form.paper.inner, self._typeface)

    def _placed_tail(self, block: Block | Table) -> list[Placed]:
        if isinstance(block, Table):
            return RuledTable(block, 0, self._typeface).by_rows()
        return [self._placed(block)]

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    def _new_page(self) -> None:
        top = self._form.paper.top
        if self.pages and self._form.running:
            top += _RUNNING
        self.pages.append(Page(top=top, y=top))

    def _new_table_page(self, table: RuledTable) -> None:
        self._new_page()
        self._open(table)

    def _open(self, table: RuledTable) -> None:
        self._page.table_top = self._page.y
        self._page.y += table.header.height

    def _flow(self, placed: list[Placed]) -> None:
        """Put blocks one under another, on as many pages as they need."""
        for block in placed:
            if self._page.y + block.height > self._foot + _FLOAT_SLACK:
                if self._page.blocks or self._page.pieces:
                    self._new_page()
                room = self._foot - self._page.y
                if block.height > room + _FLOAT_SLACK:
                    raise DoesNotFit(height_mm=round(block.height), room_mm=round(room))
            self._page.blocks.append((self._page.y, block))
            self._page.y += block.height

    def _room(self, table: RuledTable) -> float:
        return self._foot - self._page.y - table.subtotal_height + _FLOAT_SLACK

    def _rows(self, table: RuledTable, rows: tuple[Row, ...]) -> None:
        least = table.header.height + table.subtotal_height
        groups = list(_glued(rows))
        first = sum(table.heights[i] for i in groups[0]) if groups else 0.0
        if self._page.y + least + first > self._foot and self._page.blocks:
            self._new_page()
        self._open(table)
        empty = self._form.paper.height - self._form.paper.top - self._form.paper.bottom
        full = empty - _RUNNING - least
        for group in groups:
            height = sum(table.heights[i] for i in group)
            if rows[group[0]].break_before and self._page.pieces:
                self._new_table_page(table)
            if height > self._room(table) and height <= full and self._page.pieces:
                self._new_table_page(table)
            for i in group:
                self._row(table, i, full)

    def _row(self, table: RuledTable, i: int, full: float) -> None:
        height = table.heights[i]
        if height <= self._room(table):
            self._add(Piece(i, height))
            return
        if height <= full:
            self._new_table_page(table)
            self._add(Piece(i, height))
            return
        self._split(table, i)

    def _split(self, table: RuledTable, i: int) -> None:
        """Cut a row taller than a page between its lines."""
        lines, step = table.line_count(table.table.rows[i]), table.line_height
        first = 0
        while first < lines:
            fits = int((self._room(table) - 1) / step)
            if fits < 1:
                if not self._page.pieces:
                    raise DoesNotFit(height_mm=round(step), room_mm=round(self._room(table)))
                self._new_table_page(table)
                continue
            stop = min(first + fits, lines)
            whole = None if stop == lines else stop
            self._add(Piece(i, step * (stop - first) + 1, first, whole))
            first = stop

    def _add(self, piece: Piece) -> None:
        self._page.pieces.append(piece)
        self._page.y += piece.height

    def _close(self, table: RuledTable, tail: list[Placed]) -> None:
        """Put the grand total and the tail, taking rows along when they need a new page."""
        total = table.table.total
        total_height = table.height(total) if total is not None else 0.0
        closing = total_height + sum(block.height for block in tail)
        if closing > self._room(table):
            pulled = _last_rows(self._page.pieces, table.table.rows, KEPT_WITH_TAIL)
            height = sum(piece.height for piece in pulled)
            room = self._foot - self._page_top() - table.header.height - table.subtotal_height
            if not tail or height + closing <= room or total_height > self._room(table):
                self._pull(table, pulled)
            if total_height > self._room(table):
                self._new_table_page(table)
        elif tail:
            self._reinforce(table, closing)
        self._page.ends_table = True
        if self._page.pieces:
            self._page.y += table.subtotal_height
        self._page.y += total_height
        self._flow(tail)

    def _page_top(self) -> float:
        return self._form.paper.top + (_RUNNING if self._form.running else 0)

    def _pull(self, table: RuledTable, pulled: list[Piece]) -> None:
        if not pulled:
            self._new_table_page(table)
            return
        page = self._page
        kept = page.pieces[: len(page.pieces) - len(pulled)]
        page.pieces = kept
        if not kept:
            if page.table_top is not None and not page.blocks:
                # A page of nothing but these rows: they stay where they are.
                page.pieces = pulled
                return
            page.table_top = None
        self._new_table_page(table)
        for piece in pulled:
            self._add(piece)

    def _reinforce(self, table: RuledTable, closing: float) -> None:
        """Bring rows from the page before when too few happened to fall on the last one."""
        rows = table.table.rows
        wanted = KEPT_WITH_TAIL - _items(self._page.pieces, rows)
        if wanted <= 0 or len(self.pages) == 1:
            return
        before = self.pages[-2]
        pulled = _last_rows(before.pieces, rows, wanted)
        height = sum(piece.height for piece in pulled)
        if len(pulled) == len(before.pieces) or height + closing > self._room(table):
            return
        before.pieces = before.pieces[: -len(pulled)]
        self._page.pieces = pulled + self._page.pieces
        self._page.y += height


def _items(pieces: list[Piece], rows: tuple[Row, ...]) -> int:
    return sum(rows[piece.row].kind is RowKind.ITEM for piece in pieces)


def _last_rows(pieces: list[Piece], rows: tuple[Row, ...], wanted: int) -> list[Piece]:
    """Return the end of *pieces* with so many items at least, and nothing torn apart."""
    first, items = len(pieces), 0
    while first > 0:
        before = rows[pieces[first - 1].row]
        top = rows[pieces[first].row] if first < len(pieces) else None
        held = top is not None and (top.keep or top.kind is RowKind.SUMMARY)
        if items >= wanted and not held and before.kind is not RowKind.HEADING:
            break
        first -= 1
        items += before.kind is RowKind.ITEM
    return pieces[first:]


def _completed(pieces: list[Piece]) -> tuple[int, int]:
    """Return the range of rows that end among these pieces."""
    if not pieces:
        return 0, 0
    ended = [piece.row for piece in pieces if piece.stop_line is None]
    return (min(ended), max(ended) + 1) if ended else (0, 0)


def _glued(rows: tuple[Row, ...]) -> Iterator[list[int]]:
    """Yield runs of rows that stay together: a heading with the next row, a sum with the last."""
    group: list[int] = []
    for i, row in enumerate(rows):
        follows = group and (
            row.keep or row.kind is RowKind.SUMMARY or rows[group[-1]].kind is RowKind.HEADING
        )
        if group and not follows:
            yield group
            group = []
        group.append(i)
    if group:
        yield group
