"""What a list of anything declares: its columns, where the rows come from, who may see which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.errors import BadValue


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
    DATE = "date"
    INSTANT = "instant"
    STATUS = "status"
    """A stored word with a title; see `Column.titles`."""
    BOOL = "bool"


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
    searchable: bool = False
    """Whether the free-text search looks into it."""
    titles: Mapping[Any, str] | None = None
    """Stored word → msgid; of a status each is shown with how far along it is."""
    summed: bool = False
    """Whether `totals` sums it."""
    read: Permission | None = None
    """Who lacks this sees the list without the column: prices on the warehouse floor."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))


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
    restrict: Callable[[Actor], Sequence[ColumnElement[bool]]] = unrestricted
    """Row rights, as conditions on the source."""
    document_type: str | None = None
    """The type of document that the keys are ids of; None for reference books."""

    def __post_init__(self) -> None:
        ids = [column.id for column in self.columns]
        if len(set(ids)) != len(ids) or self.default_sort[0] not in ids:
            raise BadValue(what=f"columns of list {self.name}", value=ids, expected="unique ids")

    def visible(self, actor: Actor) -> tuple[Column, ...]:
        """Return the columns that *actor* may see."""
        return tuple(
            column for column in self.columns if column.read is None or actor.may(column.read)
        )
