"""What screens of the desk expect of the application they run in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App

from tui.actions import Action
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card, Form


class DeskApp(App[Any]):
    """The part of the application that the desk's screens use."""

    desk: Desk | None = None
    """None until somebody has signed in."""
    inbox: int = 0
    """How many tasks wait for him."""

    def switch_language(self) -> None:
        """Switch between Russian and English; everything on screen follows."""
        raise NotImplementedError

    def who_and_when(self) -> str:
        """Return the right side of the title: the user and the business date."""
        raise NotImplementedError

    def what_waits(self) -> str:
        """Return how many tasks wait for the user; "" for none."""
        raise NotImplementedError

    def show_help(self, actions: Sequence[Action]) -> None:
        """Show what these actions do."""
        raise NotImplementedError

    def show_card(self, of: Form, card: Card, said: str = "") -> None:
        """Open a card on a screen of its own, which says what led to it."""
        raise NotImplementedError

    async def ask_sign_out(self) -> None:
        """Ask what unsaved input is worth, then sign out."""
        raise NotImplementedError

    async def ask_quit(self) -> None:
        """Ask, then leave klad."""
        raise NotImplementedError
