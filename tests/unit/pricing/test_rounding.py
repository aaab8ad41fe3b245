"""Rounding of prices: the vectors of the domain, its modes, its edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.pricing.rounding import Rounding, RoundingMode, RoundingRange, passes_threshold
from tui.error_text import explain

SHOP = Rounding(
    (
        RoundingRange(0, 50, RoundingMode.UP),
        RoundingRange(100_00, 5_00, shift_minor=10),
        RoundingRange(1_000_00, 10_00, shift_minor=1_00),
        RoundingRange(10_000_00, 10_00, shift_minor=8_00),
    )
)
"""{<100: up to 0.5; <1000: to 5 −0.10; <10000: to 10 −1; ≥10000: to 10 −8}, domain §4.2."""


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (86_40, 86_50),
        (249_99, 249_90),
        (1_234_56, 1_229_00),
        (9_999_99, 9_999_00),
        (10_500_11, 10_492_00),
    ],
)
def test_the_vectors_of_the_domain(price: int, expected: int) -> None:
    assert SHOP.price(price) == expected


@pytest.mark.parametrize(
    ("mode", "price", "expected"),
    [
        (RoundingMode.ARITHMETIC, 12_49, 12_00),
        (RoundingMode.ARITHMETIC, 12_50, 13_00),
        (RoundingMode.UP, 12_01, 13_00),
        (RoundingMode.UP, 12_00, 12_00),
        (RoundingMode.DOWN, 12_99, 12_00),
        (RoundingMode.DOWN, 13_00, 13_00),
    ],
)
def test_each_mode_to_whole_roubles(mode: RoundingMode, price: int, expected: int) -> None:
    assert Rounding((RoundingRange(0, 100, mode),)).price(price) == expected


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        (1, 1_234_57),
        (5, 1_234_55),
        (10, 1_234_60),
        (50, 1_234_50),
        (1_00, 1_235_00),
        (5_00, 1_235_00),
        (10_00, 1_230_00),
        (50_00, 1_250_00),
        (100_00, 1_200_00),
    ],
)
def test_every_precision_of_the_domain(precision: int, expected: int) -> None:
    """1 234.567 roubles, which no kopeck can hold."""
    assert Rounding((RoundingRange(0, precision),)).price(1_234_567, 10) == expected


def test_the_range_is_chosen_by_the_unrounded_price() -> None:
    """99.99 would round to 100, but its own range rounds it."""
    rounding = Rounding((RoundingRange(0, 1_00), RoundingRange(100_00, 50_00)))
    assert rounding.price(99_99) == 100_00
    assert rounding.price(100_00) == 100_00
    assert rounding.price(130_00) == 150_00


def test_a_price_a_hair_below_a_bound_belongs_to_the_range_below() -> None:
    rounding = Rounding((RoundingRange(0, 1, RoundingMode.DOWN), RoundingRange(100_00, 10_00)))
    assert rounding.price(100_00 * 1000 - 1, 1000) == 99_99


def test_what_no_range_covers_is_rounded_to_kopecks() -> None:
    assert Rounding().price(1_005, 10) == 101
    assert Rounding((RoundingRange(50_00, 10_00),)).price(49_994, 10) == 49_99


def test_a_price_above_zero_never_becomes_free_or_negative() -> None:
    """A shift that would eat it is left out; a precision that would takes one step."""
    assert Rounding((RoundingRange(0, 5_00, shift_minor=5_00),)).price(4_00) == 5_00
    assert Rounding((RoundingRange(0, 5_00, shift_minor=10),)).price(1_00) == 4_90
    assert Rounding((RoundingRange(0, 10_00, RoundingMode.DOWN),)).price(9_99) == 10_00
    assert Rounding((RoundingRange(0, 10_00, shift_minor=1_00),)).price(0) == 0


def test_a_negative_shift_adds() -> None:
    assert Rounding((RoundingRange(0, 1_00, shift_minor=-99),)).price(12_10) == 12_99


@pytest.mark.parametrize("precision", [0, -1])
def test_a_precision_must_be_above_zero(precision: int) -> None:
    with pytest.raises(BadValue) as refusal:
        RoundingRange(0, precision)
    assert refusal.value.facts["value"] == Money(precision)


def test_two_ranges_may_not_begin_alike() -> None:
    with pytest.raises(BadValue) as refusal:
        Rounding((RoundingRange(100, 1), RoundingRange(100, 5)))
    assert "“1.00, 1.00” came" in explain(refusal.value).body


@pytest.mark.parametrize(
    ("old", "new", "threshold", "registered"),
    [
        (None, 100, 500, True),
        (100_00, 104_99, 500, False),
        (100_00, 105_00, 500, True),
        (100_00, 95_00, 500, True),
        (100_00, 95_01, 500, False),
        (100_00, 100_00, 0, False),
        (100_00, 100_01, 0, True),
        (0, 1, 10_000, True),
    ],
)
def test_the_threshold_keeps_a_price_that_hardly_changes(
    old: int | None, new: int, threshold: int, *, registered: bool
) -> None:
    """|Δ %| ≥ threshold registers; less keeps the old price."""
    assert passes_threshold(old, new, threshold) is registered


RANGES = st.builds(
    RoundingRange,
    st.integers(0, 10**7),
    st.sampled_from([1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000]),
    st.sampled_from(RoundingMode),
)


@given(st.lists(RANGES, max_size=6, unique_by=lambda one: one.since_minor), st.integers(1, 10**9))
def test_without_a_shift_rounding_again_in_the_same_range_changes_nothing(
    ranges: list[RoundingRange], price: int
) -> None:
    rounding = Rounding(tuple(ranges))
    once = rounding.rounded(price)
    again = Rounding((RoundingRange(0, once.by.precision_minor, once.by.mode),))
    assert again.price(once.price_minor) == once.price_minor


@given(
    st.integers(1, 10**9),
    st.integers(1, 10**6),
    st.sampled_from([1, 5, 50, 100, 1_000]),
    st.sampled_from(RoundingMode),
)
def test_rounding_moves_a_price_by_less_than_one_step(
    numerator: int, denominator: int, precision: int, mode: RoundingMode
) -> None:
    price = Rounding((RoundingRange(0, precision, mode),)).price(numerator, denominator)
    assert price % precision == 0
    assert price > 0
    if price > precision:
        assert abs(price * denominator - numerator) < precision * denominator
