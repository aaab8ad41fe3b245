"""Picking a row from a list: the list itself in a dialog, over the form that asks."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from core.documents.columns import Listing
from core.documents.listing import Filter
from tui.desk.keys import DeskDialog
from tui.desk.list_body import ListBody
from tui.flows.desk.desk import Desk, in_use
from tui.flows.desk.shapes import Picked
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.telling import Line


class Pick(DeskDialog[Picked]):
    """Type to search, arrows, Enter."""

    OFFERS = ("help", "sort", "refresh", "back")
    DEFAULT_CSS = """
    Pick > Vertical { width: 96%; height: 90%; background: $panel; border: round $primary; }
    Pick .title { text-style: bold; height: 1; width: 1fr; }
    """

    def __init__(
        self,
        desk: Desk,
        listing: Listing,
        *,
        filters: tuple[Filter, ...] = (),
        search: str = "",
    ) -> None:
        super().__init__()
        self._listing = listing
        self._list = ListBody(desk, listing, filters=(*filters, *in_use(listing)), search=search)

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical():
            yield Line(
                lambda: _("Pick: {list}").format(list=_(self._listing.title)), classes="title"
            )
            yield self._list
            yield MessageLine()
            yield KeyBar(())

    def on_list_body_chosen(self, event: ListBody.Chosen) -> None:
        """Take the row."""
        event.stop()
        row = self._list.row
        if row is not None:
            self.dismiss(Picked(row.key, self._list.title_of(row)))

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
