"""The ledger of reserves: which order line holds how much of the free stock."""

from __future__ import annotations

from core.ledger import Ledger, Measure

RESERVES = Ledger(
    "reserves",
    dimensions=("order_line_id", "warehouse_id", "item_id", "variant_id", "kind"),
    measures=(Measure("quantity"),),
)
