"""Warehouses and their switches, and what of stock an actor may see."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import core.stock.books  # noqa: F401 - registers the books
from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.documents.reference import edit_row
from core.kernel.clock import FixedClock
from core.kernel.errors import NotEnough, NotFound
from core.ledger import append
from core.stock.ledgers import FREE_STOCK
from core.stock.models import CellKind, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock
from core.stock.queries import (
    availability,
    cell,
    cell_contents,
    cells_of,
    item_stock,
    warehouses,
)
from core.stock.queries import warehouse as warehouse_row
from tests.integration.stock.trade import cell_of, goods, warehouse


def test_another_ones_warehouse_shows_neither_itself_nor_its_stock(
    session: Session, clock: FixedClock
) -> None:
    milk = goods(session, "MILK")["MILK"]
    mine, other = warehouse(session, "MINE"), warehouse(session, "OTHER", cells="A-01")
    there = cell_of(session, other, "A-01")
    enter_stock(session, SYSTEM, mine.id, [StockLine(milk.id, 1_000)], clock=clock)
    enter_stock(
        session, SYSTEM, other.id, [StockLine(milk.id, 5_000, cell_id=there.id)], clock=clock
    )
    actor = dataclasses.replace(SYSTEM, warehouses=frozenset({mine.id}))
    assert [row.code for row in warehouses(session, actor)] == ["MINE"]
    assert item_stock(session, actor, milk.id).quantity == 1_000
    assert item_stock(session, SYSTEM, milk.id).quantity == 6_000
    with pytest.raises(NotFound):
        warehouse_row(session, actor, other.id)
    with pytest.raises(NotFound):
        cell_contents(session, actor, there.id)
    with pytest.raises(Forbidden):
        availability(session, actor, other.id, [milk.id])
    driver = dataclasses.replace(SYSTEM, permissions=ROLES[Role.DRIVER])
    with pytest.raises(Forbidden):
        item_stock(session, driver, milk.id)


def test_control_of_free_stock_may_be_switched_off_and_on(
    session: Session, clock: FixedClock
) -> None:
    milk = goods(session, "MILK")["MILK"]
    house = warehouse(session)
    entry = enter_stock(session, SYSTEM, house.id, [StockLine(milk.id, 1_000)], clock=clock)
    promise = {"line": 1, "warehouse_id": house.id, "item_id": milk.id, "reserved": 3_000}
    day = clock.business_date()
    with pytest.raises(NotEnough), session.begin_nested():
        append(session, entry.id, day, {FREE_STOCK: [promise]})
    off = edit_row(session, SYSTEM, "warehouse", house.id, house.version, control_free_stock=False)
    append(session, entry.id, day, {FREE_STOCK: [promise]})
    (row,) = availability(session, SYSTEM, house.id, [milk.id])
    assert (row.on_hand, row.reserved, row.free) == (1_000, 3_000, -2_000)
    with pytest.raises(IntegrityError), session.begin_nested():
        edit_row(session, SYSTEM, "warehouse", house.id, off.version, control_free_stock=True)
    session.expire_all()
    assert not session.get_one(Warehouse, house.id).control_free_stock


def test_cells_are_walked_in_order_and_known_by_kind(session: Session) -> None:
    house = warehouse(session, cells="B-01 A-01 A-02")
    storage = cells_of(session, house.id, CellKind.STORAGE)
    assert [row.code for row in storage] == ["B-01", "A-01", "A-02"]
    (ship,) = cells_of(session, house.id, CellKind.SHIPPING)
    assert ship.id == house.shipping_cell_id
    assert cell(session, ship.id).code == "SHIP"
    with pytest.raises(NotFound):
        cell(session, ship.id + 100)


def test_balances_in_cells_need_expense_orders(session: Session) -> None:
    savepoint = session.begin_nested()
    session.add(Warehouse(code="X", name="X", cells=CellMode.STORAGE))
    with pytest.raises(IntegrityError) as refused:
        session.flush()
    savepoint.rollback()
    assert "ck_warehouse_cells_need_orders" in str(refused.value)
    assert session.scalars(select(Warehouse)).all() == []


def test_a_shipping_cell_must_be_one_of_the_warehouse(session: Session) -> None:
    here, there = warehouse(session, "HERE", cells="A-01"), warehouse(session, "T", cells="A-01")
    with pytest.raises(NotFound):
        edit_row(
            session,
            SYSTEM,
            "warehouse",
            here.id,
            here.version,
            shipping_cell_id=there.shipping_cell_id,
        )
