"""Explanations as indented lines, in the reader's language: the X-ray of a price.

A step of `core.kernel.trace` carries a code and facts; what is said of it stands in `TRACES` of a
module of `tui.texts`. Whoever adds steps adds texts there; nothing here knows what they are about.
"""

from __future__ import annotations

import importlib
import pkgutil
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import tui.texts
from core.kernel.trace import Trace
from tui.formatting import fill, money
from tui.locale import _
from tui.texts.traces import Mark, TraceText

GLYPHS = {Mark.PLAIN: " ", Mark.GOOD: "+", Mark.BAD: "×", Mark.FAINT: "·"}
"""Beside the colour, for those who do not see it."""

STEP = 2
"""Columns by which a step stands to the right of the one above it."""


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step as it is read."""

    depth: int
    text: str
    amount: str
    """"" when the step leads to no figure."""
    mark: Mark

    @property
    def indented(self) -> str:
        """The text behind its glyph, as deep as it stands in the tree."""
        return f"{' ' * STEP * self.depth}{GLYPHS[self.mark]} {self.text}"


@cache
def trace_texts() -> Mapping[str, TraceText]:
    """Return every text by the code of its step.

    Raises:
        ValueError: two areas speak about the same code.
    """
    found: dict[str, TraceText] = {}
    for module in pkgutil.iter_modules(tui.texts.__path__):
        area = importlib.import_module(f"tui.texts.{module.name}")
        for code, text in getattr(area, "TRACES", {}).items():
            if code in found:
                raise ValueError(code)
            found[code] = text
    return found


def trace_lines(trace: Trace) -> list[TraceLine]:
    """Return the steps from the root down, in the language of now."""
    return [_line(depth, step) for depth, step in trace.walk()]


def trace_text(trace: Trace, width: int = 80) -> list[str]:
    """Return the steps as lines of *width* columns, amounts at the right edge."""
    found: list[str] = []
    for line in trace_lines(trace):
        room = max(20, width - len(line.amount) - 1) if line.amount else width
        hanging = " " * (STEP * line.depth + 2)
        wrapped = textwrap.wrap(line.indented, room, subsequent_indent=hanging) or [""]
        # `wrap` drops the blanks in front, which are the place in the tree.
        wrapped[0] = line.indented[: len(line.indented) - len(line.indented.lstrip())] + (
            wrapped[0].lstrip()
        )
        if line.amount:
            wrapped[0] = f"{wrapped[0]:<{width - len(line.amount)}}{line.amount}"
        found += wrapped
    return found


def _line(depth: int, step: Trace) -> TraceLine:
    known = trace_texts()
    text = known.get(_variant(step, known))
    if text is None:
        # A plug-in of another area may bring steps of its own; its code is better than nothing.
        return TraceLine(depth, step.code, _amount(step), Mark.PLAIN)
    return TraceLine(depth, fill(_(text.text), _facts(step, text)), _amount(step), text.mark)


def _variant(step: Trace, known: Mapping[str, TraceText]) -> str:
    """Return the code under which the step is said."""
    if step.facts.get("refined") and f"{step.code}-refined" in known:
        return f"{step.code}-refined"
    return step.code


def _amount(step: Trace) -> str:
    return "" if step.amount is None else money(step.amount)


def _facts(step: Trace, text: TraceText) -> dict[str, object]:
    facts = dict(step.facts)
    for name, words in text.words.items():
        word = str(facts.get(name))
        if word in words:
            facts[name] = _(words[word])
    return facts
