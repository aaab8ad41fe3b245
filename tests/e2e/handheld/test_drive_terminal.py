"""A driver on a real terminal: killed after each step he stands at the same question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.db.engine import Database
from core.delivery.papers.codes import stop_code
from tests.e2e.handheld.test_kill import Zygote, wait_for_backends
from tests.e2e.handheld.truck import BADGE, Truck, fill


@pytest.fixture(scope="module")
def truck(database: Database) -> Truck:
    """The company and its truck."""
    return fill(database)


@pytest.fixture(scope="module")
def zygote(truck: Truck) -> Iterator[Zygote]:
    """What starts handhelds quickly."""
    started = Zygote(truck, "fedor")
    yield started
    started.close()


def test_killed_after_every_step_nothing_is_lost_or_told_twice(
    truck: Truck, zygote: Zygote
) -> None:
    """From the trip to the next stop, one life a step; the record is that of one quiet day."""
    truck.clear()
    truck.leave()
    rose = truck.stop_ids()[0]
    steps = [
        ("1", "STOPS 0/2"),
        (f"{stop_code(rose)}\r", "Arrived? Enter"),
        (f"{stop_code(rose)}\r", "SCAN ITEM OR STOP"),
        ("CODE-GLOVES\r", "HANDED OVER"),
        ("3\r", "Why?"),
        ("2", "1 Everything left 1"),
        ("CODE-MASK\r", "HANDED OVER"),
        ("\r", "Who received?"),
        ("Ann\r", "CASH TAKEN"),
        ("900\r", "STOP 2/2"),
    ]
    prompt = "TRIPS 1"
    for keys, following in steps:
        with zygote.start() as handheld:
            seen = prompt
            handheld.wait_until(lambda shown, seen=seen: seen in " ".join(shown.split()), seen)
            handheld.feed(keys)
            wanted = following
            handheld.wait_until(
                lambda shown, wanted=wanted: wanted in " ".join(shown.split()), wanted
            )
            handheld.kill()
        wait_for_backends(truck.database)
        prompt = following
    first = truck.stops()[0]
    assert (first.outcome, first.received_by, first.collected_minor) == ("partly", "Ann", 90_000)
    assert truck.told() == [[("partly", 3), ("delivered", 2)], [("pending", 0)]]


def test_a_telephone_shows_a_number_to_touch(truck: Truck) -> None:
    """Forty-five columns: the telephone is a link, the badge is enough to sign in."""
    truck.clear()
    truck.leave()
    with truck.open() as phone:
        phone.wait_for("Badge or login")
        phone.feed(f"{BADGE}\r")
        phone.wait_for("TRIPS 1")
        phone.feed("1")
        phone.wait_for("Rose")
        phone.feed("1")
        phone.wait_until(lambda shown: "Arrived? Enter" in shown, "the stop")
        assert "+7 (495) 123-45-67" in phone.lines[1]
        assert b"\x1b]8;;tel:+74951234567\x1b\\" in phone.received
