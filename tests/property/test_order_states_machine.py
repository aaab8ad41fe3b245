"""Random selling and paying: every state of every order follows from the facts, after every step.

Besides: stages of payment sum to the order, what is reserved never exceeds what lies there, and
paying moves no order back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from core import ledger
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from core.sales.closing import Cancelled, cancel_lines, close_order
from core.sales.confirming import reopen_order, withdraw_order
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.orders import OrderChanges, save_order, set_actions
from core.sales.staging import TypedStage
from core.sales.states import stored_states
from core.sales.statuses import OrderState, OrderStatus, SupplyAction
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_supply
from core.settlements.models import PaymentStage
from core.settlements.payments import unpost_payment
from core.stock.ledgers import FREE_STOCK
from core.supply.receiving import Came, receive
from core.terms.statuses import StageKind
from tests.integration.sales.test_supply import expect
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import paid, shipped

ITEMS = ("GLOVES", "MASK")
RANK = {state: at for at, state in enumerate(OrderState)}
"""The order of the list of states (domain §3.5)."""

shares = st.sampled_from([(30, 20, 50), (100, 0, 0), (0, 40, 60), (0, 0, 100), (10, 90, 0)])


class Selling(RuleBasedStateMachine):
    """Verbs of sales, settlements and supply; a refusal is undone whole, as the program does."""

    connection: Connection
    trade: Trade

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(
            self.connection,
            join_transaction_mode="create_savepoint",
            autoflush=False,
            expire_on_commit=False,
        )
        self.clock = self.trade.clock
        self.orders: list[int] = []
        self.payments: list[int] = []
        self.expected = expect(self.session, self.trade, "GLOVES 6 24, MASK 4 28")

    def teardown(self) -> None:
        differences = ledger.verify(self.session)
        self.session.rollback()
        self.session.close()
        assert differences == []

    def _try(self, do: Callable[[], object]) -> bool:
        """Do something; return whether it was allowed."""
        try:
            with self.session.begin_nested():
                do()
        except Refused:
            self.session.expire_all()
            return False
        return True

    def _order(self, data: st.DataObject) -> CustomerOrder:
        key = data.draw(st.sampled_from(self.orders))
        return self.session.get_one(CustomerOrder, key, populate_existing=True)

    @precondition(lambda self: len(self.orders) < 4)
    @rule(
        gloves=st.integers(1, 5),
        masks=st.integers(0, 4),
        percents=shares,
        action=st.sampled_from(["none", "reserve", "ship", "demand"]),
    )
    def take_order(
        self, gloves: int, masks: int, percents: tuple[int, int, int], action: str
    ) -> None:
        """Take an order with stages; lines of an order paid ahead begin with nothing asked."""
        text = f"GLOVES {gloves} {action}" + (f", MASK {masks} {action}" if masks else "")
        key = self.trade.order(self.session, text, confirm=False)
        stages = tuple(
            TypedStage(kind, percent * 100, date(2026, 12, 1))
            for kind, percent in zip(StageKind, percents, strict=True)
            if percent
        )
        version = self.session.get_one(CustomerOrder, key).version
        changes = OrderChanges(stages=stages)
        save_order(self.session, BOSS, key, version, changes, clock=self.clock)
        self.orders.append(key)
        self._try(lambda: confirm_order(self.session, BOSS, key, clock=self.clock))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), action=st.sampled_from(SupplyAction))
    def ask_for(self, data: st.DataObject, action: SupplyAction) -> None:
        """Set an action on every line."""
        order = self._order(data)
        lines = self.session.scalars(
            select(CustomerOrderLine.line_no).where(CustomerOrderLine.document_id == order.id)
        ).all()
        actions = dict.fromkeys(lines, action)
        self._try(
            lambda: set_actions(
                self.session, BOSS, order.id, order.version, actions, clock=self.clock
            )
        )

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), may_ship=st.booleans())
    def fill(self, data: st.DataObject, may_ship: bool) -> None:
        """Fill supply as proposed."""
        order = self._order(data)

        def do() -> None:
            proposed = propose_supply(self.session, BOSS, order.id, FillOptions(ship=may_ship))
            apply_supply(self.session, BOSS, proposed, clock=self.clock)

        self._try(do)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), share=st.sampled_from([10, 30, 50, 100]))
    def pay(self, data: st.DataObject, share: int) -> None:
        """Pay a part of an order: it never becomes less ready."""
        order = self._order(data)
        amount = max(order.total_minor * share // 100, 1)
        before = RANK[order.state]
        text = f"{amount // 100}.{amount % 100:02d}"
        made = paid(self.session, self.trade, text, {order.id: text})
        self.payments.append(made.id)
        assert RANK[self._state(order.id)] >= before

    def _state(self, order: int) -> OrderState:
        return self.session.get_one(CustomerOrder, order, populate_existing=True).state

    @precondition(lambda self: self.payments)
    @rule(data=st.data())
    def take_payment_back(self, data: st.DataObject) -> None:
        """Unpost a payment."""
        key = data.draw(st.sampled_from(self.payments))
        if self._try(lambda: unpost_payment(self.session, BOSS, key, clock=self.clock)):
            self.payments.remove(key)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), line=st.integers(1, 3), quantity=st.none() | st.integers(1, 3))
    def cancel(self, data: st.DataObject, line: int, quantity: int | None) -> None:
        """Cancel a line, or pieces of it."""
        order = self._order(data)
        given = Cancelled(line, quantity and quantity * 1000, reason="передумали")
        self._try(lambda: cancel_lines(self.session, BOSS, order.id, [given], clock=self.clock))

    @rule(line=st.integers(1, 2), quantity=st.integers(1, 4))
    def goods_come(self, line: int, quantity: int) -> None:
        """Receive what the supplier brings."""
        came = [Came(line, quantity * 1000)]
        self._try(lambda: receive(self.session, BOSS, self.expected, came, clock=self.clock))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        """Ship what may leave of an order, and bill it."""
        order = self._order(data)
        self._try(lambda: shipped(self.session, self.trade, order.id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), anyway=st.booleans())
    def end_or_begin_again(self, data: st.DataObject, anyway: bool) -> None:
        """Close an order, reopen a closed one, withdraw one or confirm it again."""
        order = self._order(data)
        if order.status == OrderStatus.CLOSED:
            self._try(lambda: reopen_order(self.session, BOSS, order.id, clock=self.clock))
        elif order.status == OrderStatus.AGREEING:
            self._try(lambda: confirm_order(self.session, BOSS, order.id, clock=self.clock))
        elif data.draw(st.booleans()):
            self._try(lambda: withdraw_order(self.session, BOSS, order.id, clock=self.clock))
        else:
            self._try(
                lambda: close_order(
                    self.session,
                    BOSS,
                    order.id,
                    clock=self.clock,
                    cancel_unprocessed=anyway,
                    reason="x",
                )
            )

    @invariant()
    def recomputed_is_stored(self) -> None:
        assert stored_states(self.session) == []

    @invariant()
    def stages_sum_to_the_order(self) -> None:
        stage = PaymentStage
        sums = self.session.execute(
            select(CustomerOrder.id, CustomerOrder.total_minor, func.sum(stage.amount_minor))
            .join(stage, stage.document_id == CustomerOrder.id)
            .group_by(CustomerOrder.id, CustomerOrder.total_minor)
        )
        assert [row for row in sums if row[1] != row[2]] == []

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        kept = FREE_STOCK.balance.c
        over = select(kept.item_id).where(
            kept.reserved + kept.earmarked + kept.to_ship > kept.on_hand
        )
        assert self.session.scalars(over).all() == []


def _drive(engine: Engine, clock: FixedClock, examples: int, *, derandomize: bool) -> None:
    with engine.connect() as connection, connection.begin() as outer:
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            trade = build(session, clock, "GLOVES 8 @99.90, MASK 5 @12.35")
            session.commit()

        class Bound(Selling):
            pass

        Bound.connection = connection
        Bound.trade = trade
        run_state_machine_as_test(
            Bound,
            settings=settings(
                max_examples=examples,
                stateful_step_count=30,
                deadline=None,
                derandomize=derandomize,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        outer.rollback()


def test_states_follow_from_the_facts_whatever_people_do(
    shared_engine: Engine, clock: FixedClock
) -> None:
    _drive(shared_engine, clock, 12, derandomize=True)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_states_follow_from_the_facts_for_a_long_time(
    shared_engine: Engine, clock: FixedClock
) -> None:
    _drive(shared_engine, clock, 200, derandomize=False)
