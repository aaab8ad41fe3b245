"""The only place that asks what time it is."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Clock(Protocol):
    """Tells instants and business dates; waits."""

    @property
    def zone(self) -> tzinfo:
        """Return the company's zone."""
        ...

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        ...

    def business_date(self) -> date:
        """Return the date documents are made under: the company's zone, not UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Let *seconds* pass."""
        ...


def company_zone(name: str) -> tzinfo:
    """Return the zone called *name*, or Moscow time where the zone database is missing.

    A slim container has no zone files; Moscow has had no summer time since 2014, so a fixed
    +03:00 says the same.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return timezone(timedelta(hours=3), "MSK")


@dataclass(frozen=True)
class SystemClock:
    """The wall clock of this machine, dates in the company's zone."""

    zone: tzinfo = field(default_factory=lambda: company_zone("Europe/Moscow"))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def business_date(self) -> date:
        return self.now().astimezone(self.zone).date()

    def wait(self, seconds: float) -> None:
        threading.Event().wait(seconds)


@dataclass
class FixedClock:
    """A clock for tests and replays: stands still until told to move."""

    instant: datetime
    zone: tzinfo = field(default_factory=lambda: company_zone("Europe/Moscow"))

    def now(self) -> datetime:
        return self.instant

    def business_date(self) -> date:
        return self.instant.astimezone(self.zone).date()

    def wait(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
