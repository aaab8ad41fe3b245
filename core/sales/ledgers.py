"""The ledgers of orders: what is kept for whom, and what must be bought for whom."""

from __future__ import annotations

from sqlalchemy import Index

from core.kernel.i18n import N_
from core.ledger.declaration import Dimension, Ledger, Measure

RESERVES = Ledger(
    "reserves",
    N_("Reserves"),
    dimensions=(
        "order_id",
        "order_line_id",
        "warehouse_id",
        "item_id",
        "variant_id",
        Dimension("kind", text=True),
        "source_line_id",
    ),
    measures=(Measure("quantity"),),
)
"""Thousandths of the base unit; `kind` is a value of `core.sales.statuses.ReserveKind`.

Earmarks belong to the order, not to a line of it: there `order_line_id` is 0, so that lines may be
split and joined. `source_line_id` is the line of the expected receipt that a reserve to a date
claims, else 0.
"""

DEMAND = Ledger(
    "demand",
    N_("Demand"),
    dimensions=(
        "order_line_id",
        "warehouse_id",
        "item_id",
        "variant_id",
        Dimension("kind", text=True),
    ),
    measures=(Measure("quantity"),),
)
"""What somebody must buy: `kind` is the supply action that asks for it."""

Index("ix_reserves_balance_item", RESERVES.balance.c.item_id, RESERVES.balance.c.warehouse_id)
Index("ix_demand_balance_item", DEMAND.balance.c.item_id, DEMAND.balance.c.warehouse_id)
