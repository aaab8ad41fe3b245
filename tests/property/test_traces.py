"""Explanations over generated carts and trees: every step can be read, in both languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.discounts.cart import Accumulation, CardFacts, Cart, Manual
from core.discounts.conditions import (
    Accumulated,
    Birthday,
    Check,
    ClientOf,
    Condition,
    HasCard,
    Hours,
    NoCard,
    OfGroup,
    OnSchedule,
    PaidBy,
    SaleTime,
    Volume,
)
from core.discounts.engine import evaluate
from core.discounts.explaining import explain
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Comparison,
    Criterion,
    Period,
    Standing,
    Within,
)
from core.discounts.rulebook import Discount, RuleBook
from core.kernel.trace import Trace
from tests.discount_trees import card, message
from tests.property.test_discounts import anything, carts, manuals, trees
from tui.flows.traces import trace_lines, trace_text, trace_texts, without_ignored
from tui.locale import use_language

PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
PAST, FUTURE = dt.date(2026, 1, 1), dt.date(2027, 1, 1)

checks: st.SearchStrategy[Check] = st.one_of(
    st.builds(
        Volume,
        st.sampled_from(Criterion),
        st.sampled_from(Comparison),
        st.integers(0, 20_000),
        st.sampled_from(Within),
    ),
    st.builds(
        Accumulated,
        st.builds(Accumulation, st.sampled_from(Accumulates), st.sampled_from(Period), st.just(9)),
        st.sampled_from(Comparison),
        st.integers(0, 5),
    ),
    st.just(SaleTime((Hours(frozenset({4, 5}), 9 * 60, 18 * 60),))),
    st.just(SaleTime((Hours(frozenset({0}), 22 * 60, 2 * 60),))),
    st.sampled_from([PaidBy("cash"), PaidBy("card"), OnSchedule(1, "30 / 70"), NoCard()]),
    st.sampled_from([HasCard(0), HasCard(1, "Gold"), HasCard(2, "Silver"), Birthday(3, 5)]),
    st.sampled_from([OfGroup("sales_manager"), OfGroup("shop 5"), ClientOf(1, "VIP")]),
)


def hung(leaf: Discount, several: Sequence[Check]) -> Discount:
    """Return the discount under conditions."""
    conditions = tuple(Condition(at, f"c{at}", one) for at, one in enumerate(several, start=1))
    return replace(leaf, conditions=conditions)


def dated(leaf: Discount, starts: dt.date | None, ends: dt.date | None) -> Discount:
    """Return the discount within dates."""
    return replace(leaf, starts=starts, ends=ends)


leaves = st.builds(
    dated,
    st.builds(
        replace,
        st.builds(
            hung,
            st.one_of(
                anything,
                st.just("hello").map(message),
                st.just(1).map(card),
            ),
            st.lists(checks, max_size=2),
        ),
        assignment=st.sampled_from([Assignment.AUTOMATIC] * 3 + [Assignment.CHOSEN]),
        standing=st.sampled_from([Standing.IN_FORCE] * 3 + [Standing.RESTRICTED]),
    ),
    st.sampled_from([None, None, PAST, FUTURE]),
    st.sampled_from([None, None, PAST, FUTURE]),
)

cards = st.sampled_from(
    [None, CardFacts(1, 1), CardFacts(1, 2, dt.date(1990, 11, 22)), CardFacts(1, 1, PAST)]
)


def explained(cart: Cart, rules: RuleBook) -> list[Trace]:
    """Return the explanation of every line."""
    found = evaluate(cart, rules)
    return [explain(found, line.line_no) for line in cart.lines]


@given(carts(3), trees(leaves), manuals, cards, st.sampled_from(["", "cash", "card"]))
def test_every_step_has_a_text_whose_places_are_its_facts(
    cart: Cart, rules: RuleBook, by_hand: list[Manual], shown: CardFacts | None, form: str
) -> None:
    cart = replace(
        cart,
        manual=tuple(by_hand),
        card=shown,
        payment_form=form,
        partner_id=1,
        user_groups=frozenset({"sales_manager"}),
    )
    known = trace_texts()
    for trace in explained(cart, rules):
        for _, step in trace.walk():
            assert step.code in known
            assert set(PLACE.findall(known[step.code].text)) <= set(step.facts), step.code


@given(carts(2), trees(leaves), cards, st.integers(40, 120))
def test_an_explanation_fits_the_width_and_hides_what_did_not_apply(
    cart: Cart, rules: RuleBook, shown: CardFacts | None, width: int
) -> None:
    for trace in explained(replace(cart, card=shown), rules):
        depth = max(depth for depth, _ in trace.walk())
        if depth * 2 + 24 < width - 12:
            assert all(len(text) <= width for text in trace_text(trace, width))
        kept, hidden = without_ignored(trace)
        assert not [step for _, step in kept.walk() if step.code.startswith("ignored-")]
        assert hidden <= len(list(trace.walk())) - len(list(kept.walk()))
        assert kept.amount == trace.amount


@pytest.mark.parametrize("code", sorted(trace_texts()))
def test_every_step_is_said_in_russian(code: str) -> None:
    step = Trace(code, {})
    said = []
    for language in ("en", "ru"):
        use_language(language)
        said.append(trace_lines(step)[0].text)
    use_language("en")
    assert said[0] != said[1]
