"""Discounts given by hand: their order, their limits, and that nothing is cut behind one's back."""

from __future__ import annotations

import pytest

from core.discounts.cart import Cart, Manual
from core.discounts.manual import Asked, Limit, LimitSource, ManualLimits, asked_of, check_manual
from core.kernel.errors import BadValue
from tests.discount_trees import cart, percent, price

USER, AGREEMENT, PRICE_TYPE = LimitSource


def manual(text: str, *given: Manual) -> Cart:
    """Return a cart with manual discounts."""
    return cart(text, manual=given)


def test_a_percentage_or_a_sum_on_a_line() -> None:
    given = (Manual(line_no=1, percent=1000), Manual(line_no=2, amount_minor=15_00))
    priced = price(manual("1 x 100, 1 x 100, 1 x 100", *given), percent(0))
    assert [line.manual_minor for line in priced.lines] == [10_00, 15_00, 0]
    assert [line.amount_minor for line in priced.lines] == [90_00, 85_00, 100_00]


def test_a_percentage_or_a_sum_on_the_document_comes_after_those_on_lines() -> None:
    first = manual("1 x 100, 1 x 100", Manual(percent=1000), Manual(line_no=1, percent=5000))
    assert [line.manual_minor for line in price(first, percent(0)).lines] == [55_00, 10_00]
    spread = manual("1 x 100, 1 x 200", Manual(amount_minor=10_00))
    assert [line.manual_minor for line in price(spread, percent(0)).lines] == [3_33, 6_67]


def test_automatic_discounts_begin_with_what_is_left() -> None:
    line = price(manual("1 x 100", Manual(percent=1000)), percent(10)).lines[0]
    assert (line.manual_minor, line.automatic_minor, line.amount_minor) == (10_00, 9_00, 81_00)
    assert line.discount_minor == 19_00


def test_more_than_the_line_costs_is_the_line() -> None:
    big = manual("1 x 100, 1 x 50", Manual(amount_minor=500_00))
    assert price(big, percent(10)).total_minor == 0
    assert price(manual("1 x 100", Manual(percent=15000)), percent(10)).total_minor == 0


def test_a_markup_by_hand() -> None:
    assert price(manual("1 x 100", Manual(percent=-500)), percent(0)).total_minor == 105_00


def test_a_manual_discount_is_a_percentage_or_a_sum() -> None:
    for wrong in ({}, {"percent": 1, "amount_minor": 1}):
        with pytest.raises(BadValue):
            Manual(**wrong)
    with pytest.raises(BadValue):
        manual("1 x 100", Manual(line_no=7, percent=1))


def limits(**sources: dict[int, Limit]) -> ManualLimits:
    """Return limits by the names of their sources."""
    return ManualLimits({LimitSource(name): groups for name, groups in sources.items()})


def test_over_the_limit_is_told_with_figures_and_nothing_is_cut() -> None:
    big = manual("1 x 1000", Manual(line_no=1, percent=1200))
    over = check_manual(limits(user={0: Limit(1000)}), asked_of(big))
    assert [(one.line_no, one.source, one.markup) for one in over] == [(1, USER, False)]
    assert (over[0].asked, over[0].limit) == (1200, 1000)
    assert (over[0].asked_minor, over[0].allowed_minor) == (120_00, 100_00)
    assert price(big, percent(0)).lines[0].manual_minor == 120_00


def test_every_source_is_asked() -> None:
    asked = [Asked(1, 0, 1000_00, 120_00)]
    every = limits(user={0: Limit(1000)}, agreement={0: Limit(500)}, price_type={0: Limit(1200)})
    assert [one.source for one in check_manual(every, asked)] == [USER, AGREEMENT]
    assert check_manual(ManualLimits(), asked) == ()


def test_a_price_group_has_a_limit_of_its_own() -> None:
    by_group = limits(price_type={0: Limit(1000), 3: Limit(0), 4: Limit(None)})
    asked = [Asked(at, group, 1000_00, 60_00) for at, group in enumerate((0, 3, 4, 9), start=1)]
    assert [one.line_no for one in check_manual(by_group, asked)] == [2]
    only = limits(user={3: Limit(100)})
    assert [one.line_no for one in check_manual(only, asked)] == [2]


def test_markups_have_a_limit_of_their_own() -> None:
    asked = [Asked(1, 0, 1000_00, -60_00)]
    over = check_manual(limits(user={0: Limit(0, 500)}), asked)
    assert [(one.markup, one.asked, one.limit) for one in over] == [(True, 600, 500)]
    assert check_manual(limits(user={0: Limit(0, 600)}), asked) == ()
    assert check_manual(limits(user={0: Limit(0)}), asked) == ()


def test_the_limit_rounded_half_up_is_within_it() -> None:
    assert check_manual(limits(user={0: Limit(1000)}), [Asked(1, 0, 5, 1)]) == ()
    assert len(check_manual(limits(user={0: Limit(1000)}), [Asked(1, 0, 5, 2)])) == 1
    assert len(check_manual(limits(user={0: Limit(0)}), [Asked(1, 0, 0, 2)])) == 1


def test_only_lines_with_manual_discounts_are_asked_about() -> None:
    given = manual("1 x 100 g3, 1 x 100", Manual(line_no=1, percent=1000))
    assert asked_of(given) == (Asked(1, 3, 100_00, 10_00),)
