"""Reading the history of fields. Who may is checked by the caller: `queries` does for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.documents.models import FieldChange


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row got another value."""

    at: datetime
    who: str
    part: str
    """The table of the line, "" for the header."""
    line: int | None
    """Number of the line, None for the header."""
    field: str
    """"" when the row as a whole was added (`old` is None) or removed (`new` is None)."""
    old: object
    new: object

    @property
    def where(self) -> str:
        """The field as one word: "comment", "3.quantity", "4" for a whole line."""
        words = [str(self.line)] if self.line is not None else []
        return ".".join([*words, *([self.field] if self.field else [])])


def changes_of(session: Session, subject: str, subject_id: int) -> list[Change]:
    """Return all changes of one subject, oldest first."""
    return _changes(session, subject, subject_id, since=None)


def changes_since(session: Session, subject: str, subject_id: int, version: int) -> list[Change]:
    """Return the changes made after *version*, oldest first."""
    return _changes(session, subject, subject_id, since=version)


def _changes(session: Session, subject: str, subject_id: int, *, since: int | None) -> list[Change]:
    statement = (
        select(
            FieldChange.at,
            FieldChange.who,
            FieldChange.part,
            FieldChange.line_no,
            FieldChange.field,
            FieldChange.old,
            FieldChange.new,
        )
        .where(FieldChange.subject == subject, FieldChange.subject_id == subject_id)
        .order_by(FieldChange.id)
    )
    if since is not None:
        statement = statement.where(FieldChange.version > since)
    return [Change(*row) for row in session.execute(statement)]
