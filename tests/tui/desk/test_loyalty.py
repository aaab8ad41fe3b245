"""Loyalty at the desk: programmes, kinds, cards given out and annulled, points put and taken."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.discounts.cards import NewCard, add_card, points_of
from core.discounts.loyalty_models import (
    BonusProgramme,
    CardKind,
    CardStatus,
    LoyaltyCard,
    PointsEntry,
)
from core.discounts.points import accrue_points
from core.sales.errors import NothingForPoints
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp
from tui.flows.desk.order_points import PAY_BY_POINTS
from tui.flows.desk.registry import form
from tui.flows.desk.shapes import Given

CODE = "2000000000015"


@pytest.fixture
def card(scene: Scene) -> int:
    """Store a kind with a programme and one active card of it, once per module."""
    with transaction(scene.database.sessions) as session:
        found = session.scalar(select(LoyaltyCard.id).where(LoyaltyCard.barcode == CODE))
        if found is not None:
            return found
        programme = BonusProgramme(code="P", name="Клуб", max_share=3000)
        session.add(programme)
        session.flush()
        kind = CardKind(code="K", name="Золотая", named=True, programme_id=programme.id)
        session.add(kind)
        session.flush()
        new = NewCard(kind_id=kind.id, barcode=CODE, owner="Иванова Анна")
        return add_card(session, SYSTEM, new, clock=scene.clock, activate=True).id


async def test_a_programme_is_made_and_nonsense_refused(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("bonus prog", "Bonus programmes")
        await hands.press("insert")
        await hands.type("Б1")
        await hands.press("enter")
        await hands.type("Бонусы")
        await hands.press("enter")
        await hands.type("1")
        await hands.press("enter")
        await hands.type("14")
        await hands.press("enter")
        await hands.type("365")
        await hands.press("enter")
        await hands.type("130")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Cannot read", "100 %")
        await hands.press("backspace", "backspace", "backspace")
        await hands.type("30")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        row = session.scalars(select(BonusProgramme).where(BonusProgramme.code == "Б1")).one()
        assert (row.rate_minor, row.delay_days, row.life_days, row.max_share) == (
            100,
            14,
            365,
            3000,
        )


@pytest.mark.usefixtures("card")
async def test_a_card_is_put_on_record_and_given_out_when_it_has_an_owner(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("loyalty cards", CODE)
        await hands.press("insert")
        await hands.type("золот")
        await hands.press("enter")
        await hands.type("2000000000022")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "[Not active]")
        await hands.press("f10", "1")
        await hands.sees("The card needs an owner")
        await hands.press("enter")
        await hands.type("Петров Иван")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.")
        await hands.press("f10", "1")
        await hands.sees("Card 2000000000022 acts.", "[Active]")
    with transaction(scene.database.sessions) as session:
        found = session.scalars(
            select(LoyaltyCard).where(LoyaltyCard.barcode == "2000000000022")
        ).one()
        assert (found.status, found.owner) == (CardStatus.ACTIVE, "Петров Иван")
        assert found.issued_on == scene.clock.business_date()


async def test_points_are_put_on_a_card_taken_off_and_an_entry_taken_back(
    scene: Scene, app: WorkstationApp, card: int
) -> None:
    def available() -> int:
        with transaction(scene.database.sessions) as session:
            return points_of(session, SYSTEM, card, scene.clock.business_date()).available

    before = available()
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("loyalty cards", CODE)
        await hands.type("иванова")
        await hands.press("enter")
        await hands.sees(f"Loyalty card · {CODE}")
        await hands.press("f10", "1")
        await hands.type("100")
        await hands.press("enter", "enter")
        await hands.sees("100.00 points put on the card, БЛ-", "can be spent")
        assert available() == before + 100_00
        await hands.press("f10", "2")
        await hands.type("1000")
        await hands.press("enter", "enter")
        await hands.sees("Not enough points", "asked for 1 000.00")
        assert available() == before + 100_00
        await hands.press("f10", "2")
        await hands.type("30.50")
        await hands.press("enter", "enter")
        await hands.sees("30.50 points taken off the card")
        assert available() == before + 69_50
        await hands.press("f11")
        await hands.sees("[Entries]", "Redemption", "-30.50")
        await hands.press("enter")
        await hands.sees("Entry of points · БЛ-")
        await hands.press("f10", "1", "ctrl+s", "y")
        await hands.sees("is taken back by БЛ-", "Reversal")
        await hands.press("f11")
        await hands.sees("[Movements]", "Bonus points")
    assert available() == before + 100_00
    with transaction(scene.database.sessions) as session:
        assert len(session.scalars(select(PointsEntry.id)).all()) == 3


async def test_a_card_is_annulled_for_good(scene: Scene, app: WorkstationApp, card: int) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("loyalty cards", CODE)
        await hands.type("иванова")
        await hands.press("enter")
        await hands.sees(f"Loyalty card · {CODE}")
        await hands.press("f10", "4")
        await hands.sees(f"Annul card {CODE} for good?")
        await hands.press("y")
        await hands.sees("is annulled.", "[Card annulled]")
        await hands.press("f10")
        await hands.sees("Write off what has expired")
    with transaction(scene.database.sessions) as session:
        assert session.get_one(LoyaltyCard, card).status is CardStatus.ANNULLED


@pytest.mark.usefixtures("card")
async def test_who_may_only_look_sees_cards_and_is_offered_no_work(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("manager")
        await hands.open("loyalty cards", CODE)
        await hands.press("f10")
        await hands.sees("Nothing can be done with it now")


def test_an_order_is_paid_with_the_points_of_its_card(scene: Scene) -> None:
    """Half a thousand points, and 30 % of 1 000 roubles: 300 are taken, and the form says so."""
    ids = scene.ids
    code = "2000000000091"
    with transaction(scene.database.sessions) as session:
        programme = BonusProgramme(code="PAY", name="Плати баллами", max_share=3000)
        session.add(programme)
        session.flush()
        kind = CardKind(code="PAY", name="Серебряная", programme_id=programme.id)
        session.add(kind)
        session.flush()
        its = NewCard(kind_id=kind.id, barcode=code, owner="Иванова Анна")
        card = add_card(session, SYSTEM, its, clock=scene.clock, activate=True).id
        line = OrderLine(item_id=ids["item1"], quantity=10_000, price_minor=100_00)
        new = NewOrder(
            company_id=ids["company"],
            partner_id=ids["other"],
            warehouse_id=ids["house"],
            price_type_id=ids["price_type"],
            lines=(line,),
            card_id=card,
        )
        order = create_order(session, SYSTEM, new, clock=scene.clock)
        accrue_points(session, SYSTEM, card, 500_00, clock=scene.clock)
        orders = form("customer_orders")
        assert orders is not None
        shown = orders.open(session, SYSTEM, order.id)
        assert PAY_BY_POINTS.when(shown)
        before = points_of(session, SYSTEM, card, scene.clock.business_date()).available
        done = PAY_BY_POINTS.run(session, SYSTEM, shown, scene.clock, Given())
        after = points_of(session, SYSTEM, card, scene.clock.business_date()).available
        assert before - after == 300_00
        facts = {"sum": 300_00, "points": 300_00, "card": code}
        assert {name: done.facts[name] for name in facts} == facts
        with pytest.raises(NothingForPoints):
            PAY_BY_POINTS.run(session, SYSTEM, shown, scene.clock, Given())
