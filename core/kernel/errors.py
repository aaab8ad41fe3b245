"""Errors carry a code and facts, never a sentence.

    DomainError
    ├── Refused        the rules say no
    │   ├── NotFound, IllegalTransition, NotEnough, Forbidden, PeriodClosed
    │   ├── BadValue: BadLine, NotGiven …
    ├── Conflict       somebody was faster: reload and decide again
    └── Unavailable    the database is away: nothing was recorded, try later

A class is a fact of the trade and owns its code; what the user reads is kept in `tui.texts`.
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """Something the domain has to say to whoever asked.

    Facts are plain values (numbers, strings, dates, tuples of these) that the text of the code
    names as placeholders.
    """

    code: ClassVar[str] = "domain"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """Return code and facts for logs; never shown to a user."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class Refused(DomainError):
    """The rules say no."""

    code = "refused"


class NotFound(Refused):
    """There is no such row, or the user's rights hide it. Facts: what, key."""

    code = "not-found"


class IllegalTransition(Refused):
    """The status table does not lead there. Facts: machine, current, target."""

    code = "illegal-transition"


class BadValue(Refused):
    """A value cannot be read as what was asked for. Facts: what, value, expected."""

    code = "bad-value"


class BadLine(BadValue):
    """The same in a line of a document. Facts: what, value, expected, line (its number)."""

    code = "bad-line"


def bad_value(what: str, value: object, expected: object, line: int | None = None) -> BadValue:
    """Return what to say of a value; of a line of a document where its number is known."""
    if line is None:
        return BadValue(what=what, value=value, expected=expected)
    return BadLine(what=what, value=value, expected=expected, line=line)


class NotGiven(BadValue):
    """A value that is needed is empty. Facts: what (a field), value, expected (its title)."""

    code = "not-given"


class NotEnough(Refused):
    """A balance would go below its floor.

    Facts: ledger, measure, asked, available, where (dimension name → value), shortages.
    """

    code = "not-enough"


class PeriodClosed(Refused):
    """The ledger date lies in a closed period. Facts: date, closed_through."""

    code = "period-closed"


class Conflict(DomainError):
    """Somebody was faster: reload and decide again. Facts: what, key, who, changed."""

    code = "conflict"


class Unavailable(DomainError):
    """The database is away; nothing was recorded. Facts: reason."""

    code = "unavailable"
