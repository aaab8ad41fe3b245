"""What supplier orders and receipts have to say."""

from __future__ import annotations

from core.kernel.errors import NotEnough, Refused


class ClaimedByOrders(NotEnough):
    """Customer orders claim more of a line than would still come.

    Facts: those of NotEnough with asked and available (thousandths), document (of the supplier
    order), source (its line's id).
    """

    code = "claimed-by-orders"


class NothingReceived(Refused):
    """A receipt without lines, or of quantities that are not above zero. Facts: document."""

    code = "nothing-received"


class NotToReceive(Refused):
    """The supplier order is not to be received. Facts: document, status."""

    code = "not-to-receive"


class SupplierOrderEmpty(Refused):
    """The supplier order has no lines. Facts: document."""

    code = "supplier-order-empty"
