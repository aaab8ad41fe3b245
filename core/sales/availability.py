"""What can be promised and when: free stock now, expected receipts by their days (domain §3.6)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document
from core.sales.dates import SUPPLIER_LINE
from core.sales.supply_rules import Source, Supply
from core.stock.ledgers import EXPECTED, FREE_STOCK

_expected = EXPECTED.balance.c
_free = FREE_STOCK.balance.c

_SOURCES = (
    select(
        _expected.source_line_id,
        _expected.warehouse_id,
        _expected.item_id,
        _expected.variant_id,
        (_expected.expected - _expected.claimed).label("unclaimed"),
        SUPPLIER_LINE.c.expected_on,
        Document.number_text,
    )
    .select_from(EXPECTED.balance)
    .join(SUPPLIER_LINE, SUPPLIER_LINE.c.id == _expected.source_line_id)
    .join(Document, Document.id == SUPPLIER_LINE.c.document_id)
    .where(
        _expected.warehouse_id == func.any(bindparam("warehouses", type_=ARRAY(BigInteger))),
        _expected.item_id == func.any(bindparam("items", type_=ARRAY(BigInteger))),
        _expected.expected > 0,
    )
    .order_by(SUPPLIER_LINE.c.expected_on, _expected.source_line_id)
)

_FREE = select(
    _free.warehouse_id,
    _free.item_id,
    _free.variant_id,
    (_free.on_hand - _free.reserved - _free.earmarked - _free.to_ship).label("free"),
).where(
    _free.warehouse_id == func.any(bindparam("warehouses", type_=ARRAY(BigInteger))),
    _free.item_id == func.any(bindparam("items", type_=ARRAY(BigInteger))),
)


def supply_of(
    session: Session, actor: Actor, warehouse_ids: Collection[int], item_ids: Collection[int]
) -> Supply:
    """Return what can be promised of the items in the warehouses; two statements.

    Sources that are claimed whole are among them with nothing unclaimed.

    Raises:
        Forbidden: the actor may not look at stock, or not at one of the warehouses.
    """
    actor.require(Permission.STOCK_READ, what="warehouse")
    for house in warehouse_ids:
        actor.require_warehouse(house)
    asked = {"warehouses": sorted(set(warehouse_ids)), "items": sorted(set(item_ids))}
    free = {(row[0], row[1], row[2]): int(row[3]) for row in session.execute(_FREE, asked)}
    rows = session.execute(_SOURCES, asked).all()
    return Supply(free, tuple(Source(*tuple(row)) for row in rows))
