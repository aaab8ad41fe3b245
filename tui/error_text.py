"""Error code → what the user reads: what happened, to what, what to do now.

Texts live in `tui.texts`, one module per area, as msgids with `{fact}` or `{fact:kind}` places
(kinds: quantity, money, percent; see `tui.formatting.fill`). A test walks every error class and
refuses a code without a text or a place that is not among the facts.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Protocol

import tui.texts
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import ErrorText, Severity


class HasFacts(Protocol):
    """What domain, device, printing and settings errors have in common."""

    code: ClassVar[str]
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """An error as one person reads it, in his language."""

    code: str
    title: str
    body: str
    next_step: str
    short: str
    """One line of at most 20 columns where the data allows: for the smallest screens."""
    severity: Severity

    @property
    def sound(self) -> int:
        """How many beeps: 0 fine, 1 attention, 2 wrong, 3 blocked (handheld.md §3.5)."""
        return self.severity.beeps

    @property
    def text(self) -> str:
        """Return all three parts in one paragraph, each a sentence."""
        parts = (part for part in (self.title, self.body, self.next_step) if part)
        return " ".join(part if part[-1] in ".!?…:" else f"{part}." for part in parts)


@cache
def texts() -> Mapping[str, ErrorText]:
    """Return every text by code.

    Raises:
        ValueError: two areas speak about the same code.
    """
    found: dict[str, ErrorText] = {}
    for module in pkgutil.iter_modules(tui.texts.__path__):
        area = importlib.import_module(f"tui.texts.{module.name}")
        for code, text in getattr(area, "TEXTS", {}).items():
            if code in found:
                message = f"two texts for {code}"
                raise ValueError(message)
            found[code] = text
    return found


def explain(error: HasFacts) -> Told:
    """Return what to tell about *error*; an unknown code falls back to its nearest ancestor."""
    for kind in type(error).__mro__:
        code = getattr(kind, "code", None)
        if isinstance(code, str) and code in texts():
            return tell(code, error.facts)
    return tell("domain", {"code": error.code})


@cache
def reasons() -> Mapping[str, str]:
    """Return the msgids of what approvers are asked about, by code: `REASONS` of every area."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(tui.texts.__path__):
        area = importlib.import_module(f"tui.texts.{module.name}")
        found.update(getattr(area, "REASONS", {}))
    return found


_WORDS = ("what", "kind")
"""Facts that may be words of klad rather than data: said in the reader's language."""


def tell(code: str, facts: Mapping[str, object]) -> Told:
    """Return the text of *code* with *facts* in place."""
    text = texts()[code]
    words = {name: _(str(facts[name])) for name in _WORDS if isinstance(facts.get(name), str)}
    facts = {**facts, **words}
    return Told(
        code=code,
        title=fill(_(text.title), facts),
        body=fill(_(text.body), facts),
        next_step=fill(_(text.next_step), facts),
        short=fill(_(text.short or text.title), facts),
        severity=text.severity,
    )
