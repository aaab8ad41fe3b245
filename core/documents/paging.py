"""Pages of a list: found by the values of the last row seen, never by OFFSET.

A list that may have a million rows is *bounded*: a page looks at a number of rows in the order
asked for and no more. Where too few of them satisfy the conditions, the rows of the rarest
condition are taken if they are few; if not, the page comes back unfinished, with a cursor to look
further from. So no filter and no sorting makes a page wait for the whole list, whatever is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import Column as StoredColumn
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.documents.columns import Column, Listing
from core.documents.finding import Condition, Filter, stored_column

LOOK = 500
"""Rows a page of a bounded list looks at, unless the query says more: in the order asked for, and
where that finds too few, all rows of a condition that has no more of them."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, valid for one way of sorting."""

    sort: tuple[str, bool]
    value: object
    """What the list is sorted by, in the row at the place."""
    key: object
    common: int = field(default=0, compare=False)
    """No condition is rarer than this many rows: it is not asked again. 0: nobody looked."""


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
    look: int = LOOK
    """Rows a page of a bounded list looks at; for looking further in larger steps."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key, the values of the visible columns, and what it is sorted by."""

    key: Any
    values: tuple[Any, ...]
    place: Any = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the ways on from here."""

    columns: tuple[Column, ...]
    rows: list[Row]
    next: Cursor | None
    """For `ListQuery.after`; None: these are the last rows."""
    previous: Cursor | None
    """For `ListQuery.before`; None: these are the first rows."""
    unfinished: bool = False
    """Fewer rows than asked for, though there may be more: the next page looks further."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A list with its visible columns and what its rows must satisfy."""

    declared: Listing
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...]

    def rows(self, *columns: Any) -> Select[Any]:  # noqa: ANN401 - SQL expressions
        """Return these columns of all rows, whatever they satisfy."""
        source = self.declared.source()
        return source.with_only_columns(*columns, maintain_column_froms=True)

    def satisfying(self, *columns: Any) -> Select[Any]:  # noqa: ANN401 - SQL expressions
        """Return these columns of the rows that satisfy every condition."""
        return self.rows(*columns).where(*(one.in_all for one in self.conditions))


@dataclass(frozen=True, slots=True)
class _Way:
    """In which direction rows are read, from where."""

    sort: tuple[str, bool]
    by: Column
    value: Any
    """What rows are sorted by."""
    key: Any
    """The key as it stands beside the value: an index serves columns of one table only."""
    descending: bool
    place: Cursor | None


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows in the direction they were read, one more than the page has if there are more."""

    rows: list[Row]
    last: Row | None = None
    """Where looking stopped short of the end; None: it did not."""
    common: int = 0
    """As in `Cursor`."""


def read_page(
    session: Session, selected: Selected, query: ListQuery, sort: tuple[str, bool], by: Column
) -> Page:
    """Return one page: one statement, in a bounded list with conditions three at most."""
    backwards = query.before is not None
    way = _way(selected.declared, by, sort, query)
    found = _Read([])
    for part in _parts(way):
        short = query.limit + 1 - len(found.rows)
        more = _read(session, selected, query, way, part, short)
        found = _Read([*found.rows, *more.rows], more.last, more.common)
        if len(found.rows) > query.limit or found.last is not None:
            break
    return _page(selected, query, way, found, backwards=backwards)


def _way(declared: Listing, by: Column, sort: tuple[str, bool], query: ListQuery) -> _Way:
    value: Any = stored_column(by.sorted_by)
    key: Any = declared.key
    if by.indexed and isinstance(value, StoredColumn):
        key = next(iter(value.table.primary_key))
    place = query.before or query.after
    return _Way(sort, by, value, key, sort[1] is (query.before is None), place)


def _page(
    selected: Selected, query: ListQuery, way: _Way, found: _Read, *, backwards: bool
) -> Page:
    rows, more = found.rows[: query.limit], len(found.rows) > query.limit
    unfinished = found.last is not None and not more
    ahead = rows[-1] if more else found.last
    if backwards:
        rows.reverse()

    def at(row: Row | None) -> Cursor | None:
        return None if row is None else Cursor(way.sort, row.place, row.key, found.common)

    behind = None
    if way.place is not None and rows:
        behind = rows[-1] if backwards else rows[0]
    if backwards:
        return Page(selected.columns, rows, at(behind), at(ahead), unfinished)
    return Page(selected.columns, rows, at(ahead), at(behind), unfinished)


def _parts(way: _Way) -> Iterable[ColumnElement[bool]]:
    """Yield the conditions of what lies beyond the place, one after another in the order read.

    Of an indexed column each is a range of the index; empty values are a part of their own.
    """
    value, key, place = way.value, way.key, way.place
    if place is None:
        yield true()
        return
    tie = key < place.key if way.descending else key > place.key
    if place.value is None:
        yield and_(value.is_(None), tie)
        if way.descending:
            yield value.is_not(None)
        return
    if not way.by.indexed:
        yield _beyond(value, tie, place, descending=way.descending)
        return
    here = tuple_(value, key)
    there = tuple_(literal(place.value, value.type), literal(place.key, key.type))
    yield here < there if way.descending else here > there
    if not way.descending and getattr(value, "nullable", True):
        yield value.is_(None)


def _beyond(
    value: Any,  # noqa: ANN401 - a column
    tie: ColumnElement[bool],
    place: Cursor,
    *,
    descending: bool,
) -> ColumnElement[bool]:
    tied = and_(value == place.value, tie)
    if descending:
        return or_(value < place.value, tied)
    return or_(value > place.value, tied, value.is_(None))


def _order(way: _Way) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the order, exactly mirrored when descending: both ends of NULLs, and of ties."""
    if way.descending:
        return way.value.desc().nulls_first(), way.key.desc()
    return way.value.asc().nulls_last(), way.key.asc()


def _read(
    session: Session,
    selected: Selected,
    query: ListQuery,
    way: _Way,
    part: ColumnElement[bool],
    limit: int,
) -> _Read:
    if not (selected.declared.bounded and way.by.indexed and selected.conditions):
        rows = selected.satisfying(*_shown(selected, way)).where(part)
        ordered = rows.order_by(*_order(way)).limit(limit)
        return _Read([_row(row) for row in session.execute(ordered)])
    found = _looked(session, selected, way, part, query.look, limit)
    if found.last is None or len(found.rows) >= limit:
        return found
    known = way.place.common if way.place else 0
    driving = _few(session, selected, query.look) if query.look > known else None
    if driving is None:
        return _Read(found.rows, found.last, max(query.look, known))
    if not driving:
        return _Read([])
    return _driven(session, selected, way, part, driving, limit)


def _shown(selected: Selected, way: _Way) -> list[Any]:
    columns: list[Any] = [column.expression.label(column.id) for column in selected.columns]
    return [selected.declared.key, way.value.label(None), *columns]


def _row(row: Any, end: int | None = None) -> Row:  # noqa: ANN401 - as the database gave it
    return Row(row[0], tuple(row[2:end]), row[1])


def _looked(
    session: Session,
    selected: Selected,
    way: _Way,
    part: ColumnElement[bool],
    look: int,
    limit: int,
) -> _Read:
    """Look at the next *look* rows in the order asked for; stops where enough are found.

    The order is that of an index, so numbering the rows does not sort them; what is shown is read
    for the rows found only.
    """
    declared = selected.declared
    ranges = [one.holds for one in selected.conditions if one.column == way.by.id]
    rest = [one.holds for one in selected.conditions if one.column != way.by.id]
    looked = (
        selected.rows(declared.key.label("key"), and_(true(), *rest).label("ok"))
        .where(part, *ranges)
        .order_by(*_order(way))
        .limit(look)
        .subquery("looked")
    )
    numbered = select(looked, func.row_number().over().label("at")).subquery("numbered")
    found = (
        select(numbered)
        .where(or_(numbered.c.ok, numbered.c.at == look))
        .limit(limit)
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    rows = selected.rows(
        *_shown(selected, way),
        declared.key == any_(_array(found, found.c.ok)),
        declared.key == any_(_array(found, found.c.at == look)),
    )
    shown = rows.where(declared.key == any_(_array(found, true())))
    read = session.execute(shown.order_by(*_order(way))).all()
    last = next((_row(row, -2) for row in read if row[-1]), None)
    return _Read([_row(row, -2) for row in read if row[-2]], last)


def _array(of: Any, which: ColumnElement[bool]) -> ColumnElement[Any]:  # noqa: ANN401 - a CTE
    return _array_of(select(of.c.key).where(which))


def _array_of(keys: Select[Any]) -> ColumnElement[Any]:
    return func.array(keys.scalar_subquery(), type_=ARRAY(BigInteger))


def _few(session: Session, selected: Selected, most: int) -> Sequence[Any] | None:
    """Return the keys of the rows of the rarest condition, if they are few; else None."""
    served = [one.served for one in selected.conditions if one.served]
    if not served:
        return None
    arrays = []
    for ways in served:
        each = [way.limit(most + 1) for way in ways]
        several = union_all(*(select(one.subquery()) for one in each)).limit(most + 1)
        arrays.append(_array_of(each[0] if len(each) == 1 else select(several.subquery())))
    found = min(session.execute(select(*arrays)).one(), key=len)
    return found if len(found) <= most else None


def _driven(
    session: Session,
    selected: Selected,
    way: _Way,
    part: ColumnElement[bool],
    keys: Sequence[Any],
    limit: int,
) -> _Read:
    """Return all that is asked for of the rows of a rare condition."""
    declared = selected.declared
    few = literal(list(keys), ARRAY(BigInteger))
    matched = (
        selected.rows(declared.key.label("key"))
        .where(declared.key == any_(few), part, *(one.holds for one in selected.conditions))
        .order_by(*_order(way))
        .limit(limit)
        .cte("matched")
        .prefix_with("MATERIALIZED")
    )
    shown = selected.rows(*_shown(selected, way)).where(
        declared.key == any_(_array(matched, true()))
    )
    return _Read([_row(row) for row in session.execute(shown.order_by(*_order(way)))])
