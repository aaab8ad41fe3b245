"""Lines of type put into their places on a pane."""

from __future__ import annotations

from collections.abc import Sequence

from printing.engine.fonts import MM_PER_POINT, Typeface
from printing.engine.form import Align, Face
from printing.engine.marks import Pane, Text

LEADING = 1.18
"""Line height over type size."""
_BASELINE = 0.92
"""Baseline below the top of a line, in type sizes."""
CAPTION = 5.3
"""Type size of the small captions under lines, points."""
INSET = 0.8
"""White space inside a box, millimetres."""


def line_height(size: float) -> float:
    """Return the height of a line of type, millimetres."""
    return size * LEADING * MM_PER_POINT


def write_lines(
    pane: Pane,
    typeface: Typeface,
    lines: Sequence[str],
    box: tuple[float, float, float],
    *,
    size: float,
    face: Face = Face.REGULAR,
    align: Align = Align.LEFT,
) -> float:
    """Put wrapped *lines* from the top of *box* (x, y, width) down; return their height."""
    x, y, width = box
    step = line_height(size)
    baseline = y + size * _BASELINE * MM_PER_POINT
    for line in lines:
        if line:
            at = x
            if align is not Align.LEFT:
                spare = width - typeface.width(line, face, size)
                at += spare if align is Align.RIGHT else spare / 2
            pane.texts.append(Text(at, baseline, line, face, size))
        baseline += step
    return step * len(lines)


def write_middle(
    pane: Pane,
    typeface: Typeface,
    lines: Sequence[str],
    box: tuple[float, float, float, float],
    size: float,
) -> None:
    """Centre lines in a box both ways."""
    x, y, width, height = box
    top = y + (height - line_height(size) * len(lines)) / 2
    write_lines(pane, typeface, lines, (x, top, width), size=size, align=Align.CENTRE)


def write_caption(
    pane: Pane, typeface: Typeface, text: str, box: tuple[float, float, float]
) -> float:
    """Put small words under a line, in the middle of *box* (x, y, width); return their height."""
    if not text:
        return 0.6
    lines = typeface.wrap(text, Face.REGULAR, CAPTION, box[2])
    return write_lines(pane, typeface, lines, box, size=CAPTION, align=Align.CENTRE) + 0.3
