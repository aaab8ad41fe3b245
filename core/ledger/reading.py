"""Reading ledgers: balances now and then, turnovers, what one document moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Table,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from core.kernel.errors import BadValue
from core.ledger.declaration import Ledger, declared


def balance(
    session: Session, of: Ledger, at: date | datetime | None = None, **where: Any
) -> Sequence[Row[Any]]:
    """Return balances: one row per dimension tuple, columns named as in the ledger.

    A past balance is today's less the entries after that moment, so its cost grows with those.

    Args:
        at: None, now; a date, the end of that business date by entry date; an instant, what was
            known then, by the time of recording.
        where: dimension = value, or a collection of values.
    """
    if at is None:
        kept = of.balance
        return session.execute(select(*_columns(kept, of)).where(*_matching(kept, of, where))).all()
    now = select(*_columns(of.balance, of)).where(*_matching(of.balance, of, where))
    later = select(
        *(of.entry.c[name] for name in of.dimension_names),
        *((-of.entry.c[name]).label(name) for name in of.measure_names),
    ).where(*_matching(of.entry, of, where), _after(of, at))
    return session.execute(_summed(of, now, later)).all()


def turnover(
    session: Session,
    of: Ledger,
    since: date,
    until: date,
    by: Sequence[str] = (),
    **where: Any,
) -> Sequence[Row[Any]]:
    """Return sums of the period, both dates included, one row per value of *by*.

    Columns: *by*, and for each measure `<measure>_in` and `<measure>_out` (both ≥ 0) and
    `<measure>_net`.
    """
    for name in by:
        if name not in of.dimension_names:
            raise BadValue(what="dimension", value=name, expected=", ".join(of.dimension_names))
    entry = of.entry
    sums: list[ColumnElement[int]] = []
    for name in of.measure_names:
        measure = entry.c[name]
        sums += [
            _sum(case((measure > 0, measure), else_=0)).label(f"{name}_in"),
            _sum(case((measure < 0, -measure), else_=0)).label(f"{name}_out"),
            _sum(measure).label(f"{name}_net"),
        ]
    keys = [entry.c[name] for name in by]
    statement = (
        select(*keys, *sums)
        .where(entry.c.date.between(since, until), *_matching(entry, of, where))
        .group_by(*keys)
        .order_by(*keys)
    )
    return session.execute(statement).all()


def movements(session: Session, document_id: int) -> dict[Ledger, Sequence[Row[Any]]]:
    """Return what the document moved, net, per ledger; ledgers it did not touch are absent."""
    found: dict[Ledger, Sequence[Row[Any]]] = {}
    for of in declared():
        entry = of.entry
        keys = [entry.c.date, entry.c.line, *(entry.c[name] for name in of.dimension_names)]
        sums = [_sum(entry.c[name]).label(name) for name in of.measure_names]
        rows = session.execute(
            select(*keys, *sums)
            .where(entry.c.document_id == document_id)
            .group_by(*keys)
            .having(or_(*(func.sum(entry.c[name]) != 0 for name in of.measure_names)))
            .order_by(*keys)
        ).all()
        if rows:
            found[of] = rows
    return found


def _columns(table: Table, of: Ledger) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in (*of.dimension_names, *of.measure_names)]


def _sum(measure: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a sum, 0 of nothing, that is an integer in Python too: PostgreSQL's is NUMERIC."""
    return cast(func.coalesce(func.sum(measure), 0), BigInteger)


def _matching(table: Table, of: Ledger, where: dict[str, Any]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, value in where.items():
        if name not in of.dimension_names:
            raise BadValue(what="dimension", value=name, expected=", ".join(of.dimension_names))
        column = table.c[name]
        if isinstance(value, list | tuple | set | frozenset):
            conditions.append(column == func.any(literal(list(value), _array_of(column))))
        else:
            conditions.append(column == value)
    return conditions


def _array_of(column: ColumnElement[Any]) -> Any:
    from sqlalchemy.dialects.postgresql import ARRAY  # noqa: PLC0415 - keeps the top readable

    return ARRAY(column.type)


def _after(of: Ledger, at: date | datetime) -> ColumnElement[bool]:
    if isinstance(at, datetime):
        return of.entry.c.at > at
    return of.entry.c.date > at


def _summed(of: Ledger, *parts: Select[Any]) -> Select[Any]:
    every = union_all(*parts).subquery()
    keys = [every.c[name] for name in of.dimension_names]
    sums = [_sum(every.c[name]).label(name) for name in of.measure_names]
    return (
        select(*keys, *sums)
        .group_by(*keys)
        .having(or_(*(func.sum(every.c[name]) != 0 for name in of.measure_names)))
    )
