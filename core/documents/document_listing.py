"""The list every document type has without code of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    column,
    or_,
    select,
    table,
)
from sqlalchemy.types import BigInteger, Text

from core.access.models import AppUser
from core.documents.codes import read_document_code
from core.documents.columns import Column, Kind, Listing, Named
from core.documents.models import COMMENTS_SEARCHED, Document
from core.documents.rows import document_rows
from core.documents.types import DocumentType
from core.kernel.i18n import N_


def _named(book: str) -> FromClause:
    """Return ids and names of a reference book that is defined above this package."""
    return table(book, column("id", BigInteger), column("name", Text)).alias(f"listed_{book}")


COMPANY = _named("company")
PARTNER = _named("partner")
WAREHOUSE = _named("warehouse")

LONGEST_NUMBER = 9
"""Figures of a typed number that count."""

PRINTED = 6
"""Figures of a printed number: КЛ-000123."""

_NUMBER = re.compile(r"(?P<prefix>[^0-9]*?)[-\s]?(?P<figures>[0-9]{1,9})")


def number_spans(figures: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of numbers that typed figures may be the beginning of.

    "0012" is the beginning of 001200 to 001299 as printed; "12" is 12, and begins 120 to 129 …
    """
    value = int(figures)
    if figures.startswith("0"):
        step = 10 ** max(0, PRINTED - len(figures))
        return ((value * step, (value + 1) * step - 1),)
    steps = (10**place for place in range(LONGEST_NUMBER - len(figures) + 1))
    return tuple((value * step, (value + 1) * step - 1) for step in steps)


_DOCUMENT = Document.__table__.c


def finds_number(word: str) -> ColumnElement[bool] | None:
    """Return the condition that a word begins the number of a document, as printed or short."""
    read = _NUMBER.fullmatch(word)
    if read is None:
        return None
    number, prefix = _DOCUMENT["number"], read["prefix"]
    spans = or_(*(number.between(low, high) for low, high in number_spans(read["figures"])))
    if not prefix:
        return spans
    return and_(spans, _DOCUMENT["number_text"].istartswith(prefix, autoescape=True))


def header_columns(kind: DocumentType[Any]) -> tuple[Column, ...]:
    """Return the columns of the header, over the tables of `header_source`.

    Rows are sorted by what an index of `document` has in order; the rest is filtered by.
    """
    doc = kind.model
    return (
        Column(
            "number",
            N_("Number"),
            doc.number_text,
            Kind.TEXT,
            12,
            searchable=True,
            order=doc.number,
            indexed=True,
            finds=finds_number,
        ),
        Column("date", N_("Date"), doc.date, Kind.DATE, 10, indexed=True),
        Column(
            "status",
            N_("Status"),
            doc.status,
            Kind.STATUS,
            14,
            sortable=False,
            filterable=True,
            titles=kind.status_titles,
            indexed=True,
        ),
        _name("partner", N_("Partner"), _DOCUMENT["partner_id"], PARTNER, 24, searched="partner"),
        _name("company", N_("Company"), _DOCUMENT["company_id"], COMPANY, 16),
        _name("warehouse", N_("Warehouse"), _DOCUMENT["warehouse_id"], WAREHOUSE, 16),
        Column("posted", N_("Posted"), doc.posted, Kind.BOOL, 3, sortable=False, filterable=True),
        _name("author", N_("Author"), _DOCUMENT["author_id"], AppUser.__table__, 16),
        Column(
            "comment",
            N_("Comment"),
            doc.comment,
            Kind.TEXT,
            24,
            sortable=False,
            filterable=True,
            searchable=True,
            words=COMMENTS_SEARCHED,
        ),
    )


def _name(
    name: str,
    title: str,
    referring: Any,  # noqa: ANN401 - a column
    rows: FromClause,
    width: int,
    searched: str = "",
) -> Column:
    return Column(
        name,
        title,
        rows.c["name"],
        Kind.TEXT,
        width,
        sortable=False,
        filterable=True,
        searchable=True,
        named=Named(referring, rows.alias(f"named_{name}"), searched),
    )


def header_source(kind: DocumentType[Any]) -> Select[Any]:
    """Return documents of a type with the names of company, partner, warehouse and author."""
    model = kind.model
    return (
        select(model.id)
        # Said though the join implies it: the indexes of `document` begin with the type.
        .where(model.type == kind.name)
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
        extra: further columns, put before the comment. Those that are sortable are to be
            `indexed`, with an index on (column, document_id), where there may be many rows.
        without: ids of header columns to leave out.
        source: adds the joins that *extra* needs; none may multiply rows.
    """
    header = [found for found in header_columns(kind) if found.id not in without]
    last = [found for found in header if found.id == "comment"]
    first = [found for found in header if found.id != "comment"]

    def rows() -> Select[Any]:
        statement = header_source(kind)
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
        codes=lambda text: _coded(kind, text),
        bounded=True,
    )


def _coded(kind: DocumentType[Any], text: str) -> ColumnElement[bool] | None:
    """Return the condition that a document is the one a printed barcode names; None: no barcode."""
    key = read_document_code(text)
    return None if key is None else kind.model.id == key
