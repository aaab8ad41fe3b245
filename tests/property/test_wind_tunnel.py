"""The wind tunnel over generated carts and trees: what it takes over is what would be computed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.discounts.cart import Cart, Manual
from core.discounts.engine import evaluate, priced
from core.discounts.manual import ManualLimits
from core.discounts.rulebook import Discount, Group, Node, RuleBook
from core.discounts.sold import PastSale, SoldLine
from core.discounts.tunnel import Trial
from core.discounts.tunnel_tally import Tally
from tests.discount_trees import NOON
from tests.property.test_discounts import anything, carts, manuals, trees, with_manual

changes = st.tuples(st.integers(0, 20), st.one_of(st.none(), anything))
"""(which leaf, what stands there instead; None: nothing)."""


def changed(rules: RuleBook, change: tuple[int, Discount | None]) -> RuleBook:
    """Return the rules with one leaf replaced or taken out."""
    leaves = list(rules.leaves())
    wanted = leaves[change[0] % len(leaves)].id

    def again(node: Node) -> Node | None:
        if isinstance(node, Group):
            children = (again(child) for child in node.children)
            return replace(node, children=tuple(child for child in children if child is not None))
        if node.id != wanted:
            return node
        return None if change[1] is None else replace(change[1], id=wanted, name="other")

    root = again(rules.root)
    assert isinstance(root, Group)
    return RuleBook(root)


@given(carts(), trees(anything), changes, manuals)
def test_both_prices_are_those_that_each_tree_gives_alone(
    cart: Cart, rules: RuleBook, change: tuple[int, Discount | None], by_hand: list[Manual]
) -> None:
    cart = with_manual(cart, by_hand)
    other = changed(rules, change)
    found = Trial(rules, other, frozenset()).evaluate(cart)
    for evaluation, book in zip(found, (rules, other), strict=True):
        alone = priced(evaluate(cart, book))
        together = priced(evaluation)
        assert together.lines == alone.lines
        assert list(together.part_rows()) == list(alone.part_rows())
        if evaluation.rules is book:
            assert list(together.point_rows()) == list(alone.point_rows())


@given(carts(), trees(anything), changes)
def test_what_discounts_give_before_and_after_explains_the_effect(
    cart: Cart, rules: RuleBook, change: tuple[int, Discount | None]
) -> None:
    """Σ after − Σ before of all discounts is what customers pay less, to the kopeck."""
    trial = Trial(rules, changed(rules, change), frozenset())
    sale = PastSale(
        source="s",
        document_id=1,
        number="1",
        date=cart.on,
        moment=NOON,
        lines=tuple(
            SoldLine(one.line_no, one.item_id, one.quantity, one.price_minor, one.gross_minor)
            for one in cart.lines
        ),
    )
    tally = Tally(trial)
    tally.take(sale, trial.evaluate(cart), [None] * len(cart.lines), ManualLimits)
    found = tally.report()
    more = sum(one.after_minor - one.before_minor for one in found.discounts)
    assert more == -found.effect_minor
    assert all(
        one.after_minor - one.before_minor == one.gained_minor - one.lost_minor
        for one in found.discounts
    )
    assert sum(one.effect_minor for one in found.worst_lines) == found.effect_minor
