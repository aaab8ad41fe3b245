"""The supply of orders as a person sees it: filling it, and the chess of who holds what."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.partners.models import Company, Partner
from core.pricing.models import PriceType
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import Priority, SupplyAction
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    confirm_supplier_order,
    create_supplier_order,
)
from tests.pictures.at_noon import NOON
from tests.pictures.desk import Sitting

HAMMER = "МОСЛ-010003"
"""The article that everybody wants."""


def bring_to_want(database: Database) -> None:
    """Let four customers want one item that is short, and two receipts of it be expected."""
    clock = FixedClock(NOON)
    today = clock.business_date()
    with transaction(database.sessions) as session:
        item = session.scalars(select(Item.id).where(Item.article == HAMMER)).one()
        house = session.scalars(select(Warehouse.id).where(Warehouse.name == "Центральный")).one()
        company = session.scalars(select(Company.id).order_by(Company.id).limit(1)).one()
        prices = session.scalars(select(PriceType.id).where(PriceType.code == "ОПТ")).one()
        free = FREE_STOCK.balance.c
        stock: int = session.execute(
            select(free.on_hand).where(free.warehouse_id == house, free.item_id == item)
        ).scalar_one()
        supplier = session.scalars(
            select(Partner.id).where(Partner.supplier).order_by(Partner.id).limit(1)
        ).one()
        clients = session.scalars(
            select(Partner.id).where(Partner.client).order_by(Partner.id).limit(4)
        ).all()
        for pieces, days in ((24, 6), (60, 12)):
            ordered = create_supplier_order(
                session,
                SYSTEM,
                NewSupplierOrder(
                    company_id=company,
                    partner_id=supplier,
                    warehouse_id=house,
                    expected_on=today + dt.timedelta(days=days),
                    lines=(SupplierLine(item_id=item, quantity=pieces * 1000),),
                ),
                clock=clock,
            )
            confirm_supplier_order(session, SYSTEM, ordered.id, clock=clock)
        held = stock // 1000 - 13
        wishes = (
            (held, SupplyAction.RESERVE, Priority.LOW, 4),
            (8, SupplyAction.SHIP, Priority.MEDIUM, 5),
            (12, SupplyAction.DEMAND, Priority.HIGH, 3),
            (30, SupplyAction.NONE, Priority.MEDIUM, 7),
        )
        for partner, (pieces, action, priority, days) in zip(clients, wishes, strict=True):
            made = create_order(
                session,
                SYSTEM,
                NewOrder(
                    company_id=company,
                    partner_id=partner,
                    warehouse_id=house,
                    price_type_id=prices,
                    ship_date=today + dt.timedelta(days=days),
                    priority=priority,
                    lines=(OrderLine(item_id=item, quantity=pieces * 1000, action=action),),
                ),
                clock=clock,
            )
            confirm_order(session, SYSTEM, made.id, clock=clock)


def supply_screens(it: Sitting) -> None:
    """Look at an order and what filling its supply proposes; move a reserve to whom it hurries."""
    it.sign_in("admin")
    it.open("Customer orders", "КЛ-000055")
    it.find("КЛ-000055", "Delivery address")
    it.shoot("supply", "An order: what its line waits for, what is free and what comes")
    it.press("f10", "Fill supply")
    it.press("2", "split lines")
    it.shoot("fill", "Filling supply: what is proposed")
    it.press("f3", "Молоток")
    it.back_to_menu()
    it.open("Reservation chess", HAMMER)
    it.find(HAMMER, "Nobody's")
    it.shoot("chess", "Reservation chess: who holds what, what comes, who waits")
    for _row in range(4):
        it.press("down")
        it.terminal.settle(0.2)
    it.terminal.feed("\x1b[C")
    it.terminal.settle(0.2)
    it.press("enter", "[")
    for _row in range(3):
        it.press("\x1b[A")
        it.terminal.settle(0.2)
    it.press("enter", "Then it", "→")
    it.shoot("chess-move", "A move before it is made: the new days of everybody it touches")
