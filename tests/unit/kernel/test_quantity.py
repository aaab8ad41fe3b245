"""Quantities are exact thousandths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import BadLine, BadValue
from core.kernel.quantity import (
    Thousandths,
    format_quantity,
    parse_quantity,
    require_quantity,
    to_packs,
)


@given(st.integers(0, 10**14))
def test_reading_what_was_written_gives_the_same(thousandths: int) -> None:
    assert parse_quantity(format_quantity(thousandths)) == thousandths
    assert parse_quantity(format_quantity(thousandths, ".")) == thousandths


@pytest.mark.parametrize("text", ["", "-1", "1,2345", "12a", ".", "1234567890123"])
def test_what_is_not_a_quantity_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("thousandths", "text"), [(12_000, "12"), (500, "0,5"), (-1_250, "-1,25"), (0, "0")]
)
def test_needless_zeros_are_not_written(thousandths: int, text: str) -> None:
    assert format_quantity(thousandths) == text


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_packs_and_rest_make_the_whole(quantity: int, pack: int) -> None:
    packs, rest = to_packs(quantity, pack)
    assert packs * pack + rest == quantity
    assert 0 <= rest < pack


@pytest.mark.parametrize(("quantity", "least", "said"), [(0, 1, "0"), (-1_500, 0, "-1,5")])
def test_a_quantity_that_is_too_small_is_told_as_people_write_it(
    quantity: int, least: int, said: str
) -> None:
    require_quantity("quantity", least, least)
    with pytest.raises(BadLine) as refusal:
        require_quantity("quantity", quantity, least, line=2)
    facts = refusal.value.facts
    assert (facts["what"], facts["value"], facts["line"]) == ("quantity", said, 2)
    with pytest.raises(BadValue) as bare:
        require_quantity("quantity", quantity, least)
    assert "line" not in bare.value.facts


def test_a_pack_of_nothing_is_refused() -> None:
    with pytest.raises(BadValue):
        to_packs(Thousandths(1000), 0)
