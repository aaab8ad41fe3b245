"""The ten computed states of 10 000 orders, in every of which there is something to be counted.

Orders of five lines: being agreed, waiting for money or goods, under way, gone, paid or not. What
their states follow from is read from lines, dispositions, payment stages and settlements.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.hot_items import RECORDER
from benchmarks.report import Progress, Report, timed
from benchmarks.trade import Trade, found
from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import SystemClock
from core.sales.rules import order_state
from core.sales.states import lock_orders, order_facts, refresh_states
from core.sales.statuses import OrderState

ORDERS = 10_000
ITEMS = 500
ROUNDS = 5


def measure(database: Database, report: Report, tell: Progress, *, orders: int = ORDERS) -> None:
    """Add `states_s`, `states_stored_s`, and how many orders and kinds of state there were.

    Args:
        database: an empty klad database.
    """
    tell(f"{orders} orders in ten states")
    with transaction(database.sessions) as session:
        trade = found(session, ITEMS, check_picks=False, clock=SystemClock())
        _fill(session, trade, orders)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    states: dict[int, OrderState] = {}

    def computed() -> None:
        with transaction(database.sessions) as session:
            states.update((order, order_state(facts)) for order, _, facts in order_facts(session))

    taken = []
    for turn in range(ROUNDS):
        tell(f"states of {orders} orders, round {turn + 1} of {ROUNDS}")
        taken.append(timed(computed))
    report.figures["states_s"] = round(min(taken) / 1000, 3)

    def stored() -> None:
        with transaction(database.sessions) as session:
            lock_orders(session, states)
            refresh_states(session, list(states))

    tell(f"states of {orders} orders, stored")
    report.figures["states_stored_s"] = round(timed(stored) / 1000, 3)
    report.figures["states_orders"] = len(states)
    report.figures["states_kinds"] = len(Counter(states.values()))


def _fill(session: Session, trade: Trade, orders: int) -> None:
    """Write orders by as few statements as there are tables; balances follow by triggers."""
    recorder = session.connection().exec_driver_sql(RECORDER, ("states",)).scalar_one()
    session.execute(text("SET LOCAL statement_timeout = 0"))
    facts = {
        "company": trade.company_id,
        "partner": trade.partner_id,
        "house": trade.warehouse_id,
        "kind": trade.price_type_id,
        "first_item": min(trade.item_ids),
        "items": len(trade.item_ids),
        "orders": orders,
        "recorder": recorder,
        "author": SYSTEM.user_id,
    }
    for statement in _ORDERS.split(";"):
        session.execute(text(statement), facts)


_ORDERS = """
INSERT INTO document (type, company_id, series, year, number, number_text, date, author_id, status,
    version, posted, created_at, changed_at, warehouse_id, partner_id)
SELECT 'customer_order', :company, 'T', 2026, n, 'T-' || n, DATE '2026-11-20', :author,
    CASE n % 10 WHEN 0 THEN 'agreeing' WHEN 9 THEN 'closed' ELSE 'to_fulfil' END,
    1, n % 10 > 0, now(), now(), :house, :partner
FROM generate_series(1, CAST(:orders AS int)) n;

INSERT INTO customer_order (document_id, price_type_id, total_minor, state)
SELECT id, :kind, 5 * 122000, CASE WHEN number % 20 = 0 THEN 'closed' ELSE 'awaiting_approval' END
FROM document WHERE type = 'customer_order' AND series = 'T';

INSERT INTO customer_order_line (document_id, line_no, item_id, warehouse_id, quantity,
    price_minor, vat_rate, amount_minor, vat_minor, action)
SELECT d.id, l, :first_item + (d.number * 7 + l) % CAST(:items AS int), :house, 10000, 12200, 2200,
    122000, 22000,
    CASE d.number % 10 WHEN 2 THEN 'none' WHEN 3 THEN 'reserve' WHEN 4 THEN 'demand'
        ELSE 'ship' END
FROM document d CROSS JOIN generate_series(1, 5) l
WHERE d.type = 'customer_order' AND d.series = 'T';

INSERT INTO dispositions_entry (document_id, line, date, disposition_line_id, item_id, variant_id,
    company_id, disposed, ordered, shipped, invoiced)
SELECT :recorder, l.id, d.date, l.id, l.item_id, 0, :company, l.quantity,
    CASE WHEN d.number % 10 BETWEEN 6 AND 9 THEN l.quantity ELSE 0 END,
    CASE WHEN d.number % 10 BETWEEN 7 AND 9 THEN l.quantity ELSE 0 END, 0
FROM customer_order_line l JOIN document d ON d.id = l.document_id
WHERE d.series = 'T' AND d.number % 10 BETWEEN 5 AND 9;

INSERT INTO payment_stage (document_id, line_no, kind, percent, amount_minor, due_on)
SELECT d.id, s, CASE s WHEN 1 THEN 'advance' WHEN 2 THEN 'prepayment' ELSE 'credit' END,
    CASE s WHEN 3 THEN 4000 ELSE 3000 END, CASE s WHEN 3 THEN 244000 ELSE 183000 END,
    d.date + s * 10
FROM document d CROSS JOIN generate_series(1, 3) s
WHERE d.type = 'customer_order' AND d.series = 'T';

INSERT INTO payment_plan_entry (document_id, line, date, object_id, currency, plan_id, order_id,
    stage_no, kind, due_on, due)
SELECT :recorder, s.id, d.date, d.id, 'RUB', d.id, d.id, s.line_no, s.kind, s.due_on,
    s.amount_minor
FROM payment_stage s JOIN document d ON d.id = s.document_id
WHERE d.series = 'T' AND d.number % 10 > 0;

INSERT INTO settlements_entry (document_id, line, date, company_id, legal_entity_id, contract_id,
    object_id, currency, charged, paid)
SELECT :recorder, d.id, d.date, :company, 0, 0, d.id, 'RUB', 0,
    CASE WHEN d.number % 10 IN (2, 3) THEN 183000 WHEN d.number % 10 < 8 THEN 366000
        ELSE 610000 END
FROM document d WHERE d.series = 'T' AND d.number % 10 > 1
"""
"""Of every ten, one is in each state; a stored state is right for one order of twenty."""
