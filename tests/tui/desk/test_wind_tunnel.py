"""The wind tunnel at the desk: asked, run, read, left; the documents it touches are opened."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.discounts.drafts import DiscountDraft
from core.discounts.editing import save_discount
from core.discounts.kinds import DiscountKind, Standing
from core.discounts.models import DiscountNode
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.shipments.invoicing import invoice_from_order
from core.stock.models import Warehouse
from core.stock.opening import StockLine, enter_stock
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


@pytest.fixture
def sold(scene: Scene) -> None:
    """Sell some milk and bread, and store a draft, once per module."""
    with transaction(scene.database.sessions) as session:
        if session.scalar(select(DiscountNode.id).where(DiscountNode.code == "T")) is not None:
            return
        shop = Warehouse(code="МГ", name="Магазин")
        session.add(shop)
        session.flush()
        items = [scene.ids["item1"], scene.ids["item2"]]
        stock = [StockLine(item, 100_000) for item in items]
        enter_stock(session, SYSTEM, shop.id, stock, clock=scene.clock)
        for count in (3, 1):
            order = create_order(
                session,
                SYSTEM,
                NewOrder(
                    company_id=scene.ids["company"],
                    partner_id=scene.ids["partner"],
                    warehouse_id=shop.id,
                    price_type_id=scene.ids["price_type"],
                    lines=tuple(
                        OrderLine(item_id=item, quantity=count * 1000, action=SupplyAction.SHIP)
                        for item in items
                    ),
                ),
                clock=scene.clock,
            )
            confirm_order(session, SYSTEM, order.id, clock=scene.clock)
            invoice_from_order(session, SYSTEM, order.id, clock=scene.clock)
        for code, name, value, standing in (
            ("T", "Осенняя", 1000, Standing.RESTRICTED),
            ("U", "Постоянная", 500, Standing.IN_FORCE),
        ):
            draft = DiscountDraft(
                code=code, name=name, kind=DiscountKind.PERCENT, value=value, standing=standing
            )
            save_discount(session, SYSTEM, draft, clock=scene.clock)


async def opened(hands: Hands, name: str) -> None:
    """Ask for a run from the tree."""
    await hands.sign_in()
    await hands.open("discounts and", name)
    await hands.type(name.lower()[:5])
    await hands.press("f10")
    await hands.sees("Run in the wind tunnel")
    lines = [line for line in hands.lines if "Run in the wind tunnel" in line]
    digit = next(mark for mark in lines[0] if mark.isdigit())
    await hands.press(digit)
    await hands.sees("Sales from", "Value to try")


@pytest.mark.usefixtures("sold")
async def test_a_draft_is_run_and_its_documents_are_opened(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await opened(hands, "Осенняя")
        await hands.press("ctrl+s")
        screen = await hands.sees("Run over. Nothing was stored.", "2 of 2 sales")
        assert "Sales: 2, touched: 2. Lines: 4, touched: 4." in screen
        assert "It gives 120.00; others lose 60.00." in screen
        assert "-60.00  -5.26 %" in screen
        await hands.press("f10")
        await hands.sees("X-ray before and after")
        await hands.press("2")
        await hands.sees("── Before ──", "X-ray of КЛ-")
        await hands.press("escape", "enter")
        await hands.sees("Sales invoice", "Ромашка")


@pytest.mark.usefixtures("sold")
async def test_every_table_of_the_answer_is_shown(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await opened(hands, "Осенняя")
        await hands.press("ctrl+s")
        await hands.sees("Run over.")
        await hands.press("f11")
        await hands.sees("[Worst lines]", "Хлеб ржаной")
        await hands.press("f11")
        await hands.sees("[By discount]", "Постоянная", "Displaced")
        await hands.press("f11")
        await hands.sees("[Loses to]", "Nothing here.")


@pytest.mark.usefixtures("sold")
async def test_another_value_is_tried_and_stays_untried_in_the_tree(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app, (160, 45)) as hands:
        await opened(hands, "Осенняя")
        await hands.press("enter", "enter", "enter")
        await hands.type("20")
        await hands.press("ctrl+s")
        await hands.sees("Run over.", "It gives 240.00")
    with transaction(scene.database.sessions) as session:
        node = session.scalars(select(DiscountNode).where(DiscountNode.code == "T")).one()
        assert (node.value, node.standing) == (1000, Standing.RESTRICTED)


@pytest.mark.usefixtures("sold")
async def test_days_that_make_no_sense_are_refused(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await opened(hands, "Осенняя")
        await hands.press("enter")
        await hands.type("01.01.2020")
        await hands.press("ctrl+s")
        await hands.sees("2020")
        await hands.press("escape")


@pytest.mark.usefixtures("sold")
async def test_whoever_asks_nothing_is_back_in_the_tree(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await opened(hands, "Осенняя")
        await hands.press("escape")
        await hands.sees("Discounts and markups", "Looking for: осенн")
