"""Explanations as indented lines, in the reader's language: the X-ray of a price.

A step of `core.kernel.trace` carries a code and facts; what is said of it stands in `TRACES` of a
module of `tui.texts`. Whoever adds steps adds texts there; nothing here knows what they are about.
"""

from __future__ import annotations

import importlib
import pkgutil
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import tui.texts
from core.access.roles import ROLE_TITLES
from core.kernel.trace import Trace
from tui.formatting import fill, money
from tui.locale import _, current_language
from tui.texts.traces import Mark, TraceText
from tui.texts.traces_discounts import WEEKDAYS

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
    return [text for line in trace_lines(trace) for text in wrapped(line, width)]


def wrapped(line: TraceLine, width: int) -> list[str]:
    """Return one step as lines of *width* columns; what does not fit hangs below its text."""
    room = max(_NARROWEST, width - len(line.amount) - 1) if line.amount else width
    place = " " * STEP * line.depth
    hanging = f"{place}{' ' * STEP}"
    first, *rest = textwrap.wrap(
        line.text, max(_NARROWEST, room - len(hanging)), break_long_words=True
    ) or [""]
    head = f"{place}{GLYPHS[line.mark]} {first}"
    if line.amount:
        head = f"{head:<{width - len(line.amount)}}{line.amount}"
    return [head, *(f"{hanging}{text}" for text in rest)]


_NARROWEST = 20
"""Columns below which text is not wrapped any narrower."""


def without_ignored(trace: Trace) -> tuple[Trace, int]:
    """Return a trace without what did not apply, and how many steps with all below them that was.

    A group of which nothing is left goes too, uncounted.
    """
    kept: list[Trace] = []
    hidden = 0
    for step in trace.children:
        if _mark(step) is Mark.FAINT:
            hidden += 1
            continue
        found, inside = without_ignored(step)
        hidden += inside
        if inside and not found.children and "group-" in step.code:
            continue
        kept.append(found)
    return replace(trace, children=tuple(kept)), hidden


def _mark(step: Trace) -> Mark:
    text = trace_texts().get(step.code)
    return text.mark if text is not None else Mark.PLAIN


def _line(depth: int, step: Trace) -> TraceLine:
    known = trace_texts()
    text = known.get(_variant(step, known))
    if text is None:
        # A plug-in of another area may bring steps of its own; its code is better than nothing.
        return TraceLine(depth, step.code, _amount(step), Mark.PLAIN)
    mark = text.mark
    if "met" in step.facts:
        mark = Mark.GOOD if step.facts["met"] else Mark.BAD
    return TraceLine(depth, fill(_(text.text), _facts(step, text)), _amount(step), mark)


def _variant(step: Trace, known: Mapping[str, TraceText]) -> str:
    """Return the code under which the step is said."""
    if step.facts.get("refined") and f"{step.code}-refined" in known:
        return f"{step.code}-refined"
    if step.facts.get("times", 1) != 1 and f"{step.code}-times" in known:
        return f"{step.code}-times"
    return step.code


def _amount(step: Trace) -> str:
    if step.amount is None:
        return ""
    return money(-step.amount if _takes_off(step) else step.amount)


def _takes_off(step: Trace) -> bool:
    """Tell whether the amount of a step is what it takes off the price."""
    return step.code.startswith(("given", "manual-", "group-"))


def _facts(step: Trace, text: TraceText) -> dict[str, object]:
    facts = dict(step.facts)
    for name, words in text.words.items():
        word = str(facts.get(name))
        if word in words:
            facts[name] = _(words[word])
    if "hours" in facts:
        facts["hours"] = _hours(facts["hours"])
    if step.code == "condition-group":
        facts["wanted"] = _roles(facts.get("wanted"))
        facts["actual"] = _roles(facts.get("actual")) or None
    if "text_en" in facts:
        facts["text"] = facts.get(f"text_{current_language()}", facts["text_en"])
    if facts.get("name") == "":
        facts["name"] = _("Discounts")
    return facts


def _roles(value: object) -> str:
    """Write roles by their titles; other groups of users by their own names."""
    titles = {role.value: title for role, title in ROLE_TITLES.items()}
    several = value if isinstance(value, tuple) else (value,)
    return ", ".join(_(titles.get(str(one), str(one))) for one in several if one is not None)


def _hours(value: object) -> str:
    """Write ((weekdays, begin, end), …) as "Mon Tue 09:00-18:00; Sat 10:00-14:00"."""
    parts = []
    for weekdays, begin, end in value if isinstance(value, tuple) else ():
        days = " ".join(_(WEEKDAYS[str(day)]) for day in weekdays)
        parts.append(f"{days} {begin}-{end}")
    return "; ".join(parts)
