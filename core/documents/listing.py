"""Lists of anything: search, filters, sorting, keyset paging, counts and totals.

Pages are found by the values of the last row seen, never by OFFSET, so the thousandth page costs
what the first one does, and rows added meanwhile neither repeat nor hide others. Row rights are
conditions of the same query: what a user may not see is in no page, no count and no total.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.access_listings import AUDIT, USERS
from core.documents.columns import Column, Kind, Listing, unrestricted
from core.documents.document_listing import document_listing
from core.documents.errors import BadQuery
from core.documents.types import document_types
from core.kernel.errors import NotFound

__all__ = [
    "Column",
    "Cursor",
    "Filter",
    "Kind",
    "ListQuery",
    "Listing",
    "Page",
    "Row",
    "count",
    "document_listing",
    "listing",
    "listings",
    "page",
    "register_listing",
    "totals",
    "unrestricted",
]

LONGEST_PAGE = 1_000

OPERATIONS = ("eq", "ne", "lt", "le", "gt", "ge", "contains", "in")

_WORD = re.compile(r"[^\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column."""

    column: str
    op: str
    """One of `OPERATIONS`."""
    value: object
    """None with eq and ne asks for "is (not) empty"; a sequence with in; dates may be ISO text."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, valid for one way of sorting."""

    sort: tuple[str, bool]
    value: object
    """Of the sorting column in the row at the place."""
    key: object


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked of a list."""

    search: str = ""
    """Words; each must be found in some searchable column, in any case of letters."""
    filters: tuple[Filter, ...] = ()
    """All of them hold."""
    sort: tuple[str, bool] | None = None
    """(column id, descending); None: the list's own. Empty values come last, descending first."""
    after: Cursor | None = None
    before: Cursor | None = None
    """Not both."""
    limit: int = 50
    """1 to 1 000."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key and the values of the visible columns."""

    key: Any
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the ways on from here."""

    columns: tuple[Column, ...]
    rows: list[Row]
    next: Cursor | None
    """For `ListQuery.after`; None: these are the last rows."""
    previous: Cursor | None
    """For `ListQuery.before`; None: these are the first rows."""


_LISTINGS: dict[str, Listing] = {found.name: found for found in (USERS, AUDIT)}


def register_listing(declared: Listing) -> Listing:
    """Make a list known under its name; registering the same name anew replaces it."""
    _LISTINGS[declared.name] = declared
    return declared


def listing(name: str) -> Listing:
    """Return the list called *name*: a registered one, or that of the document type so called.

    Raises:
        NotFound: neither exists.
    """
    found = _LISTINGS.get(name)
    if found is not None:
        return found
    for kind in document_types():
        if kind.name == name:
            return document_listing(kind)
    raise NotFound(what="list", key=name)


def listings() -> tuple[Listing, ...]:
    """Return every list by name, with one for each document type that registered none."""
    served = {declared.document_type for declared in _LISTINGS.values()}
    found = dict(_LISTINGS)
    for kind in document_types():
        if kind.name not in served:
            found.setdefault(kind.name, document_listing(kind))
    return tuple(found[name] for name in sorted(found))


def page(session: Session, actor: Actor, of: Listing | str, query: ListQuery) -> Page:
    """Return one page: one statement.

    Raises:
        Forbidden: no right to read the list.
        BadQuery: a column, operation, value, cursor or limit makes no sense.
    """
    declared, columns, rows = _selected(actor, of, query)
    sort = query.sort or declared.default_sort
    sorting = _column(declared, columns, sort[0])
    if not sorting.sortable:
        raise BadQuery(listing=declared.name, what="sort", value=sort[0])
    backwards = query.before is not None
    place = _place(declared, query, sort)
    descending = sort[1] is not backwards
    if place is not None:
        rows = rows.where(_beyond(sorting, declared, place, descending=descending))
    rows = rows.order_by(*_order(sorting, declared, descending=descending))
    found = [
        Row(row[0], tuple(row[1:])) for row in session.execute(rows.limit(query.limit + 1)).all()
    ]
    more = len(found) > query.limit
    del found[query.limit :]
    if backwards:
        found.reverse()
    index = columns.index(sorting)

    def at(row: Row) -> Cursor:
        return Cursor(sort, row.values[index], row.key)

    has_next = more or backwards
    has_previous = more if backwards else query.after is not None
    return Page(
        columns,
        found,
        at(found[-1]) if found and has_next else None,
        at(found[0]) if found and has_previous else None,
    )


def count(
    session: Session, actor: Actor, of: Listing | str, query: ListQuery, cap: int = 10_000
) -> int:
    """Return how many rows all pages have together; *cap* means "that many or more".

    Raises:
        Forbidden, BadQuery: as `page`.
    """
    _, _, rows = _selected(actor, of, query)
    capped = rows.with_only_columns(literal_column("1", Integer), maintain_column_froms=True).limit(
        cap
    )
    return session.scalars(select(func.count()).select_from(capped.subquery())).one()


def totals(session: Session, actor: Actor, of: Listing | str, query: ListQuery) -> dict[str, int]:
    """Return column id → sum over all pages, for the visible columns that are summed.

    Raises:
        Forbidden, BadQuery: as `page`.
    """
    _, columns, rows = _selected(actor, of, query)
    summed = [column for column in columns if column.summed]
    if not summed:
        return {}
    sums = rows.with_only_columns(
        *(func.coalesce(func.sum(column.expression), 0) for column in summed),
        maintain_column_froms=True,
    )
    found = session.execute(sums).one()
    return {column.id: int(value) for column, value in zip(summed, found, strict=True)}


def _selected(
    actor: Actor, of: Listing | str, query: ListQuery
) -> tuple[Listing, tuple[Column, ...], Select[Any]]:
    """Return the list, its visible columns, and its rows restricted, searched and filtered."""
    declared = listing(of) if isinstance(of, str) else of
    actor.require(declared.read, what=declared.name)
    if not 1 <= query.limit <= LONGEST_PAGE:
        raise BadQuery(listing=declared.name, what="limit", value=query.limit)
    columns = declared.visible(actor)
    rows = (
        declared.source()
        .with_only_columns(
            declared.key,
            *(column.expression.label(column.id) for column in columns),
            maintain_column_froms=True,
        )
        .where(*declared.restrict(actor), *_found(columns, query.search))
    )
    for condition in query.filters:
        column = _column(declared, columns, condition.column)
        rows = rows.where(_holds(declared, column, condition))
    return declared, columns, rows


def _column(declared: Listing, columns: Sequence[Column], name: str) -> Column:
    for column in columns:
        if column.id == name:
            return column
    raise BadQuery(listing=declared.name, what="column", value=name)


def _found(
    columns: Sequence[Column], search: str, *, named: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions that each word of *search* stands in one of the searchable columns."""
    texts = [_text(column) for column in columns if column.searchable or named]
    if not texts:
        return []
    return [
        or_(*(text.icontains(word, autoescape=True) for text in texts))
        for word in _WORD.findall(search)
    ]


def _text(column: Column) -> ColumnElement[str]:
    text: ColumnElement[str] = cast(column.expression, Text)
    return text


def _holds(declared: Listing, column: Column, condition: Filter) -> ColumnElement[bool]:
    value, expression = condition.value, column.expression

    def read(given: object) -> object:
        return _value(declared, column, given)

    match condition.op:
        case "eq":
            return expression.is_not_distinct_from(read(value))
        case "ne":
            return expression.is_distinct_from(read(value))
        case "contains" if isinstance(value, str):
            return and_(
                *(_text(column).icontains(w, autoescape=True) for w in _WORD.findall(value))
            )
        case "in" if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str):
            return expression.in_([read(one) for one in value]) if value else false()
        case "lt" if value is not None:
            return expression < read(value)
        case "le" if value is not None:
            return expression <= read(value)
        case "gt" if value is not None:
            return expression > read(value)
        case "ge" if value is not None:
            return expression >= read(value)
    what = "value" if condition.op in OPERATIONS else "operation"
    raise BadQuery(
        listing=declared.name, what=what, value=condition.op if what == "operation" else value
    )


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.STATUS: (str,),
    Kind.NUMBER: (int,),
    Kind.MONEY: (int,),
    Kind.QUANTITY: (int,),
    Kind.PERCENT: (int,),
    Kind.BOOL: (bool,),
    Kind.DATE: (date,),
    Kind.INSTANT: (datetime,),
}


def _value(declared: Listing, column: Column, given: object) -> object:
    """Return *given* as what the column holds.

    Raises:
        BadQuery: it is something else; the database is never asked to compare a number with a word.
    """
    value, kind = given, Kind(column.kind)
    if given is None:
        return None
    try:
        if kind is Kind.DATE and isinstance(given, str):
            value = date.fromisoformat(given)
        if kind is Kind.INSTANT and isinstance(given, str):
            value = datetime.fromisoformat(given)
    except ValueError as error:
        raise BadQuery(listing=declared.name, what="value", value=given) from error
    wrong = (
        not isinstance(value, _TYPES[kind])
        or (isinstance(value, bool) and kind is not Kind.BOOL)
        or (isinstance(value, datetime) and (kind is Kind.DATE or value.tzinfo is None))
        or (isinstance(value, int) and abs(value) >= 1 << 63)
        or (isinstance(value, str) and "\x00" in value)
    )
    if wrong:
        raise BadQuery(listing=declared.name, what="value", value=given)
    return value


def _place(declared: Listing, query: ListQuery, sort: tuple[str, bool]) -> Cursor | None:
    place = query.before or query.after
    if place is not None and ((query.before and query.after) or place.sort != sort):
        raise BadQuery(listing=declared.name, what="cursor", value=str(place.sort))
    return place


def _order(
    sorting: Column, declared: Listing, *, descending: bool
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the order, exactly mirrored when descending: both ends of NULLs, and of ties."""
    if descending:
        return sorting.expression.desc().nulls_first(), declared.key.desc()
    return sorting.expression.asc().nulls_last(), declared.key.asc()


def _beyond(
    sorting: Column, declared: Listing, place: Cursor, *, descending: bool
) -> ColumnElement[bool]:
    """Return the condition that a row comes after *place* in the order of `_order`."""
    value, key = sorting.expression, declared.key
    tie = key < place.key if descending else key > place.key
    if place.value is None:
        tied = and_(value.is_(None), tie)
        return or_(value.is_not(None), tied) if descending else tied
    tied = and_(value == place.value, tie)
    if descending:
        return or_(value < place.value, tied)
    return or_(value > place.value, tied, value.is_(None))
