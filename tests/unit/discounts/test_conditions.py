"""When a discount is given: every condition with what satisfies it and what does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.discounts.cart import Accumulation, CardFacts
from core.discounts.conditions import (
    Accumulated,
    Birthday,
    Check,
    ClientOf,
    HasCard,
    Hours,
    NoCard,
    OfGroup,
    OnSchedule,
    PaidBy,
    SaleTime,
    Volume,
    birthday_in,
)
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Comparison,
    Criterion,
    Period,
    Place,
    ScopeKind,
    Standing,
    Within,
)
from core.discounts.readiness import offered
from core.discounts.rulebook import Activity
from core.discounts.scopes import Scope
from tests.discount_trees import NOON, book, cart, group, off, percent, price, special

FRIDAY = 4
EVERY_DAY = frozenset(range(7))
GOLD = CardFacts(1, 4, dt.date(1990, 11, 22))
ALL_TIME = Accumulation(Accumulates.PARTNER, Period.ALL)


def holds(test: Check, text: str = "1 x 100", **facts: Any) -> bool:
    """Tell whether a discount with this condition is given on the first line."""
    return off(cart(text, **facts), percent(10, when=[test]))[0] > 0


@pytest.mark.parametrize(
    ("criterion", "comparison", "wanted", "expected"),
    [
        ("quantity", "ge", 5000, True),
        ("quantity", "gt", 5000, False),
        ("quantity", "eq", 5000, True),
        ("quantity", "lt", 5000, False),
        ("quantity", "le", 5000, True),
        ("sum", "ge", 800_00, True),
        ("sum", "ge", 800_01, False),
        ("items", "ge", 2, True),
        ("items", "ge", 3, False),
        ("items", "eq", 2, True),
        ("equal", "ge", 3000, True),
        ("equal", "ge", 4000, False),
    ],
)
def test_the_volume_of_a_sale(criterion: str, comparison: str, wanted: int, expected: bool) -> None:
    test = Volume(Criterion(criterion), Comparison(comparison), wanted)
    assert holds(test, "1 x 100 #7, 2 x 150 #7, 2 x 200 #8") is expected


def test_only_the_items_of_a_condition_are_measured() -> None:
    scope = Scope(ScopeKind.SEGMENT, frozenset({4}))
    test = Volume(Criterion.QUANTITY, Comparison.GE, 3000, scope=scope)
    assert not holds(test, "9 x 100, 2 x 100 s4")
    assert holds(test, "9 x 100, 3 x 100 s4")


def test_a_line_outside_the_items_of_a_condition_does_not_satisfy_it() -> None:
    scope = Scope(ScopeKind.SEGMENT, frozenset({4}))
    test = Volume(Criterion.QUANTITY, Comparison.GE, 3000, Within.LINE, scope)
    text = "9 x 100, 2 x 100 s4, 3 x 100 s4"
    assert off(text, percent(10, when=[test])) == [0, 0, 30_00]


@pytest.mark.parametrize("criterion", ["sum", "items", "equal", "quantity"])
def test_every_criterion_can_be_measured_by_line(criterion: str) -> None:
    wanted = {"sum": 250_00, "items": 1, "equal": 3000, "quantity": 3000}[criterion]
    test = Volume(Criterion(criterion), Comparison.GE, wanted, Within.LINE)
    given = off("2 x 100 #7, 3 x 100 #7", percent(10, when=[test]))
    assert given == ([20_00, 30_00] if criterion == "items" else [0, 30_00])


def test_purchases_of_a_partner_add_up() -> None:
    test = Accumulated(ALL_TIME, Comparison.GE, 1000_00)
    assert holds(test, partner_id=5, accumulated={ALL_TIME: 1000_00})
    assert not holds(test, partner_id=5, accumulated={ALL_TIME: 999_99})
    assert not holds(test, partner_id=5)
    assert not holds(test, accumulated={ALL_TIME: 1000_00})


def test_purchases_by_card_need_the_card() -> None:
    by_card = Accumulation(Accumulates.CARD, Period.YEAR)
    test = Accumulated(by_card, Comparison.GE, 1000_00)
    assert holds(test, card=GOLD, accumulated={by_card: 1000_00})
    assert not holds(test, accumulated={by_card: 1000_00})


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        (Period.ALL, dt.date.min, dt.date(2026, 11, 19)),
        (Period.MONTH, dt.date(2026, 11, 1), dt.date(2026, 11, 19)),
        (Period.LAST_MONTH, dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        (Period.QUARTER, dt.date(2026, 10, 1), dt.date(2026, 11, 19)),
        (Period.YEAR, dt.date(2026, 1, 1), dt.date(2026, 11, 19)),
        (Period.DAYS, dt.date(2026, 11, 10), dt.date(2026, 11, 19)),
    ],
)
def test_a_period_ends_the_day_before_the_sale(
    period: Period, since: dt.date, until: dt.date
) -> None:
    assert Accumulation(Accumulates.CARD, period, 10).bounds(NOON.date()) == (since, until)


@pytest.mark.parametrize(
    ("weekdays", "begin", "end", "at", "expected"),
    [
        ({FRIDAY}, 9 * 60, 13 * 60, "12:00", True),
        ({FRIDAY}, 12 * 60, 13 * 60, "12:00", True),
        ({FRIDAY}, 9 * 60, 12 * 60, "12:00", False),
        ({5}, 9 * 60, 13 * 60, "12:00", False),
        ({FRIDAY}, 22 * 60, 2 * 60, "23:30", True),
        ({FRIDAY}, 22 * 60, 2 * 60, "01:00", False),
        ({3}, 22 * 60, 2 * 60, "01:00", True),
        ({3}, 22 * 60, 2 * 60, "02:00", False),
        ({FRIDAY}, 0, 24 * 60, "23:59", True),
        ({6}, 22 * 60, 2 * 60, "01:00", False),
    ],
)
def test_hours_of_weekdays(
    weekdays: set[int], begin: int, end: int, at: str, expected: bool
) -> None:
    test = SaleTime((Hours(frozenset(weekdays), begin, end),))
    hour, minute = at.split(":")
    assert holds(test, now=NOON.replace(hour=int(hour), minute=int(minute))) is expected


def test_any_of_several_hours_will_do() -> None:
    test = SaleTime((Hours(EVERY_DAY, 0, 60), Hours(EVERY_DAY, 11 * 60, 13 * 60)))
    assert holds(test)


def test_the_form_of_payment_and_the_schedule() -> None:
    assert holds(PaidBy("cash"), payment_form="cash")
    assert not holds(PaidBy("cash"), payment_form="card")
    assert not holds(PaidBy("cash"))
    assert holds(OnSchedule(3), schedule_id=3)
    assert not holds(OnSchedule(3), schedule_id=4)


def test_a_card_of_a_kind_or_none_at_all() -> None:
    assert holds(HasCard(4), card=GOLD)
    assert holds(HasCard(0), card=GOLD)
    assert not holds(HasCard(5), card=GOLD)
    assert not holds(HasCard(0))
    assert holds(NoCard())
    assert not holds(NoCard(), card=GOLD)


def test_the_group_of_the_responsible_and_the_segment_of_the_client() -> None:
    assert holds(OfGroup("sales_manager"), user_groups=frozenset({"sales_manager"}))
    assert not holds(OfGroup("sales_manager"))
    assert holds(ClientOf(2), partner_segments=frozenset({1, 2}))
    assert not holds(ClientOf(2), partner_segments=frozenset({1}))


@pytest.mark.parametrize(
    ("before", "after", "on", "expected"),
    [
        (2, 0, "2026-11-20", True),
        (1, 0, "2026-11-20", False),
        (0, 0, "2026-11-22", True),
        (0, 3, "2026-11-25", True),
        (0, 3, "2026-11-26", False),
    ],
)
def test_days_around_a_birthday(before: int, after: int, on: str, expected: bool) -> None:
    assert holds(Birthday(before, after), card=GOLD, on=dt.date.fromisoformat(on)) is expected


def test_a_birthday_at_the_turn_of_the_year() -> None:
    born = CardFacts(1, 4, dt.date(1990, 1, 2))
    assert holds(Birthday(3, 0), card=born, on=dt.date(2026, 12, 31))
    born = CardFacts(1, 4, dt.date(1990, 12, 30))
    assert holds(Birthday(0, 3), card=born, on=dt.date(2027, 1, 2))


def test_a_birthday_of_29_february_is_kept_on_1_march() -> None:
    assert birthday_in(dt.date(2000, 2, 29), 2027) == dt.date(2027, 3, 1)
    assert birthday_in(dt.date(2000, 2, 29), 2028) == dt.date(2028, 2, 29)


def test_a_birthday_needs_a_card_with_an_owner() -> None:
    assert not holds(Birthday(400, 400))
    assert not holds(Birthday(400, 400), card=CardFacts(1, 4))


def test_all_conditions_must_hold() -> None:
    both = [PaidBy("cash"), HasCard(4)]
    assert off(cart("1 x 100", payment_form="cash", card=GOLD), percent(10, when=both)) == [10_00]
    assert off(cart("1 x 100", payment_form="cash"), percent(10, when=both)) == [0]
    assert off(cart("1 x 100", card=GOLD), percent(10, when=both)) == [0]


def test_a_restricted_discount_acts_only_where_it_was_switched_on() -> None:
    since = dt.date(2026, 11, 1)
    places = {
        Place.WAREHOUSE: {"warehouse_id": 3},
        Place.AGREEMENT: {"agreement_id": 3},
        Place.CARD_KIND: {"card": CardFacts(1, 3)},
    }
    for place, facts in places.items():
        on = Activity(place, 3, since, running=True)
        promo = percent(10, standing=Standing.RESTRICTED, activities=(on,))
        assert off(cart("1 x 100", **facts), promo) == [10_00]
        assert off("1 x 100", promo) == [0]
    assert off("1 x 100", percent(10, standing=Standing.RESTRICTED)) == [0]


def test_the_latest_switch_before_the_sale_counts() -> None:
    def switch(day: int, *, running: bool) -> Activity:
        return Activity(Place.WAREHOUSE, 3, dt.date(2026, 11, day), running=running)

    turns = (switch(20, running=False), switch(1, running=True), switch(25, running=True))
    promo = percent(10, standing=Standing.RESTRICTED, activities=turns)
    found = {
        day: off(cart("1 x 100", warehouse_id=3, on=dt.date(2026, 11, day)), promo)[0]
        for day in (1, 19, 20, 24, 25)
    }
    assert found == {1: 10_00, 19: 10_00, 20: 0, 24: 0, 25: 10_00}
    assert off(cart("1 x 100", warehouse_id=3, on=dt.date(2026, 10, 31)), promo) == [0]


def test_a_discount_holds_from_its_first_day_to_its_last() -> None:
    promo = percent(10, starts=dt.date(2026, 11, 20), ends=dt.date(2026, 11, 21))
    found = [off(cart("1 x 100", on=dt.date(2026, 11, day)), promo)[0] for day in range(19, 23)]
    assert found == [0, 10_00, 10_00, 0]


def test_a_discount_from_the_list_is_given_when_it_is_picked() -> None:
    promo = percent(10, assignment=Assignment.CHOSEN)
    barred = percent(20, assignment=Assignment.CHOSEN, when=[PaidBy("cash")])
    tree = group("sum", promo, barred)
    assert price("1 x 100", tree).total_minor == 100_00
    assert offered(cart("1 x 100"), book(tree)) == (promo,)
    assert offered(cart("1 x 100", payment_form="cash"), book(tree)) == (promo, barred)
    picked = cart("1 x 100", chosen=frozenset({promo.id, barred.id}))
    assert price(picked, tree).total_minor == 90_00


def test_a_rule_book_says_what_a_cart_should_carry() -> None:
    again = percent(1, when=[Accumulated(ALL_TIME, Comparison.GE, 5)])
    tree = group("sum", special(9), special(8), again, percent(2, when=again.conditions))
    rules = book(tree)
    assert rules.price_types() == {8, 9}
    assert rules.accumulations() == (ALL_TIME,)
    assert rules.find(again.id) is again
    assert rules.find(10**9) is None
