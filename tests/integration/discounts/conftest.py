"""A company with a few items, segments and clients, for discounts to be about."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import (
    Item,
    ItemGroup,
    ItemSegment,
    ItemSegmentMember,
    PriceGroup,
    Unit,
)
from core.kernel.clock import FixedClock
from core.partners.models import Partner, PartnerSegment, PartnerSegmentMember
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.stock.models import Warehouse


@dataclass(frozen=True)
class Shop:
    """Ids of what was made."""

    milk: int
    bread: int
    dairy: int
    """A segment of items with the milk in it."""
    fresh: int
    """A price group with the milk in it."""
    food: int
    """The group above the groups of both items."""
    retail: int
    club: int
    """A price type with a price of the milk only."""
    client: int
    regulars: int
    """A segment of clients with the client in it."""
    warehouse: int


@pytest.fixture
def shop(session: Session, clock: FixedClock) -> Shop:
    """Make the company."""

    def added(row: object) -> int:
        session.add(row)
        session.flush()
        return int(row.id)  # type: ignore[attr-defined]  # every row here has one

    unit = added(Unit(code="796", name="Штука", symbol="шт"))
    food = added(ItemGroup(code="FOOD", name="Продукты"))
    cold = added(ItemGroup(code="COLD", name="Холодное", parent_id=food))
    fresh = added(PriceGroup(code="FR", name="Свежее"))
    milk = added(
        Item(code="MILK", name="Молоко", unit_id=unit, group_id=cold, price_group_id=fresh)
    )
    bread = added(Item(code="BREAD", name="Хлеб", unit_id=unit, group_id=food))
    dairy = added(ItemSegment(code="DAIRY", name="Молочное"))
    session.add(ItemSegmentMember(segment_id=dairy, item_id=milk))
    client = added(Partner(code="ROSE", name="Роза"))
    regulars = added(PartnerSegment(code="REG", name="Постоянные"))
    session.add(PartnerSegmentMember(segment_id=regulars, partner_id=client))
    retail = create_price_type(session, SYSTEM, code="R", name="Розничная")
    club = create_price_type(session, SYSTEM, code="C", name="Клубная")
    since = clock.business_date()
    prices = [NewPrice(milk, 100_00), NewPrice(bread, 50_00)]
    register_prices(session, SYSTEM, retail, since, prices)
    register_prices(session, SYSTEM, club, since, [NewPrice(milk, 90_00)])
    warehouse = added(Warehouse(code="W", name="Склад"))
    return Shop(milk, bread, dairy, fresh, food, retail, club, client, regulars, warehouse)
