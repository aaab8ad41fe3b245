"""Filling the supply of an order: what is proposed line by line, shown before it is taken."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import events
from textual.app import ComposeResult

from core.access.roles import Permission
from core.sales.listings import ORDER_STATES
from core.sales.supply_rules import FillOptions
from tui.desk.keys import DeskScreen, waiting
from tui.flows.desk.desk import Desk
from tui.flows.desk.filling import OPTIONS, FillRow, FillSeen, read_filling, take_filling, withheld
from tui.flows.desk.supply_words import ACTIONS
from tui.formatting import day, fill, quantity
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line


class FillSupply(DeskScreen):
    """The proposal."""

    OFFERS = ("help", "save", "refresh", "back", "lock", "language", "quit")
    DEFAULT_CSS = """
    FillSupply Grid { height: 1fr; }
    FillSupply .options { height: auto; max-height: 3; width: 1fr; }
    FillSupply .withheld { height: auto; max-height: 3; width: 1fr; padding: 0 1; }
    FillSupply .hint { height: 1; width: 1fr; }
    """

    def __init__(self, desk: Desk, key: int) -> None:
        super().__init__()
        self._key = key
        self._may_edit = desk.actor.may(Permission.ORDER_EDIT)
        self._seen: FillSeen | None = None
        self._grid = Grid()
        self._options = Line(self._options_text, classes="options facts")
        self._withheld = Line(self._withheld_text, classes="withheld")
        self._hint = Line(self._hint_text, classes="hint")

    def body(self) -> ComposeResult:
        """How it is filled, what that proposes."""
        yield self._options
        yield self._grid
        yield self._withheld
        yield self._hint

    def on_mount(self) -> None:
        """Propose as the person filled supply last."""
        super().on_mount()
        self._grid.focus()
        self.do_refresh()

    def heading(self) -> str:
        """Return of which order this is."""
        number = self._seen.number if self._seen is not None else ""
        return " · ".join(part for part in (_("Fill supply"), number) if part)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        if verb == "save":
            return self._may_edit and self._seen is not None
        return super().may(verb)

    def retell(self) -> None:
        if self.is_mounted and self._seen is not None:
            self._draw()

    def on_key(self, event: events.Key) -> None:
        """A digit turns one of the ways on or off."""
        digit = event.character or ""
        if digit.isdecimal() and 0 < int(digit) <= len(OPTIONS) and self._seen is not None:
            event.stop()
            name = list(OPTIONS)[int(digit) - 1]
            chosen = self._seen.options
            turned = replace(chosen, **{name: not getattr(chosen, name)})
            self.perform(self._read, turned, group="read", exclusive=True)

    def on_resize(self) -> None:
        """Lay the ways of filling out anew."""
        self._options.retell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter does nothing by itself: it is taken as a whole."""
        event.stop()
        self.say(_("^S takes the whole proposal."), Severity.INFO)

    def do_refresh(self) -> None:
        """Propose anew."""
        chosen = self._seen.options if self._seen is not None else None
        self.perform(self._read, chosen, group="read", exclusive=True)

    def do_save(self) -> None:
        """Take it."""
        self.perform(self._take)

    async def _read(self, options: FillOptions | None) -> None:
        flow = partial(read_filling, order_id=self._key, options=options)
        self._seen = await waiting(self.desk.ask, flow)
        self._draw()

    async def _take(self) -> None:
        if self._seen is None:
            return
        saved = await waiting(self.desk.ask, partial(take_filling, seen=self._seen))
        said = fill(
            _("{number}: supply is filled. {state}."),
            {"number": saved.number, "state": _(ORDER_STATES[saved.state])},
        )
        shell = self.shell
        shell.pop_screen()
        if isinstance(shell.screen, DeskScreen):
            shell.screen.say(said)

    def _draw(self) -> None:
        seen = self._seen
        if seen is None:
            return
        columns = (
            GridColumn("no", "№", 3, right=True, flexible=False),
            GridColumn("item", _("Item"), 30),
            GridColumn("quantity", _("Quantity"), 8, right=True),
            GridColumn("then", _("Proposed"), 17, flexible=False),
            GridColumn("comes", _("Comes"), 10, flexible=False),
            GridColumn("source", _("Receipt"), 10, flexible=False),
            GridColumn("now", _("Now"), 15, flexible=False),
            GridColumn("unit", _("Unit"), 4, flexible=False),
        )
        self._grid.empty = _("No lines.")
        self._grid.show(columns, [_cells(row) for row in seen.rows])
        self._options.retell()
        self._withheld.retell()
        self._withheld.display = bool(self._withheld_text())
        self._hint.retell()
        self.refresh_title()
        self.refresh_keys()

    def _options_text(self) -> str:
        if self._seen is None:
            return ""
        parts = [
            f"{digit} {'[+]' if getattr(self._seen.options, name) else '[ ]'} {_(title)}"
            for digit, (name, title) in enumerate(OPTIONS.items(), start=1)
        ]
        lines = [""]
        for part in parts:  # a way of filling is never cut in two
            if lines[-1] and len(lines[-1]) + len(part) + 4 > (self.size.width or 80):
                lines.append("")
            lines[-1] += f" {part}  "
        return "\n".join(line.rstrip() for line in lines)

    def _withheld_text(self) -> str:
        return withheld(self._seen) if self._seen is not None else ""

    def _hint_text(self) -> str:
        if self._seen is None:
            return ""
        changes = sum(row.changes for row in self._seen.rows)
        if not changes:
            return _(" The lines stand so already. Digits change the way of filling.")
        return _(" Changes: {count}. ^S takes them; digits change the way of filling.").format(
            count=changes
        )


def _cells(row: FillRow) -> list[GridCell]:
    tone = "work" if row.changes else "faint"
    mark = "→ " if row.changes else "  "
    return [
        GridCell(str(row.line_no), "faint"),
        GridCell(row.item, "plain" if row.changes else "faint"),
        GridCell(quantity(row.quantity), "plain" if row.changes else "faint"),
        GridCell(f"{mark}{_(ACTIONS[row.then])}", tone),
        GridCell(day(row.available_on) if row.available_on is not None else ""),
        GridCell(row.source),
        GridCell(_(ACTIONS[row.now]), "faint"),
        GridCell(row.unit, "faint"),
    ]
