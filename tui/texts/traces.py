"""The pattern of a step of an explanation; every area lists its own in `TRACES`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """What a step means for the figure, so its glyph and its colour."""

    PLAIN = "plain"
    """A figure, or how it came about."""
    GOOD = "good"
    """It counted."""
    BAD = "bad"
    """It applied, and lost or was cut."""
    FAINT = "faint"
    """It did not apply."""


@dataclass(frozen=True, slots=True)
class TraceText:
    """One kind of step, as a msgid with `{fact}` or `{fact:kind}` places.

    A step whose fact `refined` is true, or whose `times` is above 1, is said by the text of
    `<code>-refined` or `<code>-times` where there is one. A step with a fact `met` is marked by it.
    """

    text: str
    mark: Mark = Mark.PLAIN
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Fact → its stored words → their msgids."""
