"""A list of anything: a search line, a window of rows, a line about all of them.

Whatever is typed goes to the search; arrows move in the rows. Rows come page by page as the cursor
nears an end, and nothing that is far away is kept, so a list of a million feels like one of ten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from core.documents.columns import Column, Kind, Listing
from core.documents.listing import Filter, ListQuery, Row
from tui.desk.keys import Work, begun, waiting
from tui.flows.desk.cells import RIGHT, column_cell
from tui.flows.desk.desk import CAP, TELLABLE, Desk, Summary
from tui.flows.desk.window import Window, row_title
from tui.formatting import money, quantity
from tui.locale import _, ngettext
from tui.widgets.entry import TextEntry
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line, Retold

PAUSE = 0.12
"""Seconds without a key before a search is asked for."""

NEAR = 15
"""Rows from an end at which more are fetched."""


class ListBody(Vertical, Retold):
    """The list."""

    DEFAULT_CSS = """
    ListBody { height: 1fr; width: 1fr; }
    ListBody > .search { height: 1; width: 1fr; }
    ListBody > .search > .label { width: auto; height: 1; }
    ListBody > .search > TextEntry { width: 1fr; }
    ListBody > .search > .filters { width: auto; max-width: 60%; height: 1; }
    ListBody > .summary { height: auto; max-height: 2; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "rows('move', -1)", show=False, priority=True),
        Binding("down", "rows('move', 1)", show=False, priority=True),
        Binding("pageup", "rows('page', -1)", show=False, priority=True),
        Binding("pagedown", "rows('page', 1)", show=False, priority=True),
        Binding("ctrl+home", "end(-1)", show=False, priority=True),
        Binding("ctrl+end", "end(1)", show=False, priority=True),
    ]

    class Chosen(Message):
        """Enter on a row."""

    class Moved(Message):
        """The cursor stands on another row."""

    class Failed(Message):
        """The list could not be read."""

        def __init__(self, error: Exception) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, desk: Desk, listing: Listing, *, filters: tuple[Filter, ...] = (), search: str = ""
    ) -> None:
        super().__init__()
        self.desk = desk
        self.listing = listing
        self.marked: dict[Any, str] = {}
        """Key → title of the rows that are marked, also those out of sight."""
        self.summary: Summary | None = None
        query = ListQuery(search=search, filters=filters)
        self.window = Window(query, listing.default_sort)
        self._search = TextEntry(search)
        self._grid = Grid()
        self._grid.can_focus = False
        self._pending = 0
        self._fetching = False
        self._looking = False
        self._settled = asyncio.Event()
        self._filtered = Line(self._filters_text, classes="filters")
        self._summed = Line(self._summary_text, classes="summary")

    def compose(self) -> ComposeResult:
        """Search, rows, summary."""
        with Horizontal(classes="search"):
            yield Line(lambda: _(" Search: "), classes="label")
            yield self._search
            yield self._filtered
        yield self._grid
        yield self._summed

    def on_mount(self) -> None:
        """Read the first page."""
        self._search.focus()
        self.reload()

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None in an empty list."""
        at = self._grid.cursor
        return self.window.rows[at] if at < len(self.window.rows) else None

    @property
    def chosen_keys(self) -> list[Any]:
        """Keys of the marked rows, or of the one under the cursor."""
        if self.marked:
            return list(self.marked)
        return [self.row.key] if self.row is not None else []

    def title_of(self, row: Row) -> str:
        """Return how a row is called."""
        return row_title(self.window.columns, row)

    def ask(self, *, filters: tuple[Filter, ...] | None = None, search: str | None = None) -> None:
        """Show other rows: those that fit the filters and the search."""
        query = self.window.query
        if filters is not None:
            query = replace(query, filters=filters)
        if search is not None and search != query.search:
            query = replace(query, search=search)
        self.window = replace(self.window, query=query)
        self.reload()

    def sort_by(self, column: str) -> None:
        """Sort by a column, or the other way round if it is that one already."""
        name, descending = self.window.sort
        self.window = replace(
            self.window, sort=(column, not descending if column == name else False)
        )
        self.reload()

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark off, and go on to the next."""
        if self.row is not None:
            if self.row.key in self.marked:
                del self.marked[self.row.key]
            else:
                self.marked[self.row.key] = self.title_of(self.row)
            self._draw()
            self._grid.action_move(1)

    def reload(self) -> None:
        """Read from the first row."""
        self._settled.clear()
        self._start(self._read_first)

    def refresh_rows(self) -> None:
        """Read again what is shown; the cursor stays on its row."""
        self._settled.clear()
        self._start(self._read_again)

    @property
    def reading(self) -> bool:
        """Whether what was asked for last is not shown yet."""
        return not self._settled.is_set()

    async def settled(self) -> None:
        """Wait until what was asked for last is shown."""
        await self._settled.wait()

    def retell(self) -> None:
        self._draw()

    def action_rows(self, what: str, by: int) -> None:
        """Move in the rows."""
        getattr(self._grid, f"action_{what}")(by)

    def action_end(self, side: int) -> None:
        """Go to the first or the last row of all."""
        if side < 0 and not self.window.more_above:
            self._grid.action_ends(-1)
        elif side > 0 and not self.window.more_below:
            self._grid.action_ends(1)
        else:
            self._start(self._read_first if side < 0 else self._read_last)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        event.stop()
        if event.value != self.window.query.search:
            self._settled.clear()
            self._start(self._search_after_pause, event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the row that the search found, however fast it was typed or scanned."""
        event.stop()
        self.run_worker(begun(self._choose), group="choose", exclusive=True)

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """A click on the row under the cursor."""
        event.stop()
        self.post_message(self.Chosen())

    def on_grid_header_clicked(self, event: Grid.HeaderClicked) -> None:
        """A click on a title sorts."""
        event.stop()
        column = next(c for c in self.window.columns if c.id == event.column)
        if column.sortable:
            self.sort_by(event.column)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Fetch more near an end."""
        event.stop()
        self._summed.retell()
        self.post_message(self.Moved())
        rows, at = len(self.window.rows), self._grid.cursor
        if self.window.more_below and rows - at <= NEAR + self._grid.body_height:
            self._more(below=True)
        elif self.window.more_above and at < NEAR:
            self._more(below=False)

    def on_grid_pushed(self, event: Grid.Pushed) -> None:
        """Remember how far the cursor wants to go, and go there when the rows have come."""
        event.stop()
        more = self.window.more_below if event.by > 0 else self.window.more_above
        if more and abs(event.by) < 10**6:
            self._pending += event.by
            self._more(below=event.by > 0)

    def _start(self, work: Work, *args: object) -> None:
        self._pending = 0
        self._fetching = False
        self.run_worker(begun(self._read, work, *args), group="read", exclusive=True)

    async def _read(self, work: Work, *args: object) -> None:
        try:
            await work(*args)
        except TELLABLE as error:
            self.post_message(self.Failed(error))
        finally:
            self._fetching = False
        self._settled.set()

    async def _choose(self) -> None:
        await self.settled()
        if self.row is not None:
            self.post_message(self.Chosen())

    async def _search_after_pause(self, text: str) -> None:
        await asyncio.sleep(PAUSE)
        self.window = replace(self.window, query=replace(self.window.query, search=text))
        await self._read_first()

    async def _read_first(self) -> None:
        window = self.window
        window.take_first(await waiting(self.desk.page, self.listing.name, window.first()))
        self._show(0)
        await self._look_further(window)
        await self._summarise()

    async def _read_last(self) -> None:
        window = self.window
        window.take_last(await waiting(self.desk.page, self.listing.name, window.last()))
        while window.more_above and len(window.rows) < self._enough:
            page = await waiting(self.desk.page, self.listing.name, window.above())
            window.take_above(page)
        self._show(len(window.rows) - 1)

    async def _read_again(self) -> None:
        window, row, grid = self.window, self.row, self._grid
        query = window.again(grid.top)
        window.take_again(await waiting(self.desk.page, self.listing.name, query), query)
        found = None if row is None else window.index_of(row.key)
        self._show(grid.cursor if found is None else found)
        await self._look_further(window)
        await self._summarise()

    @property
    def _enough(self) -> int:
        return self._grid.body_height + NEAR

    async def _look_further(self, window: Window) -> None:
        """Fill the screen where a page came back unfinished: rows that fit are far apart."""
        while window.more_below and len(window.rows) < self._enough:
            if window.rows:
                self._settled.set()
            self._looking = True
            try:
                self._draw()
                page = await waiting(self.desk.page, self.listing.name, window.below())
            finally:
                self._looking = False
            window.take_below(page)
            self._show(self._grid.cursor)
        self._settled.set()

    async def _summarise(self) -> None:
        self.summary = None
        self._summed.retell()
        self._settled.set()
        self.summary = await waiting(self.desk.summary, self.listing.name, self.window.query)
        self._summed.retell()

    def _more(self, *, below: bool) -> None:
        if not self._fetching:
            self._fetching = True
            more = partial(self._read_more, below=below)
            self.run_worker(begun(self._read, more), group="read")

    async def _read_more(self, *, below: bool) -> None:
        window, grid = self.window, self._grid
        query = window.below() if below else window.above()
        page = await waiting(self.desk.page, self.listing.name, query)
        now = window.below() if below else window.above()
        if window is not self.window or now != query:
            return
        shift = -window.take_below(page) if below else window.take_above(page)
        grid.top += shift
        cursor, self._pending = grid.cursor + shift + self._pending, 0
        self._show(cursor, top=max(0, grid.top))

    def _show(self, cursor: int, top: int | None = None) -> None:
        self._draw(cursor, top)
        self.post_message(self.Moved())

    def _draw(self, cursor: int | None = None, top: int | None = None) -> None:
        """Draw the rows of the window."""
        columns, today = self.window.columns, self.desk.today()
        order = self.desk.arranged(self.listing.name, columns)
        nothing = _("Nothing found.") if self._settled.is_set() or columns else ""
        self._grid.empty = _("Looking further…") if self._looking else nothing
        self._grid.sorted_by = self.window.sort
        self._grid.marked = {
            at for at, row in enumerate(self.window.rows) if row.key in self.marked
        }
        self._grid.show(
            [grid_column(columns[at]) for at in order],
            [
                [
                    GridCell(cell.text, cell.tone.value)
                    for cell in (column_cell(columns[at], row.values[at], today) for at in order)
                ]
                for row in self.window.rows
            ],
            cursor=cursor,
            top=top,
        )
        self._filtered.retell()
        self._summed.retell()

    def _summary_text(self) -> str:
        """Say how many there are, and their sums."""
        parts = []
        if self._looking and self.window.rows:
            parts.append(_("Looking further…"))
        if self.summary is not None and self.summary.count is not None:
            count = self.summary.count
            shown = f"{CAP}+" if count >= CAP else str(count)
            parts.append(ngettext("{count} row", "{count} rows", count).format(count=shown))
        if self.marked:
            parts.append(_("marked: {count}").format(count=len(self.marked)))
        if self.summary is not None:
            for column in self.window.columns:
                if column.id in self.summary.totals:
                    total = _total(column, self.summary.totals[column.id])
                    parts.append(f"{_(column.title)}: {total}")
        return " " + " · ".join(parts)

    def _filters_text(self) -> str:
        """Name the columns that are filtered."""
        of = self.listing
        titles = {column.id: column.title for column in (*of.columns, *of.parameters)}
        names = dict.fromkeys(
            _(titles[found.column]) for found in self.window.query.filters if found.column in titles
        )
        return _(" Filtered: {columns} ").format(columns=", ".join(names)) if names else ""


def grid_column(column: Column) -> GridColumn:
    """Return a column of a list for the screen."""
    kind = str(column.kind)
    width = column.width
    if column.titles is not None:
        # A word of ours is never cut; a status stands behind its glyph.
        glyph = 2 if column.kind is Kind.STATUS else 0
        width = max((len(_(title)) for title in column.titles.values()), default=0) + glyph
    return GridColumn(
        column.id,
        _(column.title),
        width,
        right=kind in RIGHT,
        flexible=kind == Kind.TEXT,
    )


def _total(column: Column, value: int) -> str:
    writers: dict[str, Callable[[int], str]] = {Kind.MONEY: money, Kind.QUANTITY: quantity}
    return writers.get(str(column.kind), str)(value)
