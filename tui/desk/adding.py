"""Adding lines to a card one after another: picked from a list, or read by a gun."""

from __future__ import annotations

from core.kernel.errors import NotFound
from tui.desk.card_screen import CardScreen
from tui.desk.keys import waiting
from tui.desk.lines import LinesPane
from tui.flows.desk.shapes import Picked

_ITEM = "item_id"
"""The field that a barcode names."""


class AddingScreen(CardScreen):
    """A card whose lines are typed in a row: item, quantity, item, quantity."""

    async def _edited(self, event: LinesPane.Edited) -> None:
        table = self._tab
        await self._set_cell(table, event.line, event.name, event.value, "")
        last = event.line == len(self.card.lines[table]) - 1
        if event.onward and self._quick and last:
            await self._add_line()

    async def _add_line(self, search: str = "") -> None:
        """Add a line of the row that is picked, *search* having been typed already."""
        pane = self._pane
        if pane is None:
            return
        await self._take_typed()
        table = pane.of
        if not table.picks:
            await self._append(pane, None)
            return
        row = await self._pick_row(table.name, len(pane.lines), table.picks, search)
        if row is None:
            self._quick = False
            return
        await self._append(pane, row)

    async def _append(self, pane: LinesPane, picked: Picked | None) -> None:
        """Add a line of the picked row, and go on with its quantity."""
        table = pane.of
        line = await waiting(self.desk.line, self.form, self.card, table.name, picked)
        self._quick = bool(table.picks)
        await self._set_lines(table.name, [*self.card.lines.get(table.name, ()), line])
        at = len(self.card.lines[table.name]) - 1
        if table.entry:
            pane.edit_entry(at)
        else:
            pane.focus_line(at, next((f.name for f in table.fields), ""))

    async def _scan(self, code: str) -> None:
        """A code where a quantity was asked: one more of the last line's item, or the next item.

        Raises:
            NotFound: nothing carries it.
        """
        pane = self._pane
        if pane is None or pane.of.picks != _ITEM or not self.may("new"):
            return
        found = await waiting(self.desk.scanned, code)
        if not found:
            raise NotFound(what="barcode", key=code)
        table, lines = pane.of, self.card.lines[pane.of.name]
        last = dict(lines[-1]) if lines else {}
        again = [quantity for item, quantity in found if item == last.get(_ITEM)]
        if again:
            counted = (last.get(table.entry) or 0) + again[0]
            await self._set_cell(table.name, len(lines) - 1, table.entry, counted, "")
            self._quick = True
            pane.edit_entry(len(lines) - 1)
        elif len(found) == 1:
            item, quantity = found[0]
            named = await waiting(self.desk.item_name, item)
            await self._append(pane, Picked(item, named, quantity=quantity))
        else:
            await self._add_line(code)
