"""Lists of anything: search, filters, sorting, paging, rights, rows shown as data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event, insert

from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.unit_of_work import transaction
from core.documents.listing import ListQuery, Page
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp
from tui.flows.desk.desk import Desk

MANY = 2_000


@pytest.fixture(scope="module")
def crowd(scene: Scene) -> Scene:
    """The company with two thousand items more."""
    with transaction(scene.database.sessions) as session:
        rows = [
            {
                "code": f"T{number:06}",
                "article": "",
                "name": f"Товар {number:06}",
                "full_name": "",
                "unit_id": scene.ids["unit"],
            }
            for number in range(1, MANY + 1)
        ]
        session.execute(insert(Item), rows)
    return scene


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each page asked for."""
    asked: list[int] = []
    original = Desk.page

    def noted(self: Desk, name: str, query: ListQuery) -> Page:
        asked.append(query.limit)
        return original(self, name, query)

    monkeypatch.setattr(Desk, "page", noted)
    return asked


async def test_a_long_list_is_walked_to_its_end_and_back_by_pages(
    crowd: Scene, app: WorkstationApp, limits: list[int]
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter")
        await hands.sees("2005 rows")
        assert sum(limits) <= 200
        await hands.press("ctrl+end")
        await hands.sees("Чай")
        await hands.press("pageup", "pageup", "pageup", "pageup")
        await hands.sees("Товар 0019")
        assert sum(limits) <= 600
        await hands.press("ctrl+home")
        await hands.sees("Масло")
        for _ in range(12):
            await hands.press("pagedown")
        await hands.sees("Товар 0002")
        for _ in range(14):
            await hands.press("pageup")
        await hands.sees("Масло")


async def test_whatever_is_typed_is_searched_and_enter_opens_what_was_found(
    crowd: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter")
        await hands.sees("2005 rows")
        await hands.type("001234")
        await hands.sees("1 row", "Товар 001234")
        await hands.press("enter")
        await hands.sees("Items · Товар 001234")
        await hands.press("escape")
        await hands.sees("Search: 001234", "1 row")
        await hands.type("zzz")
        await hands.sees("Nothing found.", "0 rows")


async def test_a_scanned_code_and_its_enter_open_one_item_in_one_burst(
    crowd: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        hands.send("enter", *"t001999", "enter")
        await hands.sees("Items · Товар 001999")


async def test_filters_are_typed_by_column_and_named_above_the_list(
    crowd: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter", "f6")
        await hands.sees("Show only rows where")
        await hands.type("T0000")
        await hands.press("ctrl+s")
        await hands.sees("99 rows", "Filtered: Code")
        await hands.press("f6")
        await hands.sees("T0000")


async def test_a_filter_that_cannot_be_read_is_told_and_changes_nothing(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app, (100, 30)) as hands:
        await hands.sign_in()
        await hands.type("customer")
        await hands.press("enter", "f6")
        await hands.sees("Show only rows where", "Date")
        await hands.press("down")
        await hands.type("вчера")
        await hands.press("ctrl+s")
        await hands.sees("Cannot read", "вчера", "Show only rows where")


async def test_sorting_turns_round_and_says_so_in_the_header(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        await hands.press("enter")
        await hands.sees("шт")
        await hands.press("f7")
        await hands.sees("Sort by")
        await hands.press("2")
        await hands.sees("Symbol▲")
        await hands.press("f7", "2")
        await hands.sees("Symbol▼")


async def test_rights_hide_lists_prices_and_what_cannot_be_done(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("keeper")
        screen = await hands.sees("Expense orders", "Pick tasks")
        for hidden in ("Customer orders", "Sales invoices", "Prices", "Users", "Audit trail"):
            assert hidden not in screen
        await hands.type("expense")
        await hands.press("enter")
        screen = await hands.sees("rows")
        assert "New" not in screen
        await hands.press("insert")
        await hands.sees("“New” does nothing here.")


async def test_a_list_that_cannot_be_read_says_why(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        assert app.desk is not None
        app.desk.actor = replace(app.desk.actor, permissions=frozenset())
        await hands.press("enter")
        await hands.sees("!")


async def test_the_trail_is_read_row_by_row(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app, (120, 30)) as hands:
        await hands.sign_in()
        await hands.type("audit")
        await hands.press("enter")
        await hands.sees("signed in", "user")
        await hands.press("enter")
        await hands.sees("Facts:", "Enter or Esc goes back.")


async def test_roles_are_listed_in_words(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app, (120, 30)) as hands:
        await hands.sign_in()
        await hands.open("users", "Storekeeper")
        await hands.press("ctrl+n")
        await hands.sees("Кладовщик", "Менеджер по продажам")


def test_a_screen_makes_few_statements(scene: Scene) -> None:
    desk = Desk(scene.database, SYSTEM, scene.clock)
    counted: list[str] = []
    event.listen(
        scene.database.engine, "before_cursor_execute", lambda *a: counted.append(str(a[2]))
    )
    desk.page("items", ListQuery())
    assert len(counted) == 1
