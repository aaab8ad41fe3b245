"""The list of customer orders, with computed state and amounts."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.listing import Column, Kind, document_listing, register_listing
from core.kernel.i18n import N_
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderState
from core.sales.types import CUSTOMER_ORDER

ORDER_STATES = {
    OrderState.AWAITING_APPROVAL: N_("Awaiting approval"),
    OrderState.AWAITING_ADVANCE: N_("Awaiting advance payment"),
    OrderState.READY_TO_SUPPLY: N_("Ready to supply"),
    OrderState.AWAITING_PREPAYMENT: N_("Awaiting prepayment"),
    OrderState.AWAITING_SUPPLY: N_("Awaiting supply"),
    OrderState.READY_TO_SHIP: N_("Ready to ship"),
    OrderState.SHIPPING: N_("Being shipped"),
    OrderState.AWAITING_PAYMENT: N_("Awaiting payment"),
    OrderState.READY_TO_CLOSE: N_("Ready to close"),
    OrderState.CLOSED: N_("Order closed"),
}
"""State → msgid."""

CUSTOMER_ORDERS = register_listing(
    document_listing(
        CUSTOMER_ORDER,
        name="customer_orders",
        title=N_("Customer orders"),
        extra=(
            Column(
                "state",
                N_("State"),
                CustomerOrder.state,
                Kind.STATUS,
                20,
                sortable=False,
                filterable=True,
                titles=ORDER_STATES,
                indexed=True,
            ),
            Column(
                "ship_date", N_("Ship on"), CustomerOrder.ship_date, Kind.DATE, 10, indexed=True
            ),
            Column(
                "total",
                N_("Total"),
                CustomerOrder.total_minor,
                Kind.MONEY,
                14,
                summed=True,
                read=Permission.PRICE_READ,
                indexed=True,
            ),
        ),
        without=("posted",),
    )
)
