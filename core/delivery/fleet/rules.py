"""A driver's breaks as they are typed and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from core.kernel.daytime import HOUR, read_time, time_text
from core.kernel.errors import BadValue

_BREAK = re.compile(r"(\S+?)\s*[-–]\s*(\S+)\s+(\S+)")


def read_breaks(text: str) -> list[dict[str, int]]:
    """Return "12:00-14:00 0:30" as breaks: one begins from 12:00 to 14:00 and takes half an hour.

    Raises:
        BadValue: it cannot be read, or begins later than it may.
    """
    found: list[dict[str, int]] = []
    for part in filter(str.strip, text.split(",")):
        match = _BREAK.fullmatch(part.strip())
        if match is not None:
            begin, end, duration = map(read_time, match.groups())
            if duration > 0 and begin <= end:
                found.append({"from": begin, "to": end, "duration": duration})
                continue
        raise BadValue(what="break", value=part.strip(), expected="12:00-14:00 0:30")
    return found


def breaks_text(breaks: Iterable[Mapping[str, int]]) -> str:
    """Return breaks as `read_breaks` takes them back."""
    return ", ".join(
        f"{time_text(one['from'])}-{time_text(one['to'])} {_length(one['duration'])}"
        for one in breaks
    )


def _length(seconds: int) -> str:
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}"
