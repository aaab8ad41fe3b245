"""A gun that types like a keyboard, at the desk: however it ends its codes, that is Enter.

A code ends with CR, LF, CRLF or TAB. LF and CRLF are nothing a person types; a TAB is the gun's
when the characters before it came faster than anybody types and look like a code.
"""

from __future__ import annotations

from textual import events

_PAIR = 0.1
"""Seconds within which LF after CR is the same end."""

_FAST = 0.035
"""Seconds between two keys, on average, that only a gun reaches."""

_SHORTEST = 6
"""Characters from which a burst is a code."""


class Gun:
    """Reads the keys before anything else does."""

    def __init__(self) -> None:
        self._burst: list[float] = []
        """When each character came since the last other key."""
        self._code = ""
        self._entered = 0.0
        """When Enter came last."""

    def read(self, event: events.Key) -> events.Key | None:
        """Return what a key stands for; None when it is the second half of an end."""
        if event.key in {"enter", "ctrl+j", "tab"}:
            return self._end(event)
        if event.is_printable and event.character is not None:
            self._burst.append(event.time)
            self._code += event.character
        else:
            self._forget()
        return event

    def _end(self, event: events.Key) -> events.Key | None:
        scanned = self._is_code(event.time)
        self._forget()
        if event.key == "ctrl+j" and event.time - self._entered < _PAIR:
            return None
        if event.key == "tab" and not scanned:
            return event
        self._entered = event.time
        return event if event.key == "enter" else events.Key("enter", "\r")

    def _is_code(self, now: float) -> bool:
        if len(self._code) < _SHORTEST or " " in self._code:
            return False
        took = now - self._burst[0]
        return any(map(str.isdigit, self._code)) and took < _FAST * len(self._burst)

    def _forget(self) -> None:
        self._burst.clear()
        self._code = ""
