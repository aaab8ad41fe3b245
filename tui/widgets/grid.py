"""A table that draws only what is seen: rows or cells under a cursor, columns that fit the width.

It holds the rows it is given and knows nothing of where they come from; when the cursor is pushed
beyond an end it says so, and whoever feeds it may bring more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.fitting import GAP, Need, fit
from tui.widgets.telling import Retold, cut

MARK = "*"
MORE = "›"
"""At the end of a header: there are columns further right, where the cursor can go."""


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column."""

    id: str
    title: str
    """In the reader's language."""
    width: int
    right: bool = False
    flexible: bool = True


@dataclass(frozen=True, slots=True)
class GridCell:
    """One value: text and tone, the name of a component class."""

    text: str
    tone: str = "plain"


Rows = Sequence[Sequence[GridCell]]

TONES = ("plain", "faint", "work", "good", "bad")


class Grid(Widget, Retold, can_focus=True):
    """The table."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--header",
        "grid--cursor",
        "grid--cell",
        "grid--marked",
        *(f"grid--{tone}" for tone in TONES),
    }

    DEFAULT_CSS = """
    Grid { height: 1fr; width: 1fr; layers: base edit; }
    Grid > Input {
        layer: edit; position: absolute; height: 1; border: none; padding: 0; margin: 0;
        background: $accent; color: $foreground;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "across(-99)", show=False),
        Binding("end", "across(99)", show=False),
        Binding("ctrl+home", "ends(-1)", show=False),
        Binding("ctrl+end", "ends(1)", show=False),
        Binding("left", "across(-1)", show=False),
        Binding("right", "across(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another row, or another cell."""

        def __init__(self, grid: Grid) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> Grid:
            return self.grid

    class Chosen(Moved):
        """Enter, or a click on what the cursor is on."""

    class Pushed(Moved):
        """The cursor was pushed beyond an end of the rows."""

        def __init__(self, grid: Grid, by: int) -> None:
            super().__init__(grid)
            self.by = by
            """Rows that are missing: negative above, positive below."""

    class HeaderClicked(Moved):
        """Somebody clicked a column's title."""

        def __init__(self, grid: Grid, column: str) -> None:
            super().__init__(grid)
            self.column = column

    class Typed(Moved):
        """A letter was typed over a cell."""

        def __init__(self, grid: Grid, text: str) -> None:
            super().__init__(grid)
            self.text = text

    def __init__(
        self,
        *,
        cells: bool = False,
        frozen: int = 1,
        header: bool = True,
        empty: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns: tuple[GridColumn, ...] = ()
        self.rows: Rows = ()
        self.marked: Collection[int] = ()
        """Indexes of marked rows."""
        self.sorted_by: tuple[str, bool] | None = None
        """(column, descending), shown in the header."""
        self.by_cells = cells
        self.frozen = frozen
        """By cells: so many columns stay when the cursor goes on to those that do not fit."""
        self.left = 0
        """By cells: so many columns after the frozen ones are pushed out to the left."""
        self.cursor = 0
        self.column = 0
        """Index, among all columns, of the one under the cursor; matters by cells only."""
        self.top = 0
        self._head = 1 if header else 0
        self.empty = empty
        """What is said instead of rows."""
        self._fitted: dict[int, int] = {}

    def show(
        self,
        columns: Sequence[GridColumn],
        rows: Rows,
        *,
        cursor: int | None = None,
        top: int | None = None,
    ) -> None:
        """Show other rows; the cursor stays as near as it can."""
        self.columns, self.rows = tuple(columns), rows
        if cursor is not None:
            self.cursor = cursor
        if top is not None:
            self.top = top
        self._refit()
        self._reveal()
        self._settle()
        self.refresh()

    def retell(self) -> None:
        self.refresh()

    @property
    def body_height(self) -> int:
        """Rows that fit below the header."""
        return max(1, self.size.height - self._head)

    def go_to(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a row, and on a column by its index."""
        self.cursor = row
        if column is not None:
            self.column = column
            self._reveal()
        self._settle()
        self.refresh()
        self.post_message(self.Moved(self))

    def cell_region(self, row: int, column: int) -> Region | None:
        """Return where a cell is within the widget; None when it is not on screen."""
        left = 0
        for index, width in self._fitted.items():
            if index == column:
                y = row - self.top + self._head
                seen = self._head <= y < self.size.height
                return Region(left, y, width, 1) if seen else None
            left += width + GAP
        return None

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        wanted = self.cursor + by
        self.cursor = wanted
        self._settle()
        self.refresh()
        self.post_message(self.Moved(self))
        if wanted != self.cursor:
            self.post_message(self.Pushed(self, wanted - self.cursor))

    def action_page(self, by: int) -> None:
        """Move by what is seen at once, less a row to keep the place."""
        step = max(1, self.body_height - 1)
        self.top = max(0, min(self.top + by * step, len(self.rows) - self.body_height))
        self.action_move(by * step)

    def action_ends(self, side: int) -> None:
        """Move to the first or the last row."""
        self.action_move(side * 10**9)

    def action_across(self, by: int) -> None:
        """Move to another cell of the row; what does not fit comes into sight."""
        if not self.by_cells or not self.columns:
            return
        self.column = max(0, min(self.column + by, len(self.columns) - 1))
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self))

    def action_choose(self) -> None:
        """Take what the cursor is on."""
        if self.rows:
            self.post_message(self.Chosen(self))

    def on_key(self, event: events.Key) -> None:
        """Report a letter typed over a cell."""
        if self.by_cells and event.is_printable and event.character:
            event.stop()
            self.post_message(self.Typed(self, event.character))

    def on_resize(self) -> None:
        """Fit the columns anew; more room shows more rows."""
        self.top = max(0, min(self.top, len(self.rows) - self.body_height))
        self._refit()
        self._reveal()
        self._settle()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked; a second click takes it; a title sorts."""
        column = self._column_at(event.x)
        if event.y < self._head:
            if column is not None:
                self.post_message(self.HeaderClicked(self, self.columns[column].id))
            return
        row = self.top + event.y - self._head
        if row >= len(self.rows):
            return
        again = row == self.cursor and (not self.by_cells or column in {None, self.column})
        self.go_to(row, column if self.by_cells else None)
        if again:
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows on."""
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows back."""
        event.stop()
        self.action_move(-3)

    def render_line(self, y: int) -> Strip:
        """Draw one line: the header, a row, or the words for no rows."""
        width = self.size.width
        base = self.rich_style
        if y < self._head:
            return self._header(width)
        index = self.top + y - self._head
        if not self.rows and y == self._head and self.empty:
            faint = base + self.get_component_rich_style("grid--faint", partial=True)
            return Strip([Segment(cut(self.empty, width), faint)])
        if index >= len(self.rows):
            return Strip.blank(width, base)
        return self._row(index, width, base)

    def _header(self, width: int) -> Strip:
        style = self.get_component_rich_style("grid--header")
        parts = []
        for index, wide in self._fitted.items():
            column = self.columns[index]
            title = column.title
            if self.sorted_by and self.sorted_by[0] == column.id:
                arrow = "▼" if self.sorted_by[1] else "▲"
                title = cut(title, wide - 1).rstrip() + arrow if wide > 1 else arrow
            parts.append(cut(title, wide, right=column.right))
        text = cut((" " * GAP).join(parts), width)
        if self.by_cells and self.columns and len(self.columns) - 1 not in self._fitted:
            text = f"{text[:-1]}{MORE}"
        return Strip([Segment(text, style)])

    def _row(self, index: int, width: int, base: Style) -> Strip:
        here = index == self.cursor
        if here and (not self.by_cells or self.has_focus):
            name = "grid--cursor" if not self.by_cells else "grid--marked"
            base = self.get_component_rich_style(name)
        elif index in self.marked:
            base = self.get_component_rich_style("grid--marked")
        segments: list[Segment] = []
        row = self.rows[index]
        used = 0
        for place, (at, wide) in enumerate(self._fitted.items()):
            if place:
                gap = MARK if place == 1 and index in self.marked else " " * GAP
                segments.append(Segment(gap, base))
                used += GAP
            cell = row[at] if at < len(row) else GridCell("")
            style = base
            if here and self.by_cells and self.has_focus and at == self.column:
                style = self.get_component_rich_style("grid--cursor")
            elif cell.tone != "plain" and not (here and not self.by_cells):
                style = base + self.get_component_rich_style(f"grid--{cell.tone}", partial=True)
            segments.append(Segment(cut(cell.text, wide, right=self.columns[at].right), style))
            used += wide
        if used < width:
            segments.append(Segment(" " * (width - used), base))
        return Strip(segments)

    def _column_at(self, x: int) -> int | None:
        left = 0
        for index, width in self._fitted.items():
            if left <= x < left + width + GAP:
                return index
            left += width + GAP
        return None

    def _refit(self) -> None:
        needs = [
            Need(len(column.title), column.width, column.flexible and not column.right)
            for column in self.columns
        ]
        shown = [
            index
            for index in range(len(needs))
            if not self.by_cells or index < self.frozen or index >= self.frozen + self.left
        ]
        found = fit([needs[index] for index in shown], self.size.width)
        if self.by_cells and len(found) < len(shown):
            found = fit([needs[index] for index in shown], self.size.width - len(MORE))
        self._fitted = {shown[place]: wide for place, wide in found.items()}

    def _reveal(self) -> None:
        """Bring the column under the cursor into sight."""
        last = max(0, len(self.columns) - 1)
        self.column = min(self.column, last)
        if not self.by_cells:
            if self.column not in self._fitted:
                self.column = next(iter(self._fitted), 0)
            return
        wanted = self.column - self.frozen
        if wanted < 0:
            self.left = 0
        elif wanted < self.left:
            self.left = wanted
        self._refit()
        while self.column not in self._fitted and 0 <= self.left < wanted:
            self.left += 1
            self._refit()

    def _settle(self) -> None:
        """Keep the cursor on a row, the row on screen, and the screen full."""
        last = max(0, len(self.rows) - 1)
        self.cursor = max(0, min(self.cursor, last))
        height = self.body_height
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + height:
            self.top = self.cursor - height + 1
        # Scrolled while there was less room, such as before the first layout: no row stays hidden
        # above as long as there is room below.
        self.top = max(0, min(self.top, len(self.rows) - height))
