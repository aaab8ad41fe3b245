"""One action for several lines, filling as one did last, and reallocations read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.access.users import create_user
from core.documents.listing import ListQuery, page
from core.kernel.clock import Clock
from core.sales.errors import NotEnoughForLines
from core.sales.moves import FREE, Holder, Move
from core.sales.reallocating import reallocate
from core.sales.reservation_listings import REALLOCATIONS, RESERVATIONS
from core.sales.statuses import HolderKind, ReallocationKind, SupplyAction
from core.sales.supply_queries import line_supply, moved_rows
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_action, remember_options, usual_options
from tests.integration.sales.test_supply import expect, lines
from tests.integration.sales.trade import BOSS, balances, build, pieces


def act(
    session: Session, order: int, action: SupplyAction, *nos: int, clock: Clock, part: str = "0"
) -> None:
    """Set an action on lines, or on a part of each."""
    quantity = pieces(part) or None
    proposed = propose_action(session, BOSS, order, nos, action, quantity=quantity)
    apply_supply(session, BOSS, proposed, clock=clock)


def test_a_part_of_a_line_does_something_else(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 9 @10, MASK 5 @10")
    order = trade.order(session, "GLOVES 8 demand, MASK 2 demand")
    act(session, order, SupplyAction.RESERVE, 1, clock=clock, part="3")
    assert [(no, quantity, action) for no, quantity, action, _ in lines(session, order)] == [
        (1, 3, "reserve"),
        (2, 2, "demand"),
        (3, 5, "demand"),
    ]
    assert trade.free(session, "GLOVES") == (9, 3, 0)
    assert ledger.verify(session) == []


def test_to_a_date_claims_the_earliest_receipts_and_demands_the_rest(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    expect(session, trade, "GLOVES 4 28, GLOVES 3 24")
    order = trade.order(session, "GLOVES 9 none")
    act(session, order, SupplyAction.RESERVE_TO_DATE, 1, clock=clock)
    assert lines(session, order) == [
        (1, 3, "reserve_to_date", date(2026, 11, 25)),
        (2, 4, "reserve_to_date", date(2026, 11, 28)),
        (3, 2, "demand", None),
    ]
    read = line_supply(session, order)
    assert [read[no].expected_on for no in (1, 2, 3)] == [
        date(2026, 11, 24),
        date(2026, 11, 28),
        None,
    ]
    assert read[1].source.startswith("КЛ-")
    act(session, order, SupplyAction.RESERVE_TO_DATE, 1, 2, clock=clock)
    assert [quantity for _, quantity, _, _ in lines(session, order)] == [3, 4, 2]


def test_an_action_that_stock_does_not_cover_changes_nothing(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 2 @10")
    order = trade.order(session, "GLOVES 3 demand")
    before = balances(session)
    with pytest.raises(NotEnoughForLines), session.begin_nested():
        act(session, order, SupplyAction.RESERVE, 1, clock=clock)
    assert balances(session) == before
    nobody = replace(BOSS, permissions=frozenset())
    with pytest.raises(Forbidden):
        propose_action(session, nobody, order, [1], SupplyAction.RESERVE)


def test_the_way_of_filling_is_remembered_for_each_person(session: Session, clock: Clock) -> None:
    key = create_user(session, BOSS, login="anna", name="Anna", password="Sklad-2026!", roles=[])
    build(session, clock, "GLOVES 2 @10")
    anna = replace(BOSS, user_id=key if isinstance(key, int) else key.id)
    assert usual_options(session, anna) == FillOptions()
    chosen = FillOptions(ship=False, separately=True)
    remember_options(session, anna, chosen)
    assert usual_options(session, anna) == chosen
    assert usual_options(session, BOSS) == FillOptions()


def test_what_is_held_or_awaited_and_what_was_moved_are_listed(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10, MASK 5 @10")
    order = trade.order(session, "GLOVES 4 reserve, GLOVES 6 demand")
    asked = Move(
        item_id=trade.items["GLOVES"],
        quantity=2000,
        taken_from=FREE,
        given_to=Holder(HolderKind.LINE, order, 2),
    )
    house = trade.warehouses["plain"]
    done = reallocate(session, BOSS, house, ReallocationKind.RESERVE, [asked], clock=clock)
    [moved] = moved_rows(session, BOSS, done.id)
    assert (moved.from_order, moved.to_order_id, moved.to_line_no) == ("", order, 2)
    assert moved.quantity == 2000
    [row] = page(session, BOSS, RESERVATIONS.name, ListQuery()).rows
    ids = [column.id for column in RESERVATIONS.columns]
    found = dict(zip(ids, row.values, strict=True))
    assert row.key == f"{house}:{trade.items['GLOVES']}:0"
    assert (found["awaited"], found["held"], found["free"]) == (4000, 6000, 3000)
    [one] = page(session, BOSS, REALLOCATIONS.name, ListQuery()).rows
    assert one.key == done.id
    elsewhere = replace(BOSS, warehouses=frozenset({trade.warehouses["cells"]}))
    assert page(session, elsewhere, RESERVATIONS.name, ListQuery()).rows == []
    blind = replace(BOSS, permissions=BOSS.permissions - {Permission.ORDER_READ})
    with pytest.raises(Forbidden):
        moved_rows(session, blind, done.id)
