"""Picking an item: found as it is typed or scanned, its price and what is free of it beside it."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from core.access.roles import Permission
from core.catalog.search import HitKind, ItemHit
from tui.desk.keys import DeskDialog, begun, waiting
from tui.flows.desk.desk import TELLABLE, Desk
from tui.flows.desk.shapes import ItemScope, Picked
from tui.formatting import money, quantity
from tui.locale import _, ngettext
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.entry import TextEntry
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line

PAUSE = 0.06
"""Seconds without a key before what stands there is searched."""

SURE = 0.4
"""Seconds after which a whole barcode is taken without Enter: a gun that sends none, or a hand."""

MOST = 60
"""Items shown; whoever wants others types another letter."""


class ItemPick(DeskDialog[Picked]):
    """Type words, an article, a barcode; arrows, Enter."""

    OFFERS = ("help", "refresh", "back")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "rows('move', -1)", show=False, priority=True),
        Binding("down", "rows('move', 1)", show=False, priority=True),
        Binding("pageup", "rows('page', -1)", show=False, priority=True),
        Binding("pagedown", "rows('page', 1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    ItemPick > Vertical { width: 96%; height: 90%; background: $panel; border: round $primary; }
    ItemPick .title { text-style: bold; height: 1; width: 1fr; }
    ItemPick .search { height: 1; width: 1fr; }
    ItemPick .search > .label { width: auto; height: 1; }
    ItemPick .search > TextEntry { width: 1fr; }
    ItemPick .about { height: 1; width: 1fr; }
    """

    def __init__(self, desk: Desk, scope: ItemScope, *, search: str = "") -> None:
        super().__init__()
        self._desk, self._scope = desk, scope
        may = desk.actor.may
        self._priced = bool(scope.price_type_id) and may(Permission.PRICE_READ)
        self._counted = bool(scope.warehouse_id) and may(Permission.STOCK_READ)
        self._text = TextEntry(search)
        self._grid = Grid()
        self._grid.can_focus = False
        self._hits: tuple[ItemHit, ...] = ()
        self._found = ""
        """The text that the hits are of."""
        self._settled = asyncio.Event()
        self._about = Line(self._about_text, classes="about")
        self._count = Line(self._count_text, classes="about")

    def compose(self) -> ComposeResult:
        """A search line, the items, a line about the one under the cursor."""
        with Vertical():
            yield Line(lambda: _("Pick an item: words, article, barcode"), classes="title")
            with Horizontal(classes="search"):
                yield Line(lambda: _(" Search: "), classes="label")
                yield self._text
            yield self._grid
            yield self._about
            yield self._count
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Show the items of what was typed already, else the first ones."""
        super().on_mount()
        self._text.focus()
        self._ask(0)

    def retell(self) -> None:
        self._draw()

    def action_rows(self, what: str, by: int) -> None:
        """Move in the rows."""
        getattr(self._grid, f"action_{what}")(by)

    def do_refresh(self) -> None:
        """Search again."""
        self._ask(0)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        event.stop()
        self._ask(PAUSE)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the best of what was found, however fast it was typed or scanned."""
        event.stop()
        if self._text.value != self._found:
            self._ask(0)
        self.run_worker(begun(self._choose), group="choose", exclusive=True)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Say something about the item under the cursor."""
        event.stop()
        self._about.retell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """A click on the item under the cursor takes it."""
        event.stop()
        self._take(self._grid.cursor)

    @property
    def reading(self) -> bool:
        """Whether what was asked for last is not shown yet."""
        return not self._settled.is_set()

    def _ask(self, pause: float) -> None:
        """Search for what stands there; an answer to what stood there before is of no interest."""
        self._settled.clear()
        self.run_worker(begun(self._search, pause), group="read", exclusive=True)

    async def _search(self, pause: float) -> None:
        if pause:
            await asyncio.sleep(pause)
        typed = self._text.value
        try:
            hits = await waiting(self._desk.items, self._scope, typed, MOST)
        except TELLABLE as error:
            self.tell(error)
            hits = ()
        self._hits, self._found = hits, typed
        self._draw(0)
        self._settled.set()
        if len(hits) == 1 and hits[0].kind is HitKind.BARCODE:
            await asyncio.sleep(SURE)
            self._take(0)

    async def _choose(self) -> None:
        await self._settled.wait()
        self._take(self._grid.cursor)

    def _take(self, at: int) -> None:
        if at >= len(self._hits) or not self.is_current:
            return
        hit = self._hits[at]
        self.dismiss(
            Picked(
                hit.item_id,
                hit.name,
                hit.variant_id,
                hit.variant,
                hit.packaging_id,
                hit.packaging,
                hit.pack_quantity if hit.packaging_id else 0,
            )
        )

    def _draw(self, cursor: int | None = None) -> None:
        columns = [
            GridColumn("article", _("Article"), 12),
            GridColumn("name", _("Item"), 44),
            GridColumn("unit", _("Unit"), 5, flexible=False),
        ]
        if self._priced:
            columns.append(GridColumn("price", _("Price"), 12, right=True, flexible=False))
        if self._counted:
            columns.append(GridColumn("free", _("Free"), 9, right=True, flexible=False))
        columns.append(GridColumn("code", _("Code"), 11))
        rows = [self._row(hit) for hit in self._hits]
        self._grid.empty = _("Nothing found.")
        self._grid.show(columns, rows, cursor=cursor, top=0 if cursor == 0 else None)
        self._about.retell()
        self._count.retell()

    def _row(self, hit: ItemHit) -> list[GridCell]:
        cells = [GridCell(hit.article), GridCell(_name(hit)), GridCell(hit.unit, "faint")]
        if self._priced:
            price = "" if hit.price_minor is None else money(hit.price_minor)
            cells.append(GridCell(price))
        if self._counted:
            free = "" if hit.free is None else quantity(hit.free)
            cells.append(GridCell(free, "good" if (hit.free or 0) > 0 else "bad"))
        cells.append(GridCell(hit.code, "faint"))
        return cells

    def _about_text(self) -> str:
        """Say what a narrow screen cuts, and the packaging that a barcode stands for."""
        at = self._grid.cursor
        if at >= len(self._hits):
            return ""
        hit = self._hits[at]
        if not hit.packaging_id:
            return f" {_name(hit)}"
        pack = _("{packaging} of {quantity} {unit}").format(
            packaging=hit.packaging, quantity=quantity(hit.pack_quantity), unit=hit.unit
        )
        return f" {_name(hit)} · {pack}"

    def _count_text(self) -> str:
        count = len(self._hits)
        if count >= MOST:
            return " " + _("The best {count}; another letter narrows them.").format(count=count)
        return " " + ngettext("{count} row of items", "{count} rows of items", count).format(
            count=count
        )


def _name(hit: ItemHit) -> str:
    return f"{hit.name}, {hit.variant}" if hit.variant else hit.name
