"""The core's rows as the small values of the prompts."""

from __future__ import annotations

from core.catalog.models import LotPolicy
from core.catalog.queries import BarcodeHit
from core.fulfilment.task_queries import LineView, MenuCounts, TaskRow, TaskView
from core.stock.queries import WarehouseRow
from tui.flows.handheld.values import Counts, Hit, Job, Line, Pack, Task, Warehouse


def warehouse(row: WarehouseRow) -> Warehouse:
    """Return a warehouse as the menu names it."""
    return Warehouse(row.id, row.code, row.name)


def counts(row: MenuCounts) -> Counts:
    """Return what waits for this person."""
    return Counts(row.picking_mine, row.checking)


def whom(trip: str, recipient: str) -> str:
    """Return whom goods are for: the trip they are loaded for goes before the recipient."""
    return " ".join(filter(None, (trip, recipient)))


def job(row: TaskRow) -> Job:
    """Return a pick task as a row of the list."""
    return Job(row.id, row.number, row.executor, row.recipient, row.closed, row.lines, row.trip)


def task(row: TaskView, line: LineView | None) -> Task:
    """Return the task at hand; where goods go is told by its lines."""
    told = line or next(iter(row.lines), None)
    return Task(
        id=row.id,
        number=row.number,
        total=row.total,
        destination=row.destination_code,
        destination_barcode=told.destination_barcode if told else "",
        container=row.container,
        recipient=whom(row.trip, row.recipient),
        order=row.outbound_number,
    )


def line(row: LineView) -> Line:
    """Return one stop of the route."""
    single = [code.code for code in row.barcodes if code.pack_quantity == 1000]  # noqa: PLR2004
    name = f"{row.item_name} {row.variant}".strip()
    return Line(
        id=row.id,
        position=row.position,
        cell_id=row.cell_id,
        cell_code=row.cell_code,
        cell_barcode=row.cell_barcode,
        check_digits=row.check_digits,
        item_id=row.item_id,
        variant_id=row.variant_id,
        article=row.article or row.item_code,
        name=name,
        code=next(iter(single), ""),
        unit=row.unit,
        has_lots=row.lot_policy is not LotPolicy.NONE,
        lot_id=row.lot_id,
        lot_code=row.lot_code,
        expires=row.expires.isoformat() if row.expires else "",
        planned=row.planned,
        picked=row.picked,
        packs=tuple(Pack(pack.name, pack.quantity) for pack in row.packagings),
    )


def hit(row: BarcodeHit) -> Hit:
    """Return one meaning of a code."""
    name = f"{row.item_name} {row.variant}".strip()
    return Hit(
        row.item_id,
        row.variant_id,
        name,
        row.article or row.item_code,
        row.unit,
        row.packaging,
        row.pack_quantity,
        row.lot_id,
    )
