"""Statuses, states and supply actions of customer orders: words that screens may know too."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from core.kernel.states import Transitions


class OrderStrategy(StrEnum):
    """How orders are used: a choice of the company (domain §3.4)."""

    BILL = "bill"
    """Заказ как счёт: only to print a bill; holds nothing, is not fulfilled."""
    FROM_STOCK = "from_stock"
    """Заказ только со склада: the whole order is reserved, then shipped."""
    STOCK_AND_TO_ORDER = "stock_and_to_order"
    """Заказ со склада и под заказ: each line has an action of its own."""


class OrderStatus(StrEnum):
    """Set by a person; which ones there are depends on the strategy."""

    AGREEING = "agreeing"
    """На согласовании: moves nothing, unless it reserves early."""
    RESERVED = "reserved"
    """В резерве: every line holds free stock (orders only from stock)."""
    TO_SHIP = "to_ship"
    """К отгрузке: every line is a disposition (orders only from stock)."""
    TO_FULFIL = "to_fulfil"
    """К выполнению: what a line does, its action says."""
    CLOSED = "closed"
    """Закрыт: every line is invoiced or cancelled."""


SUPPLIED = frozenset({OrderStatus.RESERVED, OrderStatus.TO_SHIP, OrderStatus.TO_FULFIL})
"""Statuses in which the actions of lines have effect."""

SHIPPABLE = frozenset({OrderStatus.TO_SHIP, OrderStatus.TO_FULFIL})
"""Statuses in which lines to ship are dispositions of the warehouse."""


class SupplyAction(StrEnum):
    """Вариант обеспечения: what may be done about a line (domain §3.6)."""

    NONE = "none"
    """Не обеспечивать: no demand."""
    DEMAND = "demand"
    """К обеспечению: somebody must buy it; no claim of its own."""
    DEMAND_EARMARKED = "demand_earmarked"
    """Обеспечивать обособленно: bought for this order."""
    RESERVE_TO_DATE = "reserve_to_date"
    """Резервировать к дате: claims part of an expected receipt."""
    RESERVE = "reserve"
    """Резервировать на складе: claims free stock now."""
    SHIP = "ship"
    """Отгрузить: a disposition to the warehouse; claims stock until it has left."""
    SHIP_EARMARKED = "ship_earmarked"
    """Отгрузить обособленно: a disposition that uses what was bought for this order."""


SHIPPING_ACTIONS = frozenset({SupplyAction.SHIP, SupplyAction.SHIP_EARMARKED})

CLAIMING_ACTIONS = frozenset({SupplyAction.RESERVE, SupplyAction.SHIP, SupplyAction.SHIP_EARMARKED})
"""The goods are there and held."""

WAITING_ACTIONS = frozenset(
    {SupplyAction.DEMAND, SupplyAction.DEMAND_EARMARKED, SupplyAction.RESERVE_TO_DATE}
)
"""Demanded, but the goods are not there yet."""


class ReserveKind(StrEnum):
    """How a reserve is held; the dimension `kind` of the ledger of reserves."""

    NOW = "now"
    """Against goods that lie in the warehouse."""
    TO_DATE = "to_date"
    """Against a line of an expected receipt; `source_line_id` tells which."""
    EARMARK = "earmark"
    """Goods in the warehouse that belong to the order, whatever its lines say (Назначение)."""


class Priority(StrEnum):
    """Очередь заказа: who is served first where goods are short."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ReallocationKind(StrEnum):
    """Операция корректировки назначения (domain §5.1)."""

    RESERVE = "reserve"
    """Резервирование: free stock goes to an order."""
    RESERVE_ADJUST = "reserve_adjust"
    """Резервирование и корректировка: free stock or what others hold goes to an order."""
    RELEASE = "release"
    """Снятие резерва: what an order holds becomes free, all or part of it."""
    RELEASE_MANY = "release_many"
    """Снятие резерва по многим назначениям: of many orders at once."""
    ARBITRARY = "arbitrary"
    """Произвольная корректировка: from many to many."""


class HolderKind(StrEnum):
    """Where reallocated goods come from or go to."""

    FREE = "free"
    """Nobody's: free stock, or what of an expected receipt nobody claims."""
    LINE = "line"
    """A line of an order that reserves or claims."""
    EARMARK = "earmark"
    """The order as such: goods that belong to it."""


class ReallocationStatus(StrEnum):
    """A reallocation is done when it is made."""

    DONE = "done"
    """Выполнена."""


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
        OrderStatus.AGREEING: (
            OrderStatus.RESERVED,
            OrderStatus.TO_SHIP,
            OrderStatus.TO_FULFIL,
        ),
        OrderStatus.RESERVED: (OrderStatus.AGREEING, OrderStatus.TO_SHIP, OrderStatus.CLOSED),
        OrderStatus.TO_SHIP: (OrderStatus.AGREEING, OrderStatus.RESERVED, OrderStatus.CLOSED),
        OrderStatus.TO_FULFIL: (OrderStatus.AGREEING, OrderStatus.CLOSED),
        OrderStatus.CLOSED: (OrderStatus.TO_SHIP, OrderStatus.TO_FULFIL),
    },
)
"""Closed orders reopen; an order goes back to agreeing only while nothing was made of it."""

STATUSES_OF: Mapping[OrderStrategy, frozenset[OrderStatus]] = {
    OrderStrategy.BILL: frozenset({OrderStatus.AGREEING, OrderStatus.CLOSED}),
    OrderStrategy.FROM_STOCK: frozenset(
        {OrderStatus.AGREEING, OrderStatus.RESERVED, OrderStatus.TO_SHIP, OrderStatus.CLOSED}
    ),
    OrderStrategy.STOCK_AND_TO_ORDER: frozenset(
        {OrderStatus.AGREEING, OrderStatus.TO_FULFIL, OrderStatus.CLOSED}
    ),
}
"""Which statuses an order of each strategy may have."""

REALLOCATION_TRANSITIONS: Transitions[ReallocationStatus] = Transitions(
    "reallocation", {ReallocationStatus.DONE: ()}
)
