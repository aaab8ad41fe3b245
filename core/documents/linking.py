"""Documents that concern one another without one being made on the basis of the other.

A reallocation moves goods between orders that stand as they did: it is shown with them, and blocks
nothing. The context that owns such lines registers who concerns whom.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.models import Document
from core.documents.queries import Related
from core.documents.rows import readable_rows

Links = Callable[[int], tuple[Select[Any], ...]]
"""Gets the id of a document; makes SELECTs of ids of documents that concern it. Each must look into
an index: it is asked of documents of every type."""

_LINKS: dict[str, Links] = {}


def register_links(name: str, links: Links) -> None:
    """Have *links* asked for every document; registering the same name anew replaces it."""
    _LINKS[name] = links


def concerning(session: Session, document_id: int, actor: Actor) -> list[Related]:
    """Return the documents that concern this one, oldest first; one statement.

    Rights of *actor* hide documents as in lists.
    """
    asked = [one for name in sorted(_LINKS) for one in _LINKS[name](document_id)]
    if not asked:
        return []
    hidden: tuple[ColumnElement[bool], ...] = tuple(readable_rows(actor))
    rows = session.execute(
        select(
            Document.id,
            Document.type,
            Document.number_text,
            Document.date,
            Document.status,
            Document.posted,
        )
        .where(Document.id.in_(union(*asked)), Document.id != document_id, *hidden)
        .order_by(Document.id)
    )
    return [Related(*row, depth=1) for row in rows]
