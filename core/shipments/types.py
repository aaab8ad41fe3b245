"""Sales invoices as a document type: statuses, rights, what they post."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.ledger import Ledger, Rows
from core.settlements.contracts import NO_CONTRACT
from core.settlements.models import PaymentStage
from core.settlements.objects import ObjectKind, facts_of, register_object_kind
from core.settlements.rules import ObjectRole
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.points import brought
from core.shipments.posting import entries, posted_lines
from core.shipments.settling import charged
from core.shipments.statuses import INVOICE_TRANSITIONS, InvoiceStatus


def _entries(session: Session, invoice: SalesInvoice) -> Mapping[Ledger, Rows]:
    lines = posted_lines(session, invoice.id)
    return {
        **entries(invoice, lines),
        **charged(session, invoice, lines),
        **brought(session, invoice),
    }


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
        line_models=(SalesInvoiceLine, PaymentStage),
        entries=_entries,
    )
)
"""Реализация товаров и услуг."""

_invoice = SalesInvoice.__table__.c

INVOICES_PAID = register_object_kind(
    ObjectKind(
        SALES_INVOICE.name,
        ObjectRole.INVOICE,
        lambda: facts_of(
            _invoice.document_id,
            _invoice.legal_entity_id,
            func.coalesce(_invoice.contract_id, NO_CONTRACT.id),
            _invoice.currency,
            _invoice.total_minor,
        ),
    )
)
"""Money can be for an invoice."""
