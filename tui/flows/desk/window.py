"""The part of a list that is in memory: some hundreds of rows of however many there are.

A screen moves inside the window and asks for more when it nears an end; what is far away is
dropped. So the millionth row is shown as fast as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.documents.listing import Column, Cursor, ListQuery, Page, Row
from core.documents.paging import LOOK

PAGE = 60
"""Rows fetched at once: more than any terminal is high."""

LONGEST = 300
"""Rows kept."""


FARTHEST_LOOK = 64_000
"""Rows that a page looks at, at most, where those found before it were too few."""


@dataclass(slots=True)
class Window:
    """Consecutive rows of a list under one query."""

    query: ListQuery
    """Without place and limit."""
    sort: tuple[str, bool]
    columns: tuple[Column, ...] = ()
    rows: list[Row] = field(default_factory=list)
    before: Cursor | None = None
    """Where the rows above begin; None: there are none."""
    after: Cursor | None = None
    """Where the rows below begin; None: there are none."""
    look: int = LOOK
    """Rows the next page looks at: more, where the last one came back unfinished."""

    @property
    def more_above(self) -> bool:
        """Whether there may be rows above."""
        return self.before is not None

    @property
    def more_below(self) -> bool:
        """Whether there may be rows below."""
        return self.after is not None

    def first(self) -> ListQuery:
        """Return the query for the first page."""
        return self._query()

    def last(self) -> ListQuery:
        """Return the query for the last page: the first one of the list turned round."""
        column, descending = self.sort
        return replace(self._query(), sort=(column, not descending))

    def below(self) -> ListQuery:
        """Return the query for the rows after the last one here."""
        return replace(self._query(), after=self.after)

    def above(self) -> ListQuery:
        """Return the query for the rows before the first one here."""
        return replace(self._query(), before=self.before)

    def again(self, top: int) -> ListQuery:
        """Return the query that reads what is shown from row *top* on once more."""
        limit = max(PAGE, min(len(self.rows), LONGEST))
        # As far as was looked before, or what is shown would be gone until it is found again.
        query = replace(self._query(), limit=limit, look=FARTHEST_LOOK)
        if not self.rows or (not self.more_above and top < LONGEST):
            return query
        return replace(query, after=self._at(self.rows[max(0, top - 1)]))

    def take_first(self, page: Page) -> None:
        """Show the first page."""
        self.columns, self.rows = page.columns, list(page.rows)
        self.before, self.after = None, page.next
        self._looked(page)

    def take_last(self, page: Page) -> None:
        """Show the last page, read backwards."""
        self.columns, self.rows = page.columns, list(reversed(page.rows))
        self.before, self.after = self._turned(page.next), None
        self._looked(page)

    def take_again(self, page: Page, query: ListQuery) -> None:
        """Show a page read by `again`."""
        self.columns, self.rows = page.columns, list(page.rows)
        self.after = page.next
        self.before = query.after
        if self.before is not None and self.rows:
            self.before = self._at(self.rows[0])
        self._looked(page)

    def take_below(self, page: Page) -> int:
        """Add rows at the end; return how many were dropped at the beginning."""
        self.rows += page.rows
        self.after = page.next
        self._looked(page)
        dropped = max(0, len(self.rows) - LONGEST)
        if dropped:
            del self.rows[:dropped]
            self.before = self._at(self.rows[0])
        return dropped

    def take_above(self, page: Page) -> int:
        """Add rows at the beginning; return how many."""
        self.rows[:0] = page.rows
        self.before = page.previous
        self._looked(page)
        if len(self.rows) > LONGEST:
            del self.rows[LONGEST:]
            self.after = self._at(self.rows[-1])
        return len(page.rows)

    def index_of(self, key: Any) -> int | None:  # noqa: ANN401 - as the list has it
        """Return where the row with *key* stands; None when it is not here."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), None)

    def _query(self) -> ListQuery:
        return replace(self.query, sort=self.sort, limit=PAGE, look=self.look)

    def _looked(self, page: Page) -> None:
        self.look = min(self.look * 2, FARTHEST_LOOK) if page.unfinished else LOOK

    def _at(self, row: Row) -> Cursor:
        return Cursor(self.sort, row.place, row.key)

    def _turned(self, place: Cursor | None) -> Cursor | None:
        """Return a place of the list turned round as one of ours."""
        return None if place is None else Cursor(self.sort, place.value, place.key)


def row_title(columns: Sequence[Column], row: Row) -> str:
    """Return how a row is called: its name, its number or its code."""
    by_id = {column.id: value for column, value in zip(columns, row.values, strict=True)}
    for name in ("number", "name", "symbol", "login", "code"):
        if by_id.get(name):
            return str(by_id[name])
    return next((str(value) for value in row.values if value), f"№ {row.key}")
