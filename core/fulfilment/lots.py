"""Lots on hand that may still be chosen, the first to expire first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.catalog.models import Lot
from core.documents.models import Document
from core.fulfilment.models import OutboundGoodsLine
from core.fulfilment.rules import StockRow
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.stock.ledgers import ON_HAND


def lots_left(
    session: Session,
    warehouse_id: int,
    item_ids: Collection[int],
    on: date,
    *,
    room_id: int = 0,
    without: int = 0,
) -> list[StockRow]:
    """Return good stock by lot that has not expired, less what open expense orders have chosen.

    Args:
        room_id: 0: of every room.
        without: an expense order whose own choice does not count.
    """
    held = ON_HAND.balance.c
    wanted = func.any(literal(sorted(item_ids), ARRAY(BigInteger)))
    line = OutboundGoodsLine
    chosen = (
        select(
            line.item_id, line.variant_id, line.lot_id, func.sum(line.quantity).label("quantity")
        )
        .join(Document, Document.id == line.document_id)
        .where(
            Document.warehouse_id == warehouse_id,
            Document.id != without,
            Document.status != OutboundStatus.SHIPPED.value,
            line.item_id == wanted,
            line.lot_id != 0,
            line.action != LineAction.KEEP,
        )
        .group_by(line.item_id, line.variant_id, line.lot_id)
        .subquery()
    )
    left = func.sum(held.quantity) - func.coalesce(func.min(chosen.c.quantity), 0)
    statement = (
        select(held.item_id, held.variant_id, held.lot_id, left, Lot.expires)
        .join(Lot, Lot.id == held.lot_id)
        .outerjoin(
            chosen,
            (chosen.c.item_id == held.item_id)
            & (chosen.c.variant_id == held.variant_id)
            & (chosen.c.lot_id == held.lot_id),
        )
        .where(
            held.warehouse_id == warehouse_id,
            held.item_id == wanted,
            held.quality == "",
            held.earmark_id == 0,
            held.quantity > 0,
            Lot.expires.is_(None) | (Lot.expires >= on),
        )
        .group_by(held.item_id, held.variant_id, held.lot_id, Lot.expires)
        .having(left > 0)
    )
    if room_id:
        statement = statement.where(held.room_id == room_id)
    return [
        StockRow(item, variant, 0, lot, int(quantity), expires)
        for item, variant, lot, quantity, expires in session.execute(statement)
    ]
