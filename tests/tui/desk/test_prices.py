"""Prices at the desk, by keys alone: types, formulas, rounding, documents, recalculation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from textual.widgets import TextArea

from core.access.actor import SYSTEM
from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.documents.reference import create_row
from core.pricing.document_models import PriceDocument
from core.pricing.kinds import CalculationMethod, DocumentOrigin, PriceDocumentStatus, SourceKind
from core.pricing.models import PriceRounding, PriceType, SourcePrice
from core.pricing.operations import create_price_type
from core.pricing.queries import prices
from core.pricing.rounding import RoundingMode
from core.stock.models import StockEntryLine
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tests.tui.desk.test_layout import cut_words
from tui.app import WorkstationApp
from tui.desk.form_screen import FormScreen
from tui.desk.formula_screen import FormulaBuilder
from tui.desk.recalculation_screen import RecalculationScreen
from tui.desk.rounding_screen import RoundingScreen
from tui.flows.desk.registry import form
from tui.locale import use_language
from tui.widgets.entry import EntryField


@pytest.fixture(scope="module")
def priced(scene: Scene) -> Scene:
    """The company with retail prices on top of wholesale ones, rounded."""
    with transaction(scene.database.sessions) as session:
        scene.ids["retail"] = create_price_type(
            session,
            SYSTEM,
            code="РОЗН",
            name="Розничная",
            method=CalculationMethod.MARKUP,
            base_type_id=scene.ids["price_type"],
            markup=30_00,
        )
        create_row(
            session,
            SYSTEM,
            "price_rounding",
            price_type_id=scene.ids["retail"],
            since_minor=0,
            precision_minor=5_00,
            mode=RoundingMode.ARITHMETIC,
            shift_minor=10,
        )
    return scene


def price(scene: Scene, price_type: str, item: str) -> int | None:
    """Return the price that holds today, kopecks."""
    with transaction(scene.database.sessions) as session:
        key = scene.ids[item]
        found = prices(session, scene.ids[price_type], [key], scene.clock.business_date())
        return found.get((key, 0))


def documents(scene: Scene) -> list[PriceDocument]:
    """Return the price documents, oldest first."""
    with transaction(scene.database.sessions) as session:
        return list(session.scalars(select(PriceDocument).order_by(PriceDocument.id)))


async def open_list(hands: Hands, name: str, wait: str) -> None:
    """Open a list from the menu."""
    await hands.type(name)
    await hands.press("enter")
    await hands.sees("Search", wait)


async def open_row(hands: Hands, words: str, wait: str) -> None:
    """Find a row of the list and open it."""
    await hands.type(words)
    await hands.sees("1 row")
    await hands.press("enter")
    await hands.sees(wait)


def field(hands: Hands, name: str) -> EntryField:
    """Return a field of the form on screen."""
    return next(one for one in hands.app.screen.query(EntryField) if one.key == name)


async def test_a_formula_is_built_with_its_faults_marked_and_a_sample_beside(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await hands.press("insert")
        await hands.sees("Price types · new", "Code")
        await hands.type("ДИЛ")
        await hands.press("enter")
        await hands.type("Дилерская")
        await hands.press("enter", "enter", "enter")
        assert not field(hands, "formula").display
        await hands.press("space", "space")
        await hands.sees("Formula")
        assert field(hands, "formula").display
        assert not field(hands, "base_type_id").display
        field(hands, "formula").entry.focus()
        await hands.press("f4")
        await hands.sees("Formula · Дилерская", "[Оптовая]", "Min(…; )")
        await hands.type("Мин([Оптовая] * * 2; 1)")
        screen = await hands.sees("is expected", "“*” came at character 17")
        marked = screen.splitlines()
        at = next(number for number, line in enumerate(marked) if "^" in line)
        assert marked[at - 1][marked[at].index("^")] == "*"
        await hands.press("ctrl+s")
        await hands.sees("A price type, a number or a function is expected")
        assert isinstance(app.screen, FormulaBuilder)
        app.screen.query_one(TextArea).text = ""
        await hands.press("f4", "down", "down", "enter")
        await hands.press("f4", "up", "up", "enter")
        await hands.sees("Min([Оптовая]; )")
        await hands.press("end")
        await hands.press("left")
        await hands.type("[Розничная] * 0,9")
        await hands.sees("The formula is right.", "no price of Розничная")
        app.screen.query_one(TextArea).text = "[Оптовая] * 1,15"
        await hands.sees("345, rounded 345.00")
        await hands.press("f2")
        await hands.sees("Pick: Items")
        await hands.type("чай")
        await hands.press("enter")
        await hands.sees("Чай (F2 another)", "575, rounded 575.00")
        await hands.press("ctrl+s")
        await hands.sees("Price types · new", "[Оптовая] * 1,15")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Дилерская")
    with transaction(priced.database.sessions) as session:
        made = session.scalars(select(PriceType).where(PriceType.code == "ДИЛ")).one()
        assert (made.method, made.formula, made.identifier) == (
            CalculationMethod.FORMULA,
            "[Оптовая] * 1,15",
            "Дилерская",
        )


async def test_a_cycle_is_told_in_the_builder_and_nothing_is_saved(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await open_row(hands, "оптовая", "Price types · Оптовая")
        method = field(hands, "method")
        method.entry.focus()
        await hands.press("space", "space")
        field(hands, "formula").entry.focus()
        await hands.press("f4")
        await hands.sees("Formula · Оптовая")
        await hands.type("[Розничная] / 2")
        await hands.sees("in a circle", "Оптовая, Розничная, Оптовая")
        await hands.press("escape")
        await hands.sees("Leave the formula as it was?")
        await hands.type("y")
        await hands.sees("Price types · Оптовая")
    with transaction(priced.database.sessions) as session:
        kept = session.get_one(PriceType, priced.ids["price_type"])
        assert (kept.method, kept.formula) == (CalculationMethod.MANUAL, "")


async def test_ranges_are_tried_on_prices_as_they_are_typed_and_saved(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await open_row(hands, "розничная", "Price types · Розничная")
        await hands.press("f10", "1")
        await hands.sees("Rounding · Розничная", "249.99", "249.90", "1 234.56", "1 234.90")
        await hands.press("insert", "end", "left", "left", "left")
        await hands.type("1000")
        await hands.press("enter")
        await hands.sees("not saved")
        await hands.press("right")
        await hands.type("10")
        await hands.press("enter", "right", "right")
        await hands.type("1")
        await hands.press("enter")
        await hands.sees("1 229.00", "10 499.00")
        await hands.press("f11", "insert")
        await hands.type("7777")
        await hands.press("enter")
        await hands.sees("7 777.00", "7 779.00")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
        assert "not saved" not in hands.screen
    with transaction(priced.database.sessions) as session:
        rows = session.execute(
            select(
                PriceRounding.since_minor,
                PriceRounding.precision_minor,
                PriceRounding.shift_minor,
            )
            .where(PriceRounding.price_type_id == priced.ids["retail"])
            .order_by(PriceRounding.since_minor)
        ).all()
        assert [tuple(row) for row in rows] == [(0, 5_00, 10), (1_000_00, 10_00, 1_00)]


async def test_two_ranges_that_begin_alike_are_told_and_not_saved(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await open_row(hands, "розничная", "Price types · Розничная")
        await hands.press("f10", "1")
        await hands.sees("Rounding · Розничная")
        await hands.press("insert", "end", "left", "left", "left")
        await hands.type("0")
        await hands.press("enter")
        await hands.sees("Cannot read")
        await hands.press("ctrl+s")
        await hands.sees("Cannot read")
        await hands.press("escape")
        await hands.sees("Drop the ranges as typed?")
        await hands.type("y")
        await hands.sees("Price types · Розничная")
    with transaction(priced.database.sessions) as session:
        since = session.scalars(
            select(PriceRounding.since_minor).where(
                PriceRounding.price_type_id == priced.ids["retail"]
            )
        ).all()
        assert sorted(since) == sorted(set(since))


async def test_a_price_document_goes_from_keys_to_prices_in_force(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price documents", "Number")
        await hands.press("insert")
        await hands.sees("Price document · new", "Оптовая", "Розничная")
        await hands.press("enter", "enter")
        await hands.sees("Pick an item")
        await hands.type("молоко")
        await hands.press("enter")
        await hands.sees("Молоко 3,2%", "100.00")
        await hands.type("200")
        await hands.press("enter")
        await hands.sees("Pick an item")
        await hands.press("escape")
        await hands.sees("200.00", "259.90")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "[Not yet approved]")
        assert price(priced, "price_type", "item1") == 100_00
        await hands.press("f10", "1")
        await hands.sees("Fill with items", "Segment")
        await hands.press("down", "down", "down")
        await hands.type("чай")
        await hands.press("ctrl+s")
        await hands.sees("Items added: 1.", "Чай", "500.00")
        await hands.press("f10", "3")
        await hands.sees("Change a column by percent", "‹Оптовая›")
        await hands.press("down")
        await hands.type("10")
        await hands.press("enter")
        await hands.sees("Changed by 10", "220.00", "550.00", "284.90", "714.90")
        await hands.press("f10", "4", "y")
        await hands.sees("[Agreed]", "are in force")
        await hands.press("f8")
        await hands.sees("Price list", "Молоко 3,2%", "284,90")
        await hands.press("escape", "f10")
        await hands.sees("Show its prices in the list")
        await hands.press("2")
        await hands.sees("Filtered: Document", "284.90", "714.90")
        await hands.press("escape")
        await hands.sees("[Agreed]")
    assert price(priced, "price_type", "item1") == 220_00
    assert price(priced, "retail", "item5") == 714_90
    (document,) = documents(priced)
    assert (document.number_text, document.status) == ("УЦ-000001", PriceDocumentStatus.AGREED)


async def test_another_column_brings_its_prices_and_taking_back_restores(
    priced: Scene, app: WorkstationApp
) -> None:
    before = price(priced, "price_type", "item2")
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price documents", "Number")
        await hands.press("insert")
        await hands.sees("Price document · new")
        await hands.press("f11")
        await hands.sees("[Price types]", "By hand")
        rows = len(app.screen.query_one("#lines-columns").lines)  # type: ignore[attr-defined]
        for _ in range(rows - 1):
            await hands.press("ctrl+end", "delete")
        await hands.tab("Prices")
        await hands.press("insert")
        await hands.sees("Pick an item")
        await hands.type("хлеб")
        await hands.press("enter")
        await hands.type("210")
        await hands.press("enter", "escape")
        await hands.tab("Price types")
        await hands.press("insert")
        await hands.sees("Pick: Price types")
        await hands.type("розн")
        await hands.press("enter")
        await hands.tab("Prices")
        await hands.sees("Хлеб", "210.00", "274.90")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
        await hands.press("f10", "4", "y")
        await hands.sees("[Agreed]")
        assert price(priced, "price_type", "item2") == 210_00
        await hands.press("f10", "1", "y")
        await hands.sees("[Not yet approved]", "what held before holds again")
    assert price(priced, "price_type", "item2") == before


async def test_a_recalculation_runs_with_figures_and_leads_to_its_document(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await hands.type("розничная")
        await hands.sees("1 row")
        await hands.press("f10", "3")
        await hands.sees("Recalculate dependent prices from 2026-11-20 on?")
        await hands.type("y")
        await hands.sees("Done.", "100 %", "5 of 5 items", "prices changed")
        assert isinstance(app.screen, RecalculationScreen)
        assert cut_words(hands) == []
        await hands.press("f2")
        await hands.sees("Price document", "[Agreed]", "Recalculation")
    assert documents(priced)[-1].origin is DocumentOrigin.RECALCULATION
    assert price(priced, "retail", "item3") == 389_90


async def test_whoever_says_no_changes_nothing(priced: Scene, app: WorkstationApp) -> None:
    before = len(documents(priced))
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price types", "Розничная")
        await hands.do("Recalculate all dependent types")
        await hands.sees("Recalculate dependent prices from")
        await hands.type("n")
        await hands.sees("Price types", "Search")
    assert len(documents(priced)) == before


async def test_an_item_shows_the_history_and_the_reasons_of_its_prices(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "items items", "Чай")
        await open_row(hands, "молоко", "Items · Молоко")
        await hands.do("Price history")
        await hands.sees("Price history", "Оптовая", "2026-10-21")
        await hands.press("escape", "f8")
        await hands.sees("Price history: 00001", "Оптовая", "21.10.2026")
        await hands.press("f8")
        await hands.sees("Sent to the printer.")
        await hands.press("escape")
        await hands.do("Why this price")
        await hands.sees("Why this price", "Price type")
        await hands.type("розн")
        await hands.press("ctrl+s")
        await hands.sees("Why this price: Молоко", "Markup 30", "Rounded: To the nearest")


async def test_stock_tells_what_it_was_worth_only_to_those_who_see_prices(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "stock entry", "Number")
        await hands.press("insert")
        await hands.sees("Stock entry · new")
        await hands.press("enter", "enter", "enter")
        await hands.sees("Pick an item")
        await hands.type("сыр")
        await hands.press("enter")
        await hands.type("10")
        await hands.press("enter", "escape")
        await hands.press("right", "right")
        await hands.type("333.50")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "333.50")
        with transaction(priced.database.sessions) as session:
            fed = session.scalars(
                select(SourcePrice.price_minor).where(SourcePrice.kind == SourceKind.OPENING)
            ).all()
            assert list(fed) == [333_50]
            newest = session.scalars(
                select(StockEntryLine.document_id)
                .where(StockEntryLine.price_minor.is_not(None))
                .order_by(StockEntryLine.id.desc())
            ).first()
        desk = app.desk
        assert desk is not None
    lead = replace(desk.actor, permissions=desk.actor.permissions - {Permission.PRICE_READ})
    of = form("stock_entry")
    assert of is not None
    assert newest is not None
    with transaction(priced.database.sessions) as session:
        card = of.open(session, lead, newest)
        assert [line["price_minor"] for line in card.lines["lines"]] == [None]
        lines = [{**card.lines["lines"][0], "quantity": 12_000}]
        of.save(session, lead, card.with_lines("lines", lines), priced.clock)
        row = session.execute(
            select(StockEntryLine.quantity, StockEntryLine.price_minor).where(
                StockEntryLine.document_id == newest
            )
        ).one()
        assert tuple(row) == (12_000, 333_50)


async def test_what_suppliers_ask_is_typed_into_a_table(priced: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "source prices", "Kind")
        await hands.press("insert")
        await hands.sees("Source prices · new", "‹Supplier's price›")
        await hands.press("space", "enter", "enter")
        await hands.type("василёк")
        await hands.press("enter", "enter")
        await hands.sees("Pick an item")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("480")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.", "480.00")
    with transaction(priced.database.sessions) as session:
        row = session.execute(
            select(SourcePrice.item_id, SourcePrice.partner_id, SourcePrice.price_minor).where(
                SourcePrice.kind == SourceKind.COMPETITOR
            )
        ).one()
        assert tuple(row) == (priced.ids["item5"], priced.ids["other"], 480_00)


async def test_a_manager_looks_at_price_types_and_changes_nothing(
    priced: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("manager")
        await open_list(hands, "price types", "Розничная")
        await open_row(hands, "розничная", "Price types · Розничная")
        assert all(one.readonly for one in app.screen.query(EntryField))
        await hands.press("f10")
        screen = await hands.sees("Try the rounding")
        assert "Recalculate" not in screen
        await hands.press("1")
        await hands.sees("Rounding · Розничная")
        assert isinstance(app.screen, RoundingScreen)
        assert not app.screen.may("save")


async def test_columns_that_do_not_fit_come_into_sight_under_the_cursor(
    priced: Scene, app: WorkstationApp
) -> None:
    with transaction(priced.database.sessions) as session:
        for number in range(1, 7):
            create_price_type(session, SYSTEM, code=f"Д{number}", name=f"Колонка {number}")
    async with Hands(app) as hands:
        await hands.sign_in()
        await open_list(hands, "price documents", "Number")
        await hands.press("insert")
        await hands.sees("Price document · new", "›")
        await hands.press("enter", "enter")
        await hands.type("чай")
        await hands.press("enter", "escape")
        await hands.sees("Колонка 1")
        assert "Code" not in hands.lines[3]
        await hands.press("end")
        await hands.sees("Чай", "Code", "00005")
        assert "Колонка 1" not in hands.lines[3]
        assert "›" not in hands.lines[3]
        await hands.press("home")
        await hands.sees("Колонка 1")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_screens_of_prices_fit(
    priced: Scene, app: WorkstationApp, size: tuple[int, int], language: str
) -> None:
    use_language(language)
    async with Hands(app, size) as hands:
        await hands.sign_in()
        desk = app.desk
        assert desk is not None
        bad: list[str] = []
        of = form("price_types")
        assert of is not None
        card = desk.open(of, priced.ids["retail"])
        for method in CalculationMethod:
            await app.push_screen(FormScreen(desk, of, card.with_values(method=method)))
            await hands.until(lambda _: bool(app.screen.query(EntryField)))
            await hands.settle()
            bad += [f"{method}: {word}" for word in cut_words(hands)]
            app.pop_screen()
        for screen in (
            RoundingScreen(desk, priced.ids["retail"]),
            FormulaBuilder(desk, of, card, "[Оптовая] * * 2"),
        ):
            app.push_screen(screen)
            await hands.until(lambda _: "1" in hands.screen)
            await hands.settle()
            bad += [f"{screen}: {word}" for word in cut_words(hands)]
            app.pop_screen()
        assert bad == []
