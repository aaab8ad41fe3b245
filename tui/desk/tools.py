"""Screens of their own by name, and dialogs that help to build a text; loaded when opened."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.access.roles import Permission
from core.documents.reference import FieldKind
from core.kernel.i18n import N_
from tui.desk.dialogs import Reading
from tui.desk.keys import DeskDialog, DeskScreen
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card, Done, Form

TOOLS: Mapping[str, tuple[str, str]] = {
    "fill_supply": ("tui.desk.fill_supply", "FillSupply"),
    "rounding": ("tui.desk.rounding_screen", "RoundingScreen"),
    "recalculation": ("tui.desk.recalculation_screen", "RecalculationScreen"),
    "reservation_chess": ("tui.desk.chess", "ReservationChess"),
    "wind_tunnel": ("tui.desk.tunnel_screen", "WindTunnelScreen"),
}
"""Name → module and class; made of the desk and the id of what they are about."""


@dataclass(frozen=True, slots=True)
class RowTool:
    """A screen of its own about a row of a list."""

    name: str
    """Of `TOOLS`; made of the desk and the key of the row."""
    title: str
    """A msgid."""
    read: Permission
    enter: bool = False
    """Whether Enter on the row opens it; else it is offered among what can be done."""


ROW_TOOLS: Mapping[str, RowTool] = {
    "reservations": RowTool(
        "reservation_chess", N_("Reservation chess"), Permission.ORDER_READ, enter=True
    ),
    "stock": RowTool("reservation_chess", N_("Reservation chess"), Permission.ORDER_READ),
}
"""List → what its rows open."""

BUILDERS: Mapping[FieldKind, tuple[str, str]] = {
    FieldKind.FORMULA: ("tui.desk.formula_screen", "FormulaBuilder"),
    FieldKind.QUERY: ("tui.desk.query_screen", "QueryBuilder"),
}
"""Kind of text → module and class; made of the desk, the form, its card, and the text so far."""


def show_next(screen: DeskScreen, done: Done, said: str) -> None:
    """Show what a command leads to, beside a card: a screen, a list, or lines to be read."""
    if done.show is not None:
        screen.shell.push_screen(tool(screen.desk, *done.show))
    if done.listed is not None:
        module = importlib.import_module("tui.desk.list_screen")
        name, filters = done.listed
        listing = screen.desk.listing(name)
        screen.shell.push_screen(module.ListScreen(screen.desk, listing, filters=filters))
    if done.told is not None:
        screen.shell.push_screen(Reading(said, done.told))


def tool(desk: Desk, name: str, key: int | str) -> DeskScreen:
    """Return the screen called *name* about *key*."""
    module, kind = TOOLS[name]
    made: DeskScreen = getattr(importlib.import_module(module), kind)(desk, key)
    return made


def builder(kind: FieldKind, desk: Desk, of: Form, card: Card, text: str) -> DeskDialog[Any]:
    """Return the dialog that helps to build a text of *kind*; it answers with the text."""
    module, name = BUILDERS[kind]
    made: DeskDialog[Any] = getattr(importlib.import_module(module), name)(desk, of, card, text)
    return made
