"""How a warehouse works, as far as expense orders are concerned."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from core.kernel.errors import NotFound
from core.stock.models import CellMode, Room, Warehouse


@dataclass(frozen=True, slots=True)
class Site:
    """The switches of a warehouse that expense orders ask for."""

    id: int
    name: str
    ordered: bool
    """False: goods leave by invoice, without expense orders."""
    by_cells: bool
    """True: balances per cell (address storage); goods leave from the shipping cell."""
    by_statuses: bool
    """False: an expense order is shipped in one step. Always True with address storage: goods
    must be brought to the shipping cell first."""
    check_picks: bool
    shipping_cell_id: int
    """0: none."""
    rooms: bool
    """True: balances are kept per room."""


_SWITCHES = select(
    Warehouse.id,
    Warehouse.name,
    Warehouse.ordered_shipping,
    Warehouse.cells,
    Warehouse.use_outbound_statuses,
    Warehouse.check_picks,
    Warehouse.shipping_cell_id,
    exists().where(Room.warehouse_id == Warehouse.id, Room.retired.is_(False)),
).where(Warehouse.id == bindparam("warehouse"))


def site_of(session: Session, warehouse_id: int | None) -> Site:
    """Return the switches of a warehouse; one statement.

    Raises:
        NotFound: no such warehouse.
    """
    row = session.execute(_SWITCHES, {"warehouse": warehouse_id}).one_or_none()
    if row is None:
        raise NotFound(what="warehouse", key=warehouse_id)
    identity, name, ordered, cells, statuses, check, shipping_cell, rooms = row
    by_cells = cells is CellMode.STORAGE
    return Site(
        identity,
        name,
        ordered=ordered,
        by_cells=by_cells,
        by_statuses=statuses or by_cells,
        check_picks=check,
        shipping_cell_id=shipping_cell,
        rooms=rooms,
    )
