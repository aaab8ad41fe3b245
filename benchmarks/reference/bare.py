"""A bare Textual + SQLAlchemy + psycopg application: connects and shows one line."""

from __future__ import annotations

import sys

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line from the database."""

    def compose(self) -> ComposeResult:
        """Show it."""
        with Session(create_engine(sys.argv[1])) as session:
            yield Static(f"ready {session.scalar(text('SELECT 1'))}")


if __name__ == "__main__":
    Bare().run()
