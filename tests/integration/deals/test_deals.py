"""A deal on its way: stages, ends, the reasons of them, what stands on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.deals.books import add_usual_books
from core.deals.dealing import (
    NewDeal,
    create_deal,
    lose_deal,
    move_deal,
    reopen_deal,
    save_deal,
    win_deal,
)
from core.deals.errors import DealClosed, NoStage, ReasonMissing, StageInUse, WrongStage
from core.deals.linked_sums import LinkedSum, linked_sums
from core.deals.models import Deal, DealStage
from core.deals.queries import DealCard, deal_card
from core.deals.statuses import DealStatus, StageKind
from core.documents.errors import NoSuchField
from core.documents.operations import base_on
from core.documents.queries import history
from core.documents.reference import create_row, edit_row, retire_row
from core.documents.types import register
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, IllegalTransition, NotFound
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderStatus
from core.sales.types import CUSTOMER_ORDER
from tests.integration.deals.house import TODAY, House, build

DAY = 86_400


def card(session: Session, house: House, deal: int, who: str = "boss") -> DealCard:
    """Return the deal as *who* sees it now."""
    return deal_card(session, house.people[who], deal, house.clock.now())


def order_on(session: Session, house: House, basis: int, goods: str, partner: str = "ROSE") -> int:
    """Make an order on the basis of another document."""
    order = house.trade.order(session, goods, confirm=False, partner=partner)
    session.get_one(CustomerOrder, order).basis_id = basis
    session.flush()
    return order


def test_a_deal_begins_in_the_first_stage_with_a_number_of_its_own(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    made = create_deal(
        session,
        house.people["olga"],
        NewDeal(
            name="  Fence ",
            partner_id=house.trade.partners["ROSE"],
            responsible_id=house.user("olga"),
            expected_minor=120_000_05,
            close_on=dt.date(2026, 12, 15),
            competitor="Rivals",
        ),
        clock=clock,
    )
    found = card(session, house, made.id)
    assert (made.number, made.status, made.stage) == (
        "СД-000001",
        DealStatus.OPEN,
        "Первичный контакт",
    )
    assert (found.name, found.stage_id, found.stage_since) == ("Fence", house.stages["1"], TODAY)
    assert (found.expected_minor, found.probability, found.weighted_minor) == (
        120_000_05,
        1000,
        12_000_01,
    )


def test_the_history_tells_how_long_a_deal_stood_where(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    deal = house.deal(session)
    clock.wait(3 * DAY)
    move_deal(session, house.people["olga"], deal, house.stages["3"], clock=clock)
    clock.wait(2 * DAY + DAY // 2)
    move_deal(session, house.people["boss"], deal, house.stages["2"], clock=clock)
    clock.wait(4 * DAY)
    found = card(session, house, deal)
    assert [(stay.stage, stay.days, stay.who) for stay in found.passed] == [
        ("Первичный контакт", 3, "Boss"),
        ("Предложение", 2, "Olga"),
        ("Выявление потребности", 4, "Boss"),
    ]
    assert found.passed[-1].until is None
    assert found.stage_since == dt.date(2026, 11, 26)
    changed = history(session, house.people["boss"], "deal", deal)
    assert [(c.old, c.new) for c in changed if c.field == "stage_id"] == [
        (house.stages["1"], house.stages["3"]),
        (house.stages["3"], house.stages["2"]),
    ]


def test_a_deal_is_won_lost_with_a_reason_and_opened_again_where_it_was(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal = house.deal(session, expected="100")
    move_deal(session, boss, deal, house.stages["4"], clock=clock)
    won = win_deal(session, boss, deal, clock=clock)
    assert (won.status, won.stage_id) == (DealStatus.WON, house.stages["5"])
    assert card(session, house, deal).weighted_minor == 100_00
    again = reopen_deal(session, boss, deal, clock=clock)
    assert (again.status, again.stage_id) == (DealStatus.OPEN, house.stages["4"])
    lose_deal(
        session, boss, deal, house.lost["Дорого"], clock=clock, text="10 %", competitor="Rivals"
    )
    lost = card(session, house, deal)
    assert (lost.status, lost.stage_id, lost.lost_reason, lost.lost_text, lost.competitor) == (
        DealStatus.LOST,
        house.stages["6"],
        "Дорого",
        "10 %",
        "Rivals",
    )
    assert (lost.closed_on, lost.weighted_minor) == (TODAY, 0)
    reopen_deal(session, boss, deal, clock=clock)
    open_ = card(session, house, deal)
    assert (open_.closed_on, open_.lost_reason, open_.lost_text) == (None, "", "")
    assert ledger.verify(session) == []


def test_a_deal_reopens_in_the_first_stage_when_its_own_is_out_of_use(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal = house.deal(session)
    move_deal(session, boss, deal, house.stages["3"], clock=clock)
    win_deal(session, boss, deal, clock=clock)
    retire_row(session, boss, "deal_stage", house.stages["3"], clock=clock)
    assert reopen_deal(session, boss, deal, clock=clock).stage_id == house.stages["1"]


def test_steps_that_make_no_sense_change_nothing(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal = house.deal(session)
    before = card(session, house, deal)
    for stage in ("5", "6", "1"):
        with pytest.raises(WrongStage):
            move_deal(session, boss, deal, house.stages[stage], clock=clock)
    with pytest.raises(NotFound):
        move_deal(session, boss, deal, 10**9, clock=clock)
    for reason in (None, 10**9):
        with pytest.raises(ReasonMissing):
            lose_deal(session, boss, deal, reason, clock=clock)
    with pytest.raises(IllegalTransition):
        reopen_deal(session, boss, deal, clock=clock)
    with pytest.raises(BadValue):
        save_deal(session, boss, deal, before.version, clock=clock, expected_minor=-1)
    with pytest.raises(BadValue):
        save_deal(session, boss, deal, before.version, clock=clock, name=" ")
    with pytest.raises(NoSuchField):
        save_deal(session, boss, deal, before.version, clock=clock, stage_id=house.stages["2"])
    with pytest.raises(Conflict):
        save_deal(session, boss, deal, before.version - 1, clock=clock, name="Other")
    assert card(session, house, deal) == before


def test_a_closed_deal_is_neither_changed_nor_moved(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal = house.deal(session)
    win_deal(session, boss, deal, clock=clock)
    before = card(session, house, deal)
    with pytest.raises(DealClosed):
        save_deal(session, boss, deal, before.version, clock=clock, name="Other")
    with pytest.raises(DealClosed):
        move_deal(session, boss, deal, house.stages["2"], clock=clock)
    with pytest.raises(IllegalTransition):
        lose_deal(session, boss, deal, house.lost["Дорого"], clock=clock)
    assert card(session, house, deal) == before


def test_without_stages_there_are_no_deals_and_the_usual_ones_are_added_once(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    assert add_usual_books(session, boss, clock=clock) == 0
    for code in "12345":
        retire_row(session, boss, "deal_stage", house.stages[code], clock=clock)
    with pytest.raises(NoStage):
        house.deal(session)
    assert session.scalars(select(Deal)).all() == []


def test_a_stage_keeps_its_meaning_while_deals_stand_in_it(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    house.deal(session)
    stage = session.get_one(DealStage, house.stages["1"])
    with pytest.raises(StageInUse) as refused:
        edit_row(
            session,
            boss,
            "deal_stage",
            stage.id,
            stage.version,
            clock=clock,
            kind=StageKind.WON,
            probability=10_000,
        )
    assert refused.value.facts["count"] == 1
    session.refresh(stage)
    assert (stage.kind, stage.probability) == (StageKind.OPEN, 1000)


@pytest.mark.parametrize(
    ("kind", "probability", "marker"),
    [
        (StageKind.WON, 9_000, "+"),
        (StageKind.LOST, 1, "-"),
        (StageKind.OPEN, 10_001, "1"),
        (StageKind.OPEN, 100, "abc"),
    ],
)
def test_a_stage_that_contradicts_itself_is_refused(
    session: Session, clock: FixedClock, kind: StageKind, probability: int, marker: str
) -> None:
    house = build(session, clock)
    with pytest.raises(BadValue):
        create_row(
            session,
            house.people["boss"],
            "deal_stage",
            clock=clock,
            code="9",
            name="Nine",
            kind=kind,
            probability=probability,
            marker=marker,
        )
    assert len(session.scalars(select(DealStage)).all()) == 6


def test_what_stands_on_a_deal_is_summed_by_type_once(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    deal, other = house.deal(session), house.deal(session, "Other")
    first = order_on(session, house, deal, "GLOVES 2")
    order_on(session, house, deal, "MASK 3")
    base_on(session, session.get_one(CustomerOrder, first), [deal, other])
    deeper = house.visit(session, basis_id=deal)
    order_on(session, house, deeper, "MASK 1")
    assert linked_sums(session, house.people["boss"], [deal, other]) == {
        deal: (LinkedSum("customer_order", "RUB", 3, 24_00 + 9_00 + 3_00),),
        other: (LinkedSum("customer_order", "RUB", 1, 24_00),),
    }
    assert card(session, house, deal).sums[0].total_minor == 36_00


def test_sums_hold_nothing_that_the_reader_may_not_see(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    deal = house.deal(session, responsible="petr")
    order_on(session, house, deal, "GLOVES 2")
    assert linked_sums(session, house.people["petr"], [deal]) == {}
    elsewhere = replace(house.people["olga"], warehouses=frozenset({-1}))
    assert linked_sums(session, elsewhere, [deal]) == {}
    assert linked_sums(session, house.people["olga"], [deal])[deal][0].count == 1


def test_a_representative_works_on_his_own_deals_only(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    own = house.deal(session, by="petr", responsible="petr")
    others = house.deal(session, responsible="ira")
    before = card(session, house, others)
    for act in (
        lambda: deal_card(session, petr, others, clock.now()),
        lambda: move_deal(session, petr, others, house.stages["2"], clock=clock),
        lambda: win_deal(session, petr, others, clock=clock),
        lambda: save_deal(session, petr, others, before.version, clock=clock, name="Mine"),
        lambda: history(session, petr, "deal", others),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        house.deal(session, by="petr", responsible="ira")
    with pytest.raises(Forbidden):
        save_deal(
            session,
            petr,
            own,
            card(session, house, own).version,
            clock=clock,
            responsible_id=house.user("ira"),
        )
    assert card(session, house, others) == before
    assert (
        move_deal(session, petr, own, house.stages["2"], clock=clock).stage_id
        == (house.stages["2"])
    )


def test_a_storekeeper_sees_no_deals(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    deal = house.deal(session)
    with pytest.raises(Forbidden):
        card(session, house, deal, "keeper")
    with pytest.raises(Forbidden):
        win_deal(session, house.people["keeper"], deal, clock=clock)
    assert card(session, house, deal).status is DealStatus.OPEN


def test_void_documents_count_for_nothing(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    deal = house.deal(session)
    order_on(session, house, deal, "GLOVES 2")
    register(replace(CUSTOMER_ORDER, void=frozenset({OrderStatus.AGREEING})))
    try:
        assert linked_sums(session, house.people["boss"], [deal]) == {}
    finally:
        register(CUSTOMER_ORDER)
    assert linked_sums(session, house.people["boss"], [deal])[deal][0].total_minor == 24_00
