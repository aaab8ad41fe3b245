"""Importing cells, and finding warehouses by what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.exchange.faults import Fault
from core.exchange.lookups import Desk, texts
from core.exchange.parsing import Record
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.stock.models import Cell, CellKind, CellMode, Warehouse

_FIELDS = (
    "code",
    "barcode",
    "kind",
    "walk_order",
    "section",
    "area",
    "area_priority",
    "check_digits",
)


def warehouses_named(session: Session) -> dict[str, Warehouse]:
    """Return lower-case code or name → warehouse; codes win."""
    found = list(session.scalars(select(Warehouse).order_by(Warehouse.id)))
    by_name = {house.name.lower(): house for house in found}
    return by_name | {house.code.lower(): house for house in found}


def find_warehouse(
    desk: Desk, work: Work, record: Record, known: Mapping[str, Warehouse]
) -> Warehouse | None:
    """Return the warehouse a record names; None puts it aside.

    A warehouse the actor may not work in is unknown to him.
    """
    house = known.get(record.values["warehouse"].lower())
    allowed = work.actor.warehouses
    if house is None or (allowed is not None and house.id not in allowed):
        desk.refuse(record, "warehouse", Fault.UNKNOWN, "warehouse")
        return None
    return house


def import_cells(work: Work) -> Write:
    """Check and write cells; the first cell for shipping becomes the warehouse's usual one."""
    houses = warehouses_named(work.session)
    labels = _labels(work)
    good = []
    for record in work.records:
        house = find_warehouse(work.desk, work, record, houses)
        if house is None:
            continue
        label = record.values.get("barcode")
        place = (house.id, record.values["code"])
        if label is not None and labels.setdefault(label, place) != place:
            work.desk.refuse(record, "barcode", Fault.TAKEN, labels[label][1])
            continue
        good.append((record, house))

    def write() -> Mapping[str, Upserted]:
        rows = [
            {name: record.values[name] for name in _FIELDS if name in record.values}
            | {"warehouse_id": house.id}
            for record, house in good
        ]
        cells = upsert(work.session, Cell, ["warehouse_id", "code"], rows)
        for row in rows:
            _take_as_usual(houses, row, cells.ids[(row["warehouse_id"], row["code"])])
        return {"cell": cells}

    return write


def _labels(work: Work) -> dict[str, tuple[int, str]]:
    """Return barcode → (warehouse id, code) of the cells that have the file's barcodes already."""
    wanted = texts(
        record.values["barcode"] for record in work.records if "barcode" in record.values
    )
    rows = work.session.execute(
        select(Cell.barcode, Cell.warehouse_id, Cell.code).where(
            Cell.barcode == wanted, Cell.barcode != ""
        )
    )
    return {row.barcode: (row.warehouse_id, row.code) for row in rows}


def _take_as_usual(houses: Mapping[str, Warehouse], row: Mapping[str, Any], cell_id: int) -> None:
    house = next(house for house in houses.values() if house.id == row["warehouse_id"])
    if house.cells is not CellMode.STORAGE:
        return
    if row.get("kind") is CellKind.SHIPPING and not house.shipping_cell_id:
        house.shipping_cell_id = cell_id
    if row.get("kind") is CellKind.RECEIVING and not house.receiving_cell_id:
        house.receiving_cell_id = cell_id
