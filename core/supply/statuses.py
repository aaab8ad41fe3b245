"""Statuses of supplier orders and goods receipts."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class SupplierOrderStatus(StrEnum):
    """Set by a person."""

    AGREEING = "agreeing"
    """На согласовании: nothing is expected yet."""
    TO_RECEIVE = "to_receive"
    """К поступлению: its lines are expected, and may be claimed."""
    CLOSED = "closed"
    """Закрыт: nothing more comes."""


SUPPLIER_ORDER_TRANSITIONS: Transitions[SupplierOrderStatus] = Transitions(
    "supplier_order",
    {
        SupplierOrderStatus.AGREEING: (SupplierOrderStatus.TO_RECEIVE,),
        SupplierOrderStatus.TO_RECEIVE: (SupplierOrderStatus.AGREEING, SupplierOrderStatus.CLOSED),
        SupplierOrderStatus.CLOSED: (SupplierOrderStatus.TO_RECEIVE,),
    },
)


class ReceiptStatus(StrEnum):
    """A receipt of goods says what came; whether it counts is told by its posting."""

    RECEIVED = "received"
    """Поступило."""


RECEIPT_TRANSITIONS: Transitions[ReceiptStatus] = Transitions(
    "goods_receipt", {ReceiptStatus.RECEIVED: ()}
)
