"""What a payment pays: what its purpose names, then the oldest debts, then what is due next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, IllegalTransition
from core.sales.models import CustomerOrder
from core.settlements.bills import (
    NewBill,
    annul_bill,
    bill_card,
    issue_bill,
    save_bill,
)
from core.settlements.errors import AnnulledDocument, NothingToBill
from core.settlements.kinds import BillStatus, StageKind
from core.settlements.proposals import Asked, Why, propose
from core.settlements.stages import NewStage, save_stages, stages_of
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import kopecks, owed, paid, shipped, staged

TODAY = date(2026, 11, 20)


def proposed(
    session: Session, trade: Trade, roubles: str, purpose: str = "", partner: str = "ROSE"
) -> tuple[list[tuple[Any, ...]], int]:
    """Return (object, roubles, why) of every line, and the kopecks left."""
    found = propose(
        session,
        BOSS,
        Asked(
            company_id=trade.companies["КЛ"],
            partner_id=trade.partners[partner],
            amount_minor=kopecks(roubles),
            purpose=purpose,
            on=TODAY,
        ),
    )
    return [
        (line.object_id, line.amount_minor // 100, line.why) for line in found.lines
    ], found.left_minor


def test_without_words_the_oldest_debts_are_paid_first(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    stranger = trade.order(session, "GLOVES 5", partner="LILY")
    for order in (two, one, stranger):
        shipped(session, trade, order)
    assert proposed(session, trade, "100") == ([(two, 100, Why.DEBT)], 0)
    assert proposed(session, trade, "450") == (
        [(two, 200, Why.DEBT), (one, 250, Why.DEBT)],
        0,
    )
    assert proposed(session, trade, "600") == (
        [(two, 200, Why.DEBT), (one, 300, Why.DEBT)],
        100_00,
    )
    assert (owed(session, one), owed(session, two)) == (("300", "0"), ("200", "0"))


def test_a_number_in_the_purpose_comes_before_older_debts(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    shipped(session, trade, one)
    assert proposed(session, trade, "250", "По счету № КЛ-000002 от 20.11.2026") == (
        [(two, 200, Why.NAMED), (one, 50, Why.DEBT)],
        0,
    )
    assert proposed(session, trade, "50", "оплата заказа 2") == ([(two, 50, Why.NAMED)], 0)
    assert proposed(session, trade, "50", "по счету № КЛ-000099") == ([(one, 50, Why.DEBT)], 0)
    paid(session, trade, "200", {two: "200"})
    assert proposed(session, trade, "70", "по заказу КЛ-000002") == ([(one, 70, Why.DEBT)], 0)


def test_an_invoice_named_pays_its_own_part_of_the_orders(session: Session, clock: Clock) -> None:
    """Two orders on one invoice, settled by orders: each gets what the invoice charged it."""
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    shipped(session, trade, one, two)
    lines, left = proposed(session, trade, "450", "По накладной КЛ-000001 от 20.11.2026")
    assert (sorted(lines), left) == ([(one, 300, Why.NAMED), (two, 150, Why.NAMED)], 0)


def test_a_bill_named_gets_its_sum_and_an_annulled_one_nothing(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    shipped(session, trade, two)
    bill = issue_bill(session, BOSS, NewBill(object_id=one, amount_minor=90_00), clock=clock)
    assert bill.number == "КЛ-000001"
    purpose = "Оплата по счету КЛ-000001"
    assert proposed(session, trade, "100", purpose) == (
        [(one, 90, Why.NAMED), (two, 10, Why.DEBT)],
        0,
    )
    annul_bill(session, BOSS, bill.id, clock=clock)
    assert proposed(session, trade, "400", purpose) == (
        [(one, 300, Why.NAMED), (two, 100, Why.DEBT)],
        0,
    )


def test_what_is_due_next_is_paid_when_nothing_is_owed(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    staged(session, trade, one, (StageKind.PREPAYMENT, "300", date(2026, 12, 1)))
    staged(session, trade, two, (StageKind.ADVANCE, "200", date(2026, 11, 25)))
    assert proposed(session, trade, "450") == (
        [(two, 200, Why.PLAN), (one, 250, Why.PLAN)],
        0,
    )
    paid(session, trade, "200", {two: "200"})
    assert proposed(session, trade, "450") == ([(one, 300, Why.PLAN)], 150_00)


def test_a_bill_asks_for_what_is_not_paid(session: Session, clock: Clock) -> None:
    """Of the whole, of a stage, never for nothing; the usual words name number and basis."""
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    document = session.get_one(CustomerOrder, order)
    save_stages(
        session,
        BOSS,
        document,
        [
            NewStage(StageKind.ADVANCE, 30_00, 90_00, date(2026, 11, 22)),
            NewStage(StageKind.CREDIT, 70_00, 210_00, date(2026, 12, 22)),
        ],
        clock=clock,
    )
    assert [stage.amount_minor for stage in stages_of(session, order).values()] == [90_00, 210_00]
    first = issue_bill(session, BOSS, NewBill(object_id=order, stage_no=1), clock=clock)
    card = bill_card(session, BOSS, first.id)
    assert (card.amount_minor, card.due_on, card.object_number) == (
        90_00,
        date(2026, 11, 22),
        "КЛ-000001",
    )
    assert card.purpose == (
        "Оплата по счету № КЛ-000001 от 20.11.2026 (заказ № КЛ-000001 от 20.11.2026)"
    )
    paid(session, trade, "100", {order: "100"})
    whole = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock)
    second = issue_bill(session, BOSS, NewBill(object_id=order, stage_no=2), clock=clock)
    assert (whole.amount_minor, second.amount_minor) == (200_00, 200_00)
    paid(session, trade, "200", {order: "200"})
    for stage_no in (0, 1, 2):
        with pytest.raises(NothingToBill):
            issue_bill(session, BOSS, NewBill(object_id=order, stage_no=stage_no), clock=clock)


def test_a_bill_of_an_invoice_asks_for_its_debt(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    invoice = shipped(session, trade, order)
    paid(session, trade, "120", {order: "120"})
    bill = issue_bill(session, BOSS, NewBill(object_id=invoice), clock=clock)
    assert bill.amount_minor == 180_00


def test_a_bill_is_changed_annulled_and_issued_again(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    bill = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock)
    changed = save_bill(
        session,
        BOSS,
        bill.id,
        bill.version,
        {"amount_minor": 50_00, "purpose": "Аванс"},
        clock=clock,
    )
    with pytest.raises(Conflict):
        save_bill(session, BOSS, bill.id, bill.version, {"amount_minor": 1}, clock=clock)
    with pytest.raises(NothingToBill):
        save_bill(session, BOSS, bill.id, changed.version, {"amount_minor": 0}, clock=clock)
    annulled = annul_bill(session, BOSS, bill.id, clock=clock)
    assert annulled.status is BillStatus.ANNULLED
    with pytest.raises(AnnulledDocument):
        save_bill(session, BOSS, bill.id, annulled.version, {"amount_minor": 1}, clock=clock)
    with pytest.raises(IllegalTransition):
        annul_bill(session, BOSS, bill.id, clock=clock)
    annul_bill(session, BOSS, bill.id, clock=clock, annulled=False)
    card = bill_card(session, BOSS, bill.id)
    assert (card.status, card.amount_minor, card.purpose) == (BillStatus.ISSUED, 50_00, "Аванс")
    assert ledger.verify(session) == []
