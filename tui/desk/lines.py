"""A table of lines inside a form: cells under a cursor, typed over in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from core.documents.reference import Field, FieldKind
from tui.desk.fields import BUILT
from tui.flows.desk.cells import field_cell, on_the_right
from tui.flows.desk.codes import is_code
from tui.flows.desk.desk import TELLABLE
from tui.flows.desk.entry import read, write
from tui.flows.desk.shapes import OPENS, Lines, Values
from tui.locale import _
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Retold


class CellEntry(Input):
    """What is typed over a cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave(-1)", show=False),
        Binding("down", "leave(1)", show=False),
        Binding("tab", "leave(0)", show=False),
        Binding("escape", "give_up", show=False),
    ]

    class Left(Message):
        """The cell is left for another: by rows up or down, or 0 for the next cell."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class GivenUp(Message):
        """The cell stays as it was."""

    def __init__(self, text: str, *, fresh: bool) -> None:
        super().__init__(text, compact=True, select_on_focus=fresh)
        self.cursor_blink = False
        self._shown = text if fresh else None

    def take(self, letter: str) -> None:
        """Take a letter that was typed before the focus was here; the first replaces the value."""
        before = "" if self.value == self._shown else self.value
        self._shown = None
        self.select_on_focus = False
        self.value = before + letter
        self.cursor_position = len(self.value)

    def action_leave(self, by: int) -> None:
        """Take it over and go."""
        self.post_message(self.Left(by))

    def action_give_up(self) -> None:
        """Leave it as it was."""
        self.post_message(self.GivenUp())


class LinesPane(Vertical, Retold):
    """The lines, and the cell being typed over."""

    DEFAULT_CSS = """
    LinesPane { height: 1fr; width: 1fr; }
    """

    class Edited(Message):
        """A cell got another value."""

        def __init__(self, line: int, name: str, value: Any, *, onward: bool) -> None:  # noqa: ANN401 - as the field holds
            super().__init__()
            self.line, self.name, self.value = line, name, value
            self.onward = onward
            """Enter was pressed: the next line may follow."""

    class PickWanted(Message):
        """A cell that holds a row of a book is to be picked."""

        def __init__(self, line: int, name: str, typed: str) -> None:
            super().__init__()
            self.line, self.name, self.typed = line, name, typed

    class ChoiceWanted(PickWanted):
        """A cell that holds one of a few words is to be chosen."""

    class BuildWanted(PickWanted):
        """A text in a cell is to be built on a screen that helps with it."""

    class Scanned(Message):
        """A gun was used where a number is typed."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    class OpenWanted(Message):
        """The card that a line stands for is to be opened."""

        def __init__(self, form: str, key: int) -> None:
            super().__init__()
            self.form, self.key = form, key

    class Moved(Message):
        """Another line or cell is under the cursor."""

    class Wrong(Message):
        """What was typed cannot be read, or the cell cannot be changed."""

        def __init__(self, error: Any) -> None:  # noqa: ANN401 - with code and facts; None: read only
            super().__init__()
            self.error = error

    def __init__(self, of: Lines, today: dt.date, *, editable: bool) -> None:
        super().__init__(id=f"lines-{of.name}")
        self.of = of
        self.editable = editable
        self.lines: tuple[Values, ...] = ()
        self.marked: set[int] = set()
        """Indexes of marked lines."""
        self._today = today
        self._grid = Grid(cells=True, frozen=2)
        self._entry: CellEntry | None = None
        self._place = (0, 0)

    def compose(self) -> ComposeResult:
        """The table."""
        yield self._grid

    @property
    def line(self) -> int | None:
        """Index of the line under the cursor; None without lines."""
        return self._grid.cursor if self.lines else None

    @property
    def typing(self) -> bool:
        """Whether a cell is being typed over."""
        return self._entry is not None

    def show(
        self, lines: Sequence[Values], *, editable: bool | None = None, of: Lines | None = None
    ) -> None:
        """Show other lines, and other columns where a card has its own."""
        if len(lines) != len(self.lines):
            self.marked.clear()
        self.lines = tuple(lines)
        self.of = of or self.of
        if editable is not None:
            self.editable = editable
        self.retell()

    def retell(self) -> None:
        columns = [
            GridColumn("__no", "№", 3, right=True, flexible=False),
            *(_column(field) for field in self.of.fields),
        ]
        rows = [
            [GridCell(str(line.get("line_no") or at), "faint"), *self._cells(line)]
            for at, line in enumerate(self.lines, start=1)
        ]
        adds = self.editable and self.of.editable and self.of.grows
        self._grid.empty = _("No lines. Ins adds one.") if adds else _("No lines.")
        self._grid.marked = self.marked
        self._grid.show(columns, rows)

    def mark(self) -> None:
        """Mark the line under the cursor, or take its mark off; go on to the next."""
        if self.line is not None:
            self.marked ^= {self.line}
            self._grid.marked = self.marked
            self._grid.action_move(1)

    def focus_line(self, line: int, name: str = "") -> None:
        """Put the cursor on a line, and on a field of it."""
        self._grid.focus()
        self._grid.go_to(line, self._index(name) if name else None)

    def edit_entry(self, line: int) -> None:
        """Type over the first field of a new line."""
        if self.of.entry:
            self._grid.focus()
            self._grid.go_to(line, self._index(self.of.entry))
            self.call_after_refresh(self._edit_unless_typing)

    def edit(self, typed: str | None = None) -> None:
        """Change the cell under the cursor; *typed* is what replaces it."""
        if self.line is None:
            return
        field = self._field(self._grid.column)
        line = self._grid.cursor
        opens = self.lines[line].get(OPENS)
        if opens is not None:
            self.post_message(self.OpenWanted(*opens))
            return
        if field is None or not self._may_edit(field):
            self.post_message(self.Wrong(None))
            return
        if field.kind is FieldKind.FLAG:
            value = not self.lines[line].get(field.name)
            self.post_message(self.Edited(line, field.name, value, onward=False))
        elif field.kind is FieldKind.CHOICE:
            self.post_message(self.ChoiceWanted(line, field.name, ""))
        elif field.kind is FieldKind.ROW:
            self.post_message(self.PickWanted(line, field.name, typed or ""))
        else:
            text = typed if typed is not None else write(field, self.lines[line].get(field.name))
            self._open(text, select=typed is None)

    def pick(self) -> None:
        """Change the cell under the cursor with the help there is for it."""
        field = self._field(self._grid.column) if self.line is not None else None
        if field is None or field.kind not in BUILT or not self._may_edit(field):
            self.edit()
            return
        line = self._grid.cursor
        text = str(self.lines[line].get(field.name) or "")
        self.post_message(self.BuildWanted(line, field.name, text))

    def take_typed(self) -> bool:
        """Take over what is being typed; False when it cannot be read."""
        return self._entry is None or self._take(onward=False)

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter changes the cell."""
        event.stop()
        self.edit()

    def on_grid_typed(self, event: Grid.Typed) -> None:
        """A letter replaces the cell; one that comes before the entry is there goes into it."""
        event.stop()
        if self._entry is None:
            self.edit(event.text)
        else:
            self._entry.take(event.text)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Tell whoever shows more about the line under the cursor."""
        event.stop()
        self.post_message(self.Moved())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes over what was typed."""
        event.stop()
        self._take(onward=True)

    def on_cell_entry_left(self, event: CellEntry.Left) -> None:
        """Take it over and go to the next cell or another row."""
        event.stop()
        if self._take(onward=False):
            if event.by:
                self._grid.action_move(event.by)
            else:
                self._grid.action_across(1)

    def on_cell_entry_given_up(self, event: CellEntry.GivenUp) -> None:
        """Leave the cell as it was."""
        event.stop()
        self._close()

    def on_resize(self) -> None:
        """The cell may be elsewhere now: what is being typed goes with it."""
        if self._entry is not None:
            self.call_after_refresh(self._follow)

    def _cells(self, line: Values) -> list[GridCell]:
        off = bool(line.get("cancelled"))
        return [
            GridCell(cell.text, "bad" if off else cell.tone.value)
            for cell in (field_cell(field, line) for field in self.of.fields)
        ]

    def _may_edit(self, field: Field) -> bool:
        fixed = field.fixed and self.lines[self._grid.cursor].get("__id") is not None
        return (
            self.editable
            and self.of.editable
            and not fixed
            and (field.name not in self.of.readonly)
        )

    def _field(self, column: int) -> Field | None:
        return self.of.fields[column - 1] if 0 < column <= len(self.of.fields) else None

    def _index(self, name: str) -> int:
        names = [field.name for field in self.of.fields]
        return names.index(name) + 1 if name in names else 0

    def _open(self, text: str, *, select: bool) -> None:
        region = self._grid.cell_region(self._grid.cursor, self._grid.column)
        if region is None:
            return
        self._close()
        self._place = (self._grid.cursor, self._grid.column)
        entry = CellEntry(text, fresh=select)
        entry.styles.width = max(region.width, 6)
        entry.styles.offset = (region.x, region.y)
        self._entry = entry
        self._grid.mount(entry)
        entry.focus()

    def _edit_unless_typing(self) -> None:
        if self._entry is None:
            self.edit()

    def _follow(self) -> None:
        """Put the entry back over its cell; a cell out of sight is brought back first."""
        if self._entry is None:
            return
        line, column = self._place
        self._grid.go_to(line, column)
        region = self._grid.cell_region(line, column)
        if region is not None:
            self._entry.styles.width = max(region.width, 6)
            self._entry.styles.offset = (region.x, region.y)

    def _take(self, *, onward: bool) -> bool:
        """Read the cell; when it cannot be read it stays open, as typed."""
        if self._entry is None:
            return True
        line, column = self._place
        field = self._field(column)
        if field is None:
            return True
        if field.kind is FieldKind.QUANTITY and is_code(self._entry.value):
            self.post_message(self.Scanned(self._entry.value))
            self._close()
            return True
        try:
            value = read(field, self._entry.value, self._today)
        except TELLABLE as error:
            self._entry.add_class("-wrong")
            self.post_message(self.Wrong(error))
            return False
        self._close()
        self.post_message(self.Edited(line, field.name, value, onward=onward))
        return True

    def _close(self) -> None:
        entry, self._entry = self._entry, None
        if entry is not None:
            focused = entry.has_focus
            entry.remove()
            if focused:
                self._grid.focus()


def _column(field: Field) -> GridColumn:
    width = field.width
    if field.choices:
        width = max(len(_(title)) for title in field.choices.values())
    return GridColumn(
        field.name,
        _(field.title),
        width,
        right=on_the_right(field),
        flexible=field.kind in {FieldKind.TEXT, FieldKind.ROW} and field.width > 8,  # noqa: PLR2004 - codes and units stay whole
    )
