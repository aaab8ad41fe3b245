"""Segments: rows of a reference book taken together, listed by hand or found by a rule."""

from __future__ import annotations

from enum import StrEnum


class SegmentKind(StrEnum):
    """How a segment gets its members."""

    FIXED = "fixed"
    """A person lists them."""
    RULE = "rule"
    """Whoever satisfies the rule; membership is refreshed when it is saved and by night."""
