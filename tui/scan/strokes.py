"""What a hand or a gun did: the events that wait on the tape.

Each scan has its identity from birth, so that it can be counted once however often it is handed
over.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Where a scan came from."""

    KEYS = "keys"
    """A gun that imitates a keyboard: the terminal's own stream."""

    DEVICE = "device"
    """A serial or TCP scanner of this workstation."""

    TYPED = "typed"
    """Typed by hand and sent with Enter."""

    REPLAY = "replay"
    """A parked scan, played again."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One code, whole."""

    id: uuid.UUID
    """Version 7, given the moment the last character came."""

    text: str
    """What came, without prefix and suffix; AIM identifier and separators are still inside."""

    at: datetime
    source: Source = Source.KEYS
    fault: str | None = None
    """A value of `devices.scanner.framing.FrameFault`; None for a whole code."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Characters typed by hand; never empty, never a control character."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key that is not a character."""

    key: str
    """`enter`, `tab`, `escape`, `backspace`, `up` … `f1` to `f12`, `ctrl+a` to `ctrl+z`."""

    id: uuid.UUID
    """Version 7: what was typed and sent with Enter is counted once, like a scan."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something happened around the worker: a device came or went."""

    code: str
    """A code of the catalogue of texts."""

    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing happened for a while: counts on the screen may be read anew."""


Stroke = Scan | Typed | Pressed | Noticed | Idle
