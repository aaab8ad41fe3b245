"""Payments and refunds: posted, taken back, changed; what is owed follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission, Role, permissions_of
from core.documents.listing import ListQuery, page
from core.documents.queries import movements
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, IllegalTransition, NotEnough, PeriodClosed
from core.settlements.errors import (
    AnnulledDocument,
    ForeignObject,
    LinesExceedPayment,
    NothingInPayment,
    NotPayable,
    ObjectNamedTwice,
    OtherCurrency,
    RefundExceeds,
)
from core.settlements.kinds import EntryStatus, PaymentKind
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.listings import INCOMING_PAYMENTS, SETTLEMENT_OBJECTS
from core.settlements.models import IncomingPayment
from core.settlements.payments import (
    PaidLine,
    PaymentChanges,
    annul_payment,
    enter_payment,
    enter_refund,
    post_payment,
    save_payment,
    unpost_payment,
)
from core.settlements.queries import payment_card
from core.settlements.rate_models import Currency
from tests.integration.sales.trade import BOSS, build
from tests.integration.settlements.money import new_payment, owed, paid, shipped

SELLER: Actor = replace(BOSS, permissions=permissions_of(frozenset({Role.SALES_MANAGER})))


def test_an_invoice_is_owed_on_its_order_until_it_is_paid(session: Session, clock: Clock) -> None:
    """Charged 300; 120 paid leaves 180 owed; taken back, all of it is owed again."""
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    assert owed(session, order) == ("0", "0")
    shipped(session, trade, order)
    assert owed(session, order) == ("300", "0")
    payment = paid(session, trade, "120", {order: "120"})
    assert (payment.number, payment.status, payment.left_minor) == (
        "КЛ-000001",
        EntryStatus.POSTED,
        0,
    )
    assert owed(session, order) == ("180", "0")
    unpost_payment(session, BOSS, payment.id, clock=clock)
    assert owed(session, order) == ("300", "0")
    assert movements(session, BOSS, payment.id) == {}
    assert ledger.verify(session) == []


def test_what_is_paid_ahead_is_offset_when_the_goods_leave(session: Session, clock: Clock) -> None:
    """400 ahead, 300 shipped: 100 stay ahead, whichever came first."""
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    paid(session, trade, "400", {order: "400"})
    assert owed(session, order) == ("0", "400")
    shipped(session, trade, order)
    assert owed(session, order) == ("0", "100")
    assert ledger.verify(session) == []


def test_what_no_line_names_stays_an_advance_of_the_payment(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    payment = paid(session, trade, "500", {order: "300"})
    assert payment.left_minor == 200_00
    assert owed(session, order) == ("0", "300")
    assert owed(session, payment.id) == ("0", "200")
    (rows,) = [rows for of, rows in movements(session, BOSS, payment.id).items()]
    assert [(row.line, row.object_id, row.paid) for row in rows] == [
        (0, payment.id, 200_00),
        (1, order, 300_00),
    ]


def test_a_posted_payment_that_is_changed_counts_anew(session: Session, clock: Clock) -> None:
    """Money moves from one order to the other, and the payment grows."""
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    payment = paid(session, trade, "300", {one: "300"})
    changes = PaymentChanges(
        header={"amount_minor": 350_00, "purpose": "За товар"},
        lines=(PaidLine(one, 100_00), PaidLine(two, 200_00)),
    )
    saved = save_payment(session, BOSS, payment.id, payment.version, changes, clock=clock)
    assert (saved.amount_minor, saved.left_minor) == (350_00, 50_00)
    assert [owed(session, key)[1] for key in (one, two, payment.id)] == ["100", "200", "50"]
    with pytest.raises(Conflict):
        save_payment(session, BOSS, payment.id, payment.version, changes, clock=clock)
    card = payment_card(session, BOSS, payment.id)
    assert (card.purpose, card.left_minor, [line.object for line in card.lines]) == (
        "За товар",
        50_00,
        ["КЛ-000001", "КЛ-000002"],
    )
    assert ledger.verify(session) == []


def test_a_mistake_keeps_its_number_and_counts_for_nothing(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    entered = enter_payment(session, BOSS, new_payment(trade, "100"), clock=clock)
    annulled = annul_payment(session, BOSS, entered.id, clock=clock)
    with pytest.raises(AnnulledDocument):
        save_payment(session, BOSS, entered.id, annulled.version, PaymentChanges(), clock=clock)
    with pytest.raises(IllegalTransition):
        post_payment(session, BOSS, entered.id, clock=clock)
    assert owed(session, entered.id) == ("0", "0")
    restored = annul_payment(session, BOSS, entered.id, clock=clock, annulled=False)
    assert restored.status is EntryStatus.ENTERED
    post_payment(session, BOSS, entered.id, clock=clock)
    for annulled_now in (True, False):
        with pytest.raises(IllegalTransition):
            annul_payment(session, BOSS, entered.id, clock=clock, annulled=annulled_now)
    assert owed(session, entered.id) == ("0", "100")


def test_lines_that_make_no_sense_are_refused_and_nothing_is_kept(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    other = trade.order(session, "GLOVES 1", partner="LILY")
    another = trade.order(session, "GLOVES 1", company="УП")

    def refused(kind: type[Exception], lines: dict[int, str], **more: object) -> None:
        point = session.begin_nested()
        with pytest.raises(kind):
            enter_payment(session, BOSS, new_payment(trade, "100", lines, **more), clock=clock)
        point.rollback()

    refused(LinesExceedPayment, {order: "100.01"})
    refused(ForeignObject, {other: "10"})
    refused(ForeignObject, {another: "10"})
    refused(NotPayable, {shipped(session, trade, order) - 1: "10"})
    session.add(Currency(code="USD", name="Доллар США"))
    session.flush()
    refused(OtherCurrency, {order: "10"}, currency="USD")
    point = session.begin_nested()
    new = replace(new_payment(trade, "100"), lines=(PaidLine(order, 100), PaidLine(order, 100)))
    with pytest.raises(ObjectNamedTwice):
        enter_payment(session, BOSS, new, clock=clock)
    point.rollback()
    assert session.scalar(select(func.count()).select_from(IncomingPayment)) == 0


def test_a_payment_of_nothing_is_not_posted(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    entered = enter_payment(session, BOSS, new_payment(trade, "0"), clock=clock)
    point = session.begin_nested()
    with pytest.raises(NothingInPayment):
        post_payment(session, BOSS, entered.id, clock=clock)
    point.rollback()
    assert ledger.balance(session, SETTLEMENTS) == []


def test_only_what_was_paid_ahead_is_refunded(session: Session, clock: Clock) -> None:
    """500 came for 300 of goods: 200 can go back, 201 cannot."""
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    paid(session, trade, "500", {order: "500"})
    shipped(session, trade, order)
    too_much = enter_refund(
        session, BOSS, new_payment(trade, "200.01", {order: "200.01"}), clock=clock
    )
    point = session.begin_nested()
    with pytest.raises(RefundExceeds) as refused:
        post_payment(session, BOSS, too_much.id, clock=clock)
    point.rollback()
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (200_01, 200_00)
    assert owed(session, order) == ("0", "200")
    card = payment_card(session, BOSS, too_much.id, refund=True)
    changes = PaymentChanges(header={"amount_minor": 150_00}, lines=(PaidLine(order, 150_00),))
    save_payment(session, BOSS, too_much.id, card.head.version, changes, clock=clock)
    posted = post_payment(session, BOSS, too_much.id, clock=clock)
    assert owed(session, order) == ("0", "50")
    more = PaymentChanges(header={"amount_minor": 200_00}, lines=(PaidLine(order, 200_00),))
    save_payment(session, BOSS, too_much.id, posted.version, more, clock=clock)
    assert owed(session, order) == ("0", "0")
    unpost_payment(session, BOSS, too_much.id, clock=clock)
    assert owed(session, order) == ("0", "200")
    assert ledger.verify(session) == []


def test_a_refund_says_of_what(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    payment = paid(session, trade, "100")
    refund = enter_refund(session, BOSS, new_payment(trade, "100"), clock=clock)
    point = session.begin_nested()
    with pytest.raises(NothingInPayment):
        post_payment(session, BOSS, refund.id, clock=clock)
    point.rollback()
    assert owed(session, payment.id) == ("0", "100")


def test_a_payment_that_was_refunded_is_not_taken_back(session: Session, clock: Clock) -> None:
    """What is not there any more cannot be taken: the ledger refuses, with figures."""
    trade = build(session, clock, "GLOVES 100 @10")
    payment = paid(session, trade, "100")
    refund = enter_refund(session, BOSS, new_payment(trade, "60", {payment.id: "60"}), clock=clock)
    post_payment(session, BOSS, refund.id, clock=clock)
    point = session.begin_nested()
    with pytest.raises(NotEnough) as refused:
        unpost_payment(session, BOSS, payment.id, clock=clock)
    point.rollback()
    assert (refused.value.facts["ledger"], refused.value.facts["measure"]) == (
        "settlements",
        "paid",
    )
    assert owed(session, payment.id) == ("0", "40")


def test_who_may_only_read_payments_cannot_enter_them(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    payment = paid(session, trade, "100")
    assert SELLER.may(Permission.PAYMENT_READ)
    assert payment_card(session, SELLER, payment.id).amount_minor == 100_00
    for attempt in (
        lambda: enter_payment(session, SELLER, new_payment(trade, "1"), clock=clock),
        lambda: unpost_payment(session, SELLER, payment.id, clock=clock),
        lambda: save_payment(
            session, SELLER, payment.id, payment.version, PaymentChanges(), clock=clock
        ),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert owed(session, payment.id) == ("0", "100")


def test_another_company_hides_its_payments(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    paid(session, trade, "100")
    stranger = replace(BOSS, companies=frozenset({trade.companies["УП"]}))
    assert page(session, stranger, INCOMING_PAYMENTS, ListQuery()).rows == []
    assert page(session, stranger, SETTLEMENT_OBJECTS, ListQuery()).rows == []
    assert len(page(session, BOSS, INCOMING_PAYMENTS, ListQuery()).rows) == 1


def test_money_of_a_closed_period_is_refused(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    late = enter_payment(
        session, BOSS, new_payment(trade, "10", date=date(2026, 10, 31)), clock=clock
    )
    ledger.close_period(session, BOSS, date(2026, 10, 31), clock=clock)
    point = session.begin_nested()
    with pytest.raises(PeriodClosed):
        post_payment(session, BOSS, late.id, clock=clock)
    point.rollback()
    assert owed(session, late.id) == ("0", "0")


def test_a_payment_tells_how_and_from_whom_it_came(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    payment = paid(
        session,
        trade,
        "100",
        kind=PaymentKind.CARD,
        their_number="17",
        their_date=date(2026, 11, 19),
        purpose="За товар",
    )
    card = payment_card(session, BOSS, payment.id)
    assert (card.kind, card.their_number, card.their_date, card.from_bank) == (
        PaymentKind.CARD,
        "17",
        date(2026, 11, 19),
        False,
    )
    (row,) = page(session, BOSS, INCOMING_PAYMENTS, ListQuery(search="товар")).rows
    assert row.key == payment.id
