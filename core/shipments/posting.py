"""What an invoice posts: what is billed, and on a warehouse without expense orders what leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.ledger import Ledger, Rows
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK, ON_HAND


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """A line as posting needs it."""

    line_no: int
    disposition_document_id: int
    """The order it is billed by."""
    disposition_line_id: int
    item_id: int
    item: str
    service: bool
    variant_id: int
    lot_id: int
    quantity: int
    amount_minor: int
    """With VAT."""


def posted_lines(session: Session, invoice_id: int) -> list[InvoiceLineFacts]:
    """Return the lines of an invoice by number; one statement."""
    statement = (
        select(
            SalesInvoiceLine.line_no,
            SalesInvoiceLine.disposition_document_id,
            SalesInvoiceLine.disposition_line_id,
            SalesInvoiceLine.item_id,
            Item.name,
            Item.service,
            SalesInvoiceLine.variant_id,
            SalesInvoiceLine.lot_id,
            SalesInvoiceLine.quantity,
            SalesInvoiceLine.amount_minor,
        )
        .join(Item, Item.id == SalesInvoiceLine.item_id)
        .where(SalesInvoiceLine.document_id == invoice_id)
        .order_by(SalesInvoiceLine.line_no)
    )
    return [InvoiceLineFacts(*tuple[Any, ...](row)) for row in session.execute(statement)]


def entries(invoice: SalesInvoice, lines: Sequence[InvoiceLineFacts]) -> Mapping[Ledger, Rows]:
    """Return what the invoice posts."""
    dispositions: list[dict[str, Any]] = []
    left: dict[tuple[int, int, int], int] = defaultdict(int)
    for line in lines:
        billed = {
            "line": line.line_no,
            "disposition_line_id": line.disposition_line_id,
            "item_id": line.item_id,
            "variant_id": line.variant_id,
            "company_id": invoice.company_id,
            "invoiced": line.quantity,
        }
        if invoice.moves_stock and not line.service:
            billed |= {"ordered": line.quantity, "shipped": line.quantity}
            left[(line.item_id, line.variant_id, line.lot_id)] -= line.quantity
        dispositions.append(billed)
    of_things: dict[tuple[int, int], int] = defaultdict(int)
    for (item, variant, _), quantity in left.items():
        of_things[(item, variant)] += quantity
    where = {"warehouse_id": invoice.warehouse_id}
    return {
        DISPOSITIONS: dispositions,
        ON_HAND: [
            where | {"item_id": item, "variant_id": variant, "lot_id": lot, "quantity": quantity}
            for (item, variant, lot), quantity in left.items()
        ],
        FREE_STOCK: [
            where
            | {"item_id": item, "variant_id": variant, "on_hand": quantity, "to_ship": quantity}
            for (item, variant), quantity in of_things.items()
        ],
    }
