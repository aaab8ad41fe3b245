"""Where goods lie, how many are free, which cell a label names: reads as frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.catalog.models import Item, ItemVariant, Lot, Packaging, Unit
from core.kernel.errors import NotFound
from core.kernel.quantity import ONE
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import Cell, CellKind, CellMode, Warehouse


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    """A warehouse with its switches."""

    id: int
    code: str
    name: str
    address: str
    responsible: str
    ordered_shipping: bool
    ordered_receipt: bool
    cells: CellMode
    use_outbound_statuses: bool
    control_free_stock: bool
    control_supply: bool
    check_picks: bool
    shipping_cell_id: int
    """0: none."""
    receiving_cell_id: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell as its label and the plan of the warehouse tell it."""

    id: int
    warehouse_id: int
    room_id: int
    code: str
    barcode: str
    kind: CellKind
    walk_order: int
    section: str
    area: str
    area_priority: int
    check_digits: str


@dataclass(frozen=True, slots=True)
class CellContent:
    """One thing lying in a cell."""

    item_id: int
    item_code: str
    article: str
    item_name: str
    unit: str
    variant_id: int
    variant: str
    packaging_id: int
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit in one pack; 1000 without packaging."""
    lot_id: int
    lot_code: str
    expires: date | None
    quantity: int
    """Thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class Availability:
    """What may still be promised of one item in one warehouse, in thousandths."""

    item_id: int
    variant_id: int
    on_hand: int
    reserved: int
    earmarked: int
    to_ship: int
    free: int
    """Below 0 only where the warehouse does not control free stock."""


@dataclass(frozen=True, slots=True)
class InWarehouse:
    """An item in one warehouse, lots apart."""

    warehouse_id: int
    warehouse: str
    variant: str
    lot_code: str
    expires: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class InCell:
    """An item in one cell."""

    cell_id: int
    cell_code: str
    warehouse: str
    variant: str
    packaging: str
    lot_code: str
    expires: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class ItemStock:
    """All stock of one item that the actor may see."""

    item_id: int
    warehouses: tuple[InWarehouse, ...]
    cells: tuple[InCell, ...]

    @property
    def quantity(self) -> int:
        """Thousandths on hand in all warehouses together."""
        return sum(row.quantity for row in self.warehouses)


_WAREHOUSE = (
    Warehouse.id,
    Warehouse.code,
    Warehouse.name,
    Warehouse.address,
    Warehouse.responsible,
    Warehouse.ordered_shipping,
    Warehouse.ordered_receipt,
    Warehouse.cells,
    Warehouse.use_outbound_statuses,
    Warehouse.control_free_stock,
    Warehouse.control_supply,
    Warehouse.check_picks,
    Warehouse.shipping_cell_id,
    Warehouse.receiving_cell_id,
)

_CELL = (
    Cell.id,
    Cell.warehouse_id,
    Cell.room_id,
    Cell.code,
    Cell.barcode,
    Cell.kind,
    Cell.walk_order,
    Cell.section,
    Cell.area,
    Cell.area_priority,
    Cell.check_digits,
)

_free = FREE_STOCK.balance.c

_AVAILABILITY = select(
    _free.item_id,
    _free.variant_id,
    _free.on_hand,
    _free.reserved,
    _free.earmarked,
    _free.to_ship,
    (_free.on_hand - _free.reserved - _free.earmarked - _free.to_ship).label("free"),
).where(
    _free.warehouse_id == bindparam("warehouse_id"),
    _free.item_id == func.any(bindparam("item_ids", type_=ARRAY(BigInteger))),
)
"""One array parameter: the statement and its plan are the same for one item and for a thousand."""


def warehouses(session: Session, actor: Actor) -> list[WarehouseRow]:
    """Return the warehouses in use that *actor* may see, by name."""
    statement = (
        select(*_WAREHOUSE)
        .where(Warehouse.retired.is_(False), within(Warehouse.id, actor.warehouses))
        .order_by(Warehouse.name)
    )
    return [_warehouse(tuple(row)) for row in session.execute(statement)]


def warehouse(session: Session, actor: Actor, warehouse_id: int) -> WarehouseRow:
    """Return one warehouse.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    statement = select(*_WAREHOUSE).where(
        Warehouse.id == warehouse_id, within(Warehouse.id, actor.warehouses)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="warehouse", key=warehouse_id)
    return _warehouse(tuple(row))


def cell_by_barcode(session: Session, warehouse_id: int, text: str) -> CellRow | None:
    """Return the cell in use whose label says *text*, or whose address was typed; else None.

    A cell of another warehouse is not found: a label carried over the road means nothing here.
    """
    statement = (
        select(*_CELL)
        .where(
            Cell.warehouse_id == warehouse_id,
            Cell.retired.is_(False),
            # The first condition lets the partial unique index of labels be used.
            or_(
                and_(Cell.barcode != "", Cell.barcode == text),
                Cell.code.in_((text, text.upper())),
            ),
        )
        .order_by((Cell.barcode == text).desc())
        .limit(1)
    )
    row = session.execute(statement).one_or_none() if text else None
    return None if row is None else _cell(tuple(row))


def cell(session: Session, cell_id: int) -> CellRow:
    """Return one cell, retired or not.

    Raises:
        NotFound: no such cell.
    """
    row = session.execute(select(*_CELL).where(Cell.id == cell_id)).one_or_none()
    if row is None:
        raise NotFound(what="cell", key=cell_id)
    return _cell(tuple(row))


def cells_of(session: Session, warehouse_id: int, kind: CellKind | None = None) -> list[CellRow]:
    """Return the cells in use of a warehouse in walk order; None for all kinds."""
    statement = (
        select(*_CELL)
        .where(Cell.warehouse_id == warehouse_id, Cell.retired.is_(False))
        .order_by(Cell.walk_order, Cell.code)
    )
    if kind is not None:
        statement = statement.where(Cell.kind == kind)
    return [_cell(tuple(row)) for row in session.execute(statement)]


def cell_contents(session: Session, actor: Actor, cell_id: int) -> list[CellContent]:
    """Return what lies in a cell, by name and lot; empty for an empty cell.

    Raises:
        Forbidden: the actor may not look at stock.
        NotFound: there is no such cell, or the actor may not see its warehouse.
    """
    actor.require(Permission.STOCK_READ, what="cell", key=cell_id)
    seen = select(Cell.id).where(Cell.id == cell_id, within(Cell.warehouse_id, actor.warehouses))
    if session.scalar(seen) is None:
        raise NotFound(what="cell", key=cell_id)
    held = IN_CELLS.balance.c
    statement = (
        select(
            Item.id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            held.variant_id,
            func.coalesce(ItemVariant.name, ""),
            held.packaging_id,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            held.lot_id,
            func.coalesce(Lot.code, ""),
            Lot.expires,
            func.sum(held.quantity),
        )
        .select_from(IN_CELLS.balance)
        .join(Item, Item.id == held.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, ItemVariant.id == held.variant_id)
        .outerjoin(Packaging, Packaging.id == held.packaging_id)
        .outerjoin(Lot, Lot.id == held.lot_id)
        .where(held.cell_id == cell_id, held.quantity != 0)
        .group_by(
            Item.id,
            Unit.symbol,
            held.variant_id,
            ItemVariant.name,
            held.packaging_id,
            Packaging.name,
            Packaging.quantity,
            held.lot_id,
            Lot.code,
            Lot.expires,
        )
        .order_by(Item.name, Lot.expires.nulls_last(), Lot.code, held.packaging_id)
    )
    return [_content(tuple(row)) for row in session.execute(statement)]


def item_stock(session: Session, actor: Actor, item_id: int) -> ItemStock:
    """Return where an item lies, in the warehouses that *actor* may see.

    Raises:
        Forbidden: the actor may not look at stock.
    """
    actor.require(Permission.STOCK_READ, what="item", key=item_id)
    by_warehouse = session.execute(_on_hand_of(actor, item_id))
    by_cell = session.execute(_in_cells_of(actor, item_id))
    return ItemStock(
        item_id,
        tuple(InWarehouse(*tuple[Any, ...](row)) for row in by_warehouse),
        tuple(InCell(*tuple[Any, ...](row)) for row in by_cell),
    )


def availability(
    session: Session, actor: Actor, warehouse_id: int, item_ids: Sequence[int]
) -> list[Availability]:
    """Return what is free of the items in a warehouse; items never seen there are left out.

    One statement, reading balances only: its cost does not depend on how many documents posted.

    Raises:
        Forbidden: the actor may not look at stock, or not at this warehouse.
    """
    actor.require(Permission.STOCK_READ, what="warehouse", key=warehouse_id)
    actor.require_warehouse(warehouse_id)
    rows = session.execute(
        _AVAILABILITY, {"warehouse_id": warehouse_id, "item_ids": list(item_ids)}
    )
    return [Availability(*row) for row in rows.all()]


def _on_hand_of(actor: Actor, item_id: int) -> Select[*tuple[Any, ...]]:
    held = ON_HAND.balance.c
    names = (Warehouse.id, Warehouse.name, ItemVariant.name, Lot.code, Lot.expires)
    return (
        select(
            Warehouse.id,
            Warehouse.name,
            func.coalesce(ItemVariant.name, ""),
            func.coalesce(Lot.code, ""),
            Lot.expires,
            func.sum(held.quantity),
        )
        .select_from(ON_HAND.balance)
        .join(Warehouse, Warehouse.id == held.warehouse_id)
        .outerjoin(ItemVariant, ItemVariant.id == held.variant_id)
        .outerjoin(Lot, Lot.id == held.lot_id)
        .where(
            held.item_id == item_id,
            held.quantity != 0,
            within(held.warehouse_id, actor.warehouses),
        )
        .group_by(*names)
        .order_by(Warehouse.name, ItemVariant.name, Lot.expires.nulls_last(), Lot.code)
    )


def _in_cells_of(actor: Actor, item_id: int) -> Select[*tuple[Any, ...]]:
    held = IN_CELLS.balance.c
    names = (Cell.id, Warehouse.name, ItemVariant.name, Packaging.name, Lot.code, Lot.expires)
    return (
        select(
            Cell.id,
            Cell.code,
            Warehouse.name,
            func.coalesce(ItemVariant.name, ""),
            func.coalesce(Packaging.name, ""),
            func.coalesce(Lot.code, ""),
            Lot.expires,
            func.sum(held.quantity),
        )
        .select_from(IN_CELLS.balance)
        .join(Cell, Cell.id == held.cell_id)
        .join(Warehouse, Warehouse.id == Cell.warehouse_id)
        .outerjoin(ItemVariant, ItemVariant.id == held.variant_id)
        .outerjoin(Packaging, Packaging.id == held.packaging_id)
        .outerjoin(Lot, Lot.id == held.lot_id)
        .where(
            held.item_id == item_id,
            held.quantity != 0,
            within(Cell.warehouse_id, actor.warehouses),
        )
        .group_by(*names)
        .order_by(Warehouse.name, Cell.walk_order, Cell.code, Lot.expires.nulls_last())
    )


def _warehouse(row: tuple[Any, ...]) -> WarehouseRow:
    return WarehouseRow(*row)


def _cell(row: tuple[Any, ...]) -> CellRow:
    return CellRow(*row)


def _content(row: tuple[Any, ...]) -> CellContent:
    return CellContent(*row)
