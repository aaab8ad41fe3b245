"""Money loses no kopeck and refuses what it cannot read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.plain import plain
from core.kernel.errors import BadLine, BadValue
from core.kernel.money import Money, divide_half_up, line_amount, require_no_less, vat_inside
from tui.error_text import explain
from tui.locale import use_language


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1 234,56", 123456), ("0.5", 50), ("-3", -300), ("−3,07", -307), ("12\u00a0000", 1200000)],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int) -> None:
    assert Money.parse(text).minor == minor


@pytest.mark.parametrize("text", ["12.345", "", "1,2,3", "abc", "1e3", "٣"])
def test_what_is_not_an_amount_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(BadValue) as refusal:
        Money.parse(text)
    assert refusal.value.facts["value"] == text


def test_currencies_do_not_mix() -> None:
    with pytest.raises(BadValue):
        Money(1, "RUB") + Money(1, "USD")
    with pytest.raises(BadValue):
        _ = Money(1, "RUB") < Money(1, "USD")


def test_truth_of_money_is_not_asked() -> None:
    with pytest.raises(TypeError):
        bool(Money(0))


@pytest.mark.parametrize(
    ("minor", "percent", "expected"),
    [(100, "12.5", 13), (-100, "12.5", -13), (10_000, "22", 2200), (1, "50", 1), (-1, "50", -1)],
)
def test_percent_rounds_half_away_from_zero(minor: int, percent: str, expected: int) -> None:
    assert Money(minor).percent(Decimal(percent)).minor == expected


def test_three_hundred_roubles_at_22_percent_hold_54_10_of_vat() -> None:
    """The worked example of the price-includes-VAT arithmetic."""
    gross = line_amount(10_000, 3000)
    assert gross == 30_000
    assert vat_inside(gross, 2200) == 5410


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(lambda w: sum(w) > 0),
)
def test_splitting_loses_nothing_and_is_fair_to_a_kopeck(minor: int, weights: list[int]) -> None:
    shares = Money(minor).split(weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        exact = abs(minor) * weight // sum(weights)
        assert abs(share.minor) - exact in (0, 1)


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_is_half_up(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    assert abs(Decimal(divide_half_up(numerator, denominator)) - exact) <= Decimal("0.5")
    assert divide_half_up(-numerator, denominator) == -divide_half_up(numerator, denominator)


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        ("en", "Line 3: price", "“-1\u00a0500.50” came, expected: ≥ 0."),
        ("ru", "Строка 3: цена", "Пришло «-1\u00a0500,50», ожидалось: ≥ 0."),
    ],
)
def test_a_sum_of_a_line_is_told_with_its_line_and_field(
    language: str, title: str, body: str
) -> None:
    with pytest.raises(BadLine) as refusal:
        require_no_less("price_minor", -150_050, line=3)
    use_language(language)
    try:
        told = explain(refusal.value)
    finally:
        use_language("en")
    assert (told.title, told.body) == (title, body)


@pytest.mark.parametrize(("language", "said"), [("ru", "-1\u00a0500,50"), ("en", "-1\u00a0500.50")])
def test_a_sum_that_is_too_small_is_told_as_money_is(language: str, said: str) -> None:
    require_no_less("amount_minor", 0)
    with pytest.raises(BadValue) as refusal:
        require_no_less("amount_minor", -150_050)
    use_language(language)
    try:
        assert said in explain(refusal.value).body
    finally:
        use_language("en")
    assert plain(refusal.value.facts)["value"] == "-1500.50"  # type: ignore[index]
