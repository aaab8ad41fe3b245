"""What a ledger is: two tables, their CHECKs, and the trigger that keeps one true to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from core.db.append_only import append_only
from core.db.base import Base, declare_sql
from core.db.types import UtcDateTime
from core.kernel.errors import NotFound
from core.ledger.ddl import apply_function, apply_trigger
from core.ledger.shape import Check, Dimension, Flag, Measure

__all__ = ["Check", "Dimension", "Flag", "Ledger", "Measure", "declared", "ledger"]

_DECLARED: dict[str, Ledger] = {}


class Ledger:
    """A declared ledger: `*_entry` (append-only) and `*_balance` (one row per dimension tuple)."""

    def __init__(
        self,
        name: str,
        title: str,
        dimensions: Sequence[str | Dimension],
        measures: Sequence[str | Measure],
        *,
        checks: Sequence[Check] = (),
        flags: Sequence[Flag] = (),
    ) -> None:
        """Declare the tables on the shared metadata.

        Args:
            title: marked with N_, for the movements view.
        """
        self.name = name
        self.title = title
        self.dimensions = tuple(Dimension(d) if isinstance(d, str) else d for d in dimensions)
        self.measures = tuple(Measure(m) if isinstance(m, str) else m for m in measures)
        self.checks = tuple(checks)
        self.flags = tuple(flags)
        self.dimension_names = tuple(d.name for d in self.dimensions)
        self.measure_names = tuple(m.name for m in self.measures)
        self.columns = frozenset({"line", *self.dimension_names, *self.measure_names})
        self.entry = self._entry_table()
        self.balance = self._balance_table()
        declare_sql(f"{name}_apply", apply_function(self))
        declare_sql(f"{name}_apply_trigger", apply_trigger(self))
        append_only(self.entry.name)
        _DECLARED[name] = self

    def __repr__(self) -> str:
        return f"Ledger({self.name})"

    def _dimension_columns(self, *, primary_key: bool) -> list[Column[Any]]:
        return [
            Column(
                dimension.name,
                Text() if dimension.text else BigInteger(),
                primary_key=primary_key,
                autoincrement=False,
                nullable=False,
                server_default=text("''") if dimension.text else text("0"),
            )
            for dimension in self.dimensions
        ]

    def _entry_table(self) -> Table:
        name = f"{self.name}_entry"
        return Table(
            name,
            Base.metadata,
            Column("id", BigInteger, Identity(), primary_key=True),
            Column("document_id", BigInteger, ForeignKey("document.id"), nullable=False),
            Column("line", Integer, nullable=False),
            Column("date", Date, nullable=False, comment="business date of the movement"),
            Column("at", UtcDateTime(), nullable=False, server_default=text("clock_timestamp()")),
            *self._dimension_columns(primary_key=False),
            *(Column(measure, BigInteger, nullable=False) for measure in self.measure_names),
            Index(f"ix_{name}_document_id", "document_id"),
            Index(f"ix_{name}_date", "date"),
            Index(f"ix_{name}_at", "at"),
            Index(f"ix_{name}_key", *self.dimension_names[:3], "date"),
        )

    def _balance_table(self) -> Table:
        name = f"{self.name}_balance"
        floors = [
            CheckConstraint(f"{m.name} >= {m.floor}", name=f"{m.name}_floor")
            for m in self.measures
            if m.floor is not None
        ]
        sums = [
            CheckConstraint(
                f"{'NOT ' + check.when + ' OR ' if check.when else ''}"
                f"{check.expression(name)} >= 0".replace(f"{name}.", ""),
                name=check.name,
            )
            for check in self.checks
        ]
        return Table(
            name,
            Base.metadata,
            *self._dimension_columns(primary_key=True),
            *(
                Column(measure, BigInteger, nullable=False, server_default=text("0"))
                for measure in self.measure_names
            ),
            *(
                Column(flag.name, Boolean, nullable=False, server_default=text("true"))
                for flag in self.flags
            ),
            *floors,
            *sums,
        )


def declared() -> tuple[Ledger, ...]:
    """Return every declared ledger, by name."""
    return tuple(_DECLARED[name] for name in sorted(_DECLARED))


def ledger(name: str) -> Ledger:
    """Return the ledger called *name*.

    Raises:
        NotFound: no such ledger.
    """
    found = _DECLARED.get(name)
    if found is None:
        raise NotFound(what="ledger", key=name)
    return found
