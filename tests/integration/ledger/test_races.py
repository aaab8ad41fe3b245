"""Many writers, one stock: nothing oversold, nothing lost, no deadlock shown."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from core import ledger
from core.db.engine import Database
from core.db.postgres_process import wait_until
from core.db.unit_of_work import run, transaction
from core.kernel.errors import NotEnough
from core.stock.ledgers import IN_CELLS, ON_HAND
from tests.ledgers import goods, ledger_faults, recorder

TODAY = date(2026, 11, 20)
CLIENTS = 8
ITEMS = 6
EACH = 20


def test_eight_writers_in_any_order_take_exactly_what_there_is(database: Database) -> None:
    with transaction(database.sessions) as session:
        document = recorder(session)
        rows = [goods(item, 10_000) for item in range(1, ITEMS + 1)]
        ledger.post(session, document, TODAY, {ON_HAND: rows})
    taken = [0] * CLIENTS
    unexpected: list[BaseException] = []

    def take(client: int) -> None:
        dice = random.Random(client)
        for _ in range(EACH):
            items = dice.sample(range(1, ITEMS + 1), 3)

            def work(session: Session, items: list[int] = items) -> None:
                lines = [goods(item, -1000, line=n) for n, item in enumerate(items)]
                ledger.post(session, recorder(session), TODAY, {ON_HAND: lines}, first_time=True)

            try:
                run(database.sessions, work, attempts=8)
                taken[client] += 3000
            except NotEnough:
                continue
            except BaseException as error:  # noqa: BLE001 - a thread must report, not die silently
                unexpected.append(error)

    threads = [threading.Thread(target=take, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unexpected == []
    with transaction(database.sessions) as session:
        left = sum(row.quantity for row in ledger.balance(session, ON_HAND))
        assert left + sum(taken) == ITEMS * 10_000
        assert ledger_faults(session) == []


def test_two_writers_creating_the_same_balance_both_count(database: Database) -> None:
    start = threading.Barrier(4)

    def add() -> None:
        start.wait()
        with transaction(database.sessions) as session:
            key = {"cell_id": 77, "item_id": 5, "quantity": 1000}
            ledger.post(session, recorder(session), TODAY, {IN_CELLS: [key]}, first_time=True)

    def numbered_add() -> None:
        run(database.sessions, lambda _session: None)
        add()

    threads = [threading.Thread(target=numbered_add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with transaction(database.sessions) as session:
        rows = ledger.balance(session, IN_CELLS, cell_id=77)
        assert [row.quantity for row in rows] == [4000]


def at_once(database: Database, *works: Callable[[Session], None]) -> list[BaseException]:
    """Run *works*, each in a transaction that began before any of them wrote."""
    together = threading.Barrier(len(works))
    unexpected: list[BaseException] = []

    def one(work: Callable[[Session], None]) -> None:
        met = False

        def meet(session: Session) -> None:
            nonlocal met
            session.execute(text("SELECT 1"))
            if not met:
                met = True
                together.wait(60)
            work(session)

        try:
            run(database.sessions, meet, attempts=8)
        except BaseException as error:  # noqa: BLE001 - a thread must report, not die silently
            unexpected.append(error)

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return unexpected


def in_cell(cell: int, quantity: int) -> dict[str, int]:
    """Return an entry of IN_CELLS."""
    return {"cell_id": cell, "item_id": 5, "quantity": quantity}


def test_posting_one_document_anew_from_eight_places_counts_once(database: Database) -> None:
    """Without a lock on the recorder each would reverse the same old entries."""
    for round_no in range(5):
        cell = 1000 + round_no
        with transaction(database.sessions) as session:
            document = recorder(session)
            ledger.post(session, document, TODAY, {IN_CELLS: [in_cell(cell, 1000)]})

        def post(session: Session, document: int = document, cell: int = cell) -> None:
            ledger.post(session, document, TODAY, {IN_CELLS: [in_cell(cell, 4000)]})

        assert at_once(database, *[post] * 8) == []
        with transaction(database.sessions) as session:
            rows = ledger.balance(session, IN_CELLS, cell_id=cell)
            assert [row.quantity for row in rows] == [4000]


def test_what_is_appended_while_reversing_is_reversed_or_stays_but_never_half(
    database: Database,
) -> None:
    """Reversal waits for appends under way; what comes after it stands alone."""
    for round_no in range(5):
        cell = 2000 + round_no
        with transaction(database.sessions) as session:
            document = recorder(session)
            ledger.post(session, document, TODAY, {IN_CELLS: [in_cell(cell, 7000)]})

        def append(session: Session, document: int = document, cell: int = cell) -> None:
            ledger.append(session, document, TODAY, {IN_CELLS: [in_cell(cell, 1000)]})

        def reverse(session: Session, document: int = document) -> None:
            ledger.reverse(session, document)

        assert at_once(database, append, append, append, reverse, reverse) == []
        with transaction(database.sessions) as session:
            left = [row.quantity for row in ledger.balance(session, IN_CELLS, cell_id=cell)]
            assert left in ([0], [1000], [2000], [3000])
            assert ledger_faults(session) == []


def test_reversing_waits_for_an_append_under_way(database: Database) -> None:
    """The appender has written and not committed: its entry is reversed too."""
    with transaction(database.sessions) as session:
        document = recorder(session)
        ledger.post(session, document, TODAY, {IN_CELLS: [in_cell(3000, 7000)]})
    reversing = threading.Thread(
        target=lambda: run(
            database.sessions, lambda session: ledger.reverse(session, document), attempts=8
        )
    )
    with transaction(database.sessions) as appender:
        # Another cell, so that nothing but the document itself makes the reversal wait.
        ledger.append(appender, document, TODAY, {IN_CELLS: [in_cell(3001, 1000)]})
        reversing.start()
        with transaction(database.sessions) as watcher:
            assert wait_until(
                lambda: (
                    watcher.scalar(
                        text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    )
                    > 0
                ),
                30,
            )
    reversing.join()
    with transaction(database.sessions) as session:
        cells = ledger.balance(session, IN_CELLS, cell_id=[3000, 3001])
        assert [row.quantity for row in cells] == [0, 0]
