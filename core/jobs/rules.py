"""Times as cron writes them: five fields, each a list of values, ranges and steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from core.kernel.errors import BadValue

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_PART = re.compile(r"(?:\*|(?P<low>\d{1,2})(?:-(?P<high>\d{1,2}))?)(?:/(?P<step>\d{1,2}))?")

_FARTHEST_DAYS = 366 * 8
"""29 February comes back within eight years."""


@dataclass(frozen=True, slots=True)
class Times:
    """When something is done."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """Monday is 1, Sunday is 0."""
    either: bool
    """Days and weekdays are both narrowed: then either will do, as in cron."""

    def next_after(self, instant: datetime, zone: tzinfo) -> datetime:
        """Return the first time after *instant*, in UTC.

        Where clocks are put forward a time that there is not that day is skipped; where they are
        put back, what stands twice on the clock is done once.

        Raises:
            BadValue: there is no such time, as on 30 February.
        """
        local = instant.astimezone(zone)
        for ahead in range(_FARTHEST_DAYS):
            day = (local.replace(tzinfo=None) + timedelta(days=ahead)).date()
            if not self._on(day.day, day.month, day.isoweekday() % 7):
                continue
            for hour in self.hours:
                for minute in self.minutes:
                    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                    found = at.astimezone(UTC)
                    real = found.astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None)
                    if real and found > instant:
                        return found
        raise BadValue(what="cron", value=str(sorted(self.days)), expected="0 3 * * *")

    def _on(self, day: int, month: int, weekday: int) -> bool:
        if month not in self.months:
            return False
        by_day, by_weekday = day in self.days, weekday in self.weekdays
        return by_day or by_weekday if self.either else by_day and by_weekday


def read_cron(text: str) -> Times:
    """Read "0 3 * * *" (every day at 3:00) or "*/15 8-18 * * 1-5".

    Raises:
        BadValue: not five fields of cron.
    """
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise _unreadable(text)
    minutes, hours, days, months, weekdays = (
        _values(part, low, high, text) for part, (_, low, high) in zip(parts, _FIELDS, strict=True)
    )
    return Times(
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        days,
        months,
        frozenset(day % 7 for day in weekdays),
        either="*" not in parts[2] and "*" not in parts[4],
    )


def _values(part: str, lowest: int, highest: int, text: str) -> frozenset[int]:
    found: set[int] = set()
    for one in part.split(","):
        read = _PART.fullmatch(one)
        if read is None:
            raise _unreadable(text)
        low = lowest if read["low"] is None else int(read["low"])
        high = highest if read["low"] is None or (read["step"] and not read["high"]) else low
        high = int(read["high"]) if read["high"] else high
        step = int(read["step"] or 1)
        if not lowest <= low <= high <= highest or step < 1:
            raise _unreadable(text)
        found.update(range(low, high + 1, step))
    return frozenset(found)


def _unreadable(text: str) -> BadValue:
    return BadValue(what="cron", value=text, expected="0 3 * * *")
