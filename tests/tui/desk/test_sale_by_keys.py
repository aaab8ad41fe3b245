"""A sale from nothing to paid, with keys alone: order, supply, promise, bill, money."""

from __future__ import annotations

from sqlalchemy import select

from core import ledger
from core.db.unit_of_work import transaction
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import OrderState
from core.settlements.models import IncomingPayment
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


async def test_an_order_is_typed_supplied_promised_billed_and_paid(
    app: WorkstationApp, scene: Scene
) -> None:
    """130 of milk at 100 and 2 of tea at 500, of 100 each that are there: 14 000."""
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Search")
        await hands.press("insert")
        await hands.sees("Customer order · new")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("ООО «Ромашка»")
        await hands.press(*["enter"] * 12)
        await hands.sees("Pick an item")
        await hands.type("мол")
        await hands.sees("1 row of items")
        await hands.press("enter")
        await hands.type("130")
        await hands.press("enter")
        await hands.sees("Pick an item")
        await hands.type("xfq")  # чай, in the other keyboard layout
        await hands.sees("1 row of items")
        await hands.press("enter")
        await hands.type("2")
        await hands.press("enter")
        await hands.sees("Pick an item")
        await hands.press("escape", "ctrl+s")
        await hands.sees("Saved.", "КЛ-000001", "[Agreeing]", "14 000.00")
        await hands.do("Fill supply")
        await hands.sees("→ To be supplied", "Changes: 1.")
        await hands.press("ctrl+s")
        await hands.sees("supply is filled.")
        await hands.do("Confirm: put to fulfilment")
        await hands.sees("Put order КЛ-000001 to fulfilment?")
        await hands.press("y")
        await hands.sees("[To fulfil]", "Paid: 0%")
        await hands.do("Issue a bill")
        await hands.sees("Bill · КЛ-000001", "[Issued]")
        await hands.press("escape")
        await hands.sees("Customer order · КЛ-000001")
        await hands.press("escape")
        await hands.sees("1 row")
        await hands.press("escape")
        await hands.open("incoming pay", "Incoming payments")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("ООО «Ромашка»")
        await hands.press("enter", "enter", "enter")
        await hands.type("14000")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Left: 14 000.00")
        await hands.do("Propose what it pays")
        await hands.sees("Lines: 14 000.00", "КЛ-000001")
        await hands.do("Post")
        await hands.sees("[Posted]")
        await hands.press("escape")
        await hands.sees("1 row")
        await hands.press("escape")
        await hands.open("customer", "Search")
        await hands.press("enter")
        await hands.sees("Customer order · КЛ-000001", "Paid: 100%")
    with transaction(scene.database.sessions) as session:
        order = session.scalars(select(CustomerOrder)).one()
        line = CustomerOrderLine
        rows = session.execute(select(line.quantity, line.action).order_by(line.quantity)).all()
        assert [(row.quantity, row.action.value) for row in rows] == [
            (2_000, "ship"),
            (30_000, "demand"),
            (100_000, "ship"),
        ]
        assert order.state is OrderState.AWAITING_SUPPLY
        assert session.scalars(select(IncomingPayment)).one().amount_minor == 14_000_00
        assert ledger.verify(session) == []
