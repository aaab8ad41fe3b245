"""What an order made of a deal, a need or a visit begins with."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.deals.basis import BasisLine, OrderBasis, basis_for_order
from core.deals.dealing import lose_deal, win_deal
from core.deals.errors import NoBasis
from core.deals.needs import drop_need
from core.deals.visits import VisitResult, cancel_visit, finish_visit, start_visit
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from tests.integration.deals.house import build


def test_a_deal_gives_whom_and_for_whom(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    company = house.trade.companies["КЛ"]
    deal = house.deal(session, company_id=company, comment="Срочно")
    boss = house.people["boss"]
    expected = OrderBasis(house.trade.partners["ROSE"], company, 0, (), "Fence; Срочно")
    assert basis_for_order(session, boss, deal) == expected
    win_deal(session, boss, deal, clock=clock)
    assert basis_for_order(session, boss, deal) == expected


def test_a_need_gives_what_we_carry_and_names_the_rest(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    need = house.need(
        session,
        "GLOVES 3 Цена 10.00/12.00",
        "'винт М8' 5 Нет в ассортименте",
        "MASK 1 Нет на складе /3.00",
        warehouse_id=house.trade.warehouses["plain"],
        comment="до пятницы",
    )
    assert basis_for_order(session, house.people["olga"], need) == OrderBasis(
        house.trade.partners["ROSE"],
        0,
        house.trade.warehouses["plain"],
        (
            BasisLine(house.trade.items["GLOVES"], 0, 3000, 10_00),
            BasisLine(house.trade.items["MASK"], 0, 1000, None),
        ),
        "винт М8; до пятницы",
    )


def test_a_visit_gives_what_is_to_be_offered_then_what_was_agreed(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    visit = house.visit(session, "GLOVES 3, MASK 5")
    gloves, mask = house.trade.items["GLOVES"], house.trade.items["MASK"]
    assert basis_for_order(session, petr, visit).lines == (
        BasisLine(gloves, 0, 3000, None),
        BasisLine(mask, 0, 5000, None),
    )
    start_visit(session, petr, visit, clock=clock)
    finish_visit(session, petr, visit, VisitResult(text="Да", agreed={1: 1000}), clock=clock)
    assert basis_for_order(session, petr, visit).lines == (BasisLine(gloves, 0, 1000, None),)


def test_what_came_to_nothing_is_no_basis(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal, need, visit = (
        house.deal(session),
        house.need(session, "MASK 1 Цена"),
        house.visit(session),
    )
    lose_deal(session, boss, deal, house.lost["Другое"], clock=clock)
    drop_need(session, boss, need, "x", clock=clock)
    cancel_visit(session, boss, visit, "x", clock=clock)
    for document in (deal, need, visit):
        with pytest.raises(NoBasis):
            basis_for_order(session, boss, document)


def test_only_what_one_may_see_is_a_basis(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    others, order = house.deal(session), house.trade.order(session, "MASK 1", confirm=False)
    for document in (others, 10**9):
        with pytest.raises(NotFound):
            basis_for_order(session, house.people["petr"], document)
    with pytest.raises(NotFound):
        basis_for_order(session, house.people["boss"], order)
    with pytest.raises(Forbidden):
        basis_for_order(session, house.people["keeper"], others)
