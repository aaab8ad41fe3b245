"""Which screen an entry of the menu opens: the screen of a list, or one of its own."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from tui.desk.keys import DeskScreen
from tui.desk.list_screen import ListScreen
from tui.flows.desk.desk import Desk

SCREENS: Mapping[str, tuple[str, str]] = {
    "dispatching": ("tui.desk.dispatch.screen", "DispatchScreen"),
    "discounts": ("tui.desk.discount_tree", "DiscountTree"),
    "price_try": ("tui.desk.price_try", "PriceTry"),
}
"""Entry of the menu → (module, class) of its screen, made with the desk alone."""


def place_screen(desk: Desk, name: str) -> DeskScreen:
    """Return the screen that the entry *name* of the menu opens."""
    own = SCREENS.get(name)
    if own is None:
        return ListScreen(desk, desk.listing(name), filters=desk.begins(name))
    module, attribute = own
    made: DeskScreen = getattr(importlib.import_module(module), attribute)(desk)
    return made
