"""Who owes since when: by document, contract, partner and age; the statement of a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session
from sqlalchemy.types import Date

from core import ledger
from core.access.errors import Forbidden
from core.access.roles import Role, permissions_of
from core.documents.listing import Filter, ListQuery, page, totals
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.settlements import debt_listings
from core.settlements.debt_listings import DEBTS, DEBTS_BY_CONTRACT, DEBTS_BY_PARTNER
from core.settlements.debts import By, currencies_of, debts, standing_objects, statement
from core.settlements.kinds import DEBT, AdjustedSide
from core.settlements.ledgers import PAYMENT_PLAN
from core.settlements.offsets import (
    AdjustmentLine,
    NewEntry,
    OffsetLine,
    enter_adjustment,
    enter_offset,
    post_entry,
)
from core.settlements.rules import Due, aging, net, overdue
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import paid, shipped

TODAY = date(2026, 11, 20)


def opening(session: Session, trade: Trade, *dues: tuple[int, date], partner: str = "ROSE") -> int:
    """Enter debts from before klad; return the document they are of."""
    made = enter_adjustment(
        session,
        BOSS,
        NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners[partner]),
        [AdjustmentLine(0, AdjustedSide.CHARGED, minor, on) for minor, on in dues],
        clock=trade.clock,
    )
    post_entry(session, BOSS, made.id, clock=trade.clock)
    return made.id


def test_debts_tell_overdue_days_and_age(session: Session, clock: Clock) -> None:
    """400 due 41 days ago, 300 yesterday, 200 next month; 150 paid: the oldest first."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = opening(
        session,
        trade,
        (400_00, date(2026, 10, 10)),
        (300_00, date(2026, 11, 19)),
        (200_00, date(2026, 12, 20)),
    )
    paid(session, trade, "150", {key: "150"})
    (row,) = debts(session, BOSS, TODAY)
    assert (row.object_id, row.partner_id, row.currency) == (key, trade.partners["ROSE"], "RUB")
    assert (row.debt, row.advance, row.overdue) == (750_00, 0, 550_00)
    assert (row.since, row.days) == (date(2026, 10, 10), 41)
    assert (row.not_due, row.aged) == (200_00, (300_00, 250_00, 0, 0))
    (earlier,) = debts(session, BOSS, date(2026, 10, 10))
    assert (earlier.overdue, earlier.days) == (0, 0)


def test_debts_add_up_by_contract_and_partner_and_never_swallow_advances(
    session: Session, clock: Clock
) -> None:
    """An advance of one order does not make the debt of another smaller."""
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    other = trade.order(session, "GLOVES 5", partner="LILY")
    shipped(session, trade, one)
    shipped(session, trade, other)
    paid(session, trade, "200", {two: "200"})
    rows = debts(session, BOSS, TODAY + timedelta(days=3), by=By.PARTNER)
    assert [(row.partner_id, row.debt, row.overdue, row.advance) for row in rows] == [
        (trade.partners["ROSE"], 300_00, 300_00, 200_00),
        (trade.partners["LILY"], 50_00, 50_00, 0),
    ]
    assert [row.object_id for row in rows] == [0, 0]
    (mine,) = debts(session, BOSS, TODAY, by=By.CONTRACT, partner_id=trade.partners["LILY"])
    assert (mine.contract_id, mine.debt, mine.overdue) == (0, 50_00, 0)
    assert debts(session, BOSS, TODAY, contract_id=77) == []


def test_the_lists_show_debts_of_companies_one_may_see(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    key = opening(session, trade, (400_00, date(2026, 10, 10)))
    other = trade.order(session, "GLOVES 5", partner="LILY", company="УП")
    shipped(session, trade, other)
    monkeypatch.setattr(debt_listings, "today", lambda: TODAY)
    found = page(session, BOSS, DEBTS, ListQuery())
    told = [dict(zip([c.id for c in found.columns], row.values, strict=True)) for row in found.rows]
    assert [row.key for row in found.rows] == [f"{key}:RUB", f"{other}:RUB"]
    assert [(one["partner"], one["debt"], one["overdue"], one["days"]) for one in told] == [
        ("Rose", 400_00, 400_00, 41),
        ("Lily", 50_00, 0, None),
    ]
    assert told[0]["kind"] == "debt_adjustment"
    assert totals(session, BOSS, DEBTS, ListQuery())["debt"] == 450_00
    mine = replace(BOSS, companies=frozenset({trade.companies["УП"]}))
    for listing in (DEBTS, DEBTS_BY_CONTRACT, DEBTS_BY_PARTNER):
        assert len(page(session, BOSS, listing, ListQuery()).rows) == 2
        assert len(page(session, mine, listing, ListQuery()).rows) == 1
        assert totals(session, mine, listing, ListQuery())["debt"] == 50_00
    late = ListQuery(filters=(Filter("days", "ge", 31),))
    (row,) = page(session, BOSS, DEBTS_BY_PARTNER, late).rows
    assert row.key == f"{trade.partners['ROSE']}:{trade.companies['КЛ']}:RUB"
    storekeeper = replace(BOSS, permissions=permissions_of(frozenset({Role.STOREKEEPER})))
    for read in (
        lambda: page(session, storekeeper, DEBTS, ListQuery()),
        lambda: debts(session, storekeeper, TODAY),
        lambda: statement(
            session, storekeeper, trade.partners["ROSE"], TODAY, TODAY, currency="RUB"
        ),
    ):
        with pytest.raises(Forbidden):
            read()


def test_a_statement_tells_a_period_from_balance_to_balance(session: Session, clock: Clock) -> None:
    """What moves between the partner's own documents is no news to him."""
    trade = build(session, clock, "GLOVES 100 @10")
    rose = trade.partners["ROSE"]
    opening(session, trade, (100_00, date(2026, 10, 10)))
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    shipped(session, trade, one)
    payment = paid(session, trade, "460", {one: "300", two: "150"}, date=date(2026, 11, 25))
    shipped(session, trade, two)
    offset = enter_offset(
        session,
        BOSS,
        NewEntry(company_id=trade.companies["КЛ"], partner_id=rose),
        [OffsetLine(payment.id, two, 10_00)],
        clock=clock,
    )
    post_entry(session, BOSS, offset.id, clock=clock)
    found = statement(session, BOSS, rose, date(2026, 11, 1), date(2026, 11, 30), currency="RUB")
    assert (found.partner, found.opening) == ("Rose", 0)
    assert [(row.type, row.charged, row.paid, row.balance) for row in found.rows] == [
        ("debt_adjustment", 100_00, 0, 100_00),
        ("sales_invoice", 300_00, 0, 400_00),
        ("sales_invoice", 200_00, 0, 600_00),
        ("incoming_payment", 0, 460_00, 140_00),
    ]
    assert (found.charged, found.paid, found.closing) == (600_00, 460_00, 140_00)
    later = statement(session, BOSS, rose, date(2026, 11, 21), date(2026, 11, 30), currency="RUB")
    assert (later.opening, later.charged, later.paid, later.closing) == (600_00, 0, 460_00, 140_00)
    assert currencies_of(session, BOSS, rose) == ["RUB"]
    nothing = statement(session, BOSS, rose, TODAY, TODAY, currency="USD", company_id=1)
    assert (nothing.opening, nothing.rows) == (0, ())
    with pytest.raises(NotFound):
        statement(session, BOSS, 0, TODAY, TODAY, currency="RUB")


@pytest.mark.parametrize("seed", range(6))
def test_the_database_and_the_rules_tell_the_same(
    session: Session, clock: Clock, seed: int
) -> None:
    """Random debts and payments of several objects: SQL and pure rules agree on every figure."""
    trade = build(session, clock, "GLOVES 100 @10")
    random = Random(seed)
    told: dict[int, tuple[list[Due], int]] = {}
    for _ in range(3):
        rows = [
            (random.randint(1, 900_00), TODAY + timedelta(days=random.randint(-140, 40)))
            for _ in range(random.randint(1, 6))
        ]
        key = opening(session, trade, *rows)
        amount = random.randint(1, 2000_00)
        paid(session, trade, f"{amount // 100}.{amount % 100:02d}", {key: f"{amount / 100:.2f}"})
        told[key] = ([Due(*row) for row in rows], amount)
    found = standing_objects(literal(TODAY, Date))
    rows = {row.object_id: row for row in session.execute(select(found))}
    for key, (dues, amount) in told.items():
        net_, late = net(sum(due.minor for due in dues), amount), overdue(dues, amount, TODAY)
        aged = aging(dues, amount, TODAY)
        if net_.debt == net_.advance == 0:
            assert key not in rows
            continue
        row = rows[key]
        assert (row.debt, row.advance) == (net_.debt, net_.advance)
        assert (row.overdue, row.since) == (late.minor, late.since)
        assert (row.not_due, row.aged_1, row.aged_2, row.aged_3, row.aged_4) == (
            aged.not_due,
            *aged.by_age,
        )
    assert ledger.verify(session) == []


def test_verify_names_what_does_not_follow(session: Session, clock: Clock) -> None:
    """A debt without a day, a payment that counts with another sum, an object that is none."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = opening(session, trade, (400_00, date(2026, 10, 10)))
    payment = paid(session, trade, "100", {key: "100"})
    assert ledger.verify(session) == []
    row = {
        "object_id": key,
        "currency": "RUB",
        "plan_id": key,
        "kind": DEBT,
        "due_on": "2026-10-10",
        "stage_no": 9,
        "due": 1,
    }
    ledger.append(session, key, TODAY, {PAYMENT_PLAN: [row]})
    settled = {"company_id": trade.companies["УП"], "object_id": key, "currency": "RUB", "paid": 5}
    ledger.append(session, payment.id, TODAY, {ledger.ledger("settlements"): [settled]})
    found = {difference.what: difference for difference in ledger.verify(session)}
    assert set(found) == {"payment plan", "payment", "settlement object"}
    assert (found["payment plan"].stored, found["payment plan"].computed) == (400_01, 400_00)
    assert (found["payment"].stored, found["payment"].computed) == (100_05, 100_00)
