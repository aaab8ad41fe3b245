"""`klad bench scan`: from the bytes of a gun to the painted verdict, and bursts.

A real `klad handheld` on a real pty at 26x20: raw bytes in, a terminal emulator out. Each scan is
journalled and committed before it is painted. The reference, a stock Textual application that looks
the same code up and writes nothing, takes turns with it in the same run.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from benchmarks.report import Progress, Report, median, percentile
from benchmarks.scratch import plain_url, scratch_database
from benchmarks.terminal import Terminal
from benchmarks.trade import PIECE, Trade, found
from core.access.actor import SYSTEM
from core.access.roles import Role
from core.access.users import create_user
from core.db.engine import Database
from core.db.unit_of_work import run as in_transaction
from core.db.unit_of_work import transaction
from core.fulfilment import outbound
from core.fulfilment.task_models import PickTaskLine, ScanEvent
from core.kernel.clock import SystemClock
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order

SIZE = (26, 20)
SCANS = 300
WARM = 12
BURST_LINES = 100
"""Each is three codes: the cell, the item, the shipping cell."""
CLOCK = SystemClock()


@dataclass
class Measured:
    """What one terminal showed."""

    latencies_ms: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def run(tell: Progress, *, scans: int = SCANS, burst_lines: int = BURST_LINES) -> Report:
    """Measure and return the figures."""
    report = Report("scan")
    with scratch_database() as database, tempfile.TemporaryDirectory() as folder:
        trade = _seed(database, burst_lines)
        environment = _environment(database, folder)
        many = _task(database, trade, [(trade.item_ids[0], 100_000 * PIECE)])
        _latency(report, tell, environment, trade, scans, many)
        lines = [(item, PIECE) for item in trade.item_ids[1:]]
        task = _task(database, trade, lines)
        _burst(report, tell, database, environment, trade, task)
    return report


def _seed(database: Database, burst_lines: int) -> Trade:
    with transaction(database.sessions) as session:
        trade = found(session, burst_lines + 1, check_picks=False, clock=CLOCK)
        for login in ("steady", "burst"):
            create_user(
                session,
                SYSTEM,
                login=login,
                name=login.capitalize(),
                password=secrets.token_urlsafe(),
                roles=[Role.STOREKEEPER],
                warehouses=None,
                companies=None,
            )
    return trade


def _environment(database: Database, folder: str) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "KLAD_LANGUAGE": "en",
        "KLAD_DATA_DIR": folder,
        "KLAD_DATABASE_URL": plain_url(database),
    }


def _task(database: Database, trade: Trade, lines: Sequence[tuple[int, int]]) -> int:
    """Make an order of (item, thousandths), released to picking; return its pick task."""
    new = NewOrder(
        company_id=trade.company_id,
        partner_id=trade.partner_id,
        warehouse_id=trade.warehouse_id,
        price_type_id=trade.price_type_id,
        lines=tuple(OrderLine(item_id=item, quantity=quantity) for item, quantity in lines),
    )
    sessions = database.sessions
    order = in_transaction(sessions, lambda s: create_order(s, SYSTEM, new, clock=CLOCK))
    in_transaction(sessions, lambda s: confirm_order(s, SYSTEM, order.id, clock=CLOCK))
    (made,) = in_transaction(
        sessions,
        lambda s: outbound.create_outbound(
            s, SYSTEM, trade.warehouse_id, order_ids=[order.id], release_now=True, clock=CLOCK
        ),
    )
    return made.tasks[0].id


def _latency(
    report: Report,
    tell: Progress,
    environment: Mapping[str, str],
    trade: Trade,
    scans: int,
    task: int,
) -> None:
    """Scan one item again and again on both, in turns, each scan painted before the next."""
    del task  # the only one there is: the first row of the list
    code = f"{trade.codes[0]}\r".encode()
    address = environment["KLAD_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
    handheld = _open(environment, "steady")
    stock = Terminal(
        [sys.executable, "-m", "benchmarks.reference.stock", address], *SIZE, environment
    )
    try:
        _step(handheld, b"1", "MY TASKS")
        _step(handheld, b"1", "SCAN LOCATION")
        _step(handheld, f"{trade.cell_codes[0]}\r".encode(), "SCAN ITEM")
        _step(handheld, code, "QUANTITY")
        stock.wait(lambda text: "Item" in text)
        stock.settle()
        ours, theirs = Measured(), Measured()
        busy = []
        for turn in range(1, WARM + scans + 1):
            tell(f"scan {turn} of {WARM + scans}")
            if turn == WARM + 1:
                ours, theirs = Measured(), Measured()
                busy = [handheld.processor_seconds(), stock.processor_seconds()]
            _scan(handheld, code, f"QTY {turn + 1} of ", ours)
            _scan(stock, code, f"#{turn} ", theirs)
        spent = [handheld.processor_seconds() - busy[0], stock.processor_seconds() - busy[1]]
    finally:
        handheld.close()
        stock.close()
    report.latencies("scan_to_paint", ours.latencies_ms)
    report.latencies("stock", theirs.latencies_ms)
    figures = report.figures
    for percent in (50, 95, 99):
        figures[f"ratio_to_stock_p{percent}"] = round(
            percentile(ours.latencies_ms, percent) / percentile(theirs.latencies_ms, percent), 3
        )
    figures["bytes_per_scan"] = median(ours.sizes)
    figures["bytes_per_scan_max"] = max(ours.sizes)
    figures["stock_bytes_per_scan"] = median(theirs.sizes)
    figures["cpu_ms_per_scan"] = round(spent[0] / scans * 1000, 3)
    figures["stock_cpu_ms_per_scan"] = round(spent[1] / scans * 1000, 3)
    figures["cpu_ratio"] = round(spent[0] / spent[1], 3) if spent[1] else 0


def _burst(
    report: Report,
    tell: Progress,
    database: Database,
    environment: Mapping[str, str],
    trade: Trade,
    task: int,
) -> None:
    """Send a whole task's codes in one write; compare the journal and the task with them."""
    lines = range(1, len(trade.item_ids))
    codes = [code for at in lines for code in (trade.cell_codes[at], trade.codes[at], "BENCHSHIP")]
    tell(f"a burst of {len(codes)} codes")
    handheld = _open(environment, "burst")
    try:
        _step(handheld, b"1", "MY TASKS")
        _step(handheld, b"1", "SCAN LOCATION")
        began = handheld.received
        handheld.send("".join(f"{code}\r" for code in codes).encode())
        done = handheld.wait(_is_over, 120) - handheld.sent_at
        handheld.settle()
        size = handheld.received - began
    finally:
        handheld.close()
    with transaction(database.sessions) as session:
        journal = session.scalars(
            select(ScanEvent.raw).where(ScanEvent.task_id == task).order_by(ScanEvent.seq)
        ).all()
        picked = session.scalars(
            select(PickTaskLine.id).where(
                PickTaskLine.document_id == task, PickTaskLine.picked == PickTaskLine.planned
            )
        ).all()
    figures = report.figures
    figures["burst_codes"] = len(codes)
    figures["burst_lost"] = len(codes) - len(journal)
    figures["burst_reordered"] = sum(
        sent != kept for sent, kept in zip(codes, journal, strict=False)
    )
    figures["burst_lines_not_picked"] = len(lines) - len(picked)
    figures["burst_ms_per_scan"] = round(done * 1000 / len(codes), 3)
    figures["burst_bytes_per_scan"] = round(size / len(codes), 1)


def _open(environment: Mapping[str, str], login: str) -> Terminal:
    argv = [sys.executable, "-m", "tui", "handheld", "--user", login]
    handheld = Terminal(argv, *SIZE, environment)
    handheld.wait(lambda text: "1 Picking" in text, 60)
    handheld.settle()
    return handheld


def _step(terminal: Terminal, data: bytes, wanted: str) -> None:
    terminal.send(data)
    terminal.wait(lambda text: wanted in text)
    terminal.settle()


def _scan(terminal: Terminal, code: bytes, wanted: str, measured: Measured) -> None:
    received = terminal.received
    terminal.send(code)
    painted = terminal.wait(lambda text: wanted in text)
    measured.latencies_ms.append((painted - terminal.sent_at) * 1000)
    terminal.settle(0.03)
    measured.sizes.append(terminal.received - received)


def _is_over(text: str) -> bool:
    """Tell whether the last line of the task is picked."""
    return "Take there" in text
