"""Discounts that a person picks from the list, and what the tree has to say of an order."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.discounts.drafts import DiscountDraft
from core.discounts.editing import save_discount
from core.discounts.kinds import Assignment, DiscountKind, Standing
from core.kernel.clock import FixedClock
from core.sales.models import CustomerOrder
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.quotation_lines import QuotedLine
from core.sales.quotation_models import Quotation
from core.sales.quotations import NewQuotation, create_quotation
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, build
from tui.app import Station, WorkstationApp

PICK = "Pick discounts from the list"


@pytest.fixture
def shop(fresh_database: Database, clock: FixedClock) -> Scene:
    """The company with two discounts of the list, one of them out of reach, and a message."""
    scene = build(fresh_database, clock)
    of_list = {"assignment": Assignment.CHOSEN, "standing": Standing.IN_FORCE}
    drafts = (
        DiscountDraft(code="F", name="Друзьям", kind=DiscountKind.PERCENT, value=10_00, **of_list),
        DiscountDraft(
            code="R",
            name="Нигде",
            kind=DiscountKind.PERCENT,
            value=50_00,
            assignment=Assignment.CHOSEN,
            standing=Standing.RESTRICTED,
        ),
        DiscountDraft(
            code="M",
            name="Сказать",
            kind=DiscountKind.MESSAGE,
            message="Предложите чай",
            standing=Standing.IN_FORCE,
        ),
    )
    with transaction(scene.database.sessions) as session:
        for draft in drafts:
            save_discount(session, SYSTEM, draft, clock=clock)
    return scene


@pytest.fixture
def desk(shop: Scene, tmp_path: Path) -> WorkstationApp:
    """A workstation of the company."""
    return WorkstationApp(
        Station(shop.database, shop.clock, tmp_path, workplace="desk", language_told=True)
    )


def terms(shop: Scene) -> dict[str, int]:
    """Return who sells what to whom."""
    return {
        "company_id": shop.ids["company"],
        "partner_id": shop.ids["partner"],
        "warehouse_id": shop.ids["house"],
        "price_type_id": shop.ids["price_type"],
    }


async def test_a_discount_of_the_list_is_given_and_put_back_by_keys(
    shop: Scene, desk: WorkstationApp
) -> None:
    with transaction(shop.database.sessions) as session:
        line = OrderLine(item_id=shop.ids["item1"], quantity=10_000)
        create_order(session, SYSTEM, NewOrder(lines=(line,), **terms(shop)), clock=shop.clock)
    async with Hands(desk) as hands:
        await hands.sign_in("manager")
        await hands.open("customer orders", "Ромашка")
        await hands.press("enter")
        await hands.sees("Total: 1 000.00")
        await hands.do(PICK)
        told = await hands.sees("Друзьям")
        assert "Нигде" not in told
        await hands.press("space", "ctrl+s")
        await hands.sees("Discounts picked from the list: 1", "Total: 900.00", "Discount: 100.00")
        await hands.do(PICK)
        await hands.sees("Друзьям")
        await hands.press("space", "ctrl+s")
        await hands.sees("Discounts picked from the list: 0", "Total: 1 000.00")
    with transaction(shop.database.sessions) as session:
        assert session.scalars(select(CustomerOrder.chosen_discounts)).one() == []


async def test_a_quotation_offers_a_discount_of_the_list(shop: Scene, desk: WorkstationApp) -> None:
    with transaction(shop.database.sessions) as session:
        line = QuotedLine(item_id=shop.ids["item1"], quantity=10_000)
        new = NewQuotation(lines=(line,), **terms(shop))
        create_quotation(session, SYSTEM, new, clock=shop.clock)
    async with Hands(desk) as hands:
        await hands.sign_in("manager")
        await hands.open("quotations", "Ромашка")
        await hands.press("enter")
        await hands.sees("Total: 1 000.00")
        await hands.do(PICK)
        await hands.sees("Друзьям")
        await hands.press("space", "ctrl+s")
        await hands.sees("Discounts picked from the list: 1", "Total: 900.00")
    with transaction(shop.database.sessions) as session:
        assert session.scalars(select(Quotation.total_minor)).one() == 900_00


async def test_whoever_sells_reads_what_the_tree_has_to_say(desk: WorkstationApp) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in("manager")
        await hands.open("customer orders", "Partner")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.press("f6", "insert")
        await hands.sees("Pick an item")
        await hands.type("хлеб")
        await hands.press("enter")
        await hands.type("2")
        await hands.press("enter", "escape")
        await hands.sees("Total: 400.00", "Message: Предложите чай")
