"""Text from a scanner as PostgreSQL can keep it."""

from __future__ import annotations

from typing import Any


def storable(text: str) -> str:
    """Return *text* with NUL and lone surrogates written out; all else as it came."""
    shown = text.replace("\x00", "\\x00")
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def storable_json(value: dict[str, Any]) -> dict[str, Any]:
    """Return *value* with every text in it storable."""
    return {storable(str(key)): _storable_value(inner) for key, inner in value.items()}


def _storable_value(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return storable_json(value)
    if isinstance(value, list | tuple):
        return [_storable_value(inner) for inner in value]
    return value
