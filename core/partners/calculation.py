"""How debts and advances under a contract are told apart (Детализация расчётов)."""

from __future__ import annotations

from enum import StrEnum


class CalculationOrder(StrEnum):
    """What an object of settlement is (domain §3.2)."""

    BY_CONTRACT = "by_contract"
    """По договорам: the whole contract; offset FIFO inside it."""
    BY_ORDER = "by_order"
    """По заказам: each order; offset FIFO inside it."""
    BY_INVOICE = "by_invoice"
    """По накладным: each invoice; offset by hand."""
    ADVANCE_BY_CONTRACT = "advance_by_contract"
    """Авансы по договорам, постоплата по накладным: credited to invoices by hand."""
    ADVANCE_BY_ORDER = "advance_by_order"
    """Авансы по заказам, постоплата по накладным."""
