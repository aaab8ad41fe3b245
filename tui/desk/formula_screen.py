"""The formula builder: type or insert, and see at once what is wrong or what it comes to."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from tui.desk.dialogs import Confirm
from tui.desk.keys import DeskDialog, waiting
from tui.desk.picking import Pick
from tui.error_text import explain
from tui.flows.desk.desk import Desk
from tui.flows.desk.formulas import PIECES, FormulaBench, Look
from tui.flows.desk.shapes import Card, Form, Picked
from tui.formatting import money, quantity
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine, TitleBar
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line, cut

AROUND = 30
"""Characters of the formula shown before the place of a fault."""


class FormulaArea(TextArea):
    """Where the formula stands."""

    DEFAULT_CSS = """
    FormulaArea {
        height: 5; width: 1fr; border: none; padding: 0; background: $surface; color: $foreground;
    }
    FormulaArea:focus { border: none; }
    FormulaArea .text-area--cursor-line { background: $surface; }
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self.cursor_blink = False
        self.move_cursor(self.document.end)

    def put(self, piece: str) -> None:
        """Insert a piece at the cursor; `|` in it is where the cursor comes to stand."""
        before, _mark, after = piece.partition("|")
        self.insert(before)
        place = self.cursor_location
        self.insert(after)
        self.move_cursor(place)
        self.focus()


class FormulaBuilder(DeskDialog[str]):
    """A whole screen that answers with a formula."""

    OFFERS = ("help", "save", "pick", "open", "back", "language")
    DEFAULT_CSS = """
    FormulaBuilder > Vertical { width: 100%; height: 100%; background: $background; }
    FormulaBuilder .told { height: 4; width: 1fr; padding: 0; background: $panel; }
    FormulaBuilder .sample { height: 1; width: 1fr; background: $surface; text-style: bold; }
    FormulaBuilder Grid { height: 1fr; }
    """

    def __init__(self, desk: Desk, of: Form, card: Card, text: str) -> None:
        super().__init__()
        del of
        self._card = card
        self._before = text
        self._area = FormulaArea(text)
        self._grid = Grid()
        self._bench: FormulaBench | None = None
        self._look = Look()
        self._check = Line(self._check_text, classes="told")
        self._sample = Line(self._sample_text, classes="sample")
        self._at_desk = desk

    def compose(self) -> ComposeResult:
        """The formula, what is to be said of it, the sample, what can be inserted."""
        with Vertical():
            yield TitleBar(self._heading, self.shell.who_and_when)
            yield self._area
            yield self._check
            yield self._sample
            yield self._grid
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Read the price types, then look at the formula as it is."""
        super().on_mount()
        self._area.focus()
        self.perform(self._begin)

    def retell(self) -> None:
        self._fill()

    def do_save(self) -> None:
        """Answer with the formula, if it can be computed."""
        place = self._look.place
        if self._look.fault is not None and (place is not None or not self._look.price_minor):
            self.tell(self._look.fault)
            self._area.focus()
            if place is not None:
                self._area.move_cursor(self._location(place[0]))
            return
        self.dismiss(self._text)

    def do_pick(self) -> None:
        """Go to what can be inserted, or back to the formula."""
        (self._area if self._grid.has_focus else self._grid).focus()

    def do_open(self) -> None:
        """Choose another sample item."""
        self.perform(self._choose)

    def do_back(self) -> None:
        """Leave the formula as it was, after asking if it was changed."""
        if self._grid.has_focus:
            self._area.focus()
        elif self._text == self._before:
            self.dismiss(None)
        else:
            self.perform(self._leave)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look at the formula as it is typed."""
        event.stop()
        self.hush()
        self._look_again()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Insert what the cursor is on."""
        event.stop()
        if self._bench is None:
            return
        pieces = [f"[{row.identifier}]|" for row in self._bench.operands]
        pieces += [_(piece.text) for piece in PIECES]
        self._area.put(pieces[self._grid.cursor])

    @property
    def _text(self) -> str:
        """The formula on one line: lines are only there to be read more easily."""
        return " ".join(self._area.text.split("\n")).strip()

    async def _begin(self) -> None:
        self._bench = await waiting(FormulaBench, self._at_desk, self._card)
        item = await waiting(self._bench.first_item)
        if item is not None:
            await waiting(self._bench.choose, item)
        self._fill()
        self._look_again()

    async def _choose(self) -> None:
        if self._bench is None:
            return
        dialog = Pick(self.desk, self.desk.listing("items"))
        picked: Picked | None = await self.shell.push_screen_wait(dialog)
        if picked is not None:
            await waiting(self._bench.choose, picked.key)
            self._fill()
            self._look_again()

    async def _leave(self) -> None:
        question = _("Leave the formula as it was? What was typed is lost.")
        if await self.shell.push_screen_wait(Confirm(question, yes=_("Leave"))):
            self.dismiss(None)

    def _look_again(self) -> None:
        if self._bench is not None:
            self._look = self._bench.look(self._area.text.replace("\n", " "))
            self._check.retell()
            self._sample.retell()

    def _fill(self) -> None:
        """Show what can be inserted, with the prices of the sample item."""
        if self._bench is None:
            return
        sample = self._bench.sample
        prices = sample.prices if sample is not None else {}
        rows = [
            (
                GridCell(f"[{row.identifier}]"),
                GridCell(f"{row.name} · {_(row.method)}"),
                GridCell(money(prices[row.id]) if row.id in prices else "", "plain"),
            )
            for row in self._bench.operands
        ]
        rows += [
            (
                GridCell(_(piece.text).replace("|", "…")),
                GridCell(_(piece.help), "faint"),
                GridCell(""),
            )
            for piece in PIECES
        ]
        columns = (
            GridColumn("insert", _("F4, Enter inserts"), 26, flexible=False),
            GridColumn("what", _("What it is"), 30),
            GridColumn("price", _("Price"), 12, right=True),
        )
        self._grid.show(columns, rows)
        self._sample.retell()

    def _heading(self) -> str:
        name = str(self._card.values.get("name") or "")
        return " · ".join(part for part in (_("Formula"), name) if part)

    def _check_text(self) -> str:
        """Say what is wrong under the place it is at, or that nothing is."""
        if self._bench is None:
            return ""
        fault, place = self._look.fault, self._look.place
        if fault is None:
            return " + " + _("The formula is right.")
        told = explain(fault)
        text = f" ! {told.title}. {told.body}"
        return text if place is None else f"{self._pointed(*place)}\n{text}"

    def _pointed(self, offset: int, length: int) -> str:
        """Return the formula around a place, with marks under what is wrong."""
        text = self._area.text.replace("\n", " ")
        begin = max(0, offset - AROUND)
        width = max(AROUND, self.size.width - 4)
        shown = text[begin : begin + width]
        lead = "…" if begin else " "
        marks = "^" * max(1, min(length, width - (offset - begin)))
        return f"{lead}{shown}\n {' ' * (offset - begin)}{marks}"

    def _sample_text(self) -> str:
        if self._bench is None or self._bench.sample is None:
            return " " + _("No sample: there are no items.")
        name, look = self._bench.sample.name, self._look
        if look.missing:
            said = _("no price of {price_type}").format(price_type=look.missing)
        elif look.price_minor is None or look.exact is None:
            said = "—"
        else:
            said = _("{exact}, rounded {price}").format(
                exact=quantity(look.exact), price=money(look.price_minor)
            )
        told = _("{item} (F2 another): {result}")
        # The figures stay in sight, however long the name is.
        room = self.size.width - len(told.format(item="", result=said)) - 1
        shown = name if len(name) <= room else cut(name, max(room, 1))
        return " " + told.format(item=shown, result=said)

    def _location(self, offset: int) -> tuple[int, int]:
        """Return row and column of an offset in the text."""
        before = self._area.text[:offset].split("\n")
        return len(before) - 1, len(before[-1])
