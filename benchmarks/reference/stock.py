"""A stock Textual Input and DataTable: scan a code, look it up, show it in the table."""

from __future__ import annotations

import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

from core.catalog.queries import resolve_barcode


class Stock(App[None]):
    """The way the framework's tutorial would do it."""

    def compose(self) -> ComposeResult:
        """Show a field and a table."""
        self.sessions = create_engine(sys.argv[1])
        self.counted = 0
        yield Input(placeholder="Scan")
        yield DataTable()

    def on_mount(self) -> None:
        """Name the columns."""
        table = self.query_one(DataTable)
        table.add_columns("N", "Item")
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look the code up and show it."""
        with Session(self.sessions) as session:
            hits = resolve_barcode(session, event.value)
        self.counted += 1
        table = self.query_one(DataTable)
        table.add_row(f"#{self.counted}", hits[0].item_name if hits else "?")
        table.move_cursor(row=table.row_count - 1)
        event.input.value = ""


if __name__ == "__main__":
    Stock().run()
