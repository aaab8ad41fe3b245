"""How a figure came about, step by step: the answer to "why this price?".

Whoever computes a figure can tell it as a tree; `tui` renders the tree. The root's amount is the
figure itself, so an explanation that does not add up to what was charged is caught by a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Trace:
    """One step and the steps it rests on."""

    code: str
    """What kind of step: "formula", "rounding", "discount-displaced"; texts are in `tui.texts`."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """Plain values that the text names as placeholders."""
    amount: int | None = None
    """Minor units the step leads to; None: it says something, but leads to no figure."""
    children: tuple[Trace, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Trace]]:
        """Yield (depth, step) from the root down, as a tree is printed."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)
