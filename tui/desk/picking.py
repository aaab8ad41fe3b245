"""Picking a row from a list: the list itself in a dialog, over the form that asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical

from core.documents.columns import Listing
from core.documents.listing import Filter
from tui.desk.keys import DeskDialog, waiting
from tui.desk.list_body import ListBody
from tui.flows.desk.desk import Desk, in_use
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.telling import Line


@dataclass(frozen=True, slots=True)
class Picked:
    """The row that was picked."""

    key: int
    text: str
    search: str = ""
    """What was typed or scanned to find it."""


class Pick(DeskDialog[Picked]):
    """Type to search, arrows, Enter."""

    OFFERS = ("help", "sort", "refresh", "back")
    DEFAULT_CSS = """
    Pick > Vertical { width: 96%; height: 90%; background: $panel; border: round $primary; }
    Pick .title { text-style: bold; height: 1; width: 1fr; }
    Pick .about { height: 1; width: 1fr; }
    """

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        *,
        filters: tuple[Filter, ...] = (),
        search: str = "",
        about: Callable[[int], str] | None = None,
    ) -> None:
        super().__init__()
        self._listing = listing
        self._list = ListBody(desk, listing, filters=(*filters, *in_use(listing)), search=search)
        self._about = about
        self._said = ""
        self._about_line = Line(lambda: f" {self._said}", classes="about")

    def compose(self) -> ComposeResult:
        """The list with a line about the row under the cursor."""
        with Vertical():
            yield Line(
                lambda: _("Pick: {list}").format(list=_(self._listing.title)), classes="title"
            )
            yield self._list
            if self._about is not None:
                yield self._about_line
            yield MessageLine()
            yield KeyBar(())

    def on_list_body_chosen(self, event: ListBody.Chosen) -> None:
        """Take the row."""
        event.stop()
        row = self._list.row
        if row is not None:
            search = self._list.window.query.search.strip()
            self.dismiss(Picked(row.key, self._list.title_of(row), search))

    def on_list_body_moved(self, event: ListBody.Moved) -> None:
        """Say something about the row."""
        event.stop()
        if self._about is not None and self._list.row is not None:
            self.perform(self._say_about, self._list.row.key, group="about", exclusive=True)

    def on_list_body_failed(self, event: ListBody.Failed) -> None:
        """Tell why there is no list."""
        self.tell(event.error)

    def do_sort(self) -> None:
        """Sort by the next column."""
        columns = [column.id for column in self._list.window.columns if column.sortable]
        name, descending = self._list.window.sort
        at = columns.index(name) if name in columns else -1
        self._list.sort_by(name if not descending else columns[(at + 1) % len(columns)])

    def do_refresh(self) -> None:
        """Read again."""
        self._list.refresh_rows()

    async def _say_about(self, key: int) -> None:
        await asyncio.sleep(0.05)
        if self._about is not None:
            self._said = await waiting(self._about, key)
            self._about_line.retell()
