"""Writing to ledgers: one statement per ledger, however many lines.

The trigger of each entry table locks the touched balances in key order and adds or refuses, so two
writers of one ledger never deadlock; writers of several ledgers post them in the order of names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.kernel.errors import BadValue, DomainError, NotEnough, PeriodClosed
from core.ledger.ddl import CLOSED, SHORT
from core.ledger.declaration import Ledger, declared

Rows = Iterable[Mapping[str, Any]]
"""Entries: `line` (default 0), any dimensions (default none), any measures (default 0), signed."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """One balance that would have gone below its floor."""

    ledger: str
    measure: str
    """A measure or the name of a check, e.g. "free"."""
    asked: int
    available: int
    where: Mapping[str, int | str]
    """Dimension → value."""


def post(
    session: Session,
    document_id: int,
    on: date,
    entries: Mapping[Ledger, Rows],
    *,
    first_time: bool = False,
) -> None:
    """Make *entries* the whole of what the document says; re-posting the same changes nothing.

    Entries are append-only: what differs from earlier postings is added as reversing entries. The
    document's row is locked first, so what others are writing for it counts as earlier.

    Args:
        on: business date of every entry.
        first_time: the document never posted before: skips looking for its entries in the ledgers
            that *entries* does not name.

    Raises:
        NotEnough: with every shortage; the transaction is lost, nothing was written.
        PeriodClosed: *on*, or the date of an entry to be reversed, is closed.
    """
    session.flush()  # the recorder must exist before its entries point to it
    batches = dict(entries)
    if not first_time:
        _lock_recorder(session, document_id)
        for other in _ledgers_of(session, document_id):
            batches.setdefault(other, ())
    for target in sorted(batches, key=lambda found: found.name):
        rows = list(batches[target])
        if rows or not first_time:
            _insert(session, target, document_id, on, rows, replace=not first_time)


def append(session: Session, document_id: int, on: date, entries: Mapping[Ledger, Rows]) -> None:
    """Add *entries* to what the document already posted; constant cost, whatever it holds.

    Raises:
        NotEnough, PeriodClosed: as `post`.
    """
    session.flush()  # the recorder must exist before its entries point to it
    for target in sorted(entries, key=lambda found: found.name):
        rows = list(entries[target])
        if rows:
            _insert(session, target, document_id, on, rows, replace=False)


def reverse(session: Session, document_id: int) -> None:
    """Undo everything the document posted, each entry at its own date.

    Raises:
        NotEnough: what it brought in has left meanwhile.
        PeriodClosed: an entry's date is closed.
    """
    session.flush()  # what the document is must not wait behind its entries
    _lock_recorder(session, document_id)
    for target in _ledgers_of(session, document_id):
        _insert(session, target, document_id, date.min, (), replace=True)


def _lock_recorder(session: Session, document_id: int) -> None:
    """Wait for every transaction that writes entries of the document, and keep others out.

    Whoever inserts an entry holds its document FOR KEY SHARE, by the foreign key; FOR UPDATE is
    the one lock that excludes that too. A statement of its own, so that the next one sees what the
    others have written.
    """
    session.connection().exec_driver_sql(
        "SELECT FROM document WHERE id = %(document)s FOR UPDATE", {"document": document_id}
    )


def _ledgers_of(session: Session, document_id: int) -> list[Ledger]:
    """Return the ledgers the document wrote to, in one statement."""
    known = declared()
    probes = " UNION ALL ".join(
        f"SELECT '{found.name}' WHERE EXISTS"
        f" (SELECT 1 FROM {found.entry.name} WHERE document_id = %(document)s)"
        for found in known
    )
    names = session.connection().exec_driver_sql(probes, {"document": document_id}).scalars().all()
    return [found for found in known if found.name in set(names)]


def _insert(
    session: Session,
    target: Ledger,
    document_id: int,
    on: date,
    rows: Sequence[Mapping[str, Any]],
    *,
    replace: bool,
) -> None:
    for row in rows:
        _require_known(target, row)
    values: dict[str, Any] = {"document": document_id, "on": on}
    values["line"] = [row.get("line", 0) for row in rows]
    for dimension in target.dimensions:
        none: object = "" if dimension.text else 0
        values[dimension.name] = [row.get(dimension.name, none) for row in rows]
    for measure in target.measure_names:
        values[measure] = [row.get(measure, 0) for row in rows]
    try:
        session.connection().exec_driver_sql(_statement(target, replace=replace), values)
    except DBAPIError as error:
        named = _named(target, error)
        if named is None:
            raise
        raise named from error


def _require_known(target: Ledger, row: Mapping[str, Any]) -> None:
    """Refuse a misspelt dimension or measure, which would count as none or zero."""
    unknown = row.keys() - target.columns
    if unknown:
        raise BadValue(
            what=f"ledger {target.name}",
            value=", ".join(sorted(unknown)),
            expected=", ".join(sorted(target.columns)),
        )


def _statement(target: Ledger, *, replace: bool) -> str:
    keys = ", ".join(target.dimension_names)
    measures = ", ".join(target.measure_names)
    arrays = ", ".join(
        [
            "%(line)s::int[]",
            *(f"%({d.name})s::{'text' if d.text else 'bigint'}[]" for d in target.dimensions),
            *(f"%({measure})s::bigint[]" for measure in target.measure_names),
        ]
    )
    given = f"SELECT * FROM unnest({arrays}) AS given(line, {keys}, {measures})"
    if not replace:
        return (
            f"INSERT INTO {target.entry.name} (document_id, date, line, {keys}, {measures})"
            f" SELECT %(document)s, %(on)s, line, {keys}, {measures} FROM ({given}) AS asked"
        )
    negated = ", ".join(f"-{measure}" for measure in target.measure_names)
    sums = ", ".join(f"sum({measure})" for measure in target.measure_names)
    changed = " OR ".join(f"sum({measure}) <> 0" for measure in target.measure_names)
    return (
        f"INSERT INTO {target.entry.name} (document_id, date, line, {keys}, {measures})"
        f" SELECT %(document)s, date, line, {keys}, {sums} FROM ("
        f"SELECT %(on)s::date AS date, line, {keys}, {measures} FROM ({given}) AS asked"
        f" UNION ALL SELECT date, line, {keys}, {negated} FROM {target.entry.name}"
        f" WHERE document_id = %(document)s) AS difference"
        f" GROUP BY date, line, {keys} HAVING {changed}"
    )


def _named(target: Ledger, error: DBAPIError) -> DomainError | None:
    cause = error.orig
    if not isinstance(cause, psycopg.Error) or cause.sqlstate not in {SHORT, CLOSED}:
        return None
    detail = json.loads(cause.diag.message_detail or "null")
    if cause.sqlstate == CLOSED:
        return PeriodClosed(
            date=date.fromisoformat(detail["date"]),
            closed_through=date.fromisoformat(detail["closed_through"]),
        )
    shortages = tuple(
        Shortage(target.name, row["measure"], row["asked"], row["available"], row["where"])
        for row in detail
    )
    first = shortages[0]
    return NotEnough(
        ledger=first.ledger,
        measure=first.measure,
        asked=first.asked,
        available=first.available,
        where=first.where,
        shortages=shortages,
    )
