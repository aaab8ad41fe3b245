"""Lots of points, what they are worth, and in which order they are spent."""

from __future__ import annotations

import datetime as dt

from core.discounts.rules import Lot, Programme, balance_of, spend

ON = dt.date(2026, 11, 20)
CLUB = Programme(1, "Клуб", rate_minor=50, delay_days=14, life_days=30, max_share=3000)


def test_a_lot_begins_after_the_delay_and_lives_its_days() -> None:
    assert CLUB.lot(ON) == ("2026-12-04", "2027-01-02")
    for_ever = Programme(1, "", 100, 0, 0, 10_000)
    assert for_ever.lot(ON) == ("2026-11-20", "")


def test_points_pay_down_and_cost_up() -> None:
    assert CLUB.worth(100) == 50
    assert CLUB.worth(3) == 1
    assert CLUB.points_for(50) == 100
    assert CLUB.points_for(1) == 2
    thirds = Programme(1, "", 33, 0, 0, 10_000)
    for amount in range(200):
        assert thirds.worth(thirds.points_for(amount)) >= amount


def test_points_pay_no_more_than_their_share() -> None:
    assert CLUB.most(999_99) == 299_99
    assert Programme(1, "", 100, 0, 0, 0).most(999_99) == 0


def test_a_balance_tells_what_can_be_spent_what_not_yet_and_what_is_over() -> None:
    lots = [
        Lot("2026-11-20", "", 1),
        Lot("2026-11-01", "2026-11-20", 20),
        Lot("2026-11-21", "", 300),
        Lot("2026-11-01", "2026-11-19", 4000),
        Lot("2026-11-01", "", 0),
    ]
    found = balance_of(lots, ON)
    assert (found.available, found.pending, found.expired) == (21, 300, 4000)
    assert [lot.points for lot in found.lots] == [20, 1, 300, 4000]


def test_what_expires_first_is_spent_first() -> None:
    lots = [Lot("2026-11-01", "", 50), Lot("2026-11-01", "2026-12-31", 30)]
    lots.append(Lot("2026-11-01", "2026-11-30", 20))
    taken = spend(lots, 60, ON)
    assert taken == (
        Lot("2026-11-01", "2026-11-30", 20),
        Lot("2026-11-01", "2026-12-31", 30),
        Lot("2026-11-01", "", 10),
    )


def test_too_few_points_are_not_spent_at_all() -> None:
    lots = [Lot("2026-11-01", "", 50), Lot("2026-12-01", "", 50)]
    assert spend(lots, 51, ON) is None
    assert spend([], 1, ON) is None
    assert spend([], 0, ON) == ()
