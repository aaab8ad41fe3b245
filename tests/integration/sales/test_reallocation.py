"""Moving reserves, claims and earmarks between orders, and the board they are moved on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.documents.linking import concerning
from core.documents.models import Document
from core.kernel.clock import Clock
from core.ledger import balance
from core.sales.board import board
from core.sales.confirming import withdraw_order
from core.sales.errors import NotHeld, NothingToMove, NotNeeded, NotSupplied, WrongOperation
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder
from core.sales.moves import FREE, Holder, Move
from core.sales.reallocating import Reallocated, preview, reallocate
from core.sales.statuses import HolderKind, OrderState, ReallocationKind, SupplyAction
from core.supply.receiving import Came, receive
from tests.integration.sales.test_supply import expect, fill, lines
from tests.integration.sales.trade import BOSS, Trade, balances, build, pieces


def of_line(order: int, line: int = 1) -> Holder:
    return Holder(HolderKind.LINE, order, line)


def earmark(order: int) -> Holder:
    return Holder(HolderKind.EARMARK, order)


def move(
    session: Session,
    trade: Trade,
    operation: ReallocationKind,
    *moves: tuple[str, str, Holder, Holder],
    actor: Actor = BOSS,
    **more: object,
) -> Reallocated:
    asked = [
        Move(
            item_id=trade.items[code],
            quantity=pieces(quantity),
            taken_from=giver,
            given_to=taker,
            **more,  # type: ignore[arg-type]
        )
        for code, quantity, giver, taker in moves
    ]
    house = trade.warehouses["plain"]
    return reallocate(session, actor, house, operation, asked, clock=trade.clock)


def short(session: Session, order: int) -> list[tuple[int, int, str]]:
    return [(no, quantity, action) for no, quantity, action, _ in lines(session, order)]


def test_free_stock_goes_to_a_line_that_waits(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    order = trade.order(session, "GLOVES 8 demand")
    done = move(session, trade, ReallocationKind.RESERVE, ("GLOVES", "5", FREE, of_line(order)))
    assert short(session, order) == [(1, 3, "demand"), (2, 5, "reserve")]
    assert trade.free(session, "GLOVES") == (5, 5, 0)
    assert done.number == "КН-000001"
    assert ledger.verify(session) == []


def test_a_reallocation_is_linked_with_its_orders_and_blocks_neither(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    giver = trade.order(session, "GLOVES 5 reserve")
    taker = trade.order(session, "GLOVES 3 demand", partner="LILY")
    other = trade.order(session, "GLOVES 1 demand")
    done = move(
        session,
        trade,
        ReallocationKind.RESERVE_ADJUST,
        ("GLOVES", "3", of_line(giver), of_line(taker)),
    )
    for order in (giver, taker):
        (found,) = concerning(session, order, BOSS)
        assert (found.id, found.number, found.depth) == (done.id, "КН-000001", 1)
    assert [found.id for found in concerning(session, done.id, BOSS)] == [giver, taker]
    assert concerning(session, other, BOSS) == []
    blind = replace(BOSS, permissions=BOSS.permissions - {Permission.ORDER_READ})
    assert concerning(session, giver, blind) == []
    withdraw_order(session, BOSS, taker, clock=clock)
    assert trade.free(session, "GLOVES") == (5, 2, 0)


def test_one_order_gives_to_another_and_claims_what_comes_instead(
    session: Session, clock: Clock
) -> None:
    """The other customer's new date is known before it is done, and the preview writes nothing."""
    trade = build(session, clock, "GLOVES 5 @10")
    expect(session, trade, "GLOVES 9 28")
    giver = trade.order(session, "GLOVES 5 reserve")
    taker = trade.order(session, "GLOVES 3 demand", partner="LILY")
    [source] = board(session, BOSS, trade.warehouses["plain"], trade.items["GLOVES"]).sources
    asked = Move(
        item_id=trade.items["GLOVES"],
        quantity=3000,
        taken_from=of_line(giver),
        given_to=of_line(taker),
        instead=SupplyAction.RESERVE_TO_DATE,
        instead_source_line_id=source.source_line_id,
    )
    house, kind = trade.warehouses["plain"], ReallocationKind.RESERVE_ADJUST
    before = balances(session)
    seen = preview(session, BOSS, house, kind, [asked], clock=clock)
    assert balances(session) == before
    assert session.scalar(select(func.count()).where(Document.type == "reallocation")) == 0
    assert short(session, giver) == [(1, 5, "reserve")]
    by_order = {one.order_id: one for one in seen}
    assert by_order[giver].date_before == date(2026, 11, 25)
    assert by_order[giver].date_after == date(2026, 11, 28)
    assert (by_order[taker].date_before, by_order[taker].date_after) == (None, date(2026, 11, 25))
    assert by_order[taker].state_after is OrderState.READY_TO_SHIP
    done = reallocate(session, BOSS, house, kind, [asked], clock=clock)
    assert done.orders == seen
    assert short(session, giver) == [(1, 2, "reserve"), (2, 3, "reserve_to_date")]
    assert short(session, taker) == [(1, 3, "reserve")]
    assert trade.free(session, "GLOVES") == (5, 5, 0)
    assert ledger.verify(session) == []


def test_a_claim_on_what_comes_moves_too(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 0 @10")
    expect(session, trade, "GLOVES 4 22")
    giver = trade.order(session, "GLOVES 4 none")
    fill(session, trade, giver)
    taker = trade.order(session, "GLOVES 4 demand", partner="LILY")
    [source] = board(session, BOSS, trade.warehouses["plain"], trade.items["GLOVES"]).sources
    move(
        session,
        trade,
        ReallocationKind.RESERVE_ADJUST,
        ("GLOVES", "4", of_line(giver), of_line(taker)),
        source_line_id=source.source_line_id,
    )
    assert short(session, giver) == [(1, 4, "demand")]
    assert short(session, taker) == [(1, 4, "reserve_to_date")]
    assert ledger.verify(session) == []


def test_a_reserve_is_released_in_part(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    order = trade.order(session, "GLOVES 5 reserve")
    move(
        session,
        trade,
        ReallocationKind.RELEASE,
        ("GLOVES", "2", of_line(order), FREE),
        instead=SupplyAction.NONE,
    )
    assert short(session, order) == [(1, 3, "reserve"), (2, 2, "none")]
    assert trade.free(session, "GLOVES") == (5, 3, 0)


def test_many_orders_release_at_once(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    orders = [trade.order(session, "GLOVES 3 reserve") for _ in range(3)]
    freed = [("GLOVES", "3", of_line(order), FREE) for order in orders]
    with pytest.raises(WrongOperation), session.begin_nested():
        move(session, trade, ReallocationKind.RELEASE, *freed)
    move(session, trade, ReallocationKind.RELEASE_MANY, *freed)
    assert trade.free(session, "GLOVES") == (9, 0, 0)
    assert ledger.verify(session) == []


def test_earmarks_move_between_orders_and_to_free_stock(session: Session, clock: Clock) -> None:
    """Excess is what belongs to an order and no line of it waits for."""
    trade = build(session, clock, "GLOVES 0 @10")
    owner = trade.order(session, "GLOVES 4 demand_earmarked")
    other = trade.order(session, "GLOVES 3 demand_earmarked", partner="LILY")
    expected = expect(session, trade, "GLOVES 6 22", order=owner)
    receive(session, BOSS, expected, [Came(1, pieces("6"))], clock=clock)
    seen = board(session, BOSS, trade.warehouses["plain"], trade.items["GLOVES"])
    assert [(one.quantity, one.excess) for one in seen.earmarks] == [(6000, 2000)]
    done = move(
        session,
        trade,
        ReallocationKind.ARBITRARY,
        ("GLOVES", "1", earmark(owner), earmark(other)),
        ("GLOVES", "1", earmark(owner), FREE),
    )
    assert len(done.orders) == 2
    held = {row.order_id: row.quantity for row in balance(session, RESERVES) if row.quantity}
    assert held == {owner: 4000, other: 1000}
    assert board(session, BOSS, seen.warehouse_id, seen.item_id).free == 1000
    with pytest.raises(NotHeld) as refused, session.begin_nested():
        move(session, trade, ReallocationKind.RELEASE, ("GLOVES", "2", earmark(other), FREE))
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (2000, 1000)
    assert ledger.verify(session) == []


def test_a_reserve_becomes_an_earmark(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    giver = trade.order(session, "GLOVES 5 reserve")
    taker = trade.order(session, "GLOVES 2 demand_earmarked", partner="LILY")
    move(
        session,
        trade,
        ReallocationKind.RESERVE_ADJUST,
        ("GLOVES", "2", of_line(giver), earmark(taker)),
    )
    assert short(session, giver) == [(1, 3, "reserve"), (2, 2, "demand")]
    session.expire_all()
    assert session.get_one(CustomerOrder, taker).state is OrderState.READY_TO_SHIP
    assert ledger.verify(session) == []


def test_what_cannot_be_moved_is_refused_and_nothing_changes(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    giver = trade.order(session, "GLOVES 3 reserve")
    shipping = trade.order(session, "GLOVES 2 ship")
    taker = trade.order(session, "GLOVES 1 demand", partner="LILY")
    agreeing = trade.order(session, "GLOVES 1 demand", partner="LILY", confirm=False)
    adjust = ReallocationKind.RESERVE_ADJUST
    before = balances(session)
    refusals: list[tuple[type[Exception], ReallocationKind, tuple[str, str, Holder, Holder]]] = [
        (NotHeld, adjust, ("GLOVES", "4", of_line(giver), of_line(taker))),
        (NotHeld, adjust, ("GLOVES", "1", of_line(shipping), of_line(taker))),
        (NotNeeded, adjust, ("GLOVES", "2", of_line(giver), of_line(taker))),
        (NotSupplied, adjust, ("GLOVES", "1", of_line(giver), of_line(agreeing))),
        (NothingToMove, adjust, ("GLOVES", "1", of_line(giver), of_line(giver))),
        (WrongOperation, ReallocationKind.RESERVE, ("GLOVES", "1", of_line(giver), of_line(taker))),
        (WrongOperation, ReallocationKind.RELEASE, ("GLOVES", "1", FREE, of_line(taker))),
    ]
    for refusal, operation, asked in refusals:
        with pytest.raises(refusal), session.begin_nested():
            move(session, trade, operation, asked)
        assert balances(session) == before
    with pytest.raises(NothingToMove):
        move(session, trade, adjust)


def test_moving_needs_the_right_and_no_right_to_edit_orders(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    order = trade.order(session, "GLOVES 2 demand")
    nobody = replace(SYSTEM, permissions=frozenset())
    asked = ("GLOVES", "2", FREE, of_line(order))
    with pytest.raises(Forbidden):
        move(session, trade, ReallocationKind.RESERVE, asked, actor=nobody)
    mover = replace(nobody, permissions=frozenset({Permission.RESERVE_MOVE}))
    move(session, trade, ReallocationKind.RESERVE, asked, actor=mover)
    assert short(session, order) == [(1, 2, "reserve")]


def test_the_board_shows_who_holds_who_claims_and_who_is_late(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 5 @10")
    expect(session, trade, "GLOVES 4 28")
    holding = trade.order(session, "GLOVES 3 reserve")
    shipping = trade.order(session, "GLOVES 1 ship", partner="LILY")
    waiting = trade.order(session, "GLOVES 9 demand", partner="FERN")
    seen = board(session, BOSS, trade.warehouses["plain"], trade.items["GLOVES"])
    assert seen.free == 1000
    assert [(one.expected_on, one.unclaimed) for one in seen.sources] == [
        (date(2026, 11, 28), 4000)
    ]
    found = {one.order_id: (one.quantity, one.movable, one.late) for one in seen.seats}
    assert found == {
        holding: (3000, True, False),
        shipping: (1000, False, False),
        waiting: (9000, True, True),
    }
