"""Random managers and storekeepers against a small model of what was promised, ordered, shipped.

After every step the balances of the ledgers are those of the model, tables A and B agree, and the
books of cells sum to the books of the warehouse; at the end everything stored follows from facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

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
from core.fulfilment import picking
from core.fulfilment.checking import (
    Found,
    Shortage,
    cancel_check,
    check_scan,
    finish_check,
    start_check,
)
from core.fulfilment.errors import InvoicedAlready, NothingPicked
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound import (
    create_outbound,
    picks_finished,
    recall,
    reduce_outbound,
    release,
    ship,
    unship,
    withdraw_outbound,
)
from core.fulfilment.outbound_verification import outbound_tables
from core.fulfilment.statuses import OutboundStatus
from core.kernel.clock import FixedClock
from core.sales.confirming import withdraw_order
from core.sales.errors import NotEnoughForLines
from core.sales.models import CustomerOrder
from core.sales.order_approval import confirm_order
from core.sales.orders import set_actions
from core.sales.statuses import SupplyAction
from core.shipments.invoicing import invoice_from_shipped, unpost_invoice
from core.shipments.queries import mismatch_rows
from core.shipments.rules import BILLING
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK, IN_CELLS, ON_HAND
from tests.integration.sales.trade import BOSS, Trade, build

ITEMS = ("GLOVES", "MASK", "CAP")
WAREHOUSES = ("plain", "cells")
STOCK = 12

ACTIONS = [SupplyAction.SHIP, SupplyAction.SHIP, SupplyAction.RESERVE, SupplyAction.NONE]

Line = tuple[int, str]
"""(order, item)."""


def _has(*statuses: OutboundStatus) -> Callable[[Orders], bool]:
    """Return the precondition that some expense order stands there."""
    return lambda machine: any(
        one.status in statuses and one.ordered for one in machine.outbounds.values()
    )


@dataclass
class Order:
    """A customer order as the model knows it."""

    warehouse: str
    lines: dict[str, tuple[int, SupplyAction]]
    confirmed: bool = False


@dataclass
class Outbound:
    """An expense order as the model knows it."""

    warehouse: str
    status: OutboundStatus
    ordered: dict[Line, int]
    tasks: tuple[int, ...] = ()
    invoices: list[int] = field(default_factory=list)


class Orders(RuleBasedStateMachine):
    """Verbs of sales, fulfilment and shipments, one at a time."""

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
        self.orders: dict[int, Order] = {}
        self.outbounds: dict[int, Outbound] = {}
        self.on_hand = {(w, item): STOCK for w in WAREHOUSES for item in ITEMS}
        self.shipped: Counter[Line] = Counter()
        self.invoiced: Counter[Line] = Counter()

    def teardown(self) -> None:
        differences = ledger.verify(self.session)
        self.session.rollback()
        self.session.close()
        assert differences == []

    # What the model says

    def _disposed(self, line: Line) -> int:
        order = self.orders[line[0]]
        quantity, action = order.lines[line[1]]
        return quantity if order.confirmed and action is SupplyAction.SHIP else 0

    def _ordered(self, line: Line) -> int:
        return sum(one.ordered.get(line, 0) for one in self.outbounds.values())

    def _claimed(self, warehouse: str, item: str) -> tuple[int, int]:
        """Return (reserved, to ship)."""
        reserved = to_ship = 0
        for key, order in self.orders.items():
            if order.warehouse != warehouse or not order.confirmed or item not in order.lines:
                continue
            quantity, action = order.lines[item]
            if action is SupplyAction.RESERVE:
                reserved += quantity
            elif action is SupplyAction.SHIP:
                to_ship += quantity - self.shipped[(key, item)]
        return reserved, to_ship

    def _free(self, warehouse: str, item: str) -> int:
        return self.on_hand[(warehouse, item)] - sum(self._claimed(warehouse, item))

    def _some(self, data: st.DataObject, *statuses: OutboundStatus) -> int:
        found = [
            key for key, one in self.outbounds.items() if one.status in statuses and one.ordered
        ]
        return data.draw(st.sampled_from(found))

    # What people do

    @precondition(lambda self: len(self.orders) < 6)
    @rule(
        warehouse=st.sampled_from(WAREHOUSES),
        lines=st.dictionaries(
            st.sampled_from(ITEMS),
            st.tuples(st.integers(1, 4), st.sampled_from(ACTIONS)),
            min_size=1,
        ),
        company=st.sampled_from(["КЛ", "УП"]),
        at_once=st.sampled_from([True, True, False]),
    )
    def make_order(
        self,
        warehouse: str,
        lines: dict[str, tuple[int, SupplyAction]],
        company: str,
        at_once: bool,
    ) -> None:
        """Make an order, mostly confirmed at once."""
        text = ", ".join(
            f"{item} {quantity} {action}" for item, (quantity, action) in lines.items()
        )
        key = self.trade.order(
            self.session, text, confirm=False, company=company, warehouse=warehouse
        )
        self.orders[key] = Order(warehouse, dict(lines))
        if at_once:
            self._confirm(key)

    @precondition(lambda self: any(not one.confirmed for one in self.orders.values()))
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        self._confirm(
            data.draw(st.sampled_from([k for k, one in self.orders.items() if not one.confirmed]))
        )

    def _confirm(self, key: int) -> None:
        order = self.orders[key]
        enough = all(
            action is SupplyAction.NONE or quantity <= self._free(order.warehouse, item)
            for item, (quantity, action) in order.lines.items()
        )
        try:
            with self.session.begin_nested():
                confirm_order(self.session, BOSS, key, clock=self.clock)
            assert enough
            order.confirmed = True
        except NotEnoughForLines:
            assert not enough

    @precondition(lambda self: any(one.confirmed for one in self.orders.values()))
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        """Turn every line of a confirmed order into a disposition."""
        key = data.draw(st.sampled_from([k for k, one in self.orders.items() if one.confirmed]))
        order = self.orders[key]
        extra = {i: q for i, (q, a) in order.lines.items() if a is SupplyAction.NONE}
        enough = all(q <= self._free(order.warehouse, i) for i, q in extra.items())
        version = self.session.get_one(CustomerOrder, key, populate_existing=True).version
        actions = dict.fromkeys(range(1, len(order.lines) + 1), SupplyAction.SHIP)
        try:
            with self.session.begin_nested():
                set_actions(self.session, BOSS, key, version, actions, clock=self.clock)
            assert enough
            order.lines = {i: (q, SupplyAction.SHIP) for i, (q, _) in order.lines.items()}
        except NotEnoughForLines:
            assert not enough

    @precondition(lambda self: any(one.confirmed for one in self.orders.values()))
    @rule(data=st.data())
    def withdraw_order(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from([k for k, one in self.orders.items() if one.confirmed]))
        if any(line[0] == key for one in self.outbounds.values() for line in one.ordered):
            return
        withdraw_order(self.session, BOSS, key, clock=self.clock)
        self.orders[key].confirmed = False

    def _open_lines(self, warehouse: str) -> dict[Line, int]:
        found = {
            (key, item): self._disposed((key, item)) - self._ordered((key, item))
            for key, order in self.orders.items()
            if order.warehouse == warehouse
            for item in order.lines
        }
        return {line: quantity for line, quantity in found.items() if quantity}

    @precondition(lambda self: any(self._open_lines(name) for name in WAREHOUSES))
    @rule(data=st.data(), at_once=st.sampled_from([True, True, False]))
    def make_outbound(self, data: st.DataObject, at_once: bool) -> None:
        """One expense order over every disposition of a warehouse, mostly released at once."""
        warehouse = data.draw(st.sampled_from([n for n in WAREHOUSES if self._open_lines(n)]))
        ordered = self._open_lines(warehouse)
        (made,) = create_outbound(
            self.session,
            BOSS,
            self.trade.warehouses[warehouse],
            clock=self.clock,
            order_ids={key for key, _ in ordered},
            release_now=at_once,
        )
        tasks = tuple(task.id for task in made.tasks)
        self.outbounds[made.id] = Outbound(warehouse, made.status, ordered, tasks)

    @precondition(_has(*OutboundStatus))
    @rule(data=st.data(), steps=st.integers(1, 5), lost=st.sampled_from([0, 0, 1, 3]))
    def carry_on(self, data: st.DataObject, steps: int, lost: int) -> None:
        """Take an expense order some steps further, to the invoice at most."""
        key = self._some(data, *OutboundStatus)
        for _ in range(steps):
            match self.outbounds[key].status:
                case OutboundStatus.PREPARED:
                    self._release(key)
                case OutboundStatus.TO_PICK:
                    self._pick(key)
                case OutboundStatus.TO_CHECK:
                    self._check(key, lost)
                case OutboundStatus.TO_SHIP:
                    ship(self.session, BOSS, key, clock=self.clock)
                    self._move(self.outbounds[key], OutboundStatus.SHIPPED, 1)
                case _:
                    self._invoice(key)

    def _release(self, key: int) -> None:
        done = release(self.session, BOSS, key, clock=self.clock)
        one = self.outbounds[key]
        one.status, one.tasks = OutboundStatus.TO_PICK, tuple(task.id for task in done.tasks)

    def _pick(self, key: int) -> None:
        one = self.outbounds[key]
        for task in one.tasks:
            picking.take_all_as_planned(self.session, BOSS, task, clock=self.clock)
        if not one.tasks:
            picks_finished(self.session, BOSS, key, clock=self.clock)
        one.status = OutboundStatus.TO_CHECK

    def _check(self, key: int, lost: int) -> None:
        """Count everything but *lost* pieces of the first thing; a shortage reduces the order."""
        one = self.outbounds[key]
        card = start_check(self.session, BOSS, key, clock=self.clock)
        missing = min(lost * 1000, card.lines[0].expected)
        for at, line in enumerate(card.lines):
            quantity = line.expected - (missing if at == 0 else 0)
            if quantity:
                check_scan(
                    self.session,
                    BOSS,
                    key,
                    Found(line.item_id, quantity, line.variant_id),
                    clock=self.clock,
                )
        with suppress(NothingPicked), self.session.begin_nested():
            done = finish_check(
                self.session,
                BOSS,
                key,
                clock=self.clock,
                shortage=Shortage.REDUCE,
                target=OutboundStatus.TO_SHIP,
            )
            one.status = done.status
            self._cut(one, card.lines[0].item_id, missing // 1000)
            return
        cancel_check(self.session, BOSS, key, clock=self.clock, discard=True)

    def _invoice(self, key: int) -> None:
        one = self.outbounds[key]
        if not one.invoices:
            one.invoices = invoice_from_shipped(self.session, BOSS, key, clock=self.clock)
            self.invoiced.update(one.ordered)

    @precondition(_has(OutboundStatus.TO_PICK))
    @rule(data=st.data())
    def recall_and_withdraw(self, data: st.DataObject) -> None:
        """Take an order apart before anything was picked; one time in three."""
        if data.draw(st.integers(0, 2)):
            return
        key = self._some(data, OutboundStatus.TO_PICK)
        recall(self.session, BOSS, key, clock=self.clock)
        withdraw_outbound(self.session, BOSS, key, clock=self.clock)
        one = self.outbounds[key]
        one.status, one.ordered, one.tasks = OutboundStatus.PREPARED, {}, ()

    def _cut(self, one: Outbound, item_id: int, missing: int) -> None:
        """Take *missing* pieces from the last dispositions, as table A does."""
        (item,) = [name for name, known in self.trade.items.items() if known == item_id]
        for line in reversed([line for line in one.ordered if line[1] == item]):
            cut = min(missing, one.ordered[line])
            one.ordered[line] -= cut
            missing -= cut

    @precondition(_has(OutboundStatus.TO_SHIP))
    @rule(data=st.data(), item=st.sampled_from(ITEMS), left=st.integers(0, 4))
    def reduce(self, data: st.DataObject, item: str, left: int) -> None:
        """Somebody tells that there is less of an item, before it is shipped."""
        key = self._some(data, OutboundStatus.TO_SHIP)
        one = self.outbounds[key]
        had = sum(quantity for line, quantity in one.ordered.items() if line[1] == item)
        thing = {(self.trade.items[item], 0): left * 1000}
        with suppress(NothingPicked), self.session.begin_nested():
            reduce_outbound(self.session, BOSS, key, thing, clock=self.clock)
            self._cut(one, self.trade.items[item], max(had - left, 0))

    @precondition(_has(OutboundStatus.SHIPPED))
    @rule(data=st.data())
    def unship(self, data: st.DataObject) -> None:
        key = self._some(data, OutboundStatus.SHIPPED)
        one = self.outbounds[key]
        try:
            with self.session.begin_nested():
                unship(self.session, BOSS, key, clock=self.clock)
            assert not one.invoices
            self._move(one, OutboundStatus.TO_SHIP, -1)
        except InvoicedAlready:
            assert one.invoices

    def _move(self, one: Outbound, status: OutboundStatus, sign: int) -> None:
        one.status = status
        for line, quantity in one.ordered.items():
            self.shipped[line] += sign * quantity
            self.on_hand[(one.warehouse, line[1])] -= sign * quantity

    @precondition(lambda self: any(one.invoices for one in self.outbounds.values()))
    @rule(data=st.data())
    def take_invoices_back(self, data: st.DataObject) -> None:
        found = [key for key, one in self.outbounds.items() if one.invoices]
        one = self.outbounds[data.draw(st.sampled_from(found))]
        for invoice in one.invoices:
            unpost_invoice(self.session, BOSS, invoice, clock=self.clock)
        one.invoices = []
        self.invoiced.subtract(one.ordered)

    # What must always hold

    @invariant()
    def free_stock_is_the_model(self) -> None:
        kept = FREE_STOCK.balance.c
        rows = self.session.execute(
            select(kept.warehouse_id, kept.item_id, kept.on_hand, kept.reserved, kept.to_ship)
        )
        found = {(row[0], row[1]): tuple(value // 1000 for value in row[2:]) for row in rows}
        for (warehouse, item), on_hand in self.on_hand.items():
            key = (self.trade.warehouses[warehouse], self.trade.items[item])
            assert found[key] == (on_hand, *self._claimed(warehouse, item))
            assert self._free(warehouse, item) >= 0

    @invariant()
    def dispositions_are_the_model(self) -> None:
        kept = DISPOSITIONS.balance.c
        rows = self.session.execute(
            select(
                kept.item_id, *(func.sum(kept[name]) for name in DISPOSITIONS.measure_names)
            ).group_by(kept.item_id)
        )
        found = {row[0]: tuple(int(value) // 1000 for value in row[1:]) for row in rows}
        for item in ITEMS:
            lines = [(key, item) for key, order in self.orders.items() if item in order.lines]
            expected = (
                sum(self._disposed(line) for line in lines),
                sum(self._ordered(line) for line in lines),
                sum(self.shipped[line] for line in lines),
                sum(self.invoiced[line] for line in lines),
            )
            assert found.get(self.trade.items[item], (0, 0, 0, 0)) == expected

    @invariant()
    def tables_agree_and_statuses_are_the_model(self) -> None:
        found = self.session.execute(select(OutboundOrder.id, OutboundOrder.status))
        statuses = {row[0]: row[1] for row in found}
        assert outbound_tables(self.session) == []
        for key, one in self.outbounds.items():
            assert statuses[key] == one.status

    @invariant()
    def cells_sum_to_the_warehouse(self) -> None:
        in_cells = self.session.scalar(select(func.sum(IN_CELLS.balance.c.quantity)))
        on_hand = self.session.scalar(
            select(func.sum(ON_HAND.balance.c.quantity)).where(
                ON_HAND.balance.c.warehouse_id == self.trade.warehouses["cells"]
            )
        )
        assert in_cells == on_hand

    @invariant()
    def control_names_each_difference_once(self) -> None:
        for row in mismatch_rows(self.session, BOSS):
            assert len(row.labels & BILLING) == (0 if row.invoiced == row.shipped else 1)


def _drive(engine: Engine, clock: FixedClock, examples: int, *, derandomize: bool) -> None:
    with engine.connect() as connection, connection.begin() as outer:
        with Session(
            connection,
            join_transaction_mode="create_savepoint",
            autoflush=False,
            expire_on_commit=False,
        ) as session:
            goods = ", ".join(f"{item} {STOCK} @{at}.10" for at, item in enumerate(ITEMS, 1))
            trade = build(session, clock, goods, check_picks=True)
            trade.put(session, ", ".join(f"A-01 {item} {STOCK}" for item in ITEMS), "cells")
            session.commit()

        class Bound(Orders):
            pass

        Bound.connection = connection
        Bound.trade = trade
        run_state_machine_as_test(
            Bound,
            settings=settings(
                max_examples=examples,
                stateful_step_count=35,
                deadline=None,
                derandomize=derandomize,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        outer.rollback()


def test_the_books_follow_whatever_people_do(shared_engine: Engine, clock: FixedClock) -> None:
    """Random work keeps promises, stock, dispositions and invoices equal to the model."""
    _drive(shared_engine, clock, 12, derandomize=True)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_books_follow_for_a_long_time(shared_engine: Engine, clock: FixedClock) -> None:
    """The same, a new search every time."""
    _drive(shared_engine, clock, 200, derandomize=False)
