"""What a receipt of goods posts: goods on hand, earmarks, and what is no longer expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ledger import Ledger, Rows
from core.sales.ledgers import RESERVES
from core.sales.statuses import ReserveKind
from core.stock.ledgers import EXPECTED, FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import CellMode, Warehouse
from core.supply.models import GoodsReceipt, GoodsReceiptLine


def receipt_entries(session: Session, receipt: GoodsReceipt) -> Mapping[Ledger, Rows]:
    """Return everything the receipt posts."""
    return goods_came(session, receipt) | no_longer_expected(session, receipt)


def goods_came(session: Session, receipt: GoodsReceipt) -> dict[Ledger, list[dict[str, Any]]]:
    """Return the part that puts goods on stock: posted first, so that orders may claim them."""
    house = receipt.warehouse_id
    mode = session.scalar(select(Warehouse.cells).where(Warehouse.id == house))
    found: dict[Ledger, list[dict[str, Any]]] = {
        ledger: [] for ledger in (ON_HAND, FREE_STOCK, IN_CELLS, RESERVES)
    }
    for row in _lines(session, receipt):
        thing = {"line": row["line_no"], "item_id": row["item_id"], "variant_id": row["variant_id"]}
        place = thing | {"warehouse_id": house}
        lot = {"lot_id": row["lot_id"], "quantity": row["quantity"]}
        free = {"on_hand": row["quantity"]}
        if row["for_order_id"]:
            free["earmarked"] = row["quantity"]
            found[RESERVES].append(
                place
                | {
                    "order_id": row["for_order_id"],
                    "kind": ReserveKind.EARMARK.value,
                    "quantity": row["quantity"],
                }
            )
        found[ON_HAND].append(place | lot)
        found[FREE_STOCK].append(place | free)
        if mode is CellMode.STORAGE:
            cell = {"cell_id": row["cell_id"], "packaging_id": row["packaging_id"]}
            found[IN_CELLS].append(thing | lot | cell)
    return found


def no_longer_expected(
    session: Session, receipt: GoodsReceipt
) -> dict[Ledger, list[dict[str, Any]]]:
    """Return the part that takes what came off what is expected: posted last."""
    return {
        EXPECTED: [
            {
                "line": row["line_no"],
                "source_line_id": row["source_line_id"],
                "warehouse_id": receipt.warehouse_id,
                "item_id": row["item_id"],
                "variant_id": row["variant_id"],
                "expected": -row["counted"],
            }
            for row in _lines(session, receipt)
            if row["counted"]
        ]
    }


def _lines(session: Session, receipt: GoodsReceipt) -> list[Mapping[str, Any]]:
    table = GoodsReceiptLine.__table__
    statement = select(table).where(table.c.document_id == receipt.id).order_by(table.c.line_no)
    return [dict(row) for row in session.execute(statement).mappings()]
