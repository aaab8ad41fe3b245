"""Reading paper back: text by pypdf, pictures by pdfium, barcodes by zxing."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdf
import pypdfium2
import zxingcpp

from printing.engine.fonts import roboto
from printing.engine.form import Bundle, Form
from printing.engine.pdf import render_pdf


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A barcode as a scanner sees it."""

    text: str
    identifier: str
    """AIM symbology identifier."""


def pdf(form: Form | Bundle) -> bytes:
    """Render with the font that is on every machine."""
    return render_pdf(form, roboto())


def page_texts(document: bytes) -> list[str]:
    """Return the text of each page, with ordinary spaces."""
    reader = pypdf.PdfReader(io.BytesIO(document))
    return [page.extract_text().replace("\u00a0", " ") for page in reader.pages]


def embedded_fonts(document: bytes) -> set[str]:
    """Return the names of all fonts the pages use."""
    reader = pypdf.PdfReader(io.BytesIO(document))
    names: set[str] = set()
    for page in reader.pages:
        resources = page["/Resources"].get_object()
        fonts = resources.get("/Font", {}).get_object()  # type: ignore[union-attr]
        names |= {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    return names


def scan(document: bytes, page: int = 0, dpi: int = 203) -> list[ReadCode]:
    """Return the barcodes a 203-dpi printer's output shows, top to bottom."""
    opened = pypdfium2.PdfDocument(document)
    image = opened[page].render(scale=dpi / 72, grayscale=True).to_pil()
    opened.close()
    found = zxingcpp.read_barcodes(image)
    found.sort(key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return [ReadCode(code.text, code.symbology_identifier) for code in found]


def ink_outside(document: bytes, margins: tuple[float, float, float, float]) -> list[str]:
    """Return which margins (left, right, top, bottom; millimetres) of which pages have ink."""
    opened = pypdfium2.PdfDocument(document)
    found: list[str] = []
    dots = 100 / 25.4
    for number in range(len(opened)):
        image = opened[number].render(scale=100 / 72, grayscale=True).to_pil()
        left, right, top, bottom = (round(margin * dots) for margin in margins)
        wide, high = image.size
        strips = {
            "left": (0, 0, left, high),
            "right": (wide - right, 0, wide, high),
            "top": (0, 0, wide, top),
            "bottom": (0, high - bottom, wide, high),
        }
        for name, box in strips.items():
            darkest, _ = image.crop(box).getextrema()
            if int(str(darkest)) < 128:
                found.append(f"page {number + 1}: {name}")
    opened.close()
    return found
