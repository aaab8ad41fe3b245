"""Writing many rows of a reference book: compared with what is stored, changed set-wise.

The same rows twice change nothing the second time. However many rows there are, the number of
statements stays the same: one to read and lock, at most one each to add and to change, one for the
history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, and_, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from core.db.base import Base
from core.documents.history import Noted, note
from core.documents.lines import rows_of

Values = Mapping[str, Any]


@dataclass(slots=True)
class Upserted:
    """What became of the rows, and where they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ids: dict[tuple[Any, ...], int] = field(default_factory=dict)
    """Key → id, for every row given."""


def upsert(
    session: Session,
    model: type[Base],
    key: Sequence[str],
    rows: Sequence[Values],
    born: Values | None = None,
) -> Upserted:
    """Make stored rows say what *rows* say; what a row does not name keeps its value.

    Args:
        key: columns with a unique constraint; the key of a row is never changed, and no two *rows*
            may share one.
        rows: column → value; rows may name different columns.
        born: what a new row has that names no such column itself; None: the table's defaults.
    """
    if not rows:
        return Upserted()
    session.flush()  # rows added through the ORM must be seen by the comparison
    table = _table(model)
    stored = _stored(session, table, key, rows)
    done = Upserted()
    added: list[dict[str, Any]] = []
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for row in rows:
        known = tuple(row[name] for name in key)
        old = stored.get(known)
        if old is None:
            added.append({**(born or {}), **row})
            continue
        done.ids[known] = old["id"]
        new = old | dict(row)
        if any(old[name] != value for name, value in row.items()):
            changed.append((old, new))
    done.added, done.changed = len(added), len(changed)
    done.unchanged = len(rows) - len(added) - len(changed)
    if changed:
        _change(session, table, changed)
    if added:
        done.ids |= _add(session, table, key, added)
    note(session, _history(table, key, done, added, changed))
    return done


def add_rows(
    session: Session, model: type[Base], key: Sequence[str], rows: Sequence[Values]
) -> dict[tuple[Any, ...], int]:
    """Add rows that are known to be new, without history; return key → id: one statement."""
    return _add(session, _table(model), key, [dict(row) for row in rows]) if rows else {}


def _table(model: type[Base]) -> Table:
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


def _stored(
    session: Session, table: Table, key: Sequence[str], rows: Sequence[Values]
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return key → stored row, locked in the order of ids."""
    given = rows_of(table, key, rows)
    same = and_(*(table.c[name] == given.c[name] for name in key))
    statement = select(table).join(given, same).order_by(table.c.id).with_for_update(of=table)
    found = (dict(row) for row in session.execute(statement).mappings())
    return {tuple(row[name] for name in key): row for row in found}


def _change(
    session: Session, table: Table, changed: Sequence[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    names = sorted({name for old, new in changed for name in new if old[name] != new[name]})
    given = rows_of(table, ["id", *names], [new for _, new in changed])
    values: dict[str, Any] = {name: given.c[name] for name in names}
    if "version" in table.c:
        values["version"] = table.c.version + 1
    session.execute(update(table).where(table.c.id == given.c.id).values(values))


def _add(
    session: Session, table: Table, key: Sequence[str], added: Sequence[dict[str, Any]]
) -> dict[tuple[Any, ...], int]:
    columns = [column for column in table.c if column.name != "id"]
    for row in added:
        for column in columns:
            row.setdefault(column.name, _default(column))
    names = [column.name for column in columns]
    given = rows_of(table, names, added)
    statement = (
        insert(table)
        .from_select(names, select(*given.c), include_defaults=False)
        .returning(table.c.id, *(table.c[name] for name in key))
    )
    return {tuple(row[1:]): row[0] for row in session.execute(statement).all()}


def _default(column: Column[Any]) -> object:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None


def _history(
    table: Table,
    key: Sequence[str],
    done: Upserted,
    added: Sequence[Values],
    changed: Sequence[tuple[Values, Values]],
) -> list[Noted]:
    def label(row: Values) -> str:
        return str(row.get("code") or row.get("name") or row[key[0]])

    born = 1 if "version" in table.c else None
    return [
        *(
            Noted(table.name, done.ids[tuple(row[n] for n in key)], born, "", None, label(row))
            for row in added
        ),
        *(
            Noted(
                table.name,
                old["id"],
                old["version"] + 1 if "version" in table.c else None,
                name,
                old[name],
                new[name],
            )
            for old, new in changed
            for name in new
            if old[name] != new[name]
        ),
    ]
