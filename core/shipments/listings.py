"""The list of sales invoices."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.listing import Column, Kind, document_listing, register_listing
from core.kernel.i18n import N_
from core.shipments.models import SalesInvoice
from core.shipments.rules import Mismatch
from core.shipments.types import SALES_INVOICE

MISMATCHES = {
    Mismatch.ASSEMBLE: N_("To assemble"),
    Mismatch.ASSEMBLING: N_("Assembling"),
    Mismatch.ASSEMBLED: N_("Assembled"),
    Mismatch.TO_INVOICE: N_("To invoice"),
    Mismatch.INVOICED_AHEAD: N_("Invoiced ahead of shipment"),
    Mismatch.REISSUE_INVOICE: N_("Invoice to be reissued"),
    Mismatch.MIX_UP: N_("Mix-up of items"),
    Mismatch.OVER_DISPOSITION: N_("More than the disposition allows"),
}
"""Label → msgid."""

SALES_INVOICES = register_listing(
    document_listing(
        SALES_INVOICE,
        name="sales_invoices",
        title=N_("Sales invoices"),
        extra=(
            Column(
                "total",
                N_("Total"),
                SalesInvoice.total_minor,
                Kind.MONEY,
                14,
                summed=True,
                read=Permission.PRICE_READ,
            ),
            Column(
                "vat",
                N_("VAT"),
                SalesInvoice.vat_minor,
                Kind.MONEY,
                12,
                summed=True,
                read=Permission.PRICE_READ,
            ),
        ),
    )
)
