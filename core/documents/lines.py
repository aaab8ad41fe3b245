"""Saving the lines of a document as a whole: compared by number, written set-wise.

However many lines a document has, saving them takes the same number of statements: one to read,
and at most one each to remove, add and change, one for the history, one for the header.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.db.base import Base
from core.documents.errors import BadLines, NoSuchField
from core.documents.history import Noted, note
from core.documents.models import Document
from core.documents.operations import touch
from core.documents.rowsets import defaults_of, delete_rows, insert_rows, rows_of, update_rows
from core.documents.types import document_type
from core.kernel.clock import Clock

__all__ = ["LinesSaved", "rows_of", "save_lines"]

KEYS = frozenset({"id", "document_id", "line_no"})
"""Columns of a line that are not fields of it."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinesSaved:
    """How many lines each fate befell."""

    added: int
    changed: int
    removed: int

    def __bool__(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class _Difference:
    added: list[dict[str, Any]]
    changed: list[tuple[dict[str, Any], dict[str, Any]]]
    """(the line as it was, the line as it shall be)"""
    removed: list[dict[str, Any]]


def save_lines(
    session: Session,
    actor: Actor,
    document: Document,
    line_model: type[Base],
    rows: Sequence[Values],
    *,
    clock: Clock,
    permission: Permission | None = None,
    first_time: bool = False,
) -> LinesSaved:
    """Make *rows* the whole of the lines of *document*, which the caller has locked.

    Lines are told apart by `line_no`; a line that stays keeps its id. A column that no row names
    keeps its value, or takes its default in a new line. The document's version grows when anything
    changed.

    Args:
        line_model: a mapped class with `document_id` and `line_no`.
        permission: what the calling verb has required; None requires the type's `edit`.
        first_time: the document was made just now and has no such lines: none are looked for.

    Raises:
        BadLines: a number is missing or stands twice.
        NoSuchField: a row names no column of the line.
        Forbidden: no right to edit the type or the row.
    """
    kind = document_type(document.type)
    actor.require(permission or kind.edit, what=kind.name)
    actor.require_company(document.company_id)
    actor.require_warehouse(document.warehouse_id)
    acting(session, actor, clock)
    lines = _table(line_model)
    wanted = _by_number(document, rows)
    fields = _fields(lines, kind.name, wanted)
    stored = {} if first_time else _stored(session, lines, document.id)
    difference = _compare(stored, wanted, fields, defaults_of(lines))
    saved = LinesSaved(len(difference.added), len(difference.changed), len(difference.removed))
    if saved:
        session.flush()  # the header must exist before its lines
        _write(session, lines, document.id, fields, difference)
        touch(session, document)
        note(session, _history(document, lines, difference))
    return saved


def _table(line_model: type[Base]) -> Table:
    table = line_model.__table__
    if not isinstance(table, Table):
        raise TypeError(line_model)
    return table


def _by_number(document: Document, rows: Sequence[Values]) -> dict[int, Values]:
    found: dict[int, Values] = {}
    for row in rows:
        number = row.get("line_no")
        if not isinstance(number, int) or number in found:
            raise BadLines(document=document.number_text, line=number)
        found[number] = row
    return found


def _fields(lines: Table, what: str, wanted: Mapping[int, Values]) -> list[str]:
    """Return the columns named by any row, in the order of the table."""
    named = {name for row in wanted.values() for name in row} - KEYS
    for name in sorted(named):
        if name not in lines.c:
            raise NoSuchField(what=what, field=name)
    return [stored.name for stored in lines.c if stored.name in named]


def _stored(session: Session, lines: Table, document_id: int) -> dict[int, dict[str, Any]]:
    rows = session.execute(select(lines).where(lines.c.document_id == document_id)).mappings()
    return {row["line_no"]: dict(row) for row in rows}


def _compare(
    stored: Mapping[int, dict[str, Any]],
    wanted: Mapping[int, Values],
    fields: Sequence[str],
    defaults: Mapping[str, Any],
) -> _Difference:
    added = [{**defaults, **row} for number, row in sorted(wanted.items()) if number not in stored]
    removed = [row for number, row in sorted(stored.items()) if number not in wanted]
    changed = []
    for number, row in sorted(wanted.items()):
        old = stored.get(number)
        if old is None:
            continue
        new = old | {name: row[name] for name in fields if name in row}
        if any(new[name] != old[name] for name in fields):
            changed.append((old, new))
    return _Difference(added, changed, removed)


def _write(
    session: Session,
    lines: Table,
    document_id: int,
    fields: Sequence[str],
    difference: _Difference,
) -> None:
    delete_rows(session, lines, _KEY, difference.removed)
    update_rows(session, lines, _KEY, fields, [new for _, new in difference.changed])
    insert_rows(session, lines, [row | {"document_id": document_id} for row in difference.added])


_KEY = ("document_id", "line_no")


def _history(document: Document, lines: Table, difference: _Difference) -> list[Noted]:
    def noted(line_no: int, field: str, old: object, new: object) -> Noted:
        return Noted(
            document.type, document.id, document.version, field, old, new, lines.name, line_no
        )

    def whole(row: Values) -> dict[str, Any]:
        return {name: row[name] for name in row if name not in KEYS and row[name] is not None}

    return [
        *(noted(row["line_no"], "", whole(row), None) for row in difference.removed),
        *(
            noted(new["line_no"], name, old[name], new[name])
            for old, new in difference.changed
            for name in new
            if old[name] != new[name]
        ),
        *(noted(row["line_no"], "", None, whole(row)) for row in difference.added),
    ]
