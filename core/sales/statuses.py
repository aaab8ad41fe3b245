"""Statuses, states and supply actions of customer orders: words that screens may know too."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class OrderStatus(StrEnum):
    """Set by a person (domain: orders taken from stock and to order)."""

    AGREEING = "agreeing"
    """На согласовании: the order moves nothing."""
    TO_FULFIL = "to_fulfil"
    """К выполнению: reserves are held, lines to ship are dispositions of the warehouse."""
    CLOSED = "closed"
    """Закрыт: every line is invoiced or cancelled."""


class SupplyAction(StrEnum):
    """Вариант обеспечения: what may be done about a line."""

    NONE = "none"
    """Не обеспечивать: no demand."""
    RESERVE = "reserve"
    """Резервировать на складе: claims free stock now."""
    SHIP = "ship"
    """Отгрузить: a disposition to the warehouse; claims stock until it has left."""


class ReserveKind(StrEnum):
    """How a reserve is held; the dimension `kind` of the ledger of reserves."""

    NOW = "now"
    """Against goods that lie in the warehouse."""


class OrderState(StrEnum):
    """Состояние: computed from facts, never set by hand.

    The order of the list is the order of precedence (domain §3.5).
    """

    AWAITING_APPROVAL = "awaiting_approval"
    """Ожидается согласование."""
    AWAITING_ADVANCE = "awaiting_advance"
    """Ожидается аванс (до обеспечения)."""
    READY_TO_SUPPLY = "ready_to_supply"
    """Готов к обеспечению: some line demands nothing yet."""
    AWAITING_PREPAYMENT = "awaiting_prepayment"
    """Ожидается предоплата (до отгрузки)."""
    AWAITING_SUPPLY = "awaiting_supply"
    """Ожидается обеспечение: some line is demanded and not available yet."""
    READY_TO_SHIP = "ready_to_ship"
    """Готов к отгрузке."""
    SHIPPING = "shipping"
    """В процессе отгрузки: some of it is in expense orders or invoices, not everything has left."""
    AWAITING_PAYMENT = "awaiting_payment"
    """Ожидается оплата (после отгрузки)."""
    READY_TO_CLOSE = "ready_to_close"
    """Готов к закрытию."""
    CLOSED = "closed"
    """Закрыт."""


ORDER_TRANSITIONS: Transitions[OrderStatus] = Transitions(
    "customer_order",
    {
        OrderStatus.AGREEING: (OrderStatus.TO_FULFIL,),
        OrderStatus.TO_FULFIL: (OrderStatus.AGREEING, OrderStatus.CLOSED),
        OrderStatus.CLOSED: (OrderStatus.TO_FULFIL,),
    },
)
"""Closed orders reopen; an order goes back to agreeing only while nothing was made of it."""
