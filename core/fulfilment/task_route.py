"""The route of a pick task as rows: one statement tells a screen everything about a line."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Table,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from core.catalog.models import Barcode, Item, ItemVariant, Lot, Packaging, Unit
from core.documents.models import Document
from core.fulfilment.models import OutboundOrder
from core.fulfilment.task_models import PickTask, PickTaskLine
from core.fulfilment.task_statuses import LineState
from core.fulfilment.task_views import ItemCode, LineView, Pack
from core.stock.models import Cell

DOCUMENT = cast("Table", Document.__table__)
TASK = cast("Table", PickTask.__table__)
OUTBOUND = cast("Table", OutboundOrder.__table__)


def one_line(session: Session, statement: Select[*tuple[Any, ...]]) -> LineView | None:
    """Return the first line of *statement* with its place on the route; None: there is none."""
    row = session.execute(statement.add_columns(_place().label("place")).limit(1)).one_or_none()
    return None if row is None else line_of(row)


def _place() -> ColumnElement[int]:
    before = aliased(PickTaskLine, name="before")
    return (
        select(func.count() + 1)
        .where(
            before.document_id == PickTaskLine.document_id,
            before.state != LineState.WITHDRAWN,
            func.row(before.turn, before.walk_order, before.line_no)
            < func.row(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no),
        )
        .correlate(PickTaskLine)
        .scalar_subquery()
    )


def route(task_id: int) -> Select[*tuple[Any, ...]]:
    """Return the route of a task, everything a prompt needs in one row per line."""
    destination = aliased(Cell, name="destination")
    order = DOCUMENT.alias("outbound_document")
    return (
        select(
            PickTaskLine.id,
            PickTaskLine.line_no,
            PickTaskLine.cell_id,
            func.coalesce(Cell.code, "").label("cell_code"),
            func.coalesce(Cell.barcode, "").label("cell_barcode"),
            func.coalesce(Cell.check_digits, "").label("check_digits"),
            PickTaskLine.walk_order,
            func.coalesce(Cell.section, literal("")).label("section"),
            PickTaskLine.item_id,
            Item.code.label("item_code"),
            Item.article,
            Item.name.label("item_name"),
            PickTaskLine.variant_id,
            func.coalesce(ItemVariant.name, "").label("variant"),
            Unit.symbol.label("unit"),
            Item.lot_policy,
            PickTaskLine.lot_id,
            func.coalesce(Lot.code, "").label("lot_code"),
            Lot.expires,
            PickTaskLine.packaging_id,
            PickTaskLine.planned,
            PickTaskLine.picked,
            PickTaskLine.state,
            PickTaskLine.reason,
            func.coalesce(destination.code, "").label("destination_code"),
            func.coalesce(destination.barcode, "").label("destination_barcode"),
            TASK.c.container,
            OUTBOUND.c.recipient,
            order.c.number_text.label("outbound_number"),
            _codes().label("barcodes"),
            _packs().label("packagings"),
        )
        .join(TASK, TASK.c.document_id == PickTaskLine.document_id)
        .join(OUTBOUND, OUTBOUND.c.document_id == TASK.c.outbound_id)
        .join(order, order.c.id == TASK.c.outbound_id)
        .join(Item, Item.id == PickTaskLine.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, ItemVariant.id == PickTaskLine.variant_id)
        .outerjoin(Cell, Cell.id == PickTaskLine.cell_id)
        .outerjoin(Lot, Lot.id == PickTaskLine.lot_id)
        .outerjoin(destination, destination.id == TASK.c.destination_cell_id)
        .where(PickTaskLine.document_id == task_id, PickTaskLine.state != LineState.WITHDRAWN)
        .order_by(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no)
    )


def line_of(row: Row[Any]) -> LineView:
    """Return a row of `route`, with or without its place, as a view."""
    facts = row._asdict()
    facts["position"] = facts.pop("place", 0)
    facts["barcodes"] = tuple(ItemCode(*found) for found in facts["barcodes"])
    facts["packagings"] = tuple(Pack(*found) for found in facts["packagings"])
    return LineView(**facts)


def _codes() -> ScalarSelect[Any]:
    """Return the barcodes of a line's item as a JSON array."""
    return (
        select(
            func.coalesce(
                func.jsonb_agg(
                    aggregate_order_by(
                        func.jsonb_build_array(
                            Barcode.code,
                            Barcode.packaging_id,
                            func.coalesce(Packaging.quantity, 1000),
                        ),
                        Barcode.id,
                    )
                ),
                func.jsonb_build_array(),
            )
        )
        .outerjoin(Packaging, Packaging.id == Barcode.packaging_id)
        .where(
            Barcode.item_id == PickTaskLine.item_id,
            Barcode.variant_id.in_([0, PickTaskLine.variant_id]),
        )
        .correlate(PickTaskLine)
        .scalar_subquery()
    )


def _packs() -> ScalarSelect[Any]:
    """Return the packagings of a line's item as a JSON array, largest first."""
    return (
        select(
            func.coalesce(
                func.jsonb_agg(
                    aggregate_order_by(
                        func.jsonb_build_array(Packaging.id, Packaging.name, Packaging.quantity),
                        Packaging.quantity.desc(),
                        Packaging.id,
                    )
                ),
                func.jsonb_build_array(),
            )
        )
        .where(Packaging.item_id == PickTaskLine.item_id, Packaging.retired == false())
        .correlate(PickTaskLine)
        .scalar_subquery()
    )
