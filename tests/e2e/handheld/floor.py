"""A warehouse with goods, barcodes and a storekeeper, for handhelds that really run."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select, update

from core.access.actor import SYSTEM
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import Barcode, Item
from core.catalog.rules import gtin14
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.models import Document
from core.fulfilment.task_models import CellBlock, HandheldState, PickTaskLine, ScanEvent
from core.fulfilment.task_statuses import BlockKind
from core.kernel.clock import Clock
from tests.e2e.terminal import PATIENCE, PtyTerminal
from tests.integration.picking.house import House, build

BADGE = "BADGE-IVAN-0001"
PASSWORD = "correct horse 42"
KLAD = (sys.executable, "-m", "tui")


@dataclass
class Floor:
    """The warehouse and what is written on the labels."""

    database: Database
    house: House
    clock: Clock
    folder: Path
    """Where handhelds write their log."""

    def open(self, *arguments: str, size: tuple[int, int] = (26, 20), **env: str) -> PtyTerminal:
        """Start `klad handheld` on a pty."""
        told = {**self.environment(), **env}
        return PtyTerminal([*KLAD, "handheld", *arguments], size, told)

    def environment(self) -> dict[str, str]:
        """Return what a handheld of this warehouse is told."""
        return {
            "KLAD_DATABASE_URL": self.database.url.render_as_string(hide_password=False),
            "KLAD_DATA_DIR": str(self.folder),
            "KLAD_LANGUAGE": "en",
            "TERM": "xterm",
        }

    def task(self, text: str) -> int:
        """Plan a task from "GLOVES 12, MASK 3"; return its id."""
        with transaction(self.database.sessions) as session:
            return self.house.task(session, text)

    def picked(self, task_id: int) -> list[tuple[int, int]]:
        """Return (planned, picked) pieces of every line, in the order of the route."""
        with transaction(self.database.sessions) as session:
            rows = session.execute(
                select(PickTaskLine.planned, PickTaskLine.picked)
                .where(PickTaskLine.document_id == task_id)
                .order_by(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no)
            ).all()
        return [(planned // 1000, picked // 1000) for planned, picked in rows]

    def in_cells(self, cell: str) -> int:
        """Return pieces that stand in a cell by the books."""
        with transaction(self.database.sessions) as session:
            return self.house.in_cell(session, cell) // 1000

    def barcode(self, code: str, *items: str) -> None:
        """Put the same barcode on several items."""
        with transaction(self.database.sessions) as session:
            for item in items:
                row = Barcode(code=code, gtin=gtin14(code), item_id=self.house.items[item])
                session.add(row)

    def rename(self, item: str, name: str) -> None:
        """Give an item another name."""
        with transaction(self.database.sessions) as session:
            session.execute(update(Item).where(Item.id == self.house.items[item]).values(name=name))

    def block(self, cell: str) -> None:
        """Let nothing be taken from a cell."""
        with transaction(self.database.sessions) as session:
            session.add(
                CellBlock(
                    cell_id=self.house.cells[cell],
                    kind=BlockKind.PICK,
                    set_by=0,
                    set_at=self.clock.now(),
                )
            )

    def unblock(self, cell: str) -> None:
        """Let goods be taken again."""
        with transaction(self.database.sessions) as session:
            session.execute(delete(CellBlock).where(CellBlock.cell_id == self.house.cells[cell]))

    def wait_saved(self, entry: str) -> None:
        """Wait until the half-typed *entry* is kept in the database."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with transaction(self.database.sessions) as session:
                kept = session.scalars(select(HandheldState.state)).all()
            if any(state["entry"] == entry for state in kept):
                return
            assert time.monotonic() < deadline, kept
            time.sleep(0.02)

    def clear(self) -> None:
        """Withdraw what an earlier test left, whatever it was in the middle of."""
        with transaction(self.database.sessions) as session:
            session.execute(
                update(Document)
                .where(Document.type == "pick_task", Document.status.in_(["prepared", "in_work"]))
                .values(status="withdrawn")
            )
            session.execute(delete(HandheldState))

    def forget_journal(self) -> None:
        """Begin the journal anew."""
        with transaction(self.database.sessions) as session:
            session.execute(delete(ScanEvent))

    def journal(self) -> list[str]:
        """Return what was scanned, in the order of the journal."""
        with transaction(self.database.sessions) as session:
            return list(session.scalars(select(ScanEvent.raw).order_by(ScanEvent.seq)))


def lay_out(
    database: Database,
    clock: Clock,
    cells: str = "A-01 A-02 A-03 B-01",
    stock: str = "A-01 GLOVES 500, A-02 MASK 500, A-03 SOAP 500, B-01 GLOVES 500",
    **more: str,
) -> Floor:
    """Build the warehouse; every item has the barcode CODE-<item>, gloves a box of ten."""
    with transaction(database.sessions) as session:
        house = build(session, clock, cells, stock, **more)
        for code, item_id in house.items.items():
            session.add(Barcode(code=f"CODE-{code}", item_id=item_id))
        for pack, pack_id in house.packs.items():
            item = next(iter(house.items.values()))
            session.add(Barcode(code=f"PACK-{pack}", item_id=item, packaging_id=pack_id))
        create_user(
            session,
            SYSTEM,
            login="ivan",
            name="Ivan",
            password=PASSWORD,
            roles=[Role.STOREKEEPER],
            badge=BADGE,
            warehouses=None,
            companies=None,
        )
    folder = Path(tempfile.mkdtemp(prefix="klad-floor-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Floor(database, house, clock, folder)
