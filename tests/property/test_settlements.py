"""Money of settlements over generated debts and payments: none is made, none is lost."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.partners.calculation import CalculationOrder
from core.sales.rules import OrderFacts, order_state
from core.sales.statuses import OrderState, OrderStatus
from core.settlements.kinds import StageKind
from core.settlements.rules import (
    Due,
    Stage,
    aging,
    allocated,
    gates,
    net,
    offset,
    order_payment,
    overdue,
    reduced,
    spread,
)

START = date(2026, 1, 1)
days = st.one_of(st.none(), st.integers(0, 400).map(lambda n: START + timedelta(days=n)))
sums = st.integers(1, 10**9)
dues = st.lists(st.builds(Due, minor=sums, on=days), max_size=8)
paid = st.integers(0, 5 * 10**9)
stages = st.lists(
    st.builds(Stage, kind=st.sampled_from(StageKind), due=st.builds(Due, minor=sums, on=days)),
    max_size=6,
)
moves = st.lists(
    st.tuples(st.sampled_from(["charge", "pay"]), st.integers(1, 3), sums), max_size=12
)


@given(moves, st.randoms())
def test_debts_and_advances_do_not_depend_on_the_order_of_events(
    moves: list[tuple[str, int, int]], random: Random
) -> None:
    """Whatever is posted first, what is owed and held of an object is the same, never below 0."""

    def after(events: list[tuple[str, int, int]]) -> dict[int, tuple[int, int]]:
        kept = {key: [0, 0] for key in (1, 2, 3)}
        for kind, key, amount in events:
            kept[key][kind == "pay"] += amount
        found = {key: net(*pair) for key, pair in kept.items()}
        assert all(one.debt >= 0 and one.advance >= 0 for one in found.values())
        assert all(one.debt == 0 or one.advance == 0 for one in found.values())
        return {key: (one.debt, one.advance) for key, one in found.items()}

    shuffled = list(moves)
    random.shuffle(shuffled)
    assert after(moves) == after(shuffled)
    charged = sum(amount for kind, _, amount in moves if kind == "charge")
    came = sum(amount for kind, _, amount in moves if kind == "pay")
    left = after(moves).values()
    assert came - sum(advance for _, advance in left) == charged - sum(debt for debt, _ in left)


@given(dues, dues)
def test_an_offset_conserves_money_and_leaves_nothing_that_could_be_offset(
    debts: list[Due], advances: list[Due]
) -> None:
    """Σ payments = Σ offset + Σ advances left, and nothing goes below zero."""
    pairs = offset(debts, advances)
    moved = sum(one.minor for one in pairs)
    assert moved == min(sum(d.minor for d in debts), sum(a.minor for a in advances))
    for side, rows in (("debt", debts), ("advance", advances)):
        used = [0] * len(rows)
        for one in pairs:
            assert one.minor > 0
            used[getattr(one, side)] += one.minor
        assert all(part <= row.minor for part, row in zip(used, rows, strict=True))
        left = sum(row.minor for row in rows) - sum(used)
        assert left == sum(row.minor for row in rows) - moved


@given(dues, paid)
def test_what_is_paid_of_a_plan_is_all_of_it_and_the_oldest_first(
    plan: list[Due], amount: int
) -> None:
    parts = allocated(plan, amount)
    assert sum(parts) == min(amount, sum(due.minor for due in plan))
    assert all(0 <= part <= due.minor for part, due in zip(parts, plan, strict=True))
    for first, part in zip(plan, parts, strict=True):
        for later, other in zip(plan, parts, strict=True):
            if (first.on or date.max) < (later.on or date.max) and part < first.minor:
                assert other == 0


@given(dues, paid, st.integers(0, 400))
def test_aging_and_overdue_tell_the_same_debt(plan: list[Due], amount: int, number: int) -> None:
    on = START + timedelta(days=number)
    late, aged = overdue(plan, amount, on), aging(plan, amount, on)
    assert late.minor == aged.overdue
    assert late.minor + aged.not_due == max(sum(due.minor for due in plan) - amount, 0)
    assert (late.since is None) == (late.minor == 0) == (late.days == 0)


@given(stages, paid, st.integers(0, 10**9))
def test_paying_never_makes_an_order_less_ready(plan: list[Stage], amount: int, more: int) -> None:
    before, after = gates(plan, amount), gates(plan, amount + more)
    assert after.advance_left <= before.advance_left
    assert after.prepayment_left <= before.prepayment_left
    assert before.advance_left <= before.prepayment_left
    due = [stage.due for stage in plan]
    told = order_payment(due, [], amount, START), order_payment(due, [], amount + more, START)
    assert told[1].due_now_minor <= told[0].due_now_minor


@given(
    stages,
    paid,
    st.integers(0, 10**9),
    st.tuples(*[st.integers(0, 2)] * 4),
)
def test_paying_never_moves_the_state_of_an_order_back(
    plan: list[Stage], amount: int, more: int, lines: tuple[int, int, int, int]
) -> None:
    asked = dict.fromkeys(StageKind, 0)
    for stage in plan:
        asked[stage.kind] += stage.due.minor

    def state(paid_minor: int) -> OrderState:
        facts = OrderFacts(
            OrderStatus.TO_FULFIL,
            *lines,
            paid_minor=paid_minor,
            advance_minor=asked[StageKind.ADVANCE],
            prepayment_minor=asked[StageKind.PREPAYMENT],
            credit_minor=asked[StageKind.CREDIT],
        )
        return order_state(facts)

    order = list(OrderState)
    assert order.index(state(amount)) <= order.index(state(amount + more))


@given(sums, st.lists(st.builds(Due, minor=st.integers(0, 10**9), on=days), min_size=1, max_size=5))
def test_a_part_of_an_invoice_is_spread_over_its_stages_to_the_kopeck(
    amount: int, plan: list[Due]
) -> None:
    parts = spread(amount, plan)
    assert sum(part.minor for part in parts) == amount
    assert [part.on for part in parts] == [stage.on for stage in plan]
    assert all(part.minor >= 0 for part in parts)


@given(dues, paid)
def test_taking_off_and_covering_meet_in_the_middle(plan: list[Due], amount: int) -> None:
    """What is paid from the oldest and taken off from the newest leave nothing between them."""
    whole = sum(due.minor for due in plan)
    paid_part = allocated(plan, amount)
    taken = reduced(plan, max(whole - amount, 0))
    assert [a + b for a, b in zip(paid_part, taken, strict=True)] == [due.minor for due in plan]


def test_every_calculation_order_is_known() -> None:
    assert len(CalculationOrder) == 5
