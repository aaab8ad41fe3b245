"""Whatever deals and needs there are: lists, counts and sums hold exactly what the reader may see.

A small model in Python says what each reader sees and what it comes to; the database has to say the
same, page by page and in total, under any filter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from core.deals import reports
from core.deals.dealing import lose_deal, move_deal, win_deal
from core.deals.needs import drop_need
from core.deals.rules import lost_sum, weighted
from core.documents.listing import Filter, ListQuery, count, page, totals
from core.kernel.clock import FixedClock
from core.ledger import verify
from tests.integration.deals.house import House, build

assert reports

PEOPLE = ("boss", "olga", "petr", "ira")
PROBABILITY = {"1": 1000, "2": 3000, "3": 5000, "4": 8000, "5": 10_000, "6": 0}
REASONS = ("Цена", "Качество")
GOODS = ("GLOVES", "MASK", "'Винт'", "'винт '")


@dataclass(frozen=True)
class Dealt:
    """A deal of the model."""

    responsible: str
    expected: int
    stage: str


@dataclass(frozen=True)
class Needed:
    """A need of one line of the model."""

    manager: str
    what: str
    reason: str
    quantity: int
    wanted: int | None
    offered: int | None
    dropped: bool


money = st.integers(0, 10**9)
deals = st.lists(
    st.builds(
        Dealt,
        responsible=st.sampled_from(PEOPLE),
        expected=money,
        stage=st.sampled_from(sorted(PROBABILITY)),
    ),
    max_size=7,
)
needs = st.lists(
    st.builds(
        Needed,
        manager=st.sampled_from(PEOPLE),
        what=st.sampled_from(GOODS),
        reason=st.sampled_from(REASONS),
        quantity=st.integers(1, 5),
        wanted=st.none() | st.integers(0, 99_99),
        offered=st.none() | st.integers(0, 99_99),
        dropped=st.booleans(),
    ),
    max_size=7,
)


@pytest.fixture
def house(session: Session, clock: FixedClock) -> Iterator[House]:
    """The department, once; every example is undone."""
    with patch("core.deals.today.today", clock.business_date):
        yield build(session, clock)


def every(session: Session, house: House, who: str, name: str, *filters: Filter) -> list[Any]:
    """Return all rows of a list, read two at a time, as column → value."""
    query, found = ListQuery(filters=filters, limit=2), []
    while True:
        one = page(session, house.people[who], name, query)
        names = [column.id for column in one.columns]
        found += [dict(zip(names, row.values, strict=True)) for row in one.rows]
        if one.next is None:
            break
        query = replace(query, after=one.next)
    whole = ListQuery(filters=filters)
    assert count(session, house.people[who], name, whole) == len(found)
    for column, total in totals(session, house.people[who], name, whole).items():
        assert total == sum(row[column] for row in found)
    return found


def seen(who: str, responsible: str) -> bool:
    """Tell whether *who* sees what *responsible* is responsible for."""
    return who in {"boss", "olga", responsible}


def make_deal(session: Session, house: House, dealt: Dealt) -> None:
    """Bring a deal to its stage."""
    boss, clock = house.people["boss"], house.clock
    text = f"{dealt.expected // 100}.{dealt.expected % 100:02}"
    deal = house.deal(session, responsible=dealt.responsible, expected=text)
    if dealt.stage == "5":
        win_deal(session, boss, deal, clock=clock)
    elif dealt.stage == "6":
        lose_deal(session, boss, deal, house.lost["Другое"], clock=clock)
    elif dealt.stage != "1":
        move_deal(session, boss, deal, house.stages[dealt.stage], clock=clock)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(dealt=deals, who=st.sampled_from(PEOPLE), of=st.none() | st.sampled_from(PEOPLE))
def test_deals_and_their_funnel_say_what_the_model_says(
    session: Session, house: House, dealt: list[Dealt], who: str, of: str | None
) -> None:
    with session.begin_nested() as undone:
        for one in dealt:
            make_deal(session, house, one)
        visible = [
            one for one in dealt if seen(who, one.responsible) and of in {None, one.responsible}
        ]
        filters = () if of is None else (Filter("responsible", "eq", of.title()),)
        listed = every(session, house, who, "deals", *filters)
        assert Counter((row["expected"], row["weighted"]) for row in listed) == Counter(
            (one.expected, weighted(one.expected, PROBABILITY[one.stage])) for one in visible
        )
        funnel = every(session, house, who, "deal_funnel", *filters)
        expected = {
            code: (
                sum(one.stage == code for one in visible),
                sum(one.expected for one in visible if one.stage == code),
                sum(
                    weighted(one.expected, PROBABILITY[code])
                    for one in visible
                    if one.stage == code
                ),
            )
            for code in PROBABILITY
        }
        assert [(row["deals"], row["expected"], row["weighted"]) for row in funnel] == list(
            expected.values()
        )
        assert verify(session) == []
        undone.rollback()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(needed=needs, who=st.sampled_from(PEOPLE), left=st.booleans())
def test_lost_demand_says_what_the_model_says(
    session: Session, house: House, needed: list[Needed], who: str, left: bool
) -> None:
    with session.begin_nested() as undone:
        for one in needed:
            line = replace(
                house.line(f"{one.what} {one.quantity} {one.reason}"),
                wanted_minor=one.wanted,
                offered_minor=one.offered,
            )
            need = house.need_of(session, line, manager=one.manager)
            if one.dropped:
                drop_need(session, house.people["boss"], need, "x", clock=house.clock)
        visible = [one for one in needed if seen(who, one.manager) and not (left and one.dropped)]
        filters = (Filter("status", "eq", "recorded"),) if left else ()
        listed = every(session, house, who, "customer_needs", *filters)
        assert sum(row["lost"] for row in listed) == sum(lost(one) for one in visible)
        sums: dict[tuple[str, str], list[int]] = {}
        for one in visible:
            key = (one.what.strip("'").strip().casefold(), one.reason)
            before = sums.get(key, [0, 0, 0])
            sums[key] = [before[0] + 1, before[1] + one.quantity * 1000, before[2] + lost(one)]
        found = {
            (row["item"].strip().casefold(), row["reason"]): [
                row["asked"],
                row["quantity"],
                row["lost"],
            ]
            for row in every(session, house, who, "lost_demand", *filters)
        }
        assert found == sums
        assert verify(session) == []
        undone.rollback()


def lost(one: Needed) -> int:
    """Return what a need of the model came to."""
    return lost_sum(one.quantity * 1000, one.wanted, one.offered)
