"""Composed filters as typed text: read, written back, refused with the place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.discounts.filter_text import read_filter, write_filter
from core.kernel.errors import BadValue

CODES = {"MILK": 1, "BREAD": 2, "и": 3, "two words": 4}


def find(kind: str, code: str) -> int | None:
    """Return the id of a code; every kind has the same."""
    assert kind in {"item", "segment", "item_group", "price_group"}
    return CODES.get(code)


def name(kind: str, key: int) -> str:
    """Return the code of an id."""
    del kind
    return next(code for code, one in CODES.items() if one == key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("item MILK", {"item": [1]}),
        ("item MILK, BREAD", {"item": [1, 2]}),
        ("price group MILK", {"price_group": [1]}),
        ("ценовая группа MILK", {"price_group": [1]}),
        ("group MILK", {"item_group": [1]}),
        ("price >= 100", {"price": [">=", 100_00]}),
        ("цена < 99,90", {"price": ["<", 99_90]}),
        ("quantity = 0.5", {"quantity": ["=", 500]}),
        ('segment "two words"', {"segment": [4]}),
        ('segment "и" и item MILK', {"all": [{"segment": [3]}, {"item": [1]}]}),
        ("NOT item MILK", {"not": {"item": [1]}}),
        (
            "item MILK or item BREAD and sum>1",
            {"any": [{"item": [1]}, {"all": [{"item": [2]}, {"sum": [">", 100]}]}]},
        ),
        (
            "(item MILK or item BREAD) and sum>1",
            {"all": [{"any": [{"item": [1]}, {"item": [2]}]}, {"sum": [">", 100]}]},
        ),
        ("не (item MILK)", {"not": {"item": [1]}}),
    ],
)
def test_a_filter_is_read(text: str, expected: dict[str, Any]) -> None:
    assert read_filter(text, find) == expected


@pytest.mark.parametrize(
    ("text", "rest", "expected"),
    [
        ("colour red", "colour red", "item, segment"),
        ("item CAKE", "CAKE", "item"),
        ("item", "…", "item"),
        ("item MILK,", "…", "item"),
        ("item MILK item BREAD", "item BREAD", "and / or"),
        ("(item MILK", "…", ")"),
        ("price 100", "100", ">="),
        ("price >= much", "much", "12.5"),
        ("price >", "…", "12.5"),
        ("item MILK and", "…", "item, segment"),
        ('item "MILK', '"MILK', '"'),
        ("(" * 40 + "item MILK" + ")" * 40, None, "≤ 15"),
    ],
)
def test_what_makes_no_sense_is_told_from_where_it_stands(
    text: str, rest: str | None, expected: str
) -> None:
    with pytest.raises(BadValue) as caught:
        read_filter(text, find)
    assert caught.value.facts["what"] == "scope_filter"
    assert rest is None or caught.value.facts["value"] == rest
    assert expected in str(caught.value.facts["expected"])


leaves = st.one_of(
    st.builds(
        lambda kind, ids: {kind: sorted(ids)},
        st.sampled_from(["item", "segment"]),
        st.sets(st.integers(1, 4), min_size=1),
    ),
    st.builds(
        lambda kind, ids: {kind: sorted(ids)},
        st.sampled_from(["item_group", "price_group"]),
        st.sets(st.integers(1, 4), min_size=1),
    ),
    st.builds(
        lambda kind, sign, number: {kind: [sign, number]},
        st.sampled_from(["price", "sum", "quantity"]),
        st.sampled_from([">=", ">", "<=", "<", "="]),
        st.integers(0, 10**6),
    ),
)
filters = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda some: {"all": some}, st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda some: {"any": some}, st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda one: {"not": one}, inner),
    ),
    max_leaves=6,
)


def flat(written: dict[str, Any]) -> dict[str, Any]:
    """Return a filter with "all" in "all" and "any" in "any" joined, as text has them."""
    word, value = next(iter(written.items()))
    if word == "not":
        return {"not": flat(value)}
    if word not in {"all", "any"}:
        return written
    joined = []
    for one in map(flat, value):
        joined += one.get(word, [one])
    return {word: joined}


@given(filters, st.booleans())
def test_what_is_written_is_read_back(written: dict[str, Any], russian: bool) -> None:
    text = write_filter(written, name, russian=russian)
    assert flat(read_filter(text, find)) == flat(written)
