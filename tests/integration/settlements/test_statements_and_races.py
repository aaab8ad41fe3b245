"""How many statements money takes, who is told of it, and eight clients after the last advance."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.kernel.clock import Clock
from core.kernel.errors import Refused
from core.settlements import locking
from core.settlements.locking import register_lock
from core.settlements.offsets import NewEntry, OffsetLine, enter_offset, post_entry
from core.settlements.payments import (
    enter_payment,
    enter_refund,
    post_payment,
    unpost_payment,
)
from core.settlements.proposals import Asked, propose
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import (
    counted,
    kopecks,
    new_payment,
    owed,
    paid,
    shipped,
)


def _life(session: Session, trade: Trade, orders: Collection[int]) -> Counter[str]:
    """Pay some orders by one payment; return statements per step."""
    steps: Counter[str] = Counter()
    clock = trade.clock
    new = new_payment(trade, str(10 * len(orders)), dict.fromkeys(orders, "10"))
    asked = Asked(
        company_id=new.company_id,
        partner_id=new.partner_id,
        amount_minor=new.amount_minor,
        on=clock.business_date(),
    )
    with counted(session, steps, "propose"):
        propose(session, BOSS, asked)
    with counted(session, steps, "enter"):
        payment = enter_payment(session, BOSS, new, clock=clock)
    with counted(session, steps, "post"):
        post_payment(session, BOSS, payment.id, clock=clock)
    with counted(session, steps, "unpost"):
        unpost_payment(session, BOSS, payment.id, clock=clock)
    return steps


def test_statements_do_not_depend_on_how_many_orders_are_paid(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 500 @10")
    orders = [trade.order(session, "GLOVES 1") for _ in range(60)]
    shipped(session, trade, *orders)
    few = _life(session, trade, orders[:2])
    many = _life(session, trade, orders)
    assert many == few
    assert max(many.values()) <= 40
    assert ledger.verify(session) == []


def test_an_invoice_of_many_orders_costs_no_more_than_of_two(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 500 @10")
    counts: Counter[str] = Counter()
    for step, size in (("few", 2), ("many", 40)):
        orders = [trade.order(session, "GLOVES 1") for _ in range(size)]
        with counted(session, counts, step):
            shipped(session, trade, *orders)
        assert [owed(session, order) for order in orders] == [("10", "0")] * size
    assert counts["many"] == counts["few"]


@pytest.fixture
def locked() -> Iterator[list[tuple[list[int], tuple[str, str]]]]:
    """Whatever is to be locked: which objects, and what is owed on the first then."""
    seen: list[tuple[list[int], tuple[str, str]]] = []
    register_lock("test", lambda session, of: seen.append((list(of), owed(session, min(of)))))
    yield seen
    del locking._LOCKS["test"]


def test_what_depends_on_a_payment_is_locked_before_the_ledgers(
    session: Session, clock: Clock, locked: list[tuple[list[int], tuple[str, str]]]
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    shipped(session, trade, order)
    assert locked == []
    payment = paid(session, trade, "120", {order: "120"})
    assert locked == [([order, payment.id], ("300", "0"))]
    locked.clear()
    unpost_payment(session, BOSS, payment.id, clock=clock)
    assert locked == [([order], ("180", "0"))]


def _together(database: Database, works: list[int], verb: object) -> Counter[str]:
    """Run `verb(session, key)` for every key from eight clients at once."""
    outcomes: Counter[str] = Counter()
    guard = threading.Lock()
    barrier = threading.Barrier(8)

    def client(mine: list[int]) -> None:
        barrier.wait(30)
        for key in mine:
            try:
                run(database.sessions, lambda s, key=key: verb(s, key))  # type: ignore[operator]
                outcome = "done"
            except Refused as refused:
                outcome = refused.code
            with guard:
                outcomes[outcome] += 1

    threads = [threading.Thread(target=client, args=(works[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def test_eight_clients_refund_no_more_than_was_paid_ahead(
    fresh_database: Database, clock: Clock
) -> None:
    """Sixteen refunds of 30 out of 100 paid ahead: three go, nobody sees contention."""
    with transaction(fresh_database.sessions) as session:
        trade = build(session, clock, "GLOVES 100 @10")
        order = trade.order(session, "GLOVES 30")
        paid(session, trade, "100", {order: "100"})
        refunds = [
            enter_refund(session, BOSS, new_payment(trade, "30", {order: "30"}), clock=clock).id
            for _ in range(16)
        ]
    outcomes = _together(
        fresh_database, refunds, lambda s, key: post_payment(s, BOSS, key, clock=clock)
    )
    assert outcomes == {"done": 3, "refund-exceeds": 13}
    with transaction(fresh_database.sessions) as session:
        assert owed(session, order) == ("0", "10")
        assert ledger.verify(session) == []


def test_eight_clients_offset_an_advance_once(fresh_database: Database, clock: Clock) -> None:
    """Sixteen offsets of 20 from an advance of 50 to a debt of 300: two go."""
    with transaction(fresh_database.sessions) as session:
        trade = build(session, clock, "GLOVES 100 @10")
        first = trade.order(session, "GLOVES 30")
        second = trade.order(session, "GLOVES 1")
        shipped(session, trade, first)
        paid(session, trade, "50", {second: "50"})
        entry = NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"])
        offsets = [
            enter_offset(
                session, BOSS, entry, [OffsetLine(second, first, kopecks("20"))], clock=clock
            ).id
            for _ in range(16)
        ]
    outcomes = _together(
        fresh_database, offsets, lambda s, key: post_entry(s, BOSS, key, clock=clock)
    )
    assert outcomes["done"] == 2
    assert sum(outcomes.values()) == 16
    with transaction(fresh_database.sessions) as session:
        assert owed(session, first) == ("260", "0")
        assert owed(session, second) == ("0", "10")
        assert ledger.verify(session) == []
