"""What the barcode of a printed document says, so that scanning the paper opens it.

`~D:123` is document 123: ASCII for every symbology, and nothing a GTIN could be.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"~D:([1-9]\d{0,17})")


def document_code(document_id: int) -> str:
    """Return the text of the barcode of a document."""
    return f"~D:{document_id}"


def read_document_code(text: str) -> int | None:
    """Return the id of the document that a scanned text names; None: it names none."""
    match = _CODE.fullmatch(text.strip())
    return int(match[1]) if match else None
