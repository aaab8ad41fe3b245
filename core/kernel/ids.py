"""Time-ordered identifiers for what is born outside the database: scans, commands, sessions."""

from __future__ import annotations

import os
import threading
import time
import uuid

_guard = threading.Lock()
_last = 0


def uuid7() -> uuid.UUID:
    """Return a UUID version 7 (RFC 9562 §5.7), strictly increasing within this process.

    The 12 bits after the millisecond hold the sub-millisecond fraction (method 3 of §6.2); when the
    clock stands still or steps back, the previous value plus one is used.
    """
    global _last  # noqa: PLW0603 - monotonic order is a property of the process
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    stamp = (milliseconds << 12) | (rest * 4096 // 1_000_000)
    with _guard:
        stamp = _last = max(stamp, _last + 1)
    tail = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    value = ((stamp >> 12) << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0b10 << 62) | tail
    return uuid.UUID(int=value)
