"""The lists of warehouses, rooms, cells and stock, each hiding what row rights hide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.catalog.models import Item, ItemVariant, Lot, Packaging, Unit
from core.catalog.queries import with_barcode
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.stock.ledgers import FREE_STOCK, IN_CELLS
from core.stock.models import Cell, CellKind, CellMode, Room, Warehouse

CELL_MODES = {
    CellMode.NONE: N_("No cells"),
    CellMode.REFERENCE: N_("Cells for reference"),
    CellMode.STORAGE: N_("Balances in cells"),
}

CELL_KINDS = {
    CellKind.RECEIVING: N_("Receiving"),
    CellKind.STORAGE: N_("Storage"),
    CellKind.SHIPPING: N_("Shipping"),
}

_free = FREE_STOCK.balance.c
_held = IN_CELLS.balance.c


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (within(Warehouse.id, actor.warehouses),)


def _stock() -> Select[Any]:
    return (
        select(_free.item_id)
        .join(Warehouse, Warehouse.id == _free.warehouse_id)
        .join(Item, Item.id == _free.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, ItemVariant.id == _free.variant_id)
    )


def _in_cells() -> Select[Any]:
    return (
        select(_held.item_id)
        .join(Cell, Cell.id == _held.cell_id)
        .join(Warehouse, Warehouse.id == Cell.warehouse_id)
        .join(Item, Item.id == _held.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, ItemVariant.id == _held.variant_id)
        .outerjoin(Packaging, and_(_held.packaging_id != 0, Packaging.id == _held.packaging_id))
        .outerjoin(Lot, and_(_held.lot_id != 0, Lot.id == _held.lot_id))
        .where(_held.quantity != 0)
    )


WAREHOUSES = register_listing(
    Listing(
        name="warehouses",
        title=N_("Warehouses"),
        columns=(
            Column("code", N_("Code"), Warehouse.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), Warehouse.name, Kind.TEXT, 24, searchable=True),
            Column("cells", N_("Cells"), Warehouse.cells, Kind.STATUS, 20, titles=CELL_MODES),
            Column("ordered", N_("Expense orders"), Warehouse.ordered_shipping, Kind.BOOL, 3),
            Column("check", N_("Check picks"), Warehouse.check_picks, Kind.BOOL, 3),
            Column("address", N_("Address"), Warehouse.address, Kind.TEXT, 40, searchable=True),
            Column("retired", N_("Retired"), Warehouse.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Warehouse.id),
        key=Warehouse.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
        restrict=_own,
    )
)

ROOMS = register_listing(
    Listing(
        name="rooms",
        title=N_("Rooms"),
        columns=(
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("code", N_("Code"), Room.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), Room.name, Kind.TEXT, 24, searchable=True),
            Column("retired", N_("Retired"), Room.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Room.id).join(Warehouse, Warehouse.id == Room.warehouse_id),
        key=Room.id,
        default_sort=("code", False),
        read=Permission.REFERENCE_READ,
        restrict=_own,
    )
)

CELLS = register_listing(
    Listing(
        name="cells",
        title=N_("Cells"),
        columns=(
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("code", N_("Cell"), Cell.code, Kind.TEXT, 10, searchable=True),
            Column("barcode", N_("Barcode"), Cell.barcode, Kind.TEXT, 14, searchable=True),
            Column("kind", N_("Kind"), Cell.kind, Kind.STATUS, 9, titles=CELL_KINDS),
            Column("section", N_("Section"), Cell.section, Kind.TEXT, 10, searchable=True),
            Column("area", N_("Area"), Cell.area, Kind.TEXT, 12, searchable=True),
            Column("priority", N_("Priority"), Cell.area_priority, Kind.NUMBER, 4),
            Column("walk", N_("Walk order"), Cell.walk_order, Kind.NUMBER, 6),
            Column("digits", N_("Check digits"), Cell.check_digits, Kind.TEXT, 4),
            Column("retired", N_("Retired"), Cell.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Cell.id).join(Warehouse, Warehouse.id == Cell.warehouse_id),
        key=Cell.id,
        default_sort=("walk", False),
        read=Permission.REFERENCE_READ,
        restrict=_own,
    )
)

STOCK = register_listing(
    Listing(
        name="stock",
        title=N_("Stock"),
        columns=(
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 14, searchable=True),
            Column("name", N_("Name"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 12, searchable=True),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
            Column("on_hand", N_("On hand"), _free.on_hand, Kind.QUANTITY, 10),
            Column("reserved", N_("Reserved"), _free.reserved, Kind.QUANTITY, 10),
            Column("to_ship", N_("To ship"), _free.to_ship, Kind.QUANTITY, 10),
            Column(
                "free",
                N_("Free"),
                _free.on_hand - _free.reserved - _free.earmarked - _free.to_ship,
                Kind.QUANTITY,
                10,
            ),
        ),
        source=_stock,
        key=func.concat(_free.warehouse_id, ":", _free.item_id, ":", _free.variant_id),
        default_sort=("name", False),
        read=Permission.STOCK_READ,
        restrict=_own,
        codes=with_barcode,
    )
)

STOCK_IN_CELLS = register_listing(
    Listing(
        name="stock_in_cells",
        title=N_("Stock in cells"),
        columns=(
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("cell", N_("Cell"), Cell.code, Kind.TEXT, 10, searchable=True),
            Column("walk", N_("Walk order"), Cell.walk_order, Kind.NUMBER, 6),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 14, searchable=True),
            Column("name", N_("Name"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 12, searchable=True),
            Column("packaging", N_("Packaging"), Packaging.name, Kind.TEXT, 12),
            Column("lot", N_("Lot"), Lot.code, Kind.TEXT, 12, searchable=True),
            Column("expires", N_("Expires"), Lot.expires, Kind.DATE, 10),
            Column("quantity", N_("Quantity"), _held.quantity, Kind.QUANTITY, 10),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
        ),
        source=_in_cells,
        key=func.concat_ws(
            ":",
            _held.cell_id,
            _held.item_id,
            _held.variant_id,
            _held.packaging_id,
            _held.lot_id,
            _held.earmark_id,
        ),
        default_sort=("cell", False),
        read=Permission.STOCK_READ,
        restrict=_own,
        codes=lambda text: or_(with_barcode(text), Cell.barcode == text),
    )
)

LISTINGS = (WAREHOUSES, ROOMS, CELLS, STOCK, STOCK_IN_CELLS)
