"""The words of a declaration: dimensions, measures, checks, flags; what the SQL reads of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a balance is of."""

    name: str
    text: bool = False
    """False: a BIGINT id, 0 meaning "none". True: a short word, "" meaning "none"."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much: BIGINT in thousandths of the base unit or in kopecks, as the ledger says."""

    name: str
    floor: int | None = 0
    """The balance never goes below this; None: it may be anything."""
    money: bool = False
    """Kopecks rather than thousandths: how people are shown it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A sum over the measures of one balance that never goes below zero."""

    name: str
    terms: tuple[tuple[str, int], ...]
    """(measure, +1 or -1)."""
    when: str | None = None
    """A flag that switches the check on per balance; None: always on."""

    def expression(self, alias: str) -> str:
        """Return the sum as SQL over the columns of *alias*."""
        return " ".join(f"{'+' if sign > 0 else '-'} {alias}.{name}" for name, sign in self.terms)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean of a balance, set when the balance row is born."""

    name: str
    default_sql: str
    """An SQL expression over the dimensions of `d`; NULL counts as true."""


class Shape(Protocol):
    """What the SQL of a ledger is written from."""

    name: str
    dimension_names: tuple[str, ...]
    measure_names: tuple[str, ...]
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    flags: tuple[Flag, ...]
    entry: Table
    balance: Table
