"""The reference books of warehouses, rooms and cells, and what switching a warehouse over takes."""

from __future__ import annotations

from sqlalchemy import func, inspect, select, update
from sqlalchemy.orm import Session

from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.stock.errors import CellsSwitchRefused
from core.stock.ledgers import FREE_STOCK, ON_HAND
from core.stock.listings import CELL_KINDS, CELL_MODES
from core.stock.models import Cell, CellMode, Room, Warehouse

_WAREHOUSE = Field(
    "warehouse_id",
    N_("Warehouse"),
    FieldKind.ROW,
    required=True,
    fixed=True,
    of="warehouse",
    width=16,
)


def _check_warehouse(session: Session, row: Warehouse) -> None:
    """Switch a warehouse over: only an empty one to or from balances in cells.

    Raises:
        CellsSwitchRefused: goods lie there, and nobody could say in which cell.
        NotFound: the shipping or receiving cell is not one of the warehouse's.
    """
    if not inspect(row).persistent:
        return
    for cell_id in (row.shipping_cell_id, row.receiving_cell_id):
        owned = select(Cell.id).where(Cell.id == cell_id, Cell.warehouse_id == row.id)
        if cell_id and session.scalar(owned) is None:
            raise NotFound(what="cell", key=cell_id)
    switched = inspect(row).attrs.cells.history
    if switched.deleted and CellMode.STORAGE in {row.cells, *switched.deleted}:
        held = ON_HAND.balance.c
        quantity = session.scalar(
            select(func.sum(held.quantity)).where(held.warehouse_id == row.id)
        )
        if quantity:
            raise CellsSwitchRefused(warehouse=row.name, quantity=int(quantity))
    if inspect(row).attrs.control_free_stock.history.deleted:
        # The ledger keeps the switch beside each balance, where its CHECK can see it.
        kept = FREE_STOCK.balance
        session.execute(
            update(kept)
            .where(kept.c.warehouse_id == row.id)
            .values(controlled=row.control_free_stock)
        )


def _check_cell(session: Session, row: Cell) -> None:
    """Refuse a room of another warehouse.

    Raises:
        NotFound: the room is not one of the warehouse's.
    """
    row.barcode = (row.barcode or "").strip()
    owned = select(Room.id).where(Room.id == row.room_id, Room.warehouse_id == row.warehouse_id)
    if row.room_id and session.scalar(owned) is None:
        raise NotFound(what="room", key=row.room_id)


WAREHOUSE = register_book(
    Book(
        name="warehouse",
        model=Warehouse,
        title=N_("Warehouses"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=24),
            Field("address", N_("Address"), width=60),
            Field("responsible", N_("Responsible"), width=24),
            Field("ordered_shipping", N_("Ship by expense orders"), FieldKind.FLAG, width=3),
            Field("ordered_receipt", N_("Receive by receipt orders"), FieldKind.FLAG, width=3),
            Field("cells", N_("Cells"), FieldKind.CHOICE, choices=CELL_MODES, width=20),
            Field(
                "use_outbound_statuses",
                N_("Statuses of expense orders"),
                FieldKind.FLAG,
                width=3,
            ),
            Field("control_free_stock", N_("Control free stock"), FieldKind.FLAG, width=3),
            Field("control_supply", N_("Control supply"), FieldKind.FLAG, width=3),
            Field("check_picks", N_("Check picks"), FieldKind.FLAG, width=3),
            Field("shipping_cell_id", N_("Shipping cell"), FieldKind.ROW, of="cell", width=10),
            Field("receiving_cell_id", N_("Receiving cell"), FieldKind.ROW, of="cell", width=10),
        ),
        listing="warehouses",
        warehouse="id",
        check=_check_warehouse,
    )
)

ROOM = register_book(
    Book(
        name="room",
        model=Room,
        title=N_("Rooms"),
        fields=(
            _WAREHOUSE,
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=24),
        ),
        listing="rooms",
        owner="warehouse_id",
        warehouse="warehouse_id",
    )
)

CELL = register_book(
    Book(
        name="cell",
        model=Cell,
        title=N_("Cells"),
        fields=(
            _WAREHOUSE,
            Field("room_id", N_("Room"), FieldKind.ROW, of="room", width=16),
            Field("code", N_("Cell"), required=True, width=10),
            Field("barcode", N_("Barcode"), width=14),
            Field("kind", N_("Kind"), FieldKind.CHOICE, choices=CELL_KINDS, width=10),
            Field("section", N_("Section"), width=10),
            Field("area", N_("Area"), width=16),
            Field("area_priority", N_("Priority"), FieldKind.NUMBER, width=4),
            Field("walk_order", N_("Walk order"), FieldKind.NUMBER, width=6),
            Field("check_digits", N_("Check digits"), width=4),
        ),
        listing="cells",
        owner="warehouse_id",
        warehouse="warehouse_id",
        check=_check_cell,
    )
)
