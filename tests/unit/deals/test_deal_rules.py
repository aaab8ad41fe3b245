"""Weights, lost sums and times of day."""

from __future__ import annotations

import pytest

from core.deals.rules import check_window, lost_sum, read_time, weighted
from core.deals.statuses import DEAL_TRANSITIONS, NEED_TRANSITIONS, VISIT_TRANSITIONS
from core.deals.types import CUSTOMER_NEED, DEAL, VISIT_TASK
from core.kernel.errors import BadValue


@pytest.mark.parametrize(
    ("expected", "probability", "found"),
    [(0, 5000, 0), (100_00, 0, 0), (100_00, 10_000, 100_00), (5, 1000, 1), (4, 1000, 0)],
)
def test_a_weight_is_rounded_half_up(expected: int, probability: int, found: int) -> None:
    assert weighted(expected, probability) == found


@pytest.mark.parametrize(
    ("wanted", "offered", "found"),
    [(10_00, 12_00, 25_00), (None, 12_00, 30_00), (None, None, 0), (0, 12_00, 0)],
)
def test_what_he_would_have_paid_goes_before_what_we_asked(
    wanted: int | None, offered: int | None, found: int
) -> None:
    assert lost_sum(2500, wanted, offered) == found


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", "09:00"),
        ("9:30", "09:30"),
        ("09.30", "09:30"),
        ("0930", "09:30"),
        (" 23:59 ", "23:59"),
        ("0", "00:00"),
        ("", ""),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize("typed", ["24", "9:60", "noon", "9:3", "9:30:00", "-1", "٩"])
def test_what_is_no_time_of_day_is_told(typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        read_time(typed)
    assert refused.value.facts["value"] == typed


def test_a_window_ends_no_earlier_than_it_begins() -> None:
    for begins, ends in (("", ""), ("09:00", ""), ("", "09:00"), ("09:00", "09:00")):
        check_window(begins, ends)
    with pytest.raises(BadValue):
        check_window("09:00", "08:59")


def test_every_status_can_be_reached_and_void_ones_are_statuses() -> None:
    for kind, table in (
        (DEAL, DEAL_TRANSITIONS),
        (CUSTOMER_NEED, NEED_TRANSITIONS),
        (VISIT_TASK, VISIT_TRANSITIONS),
    ):
        reached = {kind.initial, *(to for after in table.table().values() for to in after)}
        assert reached == set(kind.statuses)
        assert kind.void < set(kind.statuses)
