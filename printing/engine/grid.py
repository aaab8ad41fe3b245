"""The same form as plain lines of a terminal: at 38 columns a card per row, wider a table.

A terminal shows what the form says, not how the paper is ruled: one endless page, so page
totals are left out and the grand total stands once. Figures are never cut; a column that does
not fit goes to a line of its own under the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from printing.engine.form import (
    Align,
    Bars,
    Block,
    Boxes,
    Bundle,
    Cell,
    CodeColumn,
    Column,
    Columns,
    Divider,
    Field,
    Form,
    Gap,
    Matrix,
    Note,
    Panel,
    Row,
    RowKind,
    Signature,
    Sums,
    Table,
)
from printing.engine.terminal import aligned, cells, pad, plain, wrap_cells

_PAPER_ONLY = 9
_SEPARATOR = " "
_STRETCH_LEAST = 18
_STRETCH_ENOUGH = 36
"""A wrapped column gets a third of the screen within these before other columns are let in."""
_SPOKEN_GAP = 2
"""A gap of so many millimetres is an empty line."""
_BLANK = "______"


def render_text(form: Form | Bundle, width: int) -> list[str]:
    """Return the form as lines of at most *width* terminal cells, at least 20.

    The forms of a bundle follow one another under a double line; equal ones, such as copies,
    stand there once. Nothing in the lines is a control character, whatever the data held.
    """
    width = max(width, 20)
    if isinstance(form, Bundle):
        told = dict.fromkeys(tuple(_form(one, width)) for one in form.forms)
        first, *others = told or ((),)
        return [*first, *(line for one in others for line in ("", "=" * width, "", *one))]
    return _form(form, width)


def _form(form: Form, width: int) -> list[str]:
    lines: list[str] = []
    for mark in form.marks:
        lines += aligned(mark, width, Align.RIGHT)
    for block in form.head:
        lines += _block(block, width)
    if form.table is not None:
        lines += ["", *_table(form.table, width)]
    if form.tail:
        lines.append("")
    for closing in form.tail:
        lines += _table(closing, width) if isinstance(closing, Table) else _block(closing, width)
    return _squeezed(lines)


def _squeezed(lines: Iterable[str]) -> list[str]:
    """Drop trailing spaces and runs of empty lines."""
    kept: list[str] = []
    for line in lines:
        line = line.replace("\u00a0", " ").rstrip()  # noqa: PLW2901
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Gap():
            return [""] if block.height >= _SPOKEN_GAP else []
        case Note():
            return aligned(block.text, width, block.align) if block.spoken else []
        case Field():
            return _field(block, width)
        case Columns():
            return [line for part in block.parts for b in part.blocks for line in _block(b, width)]
        case CodeColumn():
            return _codes(block, width)
        case Boxes():
            title = aligned(block.title, width, Align.CENTRE) if block.title else []
            pairs = zip(block.captions, block.values, strict=True)
            told = [line for caption, value in pairs for line in _pair(caption, value, width)]
            return ["", *title, *told, ""]
        case Signature():
            return _signature(block, width)
        case Bars():
            return [*wrap_cells(f"||| {block.text}", width)]
        case Matrix():
            return aligned(block.brief, width, block.align) if block.brief else []
        case Divider():
            return ["-" * width]
        case Panel():
            return [line for pair in _told(block) for line in _pair(*pair, width)]
        case Sums():
            return _sums(block, width)


def _told(panel: Panel) -> Iterator[tuple[str, str]]:
    """Yield name and text of what a panel says, row by row."""
    for tile in sorted(panel.tiles, key=lambda tile: (tile.row, tile.column)):
        if tile.brief:
            yield tile.brief, tile.text


def _sums(sums: Sums, width: int) -> list[str]:
    """Write "label: figure" flush right, the figures under each other."""
    figures = max((cells(plain(row.figure)) for row in sums.rows), default=0)
    lines: list[str] = []
    for row in sums.rows:
        *before, last = wrap_cells(row.label, max(width - figures - 1, 10))
        lines += [pad(line, width - figures - 1, Align.RIGHT) for line in before]
        told = f"{last} {pad(plain(row.figure), figures, Align.RIGHT)}"
        lines += aligned(told, width, Align.RIGHT)
    return lines


def _pair(label: str, value: str, width: int, trailer: str = "") -> list[str]:
    """Write "label: value", the following lines indented by two."""
    said = f"{value or _BLANK} {trailer}".rstrip()
    lines = wrap_cells(f"{label}: {said}" if label else said, width)
    if len(lines) == 1:
        return lines
    first = lines[0]
    rest = plain(f"{label}: {said}" if label else said)[len(first) :].lstrip(" ")
    return [first, *(f"  {line}" for line in wrap_cells(rest, width - 2))]


def _field(field: Field, width: int) -> list[str]:
    label = field.brief or field.label
    # A brief label tells the whole; the words after the line would say it twice.
    trailer = "" if field.brief else field.trailer
    value = field.value
    if field.boxed:
        value = f"{value} ({field.boxed})"
    return _pair(label, value, width, trailer)


def _codes(column: CodeColumn, width: int) -> list[str]:
    lines: list[str] = []
    carried = ""
    for row in column.rows:
        if row.left is not None:
            lines += _block(row.left, width)
        if row.label or row.left is not None or not row.split_label:
            carried = row.label
        if not row.code:
            continue
        label = ", ".join(part for part in (carried, row.split_label) if part)
        lines += [f"  {line}" for line in _pair(label, row.code, width - 2)]
    return lines


def _signature(signature: Signature, width: int) -> list[str]:
    told = [place.value or _BLANK for place in signature.places if place.caption]
    return _pair(signature.label, " / ".join(told), width)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Which columns stand side by side and how wide, and which go under the row."""

    shown: tuple[int, ...]
    widths: tuple[int, ...]
    under: tuple[int, ...]


def _text(cell: Cell | str) -> str:
    if isinstance(cell, str):
        return plain(cell)
    return "[ ]" if cell.tick else plain(cell.text)


def _table(table: Table, width: int) -> Iterator[str]:
    if all(column.rank >= _PAPER_ONLY for column in table.columns):
        return  # filled in by hand
    grid = _fit(table, width)
    if grid is None:
        yield from _cards(table, width)
        return
    rule = "-" * (sum(grid.widths) + len(grid.widths) - 1)
    heads = [_brief(table.columns[i]) for i in grid.shown]
    yield rule
    yield from _line(heads, grid, [Align.CENTRE] * len(heads))
    yield rule
    aligns = [table.columns[i].align for i in grid.shown]
    for row in _all_rows(table):
        if row.kind is RowKind.HEADING:
            yield from _heading(row, width)
            continue
        spread = _spread(row, len(table.columns))
        if row.kind is RowKind.SUMMARY:
            yield rule
            label = _text(row.cells[0])
            kept = [i for i in grid.shown if i >= row.span]
            room = sum(w + 1 for i, w in zip(grid.shown, grid.widths, strict=True) if i < row.span)
            if cells(label) > room - 1:
                yield from wrap_cells(label, width)
                label = ""
            yield pad(label, max(room - 1, 0), Align.LEFT) + "".join(
                _SEPARATOR + pad(spread[i], grid.widths[grid.shown.index(i)], Align.RIGHT)
                for i in kept
            )
        else:
            yield from _line([spread[i] for i in grid.shown], grid, aligns)
        yield from _under(table, row, spread, grid.under, width)


def _heading(row: Row, width: int) -> Iterator[str]:
    cell = row.cells[0]
    yield from wrap_cells(_text(cell), width)
    if not isinstance(cell, str) and cell.bars is not None:
        yield from _block(cell.bars, width)


def _all_rows(table: Table) -> list[Row]:
    return [*table.rows, *([table.total] if table.total is not None else [])]


def _spread(row: Row, columns: int) -> list[str]:
    """Return the text of each column; those under the label of a sum are empty."""
    if row.kind is RowKind.SUMMARY:
        return [""] * row.span + [_text(cell) for cell in row.cells[1:]]
    texts = [_text(cell) for cell in row.cells]
    return texts + [""] * (columns - len(texts))


def _brief(column: Column) -> str:
    return plain(column.brief or column.caption)


def _natural(table: Table) -> list[int]:
    """Return the widest text of each column, captions by their longest word."""
    wide = [max(map(cells, _brief(column).split(" "))) for column in table.columns]
    for row in _all_rows(table):
        if row.kind is RowKind.HEADING:
            continue
        for place, text in enumerate(_spread(row, len(wide))):
            wide[place] = max(wide[place], cells(text))
    return wide


def _fit(table: Table, width: int) -> _Grid | None:
    """Choose columns by rank; None when not even the most needed stand side by side."""
    natural = _natural(table)
    usable = [i for i, c in enumerate(table.columns) if c.rank < _PAPER_ONLY]
    stretched = min(max(_STRETCH_LEAST, width // 3), _STRETCH_ENOUGH)
    needed = [
        min(natural[i], stretched) if table.columns[i].stretch else natural[i]
        for i in range(len(natural))
    ]
    least = min((c.rank for c in table.columns if not c.stretch), default=1)
    chosen: list[int] = []
    taken = -1
    for i in sorted(usable, key=lambda i: (table.columns[i].rank, i)):
        if taken + needed[i] + 1 > width:
            if table.columns[i].rank <= max(least, 2):
                return None
            break
        chosen.append(i)
        taken += needed[i] + 1
    shown = tuple(sorted(chosen))
    spare = width - taken
    widths = {i: needed[i] for i in shown}
    for i in shown:
        if table.columns[i].stretch:
            more = min(natural[i] - widths[i], spare)
            widths[i] += more
            spare -= more
    under = tuple(i for i in usable if i not in widths)
    return _Grid(shown, tuple(widths[i] for i in shown), under)


def _line(texts: Sequence[str], grid: _Grid, aligns: Sequence[Align]) -> Iterator[str]:
    wrapped = [wrap_cells(text, width) for text, width in zip(texts, grid.widths, strict=True)]
    for height in range(max(map(len, wrapped))):
        yield _SEPARATOR.join(
            pad(lines[height] if height < len(lines) else "", width, align)
            for lines, width, align in zip(wrapped, grid.widths, aligns, strict=True)
        )


def _under(
    table: Table, row: Row, spread: list[str], places: Sequence[int], width: int
) -> Iterator[str]:
    """Yield the columns that had no room as "caption: value", several to a line."""
    told = [
        f"{_brief(table.columns[i])}: {spread[i]}"
        for i in places
        if spread[i] and not (row.kind is RowKind.SUMMARY and i < row.span)
    ]
    yield from _packed(told, width, "  ")


def _packed(told: Sequence[str], width: int, indent: str) -> Iterator[str]:
    line = ""
    for pair in told:
        tried = f"{line}  {pair}" if line else pair
        if cells(indent + tried) <= width:
            line = tried
            continue
        if line:
            yield indent + line
        *full, line = wrap_cells(pair, width - len(indent))
        for piece in full:
            yield indent + piece
    if line:
        yield indent + line


def _cards(table: Table, width: int) -> Iterator[str]:
    """Yield each row as a card: what stretches over the whole width, then the figures."""
    rule = "-" * width
    usable = [i for i, c in enumerate(table.columns) if c.rank < _PAPER_ONLY]
    lead = min((i for i in usable if not table.columns[i].stretch), default=-1)
    for row in _all_rows(table):
        if row.kind is RowKind.HEADING:
            yield rule
            yield from _heading(row, width)
            continue
        yield rule
        spread = _spread(row, len(table.columns))
        if row.kind is RowKind.SUMMARY:
            yield from wrap_cells(_text(row.cells[0]), width)
            rest = [i for i in usable if i >= row.span and spread[i]]
        else:
            told = [spread[i] for i in (lead,) if i >= 0 and spread[i]]
            told += [spread[i] for i in usable if table.columns[i].stretch and spread[i]]
            yield from wrap_cells(" ".join(told), width)
            rest = [i for i in usable if i != lead and not table.columns[i].stretch and spread[i]]
        for i in rest:
            yield from _dotted(_brief(table.columns[i]), spread[i], width)
    yield rule


def _dotted(label: str, value: str, width: int) -> Iterator[str]:
    """Yield "label ....... value" with the value at the right edge."""
    room = width - cells(label) - cells(value) - 2
    if room >= 1:
        yield f"{label} {'.' * room} {value}"
        return
    yield from wrap_cells(label, width)
    yield from aligned(value, width, Align.RIGHT)
