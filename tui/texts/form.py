"""The pattern of every message: what happened, to what, what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters, and so its colour, its glyph and its sound."""

    INFO = "info"
    """Good to know; silent."""
    OK = "ok"
    """Done as asked; silent."""
    WARN = "warn"
    """Needs attention or a confirmation; one beep."""
    WRONG = "wrong"
    """Not what was expected; two beeps."""
    STOP = "stop"
    """Nothing can go on; three beeps, never muted."""

    @property
    def beeps(self) -> int:
        """Return the count of handheld.md §3.5."""
        return {"info": 0, "ok": 0, "warn": 1, "wrong": 2, "stop": 3}[self.value]

    @property
    def glyph(self) -> str:
        """Return the mark that stands beside the colour, for those who do not see it."""
        return {"info": " ", "ok": "+", "warn": "?", "wrong": "!", "stop": "!"}[self.value]


class Counted(str):
    """A msgid that counts: which of its forms is said follows the fact `count`."""

    __slots__ = ("many",)

    many: str
    """The plural; the string itself is the singular."""


def counted(one: str, many: str) -> Counted:
    """Mark two forms of a msgid with `{count}` for extraction."""
    found = Counted(one)
    found.many = many
    return found


@dataclass(frozen=True, slots=True)
class ErrorText:
    """One error, as msgids with `{fact}` or `{fact:kind}` places."""

    title: str
    """What happened."""
    body: str
    """To what: the facts. Empty when the title says it all."""
    next_step: str
    """What to do now."""
    severity: Severity = Severity.WRONG
    short: str = ""
    """At most 20 columns with typical data; empty: the title is short enough."""
