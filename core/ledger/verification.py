"""Recomputing what is kept from what happened, and naming every difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger.declaration import Ledger, declared


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that does not follow from the facts."""

    what: str
    """Which check found it: "ledger on_hand", "outbound order tables", …"""
    where: Mapping[str, object]
    stored: object
    computed: object


Verification = Callable[[Session], Iterable[Difference]]

_CHECKS: dict[str, Verification] = {}


def verification(name: str) -> Callable[[Verification], Verification]:
    """Register a check of derived data; every context adds its own."""

    def remember(check: Verification) -> Verification:
        _CHECKS[name] = check
        return check

    return remember


def verify(session: Session) -> list[Difference]:
    """Recompute every balance from entries and run every registered check."""
    session.flush()  # what the caller has pending is part of the facts
    session.execute(text("SET LOCAL statement_timeout = 0"))
    found: list[Difference] = []
    for of in declared():
        found += _ledger_differences(session, of)
    for name in sorted(_CHECKS):
        found += _CHECKS[name](session)
    return found


def _ledger_differences(session: Session, of: Ledger) -> list[Difference]:
    keys = ", ".join(of.dimension_names)
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in of.measure_names)
    shown = ", ".join(
        f"coalesce(b.{name}, 0)::bigint AS stored_{name},"
        f" coalesce(e.{name}, 0)::bigint AS fact_{name}"
        for name in of.measure_names
    )
    differ = " OR ".join(
        f"coalesce(b.{name}, 0) <> coalesce(e.{name}, 0)" for name in of.measure_names
    )
    rows = session.execute(
        text(
            f"SELECT {keys}, {shown} FROM {of.balance.name} b FULL JOIN"
            f" (SELECT {keys}, {sums} FROM {of.entry.name} GROUP BY {keys}) e USING ({keys})"
            f" WHERE {differ} ORDER BY {keys}"
        )
    ).mappings()
    return [
        Difference(
            f"ledger {of.name}",
            {name: row[name] for name in of.dimension_names},
            {name: row[f"stored_{name}"] for name in of.measure_names},
            {name: row[f"fact_{name}"] for name in of.measure_names},
        )
        for row in rows
    ]
