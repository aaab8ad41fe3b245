"""Items picked for a line: typed by name, article or code, with slips, or scanned."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.catalog.models import Barcode, ItemVariant
from core.catalog.rules import gtin14
from core.db.unit_of_work import transaction
from core.pricing.models import PriceType
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.sales.models import CustomerOrder, CustomerOrderLine
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import NAMES, Scene
from tui.app import WorkstationApp

MILK, BOX = "4600000000015", "4600000000022"


@pytest.fixture(scope="module")
def scene(scene: Scene) -> Scene:
    """Milk has a barcode, its box another one; bread has two variants, one at its own price."""
    milk, bread = scene.ids["item1"], scene.ids["item2"]
    with transaction(scene.database.sessions) as session:
        for code, pack in ((MILK, 0), (BOX, scene.ids["box"])):
            session.add(Barcode(code=code, gtin=gtin14(code), item_id=milk, packaging_id=pack))
        whole, sliced = (ItemVariant(item_id=bread, name=name) for name in ("целый", "нарезка"))
        session.add_all([whole, sliced])
        session.flush()
        since = scene.clock.business_date() - dt.timedelta(days=20)
        price = NewPrice(bread, 23_000, sliced.id)
        register_prices(session, SYSTEM, scene.ids["price_type"], since, [price])
        ids = scene.ids | {"sliced": sliced.id}
    return replace(scene, ids=ids)


def newest_lines(scene: Scene) -> list[CustomerOrderLine]:
    """Return the lines of the order that was made last."""
    with transaction(scene.database.sessions) as session:
        newest = select(func.max(CustomerOrder.document_id)).scalar_subquery()
        lines = session.scalars(
            select(CustomerOrderLine)
            .where(CustomerOrderLine.document_id == newest)
            .order_by(CustomerOrderLine.line_no)
        ).all()
        session.expunge_all()
        return list(lines)


async def begin_order(hands: Hands, login: str = "boss") -> None:
    """Stand on the question for the first item of a new order for Ромашка."""
    await hands.sign_in(login)
    await hands.type("customer")
    await hands.press("enter", "insert")
    await hands.type("ромашка")
    await hands.press(*["enter"] * 13)
    await hands.sees("Pick an item", "5 rows of items")


def row(hands: Hands, name: str) -> list[str]:
    """Return the words of the row of an item in the dialog; [] when it is not there."""
    for line in hands.lines:
        words = line.replace("│", " ").split()
        if words[1 : 1 + len(name.split())] == name.split():
            return words
    return []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("чай", "Чай"),
        ("рж хл", "Хлеб ржаной"),
        ("a1", "Молоко 3,2%"),
        ("00005", "Чай"),
        ("молако", "Молоко 3,2%"),
        ("vjkjrj", "Молоко 3,2%"),
        (f"{BOX[:11]}", "Молоко 3,2%"),
    ],
)
async def test_an_item_is_found_by_words_article_code_barcode_other_layout_and_with_slips(
    app: WorkstationApp, scene: Scene, typed: str, name: str
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.type(typed)
        await hands.until(
            lambda _: row(hands, name) != [] and not row(hands, "Сыр·[31m твёрдый"), name
        )
        others = [other for other in NAMES if other != name and "\x1b" not in other]
        assert [other for other in others if row(hands, other)] == []


async def test_price_and_free_stock_stand_beside_each_item(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        assert row(hands, "Чай") == ["A5", "Чай", "шт", "500.00", "100"]
        assert row(hands, "Item") == ["Article", "Item", "Unit", "Price", "Free"]


async def test_where_no_price_type_is_known_there_is_no_column_of_prices(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("stock entry")
        await hands.press("enter", "insert", "enter", "enter", "enter")
        await hands.sees("Pick an item", "5 rows of items")
        assert row(hands, "Item") == ["Article", "Item", "Unit", "Free", "Code"]
        assert row(hands, "Чай") == ["A5", "Чай", "шт", "100", "00005"]


async def test_a_scanned_box_is_a_line_of_what_is_in_it(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.type(BOX)
        await hands.press("enter")
        await hands.until(lambda text: "Pick an item" not in text, "the line")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
    (line,) = newest_lines(scene)
    assert (line.item_id, line.packaging_id) == (scene.ids["item1"], scene.ids["box"])
    assert line.quantity == 12_000


async def test_the_packaging_a_barcode_stands_for_is_told_before_it_is_taken(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.type(BOX)
        await hands.sees("Молоко 3,2% · Короб of 12 шт")


async def test_a_whole_barcode_is_taken_without_enter(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.type(MILK)
        await hands.until(lambda text: "Pick an item" not in text, "the line")
        await hands.sees("Молоко 3,2%", "100.00")


async def test_a_variant_is_taken_with_its_own_price_and_told_with_the_item(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app, (120, 30)) as hands:
        await begin_order(hands)
        await hands.type("хлеб нарезка")
        await hands.sees("1 row of items", "Хлеб ржаной, нарезка")
        await hands.press("enter")
        await hands.type("2")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.", "Хлеб ржаной, нарезка", "460.00")
    (line,) = newest_lines(scene)
    assert (line.item_id, line.variant_id) == (scene.ids["item2"], scene.ids["sliced"])
    assert (line.quantity, line.price_minor) == (2_000, 23_000)


async def test_another_item_takes_the_place_of_a_variant_and_the_quantity_stays(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app, (120, 30)) as hands:
        await begin_order(hands)
        await hands.type("нарезка")
        await hands.sees("1 row of items")
        await hands.press("enter")
        await hands.type("3")
        await hands.press("enter", "escape", "left", "enter")
        await hands.sees("Pick an item", "5 rows of items")
        await hands.type("чай")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "1 500.00")
    (line,) = newest_lines(scene)
    assert (line.item_id, line.variant_id) == (scene.ids["item5"], 0)
    assert (line.quantity, line.price_minor) == (3_000, 50_000)


async def test_enter_on_nothing_found_takes_nothing_and_escape_adds_no_line(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.type("щщщщ")
        await hands.press("enter")
        await hands.sees("Nothing found.", "0 rows of items", "Pick an item")
        await hands.press("escape")
        await hands.sees("No lines.")


async def test_enter_takes_what_fits_the_whole_of_a_text_typed_at_once(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        hands.send(*"хлеб р", "enter")
        await hands.sees("Хлеб ржаной", "200.00", "Total")


async def test_the_arrows_choose_another_item_than_the_first(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.press("down", "down", "down", "down", "enter")
        await hands.sees("Чай", "500.00", "Total")


async def test_everything_is_said_in_russian_too(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await begin_order(hands)
        await hands.press("ctrl+n")
        await hands.sees("Подбор номенклатуры: слова, артикул, штрихкод", "5 позиций")
        await hands.type("чай")
        await hands.sees("1 позиция", "500,00")


async def test_items_are_offered_at_the_prices_of_the_partner(
    app: WorkstationApp, scene: Scene
) -> None:
    """Василёк has a price of his own for cheese: what is shown is what the line costs."""
    since = scene.clock.business_date() - dt.timedelta(days=20)
    with transaction(scene.database.sessions) as session:
        own = create_price_type(session, SYSTEM, code="ВАС", name="Василёк")
        session.get_one(PriceType, own).partner_id = scene.ids["other"]
        register_prices(session, SYSTEM, own, since, [NewPrice(scene.ids["item4"], 37_710)])
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("customer")
        await hands.press("enter", "insert")
        await hands.type("василёк")
        await hands.press(*["enter"] * 13)
        await hands.sees("Pick an item", "377.10", "100.00")
        await hands.type("сыр")
        await hands.sees("1 row of items", "377.10")
        await hands.press("enter")
        await hands.sees("Customer order", "377.10")
