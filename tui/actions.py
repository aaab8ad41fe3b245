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
    ),  # noqa: E501
    Action(
        "handheld.short",
        _H,
        N_("Short"),
        N_("Less is there than asked: give the reason"),
        "f2",
        "2",
        "s",
        "SHORT",
    ),  # noqa: E501
    Action("handheld.back", _H, N_("Back"), N_("One step back"), "f3", "0", "b", "BACK"),
    Action("handheld.list", _H, N_("List"), N_("Alternatives and details"), "f4", "4", "l", "LIST"),
    Action(
        "handheld.lot", _H, N_("Lot"), N_("Choose another lot or packaging"), "f5", "5", "t", "LOT"
    ),  # noqa: E501
    Action(
        "handheld.full",
        _H,
        N_("Full"),
        N_("The container is full: take a new one"),
        "f6",
        "6",
        "f",
        "FULL",
    ),  # noqa: E501
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
    ),  # noqa: E501
    Action(
        "handheld.redo", _H, N_("Redo"), N_("Do again what was taken back"), "f9", "8", "r", "REDO"
    ),  # noqa: E501
    Action(
        "handheld.menu", _H, N_("Menu"), N_("Finish, or go to the menu"), "f10", "9", "d", "DONE"
    ),  # noqa: E501
    Action(
        "handheld.info",
        _H,
        N_("Info"),
        N_("What is this item, cell or code?"),
        "f11",
        "",
        "o",
        "INFO",
    ),  # noqa: E501
    Action("handheld.lock", _H, N_("Lock"), N_("Lock the screen"), "f12", "", "x", "LOCK"),
    Action(
        "handheld.language", _H, N_("RU/EN"), N_("Switch the language"), "", "", "n", "LANGUAGE"
    ),  # noqa: E501
)
