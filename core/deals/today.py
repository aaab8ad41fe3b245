"""The business date that lists tell overdue for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Date, bindparam

from core.kernel.clock import SystemClock


def today() -> dt.date:
    """Return the business date of this moment."""
    return SystemClock().business_date()


TODAY: ColumnElement[dt.date] = bindparam("deals_today", type_=Date, callable_=lambda: today())  # noqa: PLW0108 - a test may set it
"""Asked anew every time a list is read."""
