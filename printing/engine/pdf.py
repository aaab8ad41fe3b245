"""Pages become a PDF: marks straight onto reportlab's canvas, fonts embedded as subsets.

Identical forms give identical bytes. Only one rendering runs at a time in a process, because
reportlab's fonts are global; big documents belong in a process of their own.
"""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

from printing.engine.fonts import MM_PER_POINT, FontFiles, Typeface
from printing.engine.form import Bundle, Face, Form
from printing.engine.marks import BarRun, Rule, Text
from printing.engine.pages import pages

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_one_at_a_time = threading.Lock()
_POINTS = 1 / MM_PER_POINT


def render_pdf(form: Form | Bundle, fonts: FontFiles) -> bytes:
    """Return the form, or the forms of a bundle one after another, as a PDF.

    Raises:
        FontUnusable: a font file cannot be read.
        DoesNotFit: a block is taller than the page.
        BarcodeRefused: a barcode cannot be drawn.
    """
    from reportlab import rl_config  # noqa: PLC0415 - heavy, only when printing
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    with _one_at_a_time:
        # Pages as binary streams: a fifth smaller than text, and faster.
        rl_config.useA85 = 0
        typeface = Typeface(fonts)
        forms = form.forms if isinstance(form, Bundle) else (form,)
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=_size(forms[0]),
            invariant=1,
            pageCompression=1,
            initialFontName=typeface.font_name(Face.REGULAR),  # type: ignore[arg-type]
        )
        canvas.setTitle(form.title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("klad")
        canvas.setProducer("klad")
        for one in forms:
            canvas.setPageSize(_size(one))
            height = one.paper.height
            for pane in pages(one, typeface):
                _texts(canvas, pane.texts, typeface, height)
                _rules(canvas, pane.rules, height)
                _bars(canvas, pane.bars, height)
                canvas.showPage()
        canvas.save()
        return target.getvalue()


def _size(form: Form) -> tuple[float, float]:
    return form.paper.width * _POINTS, form.paper.height * _POINTS


def _texts(canvas: Canvas, texts: list[Text], typeface: Typeface, height: float) -> None:
    names = {face: typeface.font_name(face) for face in Face}
    written = canvas.beginText()
    current: tuple[Face, float] | None = None
    for text in texts:
        if (text.face, text.size) != current:
            current = (text.face, text.size)
            written.setFont(names[text.face], text.size)
        written.setTextOrigin(text.x * _POINTS, (height - text.y) * _POINTS)
        written.textOut(text.text)
    canvas.drawText(written)


def _rules(canvas: Canvas, rules: list[Rule], height: float) -> None:
    by_weight: dict[float, list[tuple[float, float, float, float]]] = {}
    for x1, y1, x2, y2, weight in rules:
        by_weight.setdefault(weight, []).append(
            (x1 * _POINTS, (height - y1) * _POINTS, x2 * _POINTS, (height - y2) * _POINTS)
        )
    # Square ends: corners of frames meet.
    canvas.setLineCap(2)
    for weight, lines in by_weight.items():
        canvas.setLineWidth(weight)
        canvas.lines(lines)


def _bars(canvas: Canvas, bars: list[BarRun], height: float) -> None:
    if not bars:
        return
    path = canvas.beginPath()
    for bar in bars:
        path.rect(
            bar.x * _POINTS,
            (height - bar.y - bar.height) * _POINTS,
            bar.width * _POINTS,
            bar.height * _POINTS,
        )
    canvas.drawPath(path, stroke=0, fill=1)
