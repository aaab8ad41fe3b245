"""Deals, needs and visits by keys, from an empty company to what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.access.models import AppUser
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.db.unit_of_work import transaction
from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal, win_deal
from core.deals.models import (
    CustomerNeed,
    CustomerNeedLine,
    Deal,
    NeedReason,
    VisitTask,
    VisitTaskLine,
)
from core.deals.needs import NeedLine, NewNeed, record_need
from core.deals.visits import NewVisit, VisitLine, plan_visit
from core.kernel.clock import FixedClock
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import PASSWORD, Scene
from tui.app import WorkstationApp
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Form, Given
from tui.locale import use_language


@pytest.fixture(autouse=True)
def still(scene: Scene) -> Iterator[None]:
    """Let today be that of the clock."""
    with patch("core.deals.today.today", scene.clock.business_date):
        yield


async def begin(hands: Hands, name: str, wait: str, *, login: str = "boss") -> None:
    """Sign in and open a list."""
    await hands.sign_in(login)
    await hands.open(name, wait)


async def make_deal(hands: Hands, name: str) -> None:
    """Make a deal of 1 000.50 with Ромашка."""
    await hands.press("insert")
    await hands.sees("Deal · new")
    await hands.type(name)
    await hands.press("enter")
    await hands.type("ромашка")
    await hands.press("enter", "enter")
    await hands.type("1000.50")
    await hands.press("enter")
    await hands.type("+20")
    await hands.press("enter", "ctrl+s")
    await hands.sees("Saved.", "СД-", "[In progress]")


async def test_a_deal_goes_through_its_stages_to_its_end_by_keys(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin(hands, "deals", "Close by")
        await make_deal(hands, "Fence")
        await hands.sees("Первичный контакт", "Probability: 10", "Weighted: 100.05", "2026-12-10")
        await hands.press("f10", "1")
        await hands.sees("Move to another stage")
        await hands.type("предлож")
        await hands.press("enter")
        await hands.sees("stands at “Предложение”", "Weighted: 500.25", "2 3 Предложение")
        await hands.press("f10", "3")
        await hands.sees("Reason of loss")
        await hands.press("ctrl+s")
        await hands.sees("!Reason of loss")
        await hands.type("дорого")
        await hands.press("enter", "ctrl+s")
        await hands.sees("[Lost]", "is lost", "Reason of loss: Дорого", "Weighted: 0.00")
        await hands.press("f10", "1")
        await hands.sees("[In progress]", "stands at “Предложение”")
        await hands.press("f10", "2", "y")
        await hands.sees("[Won]", "is won", "Probability: 100")
        await hands.tab("History")
        await hands.sees("[History]", "Stage", "Выиграна")
    with transaction(scene.database.sessions) as session:
        deal = session.scalars(select(Deal).where(Deal.name == "Fence")).one()
        assert (deal.status, deal.expected_minor, deal.lost_reason_id) == ("won", 1000_50, None)


async def test_the_funnel_is_narrowed_by_what_it_sums_up(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await begin(hands, "deals", "Close by")
        await make_deal(hands, "Roof")
        await hands.press("escape", "escape", "escape")
        await hands.open("funnel", "Weighted")
        screen = await hands.until(lambda text: "6 rows" in text)
        assert "Deals: 0" not in screen
        await hands.press("f6")
        await hands.sees("Begun on", "Responsible")
        await hands.type(">20.11.2026")
        await hands.press("ctrl+s")
        await hands.sees("Filtered: Begun on", "Deals: 0", "Expected sum: 0.00")


async def test_a_need_is_recorded_of_goods_and_of_words_then_dropped(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin(hands, "customer needs", "Lost sum")
        await hands.press("insert")
        await hands.sees("Customer need · new")
        await hands.press("down")
        await hands.type("Passer-by")
        await hands.press("enter", "insert")
        await hands.sees("Pick an item", "Чай")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("7")
        await hands.press("enter", "escape", "right", "right")
        await hands.type("40")
        await hands.press("enter")
        await hands.press("f11", "insert")
        await hands.sees("[What we do not carry]")
        await hands.type("Кофе")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "ПК-", "Кофе", "Lost sum: 280.00")
        await hands.press("f10", "2")
        await hands.sees("Why dropped")
        await hands.type("went away")
        await hands.press("enter")
        await hands.sees("[Dropped]", "is dropped", "Why dropped: went away")
    with transaction(scene.database.sessions) as session:
        need = session.scalars(
            select(CustomerNeed).where(CustomerNeed.partner_text == "Passer-by")
        ).one()
        lines = session.scalars(
            select(CustomerNeedLine)
            .where(CustomerNeedLine.document_id == need.id)
            .order_by(CustomerNeedLine.line_no)
        ).all()
        assert [(one.item_id, one.item_text, one.quantity) for one in lines] == [
            (scene.ids["item5"], "", 7_000),
            (None, "Кофе", 1_000),
        ]


async def test_a_line_of_an_order_becomes_a_need_in_two_keystrokes(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.type("customer orders")
        await hands.press("enter", "insert")
        await hands.type("ромашка")
        await hands.press(*["enter"] * 13)
        await hands.sees("Pick an item", "Чай")
        await hands.type("сыр")
        await hands.press("enter")
        await hands.type("130")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.")
        await hands.do("Record what was not sold")
        await hands.sees("Record what was not sold", "‹Нет на складе›", "30")
        await hands.press("ctrl+s")
        await hands.sees("recorded what was not sold")
        await hands.tab("Linked documents")
        await hands.sees("[Linked documents]", "Customer need")
        await hands.press("enter")
        await hands.sees("Customer need · ПК-", "Ромашка", "Lost sum: 12")
    with transaction(scene.database.sessions) as session:
        line = session.scalars(
            select(CustomerNeedLine).where(CustomerNeedLine.item_id == scene.ids["item4"])
        ).one()
        assert (line.quantity, line.offered_minor) == (30_000, 400_00)


async def test_a_visit_is_planned_begun_and_done_with_the_next_one(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin(hands, "my visits", "Visit on")
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("Москва, Ленина 1", "Representative", "Boss")
        await hands.press("enter", "enter")
        await hands.type("930")
        await hands.press("enter", "insert")
        await hands.sees("Pick an item", "Чай")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("5")
        await hands.press("enter", "escape", "ctrl+s")
        await hands.sees("Saved.", "ТП-", "[Scheduled]", "09:30")
        await hands.press("f10", "1")
        await hands.sees("[In work]", "is in work")
        await hands.press("right", "right", "right")
        await hands.type("3")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.")
        await hands.press("f10", "1")
        await hands.sees("Done, with the result")
        await hands.type("They take three")
        await hands.press("enter")
        await hands.type("+7")
        await hands.press("enter", "space", "enter")
        await hands.sees("Visit · ТП-", "[Scheduled]", "2026-11-27", "the next visit is planned")
        await hands.press("escape")
        await hands.sees("[Done]", "Result: They take three", "Next visit: 2026-11-27")
    with transaction(scene.database.sessions) as session:
        done = session.scalars(select(VisitTask).where(VisitTask.status == "done")).one()
        line = session.scalars(
            select(VisitTaskLine).where(VisitTaskLine.document_id == done.id)
        ).one()
        assert (done.time_from, line.agreed) == ("09:30", 3_000)
        following = session.scalars(select(VisitTask).where(VisitTask.basis_id == done.id)).one()
        assert following.status == "planned"


async def test_an_hour_that_cannot_be_read_is_told_and_nothing_is_planned(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await begin(hands, "visits to", "Visit on")
        with transaction(scene.database.sessions) as session:
            before = session.scalar(select(func.count()).select_from(VisitTask))
        await hands.press("insert")
        await hands.type("ромашка")
        await hands.press("enter", "enter", "enter")
        await hands.type("noon")
        await hands.press("enter", "ctrl+s")
        await hands.sees("noon", "9:30")
    with transaction(scene.database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(VisitTask)) == before


async def test_a_representative_sees_his_own_in_every_list_and_sum(
    app: WorkstationApp, scene: Scene
) -> None:
    with transaction(scene.database.sessions) as session:
        create_user(
            session,
            SYSTEM,
            login="petr",
            name="Petr",
            password=PASSWORD,
            roles=[Role.SALES_REPRESENTATIVE],
        )
        boss = session.scalars(select(AppUser.id).where(AppUser.login == "boss")).one()
        new = NewDeal(name="Gate", partner_id=scene.ids["partner"], responsible_id=boss)
        add_usual_books(session, SYSTEM, clock=scene.clock)
        create_deal(session, SYSTEM, new, clock=scene.clock)
    async with Hands(app) as hands:
        await begin(hands, "deals", "Close by", login="petr")
        screen = await hands.until(lambda text: "0 rows" in text)
        assert "Gate" not in screen
        await make_deal(hands, "Door")
        await hands.press("escape")
        await hands.until(lambda text: "1 row" in text and "Door" in text)
        await hands.press("escape", "escape")
        await hands.open("funnel", "Deals: 1")


async def test_russian_words_stand_on_every_form(app: WorkstationApp, scene: Scene) -> None:
    use_language("ru")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("сделки", "Закрыть до")
        await hands.press("insert")
        await hands.sees("Сделка · новый", "Ответственный", "Закрыть до", "[Этапы]")


def desk_of(scene: Scene, login: str) -> Desk:
    """Return the desk of a user."""
    with transaction(scene.database.sessions) as session:
        key = session.scalars(select(AppUser.id).where(AppUser.login == login)).one()
        add_usual_books(session, SYSTEM, clock=scene.clock)
        return Desk(scene.database, actor_of(session, key), scene.clock)


def form_of(desk: Desk, name: str) -> Form:
    """Return the form of a list."""
    found = desk.form(name)
    assert found is not None
    return found


def test_copies_begin_anew(scene: Scene) -> None:
    desk = desk_of(scene, "boss")
    own, partner = desk.actor.user_id, scene.ids["partner"]
    with transaction(scene.database.sessions) as session:
        earlier = FixedClock(scene.clock.now() - dt.timedelta(days=9))
        new = NewDeal(name="Copied", partner_id=partner, responsible_id=own, expected_minor=5)
        deal = create_deal(session, desk.actor, new, clock=earlier).id
        win_deal(session, desk.actor, deal, clock=scene.clock)
        reason = session.scalars(select(NeedReason.id).order_by(NeedReason.code)).first() or 0
        line = NeedLine(item_id=scene.ids["item1"], quantity=2000, reason_id=reason)
        need = record_need(
            session, desk.actor, NewNeed(lines=(line,), manager_id=own), clock=earlier
        ).id
        task = NewVisit(
            representative_id=own,
            partner_id=partner,
            planned_on=earlier.business_date(),
            lines=(VisitLine(item_id=scene.ids["item1"], quantity=3000, agreed=1000),),
        )
        visit = plan_visit(session, desk.actor, task, clock=earlier).id
    today = scene.clock.business_date()
    made = {}
    for name, key in (("deals", deal), ("customer_needs", need), ("visit_tasks", visit)):
        form = form_of(desk, name)
        card = desk.copy(form, key)
        assert card is not None
        made[name] = desk.save(form, card)
        assert made[name].values["date"] == today
    assert (made["deals"].status, made["deals"].values["expected_minor"]) == ("open", 5)
    assert made["deals"].shown["stage_id"] == "Первичный контакт"
    assert [one["quantity"] for one in made["customer_needs"].lines["lines"]] == [2000]
    assert made["visit_tasks"].values["planned_on"] == today
    assert [one["agreed"] for one in made["visit_tasks"].lines["lines"]] == [None]


def test_a_visit_is_planned_from_a_deal_and_stands_on_it(scene: Scene) -> None:
    desk = desk_of(scene, "boss")
    form = form_of(desk, "deals")
    with transaction(scene.database.sessions) as session:
        new = NewDeal(
            name="Visited", partner_id=scene.ids["partner"], responsible_id=desk.actor.user_id
        )
        deal = create_deal(session, desk.actor, new, clock=scene.clock).id
    card = desk.open(form, deal)
    command = next(one for one in desk.commands(form, card) if one.id == "visit")
    asked = {**command.initial(card, Given()), "representative_id": desk.actor.user_id}
    done = desk.run(command, card, Given({**asked, "planned_on": dt.date(2026, 12, 1)}))
    assert done.open is not None
    visit = desk.open(form_of(desk, done.open[0]), done.open[1])
    assert (visit.values["purpose"], visit.values["address"]) == ("Visited", "Москва, Ленина 1")
    assert [one.id for one in desk.linked(deal)] == [done.open[1]]


def test_what_needs_the_list_of_orders_is_offered_to_those_who_see_it(scene: Scene) -> None:
    with transaction(scene.database.sessions) as session:
        create_user(
            session,
            SYSTEM,
            login="ira",
            name="Ira",
            password=None,
            roles=[Role.SALES_REPRESENTATIVE],
        )
    offered = {}
    for login in ("manager", "ira"):
        desk = desk_of(scene, login)
        with transaction(scene.database.sessions) as session:
            reason = session.scalars(select(NeedReason.id)).first() or 0
            line = NeedLine(item_text="Кофе", quantity=1000, reason_id=reason)
            new = NewNeed(lines=(line,), manager_id=desk.actor.user_id)
            need = record_need(session, desk.actor, new, clock=scene.clock).id
        form = form_of(desk, "customer_needs")
        offered[login] = {one.id for one in desk.commands(form, desk.open(form, need))}
    assert offered == {
        "manager": {"satisfy", "drop", "make_order", "make_quotation"},
        "ira": {"drop"},
    }
