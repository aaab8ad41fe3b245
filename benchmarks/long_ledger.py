"""A ledger of a million entries: what is available now, and what there was at a past moment."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from benchmarks.hot_items import RECORDER
from benchmarks.report import Progress, Report, median, timed
from core import ledger
from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.stock.queries import availability

ENTRIES = 1_000_000
ITEMS = 20_000
ASKED = 1_000
DAYS = 365
LAST = date(2026, 11, 20)
ROUNDS = 15


def measure(database: Database, report: Report, tell: Progress) -> None:
    """Add `availability_ratio`, `past_balance_*_ms` and what they are compared with."""
    tell("a million entries")
    with transaction(database.sessions) as session:
        warehouse = _fill(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    tell("availability of 1 000 items")
    items = list(range(1, ITEMS + 1, ITEMS // ASKED))
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        _availability(session, warehouse, items, report)
        tell("balances of past moments")
        _past(session, warehouse, report)


def _fill(session: Session) -> int:
    """Write the entries by one INSERT: the trigger makes the balances of them."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    warehouse = Warehouse(code="BENCH", name="Bench")
    session.add(warehouse)
    session.flush()  # entries point to it
    document = session.connection().exec_driver_sql(RECORDER, ("million",)).scalar_one()
    session.execute(
        text(
            "INSERT INTO free_stock_entry (document_id, line, date, warehouse_id, item_id,"
            " variant_id, on_hand, reserved, earmarked, to_ship)"
            " SELECT :document, 1, CAST(:last AS date) - (:days - 1 - n * :days / :entries)::int,"
            " :warehouse, n % :items + 1, 0,"
            " CASE WHEN n < :items * 2 THEN 1000000 ELSE 1000 END, 0, 0, 0"
            " FROM generate_series(0, :entries - 1) n"
        ),
        {
            "document": document,
            "last": LAST,
            "days": DAYS,
            "entries": ENTRIES,
            "warehouse": warehouse.id,
            "items": ITEMS,
        },
    )
    return warehouse.id


def _availability(session: Session, warehouse: int, items: list[int], report: Report) -> None:
    balance = FREE_STOCK.balance
    rows = select(balance).where(
        balance.c.warehouse_id == warehouse, balance.c.item_id.in_(bindparam("i", expanding=True))
    )
    ours, floor = [], []
    availability(session, SYSTEM, warehouse, items)  # the first call pays for plans and caches
    session.execute(rows, {"i": items}).all()
    for _ in range(ROUNDS):
        floor.append(timed(lambda: session.execute(rows, {"i": items}).all()))
        ours.append(timed(lambda: availability(session, SYSTEM, warehouse, items)))
    report.latencies("availability", ours)
    report.latencies("balance_rows", floor)
    report.figures["availability_ratio"] = round(median(ours) / median(floor), 3)


def _past(session: Session, warehouse: int, report: Report) -> None:
    """A day back, a month back, a year back: the cost follows the entries after the moment."""
    for name, days in (("day", 1), ("month", 30), ("year", DAYS)):
        at = LAST - timedelta(days=days)
        took = [
            timed(lambda at=at: ledger.balance(session, FREE_STOCK, at=at, warehouse_id=warehouse))  # type: ignore[misc]
            for _ in range(3)
        ]
        after = session.execute(
            text("SELECT count(*) FROM free_stock_entry WHERE date > :at"), {"at": at}
        ).scalar_one()
        report.figures[f"past_balance_{name}_ms"] = round(median(took), 2)
        report.figures[f"past_balance_{name}_entries"] = after
    report.figures["past_balance_ms"] = report.figures["past_balance_day_ms"]
