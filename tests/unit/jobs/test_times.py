"""Times as cron writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.jobs.rules import read_cron
from core.kernel.errors import BadValue

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Friday, noon in Moscow."""


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 3 * * *", "2026-11-21 03:00"),
        ("0 12 * * *", "2026-11-21 12:00"),
        ("1 12 * * *", "2026-11-20 12:01"),
        ("*/15 * * * *", "2026-11-20 12:15"),
        ("7/20 * * * *", "2026-11-20 12:07"),
        ("0 8-18/5 * * 1-5", "2026-11-20 13:00"),
        ("0 8,11 * * 1-5", "2026-11-23 08:00"),
        ("50 2 * * 0", "2026-11-22 02:50"),
        ("50 2 * * 7", "2026-11-22 02:50"),
        ("0 0 1 * *", "2026-12-01 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 0 13 * 5", "2026-11-27 00:00"),
    ],
)
def test_the_next_time_is_found_in_the_companys_zone(cron: str, expected: str) -> None:
    found = read_cron(cron).next_after(NOW, MOSCOW)
    assert found.tzinfo is UTC
    assert f"{found.astimezone(MOSCOW):%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "cron",
    [
        "",
        "0 3 * *",
        "60 3 * * *",
        "0 24 * * *",
        "0 3 0 * *",
        "x 3 * * *",
        "0 5-3 * * *",
        "*/0 * * * *",
    ],
)
def test_what_is_no_cron_is_refused(cron: str) -> None:
    with pytest.raises(BadValue):
        read_cron(cron)


def test_a_day_there_never_is_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(BadValue):
        read_cron("0 0 30 2 *").next_after(NOW, MOSCOW)


def test_a_time_that_summer_time_skips_is_skipped_and_one_it_repeats_is_done_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    times = read_cron("30 2 * * *")
    spring = times.next_after(datetime(2026, 3, 28, 12, 0, tzinfo=UTC), berlin)
    assert f"{spring.astimezone(berlin):%d %H:%M}" == "30 02:30"
    first = times.next_after(datetime(2026, 10, 24, 12, 0, tzinfo=UTC), berlin)
    assert f"{first.astimezone(berlin):%d %H:%M}" == "25 02:30"
    assert f"{times.next_after(first, berlin).astimezone(berlin):%d %H:%M}" == "26 02:30"
