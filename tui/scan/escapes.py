"""Escape sequences of function and cursor keys, as xterm, PuTTY, VT220 and the console send them.

Nothing above F12: emulators disagree about the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

_CURSOR = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_TILDE = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "pageup",
    6: "pagedown",
    7: "home",
    8: "end",
    11: "f1",
    12: "f2",
    13: "f3",
    14: "f4",
    15: "f5",
    17: "f6",
    18: "f7",
    19: "f8",
    20: "f9",
    21: "f10",
    23: "f11",
    24: "f12",
}

SEQUENCES: Mapping[str, str] = {
    **{f"\x1b[{final}": key for final, key in _CURSOR.items()},
    **{f"\x1bO{final}": key for final, key in _CURSOR.items()},
    **{f"\x1b[{number}~": key for number, key in _TILDE.items()},
    **{f"\x1bO{final}": key for final, key in zip("PQRS", ("f1", "f2", "f3", "f4"), strict=True)},
    **{f"\x1b[{final}": key for final, key in zip("PQRS", ("f1", "f2", "f3", "f4"), strict=True)},
    **{f"\x1b[[{final}": f"f{index}" for index, final in enumerate("ABCDE", start=1)},
    "\x1b[Z": "backtab",
    "\x1bOM": "enter",
}
"""Whole sequence → key."""

_BEGINNINGS = frozenset(
    sequence[:length] for sequence in SEQUENCES for length in range(1, len(sequence))
)
_LONGEST = 16


def is_unfinished(text: str) -> bool:
    """Return True while *text*, which begins with ESC, may still become a sequence."""
    if text in _BEGINNINGS:
        return True
    if not text.startswith("\x1b[") or len(text) > _LONGEST:
        return False
    body = text[2:]
    if body.startswith("["):
        return len(body) == 1
    return all(" " <= each <= "?" for each in body)


def is_foreign(text: str) -> bool:
    """Return True for a well-formed sequence that is no key of ours: a report, a newer key."""
    return (
        text.startswith("\x1b[")
        and len(text) > 2  # noqa: PLR2004 - the introducer
        and "@" <= text[-1] <= "~"
        and all(" " <= each <= "?" for each in text[2:-1])
    )
