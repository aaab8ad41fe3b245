"""Conditions of lists: what a filter or a typed word asks, and which of it an index serves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column as StoredColumn
from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import ColumnProperty, Mapper, Session

from core.documents.columns import Column, Kind, Listing, Named
from core.documents.errors import BadQuery
from core.documents.models import Document
from core.search.declaration import searched
from core.search.matching import WordOf, word_as_typed

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
class Condition:
    """What rows must satisfy."""

    holds: ColumnElement[bool]
    """Over the source of the list, row by row."""
    served: tuple[Select[Any], ...] = ()
    """Keys of the rows that satisfy it, as alternatives; () when no index serves it.

    Each is ordered as its index is, so that it can stop at any number of them: by the estimates
    alone PostgreSQL would rather read the table till it meets so many, or the whole of a range.
    """
    column: str = ""
    """The indexed column that it is a range of; "" for none."""
    wholesale: ColumnElement[bool] | None = None
    """The same over the source, for all rows at once; None: there is no other way."""

    @property
    def in_all(self) -> ColumnElement[bool]:
        """The condition for all rows at once."""
        return self.holds if self.wholesale is None else self.wholesale


def filtered(declared: Listing, column: Column, condition: Filter) -> Condition:
    """Return what a filter asks.

    Raises:
        BadQuery: the operation or the value makes no sense for the column.
    """
    if condition.op == "contains" and isinstance(condition.value, str):
        found = [_has(declared, column, word) for word in _WORD.findall(condition.value)]
        return Condition(
            and_(true(), *(one.holds for one in found)),
            found[0].served if len(found) == 1 else (),
            wholesale=and_(true(), *(one.in_all for one in found)),
        )
    if column.named is not None and condition.op in {"eq", "ne", "in"}:
        return _refers(declared, column, column.named, condition)
    holds = _compared(declared, column, condition)
    if not column.indexed or column.order is not None or condition.op == "ne":
        return Condition(holds)
    ranged = column.id if condition.op in _RANGES else ""
    stored = stored_column(column.expression)
    return Condition(holds, _keys(declared, stored, holds, stored), ranged)


_RANGES = frozenset({"eq", "lt", "le", "gt", "ge"})


def _keys(
    declared: Listing,
    stored: Any,  # noqa: ANN401 - a column
    holds: ColumnElement[bool],
    by: ColumnElement[Any] | None = None,
) -> tuple[Select[Any], ...]:
    """Return the keys of rows that satisfy a condition on one table, read from that table alone.

    Args:
        stored: a column of the table; another expression is served by no index that we know.
        by: what the index that serves the condition has its rows in the order of.
    """
    if not isinstance(stored, StoredColumn):
        return ()
    table = stored.table
    rows = select(next(iter(table.primary_key))).where(holds)
    if table is Document.__table__ and declared.document_type is not None:
        rows = rows.where(table.c["type"] == declared.document_type)
    return (rows if by is None else rows.order_by(by),)


def stored_column(expression: Any) -> Any:  # noqa: ANN401 - a Column, or the expression as it is
    """Return the column of a table that a mapped attribute stands for.

    So that a condition on it alone does not join the tables that its class is made of.
    """
    mapped = getattr(expression, "property", None)
    if isinstance(mapped, ColumnProperty) and isinstance(expression.parent, Mapper):
        return mapped.columns[0]
    return expression


def said(
    session: Session, declared: Listing, columns: Sequence[Column], search: str
) -> list[Condition]:
    """Return, per word of *search*, that it stands in one of the searchable columns."""
    if not _WORD.search(search):
        return []
    if declared.finds is not None:
        plain = " ".join(_WORD.findall(search))
        return [
            Condition(word.row_by_row, _begun(word), wholesale=declared.key.in_(word.by_index))
            for word in declared.finds(session, plain)
        ]
    looked_into = [column for column in columns if column.searchable]
    if not looked_into:
        return []
    conditions = []
    for word in _WORD.findall(search):
        parts = [_has(declared, column, word) for column in looked_into]
        served = tuple(one for part in parts for one in part.served)
        whole = all(part.served or part.holds is _NEVER for part in parts)
        holds = or_(*(part.holds for part in parts))
        wholesale = or_(*(part.in_all for part in parts))
        conditions.append(Condition(holds, served if whole else (), wholesale=wholesale))
    return conditions


_NEVER: ColumnElement[bool] = false()


def _has(declared: Listing, column: Column, word: str) -> Condition:
    """Return that a word stands in a column; what no index serves is looked for as it is typed."""
    if column.named is not None:
        return _named_so(declared, column.named, word)
    if column.words is not None:
        key: Any = stored_column(declared.key)
        kept = word_as_typed(column.words, word, key)
        if kept is None:
            return Condition(_NEVER)
        return Condition(kept.row_by_row, _begun(kept), wholesale=declared.key.in_(kept.by_index))
    if column.finds is not None:
        found = column.finds(word)
        if found is None:
            return Condition(_NEVER)
        return Condition(found, _keys(declared, stored_column(column.expression), found))
    return Condition(text_of(column).icontains(word, autoescape=True))


def _named_so(declared: Listing, named: Named, word: str) -> Condition:
    """Return that a row refers to one that *word* names."""
    if not named.searched:
        ids, name = named.rows.c["id"], named.rows.c["name"]
        bearing = select(ids).where(name.icontains(word, autoescape=True))
        holds: ColumnElement[bool] = named.id.in_(bearing)
        return Condition(holds, _keys(declared, named.id, holds))
    found = word_as_typed(searched(named.searched), word, named.id)
    if found is None:
        return Condition(_NEVER)
    referring = [
        keys.join(bearing, bearing.c[0] == named.id).order_by(bearing.c[1])
        for bearing in (one.subquery() for one in found.begun)
        for keys in _keys(declared, named.id, true())
    ]
    return Condition(found.row_by_row, tuple(referring), wholesale=named.id.in_(found.by_index))


def _begun(found: WordOf) -> tuple[Select[Any], ...]:
    """Return the ids of the rows that have a word, a SELECT for each range of the words."""
    ranges = [one.subquery() for one in found.begun]
    return tuple(select(one.c[0]).order_by(one.c[1]) for one in ranges)


def _refers(declared: Listing, column: Column, named: Named, condition: Filter) -> Condition:
    """Return a comparison of a name as one of the ids that bear it."""
    if condition.value is None:
        empty = named.id.is_(None)
        return Condition(empty if condition.op == "eq" else ~empty)
    given = condition.value
    several = condition.op == "in"
    if several and (isinstance(given, str) or not isinstance(given, Sequence | frozenset | set)):
        raise BadQuery(listing=declared.name, what="value", value=given)
    values = [read(declared, column, one) for one in (given if several else (given,))]  # type: ignore[attr-defined]
    bearing = select(named.rows.c["id"]).where(named.rows.c["name"].in_(values))
    if condition.op == "ne":
        return Condition(or_(named.id.is_(None), named.id.not_in(bearing)))
    holds = named.id.in_(bearing)
    return Condition(holds, _keys(declared, named.id, holds))


def _compared(declared: Listing, column: Column, condition: Filter) -> ColumnElement[bool]:
    value = condition.value
    expression: SQLColumnExpression[Any] = stored_column(column.expression)
    match condition.op:
        case "eq" if value is not None and column.indexed:
            return expression == read(declared, column, value)
        case "eq":
            return expression.is_not_distinct_from(read(declared, column, value))
        case "ne":
            return expression.is_distinct_from(read(declared, column, value))
        case "in" if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str):
            given = [read(declared, column, one) for one in value]
            return expression.in_(given) if given else false()
        case "lt" if value is not None:
            return expression < read(declared, column, value)
        case "le" if value is not None:
            return expression <= read(declared, column, value)
        case "gt" if value is not None:
            return expression > read(declared, column, value)
        case "ge" if value is not None:
            return expression >= read(declared, column, value)
    what = "value" if condition.op in OPERATIONS else "operation"
    raise BadQuery(
        listing=declared.name, what=what, value=condition.op if what == "operation" else value
    )


def text_of(column: Column) -> ColumnElement[str]:
    """Return what a column says, as text."""
    text: ColumnElement[str] = cast(column.expression, Text)
    return text


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.STATUS: (str,),
    Kind.WORD: (str,),
    Kind.NUMBER: (int,),
    Kind.MONEY: (int,),
    Kind.QUANTITY: (int,),
    Kind.PERCENT: (int,),
    Kind.DECIMAL: (int, Decimal),
    Kind.BOOL: (bool,),
    Kind.DATE: (date,),
    Kind.DUE: (date,),
    Kind.INSTANT: (datetime,),
    Kind.PROGRESS: (int,),
    Kind.TIME: (int,),
}


DAYS = frozenset({Kind.DATE, Kind.DUE})
"""Kinds whose values are dates."""


def read(declared: Listing, column: Column, given: object) -> object:
    """Return *given* as what the column holds.

    Raises:
        BadQuery: it is something else; the database is never asked to compare a number with a word.
    """
    value, kind = given, Kind(column.kind)
    if given is None:
        return None
    try:
        if kind in DAYS and isinstance(given, str):
            value = date.fromisoformat(given)
        if kind is Kind.INSTANT and isinstance(given, str):
            value = datetime.fromisoformat(given)
    except ValueError as error:
        raise BadQuery(listing=declared.name, what="value", value=given) from error
    wrong = (
        not isinstance(value, _TYPES[kind])
        or (isinstance(value, bool) and kind is not Kind.BOOL)
        or (isinstance(value, datetime) and (kind in DAYS or value.tzinfo is None))
        or (isinstance(value, int) and abs(value) >= 1 << 63)
        or (isinstance(value, str) and "\x00" in value)
    )
    if wrong:
        raise BadQuery(listing=declared.name, what="value", value=given)
    return value
