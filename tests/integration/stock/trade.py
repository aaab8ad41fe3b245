"""Builders of goods, partners and places for tests: `goods(session, "MILK BREAD:expiry")`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item, LotPolicy, Unit
from core.stock.models import Cell, CellKind, CellMode, Warehouse


def piece(session: Session) -> Unit:
    """Return the unit "piece"; make it on the first call."""
    found = session.scalar(select(Unit).where(Unit.code == "796"))
    if found is None:
        found = Unit(code="796", name="Штука", symbol="шт")
        session.add(found)
        session.flush()
    return found


def goods(session: Session, text: str) -> dict[str, Item]:
    """Make items from "MILK BREAD:expiry": code, and a lot policy after a colon."""
    unit = piece(session)
    made = {}
    for word in text.split():
        code, _, policy = word.partition(":")
        made[code] = Item(
            code=code,
            name=code.capitalize(),
            article=f"A-{code}",
            unit_id=unit.id,
            lot_policy=LotPolicy(policy or "none"),
        )
    session.add_all(made.values())
    session.flush()
    return made


def warehouse(session: Session, code: str = "MAIN", cells: str = "") -> Warehouse:
    """Make a warehouse; with *cells* ("A-01 A-02") it keeps balances per cell, and has SHIP."""
    made = Warehouse(
        code=code,
        name=f"Склад {code}",
        ordered_shipping=bool(cells),
        cells=CellMode.STORAGE if cells else CellMode.NONE,
    )
    session.add(made)
    session.flush()
    if cells:
        session.add_all(
            Cell(
                warehouse_id=made.id,
                code=name,
                barcode=f"{code}{name}",
                walk_order=number,
                section="A",
            )
            for number, name in enumerate(cells.split(), start=1)
        )
        ship = Cell(
            warehouse_id=made.id, code="SHIP", barcode=f"{code}SHIP", kind=CellKind.SHIPPING
        )
        session.add(ship)
        session.flush()
        made.shipping_cell_id = ship.id
        session.flush()
    return made


def cell_of(session: Session, house: Warehouse, code: str) -> Cell:
    """Return a cell by its address."""
    return session.scalars(
        select(Cell).where(Cell.warehouse_id == house.id, Cell.code == code)
    ).one()
