"""Expense orders: made of dispositions, picked, checked, shipped, taken back."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Permission, Role
from core.documents.errors import HasDependants
from core.fulfilment import picking
from core.fulfilment.checking import (
    Found,
    Shortage,
    cancel_check,
    check_scan,
    finish_check,
    start_check,
    take_back,
)
from core.fulfilment.errors import (
    CheckBegun,
    CheckedByOther,
    LotsShort,
    NotForWarehouse,
    NothingPicked,
    NothingToShip,
    NotOrdered,
    OverDisposition,
    PicksLeft,
    ShortageUndecided,
    TablesDiffer,
)
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound import (
    create_outbound,
    fill_a_from_b,
    fill_b_from_a,
    open_dispositions,
    picks_finished,
    ready_to_ship,
    recall,
    reduce_outbound,
    reduce_to_picked,
    release,
    save_outbound,
    ship,
    split_packages,
    unship,
    withdraw_outbound,
)
from core.fulfilment.rules import GoodsRow
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.tables import load_tables
from core.fulfilment.task_models import PickTaskLine
from core.fulfilment.task_statuses import ShortReason
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition
from core.sales.confirming import withdraw_order
from core.sales.errors import OverDisposed
from core.sales.models import CustomerOrder
from core.sales.orders import OrderChanges, save_order
from core.sales.statuses import OrderState
from tests.integration.sales.trade import BOSS, Trade, balances, build


def _made(session: Session, trade: Trade, *orders: int, warehouse: str = "plain") -> int:
    (made,) = create_outbound(
        session, BOSS, trade.warehouses[warehouse], clock=trade.clock, order_ids=orders
    )
    return made.id


def _status(session: Session, outbound_id: int) -> str:
    return session.get_one(OutboundOrder, outbound_id).status


def _state(session: Session, order_id: int) -> OrderState:
    return session.get_one(CustomerOrder, order_id, populate_existing=True).state


def _goods(session: Session, outbound_id: int) -> list[tuple[int, int, str]]:
    return [
        (row.item_id, row.quantity // 1000, row.action.value)
        for row in load_tables(session, outbound_id).goods
    ]


def _to_ship(session: Session, trade: Trade, outbound_id: int) -> None:
    release(session, BOSS, outbound_id, clock=trade.clock)
    picks_finished(session, BOSS, outbound_id, clock=trade.clock)


def test_from_disposition_to_gone_without_cells(session: Session, clock: Clock) -> None:
    """Each step moves exactly one measure; the order's state follows."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    order = trade.order(session, "GLOVES 4, MASK 2")
    assert open_dispositions(session, BOSS, trade.warehouses["plain"]) == [(order, "КЛ-000001", 2)]
    outbound = _made(session, trade, order)
    assert trade.disposition(session, "GLOVES") == (4, 4, 0, 0)
    assert _state(session, order) is OrderState.SHIPPING
    assert open_dispositions(session, BOSS, trade.warehouses["plain"]) == []
    _to_ship(session, trade, outbound)
    assert _status(session, outbound) == OutboundStatus.TO_SHIP
    shipped = ship(session, BOSS, outbound, clock=clock)
    assert (shipped.lines, shipped.quantity, shipped.order_ids) == (2, 6000, (order,))
    assert trade.disposition(session, "GLOVES") == (4, 4, 4, 0)
    assert trade.free(session, "GLOVES") == (6, 0, 0)
    assert _state(session, order) is OrderState.AWAITING_PAYMENT
    assert ledger.verify(session) == []
    with pytest.raises(IllegalTransition):
        ship(session, BOSS, outbound, clock=clock)


def test_one_order_serves_several_companies(session: Session, clock: Clock) -> None:
    """Table A keeps each disposition apart; table B sums what leaves."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    first = trade.order(session, "GLOVES 4, MASK 2")
    second = trade.order(session, "GLOVES 3", company="УП", partner="LILY")
    outbound = _made(session, trade, first, second)
    tables = load_tables(session, outbound)
    assert [(row.company_id, row.quantity) for row in tables.why] == [
        (trade.companies["КЛ"], 4000),
        (trade.companies["КЛ"], 2000),
        (trade.companies["УП"], 3000),
    ]
    gloves, mask = trade.items["GLOVES"], trade.items["MASK"]
    assert _goods(session, outbound) == [(gloves, 7, "pick"), (mask, 2, "pick")]
    found = session.get_one(OutboundOrder, outbound)
    assert (found.recipient, found.partner_id) == ("Rose, Lily", None)
    _to_ship(session, trade, outbound)
    assert ship(session, BOSS, outbound, clock=clock).order_ids == (first, second)
    assert ledger.verify(session) == []


def test_only_dispositions_become_expense_orders(session: Session, clock: Clock) -> None:
    """An order being agreed, a foreign warehouse, an exhausted disposition are refused."""
    trade = build(session, clock, "GLOVES 10 @1")
    agreeing = trade.order(session, "GLOVES 4", confirm=False)
    with pytest.raises(NotForWarehouse):
        _made(session, trade, agreeing)
    order = trade.order(session, "GLOVES 4")
    with pytest.raises(NotForWarehouse):
        _made(session, trade, order, warehouse="quick")
    with pytest.raises(NotOrdered):
        _made(session, trade, order, warehouse="shop")
    _made(session, trade, order)
    with pytest.raises(NothingToShip):
        _made(session, trade, order)


def test_single_lines_may_be_taken(session: Session, clock: Clock) -> None:
    """The rest of the order waits for another expense order."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    order = trade.order(session, "GLOVES 4, MASK 2")
    first = load_tables(session, _made(session, trade, order)).why[1]
    withdraw_outbound(session, BOSS, _last(session), clock=clock)
    (made,) = create_outbound(
        session,
        BOSS,
        trade.warehouses["plain"],
        clock=clock,
        line_ids=[first.disposition_line_id],
    )
    assert (made.lines, made.order_ids) == (1, (order,))
    assert trade.disposition(session, "GLOVES") == (4, 0, 0, 0)
    assert trade.disposition(session, "MASK") == (2, 2, 0, 0)


def _last(session: Session) -> int:
    return session.scalars(select(func.max(OutboundOrder.id))).one()


def test_tables_must_agree_and_dispositions_are_a_hard_stop(session: Session, clock: Clock) -> None:
    """B ≠ A is refused, A beyond the disposition is explained by numbers; nothing changes."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    outbound = _made(session, trade, order)
    before = balances(session), _goods(session, outbound)
    tables = load_tables(session, outbound)
    version = session.get_one(OutboundOrder, outbound).version
    five = [replace(tables.goods[0], quantity=5000)]
    with pytest.raises(TablesDiffer) as refused:
        save_outbound(session, BOSS, outbound, version, clock=clock, goods=five)
    assert (refused.value.facts["expected"], refused.value.facts["found"]) == (4000, 5000)
    with pytest.raises(OverDisposition):
        fill_a_from_b(session, BOSS, outbound, five, clock=clock)
    why = [replace(tables.why[0], quantity=5000)]
    with pytest.raises(OverDisposition) as over:
        save_outbound(session, BOSS, outbound, version, clock=clock, why=why, goods=five)
    assert [over.value.facts[name] for name in ("asked", "disposed", "ordered", "shipped")] == [
        5000,
        4000,
        4000,
        0,
    ]
    assert (balances(session), _goods(session, outbound)) == before


def test_the_order_cannot_shrink_below_what_is_under_way(session: Session, clock: Clock) -> None:
    """Cutting the customer order is explained by D, O, S, N."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    _made(session, trade, order)
    version = session.get_one(CustomerOrder, order).version
    less = OrderChanges(lines=(replace(trade.line("GLOVES 3"), line_no=1),))
    with pytest.raises(OverDisposed) as refused, session.begin_nested():
        save_order(session, BOSS, order, version, less, clock=clock)
    facts = refused.value.facts
    assert [facts[name] for name in ("disposed", "ordered", "shipped", "invoiced")] == [
        3000,
        4000,
        0,
        0,
    ]
    with pytest.raises(HasDependants), session.begin_nested():
        withdraw_order(session, BOSS, order, clock=clock)


def test_tables_fill_from_each_other(session: Session, clock: Clock) -> None:
    """Cutting B cuts the last disposition of A; filling B starts anew; packages split by size."""
    trade = build(session, clock, "GLOVES 300 @1", packs="PALLET GLOVES 100, BOX GLOVES 12")
    first = trade.order(session, "GLOVES 100")
    second = trade.order(session, "GLOVES 50")
    outbound = _made(session, trade, first, second)
    gloves = trade.items["GLOVES"]
    goods = [GoodsRow(gloves, 0, 0, 0, 120_000, LineAction.PICK)]
    after = fill_a_from_b(session, BOSS, outbound, goods, clock=clock)
    assert [row.quantity for row in after.why] == [100_000, 20_000]
    assert trade.disposition(session, "GLOVES") == (150, 120, 0, 0)
    split = split_packages(session, BOSS, outbound, clock=clock)
    pallet, box = trade.packs["PALLET"], trade.packs["BOX"]
    assert [(row.packaging_id, row.quantity) for row in split.goods] == [
        (pallet, 100_000),
        (box, 12_000),
        (0, 8_000),
    ]
    assert _goods(session, outbound) == [
        (gloves, 100, "pick"),
        (gloves, 12, "pick"),
        (gloves, 8, "pick"),
    ]
    assert fill_b_from_a(session, BOSS, outbound, clock=clock).goods == tuple(goods)
    more = [replace(goods[0], quantity=150_000)]
    again = fill_a_from_b(session, BOSS, outbound, more, clock=clock)
    assert [row.quantity for row in again.why] == [100_000, 50_000]


def test_lots_are_chosen_by_expiry_when_released(session: Session, clock: Clock) -> None:
    """First expired first out; what another order chose is not chosen twice; expired never."""
    trade = build(
        session,
        clock,
        "MILK 0 @80 :expiry",
        lots="OLD MILK 2026-11-01, L1 MILK 2026-12-01, L2 MILK 2026-12-15",
    )
    trade.put(session, "MILK 5 @OLD, MILK 4 @L1, MILK 6 @L2", "plain")
    first = _made(session, trade, trade.order(session, "MILK 3"))
    release(session, BOSS, first, clock=clock)
    second = _made(session, trade, trade.order(session, "MILK 3"))
    release(session, BOSS, second, clock=clock)
    lots = trade.lots
    assert [(r.lot_id, r.quantity) for r in load_tables(session, first).goods] == [
        (lots["L1"], 3000)
    ]
    assert [(r.lot_id, r.quantity) for r in load_tables(session, second).goods] == [
        (lots["L1"], 1000),
        (lots["L2"], 2000),
    ]
    third = _made(session, trade, trade.order(session, "MILK 9"))
    with pytest.raises(LotsShort) as refused:
        release(session, BOSS, third, clock=clock)
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (9000, 4000)
    assert _status(session, third) == OutboundStatus.PREPARED
    picks_finished(session, BOSS, second, clock=clock)
    ship(session, BOSS, second, clock=clock)
    assert ledger.verify(session) == []


def test_one_step_warehouse_ships_at_once(session: Session, clock: Clock) -> None:
    """Where statuses are not used the new order is shipped already, and can be taken back."""
    trade = build(session, clock, "GLOVES 0 @1")
    trade.put(session, "GLOVES 10", "quick")
    order = trade.order(session, "GLOVES 4", warehouse="quick")
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["quick"], clock=clock, order_ids=[order]
    )
    assert made.status is OutboundStatus.SHIPPED
    assert trade.free(session, "GLOVES", "quick") == (6, 0, 0)
    assert unship(session, BOSS, made.id, clock=clock).status == OutboundStatus.PREPARED
    assert trade.free(session, "GLOVES", "quick") == (10, 0, 4)
    ship(session, BOSS, made.id, clock=clock)
    assert trade.free(session, "GLOVES", "quick") == (6, 0, 0)
    assert ledger.verify(session) == []


def test_a_shipment_is_taken_back_whole(session: Session, clock: Clock) -> None:
    """Stock and dispositions are as before it; the order stands in the zone."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    outbound = _made(session, trade, order)
    _to_ship(session, trade, outbound)
    before = balances(session)
    ship(session, BOSS, outbound, clock=clock)
    unship(session, BOSS, outbound, clock=clock)
    assert (balances(session), _status(session, outbound)) == (before, "to_ship")
    assert _state(session, order) is OrderState.SHIPPING
    ship(session, BOSS, outbound, clock=clock)
    assert trade.free(session, "GLOVES") == (6, 0, 0)
    assert ledger.verify(session) == []


def test_reducing_opens_the_rest_of_the_disposition(session: Session, clock: Clock) -> None:
    """Picked by paper: a person tells what there is."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    order = trade.order(session, "GLOVES 4, MASK 2")
    outbound = _made(session, trade, order)
    release(session, BOSS, outbound, clock=clock)
    gloves, mask = trade.items["GLOVES"], trade.items["MASK"]
    with pytest.raises(NothingPicked):
        reduce_outbound(session, BOSS, outbound, {(gloves, 0): 0, (mask, 0): 0}, clock=clock)
    done = reduce_outbound(session, BOSS, outbound, {(gloves, 0): 3000}, clock=clock)
    assert done.status is OutboundStatus.TO_SHIP
    assert _goods(session, outbound) == [(gloves, 3, "ship"), (mask, 2, "ship")]
    assert trade.disposition(session, "GLOVES") == (4, 3, 0, 0)
    again = _made(session, trade, order)
    assert _goods(session, again) == [(gloves, 1, "pick")]


def test_recalled_and_withdrawn_orders_leave_nothing(session: Session, clock: Clock) -> None:
    """The dispositions are open again, and the customer order may go back."""
    trade = build(session, clock, "GLOVES 0 @1")
    trade.put(session, "A-01 GLOVES 10", "cells")
    order = trade.order(session, "GLOVES 4", warehouse="cells")
    outbound = _made(session, trade, order, warehouse="cells")
    assert len(release(session, BOSS, outbound, clock=clock).tasks) == 1
    assert recall(session, BOSS, outbound, clock=clock).status == "prepared"
    withdraw_outbound(session, BOSS, outbound, clock=clock)
    assert trade.disposition(session, "GLOVES") == (4, 0, 0, 0)
    withdraw_order(session, BOSS, order, clock=clock)
    assert trade.free(session, "GLOVES", "cells") == (10, 0, 0)
    assert ledger.verify(session) == []


def test_address_warehouse_ships_from_the_shipping_cell(session: Session, clock: Clock) -> None:
    """Picks bring goods to the shipping cell; shipping empties it; both sums agree."""
    trade = build(session, clock, "GLOVES 0 @1, MASK 0 @1")
    trade.put(session, "A-01 GLOVES 3, A-02 GLOVES 7, A-02 MASK 5", "cells")
    order = trade.order(session, "GLOVES 6, MASK 2", warehouse="cells")
    outbound = _made(session, trade, order, warehouse="cells")
    tasks = release(session, BOSS, outbound, clock=clock).tasks
    with pytest.raises(PicksLeft):
        picks_finished(session, BOSS, outbound, clock=clock)
    for task in tasks:
        picking.take_all_as_planned(session, BOSS, task.id, clock=clock)
    assert _status(session, outbound) == OutboundStatus.TO_SHIP
    ship(session, BOSS, outbound, clock=clock)
    assert trade.free(session, "GLOVES", "cells") == (4, 0, 0)
    assert sum(row[-1] for row in balances(session)["in_cells"]) == 7000  # type: ignore[misc]
    assert sum(row[-1] for row in balances(session)["on_hand"]) == 7000  # type: ignore[misc]
    assert ledger.verify(session) == []
    unship(session, BOSS, outbound, clock=clock)
    ship(session, BOSS, outbound, clock=clock)
    assert ledger.verify(session) == []


def test_a_short_pick_waits_for_a_decision(session: Session, clock: Clock) -> None:
    """Not refused to the storekeeper, not shipped either, until somebody reduces the order."""
    trade = build(session, clock, "GLOVES 0 @1")
    trade.put(session, "A-01 GLOVES 6", "cells")
    order = trade.order(session, "GLOVES 6", warehouse="cells")
    outbound = _made(session, trade, order, warehouse="cells")
    (task,) = release(session, BOSS, outbound, clock=clock).tasks
    keeper = BOSS
    picking.take_task(session, keeper, task.id, clock=clock)
    line = picking_line(session, task.id)
    picking.short(
        session,
        keeper,
        task.id,
        line,
        4000,
        ShortReason.NOT_FOUND,
        replan=False,
        scan_id=uuid.uuid4(),
        clock=clock,
    )
    picking.finish_task(session, keeper, task.id, clock=clock)
    gloves = trade.items["GLOVES"]
    assert _status(session, outbound) == OutboundStatus.TO_PICK
    assert _goods(session, outbound) == [(gloves, 4, "ship"), (gloves, 2, "pick")]
    done = reduce_to_picked(session, BOSS, outbound, clock=clock)
    assert (done.status, _goods(session, outbound)) == (
        OutboundStatus.TO_SHIP,
        [(gloves, 4, "ship")],
    )
    ship(session, BOSS, outbound, clock=clock)
    assert trade.disposition(session, "GLOVES") == (6, 4, 4, 0)
    assert trade.free(session, "GLOVES", "cells") == (2, 0, 2)
    assert ledger.verify(session) == []


def picking_line(session: Session, task_id: int) -> int:
    return session.scalars(select(PickTaskLine.id).where(PickTaskLine.document_id == task_id)).one()


def _to_check(
    session: Session, clock: Clock, text: str = "GLOVES 4, MASK 2"
) -> tuple[Trade, int, int]:
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1, CAP 5 @1", check_picks=True)
    order = trade.order(session, text)
    outbound = _made(session, trade, order)
    _to_ship(session, trade, outbound)
    assert _status(session, outbound) == OutboundStatus.TO_CHECK
    return trade, order, outbound


def _count(session: Session, trade: Trade, outbound: int, text: str) -> None:
    for part in text.split(","):
        item, quantity = part.split()
        check_scan(
            session,
            BOSS,
            outbound,
            Found(trade.items[item], int(quantity) * 1000),
            clock=trade.clock,
            scan_id=uuid.uuid4(),
        )


def test_a_check_counts_each_scan_once(session: Session, clock: Clock) -> None:
    """The same scan again adds nothing; the last one can be taken back; strangers are counted."""
    trade, _, outbound = _to_check(session, clock)
    card = start_check(session, BOSS, outbound, clock=clock)
    assert [(line.item, line.expected, line.counted) for line in card.lines] == [
        ("Gloves", 4000, 0),
        ("Mask", 2000, 0),
    ]
    scan = uuid.uuid4()
    gloves = Found(trade.items["GLOVES"], 1000)
    first = check_scan(session, BOSS, outbound, gloves, clock=clock, scan_id=scan)
    again = check_scan(session, BOSS, outbound, gloves, clock=clock, scan_id=scan)
    assert (first.again, again.again, again.line.counted) == (False, True, 1000)
    stranger = check_scan(session, BOSS, outbound, Found(trade.items["CAP"], 1000), clock=clock)
    assert (stranger.line.expected, stranger.line.surplus) == (0, 1000)
    back = take_back(session, BOSS, outbound, clock=clock)
    assert back.line.counted == 0
    take_back(session, BOSS, outbound, clock=clock)
    card = start_check(session, BOSS, outbound, clock=clock)
    assert [line.counted for line in card.lines] == [0, 0]
    other = replace(BOSS, user_id=77)
    session.get_one(OutboundOrder, outbound).checker_id = 76
    with pytest.raises(CheckedByOther):
        start_check(session, other, outbound, clock=clock)


def test_a_complete_check_moves_on(session: Session, clock: Clock) -> None:
    """To checked or to ship, as asked; then ready; then gone."""
    trade, _, outbound = _to_check(session, clock)
    start_check(session, BOSS, outbound, clock=clock)
    _count(session, trade, outbound, "GLOVES 4, MASK 2")
    done = finish_check(session, BOSS, outbound, clock=clock, target=OutboundStatus.CHECKED)
    assert (done.status, done.short, done.surplus) == (OutboundStatus.CHECKED, (), ())
    assert ready_to_ship(session, BOSS, outbound, clock=clock).status == "to_ship"
    ship(session, BOSS, outbound, clock=clock)
    assert ledger.verify(session) == []


def test_surplus_stays_and_shortage_is_decided(session: Session, clock: Clock) -> None:
    """Reduced, the order ships what was counted; the surplus is a line not to ship."""
    trade, _, outbound = _to_check(session, clock)
    start_check(session, BOSS, outbound, clock=clock)
    _count(session, trade, outbound, "GLOVES 5, MASK 1")
    with pytest.raises(ShortageUndecided) as refused:
        finish_check(session, BOSS, outbound, clock=clock)
    assert (refused.value.facts["item"], refused.value.facts["counted"]) == ("Mask", 1000)
    weak = replace(BOSS, permissions=BOSS.permissions - {Permission.OUTBOUND_REDUCE})
    with pytest.raises(Forbidden):
        finish_check(session, weak, outbound, clock=clock, shortage=Shortage.REDUCE)
    done = finish_check(session, BOSS, outbound, clock=clock, shortage=Shortage.REDUCE)
    gloves, mask = trade.items["GLOVES"], trade.items["MASK"]
    assert done.status is OutboundStatus.TO_SHIP
    assert _goods(session, outbound) == [
        (gloves, 4, "ship"),
        (mask, 1, "ship"),
        (mask, 1, "keep"),
        (gloves, 1, "keep"),
    ]
    assert trade.disposition(session, "MASK") == (2, 1, 0, 0)
    ship(session, BOSS, outbound, clock=clock)
    assert trade.free(session, "MASK") == (4, 0, 1)
    assert ledger.verify(session) == []


def test_what_is_missing_is_picked_again(session: Session, clock: Clock) -> None:
    """On an address warehouse the order gets a task for the rest, and is checked anew."""
    trade = build(session, clock, "GLOVES 0 @1", check_picks=True)
    trade.put(session, "A-01 GLOVES 6, A-02 GLOVES 4", "cells")
    order = trade.order(session, "GLOVES 5", warehouse="cells")
    outbound = _made(session, trade, order, warehouse="cells")
    for task in release(session, BOSS, outbound, clock=clock).tasks:
        picking.take_all_as_planned(session, BOSS, task.id, clock=clock)
    start_check(session, BOSS, outbound, clock=clock)
    _count(session, trade, outbound, "GLOVES 3")
    back = finish_check(session, BOSS, outbound, clock=clock, shortage=Shortage.PICK_MISSING)
    assert (back.status, len(back.tasks)) == (OutboundStatus.TO_PICK, 1)
    picking.take_all_as_planned(session, BOSS, back.tasks[0].id, clock=clock)
    assert _status(session, outbound) == OutboundStatus.TO_CHECK
    start_check(session, BOSS, outbound, clock=clock)
    _count(session, trade, outbound, "GLOVES 5")
    assert finish_check(session, BOSS, outbound, clock=clock).status is OutboundStatus.TO_SHIP
    ship(session, BOSS, outbound, clock=clock)
    assert trade.disposition(session, "GLOVES") == (5, 5, 5, 0)
    assert trade.free(session, "GLOVES", "cells") == (5, 0, 0)
    assert ledger.verify(session) == []


def test_a_cancelled_check_restores_the_status(session: Session, clock: Clock) -> None:
    """With something counted only when it may be thrown away."""
    trade, _, outbound = _to_check(session, clock)
    start_check(session, BOSS, outbound, clock=clock)
    assert cancel_check(session, BOSS, outbound, clock=clock).status == "to_check"
    start_check(session, BOSS, outbound, clock=clock)
    _count(session, trade, outbound, "GLOVES 1")
    with pytest.raises(CheckBegun):
        cancel_check(session, BOSS, outbound, clock=clock)
    assert cancel_check(session, BOSS, outbound, clock=clock, discard=True).status == "to_check"
    card = start_check(session, BOSS, outbound, clock=clock)
    assert [line.counted for line in card.lines] == [0, 0]


def test_storekeepers_do_what_their_role_lets_them(session: Session, clock: Clock) -> None:
    """He ships, but neither makes orders nor reduces them."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    role = frozenset({Role.STOREKEEPER})
    keeper = Actor(9, "k", "K", role, ROLES[Role.STOREKEEPER], None, None)
    with pytest.raises(Forbidden):
        create_outbound(session, keeper, trade.warehouses["plain"], clock=clock, order_ids=[order])
    outbound = _made(session, trade, order)
    release(session, BOSS, outbound, clock=clock)
    with pytest.raises(Forbidden):
        reduce_to_picked(session, keeper, outbound, clock=clock)
    picks_finished(session, keeper, outbound, clock=clock)
    elsewhere = replace(keeper, warehouses=frozenset({-1}))
    with pytest.raises(Forbidden):
        ship(session, elsewhere, outbound, clock=clock)
    assert ship(session, keeper, outbound, clock=clock).quantity == 4000
