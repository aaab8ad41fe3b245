"""What invoices have to say."""

from __future__ import annotations

from core.kernel.errors import NotEnough, Refused


class NothingToInvoice(Refused):
    """Everything shipped is billed already. Facts: document."""

    code = "nothing-to-invoice"


class NotShippedYet(Refused):
    """Only a shipped expense order is billed by fact. Facts: document, status, machine."""

    code = "not-shipped-yet"


class ShippedByOrders(Refused):
    """The warehouse ships by expense orders: the invoice is made of a shipped one.

    Facts: warehouse, document.
    """

    code = "shipped-by-orders"


class InvoiceExceeds(NotEnough):
    """More would be invoiced than the disposition lets go.

    Facts: those of NotEnough (asked, available …), and document, item, line.
    """

    code = "invoice-exceeds"
