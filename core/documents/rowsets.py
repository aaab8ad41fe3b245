"""Many rows as one parameter, so that a statement is the same for one row or thousands.

A VALUES list has a parameter per value and PostgreSQL takes 65 535 of them; JSON and arrays have no
such bound, and their statement text never changes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Enum,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.sql.selectable import TableValuedAlias

from core.audit.plain import plain

Values = Mapping[str, Any]


def rows_of(table: Table, names: Sequence[str], rows: Sequence[Values]) -> TableValuedAlias:
    """Return *rows* as a derived table "given" of *names*; all of them are one JSON parameter."""
    given = json.dumps(
        [{name: plain(row.get(name)) for name in names} for row in rows], ensure_ascii=False
    )
    columns = [column(name, table.c[name].type) for name in names]
    rowset = func.json_to_recordset(cast(literal(given, Text()), JSON))
    return rowset.table_valued(*columns, name="given").render_derived(with_types=True)


def array_of(target: Column[Any], values: list[Any]) -> BindParameter[Any]:
    """Return *values* as one array parameter of the type of *target*."""
    # An array of VARCHAR(32) would cut; enums travel as the text of their value.
    kind = target.type
    if isinstance(kind, Enum):
        values = [
            None if value is None else str(getattr(value, "value", value)) for value in values
        ]
        return bindparam(None, values, type_=ARRAY(String()), unique=True)
    if isinstance(kind, JSONB):
        return bindparam(None, values, type_=ARRAY(JSONB(none_as_null=True)), unique=True)
    return bindparam(None, values, type_=ARRAY(kind), unique=True)


def any_of(ids: Collection[int]) -> ColumnElement[int]:
    """Return ids as one array parameter, to compare a column with."""
    return func.any(literal(sorted(set(ids)), ARRAY(BigInteger)))


def defaults_of(table: Table) -> dict[str, Any]:
    """Return the columns of *table* that have a plain default, with it."""
    return {
        stored.name: stored.default.arg
        for stored in table.c
        if isinstance(stored.default, ScalarElementColumnDefault)
    }


def insert_rows(
    session: Session, table: Table, rows: Sequence[Values], *, returning: Sequence[str] = ()
) -> Sequence[Any]:
    """Insert *rows* by one statement; columns that no row names take their defaults.

    Args:
        returning: columns to return of each new row; in no order.
    """
    if not rows:
        return []
    defaults = defaults_of(table)
    named = defaults.keys() | {name for row in rows for name in row}
    names = [stored.name for stored in table.c if stored.name in named]
    given = rows_of(table, names, [{**defaults, **row} for row in rows])
    statement = insert(table).from_select(
        names, select(*(given.c[name] for name in names)), include_defaults=False
    )
    if not returning:
        session.execute(statement)
        return []
    return session.execute(statement.returning(*(table.c[name] for name in returning))).all()


def update_rows(
    session: Session,
    table: Table,
    keys: Sequence[str],
    fields: Sequence[str],
    rows: Sequence[Values],
) -> None:
    """Give the rows of *keys* what *rows* say of *fields*: one statement, none for no rows."""
    if rows:
        given = rows_of(table, [*keys, *fields], rows)
        session.execute(
            update(table)
            .where(*(table.c[name] == given.c[name] for name in keys))
            .values({name: given.c[name] for name in fields})
        )


def delete_rows(
    session: Session, table: Table, keys: Sequence[str], rows: Sequence[Values]
) -> None:
    """Delete the rows of *keys* that *rows* name: one statement, none for no rows."""
    if rows:
        given = rows_of(table, keys, rows)
        session.execute(delete(table).where(*(table.c[name] == given.c[name] for name in keys)))
