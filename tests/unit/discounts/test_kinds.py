"""What each kind of discount gives, on which items, how many times over."""

from __future__ import annotations

import pytest

from core.discounts.conditions import OfGroup, Volume
from core.discounts.kinds import Comparison, Criterion, ScopeKind, Within
from core.discounts.scopes import Scope, composed
from core.kernel.errors import BadValue
from tests.discount_trees import (
    bonus_sum,
    card,
    free_units,
    gift,
    group,
    off,
    percent,
    price,
    special,
    sum_document,
    sum_line,
)

SEGMENT_4 = Scope(ScopeKind.SEGMENT, frozenset({4}))
ITEM_7 = Scope(ScopeKind.LIST, frozenset({7}))


def at_least(wanted: int, criterion: str = "quantity", within: str = "document") -> Volume:
    """Return a condition of volume."""
    return Volume(Criterion(criterion), Comparison.GE, wanted, Within(within))


def at_most(wanted: int) -> Volume:
    """Return a condition that the document is not larger than *wanted*."""
    return Volume(Criterion.QUANTITY, Comparison.LE, wanted)


@pytest.mark.parametrize(
    ("bought", "free"), [("10", 200), ("4", 0), ("5", 100), ("9.999", 100), ("24", 400)]
)
def test_of_every_five_one_is_free_as_often_as_five_are_bought(bought: str, free: int) -> None:
    assert off(f"{bought} x 100", free_units(5)) == [free * 100]


def test_units_of_one_item_add_up_over_lines_and_the_last_ones_are_free() -> None:
    assert off("2 x 100 #7, 1 x 80 #8, 3 x 90 #7", free_units(5)) == [0, 0, 90_00]
    assert off("4 x 100 #7, 6 x 90 #7", free_units(5)) == [0, 180_00]
    assert off("9 x 100 #7, 1 x 90 #7", free_units(5)) == [100_00, 90_00]


def test_two_of_three_may_be_free() -> None:
    assert off("7 x 10", free_units(3, 2)) == [40_00]


def test_a_gift_stands_in_the_document_and_costs_nothing() -> None:
    present = gift(1, scope=ITEM_7, when=[at_least(3000)])
    assert off("3 x 500, 1 x 99.99 #7", present) == [0, 99_99]
    assert off("3 x 500, 3 x 10 #7", present) == [0, 10_00]
    assert off("1 x 500, 1 x 99.99 #7", present) == [0, 0]


def test_a_gift_that_is_due_but_not_there_is_offered() -> None:
    present = gift(2, scope=ITEM_7, when=[at_least(3000)])
    offers = price("3 x 500", present).gifts
    assert [(one.discount_id, one.missing) for one in offers] == [(present.id, 2000)]
    assert price("3 x 500, 1 x 10 #7", present).gifts[0].missing == 1000
    assert price("3 x 500, 2 x 10 #7", present).gifts == ()
    assert price("2 x 500", present).gifts == ()


def test_a_gift_is_given_once_per_multiple_when_told_so() -> None:
    present = gift(1, scope=ITEM_7, when=[at_least(3000)], multiple=True)
    assert off("9 x 500, 3 x 10 #7", present) == [0, 30_00]


def test_gifts_missing_are_counted_per_multiple_too() -> None:
    present = gift(1, scope=ITEM_7, when=[at_least(3000)], multiple=True)
    assert price("9 x 500", present).gifts[0].missing == 3000


def test_a_special_price_is_the_price_of_another_type() -> None:
    assert off("3 x 100 p9=80, 1 x 50", special(9)) == [60_00, 0]
    assert off("1 x 100 p9=120", special(9)) == [-20_00]


def test_a_line_without_that_price_is_left_to_others() -> None:
    assert off("1 x 100 p9=99, 1 x 50", group("min", special(9), percent(10))) == [1_00, 5_00]


def test_a_special_price_after_a_discount_is_reached_from_what_is_left() -> None:
    assert off("1 x 100 p9=80", group("multiply", percent(10), special(9))) == [20_00]


def test_a_price_group_has_a_value_of_its_own() -> None:
    text = "1 x 1000, 1 x 1000 g3, 1 x 1000 g5"
    assert off(text, percent(10, {3: 5, 5: -2})) == [100_00, 50_00, -20_00]
    assert off(text, sum_line(10, {3: 5})) == [10_00, 5_00, 10_00]


def test_a_hundred_roubles_for_every_ten_pieces_are_three_hundred_for_thirty() -> None:
    ten = [at_least(10_000)]
    assert off("30 x 100", sum_document(100, when=ten, multiple=True)) == [300_00]
    assert off("30 x 100", sum_document(100, when=ten)) == [100_00]
    assert off("39 x 100", sum_line(100, when=ten, multiple=True)) == [300_00]
    assert off("9 x 100", sum_line(100, when=ten, multiple=True)) == [0]


def test_lines_are_weighed_one_by_one_where_the_condition_says_so() -> None:
    each = [at_least(10_000, within="line")]
    text = "30 x 100, 20 x 100, 9 x 100"
    assert off(text, sum_line(10, when=each, multiple=True)) == [30_00, 20_00, 0]
    assert off(text, sum_document(10, when=each, multiple=True)) == [30_00, 20_00, 0]
    assert off(text, percent(10, when=each)) == [300_00, 200_00, 0]


def test_of_several_conditions_the_one_satisfied_fewest_times_counts() -> None:
    when = [at_least(10_000), at_least(1000_00, "sum")]
    assert off("40 x 50", sum_document(10, when=when, multiple=True)) == [20_00]
    mixed = [at_least(10_000, within="line"), at_least(2, "items")]
    assert off("30 x 1, 20 x 1", sum_line("0.10", when=mixed, multiple=True)) == [10, 10]


def test_a_condition_that_is_no_matter_of_amounts_does_not_limit_the_times() -> None:
    when = [at_least(10_000), OfGroup("sales"), at_most(100_000)]
    priced = price("30 x 100", sum_document(100, when=when, multiple=True), user_groups={"sales"})
    assert priced.lines[0].discount_minor == 300_00
    plain = price(
        "30 x 100", sum_document(100, when=when[1:], multiple=True), user_groups={"sales"}
    )
    assert plain.lines[0].discount_minor == 100_00


def test_equal_items_count_over_all_their_lines_and_only_once_for_the_document() -> None:
    equal = [at_least(5_000, "equal")]
    text = "3 x 100 #7, 7 x 100 #7, 4 x 100 #8"
    assert off(text, percent(10, when=equal)) == [30_00, 70_00, 0]
    assert sum(off(text, sum_document(10, when=equal, multiple=True))) == 20_00


def test_points_for_the_document_are_given_per_multiple() -> None:
    due = price("30 x 100", bonus_sum(5, when=[at_least(10_000)], multiple=True)).bonuses
    assert [one.points for one in due] == [15_00]


def test_a_card_is_to_be_issued_when_its_conditions_hold() -> None:
    due = card(4, when=[at_least(1000_00, "sum")])
    assert [one.card_kind_id for one in price("1 x 1000", due).cards] == [4]
    assert price("1 x 999", due).cards == ()


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), [1, 1, 1]),
        (SEGMENT_4, [1, 0, 1]),
        (Scope(ScopeKind.NOT_SEGMENT, frozenset({4})), [0, 1, 0]),
        (Scope(ScopeKind.NOT_SEGMENT, frozenset({9})), [1, 1, 1]),
        (ITEM_7, [0, 1, 0]),
        (Scope(ScopeKind.LIST, frozenset()), [0, 0, 0]),
        (composed({"segment": [4]}), [1, 0, 1]),
        (composed({"not": {"item": [7]}}), [1, 0, 1]),
        (composed({"all": [{"segment": [4]}, {"price_group": [3]}]}), [0, 0, 1]),
        (composed({"any": [{"item": [7]}, {"price_group": [3]}]}), [0, 1, 1]),
        (composed({"price": [">=", 200_00]}), [0, 1, 1]),
        (composed({"quantity": ["=", 1000]}), [1, 1, 1]),
        (composed({"sum": ["<", 200_00]}), [1, 0, 0]),
        (composed({"item_group": [1]}), [0, 0, 0]),
    ],
)
def test_a_discount_is_given_on_its_items_only(scope: Scope, expected: list[int]) -> None:
    text = "1 x 100 s4, 1 x 200 #7, 1 x 300 s4 s5 g3"
    assert off(text, sum_line("0.01", scope=scope)) == expected


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ({}, "filter"),
        ({"colour": [1]}, "filter"),
        ({"item": [1], "segment": [2]}, "filter"),
        ({"item": "молоко"}, "filter.item"),
        ({"item": [True]}, "filter.item"),
        ({"all": []}, "filter.all"),
        ({"any": [{"item": [1]}, 5]}, "filter.any[1]"),
        ({"price": ["~", 5]}, "filter.price"),
        ({"price": [">", "5"]}, "filter.price"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_its_place(
    written: dict[str, object], place: str
) -> None:
    with pytest.raises(BadValue) as caught:
        composed(written)
    assert caught.value.facts["what"] == place


def test_a_filter_nested_beyond_reason_is_refused() -> None:
    deep: dict[str, object] = {"item": [1]}
    for _ in range(30):
        deep = {"not": deep}
    with pytest.raises(BadValue):
        composed(deep)
