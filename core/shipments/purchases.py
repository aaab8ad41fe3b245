"""What customers bought by invoices, for discounts that look at past purchases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from core.discounts.accumulating import register_purchases
from core.shipments.models import SalesInvoice, SalesInvoiceLine


def _purchases() -> Select[Any]:
    statement: Any = (
        select(
            SalesInvoice.partner_id.label("partner_id"),
            func.coalesce(SalesInvoice.card_id, 0).label("card_id"),
            SalesInvoice.date.label("sold_on"),
            SalesInvoiceLine.item_id.label("item_id"),
            SalesInvoiceLine.amount_minor.label("amount_minor"),
        )
        .join(SalesInvoiceLine, SalesInvoiceLine.document_id == SalesInvoice.document_id)
        .where(SalesInvoice.posted)
    )
    bought: Select[Any] = statement
    return bought


register_purchases("sales_invoice", _purchases)
