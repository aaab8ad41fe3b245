"""The history of fields: what the ORM flushes of `Historied` rows, and what lines report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, Session, UOWTransaction

from core.audit.acting import author, moment
from core.audit.plain import plain
from core.documents.models import FieldChange, Historied

_INSERT = f"""
INSERT INTO {FieldChange.__tablename__} (at, user_id, who, subject, subject_id, version, part,
                                         line_no, field, old, new)
SELECT %(at)s, %(user)s, %(who)s, subject, subject_id, version, part, line_no, field, old, new
FROM json_to_recordset(%(rows)s::json) AS given(subject text, subject_id bigint, version bigint,
    part text, line_no bigint, field text, old jsonb, new jsonb)
"""  # noqa: S608 - built from a constant
"""Written several times in every transaction, so by hand: building costs more than running."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A change about to be written."""

    subject: str
    subject_id: int
    version: int | None
    field: str
    old: object
    new: object
    part: str = ""
    line_no: int | None = None


def note(session: Session, changes: Iterable[Noted]) -> None:
    """Write *changes* into the history: one statement, none when there are none."""
    rows = [
        {
            "subject": change.subject,
            "subject_id": change.subject_id,
            "version": change.version,
            "part": change.part,
            "line_no": change.line_no,
            "field": change.field,
            "old": plain(change.old),
            "new": plain(change.new),
        }
        for change in changes
    ]
    if rows:
        who = author(session)
        session.connection().exec_driver_sql(
            _INSERT,
            {
                "at": moment(session),
                "user": who.user_id,
                "who": who.name,
                "rows": json.dumps(rows, ensure_ascii=False),
            },
        )


def changed_fields(row: Historied) -> list[tuple[str, object, object]]:
    """Return (attribute, old, new) of what a flush is about to write, or has just written.

    The old value is None where it was never loaded.
    """
    state = inspect(row, raiseerr=True)
    mapper: Mapper[Historied] = state.mapper
    found: list[tuple[str, object, object]] = []
    for attribute in mapper.column_attrs:
        name = attribute.key
        if name in row.not_historied:
            continue
        history = state.attrs[name].history
        if not history.has_changes():
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if old != new:
            found.append((name, old, new))
    return found


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    new, dirty, deleted = (
        [row for row in rows if isinstance(row, Historied)]
        for rows in (session.new, session.dirty, session.deleted)
    )
    note(
        session,
        [
            *(_noted(row, "", None, _label(row)) for row in new),
            *(_noted(row, *change) for row in dirty for change in changed_fields(row)),
            *(_noted(row, "", _label(row), None) for row in deleted),
        ],
    )


def _noted(row: Historied, field: str, old: object, new: object) -> Noted:
    mapper: Mapper[Historied] = inspect(row, raiseerr=True).mapper
    version = mapper.version_id_col
    return Noted(
        subject=row.history_subject(),
        subject_id=int(mapper.primary_key_from_instance(row)[0]),
        version=None if version is None else getattr(row, str(version.key)),
        field=field,
        old=old,
        new=new,
    )


def _label(row: Historied) -> str:
    """Return how a user calls the row: its number, code, login or name."""
    for name in ("number_text", "code", "name"):
        value = getattr(row, name, None)
        if value:
            return str(value)
    return type(row).__name__


event.listen(Session, "after_flush", _after_flush)
