"""Rows that hang on a discount or a condition: written as a whole, told in the owner's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update
from sqlalchemy.orm import QueryableAttribute, Session

from core.db.base import Base
from core.discounts.models import DiscountCondition, DiscountNode
from core.documents.history import Noted, note
from core.documents.rowsets import array_of, rows_of


@dataclass(frozen=True, slots=True)
class Hanging:
    """What should hang on a row in one table."""

    model: type[Base]
    owner: str
    """Column that names the owner."""
    field: str
    """What the history calls it."""
    rows: Sequence[Mapping[str, Any]]
    """Without the owner; every row names the same columns."""
    called: QueryableAttribute[str] | None = None
    """What the row that the first column refers to is called by; None: it refers to none."""


def replace_hanging(
    session: Session,
    owner: DiscountNode | DiscountCondition,
    wanted: Sequence[Hanging],
    *,
    noted: bool,
) -> None:
    """Make *wanted* the whole of what hangs on *owner*, which the caller has locked; flushed.

    Its version grows when anything changed, so that whoever has loaded it before learns of it.

    Args:
        noted: False for an owner made just now: its history begins with itself.
    """
    changes, changed = [], False
    for each in wanted:
        table = _table(each.model)
        mine = table.c[each.owner] == owner.id
        names = [column.name for column in table.c if column.name not in {"id", each.owner}]
        before = _stored(session, table, names, mine)
        after = sorted(
            (tuple(row.get(name) for name in names) for row in each.rows), key=_sorted_by
        )
        if before == after:
            continue
        if before:
            session.execute(delete(table).where(mine))
        if each.rows:
            full = [{**row, each.owner: owner.id} for row in each.rows]
            given = rows_of(table, [each.owner, *names], full)
            session.execute(
                insert(table).from_select(
                    [each.owner, *names], select(*given.c), include_defaults=False
                )
            )
        if noted:
            names_of = _names(session, each, [*before, *after])
            old, new = (_told(rows, names, names_of) for rows in (before, after))
            changes.append((each.field, old, new))
        changed = True
    if changed and noted:
        owners: Any = type(owner).__table__
        session.execute(
            update(owners).where(owners.c.id == owner.id).values(version=owners.c.version + 1)
        )
        session.expire(owner, ["version"])
        note(
            session,
            [
                Noted(owner.history_subject(), owner.id, owner.version, field, old, new)
                for field, old, new in changes
            ],
        )


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


def _stored(
    session: Session, table: Table, names: Sequence[str], mine: ColumnElement[bool]
) -> list[tuple[Any, ...]]:
    rows = session.execute(select(*(table.c[name] for name in names)).where(mine))
    return sorted((tuple(row) for row in rows), key=_sorted_by)


def _sorted_by(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{value:020}" if isinstance(value, int) else str(value) for value in row)


def _names(session: Session, each: Hanging, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, str]:
    """Return how the rows referred to are called: one statement."""
    if each.called is None:
        return {}
    called: Any = each.called
    model = called.class_
    keys = array_of(model.__table__.c.id, sorted({row[0] for row in rows}))
    found = session.execute(select(model.id, called).where(model.id == func.any(keys)))
    return {row[0]: row[1] for row in found}


def _told(
    rows: Sequence[tuple[Any, ...]], names: Sequence[str], called: Mapping[int, str]
) -> list[str]:
    """Return rows as the history keeps them: a name, or a name and a value in units."""
    told = []
    for row in rows:
        first = called.get(row[0], str(row[0])) if called else ""
        if "value" in names:
            told.append(f"{first}: {Decimal(row[names.index('value')]) / 100}")
        elif called:
            told.append(first)
        else:
            told.append(" ".join(str(value) for value in row))
    return told
