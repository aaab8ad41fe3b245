"""Row rights of documents, as conditions on the header."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from core.access.actor import Actor
from core.access.rows import within_or_none
from core.documents.models import Document


def document_rows(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Return what *actor* may see of documents: his warehouses and his companies.

    A document that has no warehouse (or company) is not hidden by that right.
    """
    return (
        within_or_none(Document.warehouse_id, actor.warehouses),
        within_or_none(Document.company_id, actor.companies),
    )
