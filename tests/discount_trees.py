"""Carts and trees of discounts in few words.

    priced = price("1 x 1000", max_(percent(10), percent(5), sum_line("70")))

Money is written in roubles, quantities in pieces, percentages as numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

from core.discounts.benefits import (
    Benefit,
    FreeUnits,
    Gift,
    Percent,
    Refined,
    RoundTotal,
    SpecialPrice,
    SumOnDocument,
    SumOnLine,
)
from core.discounts.cart import Cart, CartLine
from core.discounts.conditions import Condition
from core.discounts.engine import price_cart
from core.discounts.kinds import Compare, DiscountKind, JoinRule, RoundingMode
from core.discounts.priced import PricedCart
from core.discounts.rewards import BonusPercent, BonusSum, IssueCard, Message, Notice
from core.discounts.rulebook import Discount, Group, Node, RuleBook
from core.kernel.money import Money

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=3)))
"""A Friday."""

_ids = count(1)


def minor(roubles: str | int) -> int:
    """Return "70" or "-12.50" in kopecks."""
    return Money.parse(str(roubles)).minor


def hundredths(percents: str | float) -> int:
    """Return "12.5" per cent in hundredths."""
    return int(Decimal(str(percents)) * 100)


def pieces(text: str | int) -> int:
    """Return "0.5" pieces in thousandths."""
    return int(Decimal(str(text)) * 1000)


def cart(text: str, **facts: Any) -> Cart:
    """Return a cart of "2 x 100, 1.5 x 10.99": pieces x price; item, group, segments by marks.

    Marks: `#7` item 7, `g3` price group 3, `s4` segment 4, `p9=80` price 80 of price type 9.
    """
    lines = [_line(number, part) for number, part in enumerate(text.split(","), start=1)]
    facts.setdefault("on", NOON.date())
    facts.setdefault("now", NOON)
    return Cart(lines=tuple(lines), **facts)


def _line(number: int, text: str) -> CartLine:
    quantity, _, price, *marks = text.split()
    values: dict[str, Any] = {"item_id": number, "segments": set(), "prices": {}}
    for mark in marks:
        if mark[0] == "#":
            values["item_id"] = int(mark[1:])
        elif mark[0] == "g":
            values["price_group_id"] = int(mark[1:])
        elif mark[0] == "s":
            values["segments"].add(int(mark[1:]))
        elif mark[0] == "p":
            kind, _, amount = mark[1:].partition("=")
            values["prices"][int(kind)] = minor(amount)
    values["segments"] = frozenset(values["segments"])
    return CartLine(number, quantity=pieces(quantity), price_minor=minor(price), **values)


def leaf(kind: DiscountKind, benefit: Benefit | Notice, **facts: Any) -> Discount:
    """Return a discount with an id of its own, called by its kind unless named."""
    number = next(_ids)
    conditions = tuple(
        one if isinstance(one, Condition) else Condition(at, f"condition {at}", one)
        for at, one in enumerate(facts.pop("when", ()), start=1)
    )
    facts.setdefault("name", f"{kind.value} {number}")
    return Discount(id=number, kind=kind, benefit=benefit, conditions=conditions, **facts)


def _refined(general: int, by_group: Mapping[int, int]) -> Refined:
    return Refined(general, dict(by_group))


def percent(value: str | float, groups: Mapping[int, Any] | None = None, **f: Any) -> Discount:
    """Return a percentage off, with other values for price groups."""
    by_group = {group: hundredths(one) for group, one in (groups or {}).items()}
    return leaf(DiscountKind.PERCENT, Percent(_refined(hundredths(value), by_group)), **f)


def sum_line(value: str | int, groups: Mapping[int, Any] | None = None, **f: Any) -> Discount:
    """Return roubles off every line."""
    by_group = {group: minor(one) for group, one in (groups or {}).items()}
    return leaf(DiscountKind.SUM_LINE, SumOnLine(_refined(minor(value), by_group)), **f)


def sum_document(value: str | int, **f: Any) -> Discount:
    """Return roubles off the document."""
    return leaf(DiscountKind.SUM_DOCUMENT, SumOnDocument(minor(value)), **f)


def free_units(every: int, free: int = 1, **f: Any) -> Discount:
    """Return that of every so many pieces some are free."""
    return leaf(DiscountKind.QUANTITY, FreeUnits(every * 1000, free * 1000), **f)


def gift(quantity: str | int = 1, **f: Any) -> Discount:
    """Return pieces for nothing; `scope` says of what."""
    return leaf(DiscountKind.GIFT, Gift(pieces(quantity)), **f)


def special(price_type: int, **f: Any) -> Discount:
    """Return the price of another price type."""
    return leaf(DiscountKind.SPECIAL_PRICE, SpecialPrice(price_type), **f)


def rounding(precision: str, mode: str = "down", **f: Any) -> Discount:
    """Return rounding of the document."""
    return leaf(DiscountKind.ROUNDING, RoundTotal(minor(precision), RoundingMode(mode)), **f)


def message(text: str, **f: Any) -> Discount:
    """Return a message."""
    return leaf(DiscountKind.MESSAGE, Message(text), **f)


def card(kind: int, **f: Any) -> Discount:
    """Return a card to be issued."""
    return leaf(DiscountKind.ISSUE_CARD, IssueCard(kind), **f)


def bonus(value: str | int, programme: int = 1, **f: Any) -> Discount:
    """Return points for a percentage of what is charged."""
    return leaf(
        DiscountKind.BONUS_PERCENT, BonusPercent(programme, Refined(hundredths(value))), **f
    )


def bonus_sum(points: str | int, programme: int = 1, **f: Any) -> Discount:
    """Return points for the document."""
    return leaf(DiscountKind.BONUS_SUM, BonusSum(programme, minor(points)), **f)


def group(rule: str, *children: Node, compare: str = "line", name: str = "") -> Group:
    """Return a group."""
    number = next(_ids)
    return Group(
        id=number,
        name=name or f"{rule} {number}",
        rule=JoinRule(rule),
        compare=Compare(compare),
        children=children,
    )


def book(root: Node) -> RuleBook:
    """Return the rules of a tree; a single discount stands in a group that adds up."""
    return RuleBook(root if isinstance(root, Group) else group("sum", root))


def price(text: str | Cart, root: Node, **facts: Any) -> PricedCart:
    """Return a cart priced by a tree."""
    return price_cart(text if isinstance(text, Cart) else cart(text, **facts), book(root))


def off(text: str | Cart, root: Node, **facts: Any) -> list[int]:
    """Return what the tree takes off every line, in kopecks."""
    return [line.automatic_minor for line in price(text, root, **facts).lines]
