"""Blocks of a form become marks: each is given its width and answers with its height."""

from __future__ import annotations

from printing.engine.barcodes import DOT, symbol
from printing.engine.fonts import Typeface
from printing.engine.form import (
    Align,
    Bars,
    Block,
    Boxes,
    CodeColumn,
    CodeRow,
    Columns,
    Divider,
    Face,
    Field,
    Gap,
    Matrix,
    Note,
    Panel,
    Signature,
    Sums,
)
from printing.engine.lettering import (
    INSET,
    line_height,
    write_caption,
    write_lines,
    write_middle,
)
from printing.engine.marks import THICK, THIN, BarRun, Pane, Placed, Rule
from printing.engine.panels import draw_divider, draw_matrix, draw_panel, draw_sums
from printing.errors import BarcodeTooWide


def place(block: Block, width: float, typeface: Typeface) -> Placed:
    """Draw one block *width* millimetres wide.

    Raises:
        BarcodeRefused: a barcode cannot be drawn, or is wider than its place.
    """
    pane = Pane()
    match block:
        case Gap():
            height = block.height
        case Note():
            height = _note(block, width, typeface, pane)
        case Field():
            height = _field(block, width, typeface, pane)
        case Columns():
            height = _columns(block, typeface, pane)
        case CodeColumn():
            height = _code_column(block, typeface, pane)
        case Boxes():
            height = _boxes(block, typeface, pane)
        case Signature():
            height = _signature(block, typeface, pane)
        case Bars():
            height = _bars(block, width, typeface, pane)
        case Matrix():
            height = draw_matrix(block, width, pane)
        case Divider():
            height = draw_divider(block, width, pane)
        case Panel():
            height = draw_panel(block, typeface, pane)
        case Sums():
            height = draw_sums(block, width, typeface, pane)
    return Placed(height, pane)


def _note(note: Note, width: float, typeface: Typeface, pane: Pane) -> float:
    lines = typeface.wrap(note.text, note.face, note.size, width)
    return write_lines(
        pane, typeface, lines, (0, 0, width), size=note.size, face=note.face, align=note.align
    )


def _field(field: Field, width: float, typeface: Typeface, pane: Pane) -> float:
    label_width = field.label_width
    if label_width is None:
        label = typeface.clean(field.label, Face.REGULAR)
        label_width = typeface.width(label, Face.REGULAR, field.size) + 1.2
    trailer = typeface.clean(field.trailer, Face.REGULAR)
    tail = typeface.width(trailer, Face.REGULAR, field.size) + 1.2 if trailer else 0
    room = width - label_width - tail - field.box_width
    lines = typeface.wrap(field.value, field.face, field.size, room - 2 * INSET)
    step = line_height(field.size)
    label_lines = (
        typeface.wrap(field.label, Face.REGULAR, field.size, label_width) if label_width else ()
    )
    height = step * max(len(lines), len(label_lines), 1)
    write_lines(
        pane,
        typeface,
        label_lines,
        (0, 0, label_width),
        size=field.size,
    )
    write_lines(
        pane,
        typeface,
        lines,
        (label_width + INSET, height - step * len(lines), room - 2 * INSET),
        size=field.size,
        face=field.face,
        align=field.align,
    )
    for row in range(len(lines) if field.ruled else 0):
        line_y = height - step * row
        pane.rules.append(Rule(label_width, line_y, label_width + room, line_y, THIN))
    if trailer:
        at = (label_width + room + 1.2, height - step, tail)
        write_lines(pane, typeface, (trailer,), at, size=field.size)
    if field.box_width:
        box = (width - field.box_width + 1.5, height - step - 0.8, field.box_width - 1.5, step + 1)
        pane.frame(*box, weight=THICK)
        write_middle(pane, typeface, (typeface.clean(field.boxed, Face.REGULAR),), box, field.size)
    return height + write_caption(pane, typeface, field.caption, (label_width, height + 0.15, room))


def _columns(columns: Columns, typeface: Typeface, pane: Pane) -> float:
    x, height = 0.0, 0.0
    for part in columns.parts:
        y = 0.0
        for block in part.blocks:
            placed = place(block, part.width, typeface)
            pane.lay(placed.pane, x, y)
            y += placed.height
        height = max(height, y)
        x += part.width + columns.gap
    return height


def _code_column(column: CodeColumn, typeface: Typeface, pane: Pane) -> float:
    y = 0.0
    code_x = column.left_width + column.label_width
    if column.heading:
        height = column.row_height
        lines = typeface.wrap(column.heading, Face.REGULAR, column.size, column.code_width)
        write_middle(pane, typeface, lines, (code_x, y, column.code_width, height), column.size)
        pane.frame(code_x, y, column.code_width, height)
        y += height
    top = y
    deepest = 0.0
    for row in column.rows:
        least = column.row_height
        if row.left is not None:
            left = place(row.left, column.left_width - 2, typeface)
            pane.lay(left.pane, 0, y)
            deepest = max(deepest, y + left.height)
            least = least if row.overlap else max(least, left.height)
        y += _code_row(row, column, typeface, pane, (y, least))
    pane.frame(code_x, top, column.code_width, y - top, weight=THICK)
    return max(y, deepest) + 0.5


def _code_row(
    row: CodeRow, column: CodeColumn, typeface: Typeface, pane: Pane, at: tuple[float, float]
) -> float:
    """Draw label and code of a row at (y, least height); return its height."""
    y, height = at
    code_x = column.left_width + column.label_width
    split = column.split_width if row.split_label else 0.0
    lines = typeface.wrap(row.label, Face.REGULAR, column.size, column.label_width - split - 1.5)
    height = max(height, line_height(column.size) * len(lines))
    # The label stands at the height of the first line of what is left of it.
    write_lines(
        pane,
        typeface,
        lines,
        (column.left_width, y + 0.5, column.label_width - split - 1.5),
        size=column.size,
        align=Align.RIGHT,
    )
    if row.split_label:
        box = (code_x - split, y, split, height)
        pane.frame(*box)
        told = typeface.wrap(row.split_label, Face.REGULAR, column.size, split - INSET)
        write_middle(pane, typeface, told, box, column.size)
    box = (code_x, y, column.code_width, height)
    pane.frame(*box)
    code = typeface.wrap(row.code, Face.REGULAR, column.size, column.code_width - INSET)
    write_middle(pane, typeface, code, box, column.size)
    return height


def _boxes(boxes: Boxes, typeface: Typeface, pane: Pane) -> float:
    x = boxes.title_width
    caption_size = min(boxes.size, 6.5)
    wrapped = [
        typeface.wrap(caption, Face.REGULAR, caption_size, width - 2 * INSET)
        for caption, width in zip(boxes.captions, boxes.widths, strict=True)
    ]
    top = line_height(caption_size) * max(map(len, wrapped)) + 0.8
    told = [
        typeface.wrap(value, Face.REGULAR, boxes.size, width - 2 * INSET)
        for value, width in zip(boxes.values, boxes.widths, strict=True)
    ]
    foot = line_height(boxes.size) * max(map(len, told)) + 1.2
    for caption, value, width in zip(wrapped, told, boxes.widths, strict=True):
        pane.frame(x, 0, width, top)
        write_middle(pane, typeface, caption, (x, 0, width, top), caption_size)
        pane.frame(x, top, width, foot, weight=THICK)
        write_middle(pane, typeface, value, (x, top, width, foot), boxes.size)
        x += width
    if boxes.title:
        title = typeface.wrap(boxes.title, Face.BOLD, boxes.size + 2, boxes.title_width - 3)
        height = line_height(boxes.size + 2) * len(title)
        write_lines(
            pane,
            typeface,
            title,
            (0, top + foot - height - 0.6, boxes.title_width - 3),
            size=boxes.size + 2,
            face=Face.BOLD,
            align=Align.RIGHT,
        )
    return top + foot + 0.8


def _signature(signature: Signature, typeface: Typeface, pane: Pane) -> float:
    step = line_height(signature.size)
    label = typeface.wrap(signature.label, Face.REGULAR, signature.size, signature.label_width - 1)
    values = [
        typeface.wrap(place_.value, Face.REGULAR, signature.size, place_.width - 2)
        for place_ in signature.places
    ]
    height = max(step * max(len(label), *(len(value) for value in values)), 4.6)
    write_lines(
        pane,
        typeface,
        label,
        (0, height - step * len(label), signature.label_width),
        size=signature.size,
    )
    x, deepest = signature.label_width, 0.0
    for place_, value in zip(signature.places, values, strict=True):
        write_lines(
            pane,
            typeface,
            value,
            (x, height - step * len(value), place_.width - 1.5),
            size=signature.size,
            align=Align.CENTRE,
        )
        if place_.caption or place_.value:
            pane.rules.append(Rule(x, height, x + place_.width - 1.5, height, THIN))
        under = (x, height + 0.15, place_.width - 1.5)
        deepest = max(deepest, write_caption(pane, typeface, place_.caption, under))
        x += place_.width
    return height + deepest


def _bars(bars: Bars, width: float, typeface: Typeface, pane: Pane) -> float:
    drawn = draw_bars(pane, typeface, bars, (0, 0, width))
    if drawn is None:
        raise BarcodeTooWide(kind=bars.kind.value, text=bars.text, room_mm=round(width))
    return drawn


def draw_bars(
    pane: Pane, typeface: Typeface, bars: Bars, box: tuple[float, float, float]
) -> float | None:
    """Draw a barcode in *box* (x, y, width); return its height, or None if it is too wide.

    Raises:
        BarcodeRefused: the text cannot become this barcode.
    """
    x, y, width = box
    made = symbol(bars)
    dots = made.dots(bars.module, width)
    if not dots:
        return None
    module = dots * DOT
    spare = width - (made.modules + made.quiet_left + made.quiet_right) * module
    shift = {Align.LEFT: 0.0, Align.CENTRE: spare / 2, Align.RIGHT: spare}[bars.align]
    left = x + shift + made.quiet_left * module
    pane.bars += [
        BarRun(left + start * module, y, wide * module, bars.height) for start, wide in made.runs
    ]
    if not bars.readable:
        return bars.height
    size = 8.0
    text_box = (left - made.quiet_left * module, y + bars.height + 0.4)
    room = (made.modules + made.quiet_left + made.quiet_right) * module
    lines = typeface.wrap(made.readable, Face.REGULAR, size, room)
    under = write_lines(pane, typeface, lines, (*text_box, room), size=size, align=Align.CENTRE)
    return bars.height + 0.4 + under
