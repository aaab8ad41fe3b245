"""How many statements the life of an order takes, and many clients after the last units."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.fulfilment import picking
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship, unship
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.sales.errors import NotEnoughForLines
from core.sales.models import CustomerOrder
from core.sales.order_approval import confirm_order
from core.sales.orders import create_order
from core.sales.statuses import OrderStatus
from core.shipments.invoicing import invoice_from_shipped
from tests.integration.sales.trade import BOSS, Trade, build


@contextmanager
def _counted(session: Session, into: Counter[str], step: str) -> Iterator[None]:
    connection = session.connection()

    def count(*_: object) -> None:
        into[step] += 1

    event.listen(connection, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", count)


def _life(session: Session, trade: Trade, text: str, warehouse: str) -> Counter[str]:
    """Take one order from its making to its invoice; return statements per step."""
    steps: Counter[str] = Counter()
    clock = trade.clock
    with _counted(session, steps, "create"):
        order = create_order(session, BOSS, trade.new(text, warehouse=warehouse), clock=clock)
    with _counted(session, steps, "confirm"):
        confirm_order(session, BOSS, order.id, clock=clock)
    with _counted(session, steps, "expense order"):
        (made,) = create_outbound(
            session, BOSS, trade.warehouses[warehouse], clock=clock, order_ids=[order.id]
        )
    with _counted(session, steps, "release"):
        tasks = release(session, BOSS, made.id, clock=clock).tasks
    with _counted(session, steps, "pick"):
        for task in tasks:
            picking.take_all_as_planned(session, BOSS, task.id, clock=clock)
        if not tasks:
            picks_finished(session, BOSS, made.id, clock=clock)
    with _counted(session, steps, "ship"):
        ship(session, BOSS, made.id, clock=clock)
    with _counted(session, steps, "unship"):
        unship(session, BOSS, made.id, clock=clock)
    ship(session, BOSS, made.id, clock=clock)
    with _counted(session, steps, "invoice"):
        invoice_from_shipped(session, BOSS, made.id, clock=clock)
    return steps


def test_statements_do_not_depend_on_the_number_of_lines(session: Session, clock: Clock) -> None:
    """The same count for 10 and for 200 lines, step by step, with cells and without."""
    codes = [f"I{number}" for number in range(200)]
    trade = build(session, clock, ", ".join(f"{code} 50 @1.10" for code in codes))
    trade.put(session, ", ".join(f"A-01 {code} 50" for code in codes), "cells")
    trade.order(session, f"{codes[0]} 1", confirm=False)  # the discounts are read once and kept
    for warehouse in ("plain", "cells"):
        short = _life(session, trade, ", ".join(f"{c} 2" for c in codes[:10]), warehouse)
        long = _life(session, trade, ", ".join(f"{c} 3" for c in codes), warehouse)
        assert long == short, warehouse
    assert ledger.verify(session) == []


def test_eight_clients_are_promised_exactly_the_stock(database: Database, clock: Clock) -> None:
    """Sixteen orders of two for twenty-one pieces: ten are confirmed, nobody sees contention."""
    with transaction(database.sessions) as session:
        trade = build(session, clock, "GLOVES 21 @1")
        orders = [trade.order(session, "GLOVES 2", confirm=False) for _ in range(16)]
    outcomes: Counter[str] = Counter()
    guard = threading.Lock()
    together = threading.Barrier(8)

    def client(mine: list[int]) -> None:
        together.wait(30)
        for order in mine:
            try:
                run(
                    database.sessions,
                    lambda s, order=order: confirm_order(s, BOSS, order, clock=clock),
                )
                outcome = "promised"
            except NotEnough:
                outcome = "refused"
            with guard:
                outcomes[outcome] += 1

    threads = [threading.Thread(target=client, args=(orders[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert outcomes == {"promised": 10, "refused": 6}
    with transaction(database.sessions) as session:
        assert trade.free(session, "GLOVES") == (21, 0, 20)
        assert ledger.verify(session) == []


@pytest.mark.parametrize("action", ["ship", "reserve"])
def test_of_sixteen_clients_after_the_last_unit_exactly_one_has_it(
    fresh_database: Database, clock: Clock, action: str
) -> None:
    """The fifteen others are told the line, what it asks for and that nothing is left."""
    with transaction(fresh_database.sessions) as session:
        trade = build(session, clock, "GLOVES 1 @1")
        orders = [trade.order(session, f"GLOVES 1 {action}", confirm=False) for _ in range(16)]
    won: list[int] = []
    refused: list[tuple[object, ...]] = []
    together = threading.Barrier(16)

    def client(order: int) -> None:
        together.wait(30)
        try:
            run(fresh_database.sessions, lambda s: confirm_order(s, BOSS, order, clock=clock))
            won.append(order)
        except NotEnoughForLines as error:
            names = ("item", "line", "count", "asked", "available")
            refused.append(tuple(error.facts[name] for name in names))

    threads = [threading.Thread(target=client, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(won) == 1
    assert refused == [("Gloves", 1, 1, 1000, 0)] * 15
    with transaction(fresh_database.sessions) as session:
        held = (1, 1, 0) if action == "reserve" else (1, 0, 1)
        assert trade.free(session, "GLOVES") == held
        statuses = Counter(
            session.scalars(select(CustomerOrder.status).where(CustomerOrder.id.in_(orders)))
        )
        assert statuses == {OrderStatus.AGREEING: 15, OrderStatus.TO_FULFIL: 1}
        assert ledger.verify(session) == []
