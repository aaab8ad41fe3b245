"""The wind tunnel over frozen sales: what it adds up, who lost to whom, what it names."""

from __future__ import annotations

import datetime as dt

from core.discounts.kinds import ScopeKind
from core.discounts.manual import Limit, LimitSource, ManualLimits
from core.discounts.rulebook import Node
from core.discounts.scopes import Scope
from core.discounts.sold import PastSale, SoldLine
from core.discounts.tunnel import Trial
from core.discounts.tunnel_tally import Tally, TunnelReport
from tests.discount_trees import NOON, book, cart, group, percent, sum_document

UNKNOWN = ManualLimits()


def trial(before: Node, after: Node, *tried: int) -> Trial:
    """Return a trial of two trees."""
    return Trial(book(before), book(after), frozenset(tried))


def blown(
    of: Trial,
    *texts: str,
    costs: tuple[int | None, ...] | None = None,
    limits: ManualLimits = UNKNOWN,
) -> TunnelReport:
    """Return what a trial makes of sales written as carts; nothing was really taken off."""
    tally = Tally(of)
    for number, text in enumerate(texts, start=1):
        sold = cart(text)
        lines = tuple(
            SoldLine(one.line_no, one.item_id, one.quantity, one.price_minor, one.gross_minor)
            for one in sold.lines
        )
        sale = PastSale(
            source="sales_invoice",
            document_id=number,
            number=f"№ {number}",
            date=dt.date(2026, 11, number),
            moment=NOON,
            lines=lines,
        )
        known = costs if costs is not None else (None,) * len(lines)
        tally.take(sale, of.evaluate(sold), known, lambda: limits)
    return tally.report()


def test_a_new_discount_costs_what_it_takes_off() -> None:
    new = percent(10, name="New")
    found = blown(trial(group("max"), group("max", new), new.id), "2 x 100", "1 x 50, 1 x 30")
    assert (found.sales, found.lines, found.touched_sales, found.touched_lines) == (2, 3, 2, 3)
    assert (found.charged_minor, found.before_minor, found.after_minor) == (28000, 28000, 25200)
    assert (found.given_minor, found.effect_minor) == (2800, -2800)
    (row,) = found.discounts
    assert (row.name, row.tried, row.sales, row.lines) == ("New", True, 2, 3)
    assert [one.number for one in found.worst_sales] == ["№ 1", "№ 2"]
    assert [one.effect_minor for one in found.worst_sales] == [-2000, -800]
    assert [(one.number, one.line_no, one.effect_minor) for one in found.worst_lines] == [
        ("№ 1", 1, -2000),
        ("№ 2", 1, -500),
        ("№ 2", 2, -300),
    ]


def test_what_it_displaces_and_what_displaces_it_are_named() -> None:
    """Of two discounts the greater wins on every line: the other is a conflict, either way."""
    old, new = percent(5, {3: 20}, name="Old"), percent(10, name="New")
    of = trial(group("max", old), group("max", old, new, name="Base"), new.id)
    found = blown(of, "1 x 100, 1 x 200 g3")
    lost = {one.name: one for one in found.discounts}
    assert (lost["Old"].before_minor, lost["Old"].after_minor) == (4500, 4000)
    assert (lost["Old"].lost_minor, lost["Old"].lost_lines, lost["Old"].displaced_lines) == (
        500,
        1,
        1,
    )
    assert (lost["New"].before_minor, lost["New"].after_minor, lost["New"].gained_minor) == (
        0,
        1000,
        1000,
    )
    (winner,) = found.winners
    assert (winner.name, winner.group, winner.lines, winner.worth_minor) == (
        "Old",
        "Base",
        1,
        2000,
    )
    assert (found.given_minor, found.effect_minor) == (1000, -500)


def test_what_gives_less_without_being_displaced_is_told_apart() -> None:
    old, new = percent(10, name="Old"), percent(50, name="New")
    found = blown(trial(group("multiply", old), group("multiply", new, old), new.id), "1 x 100")
    lost = {one.name: one for one in found.discounts}["Old"]
    assert (lost.lost_minor, lost.lost_lines, lost.displaced_lines) == (500, 1, 0)
    assert found.winners == ()


def test_a_discount_that_loses_in_a_group_above_names_that_group() -> None:
    new, small, strong = percent(5, name="New"), percent(1, name="Small"), percent(20, name="Big")
    inner = group("max", new, small, name="Inner")
    of = trial(group("max", strong), group("max", strong, inner, name="Outer"), new.id)
    found = blown(of, "1 x 100")
    assert [(one.name, one.group, one.worth_minor) for one in found.winners] == [
        ("Big", "Outer", 500)
    ]
    assert (found.touched_sales, found.effect_minor) == (0, 0)


def test_margin_counts_only_lines_whose_cost_is_known() -> None:
    new = percent(30)
    found = blown(
        trial(group("max"), group("max", new), new.id), "1 x 100, 1 x 100", costs=(8000, None)
    )
    assert (found.cost_minor, found.uncosted_lines) == (8000, 1)
    assert (found.margin_before_minor, found.margin_after_minor) == (2000, -1000)
    assert (found.below_cost_sales, found.below_cost_lines) == (1, 1)
    first = found.worst_lines[0]
    assert (first.line_no, first.cost_minor, first.after_minor) == (1, 8000, 7000)


def test_what_was_below_cost_before_is_no_news() -> None:
    new = percent(30)
    found = blown(trial(group("max"), group("max", new), new.id), "1 x 100", costs=(10001,))
    assert (found.below_cost_sales, found.worst_sales[0].below_cost) == (0, 0)


def test_lines_beyond_what_may_be_given_by_hand_are_counted() -> None:
    limits = ManualLimits({LimitSource.PRICE_TYPE: {0: Limit(1500, 0), 3: Limit(None, 0)}})
    old, new = percent(10), percent(10)
    of = trial(group("sum", old), group("sum", old, new), new.id)
    found = blown(of, "1 x 100, 1 x 100 g3", limits=limits)
    assert (found.over_limit_sales, found.over_limit_lines) == (1, 1)
    assert found.worst_sales[0].over_limit == 1


def test_a_sale_in_which_nothing_differs_is_computed_once() -> None:
    old, new = percent(5), sum_document("10", scope=Scope(ScopeKind.SEGMENT, frozenset({7})))
    of = trial(group("sum", old), group("sum", old, new), new.id)
    first, second = of.evaluate(cart("1 x 100"))
    assert second is first
    first, second = of.evaluate(cart("1 x 100 s7"))
    assert (sum(first.charged), sum(second.charged)) == (9500, 8500)


def test_another_rule_of_a_group_is_a_trial_too() -> None:
    one, two = percent(10), percent(5)
    of = trial(group("max", one, two), group("sum", one, two))
    assert of.changed == frozenset()
    assert blown(of, "1 x 100").effect_minor == -500


def test_only_the_most_affected_are_named_and_all_are_counted() -> None:
    new = percent(10)
    of = trial(group("max"), group("max", new), new.id)
    tally = Tally(of)
    for number in range(1, 151):
        sold = cart(f"1 x {number}")
        sale = PastSale(
            source="s",
            document_id=number,
            number=str(number),
            date=NOON.date(),
            moment=NOON,
            lines=(SoldLine(1, 1, 1000, number * 100, number * 100),),
        )
        tally.take(sale, of.evaluate(sold), [None], lambda: UNKNOWN)
    found = tally.report()
    assert (found.touched_sales, len(found.worst_sales)) == (150, 100)
    assert (found.worst_sales[0].number, found.worst_sales[-1].number) == ("150", "51")
