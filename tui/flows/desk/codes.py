"""Codes that a gun types at the desk, told from what a person types."""

from __future__ import annotations

from core.catalog.rules import is_gtin
from devices.scanner.codes import parse_code
from devices.settings import ScannerSettings

_GUN = ScannerSettings()
_AIM = "]ъЪ"
"""How an AIM identifier begins, through a Russian layout too; no word does."""


def plain_code(text: str) -> str:
    """Return the code itself where *text* is a scan with an AIM identifier, else *text*."""
    if not text.startswith(tuple(_AIM)):
        return text
    code = parse_code(text, _GUN)
    return code.gtin or code.text


def is_code(text: str) -> bool:
    """Tell whether *text* is a scanned code and no quantity."""
    return is_gtin(text) or text.startswith(tuple(_AIM))
