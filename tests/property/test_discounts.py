"""Discounts over generated carts and trees: what holds whatever the rules (domain §10.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.discounts.benefits import Percent, Refined, SumOnDocument, SumOnLine
from core.discounts.cart import Cart, CartLine, Manual
from core.discounts.engine import evaluate, price_cart, priced
from core.discounts.explaining import explain
from core.discounts.kinds import Compare, DiscountKind, JoinRule, ScopeKind
from core.discounts.rulebook import Discount, Group, Node, RuleBook
from core.discounts.scopes import Scope
from tests.discount_trees import (
    NOON,
    bonus,
    bonus_sum,
    free_units,
    gift,
    leaf,
    percent,
    rounding,
    special,
    sum_document,
    sum_line,
)

SCOPES = [Scope(), *(Scope(ScopeKind.LIST, frozenset({item})) for item in (1, 2))]
scopes = st.sampled_from(SCOPES)
lines = st.builds(
    CartLine,
    line_no=st.just(0),
    item_id=st.integers(1, 3),
    quantity=st.integers(0, 12_000),
    price_minor=st.integers(0, 300_00),
    price_group_id=st.integers(0, 2),
    prices=st.sampled_from([{}, {9: 50_00}]),
)
manuals = st.lists(
    st.one_of(
        st.builds(Manual, percent=st.integers(0, 6_000)),
        st.builds(Manual, line_no=st.just(1), amount_minor=st.integers(0, 500_00)),
    ),
    max_size=2,
)


def numbered(several: Sequence[CartLine]) -> tuple[CartLine, ...]:
    """Return the lines with numbers of their own."""
    return tuple(replace(line, line_no=at) for at, line in enumerate(several, start=1))


def carts(most: int = 6) -> st.SearchStrategy[Cart]:
    """Return carts without discounts by hand."""
    return st.lists(lines, min_size=1, max_size=most).map(
        lambda several: Cart(lines=numbered(several), on=NOON.date(), now=NOON)
    )


def with_manual(cart: Cart, given_by_hand: Sequence[Manual]) -> Cart:
    """Return the cart with discounts by hand."""
    return replace(cart, manual=tuple(given_by_hand))


by_line = st.one_of(
    st.builds(percent, st.integers(0, 100), scope=scopes),
    st.builds(
        lambda value, own, scope: percent(value, {1: own}, scope=scope),
        st.integers(0, 100),
        st.integers(0, 100),
        scopes,
    ),
    st.builds(sum_line, st.integers(0, 200), scope=scopes),
    st.builds(free_units, st.integers(2, 4), scope=scopes),
)
"""Discounts that look at every line by itself, or at lines of one item."""

downward = st.one_of(
    by_line,
    st.builds(sum_document, st.integers(0, 400), scope=scopes),
    st.builds(gift, st.integers(1, 3), scope=scopes),
    st.just(1).map(lambda _: rounding("10")),
)
"""Discounts that never raise a price."""

anything = st.one_of(
    downward,
    st.builds(percent, st.integers(-50, -1), scope=scopes),
    st.builds(sum_line, st.integers(-50, -1), scope=scopes),
    st.builds(sum_document, st.integers(-50, -1), scope=scopes),
    st.just(9).map(special),
    st.just(1).map(lambda _: rounding("5", "up")),
    st.builds(bonus, st.integers(1, 10), scope=scopes),
    st.builds(bonus_sum, st.integers(1, 10), scope=scopes),
)


def trees(leaves: st.SearchStrategy[Discount], most: int = 10) -> st.SearchStrategy[RuleBook]:
    """Return trees of *leaves*, nested a few levels deep; every node has an id of its own."""
    nodes: st.SearchStrategy[Node] = st.recursive(
        leaves,
        lambda inner: st.builds(
            Group,
            id=st.just(0),
            name=st.just(""),
            rule=st.sampled_from(JoinRule),
            compare=st.sampled_from(Compare),
            children=st.lists(inner, min_size=1, max_size=4).map(tuple),
        ),
        max_leaves=most,
    )
    return nodes.map(lambda node: RuleBook(renumbered(grouped(node))))


def grouped(node: Node) -> Group:
    """Return the node as a root."""
    if isinstance(node, Group):
        return node
    return Group(id=0, name="", rule=JoinRule.SUM, children=(node,))


def renumbered(root: Group) -> Group:
    """Return the tree with ids 1, 2, 3, … for shrunk examples repeat leaves."""
    count = 0

    def again(node: Node) -> Node:
        nonlocal count
        count += 1
        mine = count
        if isinstance(node, Discount):
            return replace(node, id=mine, name=f"d{mine}")
        children = tuple(again(child) for child in node.children)
        return replace(node, id=mine, name=f"g{mine}", children=children)

    found = again(root)
    assert isinstance(found, Group)
    return found


@given(carts(), trees(downward), manuals)
def test_a_discount_is_at_least_nothing_and_at_most_the_line(
    cart: Cart, rules: RuleBook, by_hand: list[Manual]
) -> None:
    for line in price_cart(with_manual(cart, by_hand), rules).lines:
        assert 0 <= line.discount_minor <= line.gross_minor
        assert line.amount_minor == line.gross_minor - line.discount_minor


@given(carts(), trees(anything), manuals)
def test_the_decoded_list_of_every_line_adds_up_to_its_discount(
    cart: Cart, rules: RuleBook, by_hand: list[Manual]
) -> None:
    priced_cart = price_cart(with_manual(cart, by_hand), rules)
    sums = dict.fromkeys((line.line_no for line in priced_cart.lines), 0)
    for line_no, _, amount in priced_cart.part_rows():
        sums[line_no] += amount
    for line in priced_cart.lines:
        assert sums[line.line_no] == line.automatic_minor
        assert sum(amount for _, amount in priced_cart.parts_of(line.line_no)) == sums[line.line_no]


@given(carts(), trees(anything), manuals)
def test_the_x_ray_of_every_line_leads_to_what_is_charged(
    cart: Cart, rules: RuleBook, by_hand: list[Manual]
) -> None:
    """To the kopeck: the gross amount less every step that was given."""
    found = evaluate(with_manual(cart, by_hand), rules)
    for line in priced(found).lines:
        root = explain(found, line.line_no)
        assert root.amount == line.amount_minor
        steps = [step for _, step in root.walk()]
        given_off = sum(
            step.amount or 0
            for step in steps
            if step.code in {"given", "given-markup"} or step.code.startswith("manual-")
        )
        (gross,) = (step.amount for step in steps if step.code == "gross")
        assert (gross or 0) - given_off == line.amount_minor
        for step in steps:
            if step.code.startswith("group-") and step.amount is not None:
                assert step.amount == sum(child.amount or 0 for child in step.children)


@given(carts(), st.lists(downward, min_size=1, max_size=5), st.sampled_from(Compare))
def test_minimum_and_maximum_bound_every_child(
    cart: Cart, leaves: list[Discount], compare: Compare
) -> None:
    alone = [found for one in leaves if (found := _applied(cart, one)) is not None]
    if compare is Compare.DOCUMENT:
        alone = [{0: sum(found.values())} for found in alone]
    for rule, better in ((JoinRule.MIN, min), (JoinRule.MAX, max)):
        group = Group(id=0, name="", rule=rule, compare=compare, children=tuple(leaves))
        amounts = [line.automatic_minor for line in price_cart(cart, RuleBook(group)).lines]
        if compare is Compare.DOCUMENT:
            amounts = [sum(amounts)]
        for at, amount in enumerate(amounts):
            children = [found[at] for found in alone if at in found]
            assert amount == (better(children) if children else 0)


def _applied(cart: Cart, one: Discount) -> dict[int, int] | None:
    """Return line → amount of a discount by itself; None where it applies nowhere."""
    outcome = evaluate(cart, RuleBook(grouped(one))).money.children[0]
    places = range(len(cart.lines)) if outcome.lines is None else outcome.lines
    return dict(zip(places, outcome.values, strict=True)) or None


@given(carts(), st.lists(downward, min_size=2, max_size=5), st.sampled_from(Compare), st.data())
def test_the_order_of_children_does_not_matter_to_minimum_maximum_and_addition(
    cart: Cart, leaves: list[Discount], compare: Compare, data: st.DataObject
) -> None:
    leaves = [one for one in leaves if one.kind is not DiscountKind.ROUNDING]
    other = data.draw(st.permutations(leaves))
    for rule in (JoinRule.MIN, JoinRule.MAX, JoinRule.SUM):
        totals = []
        for order in (leaves, other):
            group = Group(id=0, name="", rule=rule, compare=compare, children=tuple(order))
            lines_priced = price_cart(cart, RuleBook(group)).lines
            if compare is Compare.DOCUMENT and rule is not JoinRule.SUM:
                totals.append([sum(line.automatic_minor for line in lines_priced)])
            else:
                totals.append([line.automatic_minor for line in lines_priced])
        assert totals[0] == totals[1]


@given(carts(), st.lists(st.integers(0, 100), min_size=2, max_size=6), st.data())
def test_the_order_of_percentages_changes_a_multiplication_by_rounding_only(
    cart: Cart, rates: list[int], data: st.DataObject
) -> None:
    """Each of n steps rounds once, by half a kopeck at most."""
    orders = (rates, data.draw(st.permutations(rates)))
    totals = []
    for order in orders:
        children = tuple(percent(rate) for rate in order)
        group = Group(id=0, name="", rule=JoinRule.MULTIPLY, children=children)
        totals.append([line.automatic_minor for line in price_cart(cart, RuleBook(group)).lines])
    for one, another in zip(*totals, strict=True):
        assert abs(one - another) <= len(rates)


plain_leaves = st.one_of(
    st.builds(percent, st.integers(-30, 120), scope=scopes),
    st.builds(sum_line, st.integers(-30, 200), scope=scopes),
)


@given(carts(4), trees(plain_leaves, 12))
def test_columns_agree_with_a_walk_over_one_line_at_a_time(cart: Cart, rules: RuleBook) -> None:
    """An engine written the slow way: one line, one node, one number."""
    rules = RuleBook(_by_lines(rules.root))
    for line, priced_line in zip(cart.lines, price_cart(cart, rules).lines, strict=True):
        assert priced_line.automatic_minor == (_slowly(rules.root, line, line.gross_minor) or 0)


def _by_lines(group: Group) -> Group:
    children = tuple(
        _by_lines(child) if isinstance(child, Group) else child for child in group.children
    )
    return replace(group, compare=Compare.LINE, children=children)


def _slowly(node: Node, line: CartLine, base: int) -> int | None:
    """Return what a node gives on a line; None where it does not apply."""
    if isinstance(node, Discount):
        if node.scope.ids and line.item_id not in node.scope.ids:
            return None
        return _value(node, line, base)
    total, rest, applied = 0, base, []
    for child in node.children:
        amount = _slowly(child, line, rest if node.rule is JoinRule.MULTIPLY else base)
        if amount is not None:
            applied.append(amount)
            total += amount
            rest -= amount
    if not applied:
        return None
    return {
        JoinRule.MIN: min(applied),
        JoinRule.MAX: max(applied),
        JoinRule.DISPLACE: applied[0],
        JoinRule.MULTIPLY: total,
        JoinRule.SUM: min(total, base),
    }[node.rule]


def _value(node: Discount, line: CartLine, base: int) -> int:
    benefit = node.benefit
    if isinstance(benefit, SumOnLine):
        return min(benefit.amount.general, base)
    assert isinstance(benefit, Percent)
    exact = base * abs(benefit.percent.of(line.price_group_id))
    amount = (exact + 5_000) // 10_000
    return min(amount, base) if benefit.percent.general >= 0 else -amount


@given(carts(), trees(anything))
def test_points_take_nothing_off_the_price(cart: Cart, rules: RuleBook) -> None:
    """And every point that is due is on some line."""
    priced_cart = price_cart(cart, rules)
    due = {one.discount_id: one.points for one in priced_cart.bonuses}
    rows: dict[int, int] = {}
    for _, discount, points in priced_cart.point_rows():
        rows[discount] = rows.get(discount, 0) + points
    assert due == rows
    assert priced_cart.total_minor == sum(line.amount_minor for line in priced_cart.lines)


@given(carts(), st.integers(1, 1_000_00))
def test_a_sum_of_the_document_is_spread_without_losing_a_kopeck(cart: Cart, value: int) -> None:
    one = leaf(DiscountKind.SUM_LINE, SumOnLine(Refined(0)))
    whole = sum(line.gross_minor for line in cart.lines)
    spread = replace(one, kind=DiscountKind.SUM_DOCUMENT, benefit=SumOnDocument(value))
    priced_cart = price_cart(cart, RuleBook(grouped(spread)))
    assert sum(line.automatic_minor for line in priced_cart.lines) == min(value, whole)
