"""Lists of anything: search, filters, sorting, keyset paging, counts and totals.

Pages are found by the values of the last row seen, never by OFFSET, so the thousandth page costs
what the first one does, and rows added meanwhile neither repeat nor hide others. Row rights are
conditions of the same query: what a user may not see is in no page, no count and no total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, Select, and_, func, literal_column, or_, select, true
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.access_listings import AUDIT, USERS
from core.documents.columns import Column, Kind, Listing, Named, unrestricted
from core.documents.document_listing import document_listing
from core.documents.errors import BadQuery
from core.documents.finding import DAYS, OPERATIONS, Condition, Filter, filtered, said
from core.documents.paging import Cursor, ListQuery, Page, Row, Selected, read_page
from core.documents.types import document_types
from core.kernel.errors import NotFound

__all__ = [
    "DAYS",
    "OPERATIONS",
    "Column",
    "Cursor",
    "Filter",
    "Kind",
    "ListQuery",
    "Listing",
    "Named",
    "Page",
    "Row",
    "count",
    "document_listing",
    "listing",
    "listings",
    "matching",
    "page",
    "register_listing",
    "totals",
    "unrestricted",
]

LONGEST_PAGE = 1_000


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
    """Return one page: one statement, in a bounded list with conditions three at most.

    Raises:
        Forbidden: no right to read the list.
        BadQuery: a column, operation, value, cursor or limit makes no sense.
    """
    selected = _selected(session, actor, of, query)
    declared = selected.declared
    sort = query.sort or declared.default_sort
    by = _column(declared, selected.columns, sort[0])
    if not by.sortable:
        raise BadQuery(listing=declared.name, what="sort", value=sort[0])
    place = query.before or query.after
    if place is not None and ((query.before and query.after) or place.sort != sort):
        raise BadQuery(listing=declared.name, what="cursor", value=str(place.sort))
    return read_page(session, selected, query, sort, by)


def count(
    session: Session, actor: Actor, of: Listing | str, query: ListQuery, cap: int = 10_000
) -> int:
    """Return how many rows all pages have together; *cap* means "that many or more".

    It may take as long as looking at every row, where few of many satisfy the conditions.

    Raises:
        Forbidden, BadQuery: as `page`.
    """
    selected = _selected(session, actor, of, query)
    capped = selected.satisfying(literal_column("1", Integer)).limit(cap)
    return session.scalars(select(func.count()).select_from(capped.subquery())).one()


def matching(session: Session, actor: Actor, of: Listing | str, query: ListQuery) -> Select[Any]:
    """Return a SELECT of the keys of all rows, as `key`: for statements that go on from there.

    Raises:
        Forbidden, BadQuery: as `page`.
    """
    selected = _selected(session, actor, of, query)
    return selected.satisfying(selected.declared.key.label("key"))


def totals(session: Session, actor: Actor, of: Listing | str, query: ListQuery) -> dict[str, int]:
    """Return column id → sum over all pages, for the visible columns that are summed.

    Raises:
        Forbidden, BadQuery: as `page`.
    """
    selected = _selected(session, actor, of, query)
    summed = [column for column in selected.columns if column.summed]
    if not summed:
        return {}
    sums = selected.satisfying(
        *(func.coalesce(func.sum(column.expression), 0) for column in summed)
    )
    found = session.execute(sums).one()
    return {column.id: int(value) for column, value in zip(summed, found, strict=True)}


def _selected(session: Session, actor: Actor, of: Listing | str, query: ListQuery) -> Selected:
    """Return the list, its visible columns, and what is asked of its rows."""
    declared = listing(of) if isinstance(of, str) else of
    actor.require(declared.read, what=declared.name)
    for what, value in (("limit", query.limit), ("look", query.look)):
        if value < 1 or (what == "limit" and value > LONGEST_PAGE):
            raise BadQuery(listing=declared.name, what=what, value=value)
    declared, filters = _summed_up(declared, actor, query.filters)
    columns = declared.visible(actor)
    everything = true()
    conditions = [
        Condition(right) for right in declared.restrict(actor) if not right.compare(everything)
    ]
    conditions += _meant(session, declared, columns, query.search)
    conditions += [
        filtered(declared, _column(declared, columns, one.column), one) for one in filters
    ]
    return Selected(declared, columns, tuple(conditions))


def _meant(
    session: Session, declared: Listing, columns: Sequence[Column], search: str
) -> Sequence[Condition]:
    """Return the conditions that a row is what *search* means: one scanned code, or its words.

    The code of a document is nothing else. A barcode of goods may be any text, so the words of it
    are looked for as well.
    """
    words = said(session, declared, columns, search)
    code = search.strip()
    if declared.codes is None or not code or "\x00" in code:
        return words
    coded = declared.codes(code)
    if coded is None:
        return words
    if declared.document_type is not None or not words:
        return [Condition(coded)]
    return [Condition(or_(coded, and_(*(word.in_all for word in words))))]


def _summed_up(
    declared: Listing, actor: Actor, filters: Sequence[Filter]
) -> tuple[Listing, Sequence[Filter]]:
    """Return a list of sums as one whose source sums up what is asked for, and the filters left.

    What *actor* may not see is in no sum. Other lists come back as they are.
    """
    sums = declared.sums
    if sums is None:
        return declared, filters
    parameters = {column.id: column for column in declared.asked_by(actor)}
    conditions = [
        *declared.restrict(actor),
        *(
            filtered(declared, parameters[one.column], one).holds
            for one in filters
            if one.column in parameters
        ),
    ]
    left = [one for one in filters if one.column not in parameters]
    return replace(declared, source=lambda: sums(conditions), restrict=unrestricted), left


def _column(declared: Listing, columns: Sequence[Column], name: str) -> Column:
    for column in columns:
        if column.id == name:
            return column
    raise BadQuery(listing=declared.name, what="column", value=name)
