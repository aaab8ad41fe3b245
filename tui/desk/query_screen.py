"""Writing the query of a price type, and trying it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from tui.desk.dialogs import Confirm
from tui.desk.keys import DeskDialog, waiting
from tui.flows.desk.desk import Desk
from tui.flows.desk.price_queries import QueryTried, try_price_query
from tui.flows.desk.shapes import Card, Form
from tui.formatting import money
from tui.locale import _, ngettext
from tui.texts.form import Severity
from tui.widgets.bars import KeyBar, MessageLine, TitleBar
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line


class QueryBuilder(DeskDialog[str]):
    """A whole screen that answers with a query."""

    OFFERS = ("help", "save", "refresh", "back", "language")
    DEFAULT_CSS = """
    QueryBuilder > Vertical { width: 100%; height: 100%; background: $background; }
    QueryBuilder .hint { height: auto; width: 1fr; color: $text-muted; }
    QueryBuilder TextArea {
        height: 9; width: 1fr; border: none; padding: 0; background: $surface; color: $foreground;
    }
    QueryBuilder Grid { height: 1fr; }
    """

    def __init__(self, desk: Desk, of: Form, card: Card, text: str) -> None:
        super().__init__()
        del desk, of
        self._card = card
        self._before = text
        self._area = TextArea(text, tab_behavior="focus", show_line_numbers=False)
        self._grid = Grid()

    def compose(self) -> ComposeResult:
        """The query, a hint, what it gives."""
        with Vertical():
            yield TitleBar(self._heading, self.shell.who_and_when)
            yield Line(
                lambda: _(
                    " A SELECT with item_id and price, in units of the currency; variant_id if"
                    " wanted; :on is the day. F5 tries it, at most five seconds, read only."
                ),
                classes="hint",
            )
            yield self._area
            yield self._grid
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Begin with the query."""
        super().on_mount()
        self._area.cursor_blink = False
        self._area.focus()

    def do_save(self) -> None:
        """Answer with the query."""
        self.dismiss(self._area.text.strip())

    def do_refresh(self) -> None:
        """Try it."""
        self.perform(self._try)

    def do_back(self) -> None:
        """Leave the query as it was, after asking if it was changed."""
        if self._area.text.strip() == self._before.strip():
            self.dismiss(None)
        else:
            self.perform(self._leave)

    async def _leave(self) -> None:
        question = _("Leave the query as it was? What was typed is lost.")
        if await self.shell.push_screen_wait(Confirm(question, yes=_("Leave"))):
            self.dismiss(None)

    async def _try(self) -> None:
        self._grid.show((), ())
        tried: list[QueryTried] = await waiting(
            try_price_query, self.desk, self._card, self._area.text
        )
        columns = (
            GridColumn("item", _("Item"), 40),
            GridColumn("variant", _("Variant"), 12),
            GridColumn("price", _("Price"), 12, right=True),
        )
        rows = [
            (GridCell(one.item), GridCell(one.variant), GridCell(money(one.price_minor)))
            for one in tried
        ]
        self._grid.empty = _("It gives no prices.")
        self._grid.show(columns, rows)
        text = ngettext("{count} price shown.", "{count} prices shown.", len(rows))
        self.say(text.format(count=len(rows)), Severity.OK)

    def _heading(self) -> str:
        name = str(self._card.values.get("name") or "")
        return " · ".join(part for part in (_("Query"), name) if part)
