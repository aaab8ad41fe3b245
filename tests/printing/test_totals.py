"""VAT of a line and sums of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.documents.totals import (
    LineAmounts,
    Totals,
    VatMode,
    line_amounts,
    rate_text,
    running_totals,
)


def test_price_with_vat_gives_the_vat_back_out_of_the_amount() -> None:
    """100.00 × 3 at 22 %: the printed price times three differs by a kopeck, and may."""
    assert line_amounts(10_000, 3_000, 2200, VatMode.INCLUDED) == LineAmounts(
        8_197, 24_590, 5_410, 30_000
    )


def test_price_without_vat_gets_the_vat_on_top() -> None:
    assert line_amounts(10_000, 3_000, 2200, VatMode.ON_TOP) == LineAmounts(
        10_000, 30_000, 6_600, 36_600
    )


@pytest.mark.parametrize("mode", list(VatMode))
def test_a_line_without_vat_costs_its_price(mode: VatMode) -> None:
    assert line_amounts(333, 1_500, None, mode) == LineAmounts(333, 500, 0, 500)


def test_a_seller_without_vat_charges_none_even_if_the_item_has_a_rate() -> None:
    assert line_amounts(10_000, 1_000, 2200, VatMode.NONE) == LineAmounts(10_000, 10_000, 0, 10_000)


def test_nothing_shipped_costs_nothing() -> None:
    assert line_amounts(10_000, 0, 2200, VatMode.INCLUDED) == LineAmounts(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("rate", "calculated", "text"),
    [
        (2200, False, "22%"),
        (1000, False, "10%"),
        (0, False, "0%"),
        (500, False, "5%"),
        (700, False, "7%"),
        (None, False, "без НДС"),
        (2200, True, "22/122"),
        (1000, True, "10/110"),
        (1667, False, "16,67%"),
    ],
)
def test_rates_are_written_as_the_forms_want(rate: int | None, calculated: bool, text: str) -> None:
    assert rate_text(rate, calculated=calculated) == text


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**7),
    st.sampled_from([0, 500, 700, 1000, 2000, 2200, None]),
    st.sampled_from(list(VatMode)),
)
def test_net_and_vat_always_make_the_gross(
    price: int, quantity: int, rate: int | None, mode: VatMode
) -> None:
    amounts = line_amounts(price, quantity, rate, mode)
    assert amounts.net_minor + amounts.vat_minor == amounts.gross_minor
    assert amounts.vat_minor >= 0


@given(st.lists(st.integers(0, 10**9), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_the_total_of_a_page_is_the_sum_of_its_lines(amounts: list[int], a: int, b: int) -> None:
    first, stop = sorted((min(a, len(amounts)), min(b, len(amounts))))
    running = running_totals(Totals(gross_minor=amount, places=1) for amount in amounts)
    page = running[stop] - running[first]
    assert page == Totals(gross_minor=sum(amounts[first:stop]), places=stop - first)
