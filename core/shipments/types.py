"""Sales invoices as a document type: statuses, rights, what they post."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.ledger import Ledger, Rows
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.posting import entries, posted_lines
from core.shipments.statuses import INVOICE_TRANSITIONS, InvoiceStatus


def _entries(session: Session, invoice: SalesInvoice) -> Mapping[Ledger, Rows]:
    return entries(invoice, posted_lines(session, invoice.id))


SALES_INVOICE = register(
    DocumentType(
        name="sales_invoice",
        model=SalesInvoice,
        statuses=InvoiceStatus,
        initial=InvoiceStatus.TO_PREPAY,
        transitions=INVOICE_TRANSITIONS,
        title=N_("Sales invoice"),
        status_titles={
            InvoiceStatus.TO_PREPAY: N_("To be prepaid"),
            InvoiceStatus.SHIPPED: N_("Sold"),
        },
        prefix="РТ",
        read=Permission.INVOICE_READ,
        edit=Permission.INVOICE_CREATE,
        post=Permission.INVOICE_CREATE,
        line_models=(SalesInvoiceLine,),
        entries=_entries,
    )
)
"""Реализация товаров и услуг."""
