"""The supply of an order at the desk: actions, receipts, filling, cancelling, priority."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.sales.models import CancelReason, CustomerOrder, CustomerOrderLine
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order
from core.sales.staging import TypedStage
from core.sales.statuses import Priority, SupplyAction
from core.terms.statuses import StageKind
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tests.tui.desk.test_chess import expect, lines, number, order
from tui.app import WorkstationApp
from tui.formatting import fill


async def opened(hands: Hands, scene: Scene, key: int) -> None:
    """Open an order from its list."""
    await hands.sign_in()
    await hands.open("customer", "Search")
    await hands.type(number(scene, key))
    await hands.sees("1 row")
    await hands.press("enter")
    await hands.sees(f"Customer order · {number(scene, key)}")


def stored(scene: Scene, key: int) -> list[CustomerOrderLine]:
    """Return the lines of an order by number."""
    with transaction(scene.database.sessions) as session:
        return list(
            session.scalars(
                select(CustomerOrderLine)
                .where(CustomerOrderLine.document_id == key)
                .order_by(CustomerOrderLine.line_no)
            )
        )


async def test_filling_is_proposed_shown_and_taken(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 130, SupplyAction.NONE, item="item1")
    expect(scene, "item1", 20, 1)
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.sees("Free now 100 шт · 20 more from 2026-12-01", "Do not supply")
        await hands.do("Fill supply")
        screen = await hands.sees(" 4 [+] split lines", "→ Ship", "→ To be supplied", "100")
        assert "→ Reserve" not in screen
        await hands.press("1")
        await hands.sees("→ Reserve", "Changes: 2.")
        assert lines(scene, key) == [(130, "none")]
        await hands.press("ctrl+s")
        await hands.sees("supply is filled. Awaiting supply.", "leaves 2026-11-25")
        await hands.do("Fill supply")
        await hands.sees("The lines stand so already.", "1 [ ] ship")
    assert lines(scene, key) == [(100, "reserve"), (30, "demand")]


async def test_filling_says_which_payment_it_waits_for(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 10, SupplyAction.NONE, item="item2")
    with transaction(scene.database.sessions) as session:
        stored = session.get_one(CustomerOrder, key)
        stages = (TypedStage(StageKind.PREPAYMENT, 10_000),)
        changes = OrderChanges(stages=stages)
        save_order(session, SYSTEM, key, stored.version, changes, clock=scene.clock)
        total = stored.total_minor
    due = fill("{due:money}", {"due": total}).replace("\xa0", " ")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Fill supply")
        await hands.sees("→ Reserve", f"The prepayment is not paid: {due} due, 0.00 paid.")
        await hands.press("ctrl+s")
        await hands.sees("supply is filled. Awaiting prepayment")
    assert lines(scene, key) == [(10, "reserve")]


async def test_marked_lines_claim_the_earliest_receipts(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 50, SupplyAction.NONE, item="item2")
    expect(scene, "item2", 20, 3)
    expect(scene, "item2", 20, 1)
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.press("ctrl+a")
        await hands.sees("  1*Хлеб")
        await hands.do("Set the action of lines")
        await hands.sees("Only so much", "All lines")
        await hands.press("left", "left", "ctrl+s")
        await hands.sees("Awaiting supply", "To a date", "(late)")
    found = [(one.quantity // 1000, one.action, one.ship_date) for one in stored(scene, key)]
    to_date = SupplyAction.RESERVE_TO_DATE
    assert found == [
        (20, to_date, date(2026, 12, 1)),
        (20, to_date, date(2026, 12, 3)),
        (10, SupplyAction.DEMAND, None),
    ]


async def test_a_receipt_is_picked_for_a_line(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 5, SupplyAction.NONE, item="item3")
    expect(scene, "item3", 20, 3)
    expect(scene, "item3", 20, 9)
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.press(*["right"] * 8, "f4")
        await hands.sees("Pick: Expected receipts", "2026-12-03", "2026-12-09", "2 rows")
        await hands.press("down", "enter")
        await hands.sees("To a date", "not saved")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "leaves 2026-12-09 (late)")
    [line] = stored(scene, key)
    assert (line.action, line.ship_date) == (SupplyAction.RESERVE_TO_DATE, date(2026, 12, 9))


async def test_a_line_is_cancelled_in_part_for_a_reason_of_the_book(
    app: WorkstationApp, scene: Scene
) -> None:
    key = order(scene, 9, SupplyAction.RESERVE, item="item4")
    with transaction(scene.database.sessions) as session:
        session.add(CancelReason(code="Д", name="Дорого"))
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Cancel lines")
        await hands.sees("Only so much", "Reason", "In words")
        await hands.press("ctrl+s")
        await hands.sees("Reason", "Fill it in")
        assert lines(scene, key) == [(9, "reserve")]
        await hands.do("Cancel lines")
        await hands.type("4")
        await hands.press("enter")
        await hands.type("дор")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Lines cancelled: 1.")
    kept, gone = stored(scene, key)
    assert (kept.quantity, kept.cancelled) == (5_000, False)
    assert (gone.quantity, gone.cancelled, gone.cancel_reason) == (4_000, True, "Дорого")
    assert gone.cancel_reason_id


async def test_the_board_opens_from_a_line_and_its_move_is_kept_as_a_document(
    app: WorkstationApp, scene: Scene
) -> None:
    key = order(scene, 9, SupplyAction.DEMAND, item="item5")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Reservation chess")
        await hands.sees("Чай · Главный", "Nobody's")
        await hands.press("enter", "down", "enter")
        await hands.sees("At most 9 шт", "unknown → 2026-11-25")
        await hands.press("enter")
        await hands.sees("carried out.")
        await hands.press("f3")
        await hands.sees("Customer order", "Reserve", "Ready to ship")
        await hands.press("f3", "f3", "f3")
        await hands.sees("Type a few letters")
        await hands.open("reallocations", "Reserving")
        await hands.press("enter")
        screen = await hands.sees("Reallocation · КН-", "Nobody's", "9", f"{number(scene, key)}/1")
        assert "Чай" in screen
        await hands.press("enter")
        await hands.sees(f"Customer order · {number(scene, key)}")


async def test_priority_and_one_day_are_set(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 1, SupplyAction.DEMAND, item="item5")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Priority, one day for all")
        await hands.press("left", "down", "space", "ctrl+s")
        await hands.until(lambda _: turn_of(scene, key) == (Priority.HIGH, True))


def turn_of(scene: Scene, key: int) -> tuple[Priority, bool]:
    """Return priority and "one day" of an order."""
    with transaction(scene.database.sessions) as session:
        order = session.get_one(CustomerOrder, key)
        return order.priority, order.one_date


async def test_saving_the_form_keeps_what_lines_claim(app: WorkstationApp, scene: Scene) -> None:
    key = order(scene, 5, SupplyAction.NONE, item="item3")
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        await hands.do("Set the action of lines")
        await hands.press("left", "left", "ctrl+s")
        await hands.sees("To a date")
        [before] = stored(scene, key)
        await hands.press("f2")
        await hands.press("right", "right")
        await hands.type("4")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.")
    [after] = stored(scene, key)
    assert (after.quantity, after.source_line_id) == (4_000, before.source_line_id)
    assert after.source_line_id


async def test_a_line_that_holds_nothing_yet_says_what_it_is_short_of(
    app: WorkstationApp, scene: Scene
) -> None:
    """100 there are at most: 130 to ship, still being agreed on, cannot leave today."""
    with transaction(scene.database.sessions) as session:
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(
                OrderLine(item_id=scene.ids["item2"], quantity=130_000, action=SupplyAction.SHIP),
            ),
        )
        key = create_order(session, SYSTEM, new, clock=scene.clock).id
    async with Hands(app) as hands:
        await opened(hands, scene, key)
        screen = await hands.sees("Free now", "short of")
        assert "leaves" not in screen
