"""An order through create, reserve, pick, check and ship: the verbs against hand-written SQL.

Every verb runs in a transaction of its own, as at work. The reference (`reference.floor`) writes
the same rows, which is counted, by one multi-row statement per table in as many transactions, in a
database of its own: same tables, no triggers. Both take turns, so that both meet the same noise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.posting import counted
from benchmarks.reference.floor import Floor
from benchmarks.report import Progress, Report, median, timed
from benchmarks.scratch import plain_url
from benchmarks.trade import PIECE, Trade, found
from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.fulfilment import checking, outbound, picking
from core.fulfilment.check_rest import count_rest
from core.kernel.clock import SystemClock
from core.ledger.declaration import declared
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order, set_actions
from core.sales.statuses import SupplyAction

T = TypeVar("T")

ITEMS = 400
SHORT = 10
LONG = 200
ROUNDS = 60
LONG_ROUNDS = 7
WARM = 8
"""Lives before anything is measured: psycopg prepares a statement at its sixth use."""


class Life:
    """Takes orders from nothing to shipped by klad's verbs."""

    def __init__(self, database: Database, trade: Trade) -> None:
        self.database = database
        self.trade = trade
        self.clock = SystemClock()

    def live(self, lines: int) -> None:
        """Take an order of *lines* lines through its nine transactions."""
        trade, clock = self.trade, self.clock
        asked = tuple(
            OrderLine(item_id=item, quantity=PIECE, action=SupplyAction.RESERVE)
            for item in trade.item_ids[:lines]
        )
        new = NewOrder(
            company_id=trade.company_id,
            partner_id=trade.partner_id,
            warehouse_id=trade.warehouse_id,
            price_type_id=trade.price_type_id,
            lines=asked,
        )
        order = self._do(lambda session: create_order(session, SYSTEM, new, clock=clock))
        held = self._do(lambda session: confirm_order(session, SYSTEM, order.id, clock=clock))
        ship = dict.fromkeys(range(1, lines + 1), SupplyAction.SHIP)
        self._do(
            lambda session: set_actions(session, SYSTEM, order.id, held.version, ship, clock=clock)
        )
        (made,) = self._do(
            lambda session: outbound.create_outbound(
                session, SYSTEM, trade.warehouse_id, order_ids=[order.id], clock=clock
            )
        )
        (task,) = self._do(
            lambda session: outbound.release(session, SYSTEM, made.id, clock=clock)
        ).tasks
        self._do(lambda session: picking.take_all_as_planned(session, SYSTEM, task.id, clock=clock))
        self._do(lambda session: count_rest(session, SYSTEM, made.id, clock=clock))
        self._do(lambda session: checking.finish_check(session, SYSTEM, made.id, clock=clock))
        self._do(lambda session: outbound.ship(session, SYSTEM, made.id, clock=clock))

    def _do(self, verb: Callable[[Session], T]) -> T:
        return run(self.database.sessions, verb)


def measure(
    database: Database,
    bare: Database,
    report: Report,
    tell: Progress,
    *,
    rounds: int = ROUNDS,
    long_rounds: int = LONG_ROUNDS,
) -> None:
    """Add `order_*`, `floor_*`, `ratio_to_floor`, `statements_10`, `statements_200`, `growth_200`.

    Args:
        database: an empty klad database.
        bare: another one, for the floor; its ledgers lose their triggers.
    """
    clock = SystemClock()
    with transaction(database.sessions) as session:
        trade = found(session, ITEMS, check_picks=True, clock=clock)
    with transaction(bare.sessions) as session:
        found(session, ITEMS, check_picks=True, clock=clock)
        for ledger in declared():
            session.execute(text(f"DROP TRIGGER {ledger.name}_apply ON {ledger.entry.name}"))
    life = Life(database, trade)
    floor = Floor(plain_url(bare), trade, clock.business_date())
    try:
        tell("an order of 10 lines")
        report.figures["rows_klad"] = _rows_written(database, lambda: life.live(SHORT))
        report.figures["rows_floor"] = _rows_written(
            bare, lambda: floor.life(trade.item_ids[:SHORT])
        )
        for _ in range(WARM if rounds > WARM else 1):
            life.live(SHORT)
            floor.life(trade.item_ids[:SHORT])
        ours, theirs = [], []
        for turn in range(rounds):
            tell(f"an order of 10 lines, {turn} of {rounds}")
            ours.append(timed(lambda: life.live(SHORT)))
            theirs.append(timed(lambda: floor.life(trade.item_ids[:SHORT])))
        _long(database, report, tell, life, floor, rounds=long_rounds)
    finally:
        floor.close()
    report.latencies("order", ours)
    report.latencies("floor", theirs)
    report.figures["ratio_to_floor"] = round(median(ours) / median(theirs), 3)
    report.figures["growth_200"] = round(
        report.figures["order_200_p50_ms"] / report.figures["order_p50_ms"], 3
    )


def _long(
    database: Database, report: Report, tell: Progress, life: Life, floor: Floor, *, rounds: int
) -> None:
    tell("statements of an order")
    with counted(database) as count:
        life.live(SHORT)
        report.figures["statements_10"] = count()
    with counted(database) as count:
        life.live(LONG)
        report.figures["statements_200"] = count()
    ours, theirs = [], []
    for turn in range(rounds):
        tell(f"an order of 200 lines, {turn} of {rounds}")
        ours.append(timed(lambda: life.live(LONG)))
        theirs.append(timed(lambda: floor.life(life.trade.item_ids[:LONG])))
    report.latencies("order_200", ours)
    report.latencies("floor_200", theirs)


def rows_by_table(database: Database) -> dict[str, int]:
    """Return table → number of rows."""
    with transaction(database.sessions) as session:
        tables = session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).all()
        counted = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables)  # noqa: S608
        return {row[0]: row[1] for row in session.execute(text(counted))}


def _rows_written(database: Database, work: Callable[[], object]) -> int:
    before = rows_by_table(database)
    work()
    after = rows_by_table(database)
    return sum(after.values()) - sum(before.values())
