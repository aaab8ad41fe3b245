"""Sets of documents of trips at the desk: a rule is made by keys and shown in its list."""

from __future__ import annotations

from sqlalchemy import select

from core.db.unit_of_work import transaction
from core.delivery.papers.models import TripPrintRule
from core.delivery.papers.set_rules import TripForm
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


async def test_a_rule_of_a_set_is_made_for_a_client(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("sets of documents")
        await hands.press("enter")
        await hands.sees("Printed form", "Copies", "Carrier", "Client")
        await hands.press("insert")
        await hands.sees("Route sheet", "Carrier")
        await hands.type("ТН4")
        await hands.press("enter")
        await hands.press("right", "right", "enter")
        await hands.type("4")
        await hands.press("enter", "enter")
        await hands.type("ромашка")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Transport waybill")
    with transaction(scene.database.sessions) as session:
        rule = session.scalars(select(TripPrintRule).where(TripPrintRule.code == "ТН4")).one()
    assert (rule.form, rule.copies) == (TripForm.WAYBILL, 4)
    assert rule.partner_id is not None
    assert (rule.carrier_id, rule.company_id) == (None, None)


async def test_a_sheet_of_the_whole_trip_is_refused_a_client(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("sets of documents")
        await hands.press("enter")
        await hands.sees("Printed form", "Copies")
        await hands.press("insert")
        await hands.sees("Route sheet", "Carrier")
        await hands.type("МЛ2")
        await hands.press("enter", "enter")
        await hands.type("2")
        await hands.press("enter", "enter")
        await hands.type("ромашка")
        await hands.press("enter", "ctrl+s")
        await hands.sees("printed once for the whole trip")
    with transaction(scene.database.sessions) as session:
        found = session.scalars(select(TripPrintRule.id).where(TripPrintRule.code == "МЛ2"))
        assert found.all() == []
