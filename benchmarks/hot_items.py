"""Sixteen clients reserving fifty hot items: contention through klad and through raw psycopg."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import date

import psycopg

from benchmarks.report import Progress, Report
from benchmarks.scratch import plain_url
from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.kernel.errors import Conflict, NotEnough
from core.stock.ledgers import FREE_STOCK

CLIENTS = 16
ITEMS = 50
LINES = 5
ON_HAND = 2_000_000
PIECE = 1_000
SECONDS = 4.0
TODAY = date(2026, 11, 20)

RECORDER = (
    "INSERT INTO document (type, series, year, number, number_text, date, author_id, status,"
    " version, posted, created_at, changed_at) VALUES ('bench', %s, 2026,"
    " nextval(pg_get_serial_sequence('document', 'id')), 'B', '2026-11-20', 0, 'done', 1, true,"
    " now(), now()) RETURNING id"
)


def measure(database: Database, report: Report, tell: Progress) -> None:
    """Add `per_second`, `oversold`, `lost`, `errors_shown` and the ratio to raw psycopg."""
    tell("16 clients on 50 hot items, klad")
    with transaction(database.sessions) as session:
        opening = session.connection().exec_driver_sql(RECORDER, ("open",)).scalar_one()
        rows = [
            {"line": item, "warehouse_id": 1, "item_id": item, "on_hand": ON_HAND}
            for item in range(1, ITEMS + 1)
        ]
        ledger.post(session, opening, TODAY, {FREE_STOCK: rows}, first_time=True)
    done, errors, seconds = _race(lambda client, stop: _klad_client(database, client, stop))
    with transaction(database.sessions) as session:
        balances = ledger.balance(session, FREE_STOCK, warehouse_id=1)
        report.figures["oversold"] = sum(1 for row in balances if row.on_hand < row.reserved)
        reserved = sum(row.reserved for row in balances)
        report.figures["lost"] = abs(done * LINES * PIECE - reserved) // PIECE
    report.figures["errors_shown"] = errors
    report.figures["per_second"] = round(done / seconds, 1)
    tell("16 clients on 50 hot items, raw psycopg")
    raw, _errors, raw_seconds = _raw_race(database)
    report.figures["raw_per_second"] = round(raw / raw_seconds, 1)
    report.figures["per_second_ratio_to_raw"] = round((done / seconds) / (raw / raw_seconds), 3)


def _race(client: Callable[[int, threading.Event], tuple[int, int]]) -> tuple[int, int, float]:
    results: list[tuple[int, int]] = []
    over = threading.Event()

    def work(number: int) -> None:
        results.append(client(number, over))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    over.wait(SECONDS)
    over.set()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    return sum(done for done, _ in results), sum(bad for _, bad in results), seconds


def _klad_client(database: Database, client: int, over: threading.Event) -> tuple[int, int]:
    dice = random.Random(client)
    done = errors = 0
    while not over.is_set():
        rows = [
            {"line": n, "warehouse_id": 1, "item_id": item, "reserved": PIECE}
            for n, item in enumerate(dice.sample(range(1, ITEMS + 1), LINES), 1)
        ]
        try:
            run(database.sessions, lambda session, rows=rows: _reserve(session, rows), attempts=10)  # type: ignore[misc]
            done += 1
        except NotEnough:
            continue
        except Conflict:
            errors += 1
    return done, errors


def _reserve(session: object, rows: list[dict[str, int]]) -> None:
    document = session.connection().exec_driver_sql(RECORDER, ("hot",)).scalar_one()  # type: ignore[attr-defined]
    ledger.post(session, document, TODAY, {FREE_STOCK: rows}, first_time=True)  # type: ignore[arg-type]


def _raw_race(database: Database) -> tuple[int, int, float]:
    """The floor: the same rows by hand: lock in key order, check, update, insert entries."""
    url = plain_url(database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE raw_balance (item bigint PRIMARY KEY, on_hand bigint, reserved bigint,"
            " CHECK (on_hand >= reserved))"
        )
        connection.execute(
            "CREATE TABLE raw_entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " document bigint, line int, item bigint, reserved bigint)"
        )
        connection.execute(
            "INSERT INTO raw_balance SELECT i, %s, 0 FROM generate_series(1, %s) i",
            (ON_HAND, ITEMS),
        )
    return _race(lambda client, over: _raw_client(url, client, over))


def _raw_client(url: str, client: int, over: threading.Event) -> tuple[int, int]:
    dice = random.Random(client)
    done = 0
    with psycopg.connect(url) as connection:
        while not over.is_set():
            items = sorted(dice.sample(range(1, ITEMS + 1), LINES))
            with connection.transaction():
                row = connection.execute(RECORDER, ("raw",)).fetchone()
                assert row is not None  # noqa: S101 - RETURNING always returns
                connection.execute(
                    "SELECT item FROM raw_balance WHERE item = ANY(%s) ORDER BY item FOR UPDATE",
                    (items,),
                )
                connection.execute(
                    "UPDATE raw_balance SET reserved = reserved + %s WHERE item = ANY(%s)",
                    (PIECE, items),
                )
                connection.execute(
                    "INSERT INTO raw_entry (document, line, item, reserved)"
                    " SELECT %s, 1, unnest(%s::bigint[]), %s",
                    (row[0], items, PIECE),
                )
            done += 1
    return done, 0
