"""Importing opening stock: one stock entry per warehouse and file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.catalog.models import Lot, LotPolicy, Packaging
from core.exchange.faults import Fault
from core.exchange.lookups import (
    FoundItem,
    belonging,
    find_item,
    ids,
    items_named,
    packagings_named,
    variants_named,
)
from core.exchange.parsing import Record
from core.exchange.places import find_warehouse, warehouses_named
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.stock.models import Cell, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock
from core.stock.rules import LineFacts, line_fault


@dataclass(frozen=True, slots=True)
class _Books:
    """What the file's words mean, each book read once."""

    houses: Mapping[str, Warehouse]
    items: dict[str, list[FoundItem]]
    packagings: dict[tuple[int, str], int]
    pack_quantities: dict[int, int]
    variants: dict[tuple[int, str], int]
    lots: dict[tuple[int, str], date | None]
    cells: dict[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A record that fits."""

    house: Warehouse
    item: FoundItem
    record: Record
    packaging_id: int
    variant_id: int
    cell_id: int
    lot: str
    """Empty: the item has none."""


def import_stock(work: Work) -> Write:
    """Check and write stock; the same file again replaces what it said, lot by lot."""
    books = _books(work)
    lines = [line for record in work.records if (line := _line(work, books, record)) is not None]

    def write() -> Mapping[str, Upserted]:
        lots = _write_lots(work, lines)
        by_house: dict[int, list[_Line]] = defaultdict(list)
        for line in lines:
            by_house[line.house.id].append(line)
        done = Upserted()
        for house_id, of_house in sorted(by_house.items()):
            entered = enter_stock(
                work.session,
                work.actor,
                house_id,
                [_stock_line(line, lots) for line in of_house],
                clock=work.clock,
                source=f"{of_house[0].house.code}: {work.source}",
                comment=work.source,
            )
            if entered.changed:
                done.added += entered.lines
            else:
                done.unchanged += entered.lines
        return {"stock_entry": done, "lot": lots}

    return write


def _books(work: Work) -> _Books:
    session = work.session
    items = items_named(session, (record.values["item"] for record in work.records))
    owners = {found.id for several in items.values() for found in several}
    return _Books(
        houses=warehouses_named(session),
        items=items,
        packagings=packagings_named(session, owners),
        pack_quantities={
            row.id: row.quantity
            for row in session.execute(
                select(Packaging.id, Packaging.quantity).where(Packaging.item_id == ids(owners))
            )
        },
        variants=variants_named(session, owners),
        lots={
            (row.item_id, row.code): row.expires
            for row in session.execute(
                select(Lot.item_id, Lot.code, Lot.expires).where(Lot.item_id == ids(owners))
            )
        },
        cells={
            (row.warehouse_id, row.code): row.id
            for row in session.execute(select(Cell.warehouse_id, Cell.code, Cell.id))
        },
    )


def _line(work: Work, books: _Books, record: Record) -> _Line | None:
    desk = work.desk
    house = find_warehouse(desk, work, record, books.houses)
    item = find_item(desk, record, books.items)
    if house is None or item is None:
        return None
    pack = belonging(desk, record, "packaging", item, books.packagings)
    variant = belonging(desk, record, "variant", item, books.variants)
    if pack is None or variant is None:
        return None
    cell_id = 0
    if "cell" in record.values:
        cell_id = books.cells.get((house.id, record.values["cell"]), 0)
        if not cell_id:
            desk.refuse(record, "cell", Fault.UNKNOWN, "cell")
            return None
    lot = _lot(work, books, record, item)
    if lot is None:
        return None
    facts = LineFacts(
        item_id=item.id,
        item_known=True,
        service=item.service,
        lots_kept=item.lot_policy is not LotPolicy.NONE,
        variant_id=variant,
        variant_item=item.id,
        packaging_id=pack,
        packaging_item=item.id,
        pack_quantity=books.pack_quantities.get(pack),
        lot_id=1 if lot else 0,
        lot_item=item.id,
        cell_id=cell_id,
        cell_warehouse=house.id,
        quantity=record.values["quantity"],
    )
    fault = line_fault(facts, house.id, cells_kept=house.cells is CellMode.STORAGE)
    if fault is not None:
        desk.refuse(record, _COLUMN_OF.get(fault, "item"), Fault.MISFIT, fault)
        return None
    return _Line(house, item, record, pack, variant, cell_id, lot)


_COLUMN_OF: Mapping[str, str] = {
    "partial-packaging": "quantity",
    "lot-needed": "lot",
    "lot-not-kept": "lot",
    "cell-needed": "cell",
    "cell-not-kept": "cell",
}
"""Fault → the column to look at; others are about the item."""


def _lot(work: Work, books: _Books, record: Record, item: FoundItem) -> str | None:
    """Return the lot code of a record, "" for none; None puts it aside.

    A file that has dates only makes lots that are called by their date.
    """
    expires: date | None = record.values.get("expires")
    code: str = record.values.get("lot", "") or (expires.isoformat() if expires else "")
    if not code:
        return ""
    if (item.id, code) in books.lots:
        stored = books.lots[item.id, code]
        if expires is not None and stored is not None and stored != expires:
            work.desk.refuse(record, "expires", Fault.TAKEN, stored.isoformat())
            return None
    elif item.lot_policy is LotPolicy.EXPIRY and expires is None:
        work.desk.refuse(record, "lot", Fault.NEW_NEEDS, "expires")
        return None
    if expires is not None:
        books.lots[item.id, code] = expires
    return code


def _write_lots(work: Work, lines: list[_Line]) -> Upserted:
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for line in lines:
        if not line.lot:
            continue
        row = rows.setdefault((line.item.id, line.lot), {"item_id": line.item.id, "code": line.lot})
        if "expires" in line.record.values:
            row["expires"] = line.record.values["expires"]
    return upsert(work.session, Lot, ["item_id", "code"], list(rows.values()))


def _stock_line(line: _Line, lots: Upserted) -> StockLine:
    return StockLine(
        item_id=line.item.id,
        quantity=line.record.values["quantity"],
        variant_id=line.variant_id,
        packaging_id=line.packaging_id,
        lot_id=lots.ids[line.item.id, line.lot] if line.lot else 0,
        cell_id=line.cell_id,
        price_minor=line.record.values.get("price"),
    )
