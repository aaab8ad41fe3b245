"""Reading what the mechanism keeps about a document: bases, dependants, history, movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.changes import Change, changes_of, changes_since
from core.documents.companions import goes_with_documents
from core.documents.models import Document, DocumentBasis
from core.documents.reference import books, require_row
from core.documents.rows import document_rows, readable_rows
from core.documents.types import DocumentType, document_type, document_types
from core.kernel.errors import NotFound
from core.ledger import Ledger

__all__ = [
    "Change",
    "Related",
    "based_on",
    "changes_since",
    "dependants",
    "history",
    "movements",
    "require_type_rows",
    "require_visible",
    "standing_on",
]

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


def based_on(session: Session, document_id: int, actor: Actor | None = None) -> list[Related]:
    """Return the documents on the basis of which this one was made, nearest first.

    Args:
        actor: what his rights hide is left out; None, for verbs that must know all, hides nothing.
    """
    return _chain(session, document_id, actor, upwards=True)


def standing_on(session: Session, document_id: int, actor: Actor | None = None) -> list[Related]:
    """Return every document made on the basis of this one, however deep, nearest first.

    Args:
        actor: what his rights hide is left out; None, for verbs that must know all, hides nothing.
    """
    return _chain(session, document_id, actor, upwards=False)


dependants = standing_on


def history(session: Session, actor: Actor, subject: str, subject_id: int) -> list[Change]:
    """Return the changes of a document or of a row of a reference book, oldest first.

    Raises:
        Forbidden: no right to read the subject.
        NotFound: the document or the row is hidden by row rights.
    """
    _require_readable(session, actor, subject, subject_id)
    return changes_of(session, subject, subject_id)


def movements(session: Session, actor: Actor, document_id: int) -> dict[Ledger, Sequence[Row[Any]]]:
    """Return what the document moved, net, per ledger, for the movements view.

    Raises:
        Forbidden: no right to read the type.
        NotFound: there is no such document, or row rights hide it.
    """
    require_visible(session, actor, document_id)
    return ledger.movements(session, document_id)


def _require_readable(session: Session, actor: Actor, subject: str, subject_id: int) -> None:
    for kind in document_types():
        if kind.name == subject:
            require_visible(session, actor, subject_id, kind.read)
            return
    for found in books():
        if found.name == subject:
            require_row(session, actor, found, subject_id)
            return
    if goes_with_documents(subject):
        require_visible(session, actor, subject_id)
        return
    # Neither a type nor a book says who may read it.
    actor.require(Permission.AUDIT_READ, what=subject)


def require_visible(
    session: Session, actor: Actor, document_id: int, permission: Permission | None = None
) -> None:
    """Do nothing when *actor* may read the document.

    Args:
        permission: what the calling verb has required; None requires the type's `read`.

    Raises:
        NotFound: there is none, or his row rights hide it.
        Forbidden: no right to read the type.
    """
    name = session.scalar(
        select(Document.type).where(Document.id == document_id, *document_rows(actor))
    )
    if name is None:
        raise NotFound(what="document", key=document_id)
    kind = document_type(name)
    actor.require(permission or kind.read, what=name)
    require_type_rows(session, actor, kind, document_id)


def require_type_rows(
    session: Session, actor: Actor, kind: DocumentType[Any], document_id: int
) -> None:
    """Do nothing when the type's own row rights show the document; no statement where it has none.

    Raises:
        NotFound: they hide it.
    """
    rights = kind.rows(actor)
    model = kind.model
    if rights and not session.scalar(select(model.id).where(model.id == document_id, *rights)):
        raise NotFound(what="document", key=document_id)


def _chain(
    session: Session, document_id: int, actor: Actor | None, *, upwards: bool
) -> list[Related]:
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
        .where(Document.id != document_id, *_shown_to(actor))
        .order_by(nearest.c.depth, Document.id)
    )
    return [Related(*row) for row in rows]


def _shown_to(actor: Actor | None) -> Sequence[ColumnElement[bool]]:
    return () if actor is None else readable_rows(actor)
