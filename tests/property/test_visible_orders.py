"""Whoever looks at orders sees those of his companies and warehouses: in rows, counts and sums."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.documents.listing import ListQuery, count, page, totals
from core.kernel.clock import Clock
from core.sales import listings
from core.sales.models import CustomerOrder
from tests.integration.sales.trade import BOSS, build

assert listings  # registers the list

COMPANIES = ("КЛ", "УП")
WAREHOUSES = ("plain", "shop", "quick")


@dataclass(frozen=True)
class Sold:
    """An order as rights and sums see it."""

    company: int
    warehouse: int
    number: str
    total: int


@pytest.fixture
def orders(session: Session, clock: Clock) -> list[Sold]:
    """Two orders of every company from every warehouse, each of another sum."""
    trade = build(session, clock, "GLOVES 0 @10.01")
    found = []
    for at, (company, house) in enumerate(product(COMPANIES * 2, WAREHOUSES), start=1):
        text = f"GLOVES {at} none"
        key = trade.order(session, text, confirm=False, company=company, warehouse=house)
        order = session.get_one(CustomerOrder, key)
        found.append(
            Sold(
                trade.companies[company],
                trade.warehouses[house],
                order.number_text,
                order.total_minor,
            )
        )
    return found


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), size=st.integers(1, 5), descending=st.booleans())
def test_rows_counts_and_sums_hold_what_rights_allow_and_nothing_else(
    session: Session, orders: list[Sold], data: st.DataObject, size: int, descending: bool
) -> None:
    def some(of: set[int]) -> frozenset[int] | None:
        return data.draw(st.none() | st.frozensets(st.sampled_from(sorted(of))))

    companies = some({one.company for one in orders})
    warehouses = some({one.warehouse for one in orders})
    reader = replace(BOSS, companies=companies, warehouses=warehouses)
    allowed = [
        one
        for one in orders
        if (companies is None or one.company in companies)
        and (warehouses is None or one.warehouse in warehouses)
    ]
    query = ListQuery(sort=("number", descending), limit=size)
    rows: list[dict[str, Any]] = []
    while True:
        found = page(session, reader, "customer_orders", query)
        names = [column.id for column in found.columns]
        rows += [dict(zip(names, row.values, strict=True)) for row in found.rows]
        if found.next is None:
            break
        query = replace(query, after=found.next)
    assert sorted((row["number"], row["total"]) for row in rows) == sorted(
        (one.number, one.total) for one in allowed
    )
    assert count(session, reader, "customer_orders", ListQuery()) == len(allowed)
    sums = totals(session, reader, "customer_orders", ListQuery())
    assert sums["total"] == sum(one.total for one in allowed)
