"""A customer order from the first key to the invoice, and what is refused on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.unit_of_work import transaction
from core.documents.models import Document
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine, stored_lines
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order
from core.shipments.models import SalesInvoice
from core.stock.ledgers import FREE_STOCK
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


def orders(scene: Scene) -> int:
    """Return how many orders are stored."""
    with transaction(scene.database.sessions) as session:
        return session.scalars(select(func.count()).select_from(CustomerOrder)).one()


async def begin_order(hands: Hands) -> None:
    """Open an empty order for Ромашка and stand on the question for its first item."""
    await hands.type("customer")
    await hands.press("enter", "insert")
    await hands.type("ромашка")
    await hands.press(*["enter"] * 13)
    await hands.sees("Pick an item", "Чай")


async def test_an_order_goes_from_keys_to_invoice_without_the_mouse(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("7")
        await hands.press("enter")
        await hands.type("хлеб")
        await hands.press("enter")
        await hands.type("2.5")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.", "КЛ-00000", "[Agreeing]")
        await hands.press("f10", "1", "y")
        await hands.sees("[To fulfil]", "Ready to ship")
        await hands.press("f10", "1")
        await hands.sees("Expense order · РО-000001", "[Prepared]", "Expense orders made")
        await hands.press("f10", "1")
        await hands.sees("[To pick]")
        await hands.press("f10", "1")
        await hands.sees("[To ship]")
        await hands.press("f10", "1", "y")
        await hands.sees("[Shipped]", "has left: 9.5")
        await hands.press("f10", "1")
        await hands.sees("Sales invoice · КЛ-000001", "4 000.00", "Invoices made: 1")
        await hands.press("f8")
        await hands.sees("TORG-12", "ТОВАРНАЯ НАКЛАДНАЯ")
        await hands.press("f8")
        await hands.sees("Sent to the printer.")
        await hands.press("escape")
        await hands.press("f11", "f11", "f11")
        await hands.sees("[Linked documents]", "Expense order", "Customer order")
        await hands.press("enter")
        await hands.sees("Expense order · РО-000001", "[Shipped]")
    with transaction(scene.database.sessions) as session:
        invoice = session.scalars(select(SalesInvoice)).one()
        assert invoice.total_minor == 4_000_00
        left = session.execute(
            select(FREE_STOCK.balance.c.on_hand).where(
                FREE_STOCK.balance.c.item_id == scene.ids["item5"]
            )
        ).scalar_one()
        assert left == 93_000


@pytest.mark.parametrize(
    ("typed", "told"), [("двенадцать", "Cannot read"), ("1.2345", "Cannot read"), ("-3", "Cannot")]
)
async def test_a_quantity_that_cannot_be_read_stays_typed_and_writes_nothing(
    app: WorkstationApp, scene: Scene, typed: str, told: str
) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("чай")
        await hands.press("enter")
        await hands.type(typed)
        await hands.press("enter", "ctrl+s")
        screen = await hands.sees(told)
        assert typed in screen
    assert orders(scene) == before


async def test_a_quantity_of_nothing_is_told_with_its_line_and_the_cursor_stands_on_it(
    app: WorkstationApp, scene: Scene
) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        for item, quantity in (("чай", "7"), ("хлеб", "0")):
            await hands.type(item)
            await hands.press("enter")
            await hands.type(quantity)
            await hands.press("enter")
        await hands.press("escape", "up", "home", "ctrl+s")
        await hands.sees("Line 2: quantity.", "“0” came, expected: > 0.")
        pane = hands.app.screen._pane  # type: ignore[attr-defined]
        assert (pane.line, pane.of.fields[pane._grid.column - 1].name) == (1, "quantity")
    assert orders(scene) == before


async def test_a_partner_nobody_knows_is_told_at_the_field(
    app: WorkstationApp, scene: Scene
) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("customer")
        await hands.press("enter", "insert")
        await hands.type("никто")
        await hands.press("enter")
        screen = await hands.sees("Not found", "!Partner")
        assert "никто" in screen
        await hands.press("ctrl+s")
        await hands.sees("!Partner")
    assert orders(scene) == before


async def test_what_could_not_be_read_and_is_taken_out_again_hinders_nobody(
    app: WorkstationApp, scene: Scene
) -> None:
    del scene
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Customer orders")
        await hands.press("insert")
        await hands.sees("Customer order · new")
        await hands.type("никто")
        await hands.press("enter")
        await hands.sees("!Partner", "Not found: Partner.")
        await hands.press(*["backspace"] * 5, "enter")
        screen = await hands.until(lambda text: "!Partner" not in text)
        assert "Not found" not in screen


async def test_more_than_is_free_is_refused_with_figures_and_nothing_is_held(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("молоко")
        await hands.press("enter")
        await hands.type("1000")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
        await hands.press("f10", "1", "y")
        await hands.sees("1000", "100", "[Agreeing]")
    with transaction(scene.database.sessions) as session:
        held = session.execute(
            select(FREE_STOCK.balance.c.to_ship).where(
                FREE_STOCK.balance.c.item_id == scene.ids["item1"]
            )
        ).scalar_one()
        assert held == 0


async def test_leaving_asks_what_unsaved_input_is_worth(app: WorkstationApp, scene: Scene) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.press("escape", "escape")
        await hands.sees("This is not saved yet", "Save and leave")
        await hands.press("3")
        await hands.sees("Customer order · new · not saved")
        await hands.press("escape", "2")
        await hands.sees("Customer orders", "Search")
    assert orders(scene) == before


async def test_two_who_change_one_order_are_told_of_each_other_and_both_changes_stand(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("сыр")
        await hands.press("enter")
        await hands.type("3")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
        with transaction(scene.database.sessions) as session:
            newest = session.scalars(
                select(CustomerOrder).order_by(CustomerOrder.id.desc()).limit(1)
            ).one()
            key = newest.id
            newest.comment = "Звонил клиент"
        await hands.press("f2")
        await hands.type("8")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Somebody was faster", "Put my input on top of it")
        await hands.press("1")
        await hands.sees("Звонил клиент", "Your input stands on top")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        order = session.get_one(CustomerOrder, key)
        line = session.scalars(
            select(CustomerOrderLine).where(CustomerOrderLine.document_id == key)
        ).one()
        assert (order.comment, line.quantity) == ("Звонил клиент", 8_000)


async def test_the_loser_sees_who_changed_what_keeps_his_input_and_merges(
    app: WorkstationApp, scene: Scene
) -> None:
    """Another manager changed the quantity that I am changing, and the comment."""
    other = replace(SYSTEM, login="olga", name="Крылова Ольга")
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await hands.type("сыр")
        await hands.press("enter")
        await hands.type("3")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
        with transaction(scene.database.sessions) as session:
            order = session.scalars(
                select(CustomerOrder).order_by(CustomerOrder.id.desc()).limit(1)
            ).one()
            key = order.id
            (line,) = stored_lines(session, key)
            changes = OrderChanges(
                header={"comment": "Звонил клиент"}, lines=(replace(line, quantity=5_000),)
            )
            save_order(session, other, key, order.version, changes, clock=scene.clock)
        await hands.press("f2")
        await hands.type("8")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Somebody was faster", "Крылова Ольга", "Comment", "Quantity")
        await hands.press("1")
        await hands.sees("Звонил клиент", "Both changed: line 1 Quantity. Yours is kept")
        await hands.sees("Total: 3 200.00")  # of my 8, not of his 5
        with transaction(scene.database.sessions) as session:
            assert [one.quantity for one in stored_lines(session, key)] == [5_000]
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        stored = session.get_one(CustomerOrder, key)
        assert stored.comment == "Звонил клиент"
        assert [one.quantity for one in stored_lines(session, key)] == [8_000]


async def test_data_is_never_markup_nor_a_command_to_the_terminal(
    app: WorkstationApp, scene: Scene
) -> None:
    with transaction(scene.database.sessions) as session:
        names = set(session.scalars(select(Item.name)))
    assert "Масло [red]сливочное[/]" in names
    async with Hands(app, (140, 30)) as hands:
        await hands.sign_in()
        await hands.type("items")
        await hands.press("enter")
        screen = await hands.sees("Масло [red]сливочное[/]", "Сыр")
        assert "\x1b" not in screen


async def test_keys_typed_before_the_screens_are_there_are_all_taken_in_order(
    app: WorkstationApp, scene: Scene
) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        hands.send(*"boss", "enter", *"Sklad-2026!", "enter", *"customer", "enter", "insert")
        hands.send(*"ром", *["enter"] * 13, *"чай", "enter", "2", "enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
    assert orders(scene) == before + 1


def test_every_order_of_this_module_has_its_own_number(scene: Scene) -> None:
    with transaction(scene.database.sessions) as session:
        numbers = session.scalars(
            select(Document.number).where(Document.type == "customer_order").order_by(Document.id)
        ).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))


async def test_marked_orders_are_closed_together_with_a_reason(
    app: WorkstationApp, scene: Scene
) -> None:
    """Two of Василёк to be fulfilled: nothing was made of them, so all is cancelled."""
    with transaction(scene.database.sessions) as session:
        made = []
        for _number in range(2):
            new = NewOrder(
                company_id=scene.ids["company"],
                partner_id=scene.ids["other"],
                warehouse_id=scene.ids["house"],
                price_type_id=scene.ids["price_type"],
                lines=(OrderLine(item_id=scene.ids["item2"], quantity=1_000),),
            )
            made.append(create_order(session, SYSTEM, new, clock=scene.clock).id)
            confirm_order(session, SYSTEM, made[-1], clock=scene.clock)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Search")
        await hands.press("ctrl+a", "ctrl+a")
        await hands.sees("marked: 2")
        await hands.do("Close what is done")
        await hands.sees("Close those of the orders (2) that are done?")
        await hands.press("y")
        await hands.sees("Orders closed: 0; left open: 2.")
        await hands.press("pageup", "ctrl+a", "ctrl+a")
        await hands.sees("marked: 2")
        await hands.do("Close, cancelling what is not done")
        await hands.sees("In words")
        await hands.press("enter")
        await hands.type("late")
        await hands.press("enter")
        await hands.sees("Cancel everything of the orders (2)")
        await hands.press("y")
        await hands.sees("Orders closed: 2.")
    with transaction(scene.database.sessions) as session:
        states = [session.get_one(CustomerOrder, key).status for key in made]
    assert states == ["closed", "closed"]


async def test_what_was_wrong_and_is_cleared_again_holds_nothing_up(
    app: WorkstationApp, scene: Scene
) -> None:
    before = orders(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("customer")
        await hands.press("enter", "insert")
        await hands.type("ромашка")
        await hands.press(*["enter"] * 5)
        await hands.type("зззз")
        await hands.press("enter")
        await hands.sees("!Agreement", "Not found: Agreement")
        await hands.press(*["backspace"] * 4, "enter")
        await hands.until(lambda text: "!Agreement" not in text and "Not found" not in text)
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
    assert orders(scene) == before + 1


async def test_what_is_about_a_line_is_offered_where_the_line_is_seen(
    app: WorkstationApp, scene: Scene
) -> None:
    """Neither from the list nor from another tab: it would be done to a line nobody looks at."""
    with transaction(scene.database.sessions) as session:
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(OrderLine(item_id=scene.ids["item5"], quantity=1_000),),
            comment="одна строка",
        )
        number = create_order(session, SYSTEM, new, clock=scene.clock).number
    of_line = ("Cancel lines", "Reservation chess", "Why this price", "Record what was not sold")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer orders", "Partner")
        await hands.type(number)
        await hands.sees(number, "1 row")
        await hands.press("f10")
        told = await hands.sees("Confirm: put to fulfilment")
        assert [word for word in of_line if word in told] == []
        await hands.press("escape", "enter")
        await hands.sees(f"Customer order · {number}")
        await hands.press("f10")
        await hands.sees(*of_line)
        await hands.press("escape")
        await hands.tab("Payment")
        await hands.press("f10")
        told = await hands.sees("Confirm: put to fulfilment")
        assert [word for word in of_line if word in told] == []


async def test_a_long_text_is_shown_from_its_beginning_when_it_is_left(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("customer")
        await hands.press("enter", "insert")
        await hands.type("ромашка")
        await hands.press("enter")
        text = "Позвонить за два часа до приезда, спросить Ивана Петровича"
        entries = [e for e in app.screen.query("TextEntry") if e.parent.key == "comment"]
        entries[0].focus()
        await hands.settle()
        await hands.type(text)
        await hands.sees("Петровича")
        await hands.press("enter")
        await hands.sees("Позвонить за два")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Позвонить за два")
