"""Error code → what the user reads: what happened, to what, what to do now.

Texts live in `tui.texts`, one module per area, as msgids with `{fact}` or `{fact:kind}` places
(kinds: quantity, money, percent, day, moment; see `tui.formatting.fill`). A test walks every error
class and refuses a code without a text or a place that is not among the facts. Facts that are names
klad uses inside are told in words: `tui.texts.names`.
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
from tui.locale import _, ngettext
from tui.texts.form import Counted, ErrorText, Severity
from tui.texts.names import PROBLEMS, RIGHTS, THINGS, column_word
from tui.texts.names_routing import routing_words


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
        return " ".join(filter(None, map(sentence, (self.title, self.body, self.next_step))))


def sentence(part: str) -> str:
    """Return *part* with the full stop it may lack; nothing stays nothing."""
    return part if not part or part[-1] in ".!?…:" else f"{part}."


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


def tell(code: str, facts: Mapping[str, object]) -> Told:
    """Return the text of *code* with *facts* in place."""
    text, facts = texts()[code], in_words(facts)
    return Told(
        code=code,
        title=_filled(text.title, facts),
        body=_filled(text.body, facts),
        next_step=_filled(text.next_step, facts),
        short=_filled(text.short or text.title, facts),
        severity=text.severity,
    )


def _filled(msgid: str, facts: Mapping[str, object]) -> str:
    """Return a part in words; a sentence that begins with a thing begins with a capital."""
    template = _(msgid)
    if isinstance(msgid, Counted):
        count = facts.get("count")
        template = ngettext(msgid, msgid.many, count if isinstance(count, int) else 0)
    said = fill(template, facts)
    begins = template.startswith(tuple(f"{{{name}}}" for name in _THINGS))
    return said[:1].upper() + said[1:] if begins else said


# --- names of ours in words ------------------------------------------------------------------

_THINGS = ("what", "machine", "table", "listing", "field", "columns")
"""Facts that name a document, a book, a field."""


def in_words(facts: Mapping[str, object]) -> dict[str, object]:
    """Return *facts* with names klad uses inside told as people call them."""
    told = dict(facts)
    subject = str(facts.get("machine") or facts.get("what") or facts.get("table") or "")
    for name in facts.keys() & {"what", "machine", "table"}:
        told[name] = _thing(facts[name])
    if {"what", "value", "expected"} <= facts.keys():
        told["expected"] = _thing(facts["expected"])
    if "listing" in facts:
        told["listing"] = _list(facts["listing"])
    for name in facts.keys() & {"field", "columns", "changed"}:
        told[name] = _fields(subject, facts[name])
    if isinstance(facts.get("kind"), str):
        told["kind"] = _(str(facts["kind"]))
    if "machine" in facts:
        for name in facts.keys() & {"current", "target", "status"}:
            told[name] = _status(subject, facts[name])
    for name, value in facts.items():
        if isinstance(value, Exception) and isinstance(getattr(value, "code", None), str):
            reason = explain(value)  # type: ignore[arg-type]  # it has a code, so it has facts
            told[name] = " ".join(filter(None, map(sentence, (reason.title, reason.body))))
    for name, words in (("permission", RIGHTS), ("problem", PROBLEMS)):
        if name in facts:
            told[name] = _(words.get(str(facts[name]), str(facts[name])))
    told |= {name: _(word) for name, word in routing_words(facts).items()}
    return told


def _thing(name: object) -> object:
    """Return the name of a document, a book or a field in words; a title is one already."""
    if not isinstance(name, str):
        return name
    return _(THINGS.get(name, name))


def _list(name: object) -> object:
    """Return what a list calls itself."""
    from core.documents.listing import listings  # noqa: PLC0415 - only when something went wrong

    return _({listing.name: listing.title for listing in listings()}.get(str(name), str(name)))


def _status(machine: str, status: object) -> object:
    """Return a stored status as the lists of its documents call it."""
    from core.documents.types import document_types  # noqa: PLC0415 - as above

    titles = {kind.name: kind.status_titles for kind in document_types()}.get(machine, {})
    return _(titles.get(status, str(status)))


def _fields(subject: str, names: object) -> str:
    """Return fields of a document or a book by their titles: "3.quantity" is of line 3."""
    from core.documents.reference import books  # noqa: PLC0415 - as above

    titles = {
        field.name: field.title for one in books() if one.name == subject for field in one.fields
    }

    def title(word: str) -> str:
        if word.isdecimal():
            return _("line {number}").format(number=word)
        return _(titles.get(word) or column_word(word))

    places = [place.split(".") for place in str(names).split(", ")]
    return ", ".join(" ".join(title(word) for word in place if word) for place in places)
