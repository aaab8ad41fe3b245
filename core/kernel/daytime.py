"""Times of a day as people write them: "9:00"; stored as seconds from midnight."""

from __future__ import annotations

import re
from typing import Final

from core.kernel.errors import BadValue

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 24 * HOUR

_WRITTEN = re.compile(r"(\d{1,2})(?:\s*[:.,\-]\s*(\d{2}))?", re.ASCII)


def read_time(text: str) -> int:
    """Return "9:00", "9.30", "9" or "24:00" as seconds from midnight, 0 to 86 400.

    Raises:
        BadValue: no such time.
    """
    found = _WRITTEN.fullmatch(text.strip())
    seconds = DAY + 1
    if found is not None and int(found[2] or 0) < MINUTE:
        seconds = int(found[1]) * HOUR + int(found[2] or 0) * MINUTE
    if seconds > DAY:
        raise BadValue(what="time", value=text, expected="09:30")
    return seconds


def time_text(seconds: int) -> str:
    """Return seconds from midnight as "09:30"; what is left of a minute is cut off.

    More than a day stays as it is: "25:10" is ten past one of the next night.
    """
    minutes = seconds // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"
