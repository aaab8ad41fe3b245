"""The ledger of reserves: which order line holds how much of the free stock."""

from __future__ import annotations

from core.kernel.i18n import N_
from core.ledger.declaration import Dimension, Ledger, Measure

RESERVES = Ledger(
    "reserves",
    N_("Reserves"),
    dimensions=(
        "order_line_id",
        "warehouse_id",
        "item_id",
        "variant_id",
        Dimension("kind", text=True),
    ),
    measures=(Measure("quantity"),),
)
"""Thousandths of the base unit; `kind` is a value of `core.sales.statuses.ReserveKind`."""
