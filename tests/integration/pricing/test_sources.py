"""Source prices: by hand, by documents; costs as the moving weighted average."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.documents.operations import locked, unpost
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue
from core.ledger import verify
from core.pricing.errors import NoRate
from core.pricing.kinds import CalculationMethod, SourceKind
from core.pricing.models import SourcePrice
from core.pricing.sources import (
    NewSourcePrice,
    feed_source_prices,
    forget_source_prices,
    register_source_prices,
)
from core.stock.models import StockEntry
from core.stock.opening import StockLine, enter_stock
from tests.integration.pricing.shop import BEFORE, TODAY, Shop
from tests.integration.stock.trade import warehouse

DAY = timedelta(days=1)


def costs(session: Session, item: int, kind: SourceKind = SourceKind.COST) -> dict[date, int]:
    """Return the averaged costs of an item by day, kopecks."""
    rows = session.execute(
        select(SourcePrice.date, SourcePrice.price_minor).where(
            SourcePrice.item_id == item, SourcePrice.kind == kind, SourcePrice.derived
        )
    )
    return {day: price for day, price in rows}  # noqa: C416 - a Result has keys() of its own


def enter(
    session: Session, clock: FixedClock, house: int, on: date, *lines: StockLine, source: str = ""
) -> int:
    """Enter opening stock on a day."""
    return enter_stock(session, SYSTEM, house, lines, clock=clock, on=on, source=source).id


def test_opening_stock_feeds_its_prices_and_takes_them_back(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    milk, house = shop.items["MILK"], warehouse(session).id
    lines = (
        StockLine(milk, 1_000, price_minor=50_00),
        StockLine(milk, 3_000, price_minor=60_00),
        StockLine(shop.items["BREAD"], 1_000),
    )
    entry = enter(session, clock, house, TODAY, *lines)
    row = session.execute(
        select(
            SourcePrice.item_id,
            SourcePrice.price_minor,
            SourcePrice.quantity,
            SourcePrice.document_id,
        ).where(SourcePrice.kind == SourceKind.OPENING)
    ).one()
    assert tuple(row) == (milk, 57_50, 4_000, entry)
    assert costs(session, milk) == {TODAY: 57_50}
    assert verify(session) == []
    document = locked(session, StockEntry, entry)
    unpost(session, SYSTEM, document, clock=clock)
    assert session.scalars(select(SourcePrice)).all() == []
    assert verify(session) == []


def test_the_same_source_entered_anew_replaces_its_prices(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    milk, house = shop.items["MILK"], warehouse(session).id
    enter(session, clock, house, TODAY, StockLine(milk, 1_000, price_minor=50_00), source="a")
    enter(session, clock, house, TODAY, StockLine(milk, 1_000, price_minor=55_00), source="a")
    assert costs(session, milk) == {TODAY: 55_00}
    enter(session, clock, house, TODAY, StockLine(milk, 1_000), source="a")
    assert costs(session, milk) == {}
    assert verify(session) == []


def test_a_price_below_zero_is_refused_and_no_stock_is_entered(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    house = warehouse(session).id
    with pytest.raises(BadValue):
        enter(session, clock, house, TODAY, StockLine(shop.items["MILK"], 1_000, price_minor=-1))
    assert session.scalars(select(StockEntry)).all() == []


def test_cost_is_averaged_with_what_lay_there_before(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    """10 at 50, then 30 more at 60 make (10·50 + 30·60) / 40 = 57.50."""
    milk, house = shop.items["MILK"], warehouse(session).id
    enter(session, clock, house, BEFORE, StockLine(milk, 10_000, price_minor=50_00))
    enter(session, clock, house, BEFORE + DAY, StockLine(milk, 30_000, price_minor=60_00))
    assert costs(session, milk) == {BEFORE: 50_00, BEFORE + DAY: 57_50}
    assert costs(session, milk, SourceKind.COST_FULL) == costs(session, milk)


def test_goods_without_a_price_weigh_at_the_cost_they_joined(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    milk, house = shop.items["MILK"], warehouse(session).id
    enter(session, clock, house, BEFORE, StockLine(milk, 10_000, price_minor=50_00))
    enter(session, clock, house, BEFORE + DAY, StockLine(milk, 10_000))
    enter(session, clock, house, BEFORE + 2 * DAY, StockLine(milk, 20_000, price_minor=60_00))
    assert costs(session, milk) == {BEFORE: 50_00, BEFORE + 2 * DAY: 55_00}


def test_a_receipt_in_the_past_averages_the_days_after_it_anew(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    milk, house = shop.items["MILK"], warehouse(session).id
    enter(session, clock, house, BEFORE + 2 * DAY, StockLine(milk, 10_000, price_minor=60_00))
    late = enter(session, clock, house, BEFORE, StockLine(milk, 10_000, price_minor=40_00))
    assert costs(session, milk) == {BEFORE: 40_00, BEFORE + 2 * DAY: 50_00}
    unpost(session, SYSTEM, locked(session, StockEntry, late), clock=clock)
    assert costs(session, milk) == {BEFORE + 2 * DAY: 60_00}


def test_extra_expenses_are_in_the_full_cost_only(shop: Shop, session: Session) -> None:
    milk = shop.items["MILK"]
    row = NewSourcePrice(item_id=milk, price_minor=50_00, extra_minor=7_50, quantity=1_000)
    register_source_prices(session, SYSTEM, SourceKind.RECEIPT, TODAY, [row])
    assert costs(session, milk) == {TODAY: 50_00}
    assert costs(session, milk, SourceKind.COST_FULL) == {TODAY: 57_50}
    shop.type("COST", method=CalculationMethod.COST, markup=10_00)
    shop.type("FULL", method=CalculationMethod.COST_FULL, markup=10_00)
    shop.type("RCPT", method=CalculationMethod.RECEIPT, markup=20_00)
    shop.recalculate()
    assert [shop.priced(code)["MILK"] for code in ("COST", "FULL", "RCPT")] == [
        "55.00",
        "63.25",
        "60.00",
    ]


def test_a_cost_set_by_hand_holds_and_later_arrivals_are_averaged_with_it(
    shop: Shop, session: Session, clock: FixedClock
) -> None:
    milk, house = shop.items["MILK"], warehouse(session).id
    enter(session, clock, house, BEFORE, StockLine(milk, 10_000, price_minor=50_00))
    revalued = NewSourcePrice(item_id=milk, price_minor=70_00)
    register_source_prices(session, SYSTEM, SourceKind.COST, BEFORE + DAY, [revalued])
    enter(session, clock, house, BEFORE + 2 * DAY, StockLine(milk, 10_000, price_minor=80_00))
    assert costs(session, milk) == {BEFORE: 50_00, BEFORE + 2 * DAY: 75_00}
    shop.type("COST", method=CalculationMethod.COST)
    shop.recalculate(BEFORE + DAY)
    assert shop.priced("COST", BEFORE + DAY)["MILK"] == "70.00"
    shop.recalculate()
    assert shop.priced("COST")["MILK"] == "75.00"


def test_a_receipt_in_a_currency_is_averaged_in_roubles_of_its_day(
    shop: Shop, session: Session
) -> None:
    milk = shop.items["MILK"]
    shop.rate("USD", "90.5")
    row = NewSourcePrice(item_id=milk, price_minor=10_01, quantity=1_000, currency="USD")
    register_source_prices(session, SYSTEM, SourceKind.RECEIPT, TODAY, [row])
    assert costs(session, milk) == {TODAY: 905_91}


def test_a_receipt_in_a_currency_without_a_rate_is_refused(shop: Shop, session: Session) -> None:
    shop.rate("USD", "")
    row = NewSourcePrice(
        item_id=shop.items["MILK"], price_minor=10_00, quantity=1_000, currency="USD"
    )
    with pytest.raises(NoRate) as refused:
        register_source_prices(session, SYSTEM, SourceKind.RECEIPT, TODAY, [row])
    assert refused.value.facts == {"currency": "USD", "date": TODAY}


def test_a_document_s_lines_of_one_item_become_one_price(shop: Shop, session: Session) -> None:
    milk = shop.items["MILK"]
    document = shop.type("ANY") and shop.document("ANY").id
    rows = [
        NewSourcePrice(item_id=milk, price_minor=50_00, quantity=1_000, extra_minor=3_00),
        NewSourcePrice(item_id=milk, price_minor=80_00, quantity=2_000),
    ]
    feed_source_prices(session, document, SourceKind.RECEIPT, TODAY, rows)
    feed_source_prices(session, document, SourceKind.RECEIPT, TODAY, rows)
    found = session.execute(
        select(SourcePrice.price_minor, SourcePrice.extra_minor, SourcePrice.quantity).where(
            SourcePrice.kind == SourceKind.RECEIPT
        )
    ).all()
    assert [tuple(row) for row in found] == [(70_00, 1_00, 3_000)]
    forget_source_prices(session, document)
    assert session.scalars(select(SourcePrice)).all() == []


def test_registering_the_same_partner_and_day_replaces(shop: Shop, session: Session) -> None:
    milk, rose = shop.items["MILK"], shop.partner("Ромашка")
    for price in (10_00, 12_00):
        row = NewSourcePrice(item_id=milk, price_minor=price, partner_id=rose)
        done = register_source_prices(session, SYSTEM, SourceKind.COMPETITOR, TODAY, [row])
    assert done.count == 1
    assert session.scalars(select(SourcePrice.price_minor)).all() == [12_00]


def test_registering_takes_the_right_to_prices(shop: Shop, session: Session) -> None:
    manager = replace(SYSTEM, permissions=ROLES[Role.SALES_MANAGER])
    row = NewSourcePrice(item_id=shop.items["MILK"], price_minor=10_00)
    with pytest.raises(Forbidden):
        register_source_prices(session, manager, SourceKind.SUPPLIER, TODAY, [row])
    with pytest.raises(BadValue):
        register_source_prices(
            session, SYSTEM, SourceKind.SUPPLIER, TODAY, [replace(row, price_minor=-1)]
        )
    assert session.scalars(select(SourcePrice)).all() == []
