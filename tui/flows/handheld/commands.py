"""Keys, digits, control letters and command barcodes: four ways to give one command."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from core.kernel.i18n import N_
from tui.actions import Action, Workplace, actions, register
from tui.flows.handheld.state import At

_PREFIX = "handheld."

register(
    Action(
        "handheld.replay",
        Workplace.HANDHELD,
        N_("Replay"),
        N_("Scans set aside after an error: play or drop them"),
        letter="p",
        barcode="REPLAY",
    ),
    Action(
        "handheld.mute",
        Workplace.HANDHELD,
        N_("Mute"),
        N_("Beeps on or off; what blocks the work is always heard"),
        letter="v",
        barcode="MUTE",
    ),
    Action(
        "handheld.print",
        Workplace.HANDHELD,
        N_("Print"),
        N_("Print the pick list of the order at hand"),
        letter="w",
        barcode="PRINT",
        permission="print.run",
    ),
    Action(
        "handheld.help",
        Workplace.HANDHELD,
        N_("Help"),
        N_("Every command and how to give it"),
        letter="e",
        barcode="HELP",
    ),
)

CHOICES = frozenset(
    {
        At.WAREHOUSE,
        At.MENU,
        At.TASKS,
        At.CHECKS,
        At.WHICH,
        At.REASON,
        At.REPLAN,
        At.EMPTY,
        At.LEAVING,
        At.CHECK_END,
        At.SHIPMENTS,
        At.DONE,
        At.PARKED,
        At.TRIPS,
        At.STOPS,
        At.GOODS,
        At.OUTCOME,
        At.WHY,
    }
)
"""Prompts answered by a row's digit: there a bare digit is a choice."""

YES_NO = frozenset({At.REPLAN, At.EMPTY, At.LEAVING})

_LINE = ("short", "skip", "lot", "undo", "list", "full", "menu", "info", "redo", "back")
"""The same at every prompt of a line: the footer stands still while the prompts change."""

SHOWN: Mapping[At, tuple[str, ...]] = {
    At.LOGIN: ("language",),
    At.PASSWORD: ("back",),
    At.MENU: ("back", "lock"),
    At.TASKS: ("list", "menu", "back"),
    At.CELL: _LINE,
    At.ITEM: _LINE,
    At.LOT: _LINE,
    At.QUANTITY: _LINE,
    At.DESTINATION: _LINE,
    At.FOUND: ("back",),
    At.REASON: ("back",),
    At.WHICH: ("back",),
    At.CONTAINER: ("back",),
    At.FINISH: ("menu", "undo", "back"),
    At.CHECKS: ("menu", "back"),
    At.CHECK: ("menu", "undo", "info", "back"),
    At.CHECK_END: ("back",),
    At.SHIPMENTS: ("menu", "back"),
    At.SHIPPING: ("menu", "print", "back"),
    At.DONE: ("print", "back"),
    At.TRIPS: ("menu", "back"),
    At.STOPS: ("list", "menu", "back"),
    At.STOP: ("short", "skip", "list", "undo", "menu", "back"),
    At.ABOUT: ("back",),
    At.GOODS: ("short", "skip", "undo", "menu", "back"),
    At.HANDED: ("short", "back"),
    At.OUTCOME: ("back",),
    At.WHY: ("back",),
    At.WORDS: ("back",),
    At.RECEIVED: ("undo", "back"),
    At.CASH: ("back",),
    At.TRIP_END: ("menu", "back"),
    At.INFO: ("back",),
    At.HELP: ("back",),
    At.PARKED: ("back",),
    At.LEAVING: ("back",),
}
"""What the footer offers at each prompt, most wanted first."""


@cache
def _by(attribute: str) -> dict[str, str]:
    return {
        str(getattr(action, attribute)): action.id.removeprefix(_PREFIX)
        for action in actions(Workplace.HANDHELD)
        if getattr(action, attribute)
    }


def by_key(key: str) -> str | None:
    """Return the verb of a function key or control letter; None: it has none."""
    if key.startswith("ctrl+"):
        return _by("letter").get(key[5:])
    return _by("key").get(key)


def by_digit(digit: str) -> str | None:
    """Return the verb a digit stands for where it cannot be data."""
    return _by("digit").get(digit)


def by_barcode(verb: str) -> str | None:
    """Return the verb of the command barcode `~W:VERB`."""
    return _by("barcode").get(verb)


def shown(at: At) -> list[Action]:
    """Return the actions the footer of a prompt offers."""
    wanted = SHOWN.get(at, ())
    known = {action.id.removeprefix(_PREFIX): action for action in actions(Workplace.HANDHELD)}
    return [known[verb] for verb in wanted]


def every_action() -> list[Action]:
    """Return all actions of the handheld, for the help screen."""
    return list(actions(Workplace.HANDHELD))
