"""The table of every list and card: which rows it shows."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.widgets.grid import Grid, GridCell, GridColumn


class Alone(App[None]):
    """A grid and nothing else."""

    def compose(self) -> ComposeResult:
        """The grid."""
        yield Grid()


async def test_rows_scrolled_away_before_there_was_room_come_back() -> None:
    app = Alone()
    async with app.run_test(size=(40, 4)) as pilot:
        grid = app.query_one(Grid)
        columns = [GridColumn("name", "Name", 10)]
        grid.show(columns, [(GridCell(str(number)),) for number in range(8)], cursor=7)
        await pilot.pause()
        assert grid.top == 8 - grid.body_height > 0
        await pilot.resize_terminal(40, 20)
        await pilot.pause()
        assert (grid.top, grid.cursor) == (0, 7)
