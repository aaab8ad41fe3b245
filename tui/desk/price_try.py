"""Trying discounts on a cart: the cart above, below why the line under the cursor costs so."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import ContentSwitcher

from tui.desk.card_screen import pane_id
from tui.desk.form_screen import FormScreen
from tui.desk.keys import waiting
from tui.desk.lines import LinesPane
from tui.flows.desk.desk import Desk
from tui.flows.desk.price_try import LINES, TryForm
from tui.flows.desk.shapes import Card
from tui.flows.traces import trace_lines, without_ignored, wrapped
from tui.locale import _, ngettext
from tui.texts.traces import Mark
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.tabs import Tab, TabLine

TONES = {Mark.PLAIN: "plain", Mark.GOOD: "good", Mark.BAD: "bad", Mark.FAINT: "faint"}


class PriceTry(FormScreen):
    """The cart and its X-ray."""

    OFFERS = (
        "help",
        "new",
        "pick",
        "tab",
        "filter",
        "remove",
        "open",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )
    DEFAULT_CSS = """
    PriceTry ContentSwitcher { height: 1fr; min-height: 4; }
    PriceTry #x-ray { height: 45%; min-height: 6; }
    PriceTry .title { height: 1; width: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        form = TryForm()
        blank = Card(
            None,
            0,
            "",
            values=dict.fromkeys((field.name for field in form.fields), None),
            lines={table.name: () for table in form.tables},
        )
        super().__init__(desk, form, blank)
        self._try = form
        self._x_ray = Grid(header=False, id="x-ray")
        self._whole = False
        """Whether the discounts that do not apply are shown too."""

    def body(self) -> ComposeResult:
        """Fields, lines, facts, X-ray."""
        with VerticalScroll(classes="fields", can_focus=False):
            yield self._fields
        yield self._tab_line
        with ContentSwitcher(initial=pane_id(self._tab)):
            yield from self._panes.values()
        yield self._facts
        yield self._x_ray

    def on_mount(self) -> None:
        """Begin with an empty cart, sold now."""
        super().on_mount()
        self.perform(self._begin)

    def heading(self) -> str:
        """Return what this is: nothing of it is stored."""
        return _(self.form.one)

    @property
    def unsaved(self) -> bool:
        """Nothing of it is ever stored."""
        return False

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense here."""
        return verb != "save" and super().may(verb)

    def do_back(self) -> None:
        """Leave; the cart is forgotten."""
        self.shell.pop_screen()

    def do_filter(self) -> None:
        """Show or hide the discounts that do not apply to the line."""
        self._whole = not self._whole
        self._draw_x_ray()

    def on_resize(self) -> None:
        """Wrap the X-ray anew."""
        self.call_after_refresh(self._draw_x_ray)

    def do_refresh(self) -> None:
        """Read the discounts again."""
        self.perform(self._reprice)

    def do_tab(self) -> None:
        """Go on from lines to picked discounts, to the X-ray, and back to the lines."""
        if self._tab == LINES.name or self._x_ray.has_focus:
            if self._x_ray.has_focus:
                self._tab_line.activate(LINES.name)
            else:
                self._tab_line.turn()
        else:
            self._x_ray.focus()

    def on_lines_pane_moved(self, event: LinesPane.Moved) -> None:
        """Another line is under the cursor."""
        event.stop()
        self._draw_x_ray()

    def on_tab_line_turned(self, event: TabLine.Turned) -> None:
        """Show the other table; the X-ray stays."""
        super().on_tab_line_turned(event)
        self._draw_x_ray()

    def retell(self) -> None:
        self._draw_x_ray()

    def _show(self) -> None:
        super()._show()
        self._draw_x_ray()

    def _tabs(self) -> list[Tab]:
        return [tab for tab in super()._tabs() if tab.id in self._panes]

    async def _begin(self) -> None:
        card = await waiting(self.desk.new, self._try)
        if card is not None:
            self._replace(card)
            self._fields.focus_first()

    async def _reprice(self) -> None:
        async with self._turn:
            self.card = await waiting(self.desk.changed, self.form, self.card, "", 0, "")
            self._show()

    def _draw_x_ray(self) -> None:
        pane = self._panes[LINES.name]
        trace = self._try.x_ray(pane.line or 0) if pane.lines else None
        hidden = 0
        if trace is not None and not self._whole:
            trace, hidden = without_ignored(trace)
        lines = trace_lines(trace) if trace is not None else []
        width = max(40, self._x_ray.size.width)
        rows = [
            [GridCell(text, TONES[line.mark])] for line in lines for text in wrapped(line, width)
        ]
        if hidden:
            text = ngettext(
                "  {count} discount does not apply here; F6 shows why.",
                "  {count} discounts do not apply here; F6 shows why.",
                hidden,
            )
            rows.append([GridCell(text.format(count=hidden), "faint")])
        self._x_ray.empty = _("Add a line: here stands why it costs what it costs.")
        self._x_ray.show([GridColumn("text", "", width)], rows, cursor=0)
