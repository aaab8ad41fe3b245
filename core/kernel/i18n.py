"""Marks for translatable text: `core` marks, `tui` and `printing` render."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark *message* for extraction and return it unchanged."""
    return message
