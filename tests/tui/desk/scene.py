"""A small trading company in a database, and a workstation to open on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import Item, Packaging, Unit
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import Clock
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.stock.models import Cell, CellKind, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock

PASSWORD = "Sklad-2026!"


@dataclass(frozen=True)
class Scene:
    """What was made."""

    database: Database
    clock: Clock
    ids: dict[str, int]


def build(database: Database, clock: Clock, *, cells: bool = False) -> Scene:
    """Make a company, two partners, five items with stock and prices, and users."""
    with transaction(database.sessions) as session:
        ids = _places(session, cells=cells) | _goods(session)
        _prices(session, ids, clock)
        _stock(session, ids, clock, cells=cells)
        _users(session)
    return Scene(database, clock, ids)


def _places(session: Session, *, cells: bool) -> dict[str, int]:
    company = Company(code="КЛ", prefix="КЛ", name="Клад", full_name="ООО «Клад»")
    house = Warehouse(
        code="ГЛ",
        name="Главный",
        ordered_shipping=True,
        use_outbound_statuses=True,
        control_free_stock=True,
        cells=CellMode.STORAGE if cells else CellMode.NONE,
    )
    first = Partner(code="Р1", name="Ромашка", client=True, delivery_address="Москва, Ленина 1")
    second = Partner(code="В1", name="Василёк", client=True)
    session.add_all([company, house, first, second])
    session.flush()
    legal = LegalEntity(partner_id=first.id, code="Р1", name="ООО «Ромашка»")
    session.add(legal)
    found = {"company": company.id, "house": house.id, "partner": first.id, "other": second.id}
    if cells:
        shelf = Cell(warehouse_id=house.id, code="A-01-1", barcode="A011", walk_order=1)
        gate = Cell(warehouse_id=house.id, code="ОТГР", barcode="SHIP", kind=CellKind.SHIPPING)
        session.add_all([shelf, gate])
        session.flush()
        house.shipping_cell_id = gate.id
        found |= {"shelf": shelf.id, "gate": gate.id}
    session.flush()
    return found | {"legal": legal.id}


NAMES = ("Молоко 3,2%", "Хлеб ржаной", "Масло [red]сливочное[/]", "Сыр\x1b[31m твёрдый", "Чай")


def _goods(session: Session) -> dict[str, int]:
    unit = Unit(code="796", name="Штука", symbol="шт")
    session.add(unit)
    session.flush()
    found = {}
    for number, name in enumerate(NAMES, start=1):
        item = Item(code=f"{number:05}", article=f"A{number}", name=name, unit_id=unit.id)
        session.add(item)
        session.flush()
        found[f"item{number}"] = item.id
    box = Packaging(item_id=found["item1"], name="Короб", quantity=12_000)
    session.add(box)
    session.flush()
    return found | {"unit": unit.id, "box": box.id}


def _prices(session: Session, ids: dict[str, int], clock: Clock) -> None:
    ids["price_type"] = create_price_type(session, SYSTEM, code="ОПТ", name="Оптовая")
    rows = [NewPrice(ids[f"item{n}"], n * 100_00) for n in range(1, 6)]
    since = clock.business_date() - dt.timedelta(days=30)
    register_prices(session, SYSTEM, ids["price_type"], since, rows)


def _stock(session: Session, ids: dict[str, int], clock: Clock, *, cells: bool) -> None:
    place: dict[str, Any] = {"cell_id": ids["shelf"]} if cells else {}
    lines = [StockLine(ids[f"item{n}"], 100_000, **place) for n in range(1, 6)]
    enter_stock(session, SYSTEM, ids["house"], lines, clock=clock)


def _users(session: Session) -> None:
    for login, roles in (
        ("manager", [Role.SALES_MANAGER, Role.SHIFT_LEAD]),
        ("keeper", [Role.STOREKEEPER]),
        ("boss", [Role.ADMIN]),
    ):
        create_user(
            session, SYSTEM, login=login, name=login.title(), password=PASSWORD, roles=roles
        )


def boss() -> Actor:
    """Return somebody who may do everything."""
    return SYSTEM
