"""How discounts of a group meet: the vectors of the trade, and every rule that goes with them."""

from __future__ import annotations

import pytest

from core.discounts.cart import Cart
from core.discounts.engine import price_cart
from core.discounts.kinds import JoinRule
from core.discounts.rulebook import NO_RULES
from tests.discount_trees import (
    NOON,
    bonus,
    cart,
    free_units,
    group,
    message,
    off,
    percent,
    price,
    rounding,
    sum_document,
    sum_line,
)

LINE = "1 x 1000"


def three() -> tuple[object, ...]:
    """A 10 %, B 5 %, C 70 roubles."""
    return percent(10), percent(5), sum_line(70)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("min", 50_00), ("max", 100_00), ("sum", 220_00), ("multiply", 215_00), ("displace", 100_00)],
)
def test_the_five_rules_on_the_line_of_1000(rule: str, expected: int) -> None:
    assert off(LINE, group(rule, *three())) == [expected]


@pytest.mark.parametrize("rule", list(JoinRule))
def test_a_child_that_does_not_apply_is_ignored(rule: JoinRule) -> None:
    """So a minimum is not 0 for the sake of "every third free" with two bought."""
    assert off("2 x 500", group(rule, free_units(3), percent(10))) == [100_00]


@pytest.mark.parametrize("rule", list(JoinRule))
def test_a_group_without_anything_applicable_gives_nothing(rule: JoinRule) -> None:
    priced = price("2 x 500", group(rule, free_units(3), group(rule, free_units(9))))
    assert (priced.lines[0].automatic_minor, priced.parts_of(1)) == (0, ())
    assert priced.total_minor == 1000_00


def test_a_group_under_multiplication_begins_with_what_is_left() -> None:
    """1000 − 10 % = 900; of that 10 % + 50 = 140."""
    inner = group("sum", percent(10), sum_line(50))
    assert off(LINE, group("multiply", percent(10), inner)) == [240_00]
    assert off(LINE, group("sum", percent(10), inner)) == [250_00]


def test_a_group_counts_as_one_child_of_its_parent() -> None:
    inner = group("sum", percent(4), percent(4))
    assert off(LINE, group("max", percent(5), inner)) == [80_00]
    assert off(LINE, group("min", percent(5), inner)) == [50_00]
    assert off(LINE, group("displace", inner, percent(5))) == [80_00]


def test_no_line_is_given_more_than_it_costs_and_the_last_discount_gives_way() -> None:
    first, second, third = percent(60), percent(30), sum_line(200)
    priced = price(LINE, group("sum", first, second, third))
    assert priced.lines[0].amount_minor == 0
    assert priced.parts_of(1) == ((first.id, 600_00), (second.id, 300_00), (third.id, 100_00))


def test_what_a_sum_cuts_is_cut_inside_the_group_that_stands_last() -> None:
    inner = group("multiply", percent(50), percent(50))
    first, last = percent(80), inner
    priced = price(LINE, group("sum", first, last))
    one, two = (child.id for child in inner.children)
    assert priced.parts_of(1) == ((first.id, 800_00), (one, 200_00))
    assert two not in dict(priced.parts_of(1))


def test_a_discount_greater_than_the_line_is_the_line() -> None:
    assert off("1 x 50", sum_line(70)) == [50_00]
    assert off("1 x 50", percent(120)) == [50_00]
    assert off("1 x 50, 1 x 30", sum_document(100)) == [50_00, 30_00]


def test_minimum_and_maximum_may_be_compared_over_the_document() -> None:
    """Line by line the best of each; over the document the one that is best in sum."""
    text = "1 x 1000, 1 x 100"
    by_line = group("max", percent(10), sum_line(70))
    assert off(text, by_line) == [100_00, 70_00]
    whole = group("max", percent(10), sum_line(70), compare="document")
    assert off(text, whole) == [70_00, 70_00]
    least = group("min", percent(10), sum_line(70), compare="document")
    assert off(text, least) == [100_00, 10_00]


def test_displacement_may_be_by_line_or_by_document() -> None:
    text = "3 x 100, 2 x 100"
    assert off(text, group("displace", free_units(3), percent(10))) == [100_00, 20_00]
    whole = group("displace", free_units(3), percent(10), compare="document")
    assert off(text, whole) == [100_00, 0]


def test_of_equal_amounts_the_first_wins() -> None:
    first, second = percent(10), percent(10)
    for rule in ("min", "max"):
        assert price(LINE, group(rule, first, second)).parts_of(1) == ((first.id, 100_00),)


def test_a_markup_is_a_negative_discount() -> None:
    assert off(LINE, percent(-10)) == [-100_00]
    assert off("1 x 0.05", percent(-10)) == [-1]
    assert off(LINE, group("min", percent(-10), percent(5))) == [-100_00]
    assert off(LINE, group("sum", percent(-10), percent(5))) == [-50_00]
    assert off(LINE, group("multiply", percent(-10), percent(10))) == [10_00]


def test_a_percentage_is_rounded_half_up_once_per_line() -> None:
    assert off("1 x 0.05, 1 x 0.15, 1 x 0.04", percent(10)) == [1, 2, 0]


def test_a_sum_of_the_document_is_spread_by_largest_remainder() -> None:
    assert off("1 x 1, 1 x 1, 1 x 1", sum_document("1")) == [34, 33, 33]
    assert off("1 x 10, 1 x 20", sum_document("-1")) == [-33, -67]


def test_rounding_comes_after_its_siblings_wherever_it_stands() -> None:
    for rule in ("sum", "multiply"):
        priced = price("1 x 99.99, 1 x 0.50", group(rule, rounding("1"), percent(10)))
        assert priced.total_minor == 90_00
        assert priced.rounding_minor == 44


@pytest.mark.parametrize(("mode", "total"), [("down", 12_30), ("nearest", 12_40), ("up", 12_40)])
def test_rounding_goes_down_to_the_nearest_or_up(mode: str, total: int) -> None:
    assert price("1 x 12.35", rounding("0.10", mode)).total_minor == total
    assert price("1 x 12.30", rounding("0.10", mode)).total_minor == 12_30


def test_points_are_counted_on_what_is_charged_and_compete_with_points_only() -> None:
    good, better = bonus(5), bonus(10)
    priced = price(LINE, group("max", percent(20), good, better))
    assert priced.lines[0].automatic_minor == 200_00
    assert [(due.discount_id, due.points) for due in priced.bonuses] == [(better.id, 80_00)]


def test_under_displacement_points_and_money_displace_each_other() -> None:
    first = price(LINE, group("displace", bonus(5), percent(20)))
    assert first.lines[0].automatic_minor == 0
    assert [due.points for due in first.bonuses] == [50_00]
    second = price(LINE, group("displace", percent(20), bonus(5)))
    assert second.lines[0].automatic_minor == 200_00
    assert second.bonuses == ()


def test_a_discount_that_gives_nothing_displaces_no_points() -> None:
    priced = price("2 x 500", group("displace", free_units(3), bonus(5)))
    assert [due.points for due in priced.bonuses] == [50_00]


def test_a_message_never_displaces_a_discount() -> None:
    said = message("Offer a bag")
    priced = price(LINE, group("displace", said, percent(20)))
    assert priced.lines[0].automatic_minor == 200_00
    assert [one.text for one in priced.messages] == ["Offer a bag"]


def test_an_empty_cart_and_an_empty_tree_are_priced() -> None:
    nothing = Cart(lines=(), on=NOON.date(), now=NOON)
    for rule in JoinRule:
        tree = group(rule, *three(), bonus(5), sum_document(10), rounding("1"))
        assert price(nothing, tree).total_minor == 0
    assert price_cart(cart(LINE), NO_RULES).total_minor == 1000_00
