"""Reading what is loaded for a trip: its expense orders and what of them leaves."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Item, ItemVariant, Lot, Packaging, Unit
from core.delivery.papers.rows import ExpenseOrder, LoadLine
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine, OutboundOrder
from core.fulfilment.statuses import LineAction
from core.fulfilment.task_models import PickTask, PickTaskLine
from core.fulfilment.task_statuses import LineState
from core.kernel.quantity import ONE
from core.stock.models import Cell


def expense_orders(session: Session, trip_id: int) -> tuple[ExpenseOrder, ...]:
    """Return the expense orders made for a trip with what of them is loaded; three statements."""
    orders = session.execute(
        select(OutboundOrder, func.coalesce(Cell.code, ""))
        .outerjoin(
            Cell,
            and_(OutboundOrder.shipping_cell_id != 0, Cell.id == OutboundOrder.shipping_cell_id),
        )
        .where(OutboundOrder.trip_id == trip_id)
        .order_by(OutboundOrder.id)
    ).all()
    why = OutboundDispositionLine
    reasons: dict[int, dict[tuple[int, int], set[int]]] = {}
    of_trip = [order.id for order, _cell in orders]
    for order_id, document_id, item, variant in session.execute(
        select(why.document_id, why.disposition_document_id, why.item_id, why.variant_id).where(
            why.document_id.in_(of_trip)
        )
    ):
        of_order = reasons.setdefault(order_id, {})
        of_order.setdefault((item, variant), set()).add(document_id)
    lines = _load_lines(session, trip_id, reasons)
    return tuple(
        ExpenseOrder(
            id=order.id,
            number=order.number_text,
            status=order.status,
            gathered_in=cell,
            packages=order.packages,
            for_documents=frozenset().union(*reasons.get(order.id, {}).values()),
            lines=tuple(lines.get(order.id, ())),
        )
        for order, cell in orders
    )


def _load_lines(
    session: Session, trip_id: int, reasons: dict[int, dict[tuple[int, int], set[int]]]
) -> dict[int, list[LoadLine]]:
    """Return expense order → what of it leaves; what must stay is not loaded."""
    line, task = OutboundGoodsLine, PickTaskLine
    cells = (
        select(func.string_agg(Cell.code.distinct(), ", "))
        .select_from(task)
        .join(PickTask, PickTask.document_id == task.document_id)
        .join(Cell, Cell.id == task.cell_id)
        .where(
            PickTask.outbound_id == line.document_id,
            task.item_id == line.item_id,
            task.variant_id == line.variant_id,
            or_(line.lot_id == 0, task.lot_id == line.lot_id),
            task.state != LineState.WITHDRAWN,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            line.document_id,
            line.item_id,
            line.variant_id,
            Item.code,
            Item.article,
            func.concat_ws(" ", Item.name, func.nullif(ItemVariant.name, "")),
            Unit.symbol,
            func.coalesce(Lot.code, ""),
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            line.package_no,
            line.quantity,
            (line.quantity * Item.weight_grams + 999) // 1000,
            func.coalesce(cells, ""),
        )
        .join(OutboundOrder, OutboundOrder.document_id == line.document_id)
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Lot, and_(line.lot_id != 0, Lot.id == line.lot_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .where(OutboundOrder.trip_id == trip_id, line.action != LineAction.KEEP)
        .order_by(line.document_id, line.package_no, line.line_no)
    )
    found: dict[int, list[LoadLine]] = {}
    for order_id, item, variant, *values in rows:
        why = reasons.get(order_id, {}).get((item, variant), set())
        document_id = next(iter(why)) if len(why) == 1 else 0
        found.setdefault(order_id, []).append(LoadLine(document_id, *values))
    return found
