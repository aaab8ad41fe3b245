"""Orders priced by trees of discounts: what it costs, and that it grows in step with both.

No database: the cart is filled and the rules are loaded before, as at work they are kept. Every
discount of the tree applies: percentages, sums, values of price groups, segments, conditions of
quantity and of the client, five rules of joining nested in one another.
"""

from __future__ import annotations

import datetime as dt
import random
from functools import partial

from benchmarks.report import Progress, Report, percentile, timed
from core.discounts.benefits import Benefit, Percent, Refined, SumOnDocument, SumOnLine
from core.discounts.cart import Cart, CartLine
from core.discounts.conditions import Check, ClientOf, Condition, Volume
from core.discounts.engine import price_cart
from core.discounts.explaining import explain_line
from core.discounts.kinds import Comparison, Criterion, DiscountKind, JoinRule, ScopeKind
from core.discounts.rulebook import Discount, Group, RuleBook
from core.discounts.scopes import ANYTHING, Scope

LINES = (100, 1_000)
RULES = (5, 50)
ROUNDS = 60
WARM = 3
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
CLIENTS = 7
"""A segment of clients."""


def measure(report: Report, tell: Progress, *, rounds: int = ROUNDS) -> None:
    """Add `price_order_*`, `growth_lines`, `growth_rules`, `explain_line_*`."""
    carts = {count: cart_of(count) for count in LINES}
    books = {count: tree_of(count) for count in RULES}
    times: dict[tuple[int, int], list[float]] = {
        (lines, rules): [] for lines in LINES for rules in RULES
    }
    for turn in range(WARM + rounds):
        tell(f"orders of 100 and 1 000 lines, {turn} of {WARM + rounds}")
        for (lines, rules), taken in times.items():
            took = timed(partial(price_cart, carts[lines], books[rules]))
            if turn >= WARM:
                taken.append(took)
    most, least = (LINES[-1], RULES[-1]), (LINES[0], RULES[0])
    report.latencies("price_order", times[most])
    report.latencies("price_order_small", times[least])
    figures = report.figures
    figures["growth_lines"] = _growth(times[most], times[LINES[0], RULES[-1]])
    figures["growth_rules"] = _growth(times[most], times[LINES[-1], RULES[0]])
    explained = [
        timed(partial(explain_line, carts[LINES[-1]], books[RULES[-1]], line))
        for line in range(1, min(rounds, LINES[-1]) + 1)
    ]
    report.latencies("explain_line", explained)
    figures["rounding_lost"] = _lost(carts[LINES[-1]], books[RULES[-1]])


def _growth(large: list[float], small: list[float]) -> float:
    """Return how many times longer the large case takes, undisturbed by what runs beside."""
    return round(percentile(large, 10) / percentile(small, 10), 3)


def _lost(cart: Cart, rules: RuleBook) -> int:
    """Return by how many kopecks the decoded lists differ from what is charged: 0."""
    priced = price_cart(cart, rules)
    parts = sum(amount for _, _, amount in priced.part_rows())
    return abs(priced.gross_minor - parts - priced.total_minor)


def cart_of(lines: int) -> Cart:
    """Return an order of so many lines."""
    dice = random.Random(lines)
    return Cart(
        lines=tuple(
            CartLine(
                line_no=number,
                item_id=dice.randrange(1, 5_000),
                quantity=dice.randrange(1, 50) * 1_000,
                price_minor=dice.randrange(10_00, 5_000_00),
                price_group_id=dice.randrange(6),
                segments=frozenset({dice.randrange(4), 9}),
            )
            for number in range(1, lines + 1)
        ),
        on=NOON.date(),
        now=NOON,
        partner_segments=frozenset({CLIENTS}),
    )


def tree_of(rules: int) -> RuleBook:
    """Return a tree of so many discounts: five to a group, groups of every rule, in a root."""
    leaves = [_discount(number) for number in range(1, rules + 1)]
    groups = tuple(
        Group(
            id=1_000 + first,
            name=f"group {first}",
            rule=list(JoinRule)[first // 5 % len(JoinRule)],
            children=tuple(leaves[first : first + 5]),
        )
        for first in range(0, rules, 5)
    )
    return RuleBook(Group(id=0, name="", rule=JoinRule.MULTIPLY, children=groups))


def _discount(number: int) -> Discount:
    value = 50 + number * 3
    kinds: list[tuple[DiscountKind, Benefit]] = [
        (DiscountKind.PERCENT, Percent(Refined(value))),
        (DiscountKind.PERCENT, Percent(Refined(value, {1: 300, 2: 0}))),
        (DiscountKind.SUM_LINE, SumOnLine(Refined(value))),
        (DiscountKind.SUM_DOCUMENT, SumOnDocument(value * 100)),
        (DiscountKind.PERCENT, Percent(Refined(value))),
    ]
    kind, benefit = kinds[number % len(kinds)]
    checks: list[Check] = [
        Volume(Criterion.QUANTITY, Comparison.GE, 5_000),
        ClientOf(CLIENTS),
    ]
    scopes = (ANYTHING, ANYTHING, Scope(ScopeKind.SEGMENT, frozenset({number % 4, 9})))
    return Discount(
        id=number,
        name=f"discount {number}",
        kind=kind,
        benefit=benefit,
        scope=scopes[number % len(scopes)],
        conditions=(Condition(number, f"condition {number}", checks[number % len(checks)]),),
    )
