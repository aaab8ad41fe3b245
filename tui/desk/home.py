"""The menu of the desk: sections and lists, by arrows, by digits, or by typing a few letters."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from tui.desk.keys import DeskScreen
from tui.desk.opening import open_card
from tui.desk.places import place_screen
from tui.flows.desk.approval_tab import TASKS
from tui.flows.desk.desk import Desk
from tui.locale import _
from tui.widgets.entry import TextEntry
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line

NARROW = 66
"""Columns of the screen below which lists stand without their sections."""


class Home(DeskScreen):
    """The menu."""

    OFFERS = ("help", "open", "lock", "language", "quit")
    DEFAULT_CSS = """
    Home .ask { height: 1; width: 1fr; }
    Home Grid { height: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._sections = desk.sections()
        self._shown: list[str] = []
        self._narrow = False
        self._grid = Grid(header=False)
        self._grid.can_focus = False

    def body(self) -> ComposeResult:
        """A search line and the lists."""
        yield Line(lambda: _(" Type a few letters, or choose with the arrows:"), classes="ask")
        yield TextEntry()
        yield self._grid

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.retell()
        self.query_one(TextEntry).focus()

    def on_screen_resume(self) -> None:
        """Back from a list: what is typed now takes the place of what was typed before."""
        for entry in self.query(TextEntry):
            entry.action_select_all()

    def heading(self) -> str:
        """Return the name of the workplace."""
        return _("klad · desk")

    def retell(self) -> None:
        """Show the lists that fit what was typed, under their sections."""
        words = self.query_one(TextEntry).value.casefold().split() if self.is_mounted else []
        rows: list[list[GridCell]] = []
        self._shown = []
        for section in self._sections:
            named = True
            for name in section.lists:
                title = _(self.desk.menu_title(name))
                waiting = self.shell.inbox if name == TASKS else 0
                text = f"{_(section.title)} {title}".casefold()
                if all(word in text for word in words):
                    rows.append(
                        [
                            GridCell(_(section.title) if named else "", "faint"),
                            GridCell(title),
                            GridCell(str(waiting or ""), "work"),
                        ]
                    )
                    self._shown.append(name)
                    named = False
        columns = [
            GridColumn("section", "", 22, flexible=False),
            GridColumn("list", "", 40, flexible=False),
            GridColumn("waiting", "", 6),
        ]
        self._narrow = self.app.size.width < NARROW
        if self._narrow:  # what one opens is worth more than where it belongs
            columns = [GridColumn("list", "", 40), GridColumn("waiting", "", 3, flexible=False)]
            rows = [row[1:] for row in rows]
        self._grid.empty = _("Nothing found.")
        self._grid.show(columns, rows)

    def on_resize(self) -> None:
        """Show sections where there is room for them."""
        if self.is_mounted and self._narrow != (self.app.size.width < NARROW):
            self.retell()

    def inbox_changed(self) -> None:
        """Show the number beside the tasks too."""
        super().inbox_changed()
        self.retell()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the menu as it is typed."""
        event.stop()
        self.retell()
        self._grid.go_to(0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens."""
        event.stop()
        self.do_open()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """A click on the line under the cursor opens."""
        event.stop()
        self.do_open()

    def key_down(self) -> None:
        """One line on."""
        self._grid.action_move(1)

    def key_up(self) -> None:
        """One line back."""
        self._grid.action_move(-1)

    def do_open(self) -> None:
        """Open the list under the cursor."""
        if self._grid.cursor < len(self._shown):
            self.hush()
            name = self._shown[self._grid.cursor]
            of = self.desk.form(name)
            if of is not None and of.single:
                self.perform(open_card, self, of, 0)
            else:
                self.shell.push_screen(place_screen(self.desk, name))

    def do_back(self) -> None:
        """Clear what was typed; from the empty menu, sign out."""
        entry = self.query_one(TextEntry)
        if entry.value:
            entry.value = ""
        else:
            self.do_lock()
