"""Orders of 10 and of 200 lines entered and posted with reserves: time, and statements sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from benchmarks.report import Progress, Report, median, timed
from benchmarks.trade import PIECE, Trade, found
from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.kernel.clock import SystemClock
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction

SHORT, LONG = 10, 200
ROUNDS = 30
WARM = 8
"""Orders of each length before anything is measured: psycopg prepares a statement at its sixth."""


def measure(database: Database, report: Report, tell: Progress, *, rounds: int = ROUNDS) -> None:
    """Add `post_*_ms` of both lengths, `post_growth`, and the statements of one posting.

    Args:
        database: an empty klad database.
    """
    clock = SystemClock()
    with transaction(database.sessions) as session:
        trade = found(session, LONG, check_picks=False, clock=clock)

    def entered(lines: int) -> int:
        new = _order(trade, lines)
        return run(database.sessions, lambda s: create_order(s, SYSTEM, new, clock=clock)).id

    def posted(order: int) -> None:
        run(database.sessions, lambda s: confirm_order(s, SYSTEM, order, clock=clock))

    entry: dict[int, list[float]] = {SHORT: [], LONG: []}
    posting: dict[int, list[float]] = {SHORT: [], LONG: []}
    warm = min(WARM, rounds)
    for turn in range(warm + rounds):
        tell(f"orders of {SHORT} and {LONG} lines posted, {turn} of {warm + rounds}")
        for lines in (SHORT, LONG):
            made: list[int] = []
            took = timed(lambda lines=lines, made=made: made.append(entered(lines)))  # type: ignore[misc]
            took_posting = timed(lambda made=made: posted(made[0]))  # type: ignore[misc]
            if turn >= warm:
                entry[lines].append(took)
                posting[lines].append(took_posting)
    for lines in (SHORT, LONG):
        report.latencies(f"post_{lines}", posting[lines])
        order = entered(lines)
        with counted(database) as count:
            posted(order)
            report.figures[f"post_statements_{lines}"] = count()
    report.figures["post_growth"] = round(median(posting[LONG]) / median(posting[SHORT]), 3)
    report.figures["enter_growth"] = round(median(entry[LONG]) / median(entry[SHORT]), 3)


def _order(trade: Trade, lines: int) -> NewOrder:
    return NewOrder(
        company_id=trade.company_id,
        partner_id=trade.partner_id,
        warehouse_id=trade.warehouse_id,
        price_type_id=trade.price_type_id,
        lines=tuple(
            OrderLine(item_id=item, quantity=PIECE, action=SupplyAction.RESERVE)
            for item in trade.item_ids[:lines]
        ),
    )


@contextmanager
def counted(database: Database) -> Iterator[Callable[[], int]]:
    """Yield a function that tells how many statements the client sent since."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield lambda: len(sent)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
