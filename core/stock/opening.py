"""Entering opening stock (Ввод остатков): a document of its own, posted set-wise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Lot, LotPolicy, Packaging
from core.documents.lines import rows_of, save_lines
from core.documents.models import Document
from core.documents.operations import create, edit, locked, post
from core.documents.types import DocumentType, register
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.kernel.states import Transitions
from core.ledger import Ledger, Rows
from core.stock.errors import StockLinesWrong
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import (
    Cell,
    CellMode,
    StockEntry,
    StockEntryLine,
    StockEntryStatus,
    Warehouse,
)
from core.stock.rules import LineFacts, line_fault


@dataclass(frozen=True, slots=True)
class StockLine:
    """So much of one thing in one place; 0 is "none" for everything but item and quantity."""

    item_id: int
    quantity: int
    """Thousandths of the base unit, whatever the packaging."""
    variant_id: int = 0
    packaging_id: int = 0
    lot_id: int = 0
    room_id: int = 0
    cell_id: int = 0
    price_minor: int | None = None
    """What one base unit was worth, kopecks; None: nobody told."""


@dataclass(frozen=True, slots=True)
class StockEntered:
    """What entering stock did."""

    id: int
    number: str
    lines: int
    changed: bool
    """False: the source had been entered before with the very same lines; nothing was posted."""


def enter_stock(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    lines: Sequence[StockLine],
    *,
    clock: Clock,
    on: date | None = None,
    source: str = "",
    comment: str = "",
) -> StockEntered:
    """Enter what lies in a warehouse and post it; the same *source* replaces what it said before.

    The number of statements does not depend on the number of lines.

    Args:
        on: business date of the entry; None is the clock's. An entry that is replaced keeps its.
        source: a name for the count, such as the file it came in; empty: always a new entry.

    Raises:
        Forbidden: no right to enter stock, or not in this warehouse.
        NotFound: no such warehouse.
        StockLinesWrong: lines that do not fit; nothing is written.
        BadValue: a price below 0.
        NotEnough: goods that an earlier entry named and this one does not are gone already.
    """
    actor.require(Permission.STOCK_ENTER, what="stock_entry", key=warehouse_id)
    actor.require_warehouse(warehouse_id)
    house = session.get(Warehouse, warehouse_id)
    if house is None:
        raise NotFound(what="warehouse", key=warehouse_id)
    for line in lines:
        if line.price_minor is not None and line.price_minor < 0:
            raise BadValue(what="price_minor", value=Money(line.price_minor), expected=">= 0")
    _check(session, house, lines)
    entry: Document | None = _of_source(session, source)
    if entry is None:
        entry = create(
            session,
            actor,
            STOCK_ENTRY.name,
            clock=clock,
            date=on,
            warehouse_id=warehouse_id,
            source=source,
            comment=comment,
        )
    elif entry.warehouse_id != warehouse_id:
        entry = edit(
            session, actor, entry.id, entry.version, clock=clock, warehouse_id=warehouse_id
        )
    rows = [{"line_no": number, **asdict(line)} for number, line in enumerate(lines, start=1)]
    saved = save_lines(session, actor, entry, StockEntryLine, rows, clock=clock)
    changed = bool(saved) or not entry.posted
    if changed:
        post(session, actor, entry, clock=clock)
    return StockEntered(entry.id, entry.number_text, len(rows), changed)


def stock_entries(session: Session, entry: Document) -> Mapping[Ledger, Rows]:
    """Return what an entry posts: on hand and free per item, in cells where balances live there."""
    mode = session.scalar(select(Warehouse.cells).where(Warehouse.id == entry.warehouse_id))
    statement = select(StockEntryLine.__table__).where(StockEntryLine.document_id == entry.id)
    on_hand, free, in_cells = [], [], []
    for row in session.execute(statement).mappings():
        goods = {"line": row["line_no"], "item_id": row["item_id"], "variant_id": row["variant_id"]}
        place = goods | {"warehouse_id": entry.warehouse_id}
        lot = {"lot_id": row["lot_id"], "quantity": row["quantity"]}
        on_hand.append(place | lot | {"room_id": row["room_id"]})
        free.append(place | {"on_hand": row["quantity"]})
        if mode is CellMode.STORAGE:
            cell = {"cell_id": row["cell_id"], "packaging_id": row["packaging_id"]}
            in_cells.append(goods | lot | cell)
    return {ON_HAND: on_hand, FREE_STOCK: free, IN_CELLS: in_cells}


def _of_source(session: Session, source: str) -> StockEntry | None:
    if not source:
        return None
    found = session.scalar(select(StockEntry.document_id).where(StockEntry.source == source))
    return None if found is None else locked(session, StockEntry, found)


def _check(session: Session, house: Warehouse, lines: Sequence[StockLine]) -> None:
    """Refuse lines that do not fit, all of them at once; one statement.

    Raises:
        StockLinesWrong: with every line and its fault.
    """
    faults = [
        (number, fault)
        for number, facts in _facts(session, lines)
        if (fault := line_fault(facts, house.id, cells_kept=house.cells is CellMode.STORAGE))
    ]
    if faults:
        raise StockLinesWrong(
            warehouse=house.name,
            count=len(faults),
            line=faults[0][0],
            reason=faults[0][1],
            lines=tuple(faults),
        )


def _facts(session: Session, lines: Sequence[StockLine]) -> list[tuple[int, LineFacts]]:
    if not lines:
        return []
    numbered = [{"line_no": number, **asdict(line)} for number, line in enumerate(lines, start=1)]
    given = rows_of(StockEntryLine.__table__, list(numbered[0]), numbered).c  # type: ignore[arg-type]
    statement = (
        select(
            given.line_no,
            given.item_id,
            Item.id.is_not(None),
            func.coalesce(Item.service, False),
            func.coalesce(Item.lot_policy != LotPolicy.NONE, False),
            given.variant_id,
            ItemVariant.item_id,
            given.packaging_id,
            Packaging.item_id,
            Packaging.quantity,
            given.lot_id,
            Lot.item_id,
            given.cell_id,
            Cell.warehouse_id,
            given.quantity,
        )
        .outerjoin(Item, Item.id == given.item_id)
        .outerjoin(ItemVariant, and_(given.variant_id != 0, ItemVariant.id == given.variant_id))
        .outerjoin(Packaging, and_(given.packaging_id != 0, Packaging.id == given.packaging_id))
        .outerjoin(Lot, and_(given.lot_id != 0, Lot.id == given.lot_id))
        .outerjoin(Cell, and_(given.cell_id != 0, Cell.id == given.cell_id))
        .order_by(given.line_no)
    )
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(statement)]
    return [(row[0], LineFacts(*row[1:])) for row in rows]


STOCK_ENTRY = register(
    DocumentType(
        name="stock_entry",
        model=StockEntry,
        statuses=StockEntryStatus,
        initial=StockEntryStatus.ENTERED,
        transitions=Transitions("stock_entry", {StockEntryStatus.ENTERED: ()}),
        title=N_("Stock entry"),
        status_titles={StockEntryStatus.ENTERED: N_("Entered")},
        prefix="ВО",
        read=Permission.STOCK_READ,
        edit=Permission.STOCK_ENTER,
        post=Permission.STOCK_ENTER,
        numbered_by_company=False,
        line_models=(StockEntryLine,),
        entries=stock_entries,
    )
)
