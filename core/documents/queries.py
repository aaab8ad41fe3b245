"""Reading what the mechanism keeps about a document: bases, dependants, history, movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, Row, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document, DocumentBasis, FieldChange
from core.documents.rows import document_rows
from core.documents.types import document_type, document_types
from core.kernel.errors import NotFound
from core.ledger import Ledger

_DEEPEST = 50
"""Links followed at most."""


@dataclass(frozen=True, slots=True)
class Related:
    """A document in the chain of another one."""

    id: int
    type: str
    number: str
    date: date
    status: str
    posted: bool
    depth: int
    """1 for direct neighbours."""


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


def based_on(session: Session, document_id: int) -> list[Related]:
    """Return the documents on the basis of which this one was made, nearest first."""
    return _chain(session, document_id, upwards=True)


def standing_on(session: Session, document_id: int) -> list[Related]:
    """Return every document made on the basis of this one, however deep, nearest first."""
    return _chain(session, document_id, upwards=False)


dependants = standing_on


def history(session: Session, actor: Actor, subject: str, subject_id: int) -> list[Change]:
    """Return the changes of a document or of a row of a reference book, oldest first.

    Raises:
        Forbidden: no right to read the subject.
        NotFound: the document is hidden by row rights.
    """
    _require_readable(session, actor, subject, subject_id)
    return _changes(session, subject, subject_id, since=None)


def movements(session: Session, actor: Actor, document_id: int) -> dict[Ledger, Sequence[Row[Any]]]:
    """Return what the document moved, net, per ledger, for the movements view.

    Raises:
        Forbidden: no right to read the type.
        NotFound: there is no such document, or row rights hide it.
    """
    name = session.scalar(select(Document.type).where(Document.id == document_id))
    if name is None:
        raise NotFound(what="document", key=document_id)
    _require_readable(session, actor, name, document_id)
    return ledger.movements(session, document_id)


def changes_since(session: Session, subject: str, subject_id: int, version: int) -> list[Change]:
    """Return the changes made after *version*, oldest first."""
    return _changes(session, subject, subject_id, since=version)


def _require_readable(session: Session, actor: Actor, subject: str, subject_id: int) -> None:
    kinds = {kind.name: kind for kind in document_types()}
    if subject not in kinds:
        actor.require(Permission.REFERENCE_READ, what=subject)
        return
    actor.require(document_type(subject).read, what=subject)
    require_visible(session, actor, subject_id)


def require_visible(session: Session, actor: Actor, document_id: int) -> None:
    """Do nothing when row rights let *actor* see the document.

    Raises:
        NotFound: there is none, or his rights hide it.
    """
    seen = session.scalar(
        select(Document.id).where(Document.id == document_id, *document_rows(actor))
    )
    if seen is None:
        raise NotFound(what="document", key=document_id)


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


def _chain(session: Session, document_id: int, *, upwards: bool) -> list[Related]:
    walk = select(literal(document_id, BigInteger).label("id"), literal(0, Integer).label("depth"))
    walked = walk.cte("walk", recursive=True)
    links = (
        (Document.id, Document.basis_id),
        (DocumentBasis.document_id, DocumentBasis.basis_id),
    )
    # LATERAL, so that each step looks into the indexes instead of joining all documents.
    steps = [
        select((basis if upwards else made).label("id"))
        .where((made if upwards else basis) == walked.c.id)
        .correlate(walked)
        for made, basis in links
    ]
    step = union_all(*steps).lateral("step")
    # UNION, not UNION ALL, and a bound on depth: a circle of bases must not run for ever.
    walked = walked.union(
        select(step.c.id, walked.c.depth + 1)
        .select_from(walked.join(step, true()))
        .where(walked.c.depth < _DEEPEST, step.c.id.is_not(None))
    )
    nearest = (
        select(walked.c.id, func.min(walked.c.depth).label("depth"))
        .group_by(walked.c.id)
        .subquery("nearest")
    )
    rows = session.execute(
        select(
            Document.id,
            Document.type,
            Document.number_text,
            Document.date,
            Document.status,
            Document.posted,
            nearest.c.depth,
        )
        .join(nearest, nearest.c.id == Document.id)
        .where(Document.id != document_id)
        .order_by(nearest.c.depth, Document.id)
    )
    return [Related(*row) for row in rows]
