"""The order in which price types are computed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.graph import Circle, computing_order, depending_on


def test_each_type_comes_after_all_it_needs() -> None:
    assert computing_order({3: [2], 2: [1], 1: [], 5: [3, 9]}) == (1, 2, 3, 5)


def test_a_circle_is_named_from_its_smallest_id_round_to_it_again() -> None:
    with pytest.raises(Circle) as refused:
        computing_order({7: [4], 4: [5], 5: [7, 1], 1: []})
    assert refused.value.path == (4, 5, 7, 4)


def test_a_type_that_needs_itself_is_a_circle() -> None:
    with pytest.raises(Circle) as refused:
        computing_order({2: [2]})
    assert refused.value.path == (2, 2)


def test_what_depends_on_a_type_at_any_distance() -> None:
    assert depending_on({3: [2], 2: [1], 4: [9], 5: [4, 3]}, [1]) == {2, 3, 5}
    assert depending_on({3: [2], 2: [1]}, [3]) == frozenset()


@given(st.dictionaries(st.integers(1, 12), st.sets(st.integers(1, 12), max_size=4), max_size=12))
def test_the_order_holds_or_the_circle_is_real(needs: dict[int, set[int]]) -> None:
    try:
        order = computing_order(needs)
    except Circle as circle:
        path = circle.path
        assert path[0] == path[-1]
        assert all(after in needs[before] for before, after in pairwise(path))
        return
    assert sorted(order) == sorted(needs)
    places = {one: place for place, one in enumerate(order)}
    for one, needed in needs.items():
        assert all(places[other] < places[one] for other in needed if other in places)
