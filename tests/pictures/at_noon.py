"""The `klad` command with its clock standing still, so that its screens are the same every day.

python -m tests.pictures.at_noon handheld
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from core.kernel import clock

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""The instant the demo of the tests was made at."""


def at_noon(zone: tzinfo | None = None) -> clock.FixedClock:
    """Return a clock that stands, in place of the machine's."""
    return clock.FixedClock(NOON, zone or clock.company_zone("Europe/Moscow"))


if __name__ == "__main__":
    clock.SystemClock = at_noon  # type: ignore[assignment,misc]
    # After the change: modules take the clock by name.
    from tui.__main__ import main

    main()
