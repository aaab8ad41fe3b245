"""What a new order begins with: last used, last made, used by everybody, or all there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.documents.models import UsualValue
from core.documents.usual import remember, usual
from core.kernel.clock import FixedClock
from core.sales.orders import create_order
from tests.integration.sales.trade import Trade, build

ORDER, HOUSE = "customer_order", "warehouse_id"


@pytest.fixture
def trade(session: Session, clock: FixedClock) -> Trade:
    return build(session, clock, "GLOVES 10 @99.90")


@pytest.fixture
def olga(session: Session) -> Actor:
    row = create_user(
        session, SYSTEM, login="olga", name="Olga", password="Sklad-2026!", roles=[Role.ADMIN]
    )
    return actor_of(session, row.id)


def begins(session: Session, actor: Actor, trade: Trade) -> str:
    """Return the warehouse that *actor*'s next order begins with."""
    among = {HOUSE: sorted(trade.warehouses.values())}
    key = usual(session, actor, ORDER, among)[HOUSE]
    return next(name for name, house in trade.warehouses.items() if house == key)


def test_who_made_nothing_yet_begins_with_what_most_orders_have(
    session: Session, trade: Trade, olga: Actor
) -> None:
    first = min(trade.warehouses, key=lambda name: trade.warehouses[name])
    assert begins(session, olga, trade) == first
    for house in ("quick", "cells", "cells"):
        trade.order(session, "GLOVES 1", confirm=False, warehouse=house)
    assert begins(session, olga, trade) == "cells"


def test_the_last_order_of_the_author_counts_more_than_those_of_all(
    session: Session, trade: Trade, olga: Actor
) -> None:
    create_order(session, olga, trade.new("GLOVES 1", warehouse="shop"), clock=trade.clock)
    for _ in range(3):
        trade.order(session, "GLOVES 1", confirm=False, warehouse="cells")
    assert begins(session, olga, trade) == "shop"


def test_what_was_used_last_counts_most_and_is_each_person_s_own(
    session: Session, trade: Trade, olga: Actor
) -> None:
    create_order(session, olga, trade.new("GLOVES 1", warehouse="shop"), clock=trade.clock)
    for house in ("cells", "quick"):
        remember(session, olga, ORDER, {HOUSE: trade.warehouses[house]})
    assert begins(session, olga, trade) == "quick"
    assert begins(session, replace(olga, user_id=olga.user_id + 1), trade) == "shop"


def test_nobody_begins_with_what_he_may_not_use(
    session: Session, trade: Trade, olga: Actor
) -> None:
    remember(session, olga, ORDER, {HOUSE: trade.warehouses["quick"]})
    only = trade.warehouses["plain"]
    assert usual(session, olga, ORDER, {HOUSE: [only]}) == {HOUSE: only}
    assert usual(session, olga, ORDER, {HOUSE: []}) == {}


def test_the_system_keeps_no_habits(session: Session, trade: Trade) -> None:
    remember(session, SYSTEM, ORDER, {HOUSE: trade.warehouses["quick"]})
    assert session.scalar(select(func.count()).select_from(UsualValue)) == 0
