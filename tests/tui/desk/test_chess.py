"""Reservation chess at the desk: the board, a move with its outcome seen first, releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from core import ledger
from core.access.actor import SYSTEM
from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.sales.models import CustomerOrder, CustomerOrderLine, Reallocation
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import Priority, SupplyAction
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    confirm_supplier_order,
    create_supplier_order,
)
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


def order(
    scene: Scene,
    quantity: int,
    action: SupplyAction,
    *,
    item: str,
    partner: str = "partner",
    priority: Priority = Priority.MEDIUM,
) -> int:
    """Make a confirmed order of so many pieces for the 25th; return its id."""
    ids = scene.ids
    line = OrderLine(item_id=ids[item], quantity=quantity * 1000, action=action)
    new = NewOrder(
        company_id=ids["company"],
        partner_id=ids[partner],
        warehouse_id=ids["house"],
        price_type_id=ids["price_type"],
        ship_date=date(2026, 11, 25),
        priority=priority,
        lines=(line,),
    )
    with transaction(scene.database.sessions) as session:
        made = create_order(session, SYSTEM, new, clock=scene.clock)
        confirm_order(session, SYSTEM, made.id, clock=scene.clock)
    return made.id


def expect(scene: Scene, item: str, quantity: int, day: int) -> None:
    """Expect so many pieces on a day of December."""
    ids = scene.ids
    new = NewSupplierOrder(
        company_id=ids["company"],
        partner_id=ids["other"],
        warehouse_id=ids["house"],
        expected_on=date(2026, 12, day),
        lines=(SupplierLine(item_id=ids[item], quantity=quantity * 1000),),
    )
    with transaction(scene.database.sessions) as session:
        made = create_supplier_order(session, SYSTEM, new, clock=scene.clock)
        confirm_supplier_order(session, SYSTEM, made.id, clock=scene.clock)


def lines(scene: Scene, order_id: int) -> list[tuple[int, str]]:
    """Return (pieces, action) of the lines of an order."""
    with transaction(scene.database.sessions) as session:
        assert ledger.verify(session) == []
        rows = session.scalars(
            select(CustomerOrderLine)
            .where(CustomerOrderLine.document_id == order_id)
            .order_by(CustomerOrderLine.line_no)
        )
        return [(row.quantity // 1000, row.action.value) for row in rows]


def number(scene: Scene, order_id: int) -> str:
    """Return the number of an order."""
    with transaction(scene.database.sessions) as session:
        return session.get_one(CustomerOrder, order_id).number_text


def operations(scene: Scene) -> list[str]:
    """Return the operations of the reallocations made so far."""
    with transaction(scene.database.sessions) as session:
        made = session.scalars(select(Reallocation).order_by(Reallocation.id))
        return [one.operation.value for one in made]


async def board_of(hands: Hands, item: str) -> None:
    """Open the board of an item from the menu."""
    await hands.sign_in()
    await hands.open("reservation", "Awaited")
    await hands.type(item)
    await hands.press("enter")
    await hands.sees("Nobody's", "Together")


async def test_a_reserve_goes_to_another_order_after_its_new_day_was_seen(
    app: WorkstationApp, scene: Scene
) -> None:
    giver = order(scene, 60, SupplyAction.RESERVE, item="item1")
    taker = order(
        scene, 90, SupplyAction.DEMAND, item="item1", partner="other", priority=Priority.HIGH
    )
    expect(scene, "item1", 30, 1)
    async with Hands(app) as hands:
        await board_of(hands, "молоко")
        await hands.sees("12-01", "In stock", "Waits", f"▲ {number(scene, taker)} Василёк")
        await hands.press("down", "down")
        await hands.sees(
            f"{number(scene, giver)} · Ромашка · medium priority", "60 шт reserved in the warehouse"
        )
        await hands.press("enter")
        await hands.sees("[60]", "In hand: In stock of")
        await hands.press("up", "enter")
        await hands.sees("At most 60 шт", "2026-11-25 → unknown", "→ Awaiting supply")
        await hands.type("30")
        await hands.press("enter")
        await hands.sees("2026-11-25 → 2026-12-01", "2026-12-01: 30 unclaimed")
        assert lines(scene, giver) == [(60, "reserve")]
        await hands.press("enter")
        await hands.sees("КН-000001: carried out.")
    assert lines(scene, giver) == [(30, "reserve"), (30, "reserve_to_date")]
    assert lines(scene, taker) == [(60, "demand"), (30, "reserve")]
    assert operations(scene) == ["reserve_adjust"]


async def test_free_stock_is_given_claims_are_released_and_moves_are_collected(
    app: WorkstationApp, scene: Scene
) -> None:
    first = order(scene, 20, SupplyAction.RESERVE, item="item2")
    second = order(scene, 50, SupplyAction.DEMAND, item="item2", partner="other")
    async with Hands(app) as hands:
        await board_of(hands, "хлеб")
        await hands.press("enter", "down", "down", "enter")
        await hands.sees("Nobody's →", "At most 50 шт")
        await hands.type("10")
        await hands.press("insert")
        await hands.sees("This is what it does")
        await hands.press("insert")
        await hands.sees("1 move collected", "40")
        assert lines(scene, second) == [(50, "demand")]
        await hands.press("up", "delete")
        await hands.sees("→ Nobody's", "At most 20 шт")
        await hands.type("5")
        await hands.press("insert")
        await hands.sees("This is what it does")
        await hands.press("insert")
        await hands.sees("2 moves collected")
        await hands.press("escape")
        await hands.sees("The collected moves are dropped")
        await hands.press("n", "ctrl+s")
        await hands.sees("carried out.")
    assert lines(scene, first) == [(15, "reserve"), (5, "demand")]
    assert lines(scene, second) == [(40, "demand"), (10, "reserve")]
    assert operations(scene)[-1] == "arbitrary"


async def test_marked_orders_release_all_they_hold_at_once(
    app: WorkstationApp, scene: Scene
) -> None:
    orders = [order(scene, 10, SupplyAction.RESERVE, item="item3") for _one in range(2)]
    async with Hands(app) as hands:
        await board_of(hands, "масло")
        await hands.press("down", "ctrl+a", "ctrl+a", "f10", "1")
        await hands.sees("Release 20 шт that 2 orders hold?")
        await hands.press("y")
        await hands.sees("carried out.")
    assert [lines(scene, one) for one in orders] == [[(10, "demand")]] * 2
    assert operations(scene)[-1] == "release_many"


async def test_what_ships_is_not_taken_and_who_needs_nothing_gets_nothing(
    app: WorkstationApp, scene: Scene
) -> None:
    order(scene, 10, SupplyAction.SHIP, item="item4")
    before = operations(scene)
    async with Hands(app) as hands:
        await board_of(hands, "сыр")
        await hands.press("down", "enter")
        await hands.sees("There is nothing here that may be taken.", "10 шт ship already")
        await hands.press("up", "right", "enter", "down", "enter")
        await hands.sees("waits for nothing; choose somebody who does.")
        await hands.press("escape")
        await hands.sees("Enter takes what the cursor is on")
    assert operations(scene) == before


async def test_the_board_opens_from_the_stock_list_and_speaks_russian(
    app: WorkstationApp, scene: Scene
) -> None:
    order(scene, 7, SupplyAction.RESERVE, item="item5")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("stock", "On hand")
        await hands.type("чай")
        await hands.sees("1 row")
        await hands.press("f10", "1")
        await hands.sees("Чай · Главный", "Nobody's")
        await hands.press("ctrl+n")
        await hands.sees("Ничьё", "Склад", "Вместе")


async def test_who_may_not_move_looks_only(app: WorkstationApp, scene: Scene) -> None:
    order(scene, 7, SupplyAction.RESERVE, item="item5")
    async with Hands(app) as hands:
        await hands.sign_in()
        assert app.desk is not None
        rights = app.desk.actor.permissions - {Permission.RESERVE_MOVE}
        app.desk.actor = replace(app.desk.actor, permissions=rights)
        await hands.open("reservation", "Awaited")
        await hands.type("чай")
        await hands.press("enter")
        await hands.sees("Nobody's")
        await hands.press("enter")
        screen = await hands.sees("Your rights do not allow it.")
        assert "Del Remove" not in screen
