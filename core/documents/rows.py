"""Row rights of documents, as conditions on the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.access.actor import Actor
from core.access.rows import within_or_none
from core.documents.models import Document
from core.documents.types import DocumentType, document_types


def document_rows(
    actor: Actor, kind: DocumentType[Any] | None = None
) -> Sequence[ColumnElement[bool]]:
    """Return what *actor* may see of documents: his warehouses and his companies.

    A document that has no warehouse (or company) is not hidden by that right.

    Args:
        kind: documents of this type, whose own row rights are added; None adds none.
    """
    return (
        within_or_none(Document.warehouse_id, actor.warehouses),
        within_or_none(Document.company_id, actor.companies),
        *(() if kind is None else kind.rows(actor)),
    )


def readable_rows(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return what *actor* may read of documents of every type, over the header alone."""
    kinds = [kind for kind in document_types() if actor.may(kind.read)]
    own = [(kind, kind.rows(actor)) for kind in kinds]
    return (
        Document.type.in_([kind.name for kind in kinds]),
        *document_rows(actor),
        *(
            or_(
                Document.type != kind.name,
                Document.id.in_(select(kind.model.__table__.c.document_id).where(*rights)),
            )
            for kind, rights in own
            if rights
        ),
    )
