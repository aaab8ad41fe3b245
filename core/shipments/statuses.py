"""Statuses of sales invoices: words that screens may know too."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class InvoiceStatus(StrEnum):
    """Statuses of a sales invoice (domain §3.9)."""

    TO_PREPAY = "to_prepay"
    """К предоплате: billed, the goods still stand here."""
    SHIPPED = "shipped"
    """Реализовано: ownership has passed."""


INVOICE_TRANSITIONS: Transitions[InvoiceStatus] = Transitions(
    "sales_invoice",
    {
        InvoiceStatus.TO_PREPAY: (InvoiceStatus.SHIPPED,),
        InvoiceStatus.SHIPPED: (InvoiceStatus.TO_PREPAY,),
    },
)
