"""The ledgers of stock. Quantities are thousandths of the base unit; dimension 0 means "none"."""

from __future__ import annotations

from sqlalchemy import Index

from core.kernel.i18n import N_
from core.ledger import Check, Dimension, Flag, Ledger, Measure

ON_HAND = Ledger(
    "on_hand",
    N_("Goods on hand"),
    dimensions=(
        "warehouse_id",
        "room_id",
        "item_id",
        "variant_id",
        "lot_id",
        Dimension("quality", text=True),
        "earmark_id",
    ),
    measures=(Measure("quantity"),),
)
"""What physically lies in a warehouse. Quality "" is good stock."""

IN_CELLS = Ledger(
    "in_cells",
    N_("Goods in cells"),
    dimensions=("cell_id", "item_id", "variant_id", "packaging_id", "lot_id", "earmark_id"),
    measures=(Measure("quantity"),),
)
"""What lies in which cell of an address warehouse; its sum is the sum on hand."""

FREE_STOCK = Ledger(
    "free_stock",
    N_("Free stock"),
    dimensions=("warehouse_id", "item_id", "variant_id"),
    measures=(
        Measure("on_hand"),
        Measure("reserved"),
        Measure("earmarked"),
        Measure("to_ship"),
    ),
    checks=(
        Check(
            "free",
            (("on_hand", 1), ("reserved", -1), ("earmarked", -1), ("to_ship", -1)),
            when="controlled",
        ),
    ),
    flags=(
        Flag(
            "controlled",
            "(SELECT w.control_free_stock FROM warehouse w WHERE w.id = d.warehouse_id)",
        ),
    ),
)
"""What may still be promised: on hand less everything promised already."""

DISPOSITIONS = Ledger(
    "dispositions",
    N_("Dispositions"),
    dimensions=("disposition_line_id", "item_id", "variant_id", "company_id"),
    measures=(
        Measure("disposed"),
        Measure("ordered"),
        Measure("shipped"),
        Measure("invoiced"),
    ),
    checks=(
        Check("ordered_within", (("disposed", 1), ("ordered", -1))),
        Check("shipped_within", (("ordered", 1), ("shipped", -1))),
        Check("invoiced_within", (("disposed", 1), ("invoiced", -1))),
    ),
)
"""How far each line that must leave has come: disposed ≥ ordered ≥ shipped (domain.md §1.10)."""

EXPECTED = Ledger(
    "expected",
    N_("Expected receipts"),
    dimensions=("source_line_id", "warehouse_id", "item_id", "variant_id"),
    measures=(Measure("expected"), Measure("claimed")),
    checks=(Check("unclaimed", (("expected", 1), ("claimed", -1))),),
)
"""What will come by which line of which supplier order, and how much of it is promised already.

The date stands on the line itself: it moves without anything being bought or promised anew.
"""

Index("ix_expected_balance_item", EXPECTED.balance.c.item_id, EXPECTED.balance.c.warehouse_id)
Index("ix_on_hand_balance_item_id", ON_HAND.balance.c.item_id)
Index("ix_in_cells_balance_item_id", IN_CELLS.balance.c.item_id)
