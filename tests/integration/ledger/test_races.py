"""Many writers, one stock: nothing oversold, nothing lost, no deadlock shown."""

from __future__ import annotations

import random
import threading
from datetime import date

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.kernel.errors import NotEnough
from core.stock.ledgers import IN_CELLS, ON_HAND
from tests.ledgers import goods, recorder

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

            def work(session: object, items: list[int] = items) -> None:
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
        assert ledger.verify(session) == []


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
