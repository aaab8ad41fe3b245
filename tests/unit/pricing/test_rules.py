"""Identifiers of price types, and the moving average of costs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.rules import Movement, identifier_of, moving_average

D1, D2, D3 = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Оптовая цена", (), "ОптоваяЦена"),
        ("VIP, 10%", (), "VIP10"),
        ("--", (), "Цена"),
        ("Опт", ("ОПТ", "опт2"), "Опт3"),
    ],
)
def test_an_identifier_is_made_of_the_words_of_the_name(
    name: str, taken: tuple[str, ...], expected: str
) -> None:
    assert identifier_of(name, taken) == expected


def test_what_comes_in_is_averaged_by_quantity_with_what_lay_there() -> None:
    found = moving_average(
        [
            Movement(D2, 30_000, Fraction(60_00)),
            Movement(D1, 10_000, Fraction(50_00)),
        ]
    )
    assert found == [(D1, 50_00), (D2, 57_50)]


def test_goods_that_leave_change_nothing_and_after_a_sell_out_the_cost_begins_anew() -> None:
    found = moving_average(
        [
            Movement(D1, 10_000, Fraction(50_00)),
            Movement(D2, -10_000),
            Movement(D3, 1_000, Fraction(90_00)),
        ]
    )
    assert found == [(D1, 50_00), (D3, 90_00)]


def test_stock_below_zero_weighs_nothing() -> None:
    found = moving_average(
        [
            Movement(D1, 1_000, Fraction(50_00)),
            Movement(D2, -5_000),
            Movement(D3, 1_000, Fraction(90_00)),
        ]
    )
    assert found[-1] == (D3, 90_00)


def test_within_a_day_arrivals_go_before_what_leaves() -> None:
    found = moving_average(
        [
            Movement(D1, 10_000, Fraction(50_00)),
            Movement(D2, -10_000),
            Movement(D2, 10_000, Fraction(60_00)),
        ]
    )
    assert found == [(D1, 50_00), (D2, 55_00)]


def test_a_cost_fixed_by_hand_is_what_later_arrivals_are_averaged_with() -> None:
    found = moving_average(
        [
            Movement(D1, 10_000, Fraction(50_00)),
            Movement(D2, 0, Fraction(70_00), fixed=True),
            Movement(D3, 10_000, Fraction(80_00)),
        ]
    )
    assert found == [(D1, 50_00), (D2, 70_00), (D3, 75_00)]


def test_an_arrival_of_no_quantity_sets_the_cost_of_empty_stock_only() -> None:
    assert moving_average([Movement(D1, 0, Fraction(5))]) == [(D1, 5)]
    assert moving_average([Movement(D1, 1_000, Fraction(5)), Movement(D2, 0, Fraction(9))]) == [
        (D1, 5)
    ]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**7)), min_size=1, max_size=8))
def test_without_sales_the_cost_is_the_weighted_mean_of_all_that_came_in(
    arrivals: list[tuple[int, int]],
) -> None:
    movements = [
        Movement(date(2026, 1, day), quantity, Fraction(price))
        for day, (quantity, price) in enumerate(arrivals, start=1)
    ]
    mean = Fraction(sum(q * p for q, p in arrivals), sum(q for q, _ in arrivals))
    assert moving_average(movements)[-1][1] == mean
