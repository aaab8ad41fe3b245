"""Panels of boxes, sums at the right edge, QR codes and dividers as marks."""

from __future__ import annotations

from itertools import accumulate

from printing.engine.fonts import Typeface
from printing.engine.form import Align, Divider, Face, Matrix, Panel, Sums, Tile
from printing.engine.lettering import CAPTION, INSET, line_height, write_lines
from printing.engine.marks import THIN, BarRun, Pane, Rule
from printing.engine.qr import square
from printing.errors import BarcodeTooWide

_PAD = 0.6
"""White space over the first and under the last line of a tile, millimetres."""


def draw_divider(divider: Divider, width: float, pane: Pane) -> float:
    """Draw a line over *width* with a little white around it; return the height."""
    pane.rules.append(Rule(0, 0.8, width, 0.8, divider.weight))
    return 2.2


def draw_matrix(matrix: Matrix, width: float, pane: Pane) -> float:
    """Draw a QR code; return its side.

    Raises:
        BarcodeRefused: there is no such symbol, or no room for it.
    """
    made = square(matrix.text)
    side = made.side(matrix.side)
    if side > width + 1e-6:
        raise BarcodeTooWide(kind="qr", text=matrix.text, room_mm=round(width))
    module = side / made.modules
    left = {Align.LEFT: 0.0, Align.CENTRE: (width - side) / 2, Align.RIGHT: width - side}
    x = left[matrix.align]
    pane.bars += [
        BarRun(x + across * module, down * module, wide * module, high * module)
        for across, down, wide, high in made.blocks
    ]
    return side


def draw_sums(sums: Sums, width: float, typeface: Typeface, pane: Pane) -> float:
    """Draw labels and figures, both flush right; return the height."""
    y = 0.0
    room = width - sums.figure_width - 1.5
    for row in sums.rows:
        label = typeface.wrap(row.label, row.face, sums.size, room)
        figure = (typeface.clean(row.figure, row.face),)
        high = write_lines(
            pane,
            typeface,
            label,
            (0, y, room),
            size=sums.size,
            face=row.face,
            align=Align.RIGHT,
        )
        last = (room, y + high - line_height(sums.size), width - room)
        write_lines(pane, typeface, figure, last, size=sums.size, face=row.face, align=Align.RIGHT)
        y += high + 0.4
    return y


def draw_panel(panel: Panel, typeface: Typeface, pane: Pane) -> float:
    """Draw boxes that share their edges; return the height."""
    across = [0.0, *accumulate(panel.widths)]
    down = [0.0, *accumulate(_heights(panel, across, typeface))]
    step = line_height(panel.size)
    for tile in panel.tiles:
        left, right = across[tile.column], across[tile.column + tile.across]
        top, foot = down[tile.row], down[tile.row + tile.down]
        pane.frame(left, top, right - left, foot - top, weight=THIN)
        room = right - left - 2 * INSET
        lines = typeface.wrap(_text(tile), tile.face, panel.size, room)
        at = (left + INSET, top + _PAD, room)
        write_lines(pane, typeface, lines, at, size=panel.size, face=tile.face)
        if tile.caption:
            told = _caption(tile, panel, room, typeface)
            high = _caption_step(panel) * len(told)
            at = (left + INSET, foot - high - _PAD / 2, room)
            write_lines(pane, typeface, told, at, size=_caption_size(panel))
    return down[-1] + step * 0.2


def _text(tile: Tile) -> str:
    return f"{tile.label} {tile.text}" if tile.label else tile.text


def _caption_size(panel: Panel) -> float:
    return max(panel.size - 2, CAPTION)


def _caption_step(panel: Panel) -> float:
    return line_height(_caption_size(panel))


def _caption(tile: Tile, panel: Panel, room: float, typeface: Typeface) -> tuple[str, ...]:
    return typeface.wrap(tile.caption, Face.REGULAR, _caption_size(panel), room)


def _heights(panel: Panel, across: list[float], typeface: Typeface) -> list[float]:
    """Return the height of each row; a tall tile of several rows stretches its last one."""
    rows = max(tile.row + tile.down for tile in panel.tiles)
    heights = [panel.row_height] * rows
    for tile in sorted(panel.tiles, key=lambda tile: tile.down):
        last = tile.row + tile.down - 1
        over = sum(heights[tile.row : last])
        heights[last] = max(heights[last], _needed(tile, panel, across, typeface) - over)
    return heights


def _needed(tile: Tile, panel: Panel, across: list[float], typeface: Typeface) -> float:
    room = across[tile.column + tile.across] - across[tile.column] - 2 * INSET
    lines = typeface.wrap(_text(tile), tile.face, panel.size, room)
    caption = _caption(tile, panel, room, typeface) if tile.caption else ()
    needed = 2 * _PAD + line_height(panel.size) * len(lines) + _caption_step(panel) * len(caption)
    return max(needed, tile.least)
