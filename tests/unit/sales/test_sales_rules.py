"""Amounts and states of orders, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sales.rules import LineAmounts, OrderFacts, line_amounts, order_state, total
from core.sales.statuses import OrderState, OrderStatus

STATES = list(OrderState)


@pytest.mark.parametrize(
    ("price", "quantity", "rate", "includes_vat", "amount", "vat"),
    [
        (10000, 3000, 2200, True, 30000, 5410),
        (10000, 3000, 2200, False, 36600, 6600),
        (9999, 500, 1000, True, 5000, 455),
        (9999, 500, None, True, 5000, 0),
        (9999, 500, None, False, 5000, 0),
        (100, 1, 2200, True, 0, 0),
        (10000, 1000, 0, False, 10000, 0),
    ],
)
def test_line_amounts(
    price: int, quantity: int, rate: int | None, includes_vat: bool, amount: int, vat: int
) -> None:
    """forms.md §1.3: 100.00 × 3 at 22 % inside is 300.00 with VAT 54.10."""
    found = line_amounts(price, quantity, rate, includes_vat=includes_vat)
    assert found == LineAmounts(amount, vat)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**7),
            st.integers(1, 10**6),
            st.sampled_from([None, 0, 500, 1000, 2200]),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_totals_are_sums_of_rounded_lines(lines: list[tuple[int, int, int | None, bool]]) -> None:
    """No kopeck is lost, VAT never exceeds its amount."""
    amounts = [line_amounts(p, q, r, includes_vat=i) for p, q, r, i in lines]
    whole = total(amounts)
    assert whole.amount == sum(line.amount for line in amounts)
    assert 0 <= whole.vat <= whole.amount


def _facts(**given_facts: object) -> OrderFacts:
    values: dict[str, object] = {
        "status": OrderStatus.TO_FULFIL,
        "idle": 0,
        "awaiting": 0,
        "unshipped": 0,
        "started": 0,
    }
    return OrderFacts(**(values | given_facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"status": OrderStatus.AGREEING, "unshipped": 1}, OrderState.AWAITING_APPROVAL),
        ({"advance_minor": 10, "unshipped": 1, "idle": 1}, OrderState.AWAITING_ADVANCE),
        ({"idle": 1, "unshipped": 2, "started": 1}, OrderState.READY_TO_SUPPLY),
        ({"unshipped": 1, "prepayment_minor": 5}, OrderState.AWAITING_PREPAYMENT),
        ({"unshipped": 1, "awaiting": 1, "prepayment_minor": 5}, OrderState.AWAITING_SUPPLY),
        ({"unshipped": 1}, OrderState.READY_TO_SHIP),
        ({"unshipped": 1, "started": 1}, OrderState.SHIPPING),
        ({"started": 2, "credit_minor": 5, "paid_minor": 4}, OrderState.AWAITING_PAYMENT),
        ({"started": 2, "credit_minor": 5, "paid_minor": 5}, OrderState.READY_TO_CLOSE),
        ({"status": OrderStatus.CLOSED, "unshipped": 1}, OrderState.CLOSED),
    ],
)
def test_each_state_of_the_list(facts: dict[str, object], state: OrderState) -> None:
    """Domain §3.5, row by row."""
    assert order_state(_facts(**facts)) is state


@given(
    st.builds(
        OrderFacts,
        status=st.sampled_from(OrderStatus),
        idle=st.integers(0, 2),
        awaiting=st.integers(0, 2),
        unshipped=st.integers(0, 2),
        started=st.integers(0, 2),
        paid_minor=st.integers(0, 30),
        advance_minor=st.integers(0, 10),
        prepayment_minor=st.integers(0, 10),
        credit_minor=st.integers(0, 10),
    ),
    st.integers(1, 30),
)
def test_paying_never_makes_an_order_less_ready(facts: OrderFacts, more: int) -> None:
    """Domain §10.2-5: gates are monotone in what was paid."""
    paid = replace(facts, paid_minor=facts.paid_minor + more)
    assert STATES.index(order_state(paid)) >= STATES.index(order_state(facts))
