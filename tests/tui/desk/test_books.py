"""Reference books and users: made, changed, retired; what is wrong is told at the field."""

from __future__ import annotations

from sqlalchemy import func, select

from core.access.models import AppUser
from core.catalog.models import Barcode, Item, Unit
from core.db.unit_of_work import transaction
from core.kernel.vat import VatKind
from core.partners.models import Partner
from core.pricing.models import ItemPrice
from core.stock.ledgers import ON_HAND
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


async def test_an_item_is_made_with_its_barcode(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter", "insert")
        await hands.type("НОВЫЙ1")
        await hands.press("enter", "enter")
        await hands.type("Сахар 1 кг")
        await hands.press("enter", "enter", "enter")
        await hands.type("шт")
        await hands.press("enter")
        await hands.type("22")
        await hands.press("enter", "insert")
        await hands.press("enter")
        await hands.type("4601234567893")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Сахар 1 кг", "4601234567893")
    with transaction(scene.database.sessions) as session:
        item = session.scalars(select(Item).where(Item.code == "НОВЫЙ1")).one()
        codes = session.scalars(select(Barcode.code).where(Barcode.item_id == item.id)).all()
    assert (item.name, item.vat, list(codes)) == ("Сахар 1 кг", VatKind.STANDARD, ["4601234567893"])


async def test_a_required_field_left_empty_is_told_and_nothing_is_written(
    scene: Scene, app: WorkstationApp
) -> None:
    with transaction(scene.database.sessions) as session:
        before = session.scalars(select(func.count()).select_from(Unit)).one()
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("units")
        await hands.press("enter", "insert")
        await hands.type("112")
        await hands.press("ctrl+s")
        await hands.sees("Not filled in: Symbol", "!")
    with transaction(scene.database.sessions) as session:
        assert session.scalars(select(func.count()).select_from(Unit)).one() == before


async def test_a_code_that_is_taken_is_told_and_the_input_stays(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("partners")
        await hands.press("enter", "insert")
        await hands.type("Р1")
        await hands.press("enter")
        await hands.type("Двойник")
        await hands.press("ctrl+s")
        await hands.sees("Already exists", "Двойник")
    with transaction(scene.database.sessions) as session:
        assert session.scalars(select(Partner.id).where(Partner.name == "Двойник")).all() == []


async def test_a_copy_keeps_everything_but_what_must_be_unique(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("partners")
        await hands.press("enter")
        await hands.type("ромашка")
        await hands.sees("1 row")
        await hands.press("f9")
        await hands.sees("Partners · new", "Москва, Ленина 1")


async def test_history_tells_who_changed_what(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app, (110, 30)) as hands:
        await hands.sign_in()
        await hands.type("partners")
        await hands.press("enter")
        await hands.type("василёк")
        await hands.press("enter")
        await hands.sees("Partners · Василёк")
        await hands.press("tab", "tab", "tab", "tab")
        await hands.press("f3")
        await hands.press("enter")
        await hands.sees("Partners · Василёк")


async def test_retiring_names_its_consequence_and_can_be_taken_back(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("partners")
        await hands.press("enter")
        await hands.type("василёк")
        await hands.press("enter")
        await hands.sees("Partners · Василёк")
        await hands.press("f10", "1")
        await hands.sees("Take “Василёк” out of use?")
        await hands.press("y")
        await hands.sees("Taken out of use: Василёк.", "out of use")
        await hands.press("f10", "1")
        await hands.sees("In use again: Василёк.")


async def test_a_user_is_made_given_a_badge_and_barred(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app, (100, 32)) as hands:
        await hands.sign_in()
        await hands.type("users")
        await hands.press("enter", "insert")
        await hands.type("petrov")
        await hands.press("enter")
        await hands.type("Петров Иван")
        await hands.press("enter")
        await hands.type("Kladovka-77")
        await hands.press("enter", "enter", "space", "ctrl+s")
        await hands.sees("Saved.", "User · petrov")
        await hands.press("f10", "2", "ctrl+s")
        await hands.sees("it is shown only now")
        await hands.press("f10", "5", "y")
        await hands.sees("petrov is barred.")
    with transaction(scene.database.sessions) as session:
        user = session.scalars(select(AppUser).where(AppUser.login == "petrov")).one()
    assert (user.name, user.roles, user.retired) == ("Петров Иван", ["storekeeper"], True)
    assert user.badge_hash is not None


async def test_prices_are_set_from_a_day_on(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("prices")
        await hands.press("enter", "insert", "enter", "enter")
        await hands.sees("Pick an item")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("555.50")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        prices = session.scalars(
            select(ItemPrice.price_minor)
            .where(ItemPrice.item_id == scene.ids["item5"])
            .order_by(ItemPrice.since)
        ).all()
    assert list(prices) == [500_00, 555_50]


async def test_opening_stock_is_entered_and_corrected(scene: Scene, app: WorkstationApp) -> None:
    def held() -> int:
        with transaction(scene.database.sessions) as session:
            kept = ON_HAND.balance.c
            return int(
                session.execute(
                    select(func.sum(kept.quantity)).where(kept.item_id == scene.ids["item4"])
                ).scalar_one()
            )

    before = held()
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("stock entry")
        await hands.press("enter", "insert", "enter", "enter", "enter")
        await hands.sees("Pick an item")
        await hands.type("сыр")
        await hands.press("enter")
        await hands.type("30")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.", "Stock entry · ")
        assert held() == before + 30_000
        await hands.press("f2")
        await hands.type("12")
        await hands.press("enter", "ctrl+s")
        await hands.until(lambda _: held() == before + 12_000)
