"""A representative's day: planned, begun, done with a result, cancelled, planned again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.deals.errors import ReasonMissing, VisitEnded
from core.deals.models import VisitTask
from core.deals.needs import save_need
from core.deals.queries import VisitCard, need_card, visit_card
from core.deals.statuses import VisitStatus
from core.deals.visits import (
    VisitLine,
    VisitResult,
    cancel_visit,
    finish_visit,
    replan_visit,
    save_visit,
    start_visit,
)
from core.documents.errors import NoSuchField
from core.documents.queries import based_on
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, IllegalTransition, NotFound
from tests.integration.deals.house import TODAY, House, build

LATER = TODAY + dt.timedelta(days=14)


def card(session: Session, house: House, visit: int, who: str = "boss") -> VisitCard:
    """Return the visit as *who* sees it."""
    return visit_card(session, house.people[who], visit)


def visits(session: Session) -> int:
    """Return how many visits there are."""
    return session.scalar(select(func.count()).select_from(VisitTask)) or 0


def test_a_task_is_planned_with_its_window_in_one_way_of_writing(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    visit = house.visit(
        session, "GLOVES 3", time_from="9", time_until="1230", address="Ленина 1", purpose="Стенд"
    )
    found = card(session, house, visit, "petr")
    assert (found.number, found.status, found.time_from, found.time_until) == (
        "ТП-000001",
        VisitStatus.PLANNED,
        "09:00",
        "12:30",
    )
    assert [(line.item, line.quantity, line.agreed) for line in found.lines] == [
        ("Gloves", 3000, None)
    ]


@pytest.mark.parametrize(("begins", "ends"), [("25:00", ""), ("9", "8:59"), ("noon", "")])
def test_no_time_of_day_plans_nothing(
    session: Session, clock: FixedClock, begins: str, ends: str
) -> None:
    house = build(session, clock)
    with pytest.raises(BadValue):
        house.visit(session, time_from=begins, time_until=ends)
    assert visits(session) == 0


def test_a_visit_is_done_with_its_result_and_the_next_one_planned(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session, "GLOVES 3, MASK 5", address="Ленина 1", time_from="10")
    start_visit(session, petr, visit, clock=clock)
    clock.wait(3600)
    result = VisitResult(
        text="Берут перчатки", agreed={1: 2000, 2: 0}, next_visit_on=LATER, plan_next=True
    )
    done = finish_visit(session, petr, visit, result, clock=clock)
    found = card(session, house, visit)
    assert (done.status, found.result, found.next_visit_on) == (
        VisitStatus.DONE,
        "Берут перчатки",
        LATER,
    )
    assert [line.agreed for line in found.lines] == [2000, 0]
    assert found.started_at is not None
    assert found.ended_at is not None
    assert (found.ended_at - found.started_at).seconds == 3600
    following = card(session, house, done.next_id)
    assert (following.planned_on, following.address, following.time_from) == (
        LATER,
        "Ленина 1",
        "10:00",
    )
    assert [(line.quantity, line.agreed) for line in following.lines] == [
        (3000, None),
        (5000, None),
    ]
    assert [one.id for one in based_on(session, done.next_id)] == [visit]


def test_a_result_that_makes_no_sense_leaves_the_visit_in_work(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session, "GLOVES 3")
    with pytest.raises(IllegalTransition):
        finish_visit(session, petr, visit, VisitResult(text="x"), clock=clock)
    start_visit(session, petr, visit, clock=clock)
    before = card(session, house, visit)
    for result, error in (
        (VisitResult(text=" "), ReasonMissing),
        (VisitResult(text="x", next_visit_on=TODAY), BadValue),
        (VisitResult(text="x", plan_next=True), BadValue),
        (VisitResult(text="x", agreed={1: -1}), BadValue),
        (VisitResult(text="x", agreed={2: 1}), NotFound),
    ):
        with pytest.raises(error):
            finish_visit(session, petr, visit, result, clock=clock)
    assert card(session, house, visit) == before
    assert visits(session) == 1


def test_a_visit_is_cancelled_for_a_reason_and_planned_again(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session)
    with pytest.raises(ReasonMissing):
        cancel_visit(session, petr, visit, "", clock=clock)
    assert card(session, house, visit).status is VisitStatus.PLANNED
    cancel_visit(session, petr, visit, "Закрыто на учёт", clock=clock)
    cancelled = card(session, house, visit)
    assert (cancelled.status, cancelled.cancel_text) == (
        VisitStatus.CANCELLED,
        "Закрыто на учёт",
    )
    with pytest.raises(VisitEnded):
        save_visit(session, petr, visit, cancelled.version, clock=clock, purpose="x")
    assert card(session, house, visit) == cancelled
    replan_visit(session, petr, visit, LATER, clock=clock)
    again = card(session, house, visit)
    assert (again.status, again.planned_on, again.cancel_text, again.ended_at) == (
        VisitStatus.PLANNED,
        LATER,
        "",
        None,
    )


def test_what_is_done_stays_done(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session)
    start_visit(session, petr, visit, clock=clock)
    finish_visit(session, petr, visit, VisitResult(text="Был"), clock=clock)
    before = card(session, house, visit)
    for act in (
        lambda: start_visit(session, petr, visit, clock=clock),
        lambda: cancel_visit(session, petr, visit, "x", clock=clock),
        lambda: replan_visit(session, petr, visit, LATER, clock=clock),
    ):
        with pytest.raises(IllegalTransition):
            act()
    assert card(session, house, visit) == before


def test_lines_of_a_visit_in_work_may_still_change(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session, "GLOVES 3")
    start_visit(session, petr, visit, clock=clock)
    lines = [
        VisitLine(item_id=house.trade.items["GLOVES"], quantity=4000, price_minor=11_00, line_no=1),
        VisitLine(item_id=house.trade.items["MASK"], quantity=1000),
    ]
    version = card(session, house, visit).version
    save_visit(session, petr, visit, version, clock=clock, lines=lines, purpose="Акция")
    found = card(session, house, visit)
    assert [(line.quantity, line.price_minor) for line in found.lines] == [
        (4000, 11_00),
        (1000, None),
    ]
    assert found.purpose == "Акция"


def test_a_representative_goes_where_he_is_sent_and_sends_nobody(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    others = house.visit(session, who="ira")
    before = card(session, house, others)
    for act in (
        lambda: card(session, house, others, "petr"),
        lambda: start_visit(session, house.people["petr"], others, clock=clock),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        house.visit(session, by="petr", who="ira")
    assert card(session, house, others) == before
    assert card(session, house, house.visit(session, by="petr", who="petr"), "petr")


def test_what_a_step_sets_is_not_edited(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session)
    before = card(session, house, visit)
    with pytest.raises(NoSuchField):
        save_visit(session, petr, visit, before.version, clock=clock, result="x")
    need = house.need(session, "MASK 1 Цена")
    with pytest.raises(NoSuchField):
        save_need(session, house.people["boss"], need, 2, clock=clock, lost_minor=5)
    assert card(session, house, visit) == before
    assert need_card(session, house.people["boss"], need).lost_minor == 0
