"""What `klad verify` recomputes about stock: three ledgers tell of the same goods."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_CELLS = """
SELECT warehouse_id, item_id, variant_id, lot_id,
       coalesce(held.quantity, 0) AS held, coalesce(cells.quantity, 0) AS cells
FROM (
  SELECT b.warehouse_id, b.item_id, b.variant_id, b.lot_id, sum(b.quantity)::bigint AS quantity
  FROM on_hand_balance b JOIN warehouse w ON w.id = b.warehouse_id AND w.cells = 'storage'
  GROUP BY 1, 2, 3, 4
) held FULL JOIN (
  SELECT c.warehouse_id, b.item_id, b.variant_id, b.lot_id, sum(b.quantity)::bigint AS quantity
  FROM in_cells_balance b JOIN cell c ON c.id = b.cell_id
  GROUP BY 1, 2, 3, 4
) cells USING (warehouse_id, item_id, variant_id, lot_id)
WHERE coalesce(held.quantity, 0) <> coalesce(cells.quantity, 0)
ORDER BY 1, 2, 3, 4
"""

_FREE = """
SELECT warehouse_id, item_id, variant_id,
       coalesce(held.quantity, 0) AS held, coalesce(free.on_hand, 0) AS free
FROM (
  SELECT warehouse_id, item_id, variant_id, sum(quantity)::bigint AS quantity
  FROM on_hand_balance GROUP BY 1, 2, 3
) held FULL JOIN free_stock_balance free USING (warehouse_id, item_id, variant_id)
WHERE coalesce(held.quantity, 0) <> coalesce(free.on_hand, 0)
ORDER BY 1, 2, 3
"""


@verification("cells of address warehouses")
def cells_hold_what_is_on_hand(session: Session) -> Iterable[Difference]:
    """On an address warehouse the sum of its cells is what is on hand, per item and lot."""
    for row in session.execute(text(_CELLS)).mappings():
        yield Difference(
            "goods in cells against goods on hand",
            {name: row[name] for name in ("warehouse_id", "item_id", "variant_id", "lot_id")},
            row["cells"],
            row["held"],
        )


@verification("free stock")
def free_stock_knows_what_is_on_hand(session: Session) -> Iterable[Difference]:
    """Free stock starts from what is on hand, per item."""
    for row in session.execute(text(_FREE)).mappings():
        yield Difference(
            "free stock against goods on hand",
            {name: row[name] for name in ("warehouse_id", "item_id", "variant_id")},
            row["free"],
            row["held"],
        )
