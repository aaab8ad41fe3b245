"""What customers asked for and did not get: recorded, satisfied, dropped."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.deals.errors import NeedClosed, NothingAsked, NotSatisfying, ReasonMissing
from core.deals.models import CustomerNeed, CustomerNeedLine
from core.deals.needs import (
    NeedLine,
    NewNeed,
    drop_need,
    record_need,
    reopen_need,
    satisfy_need,
    save_need,
)
from core.deals.queries import NeedCard, need_card
from core.deals.statuses import NeedStatus
from core.documents.queries import standing_on
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, IllegalTransition, NotFound
from core.kernel.money import Money
from tests.integration.deals.house import TODAY, House, build


def card(session: Session, house: House, need: int, who: str = "boss") -> NeedCard:
    """Return the need as *who* sees it."""
    return need_card(session, house.people[who], need)


def stored(session: Session) -> tuple[int, int]:
    """Return how many needs and lines there are."""
    return (
        session.scalar(select(func.count()).select_from(CustomerNeed)) or 0,
        session.scalar(select(func.count()).select_from(CustomerNeedLine)) or 0,
    )


def test_what_was_lost_is_what_he_would_have_paid_else_what_we_asked(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    need = house.need(
        session,
        "GLOVES 3 Цена 10.00/12.00",
        "MASK 2 Нет на складе /3.00",
        "'винт М8' 5 Нет в ассортименте",
    )
    found = card(session, house, need)
    assert [(line.item, line.item_text, line.lost_minor) for line in found.lines] == [
        ("Gloves", "", 30_00),
        ("Mask", "", 6_00),
        ("", "винт М8", 0),
    ]
    assert (found.number, found.status, found.lost_minor) == (
        "ПК-000001",
        NeedStatus.RECORDED,
        36_00,
    )
    assert ledger.verify(session) == []


def test_who_asked_may_be_nobody_we_know(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    need = house.need(session, "MASK 1 Цена", partner="", partner_text=" прохожий ")
    found = card(session, house, need)
    assert (found.partner_id, found.partner_text) == (None, "прохожий")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"item_id": None}, NothingAsked),
        ({"item_id": None, "item_text": "  "}, NothingAsked),
        ({"quantity": 0}, BadValue),
        ({"wanted_minor": -1}, BadValue),
        ({"offered_minor": -1}, BadValue),
        ({"reason_id": 10**9}, ReasonMissing),
        ({"item_id": 10**9}, NotFound),
    ],
)
def test_a_line_that_makes_no_sense_records_nothing(
    session: Session, clock: FixedClock, line: dict[str, object], error: type[Exception]
) -> None:
    house = build(session, clock)
    given = {
        "item_id": house.trade.items["MASK"],
        "quantity": 1000,
        "reason_id": house.reasons["Цена"],
        **line,
    }
    asked = NewNeed(lines=(NeedLine(**given),), manager_id=house.user("olga"))  # type: ignore[arg-type]
    with pytest.raises(error) as refusal:
        record_need(session, house.people["boss"], asked, clock=clock)
    if error is BadValue:  # which of the two prices it is, and as money
        (name,) = line
        value = "0" if name == "quantity" else Money(-1)
        facts = refusal.value.facts  # type: ignore[attr-defined]  # it is one of ours
        assert (facts["what"], facts["value"], facts["line"]) == (name, value, 1)
    assert stored(session) == (0, 0)


def test_a_need_without_lines_is_none(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    with pytest.raises(NothingAsked):
        house.need(session)
    assert stored(session) == (0, 0)


def test_an_order_satisfies_a_need_and_stands_on_it(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    need = house.need(session, "MASK 2 Цена /3.00")
    order = house.trade.order(session, "MASK 2", confirm=False)
    done = satisfy_need(session, house.people["olga"], need, order, clock=clock)
    found = card(session, house, need)
    assert (done.status, found.satisfied_by) == (NeedStatus.SATISFIED, "КЛ-000001")
    assert [one.id for one in standing_on(session, need)] == [order]
    again = reopen_need(session, house.people["olga"], need, clock=clock)
    assert (again.status, card(session, house, need).satisfied_by) == (NeedStatus.RECORDED, "")


def test_the_order_in_which_a_need_came_up_may_satisfy_it_without_a_circle(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    order = house.trade.order(session, "MASK 2", confirm=False)
    need = house.need(session, "MASK 2 Цена", basis_id=order)
    satisfy_need(session, house.people["olga"], need, order, clock=clock)
    assert [one.id for one in standing_on(session, order)] == [need]
    assert standing_on(session, need) == []


def test_only_an_order_of_the_same_partner_satisfies(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    need = house.need(session, "MASK 2 Цена")
    before = card(session, house, need)
    strange = house.trade.order(session, "MASK 1", confirm=False, partner="LILY")
    for by in (strange, house.deal(session), house.need(session, "MASK 1 Цена")):
        with pytest.raises(NotSatisfying):
            satisfy_need(session, boss, need, by, clock=clock)
    with pytest.raises(NotFound):
        satisfy_need(session, boss, need, 10**9, clock=clock)
    assert card(session, house, need) == before


def test_dropping_takes_words_and_a_closed_need_stays_as_it_is(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    need = house.need(session, "MASK 2 Цена")
    with pytest.raises(ReasonMissing):
        drop_need(session, boss, need, "  ", clock=clock)
    assert card(session, house, need).status is NeedStatus.RECORDED
    drop_need(session, boss, need, "передумал", clock=clock)
    dropped = card(session, house, need)
    assert (dropped.status, dropped.drop_text) == (NeedStatus.DROPPED, "передумал")
    with pytest.raises(NeedClosed):
        save_need(session, boss, need, dropped.version, clock=clock, comment="x")
    with pytest.raises(IllegalTransition):
        drop_need(session, boss, need, "again", clock=clock)
    assert card(session, house, need) == dropped


def test_saving_compares_lines_by_number_and_counts_anew(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    need = house.need(session, "GLOVES 3 Цена 10.00/", "MASK 2 Цена 1.00/")
    first = card(session, house, need)
    kept = first.lines[0]
    lines = [
        NeedLine(
            item_id=kept.item_id,
            quantity=4000,
            wanted_minor=10_00,
            reason_id=kept.reason_id,
            line_no=1,
        ),
        house.line("MASK 1 Другое 2.00/"),
    ]
    saved = save_need(session, boss, need, first.version, clock=clock, lines=lines)
    found = card(session, house, need)
    assert [(line.line_no, line.id == kept.id, line.quantity) for line in found.lines] == [
        (1, True, 4000),
        (2, False, 1000),
    ]
    assert saved.lost_minor == found.lost_minor == 42_00
    with pytest.raises(Conflict):
        save_need(session, boss, need, first.version, clock=clock, lines=())
    assert card(session, house, need) == found


def test_recording_takes_the_same_number_of_statements_for_one_line_and_for_many(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    counted = []

    def note(*_: object) -> None:
        counted.append(1)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        sizes = []
        for size in (1, 40):
            counted.clear()
            house.need(session, *["MASK 1 Цена 1.00/"] * size)
            sizes.append(len(counted))
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    assert sizes[0] == sizes[1]


def test_a_representative_records_in_his_own_name_and_sees_nothing_else(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    others = house.need(session, "MASK 1 Цена", manager="ira")
    own = house.need(session, "MASK 1 Цена", by="petr", manager="petr")
    assert card(session, house, own, "petr").date == TODAY
    for act in (
        lambda: card(session, house, others, "petr"),
        lambda: drop_need(session, house.people["petr"], others, "x", clock=clock),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        house.need(session, "MASK 1 Цена", by="petr", manager="ira")
    assert card(session, house, others).status is NeedStatus.RECORDED
    assert stored(session) == (2, 2)
