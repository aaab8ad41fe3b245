"""Whether goods may be entered into a place: pure, on frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class LineFault(StrEnum):
    """What is wrong with a line of stock."""

    QUANTITY = "quantity"
    """Zero or less."""
    ITEM_UNKNOWN = "item-unknown"
    SERVICE = "service"
    """A service is never on stock."""
    VARIANT = "variant"
    """The variant belongs to another item."""
    PACKAGING = "packaging"
    """The packaging belongs to another item."""
    PARTIAL_PACKAGING = "partial-packaging"
    """Not a whole number of packages."""
    LOT_NEEDED = "lot-needed"
    LOT_NOT_KEPT = "lot-not-kept"
    LOT = "lot"
    """The lot belongs to another item."""
    CELL_NEEDED = "cell-needed"
    """The warehouse keeps balances per cell."""
    CELL_NOT_KEPT = "cell-not-kept"
    """The warehouse keeps no balances per cell."""
    CELL = "cell"
    """The cell belongs to another warehouse."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What a line says, with the owners of everything it names (None: no such row)."""

    item_id: int
    item_known: bool
    service: bool
    lots_kept: bool
    variant_id: int
    variant_item: int | None
    packaging_id: int
    packaging_item: int | None
    pack_quantity: int | None
    """Thousandths in one pack."""
    lot_id: int
    lot_item: int | None
    cell_id: int
    cell_warehouse: int | None
    quantity: int
    """Thousandths of the base unit."""


def line_fault(facts: LineFacts, warehouse_id: int, *, cells_kept: bool) -> LineFault | None:
    """Return the first thing wrong with a line, None when it may be entered."""
    if facts.quantity <= 0:
        return LineFault.QUANTITY
    if not facts.item_known:
        return LineFault.ITEM_UNKNOWN
    if facts.service:
        return LineFault.SERVICE
    if facts.variant_id and facts.variant_item != facts.item_id:
        return LineFault.VARIANT
    return (
        _packaging_fault(facts)
        or _lot_fault(facts)
        or _cell_fault(facts, warehouse_id, cells_kept=cells_kept)
    )


def _packaging_fault(facts: LineFacts) -> LineFault | None:
    if not facts.packaging_id:
        return None
    if facts.packaging_item != facts.item_id or not facts.pack_quantity:
        return LineFault.PACKAGING
    return LineFault.PARTIAL_PACKAGING if facts.quantity % facts.pack_quantity else None


def _lot_fault(facts: LineFacts) -> LineFault | None:
    if facts.lots_kept and not facts.lot_id:
        return LineFault.LOT_NEEDED
    if facts.lot_id and not facts.lots_kept:
        return LineFault.LOT_NOT_KEPT
    if facts.lot_id and facts.lot_item != facts.item_id:
        return LineFault.LOT
    return None


def _cell_fault(facts: LineFacts, warehouse_id: int, *, cells_kept: bool) -> LineFault | None:
    if cells_kept and not facts.cell_id:
        return LineFault.CELL_NEEDED
    if facts.cell_id and not cells_kept:
        return LineFault.CELL_NOT_KEPT
    if facts.cell_id and facts.cell_warehouse != warehouse_id:
        return LineFault.CELL
    return None
