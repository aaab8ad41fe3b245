"""What is finally put on a page: texts, lines, fills, bars at millimetres from its top left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from printing.engine.form import Face


class Text(NamedTuple):
    """A run of cleaned text; *y* is its baseline."""

    x: float
    y: float
    text: str
    face: Face
    size: float


class Rule(NamedTuple):
    """A straight line, weight in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: float


class BarRun(NamedTuple):
    """One filled bar of a barcode."""

    x: float
    y: float
    width: float
    height: float


THIN = 0.4
THICK = 1.3


@dataclass(slots=True)
class Pane:
    """Marks collected so far."""

    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bars: list[BarRun] = field(default_factory=list)

    def lay(self, other: Pane, x: float, y: float) -> None:
        """Add the marks of *other* moved by x and y."""
        self.texts += [Text(t.x + x, t.y + y, t.text, t.face, t.size) for t in other.texts]
        self.rules += [Rule(r.x1 + x, r.y1 + y, r.x2 + x, r.y2 + y, r.weight) for r in other.rules]
        self.bars += [BarRun(b.x + x, b.y + y, b.width, b.height) for b in other.bars]

    def frame(
        self, x: float, y: float, width: float, height: float, *, weight: float = THIN
    ) -> None:
        """Add the four sides of a box."""
        right, foot = x + width, y + height
        self.rules += [
            Rule(x, y, right, y, weight),
            Rule(x, foot, right, foot, weight),
            Rule(x, y, x, foot, weight),
            Rule(right, y, right, foot, weight),
        ]


@dataclass(slots=True)
class Placed:
    """A block measured and drawn, waiting for its place."""

    height: float
    pane: Pane
