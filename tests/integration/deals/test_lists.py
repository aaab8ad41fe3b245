"""The lists and the two reports: what they show, sum, filter, and to whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.deals import reports
from core.deals.dealing import lose_deal, move_deal, win_deal
from core.deals.needs import drop_need, satisfy_need
from core.deals.visits import VisitResult, cancel_visit, finish_visit, start_visit
from core.documents.errors import BadQuery
from core.documents.listing import Filter, ListQuery, count, listing, page, totals
from core.documents.queries import based_on, standing_on
from core.kernel.clock import FixedClock
from tests.integration.deals.house import TODAY, House, build

assert reports

DAY = 86_400


def rows(
    session: Session, house: House, name: str, *filters: Filter, who: str = "boss"
) -> list[dict[str, Any]]:
    """Return the rows of a list as column → value."""
    found = page(session, house.people[who], name, ListQuery(filters=filters, limit=500))
    return [
        dict(zip((column.id for column in found.columns), row.values, strict=True))
        for row in found.rows
    ]


def funnel(
    session: Session, house: House, *filters: Filter, who: str = "boss"
) -> dict[str, tuple[int, ...]]:
    """Return stage → (deals, expected, weighted), of the stages with deals."""
    return {
        row["stage"]: (row["deals"], row["expected"], row["weighted"])
        for row in rows(session, house, "deal_funnel", *filters, who=who)
        if row["deals"]
    }


def three_deals(session: Session, clock: FixedClock) -> House:
    """Make three deals: in the first and the third stage, and a lost one."""
    house = build(session, clock)
    boss = house.people["boss"]
    house.deal(session, "First", expected="1000.05", close_on=dt.date(2026, 12, 1))
    second = house.deal(session, "Second", expected="2000", responsible="petr", partner="LILY")
    third = house.deal(session, "Third", expected="500")
    clock.wait(10 * DAY)
    move_deal(session, boss, second, house.stages["3"], clock=clock)
    clock.wait(4 * DAY)
    lose_deal(session, boss, third, house.lost["Дорого"], clock=clock)
    return house


def test_the_list_of_deals_weighs_and_sums(session: Session, clock: FixedClock) -> None:
    house = three_deals(session, clock)
    found = {row["name"]: row for row in rows(session, house, "deals")}
    assert [
        (row["stage"], row["expected"], row["weighted"], row["stage_days"])
        for row in (found["First"], found["Second"], found["Third"])
    ] == [
        ("1 Первичный контакт", 1000_05, 100_01, 14),
        ("3 Предложение", 2000_00, 1000_00, 4),
        ("- Проиграна", 500_00, 0, 0),
    ]
    assert (found["First"]["close_on"], found["Third"]["lost_reason"]) == (
        dt.date(2026, 12, 1),
        "Дорого",
    )
    assert totals(session, house.people["boss"], "deals", ListQuery()) == {
        "expected": 3500_05,
        "weighted": 1100_01,
    }


def test_the_funnel_counts_sums_weighs_and_ages_every_stage(
    session: Session, clock: FixedClock
) -> None:
    house = three_deals(session, clock)
    clock.wait(6 * DAY)
    found = rows(session, house, "deal_funnel")
    assert [row["stage"] for row in found] == [
        "Первичный контакт",
        "Выявление потребности",
        "Предложение",
        "Согласование условий",
        "Выиграна",
        "Проиграна",
    ]
    assert [
        (row["deals"], row["expected"], row["weighted"], row["age"], row["stage_days"])
        for row in found
    ] == [
        (1, 1000_05, 100_01, 20, 20),
        (0, 0, 0, None, None),
        (1, 2000_00, 1000_00, 20, 10),
        (0, 0, 0, None, None),
        (0, 0, 0, None, None),
        (1, 500_00, 0, 14, 0),
    ]
    query = ListQuery()
    assert totals(session, house.people["boss"], "deal_funnel", query) == {
        "deals": 3,
        "expected": 3500_05,
        "weighted": 1100_01,
    }
    assert count(session, house.people["boss"], "deal_funnel", query) == 6


def test_the_funnel_narrows_to_a_person_a_period_a_status(
    session: Session, clock: FixedClock
) -> None:
    house = three_deals(session, clock)
    assert funnel(session, house, Filter("responsible", "contains", "petr")) == {
        "Предложение": (1, 2000_00, 1000_00)
    }
    assert funnel(session, house, Filter("status", "eq", "open")) == {
        "Первичный контакт": (1, 1000_05, 100_01),
        "Предложение": (1, 2000_00, 1000_00),
    }
    assert funnel(session, house, Filter("date", "gt", TODAY)) == {}
    assert funnel(session, house, Filter("closed_on", "ge", TODAY)) == {"Проиграна": (1, 500_00, 0)}
    assert funnel(session, house, Filter("close_on", "le", dt.date(2026, 12, 31))) == {
        "Первичный контакт": (1, 1000_05, 100_01)
    }
    both = (Filter("responsible", "contains", "olga"), Filter("kind", "eq", "lost"))
    assert funnel(session, house, *both) == {"Проиграна": (1, 500_00, 0)}
    with pytest.raises(BadQuery):
        funnel(session, house, Filter("date", "gt", "tomorrow"))


def test_lists_and_sums_hold_only_what_the_reader_is_responsible_for(
    session: Session, clock: FixedClock
) -> None:
    house = three_deals(session, clock)
    house.need(session, "MASK 1 Цена 3.00/")
    house.visit(session, who="ira")
    assert [row["name"] for row in rows(session, house, "deals", who="petr")] == ["Second"]
    assert funnel(session, house, who="petr") == {"Предложение": (1, 2000_00, 1000_00)}
    petr = house.people["petr"]
    assert totals(session, petr, "deal_funnel", ListQuery())["expected"] == 2000_00
    assert count(session, petr, "deals", ListQuery()) == 1
    for name in ("customer_needs", "lost_demand", "visit_tasks", "my_visit_tasks"):
        assert rows(session, house, name, who="petr") == []
        assert sum(totals(session, petr, name, ListQuery()).values()) == 0
    assert [row["name"] for row in rows(session, house, "salespeople", who="petr")] == ["Petr"]
    assert {row["name"] for row in rows(session, house, "salespeople")} == {
        "Boss",
        "Olga",
        "Petr",
        "Ira",
    }
    with pytest.raises(Forbidden):
        rows(session, house, "deal_funnel", who="keeper")


def test_sums_of_a_company_one_may_not_see_are_left_out(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    house.deal(session, expected="100", company_id=house.trade.companies["КЛ"])
    house.deal(session, expected="10", company_id=house.trade.companies["УП"])
    narrow = replace(house.people["boss"], companies=frozenset({house.trade.companies["УП"]}))
    assert totals(session, narrow, "deal_funnel", ListQuery())["expected"] == 10_00


def test_without_prices_there_are_no_sums(session: Session, clock: FixedClock) -> None:
    house = three_deals(session, clock)
    boss = house.people["boss"]
    blind = replace(
        boss, permissions=frozenset(p for p in boss.permissions if p.value != "price.read")
    )
    for name in ("deals", "deal_funnel", "customer_needs", "lost_demand"):
        assert not {"expected", "weighted", "lost"} & {
            column.id for column in listing(name).visible(blind)
        }
    assert totals(session, blind, "deal_funnel", ListQuery()) == {"deals": 3}


def test_lost_demand_is_told_by_item_and_reason(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    house.need(session, "GLOVES 3 Цена 10.00/", "GLOVES 1 Нет на складе /12.00")
    clock.wait(2 * DAY)
    house.need(session, "GLOVES 2 Цена 10.00/", "'Винт М8 ' 5 Другое 1.00/", partner="LILY")
    house.need(session, "'винт м8' 7 Другое 1.00/", manager="petr")
    met = house.need(session, "GLOVES 4 Цена 10.00/")
    satisfy_need(
        session, boss, met, house.trade.order(session, "GLOVES 4", confirm=False), clock=clock
    )

    def told(*filters: Filter) -> dict[tuple[str, str], tuple[Any, ...]]:
        return {
            (row["item"].strip(), row["reason"]): (
                row["asked"],
                row["unmet"],
                row["quantity"],
                row["lost"],
                row["last_on"].day,
            )
            for row in rows(session, house, "lost_demand", *filters)
        }

    assert {(item.casefold(), reason): sums for (item, reason), sums in told().items()} == {
        ("gloves", "Цена"): (3, 2, 9000, 50_00, 22),
        ("gloves", "Нет на складе"): (1, 1, 1000, 12_00, 20),
        ("винт м8", "Другое"): (2, 2, 12_000, 12_00, 22),
    }
    assert totals(session, boss, "lost_demand", ListQuery()) == {
        "asked": 6,
        "unmet": 5,
        "lost": 74_00,
    }
    assert told(Filter("date", "le", TODAY)) == {
        ("Gloves", "Цена"): (1, 1, 3000, 30_00, 20),
        ("Gloves", "Нет на складе"): (1, 1, 1000, 12_00, 20),
    }
    assert told(Filter("who", "contains", "lily")) == {
        ("Gloves", "Цена"): (1, 1, 2000, 20_00, 22),
        ("Винт М8", "Другое"): (1, 1, 5000, 5_00, 22),
    }
    assert told(Filter("status", "eq", "satisfied")) == {("Gloves", "Цена"): (1, 0, 4000, 0, 22)}
    assert count(session, boss, "lost_demand", ListQuery()) == 3


def test_pages_of_a_list_of_sums_follow_one_another(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    for at in range(7):
        house.need(session, f"'thing {at}' 1 Другое {at}.00/")
    seen: list[Any] = []
    query = ListQuery(limit=3)
    while True:
        found = page(session, house.people["boss"], "lost_demand", query)
        seen += [row.values[0] for row in found.rows]
        if found.next is None:
            break
        query = replace(query, after=found.next)
    assert seen == [f"thing {at}" for at in range(6, -1, -1)]


def test_my_visits_are_those_of_today_and_the_overdue(session: Session, clock: FixedClock) -> None:
    house = build(session, clock)
    petr = house.people["petr"]
    day = dt.timedelta(days=1)
    late = house.visit(session, on=TODAY - day, address="late")
    house.visit(session, on=TODAY, address="today", time_from="9", time_until="10")
    house.visit(session, on=TODAY + day, address="tomorrow")
    house.visit(session, on=TODAY, who="ira", address="hers")
    off = house.visit(session, on=TODAY, address="off")
    cancel_visit(session, petr, off, "x", clock=clock)
    done = house.visit(session, on=TODAY - day, address="done")
    start_visit(session, petr, done, clock=clock)
    finish_visit(session, petr, done, VisitResult(text="ok"), clock=clock)
    mine = rows(session, house, "my_visit_tasks", who="petr")
    assert [(row["address"], row["time"]) for row in mine] == [
        ("late", ""),
        ("today", "09:00–10:00"),
    ]
    every = {row["address"]: row["overdue"] for row in rows(session, house, "visit_tasks")}
    assert every == {
        "late": True,
        "today": False,
        "tomorrow": False,
        "hers": False,
        "off": False,
        "done": False,
    }
    start_visit(session, petr, late, clock=clock)
    overdue = rows(session, house, "visit_tasks", Filter("overdue", "eq", True))
    assert [row["address"] for row in overdue] == ["late"]


def test_chains_of_documents_leave_out_what_others_are_responsible_for(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    petr, boss = house.people["petr"], house.people["boss"]
    deal = house.deal(session, responsible="petr")
    own = house.visit(session, basis_id=deal)
    hers = house.visit(session, who="ira", basis_id=deal)
    assert [one.id for one in standing_on(session, deal, petr)] == [own]
    assert [one.id for one in standing_on(session, deal, boss)] == [own, hers]
    assert [one.id for one in based_on(session, hers, house.people["ira"])] == []


def test_dropped_needs_and_won_deals_stay_in_their_lists(
    session: Session, clock: FixedClock
) -> None:
    house = build(session, clock)
    boss = house.people["boss"]
    deal, need = house.deal(session, expected="10"), house.need(session, "MASK 2 Цена 3.00/")
    win_deal(session, boss, deal, clock=clock)
    drop_need(session, boss, need, "x", clock=clock)
    assert funnel(session, house) == {"Выиграна": (1, 10_00, 10_00)}
    (found,) = rows(session, house, "customer_needs")
    assert (found["who"], found["lines"], found["lost"], found["closed_on"]) == (
        "Rose",
        1,
        6_00,
        TODAY,
    )
