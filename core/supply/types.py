"""Supplier orders and receipts as document types: statuses, rights, what they post."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.ledger import Ledger, Rows
from core.stock.ledgers import EXPECTED
from core.supply.models import GoodsReceipt, GoodsReceiptLine, SupplierOrder, SupplierOrderLine
from core.supply.receipt_posting import receipt_entries
from core.supply.statuses import (
    RECEIPT_TRANSITIONS,
    SUPPLIER_ORDER_TRANSITIONS,
    ReceiptStatus,
    SupplierOrderStatus,
)


def _expected(session: Session, order: SupplierOrder) -> Mapping[Ledger, Rows]:
    """Return what is expected: all of it, or once closed only what has come already."""
    if order.status == SupplierOrderStatus.AGREEING:
        return {EXPECTED: ()}
    came = (
        select(func.coalesce(func.sum(GoodsReceiptLine.counted), 0))
        .join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.document_id)
        .where(GoodsReceiptLine.source_line_id == SupplierOrderLine.id, GoodsReceipt.posted)
        .scalar_subquery()
    )
    closed = order.status == SupplierOrderStatus.CLOSED
    lines = session.execute(
        select(
            SupplierOrderLine.line_no,
            SupplierOrderLine.id,
            SupplierOrderLine.item_id,
            SupplierOrderLine.variant_id,
            cast(came, BigInteger) if closed else SupplierOrderLine.quantity,
        ).where(SupplierOrderLine.document_id == order.id)
    )
    return {
        EXPECTED: [
            {
                "line": line_no,
                "source_line_id": key,
                "warehouse_id": order.warehouse_id,
                "item_id": item,
                "variant_id": variant,
                "expected": quantity,
            }
            for line_no, key, item, variant, quantity in lines
        ]
    }


SUPPLIER_ORDER = register(
    DocumentType(
        name="supplier_order",
        model=SupplierOrder,
        statuses=SupplierOrderStatus,
        initial=SupplierOrderStatus.AGREEING,
        transitions=SUPPLIER_ORDER_TRANSITIONS,
        title=N_("Supplier order"),
        status_titles={
            SupplierOrderStatus.AGREEING: N_("Agreeing"),
            SupplierOrderStatus.TO_RECEIVE: N_("To receive"),
            SupplierOrderStatus.CLOSED: N_("Closed"),
        },
        prefix="ЗП",
        read=Permission.SUPPLY_READ,
        edit=Permission.SUPPLY_EDIT,
        post=Permission.SUPPLY_EDIT,
        line_models=(SupplierOrderLine,),
        entries=_expected,
        field_titles={
            "expected_on": N_("Expected on"),
            "for_order_id": N_("For order"),
        },
    )
)
"""Заказ поставщику."""

GOODS_RECEIPT = register(
    DocumentType(
        name="goods_receipt",
        model=GoodsReceipt,
        statuses=ReceiptStatus,
        initial=ReceiptStatus.RECEIVED,
        transitions=RECEIPT_TRANSITIONS,
        title=N_("Goods receipt"),
        status_titles={ReceiptStatus.RECEIVED: N_("Received")},
        prefix="ПТ",
        read=Permission.SUPPLY_READ,
        edit=Permission.STOCK_ENTER,
        post=Permission.STOCK_ENTER,
        line_models=(GoodsReceiptLine,),
        entries=receipt_entries,
    )
)
"""Поступление товаров."""
