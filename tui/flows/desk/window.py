"""The part of a list that is in memory: some hundreds of rows of however many there are.

A screen moves inside the window and asks for more when it nears an end; what is far away is
dropped. So the millionth row is shown as fast as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.documents.listing import Column, Cursor, ListQuery, Page, Row

PAGE = 60
"""Rows fetched at once: more than any terminal is high."""

LONGEST = 300
"""Rows kept."""


@dataclass(slots=True)
class Window:
    """Consecutive rows of a list under one query."""

    query: ListQuery
    """Without place and limit."""
    sort: tuple[str, bool]
    columns: tuple[Column, ...] = ()
    rows: list[Row] = field(default_factory=list)
    more_above: bool = False
    more_below: bool = False

    def first(self) -> ListQuery:
        """Return the query for the first page."""
        return replace(self.query, sort=self.sort, limit=PAGE)

    def last(self) -> ListQuery:
        """Return the query for the last page: the first one of the list turned round."""
        column, descending = self.sort
        return replace(self.query, sort=(column, not descending), limit=PAGE)

    def below(self) -> ListQuery:
        """Return the query for the rows after the last one here."""
        return replace(self.query, sort=self.sort, after=self._at(self.rows[-1]), limit=PAGE)

    def above(self) -> ListQuery:
        """Return the query for the rows before the first one here."""
        return replace(self.query, sort=self.sort, before=self._at(self.rows[0]), limit=PAGE)

    def again(self, top: int) -> ListQuery:
        """Return the query that reads what is shown from row *top* on once more."""
        limit = max(PAGE, min(len(self.rows), LONGEST))
        if not self.rows or (not self.more_above and top < LONGEST):
            return replace(self.query, sort=self.sort, limit=limit)
        anchor = self.rows[max(0, top - 1)]
        return replace(self.query, sort=self.sort, after=self._at(anchor), limit=limit)

    def take_first(self, page: Page) -> None:
        """Show the first page."""
        self.columns, self.rows = page.columns, list(page.rows)
        self.more_above, self.more_below = False, page.next is not None

    def take_last(self, page: Page) -> None:
        """Show the last page, read backwards."""
        self.columns, self.rows = page.columns, list(reversed(page.rows))
        self.more_above, self.more_below = page.next is not None, False

    def take_again(self, page: Page, query: ListQuery) -> None:
        """Show a page read by `again`."""
        self.columns, self.rows = page.columns, list(page.rows)
        self.more_above, self.more_below = query.after is not None, page.next is not None

    def take_below(self, page: Page) -> int:
        """Add rows at the end; return how many were dropped at the beginning."""
        self.rows += page.rows
        self.more_below = page.next is not None
        dropped = max(0, len(self.rows) - LONGEST)
        if dropped:
            del self.rows[:dropped]
            self.more_above = True
        return dropped

    def take_above(self, page: Page) -> int:
        """Add rows at the beginning; return how many."""
        self.rows[:0] = page.rows
        self.more_above = page.previous is not None
        if len(self.rows) > LONGEST:
            del self.rows[LONGEST:]
            self.more_below = True
        return len(page.rows)

    def index_of(self, key: Any) -> int | None:  # noqa: ANN401 - as the list has it
        """Return where the row with *key* stands; None when it is not here."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), None)

    def _at(self, row: Row) -> Cursor:
        index = next(at for at, column in enumerate(self.columns) if column.id == self.sort[0])
        return Cursor(self.sort, row.values[index], row.key)


def row_title(columns: Sequence[Column], row: Row) -> str:
    """Return how a row is called: its name, its number or its code."""
    by_id = {column.id: value for column, value in zip(columns, row.values, strict=True)}
    for name in ("number", "name", "symbol", "login", "code"):
        if by_id.get(name):
            return str(by_id[name])
    return next((str(value) for value in row.values if value), f"№ {row.key}")
