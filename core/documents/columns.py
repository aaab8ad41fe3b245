"""What a list of anything declares: its columns, where the rows come from, who may see which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, SQLColumnExpression
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.errors import BadValue
from core.search.declaration import Searched
from core.search.matching import WordOf


class Kind(StrEnum):
    """How a value is shown, and what a filter on it may be compared with."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Kopecks."""
    QUANTITY = "quantity"
    """Thousandths of the base unit."""
    PERCENT = "percent"
    """Hundredths of a percent."""
    DECIMAL = "decimal"
    """An exact number with as many decimals as it has, such as a rate."""
    DATE = "date"
    DUE = "due"
    """A date by which something is to be done: one in the past stands out."""
    INSTANT = "instant"
    STATUS = "status"
    """A stored word with a title, how far something has come; see `Column.titles`."""
    WORD = "word"
    """A stored word with a title that is no step on any way: a kind, a type."""
    BOOL = "bool"
    TIME = "time"
    """Seconds from midnight."""
    PROGRESS = "progress"
    """Thousandths of the whole that are done."""


FindsWord = Callable[[str], ColumnElement[bool] | None]
"""Word → the condition, served by an index, that a row has it; None: no row can."""


@dataclass(frozen=True)
class Named:
    """A column that shows the name of a row its documents refer to by id."""

    id: ColumnElement[Any]
    """The referring column of a table, with an index that begins with it."""
    rows: FromClause
    """Ids and names of the rows referred to: columns `id` and `name`."""
    searched: str = ""
    """The table, where `core.search` keeps its words; "" for tables of a few hundred rows."""


@dataclass(frozen=True)
class Column:
    """One column of a list."""

    id: str
    """Unique within the list; `Row.values` are in the order of the columns."""
    title: str
    """Marked with N_."""
    expression: SQLColumnExpression[Any]
    """Over the tables of the list's source; no aggregate: those go into a subquery of it."""
    kind: Kind | str = Kind.TEXT
    width: int = 12
    """Preferred width in character cells."""
    sortable: bool = True
    filterable: bool | None = None
    """Whether people filter by it; None: where it is sortable."""
    searchable: bool = False
    """Whether the free-text search looks into it."""
    titles: Mapping[Any, str] | None = None
    """Stored word → msgid, for statuses; of a text, for words that are no state of anything."""
    spoken: bool = False
    """Whether it holds names klad uses inside, commas between: screens say them in words."""
    summed: bool = False
    """Whether `totals` sums it."""
    read: Permission | None = None
    """Who lacks this sees the list without the column: prices on the warehouse floor."""
    order: SQLColumnExpression[Any] | None = None
    """What rows are sorted by, where not by the expression; never NULL."""
    indexed: bool = False
    """Whether an index on (this, key) gives the rows in this order and finds its values."""
    named: Named | None = None
    """For names of other rows: filters and search go by their ids."""
    words: Searched | None = None
    """Where the words of the text are kept, by the key of the row."""
    finds: FindsWord | None = None
    """How a word is found where an index serves it; None: anywhere in the text, row by row."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if self.filterable is None:
            object.__setattr__(self, "filterable", self.sortable)

    @property
    def sorted_by(self) -> SQLColumnExpression[Any]:
        """What rows are sorted by."""
        return self.expression if self.order is None else self.order


RowRights = Callable[[Actor], Sequence[ColumnElement[bool]]]
"""Conditions on the rows an actor may see."""


def unrestricted(_actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Restrict nothing: for reference books that everybody who may read them sees whole."""
    return ()


@dataclass(frozen=True)
class Listing:
    """A list: what a table on screen, a picker and an export all read."""

    name: str
    title: str
    """Marked with N_."""
    columns: tuple[Column, ...]
    source: Callable[[], Select[Any]]
    """Returns a SELECT whose FROM, joins and conditions make the rows; its columns do not matter.

    One row per key: no join may multiply rows.
    """
    key: SQLColumnExpression[Any]
    """Unique and not NULL: it identifies a row and breaks ties."""
    default_sort: tuple[str, bool]
    """(column id, descending)."""
    read: Permission
    restrict: RowRights = unrestricted
    """Row rights, as conditions on the source."""
    document_type: str | None = None
    """The type of document that the keys are ids of; None for reference books."""
    codes: Callable[[str], ColumnElement[bool] | None] | None = None
    """What a scanned code stands for, as a condition on the source; None: it is no such code. The
    search asks it first; words are looked for beside a barcode of goods."""
    sums: Callable[[Sequence[ColumnElement[bool]]], Select[Any]] | None = None
    """For lists of sums: makes the source from the conditions on the rows that are summed up. Row
    rights and filters on `parameters` are such conditions; None: the source's rows are listed."""
    parameters: tuple[Column, ...] = ()
    """Columns of the rows that are summed up, to filter by: a period, who is responsible."""
    bounded: bool = False
    """Whether it may have a million rows: then a page looks at so many of them and no more.

    Its sortable columns are to be `indexed`, or few rows are to be expected.
    """
    finds: Callable[[Session, str], Sequence[WordOf]] | None = None
    """How the free text is searched, where not column by column: one condition per word."""

    def __post_init__(self) -> None:
        ids = [column.id for column in (*self.columns, *self.parameters)]
        if len(set(ids)) != len(ids) or self.default_sort[0] not in ids:
            raise BadValue(what=f"columns of list {self.name}", value=ids, expected="unique ids")

    def visible(self, actor: Actor) -> tuple[Column, ...]:
        """Return the columns that *actor* may see."""
        return tuple(
            column for column in self.columns if column.read is None or actor.may(column.read)
        )

    def asked_by(self, actor: Actor) -> tuple[Column, ...]:
        """Return the parameters that *actor* may filter by."""
        return tuple(
            column for column in self.parameters if column.read is None or actor.may(column.read)
        )
