"""The list every document type has without code of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, column, select, table
from sqlalchemy.types import BigInteger, Text

from core.access.models import AppUser
from core.documents.codes import read_document_code
from core.documents.columns import Column, Kind, Listing
from core.documents.models import Document
from core.documents.rows import document_rows
from core.documents.types import DocumentType
from core.kernel.i18n import N_


def _named(book: str) -> FromClause:
    """Return ids and names of a reference book that is defined above this package."""
    return table(book, column("id", BigInteger), column("name", Text)).alias(f"listed_{book}")


COMPANY = _named("company")
PARTNER = _named("partner")
WAREHOUSE = _named("warehouse")


def header_columns(kind: DocumentType[Any]) -> tuple[Column, ...]:
    """Return the columns of the header, over the tables of `header_source`."""
    doc = kind.model
    return (
        Column("number", N_("Number"), doc.number_text, Kind.TEXT, 12, searchable=True),
        Column("date", N_("Date"), doc.date, Kind.DATE, 10),
        Column("status", N_("Status"), doc.status, Kind.STATUS, 14, titles=kind.status_titles),
        Column("partner", N_("Partner"), PARTNER.c.name, Kind.TEXT, 24, searchable=True),
        Column("company", N_("Company"), COMPANY.c.name, Kind.TEXT, 16, searchable=True),
        Column("warehouse", N_("Warehouse"), WAREHOUSE.c.name, Kind.TEXT, 16, searchable=True),
        Column("posted", N_("Posted"), doc.posted, Kind.BOOL, 3),
        Column("author", N_("Author"), AppUser.name, Kind.TEXT, 16, searchable=True),
        Column("comment", N_("Comment"), doc.comment, Kind.TEXT, 24, searchable=True),
    )


def header_source(model: type[Document]) -> Select[Any]:
    """Return documents of *model* with the names of company, partner, warehouse and author."""
    return (
        select(model.id)
        .outerjoin(COMPANY, COMPANY.c.id == model.company_id)
        .outerjoin(PARTNER, PARTNER.c.id == model.partner_id)
        .outerjoin(WAREHOUSE, WAREHOUSE.c.id == model.warehouse_id)
        .outerjoin(AppUser, AppUser.id == model.author_id)
    )


def document_listing(
    kind: DocumentType[Any],
    *,
    name: str | None = None,
    title: str | None = None,
    extra: Sequence[Column] = (),
    without: Sequence[str] = (),
    source: Callable[[Select[Any]], Select[Any]] | None = None,
) -> Listing:
    """Return the list of a document type, newest first, restricted to the actor's rows.

    Args:
        name: None takes the type's.
        title: None takes the type's.
        extra: further columns, put before the comment.
        without: ids of header columns to leave out.
        source: adds the joins that *extra* needs; none may multiply rows.
    """
    header = [found for found in header_columns(kind) if found.id not in without]
    last = [found for found in header if found.id == "comment"]
    first = [found for found in header if found.id != "comment"]

    def rows() -> Select[Any]:
        statement = header_source(kind.model)
        return statement if source is None else source(statement)

    return Listing(
        name=name or kind.name,
        title=title or kind.title,
        columns=(*first, *extra, *last),
        source=rows,
        key=kind.model.id,
        default_sort=("number" if "date" in without else "date", True),
        read=kind.read,
        restrict=lambda actor: document_rows(actor, kind),
        document_type=kind.name,
        codes=lambda text: kind.model.id == (read_document_code(text) or 0),
    )
