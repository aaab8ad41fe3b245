"""Printed forms as PNG, each carrying the words it was drawn from, so that the two can be compared.

Words are compared, not pixels: shades depend on the machine, and forms are printed here with the
font that is on every machine.
"""

from __future__ import annotations

import io

import pypdf
import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.pictures.drawing import PICTURES, WRITE

_SCALE = 1.6
"""Pixels per point: a sheet of A4 is about 950 wide."""

_SHADES = 16


def keep_page(pdf: bytes, name: str) -> None:
    """Write the first page as a picture, or hold the committed one to the words of the form.

    Args:
        pdf: the form.
        name: of the file in docs/pictures, without its ending.
    """
    words = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    file = PICTURES / f"{name}.png"
    if WRITE:
        PICTURES.mkdir(parents=True, exist_ok=True)
        document = pypdfium2.PdfDocument(pdf)
        image = document[0].render(scale=_SCALE, grayscale=True).to_pil()
        document.close()
        carried = PngInfo()
        carried.add_itxt("klad", words)
        image.quantize(_SHADES).save(file, optimize=True, pnginfo=carried)
        return
    shown = ""
    if file.exists():
        with Image.open(file) as picture:
            shown = str(picture.info.get("klad", ""))
    assert shown == words, f"{file.name} is not what klad prints now; run: make pictures"
