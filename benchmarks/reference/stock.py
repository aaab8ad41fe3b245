"""A stock Textual Input and DataTable: scan a code, look it up, count it in its row."""

from __future__ import annotations

import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Input

from core.catalog.queries import resolve_barcode
from core.schema import whole_metadata


class Stock(App[None]):
    """The way the framework's tutorial would do it: looked up in the handler, nothing written."""

    def compose(self) -> ComposeResult:
        """Show a field and a table."""
        whole_metadata()
        self.sessions = create_engine(sys.argv[1])
        self.counted: dict[str, int] = {}
        yield Input(placeholder="Scan")
        yield DataTable()

    def on_mount(self) -> None:
        """Name the columns."""
        table = self.query_one(DataTable)
        table.add_column("N", key="count", width=6)
        table.add_column("Item")
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look the code up and show it."""
        with Session(self.sessions) as session:
            hits = resolve_barcode(session, event.value)
        name = hits[0].item_name if hits else "?"
        self.counted[name] = self.counted.get(name, 0) + 1
        table = self.query_one(DataTable)
        if self.counted[name] == 1:
            table.add_row(f"#{self.counted[name]}", name, key=name)
        else:
            table.update_cell(name, "count", f"#{self.counted[name]}")
        event.input.value = ""


if __name__ == "__main__":
    Stock().run()
