"""Settings of the company about orders (domain §3.4)."""

from __future__ import annotations

from core.documents.preferences import Preference, declare
from core.documents.reference import FieldKind
from core.kernel.i18n import N_
from core.sales.statuses import OrderStrategy

ORDER_STRATEGY = declare(
    Preference(
        "order_strategy",
        N_("Use of orders"),
        OrderStrategy.STOCK_AND_TO_ORDER,
        FieldKind.CHOICE,
        choices={
            OrderStrategy.BILL: N_("as bills"),
            OrderStrategy.FROM_STOCK: N_("only from stock"),
            OrderStrategy.STOCK_AND_TO_ORDER: N_("from stock and to order"),
        },
    )
)

DELIVERY_ITEM = declare(
    Preference("delivery_item", N_("Delivery is charged as"), 0, FieldKind.ROW, of="item")
)
"""The service that what a client pays for delivery becomes a line of; 0: delivery is not charged.

Its price comes from the request of delivery, so terms that are agreed of goods do not bind it.
"""

KEEP_PARTLY_SHIPPED = declare(
    Preference(
        "keep_partly_shipped", N_("Do not close partly shipped orders"), False, FieldKind.FLAG
    )
)

KEEP_PARTLY_PAID = declare(
    Preference("keep_partly_paid", N_("Do not close partly paid orders"), False, FieldKind.FLAG)
)
