"""Reading supplier orders as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalog.models import Item, Unit
from core.documents.models import Document
from core.stock.ledgers import EXPECTED
from core.supply.models import SupplierOrderLine

_kept = EXPECTED.balance.c


@dataclass(frozen=True, slots=True)
class SupplierLineRow:
    """A line of a supplier order; quantities in thousandths of the base unit."""

    id: int
    line_no: int
    item_id: int
    item: str
    unit: str
    variant_id: int
    packaging_id: int
    quantity: int
    price_minor: int
    expected_on: date
    for_order_id: int
    for_order: str
    expected: int
    """Still to come; 0 while the order is being agreed."""
    claimed: int


def supplier_lines(session: Session, order_id: int) -> tuple[SupplierLineRow, ...]:
    """Return the lines of a supplier order with what is still to come; one statement."""
    line = SupplierOrderLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.item_id,
            Item.name,
            Unit.symbol,
            line.variant_id,
            line.packaging_id,
            line.quantity,
            line.price_minor,
            line.expected_on,
            line.for_order_id,
            func.coalesce(Document.number_text, ""),
            func.coalesce(_kept.expected, 0),
            func.coalesce(_kept.claimed, 0),
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(Document, Document.id == line.for_order_id)
        .outerjoin(EXPECTED.balance, _kept.source_line_id == line.id)
        .where(line.document_id == order_id)
        .order_by(line.line_no)
    )
    return tuple(SupplierLineRow(*tuple[Any, ...](row)) for row in rows)
