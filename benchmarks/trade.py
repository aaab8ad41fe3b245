"""A wholesale company small enough to measure in: goods with barcodes and prices, cells, stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Barcode, Item, Unit
from core.kernel.clock import Clock
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.models import ItemPrice, PriceType
from core.stock.models import Cell, CellKind, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock

PIECE = 1_000
PLENTY = 1_000_000_000
"""Thousandths of every item in its cell: more than any run takes."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Ids of what `found` made."""

    company_id: int
    partner_id: int
    entity_id: int
    price_type_id: int
    warehouse_id: int
    shipping_cell_id: int
    item_ids: tuple[int, ...]
    codes: tuple[str, ...]
    """EAN-13 of the items, in their order."""
    cell_codes: tuple[str, ...]
    """Labels of the cells, one per item, in the order of the items."""


def found(session: Session, items: int, *, check_picks: bool, clock: Clock) -> Trade:
    """Make a company, a customer, and an address warehouse with *items* items, one per cell."""
    unit = Unit(code="796", name="Штука", symbol="шт")
    company = Company(code="B", name="Bench", prefix="БН")
    partner = Partner(code="P", name="Customer")
    prices = PriceType(code="W", name="Wholesale")
    house = Warehouse(
        code="B",
        name="Bench",
        ordered_shipping=True,
        cells=CellMode.STORAGE,
        check_picks=check_picks,
    )
    session.add_all([unit, company, partner, prices, house])
    session.flush()  # everything below points to them
    entity = LegalEntity(code="E", partner_id=partner.id, name="Customer")
    shipping = Cell(warehouse_id=house.id, code="SHIP", barcode="BENCHSHIP", kind=CellKind.SHIPPING)
    session.add_all([entity, shipping])
    session.flush()  # the warehouse names its shipping cell
    house.shipping_cell_id = shipping.id
    session.flush()
    numbers = range(items)
    item_ids = session.scalars(
        insert(Item).returning(Item.id, sort_by_parameter_order=True),
        [{"code": f"I{n}", "name": f"Item {n}", "unit_id": unit.id} for n in numbers],
    ).all()
    codes = tuple(ean13(460_000_000_000 + n) for n in numbers)
    session.execute(
        insert(Barcode),
        [
            {"code": code, "gtin": f"0{code}", "item_id": item}
            for code, item in zip(codes, item_ids, strict=True)
        ],
    )
    labels = tuple(f"BENCHCELL{n:05d}" for n in numbers)
    cell_ids = session.scalars(
        insert(Cell).returning(Cell.id, sort_by_parameter_order=True),
        [
            {"warehouse_id": house.id, "code": f"A-{n:05d}", "barcode": labels[n], "walk_order": n}
            for n in numbers
        ],
    ).all()
    since = date(2020, 1, 1)
    session.execute(
        insert(ItemPrice),
        [
            {
                "price_type_id": prices.id,
                "item_id": item,
                "variant_id": 0,
                "since": since,
                "price_minor": 10_000 + item,
            }
            for item in item_ids
        ],
    )
    stock = [
        StockLine(item_id=item, quantity=PLENTY, cell_id=cell)
        for item, cell in zip(item_ids, cell_ids, strict=True)
    ]
    enter_stock(session, SYSTEM, house.id, stock, clock=clock)
    return Trade(
        company.id,
        partner.id,
        entity.id,
        prices.id,
        house.id,
        shipping.id,
        tuple(item_ids),
        codes,
        labels,
    )


def ean13(body: int) -> str:
    """Return the EAN-13 of a number of 12 digits."""
    digits = f"{body:012d}"
    odd = sum(int(digit) for digit in digits[::2])
    even = sum(int(digit) for digit in digits[1::2])
    return f"{digits}{-(odd + 3 * even) % 10}"
