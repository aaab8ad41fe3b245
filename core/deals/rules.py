"""Arithmetic of deals and needs, and times of day as people write them."""

from __future__ import annotations

import re

from core.kernel.errors import BadValue
from core.kernel.money import divide_half_up, line_amount

CERTAIN = 10_000
"""Hundredths of a percent in a whole."""

_TIME = re.compile(r"([0-9]{1,2})(?:[:.,\- ]?([0-9]{2}))?")
_HOURS, _MINUTES = 24, 60


def weighted(expected_minor: int, probability: int) -> int:
    """Return sum × probability in kopecks, rounded half up.

    Args:
        probability: hundredths of a percent.
    """
    return divide_half_up(expected_minor * probability, CERTAIN)


def lost_sum(quantity: int, wanted_minor: int | None, offered_minor: int | None) -> int:
    """Return what was not earned: what the customer would have paid, else what we asked.

    Args:
        quantity: thousandths.
        wanted_minor: kopecks for one; None: he did not say.
        offered_minor: kopecks for one; None: nothing was offered. Both None: 0, nobody knows.
    """
    price = offered_minor if wanted_minor is None else wanted_minor
    return 0 if price is None else line_amount(price, quantity)


def read_time(text: str) -> str:
    """Read "9", "9:30", "09.30" or "0930" as "09:30"; "" stays "".

    Raises:
        BadValue: no time of day.
    """
    written = text.strip()
    if not written:
        return ""
    match = _TIME.fullmatch(written)
    if match is not None:
        hours, minutes = int(match[1]), int(match[2] or 0)
        if hours < _HOURS and minutes < _MINUTES:
            return f"{hours:02}:{minutes:02}"
    raise BadValue(what="time", value=text, expected="9:30")


def check_window(time_from: str, time_until: str) -> None:
    """Do nothing when a window of time ends no earlier than it begins; open ends always fit.

    Raises:
        BadValue: it ends before it begins.
    """
    if time_from and time_until and time_until < time_from:
        raise BadValue(what="time_until", value=time_until, expected=f"≥ {time_from}")
