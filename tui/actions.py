"""Every action is registered once: id, keys, label, help, permission.

Footers, help screens, the key map and the sheet of command barcodes are views of this table. In
one workplace a key means one thing on every screen; a digit acts only where it cannot be data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.kernel.i18n import N_


class Workplace(StrEnum):
    """Where an action can be given."""

    HANDHELD = "handheld"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can ask for."""

    id: str
    """`workplace.verb`, stable: settings and command barcodes refer to it."""
    workplace: Workplace
    label: str
    """One or two words for the footer, a msgid."""
    help: str
    """One sentence, a msgid."""
    key: str = ""
    """A function or editing key as Textual spells it: "f2", "insert"; "" for none."""
    digit: str = ""
    """Alias on keypads without function keys; acts only when the field is empty."""
    letter: str = ""
    """The control-letter twin, "s" for Ctrl+S; "" for none."""
    barcode: str = ""
    """The verb of the command barcode `~W:VERB`; "" for none."""
    permission: str = ""
    """The value of the permission the verb will ask for; "" when anybody signed in may."""


_ACTIONS: dict[str, Action] = {}


def register(*actions: Action) -> None:
    """Add actions.

    Raises:
        ValueError: an id, or a key within one workplace, is taken.
    """
    for action in actions:
        for other in _ACTIONS.values():
            if other.id == action.id or (
                other.workplace is action.workplace and _clash(other, action)
            ):
                message = f"{action.id} clashes with {other.id}"
                raise ValueError(message)
        _ACTIONS[action.id] = action


def _clash(one: Action, other: Action) -> bool:
    pairs = (
        (one.key, other.key),
        (one.digit, other.digit),
        (one.letter, other.letter),
        (one.barcode, other.barcode),
    )
    return any(left and left == right for left, right in pairs)


def action(identifier: str) -> Action:
    """Return the action called *identifier*; KeyError when there is none."""
    return _ACTIONS[identifier]


def actions(workplace: Workplace) -> Iterator[Action]:
    """Yield the actions of *workplace* in the order of registration."""
    return (found for found in _ACTIONS.values() if found.workplace is workplace)


def by_barcode(workplace: Workplace, verb: str) -> Action | None:
    """Return the action whose command barcode is `~W:VERB`; None when there is none."""
    return next((a for a in actions(workplace) if a.barcode == verb and verb), None)


_H = Workplace.HANDHELD

register(
    Action(
        "handheld.quantity",
        _H,
        N_("Qty"),
        N_("Type a quantity; on other screens: help"),
        "f1",
        "1",
        "g",
        "QTY",
    ),
    Action(
        "handheld.short",
        _H,
        N_("Short"),
        N_("Less is there than asked: give the reason"),
        "f2",
        "2",
        "s",
        "SHORT",
    ),
    Action("handheld.back", _H, N_("Back"), N_("One step back"), "f3", "0", "b", "BACK"),
    Action("handheld.list", _H, N_("List"), N_("Alternatives and details"), "f4", "4", "l", "LIST"),
    Action(
        "handheld.lot", _H, N_("Lot"), N_("Choose another lot or packaging"), "f5", "5", "t", "LOT"
    ),
    Action(
        "handheld.full",
        _H,
        N_("Full"),
        N_("The container is full: take a new one"),
        "f6",
        "6",
        "f",
        "FULL",
    ),
    Action("handheld.undo", _H, N_("Undo"), N_("Take the last step back"), "f7", "7", "u", "UNDO"),
    Action(
        "handheld.skip",
        _H,
        N_("Skip"),
        N_("Come back to this line at the end"),
        "f8",
        "3",
        "k",
        "SKIP",
    ),
    Action(
        "handheld.redo", _H, N_("Redo"), N_("Do again what was taken back"), "f9", "8", "r", "REDO"
    ),
    Action(
        "handheld.menu", _H, N_("Menu"), N_("Finish, or go to the menu"), "f10", "9", "d", "DONE"
    ),
    Action(
        "handheld.info",
        _H,
        N_("Info"),
        N_("What is this item, cell or code?"),
        "f11",
        "",
        "o",
        "INFO",
    ),
    Action("handheld.lock", _H, N_("Lock"), N_("Lock the screen"), "f12", "", "x", "LOCK"),
    Action(
        "handheld.language", _H, N_("RU/EN"), N_("Switch the language"), "", "", "n", "LANGUAGE"
    ),
)

_D = Workplace.DESK

register(
    Action("desk.help", _D, N_("Help"), N_("What the keys do here"), "f1", letter="g"),
    Action(
        "desk.open", _D, N_("Open"), N_("Open or change what the cursor is on"), "f2", letter="e"
    ),
    Action("desk.back", _D, N_("Back"), N_("One screen back"), "f3", letter="b"),
    Action("desk.pick", _D, N_("Pick"), N_("Pick from a list"), "f4", letter="k"),
    Action("desk.refresh", _D, N_("Refresh"), N_("Read everything again"), "f5", letter="r"),
    Action("desk.filter", _D, N_("Filter"), N_("Show only some of the rows"), "f6", letter="f"),
    Action(
        "desk.sort",
        _D,
        N_("Sort"),
        N_("Sort by the next column, or the other way"),
        "f7",
        letter="t",
    ),
    Action(
        "desk.print",
        _D,
        N_("Print"),
        N_("Preview and print"),
        "f8",
        letter="p",
        permission="print.run",
    ),
    Action("desk.copy", _D, N_("Copy"), N_("Make a new one like this"), "f9", letter="y"),
    Action("desk.do", _D, N_("Do"), N_("Everything that can be done here"), "f10", letter="d"),
    Action(
        "desk.tab",
        _D,
        N_("Next tab"),
        N_("Lines, movements, history, linked documents"),
        "f11",
        letter="o",
    ),
    Action(
        "desk.lock",
        _D,
        N_("Sign out"),
        N_("Leave the workplace to somebody else"),
        "f12",
        letter="l",
    ),
    Action("desk.new", _D, N_("New"), N_("Make a new one, or add a line"), "insert", letter="w"),
    Action("desk.remove", _D, N_("Remove"), N_("Remove the line"), "delete"),
    Action("desk.save", _D, N_("Save"), N_("Write what was typed"), "ctrl+enter", letter="s"),
    Action("desk.mark", _D, N_("Mark"), N_("Mark the row, or take the mark off"), letter="a"),
    Action("desk.language", _D, N_("RU/EN"), N_("Switch the language"), letter="n"),
    Action("desk.quit", _D, N_("Quit"), N_("Leave klad"), letter="q"),
)
