"""What screens show after a step: whole texts, each answer once, in the language of the moment."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import ScrollableContainer

from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.unit_of_work import transaction
from core.fulfilment.outbound import create_outbound, release
from core.partners.models import Partner
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tests.tui.desk.test_orders import begin_order
from tui.app import Station, WorkstationApp
from tui.locale import _

ADDRESS = "Москва, Северный переулок, дом 7, строение 2"


def confirmed(scene: Scene) -> int:
    """Confirm an order; return its id."""
    with transaction(scene.database.sessions) as session:
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(OrderLine(item_id=scene.ids["item5"], quantity=2_000),),
        )
        made = create_order(session, SYSTEM, new, clock=scene.clock)
        confirm_order(session, SYSTEM, made.id, clock=scene.clock)
    return made.id


@pytest.fixture
def prepared(scene: Scene) -> Scene:
    """The company with an expense order that is being picked."""
    order = confirmed(scene)
    with transaction(scene.database.sessions) as session:
        made = create_outbound(
            session, SYSTEM, scene.ids["house"], clock=scene.clock, order_ids=[order]
        )
        release(session, SYSTEM, made[0].id, clock=scene.clock)
    return scene


async def test_dispositions_offer_each_command_once(scene: Scene, app: WorkstationApp) -> None:
    confirmed(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("dispositions", "Awaiting picking")
        await hands.press("f10")
        screen = await hands.sees("What to do", "release it")
        assert screen.count("Make an expense order") == 2  # to prepare, and to release at once
        await hands.press("escape", "enter")
        await hands.sees("[To assemble]")
        await hands.press("f10")
        screen = await hands.sees("What to do")
        assert screen.count("Make an expense order") == 1


async def test_a_saved_card_shows_its_long_fields_whole(scene: Scene, app: WorkstationApp) -> None:
    with transaction(scene.database.sessions) as session:
        session.get_one(Partner, scene.ids["partner"]).delivery_address = ADDRESS
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("чай")
        await hands.press("enter", "2", "enter", "escape")
        await hands.sees(ADDRESS)
        await hands.press("ctrl+s")
        await hands.sees("Saved.", ADDRESS)


async def test_only_tables_that_take_lines_say_how(prepared: Scene, app: WorkstationApp) -> None:
    del prepared
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "КЛ-0")
        await hands.press("insert")
        await hands.sees("No lines. Ins adds one.")
        await hands.press("escape", "escape")
        await hands.open("expense", "РО-0")
        await hands.press("enter", "f11", "f11", "f11")
        screen = await hands.sees("[Check]", "No lines.")
        assert "Ins adds one" not in screen


async def test_back_in_the_menu_the_next_word_replaces_the_last(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Customer orders")
        await hands.press("escape")
        await hands.sees("Type a few letters")
        await hands.open("expense", "Expense orders")


async def test_a_preview_of_80_columns_hides_nothing_behind_its_scroll_bar(
    prepared: Scene, app: WorkstationApp
) -> None:
    with transaction(prepared.database.sessions) as session:
        session.get_one(Item, prepared.ids["item5"]).name = "Чай чёрный крупнолистовой " * 4
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("expense", "РО-0")
        await hands.press("f8")
        await hands.sees("Pick list №")
        assert app.screen.query_one(ScrollableContainer).max_scroll_x == 0


async def test_sums_follow_the_language(scene: Scene, app: WorkstationApp) -> None:
    confirmed(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "КЛ-0")
        await hands.press("enter")
        await hands.sees("Total: 1 000.00")
        await hands.press("ctrl+n")
        await hands.sees("Сумма: 1 000,00")


async def test_hints_at_the_door_follow_the_language(scene: Scene, tmp_path: Path) -> None:
    station = Station(scene.database, scene.clock, tmp_path, hints=[lambda: _("Login") + " = anna"])
    async with Hands(WorkstationApp(station)) as hands:
        await hands.sees("Login = anna")
        await hands.press("ctrl+n")
        await hands.sees("Логин = anna")
