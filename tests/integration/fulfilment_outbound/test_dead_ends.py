"""Situations a random day ran into and could not leave."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.fulfilment.checking import Found, Shortage, check_scan, finish_check, start_check
from core.fulfilment.errors import NothingToShip
from core.fulfilment.models import OutboundOrder
from core.fulfilment.outbound import (
    create_outbound,
    picks_finished,
    release,
    ship,
    withdraw_outbound,
)
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.tables import load_tables
from core.kernel.clock import Clock
from tests.integration.sales.trade import BOSS, Trade, build


def made(session: Session, trade: Trade, text: str) -> int:
    """Make an expense order of a new order."""
    (one,) = create_outbound(
        session,
        BOSS,
        trade.warehouses["plain"],
        clock=trade.clock,
        order_ids=[trade.order(session, text)],
    )
    return one.id


def test_goods_missed_by_the_checker_get_their_lots_again(session: Session, clock: Clock) -> None:
    """Where picking goes by paper nobody else chooses lots, and the next check needs them."""
    trade = build(session, clock, "MILK 0 @80 :expiry", lots="L1 MILK 2026-12-01", check_picks=True)
    trade.put(session, "MILK 9 @L1", "plain")
    outbound = made(session, trade, "MILK 5")
    release(session, BOSS, outbound, clock=clock)
    picks_finished(session, BOSS, outbound, clock=clock)
    start_check(session, BOSS, outbound, clock=clock)
    found = Found(trade.items["MILK"], 3000)
    check_scan(session, BOSS, outbound, found, clock=clock)
    finish_check(session, BOSS, outbound, clock=clock, shortage=Shortage.PICK_MISSING)
    assert {row.lot_id for row in load_tables(session, outbound).goods} == {trade.lots["L1"]}
    picks_finished(session, BOSS, outbound, clock=clock)
    start_check(session, BOSS, outbound, clock=clock)
    check_scan(session, BOSS, outbound, Found(trade.items["MILK"], 5000), clock=clock)
    assert finish_check(session, BOSS, outbound, clock=clock).status is OutboundStatus.TO_SHIP
    assert ship(session, BOSS, outbound, clock=clock).quantity == 5000
    assert ledger.verify(session) == []


def test_an_order_everything_was_withdrawn_from_is_not_released(
    session: Session, clock: Clock
) -> None:
    """There is nothing to pick, and nothing would ever move it on."""
    trade = build(session, clock, "GLOVES 10 @1")
    outbound = made(session, trade, "GLOVES 4")
    withdraw_outbound(session, BOSS, outbound, clock=clock)
    with pytest.raises(NothingToShip):
        release(session, BOSS, outbound, clock=clock)
    assert session.get_one(OutboundOrder, outbound).status == OutboundStatus.PREPARED
