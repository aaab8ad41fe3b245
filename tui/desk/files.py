"""Choosing a file: the folders of this machine in a dialog."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.desk.keys import DeskDialog, waiting
from tui.flows.desk.files import FileRow, beginning, look_into
from tui.formatting import moment
from tui.locale import _
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.entry import TextEntry
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line

_KILOBYTE = 1024

_LEAST = 20
"""Columns of the way to a folder that are shown on any screen."""


class FilePick(DeskDialog[str]):
    """Type to narrow, or a path; arrows; Enter goes into a folder or takes a file."""

    OFFERS = ("help", "refresh", "back")
    DEFAULT_CSS = """
    FilePick > Vertical { width: 96%; height: 90%; background: $panel; border: round $primary; }
    FilePick .title { text-style: bold; height: 1; width: 1fr; }
    FilePick Grid { height: 1fr; }
    """

    def __init__(self, typed: str) -> None:
        super().__init__()
        self._folder = beginning(typed)
        self._rows: list[FileRow] = []
        self._shown: list[FileRow | None] = []
        """What the lines stand for; None: the folder above."""
        self._search = TextEntry()
        self._grid = Grid()
        self._grid.can_focus = False
        self._title = Line(self._title_text, classes="title")

    def compose(self) -> ComposeResult:
        """Where we are, a search line, what is there."""
        with Vertical():
            yield self._title
            yield self._search
            yield self._grid
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Look into the folder."""
        super().on_mount()
        self._search.focus()
        self.perform(self._look, self._folder)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow what is shown."""
        event.stop()
        self.retell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes what is under the cursor, or goes where a typed path leads."""
        event.stop()
        if self._is_path():
            self.perform(self._go, self._folder / Path(event.value.strip()).expanduser())
        else:
            self._take()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """A click takes what is under it."""
        event.stop()
        self._take()

    def key_down(self) -> None:
        """One line on."""
        self._grid.action_move(1)

    def key_up(self) -> None:
        """One line back."""
        self._grid.action_move(-1)

    def do_refresh(self) -> None:
        """Look again."""
        self.perform(self._look, self._folder)

    def retell(self) -> None:
        """Show the rows that fit what was typed."""
        typed = self._search.value if self.is_mounted and not self._is_path() else ""
        words = typed.casefold().split()
        fitting = [row for row in self._rows if all(w in row.name.casefold() for w in words)]
        above = [None] if self._folder.parent != self._folder and (fitting or not words) else []
        self._shown = [*above, *fitting]
        columns = (
            GridColumn("name", _("Name"), 40),
            GridColumn("size", _("KB"), 8, right=True, flexible=False),
            GridColumn("at", _("Changed"), 16, flexible=False),
        )
        self._grid.empty = _("Nothing here.")
        self._grid.show(columns, [_cells(row) for row in self._shown])
        self._grid.go_to(1 if words and len(self._shown) > 1 else 0)

    def _take(self) -> None:
        if self._grid.cursor >= len(self._shown):
            return
        row = self._shown[self._grid.cursor]
        if row is None:
            self.perform(self._look, self._folder.parent)
        elif row.is_folder:
            self.perform(self._look, self._folder / row.name)
        else:
            self.dismiss(str(self._folder / row.name))

    def _title_text(self) -> str:
        """Return where we are: of a long way its end, which tells folders apart."""
        room = self.size.width * 9 // 10 - len(_("File: {folder}"))
        folder = str(self._folder)
        if len(folder) > max(room, _LEAST):
            folder = "…" + folder[1 - max(room, _LEAST) :]
        return _("File: {folder}").format(folder=folder)

    def _is_path(self) -> bool:
        return "/" in self._search.value

    async def _go(self, path: Path) -> None:
        if await waiting(path.is_file):
            self.dismiss(str(path))
        else:
            await self._look(path)

    async def _look(self, folder: Path) -> None:
        self._rows = await waiting(look_into, folder)
        self._folder = folder
        self._search.value = ""
        self._title.retell()
        self.retell()


def _cells(row: FileRow | None) -> list[GridCell]:
    if row is None:
        return [GridCell("..", "faint"), GridCell(""), GridCell("")]
    size = "" if row.is_folder else str(-(-row.size // _KILOBYTE))
    at = moment(row.changed_at) if row.changed_at is not None else ""
    name = f"{row.name}/" if row.is_folder else row.name
    return [GridCell(name), GridCell(size), GridCell(at, "faint")]
