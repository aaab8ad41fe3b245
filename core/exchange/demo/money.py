"""Money of the demo: rates, debts of every age, payments, advances, bills."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.documents.reference import create_row
from core.exchange.demo.firms import Firms
from core.exchange.demo.staff import Staff
from core.kernel.clock import Clock
from core.sales.models import CustomerOrder
from core.settlements.bills import NewBill, issue_bill
from core.settlements.books import CURRENCY, CURRENCY_RATE
from core.settlements.kinds import AdjustedSide, PaymentKind
from core.settlements.offsets import (
    AdjustmentLine,
    NewEntry,
    OffsetLine,
    enter_adjustment,
    enter_offset,
    post_entry,
)
from core.settlements.payments import NewPayment, PaidLine, enter_payment, post_payment
from core.settlements.rates import KNOWN

_RATES = {"USD": ("92.4375", "92.1802", "91.9033"), "CNY": ("12.7801", "12.7466", "12.7102")}
"""Currency → roubles today, a week ago, two weeks ago; invented."""

_DEBTS = {
    24: ((48_200_00, -12), (31_750_00, 9)),
    25: ((126_400_00, -47),),
    26: ((15_980_00, -3), (22_310_50, -38), (9_800_00, 20)),
    28: ((310_000_00, -104),),
    30: ((64_300_00, -71), (18_450_00, 14)),
    33: ((7_215_40, 5),),
}
"""Partner → (kopecks, days from today until due): what was owed before the books began."""


def add_money(session: Session, clock: Clock, staff: Staff, firms: Firms) -> None:
    """Add what an accountant and a manager meet: debts, payments of every kind, bills."""
    _rates(session, clock)
    old = _old_debts(session, clock, staff, firms)
    _payments(session, clock, staff, firms, old)
    _of_orders(session, clock, staff, firms)


def _rates(session: Session, clock: Clock) -> None:
    for code in ("RUB", *_RATES):
        number, name = KNOWN[code]
        create_row(session, SYSTEM, CURRENCY.name, code=code, number=number, name=name)
    for code, rates in _RATES.items():
        for weeks, rate in enumerate(rates):
            since = clock.business_date() - timedelta(weeks=weeks)
            create_row(
                session,
                SYSTEM,
                CURRENCY_RATE.name,
                currency=code,
                since=since,
                rate=Decimal(rate),
            )


def _old_debts(session: Session, clock: Clock, staff: Staff, firms: Firms) -> dict[int, int]:
    """Return partner → the document its old debts are of."""
    today = clock.business_date()
    found: dict[int, int] = {}
    for number, dues in _DEBTS.items():
        partner_id, entity_id, _address = firms.partners[number]
        made = enter_adjustment(
            session,
            staff.accountant,
            NewEntry(
                company_id=firms.companies["КЛ"],
                partner_id=partner_id,
                legal_entity_id=entity_id,
                date=today - timedelta(days=110),
                reason="Ввод остатков",
            ),
            [
                AdjustmentLine(0, AdjustedSide.CHARGED, minor, today + timedelta(days=days))
                for minor, days in dues
            ],
            clock=clock,
        )
        post_entry(session, staff.accountant, made.id, clock=clock)
        found[number] = made.id
    return found


def _payments(
    session: Session, clock: Clock, staff: Staff, firms: Firms, old: dict[int, int]
) -> None:
    """Pay some of the old debts: by bank, in cash, by card, and once without saying what for."""
    today = clock.business_date()
    for number, minor, kind, days, purpose in (
        (24, 48_200_00, PaymentKind.CASHLESS, 2, "Оплата за товар по акту сверки, НДС 22%"),
        (25, 50_000_00, PaymentKind.CASHLESS, 20, "Частичная оплата задолженности"),
        (26, 10_000_00, PaymentKind.CASH, 1, ""),
        (30, 14_300_00, PaymentKind.CARD, 5, ""),
        (33, 0, PaymentKind.CASHLESS, 1, "Предоплата за товар"),
    ):
        partner_id, entity_id, _address = firms.partners[number]
        entered = enter_payment(
            session,
            staff.accountant,
            NewPayment(
                company_id=firms.companies["КЛ"],
                partner_id=partner_id,
                legal_entity_id=entity_id,
                kind=kind,
                amount_minor=minor or 12_000_00,
                purpose=purpose,
                their_number=str(310 + number) if kind is PaymentKind.CASHLESS else "",
                their_date=today - timedelta(days=days),
                date=today - timedelta(days=days),
                lines=(PaidLine(old[number], minor),) if minor else (),
            ),
            clock=clock,
        )
        post_payment(session, staff.accountant, entered.id, clock=clock)
    partner_id, _entity, _address = firms.partners[33]
    offset = enter_offset(
        session,
        staff.accountant,
        NewEntry(company_id=firms.companies["КЛ"], partner_id=partner_id),
        [OffsetLine(entered.id, old[33], 4_000_00)],
        clock=clock,
    )
    post_entry(session, staff.accountant, offset.id, clock=clock)


def _of_orders(session: Session, clock: Clock, staff: Staff, firms: Firms) -> None:
    """Bill the orders of some partners, and take an advance of one of them."""
    today = clock.business_date()
    partners = [firms.partners[number][0] for number in (8, 9, 10)]
    orders = session.execute(
        select(CustomerOrder.id, CustomerOrder.partner_id, CustomerOrder.total_minor)
        .where(CustomerOrder.partner_id.in_(partners))
        .order_by(CustomerOrder.id)
    ).all()
    for order in orders:
        until = today + timedelta(days=5)
        new = NewBill(object_id=order.id, due_on=until)
        bill = issue_bill(session, staff.manager, new, clock=clock)
    entered = enter_payment(
        session,
        staff.accountant,
        NewPayment(
            company_id=firms.companies["КЛ"],
            partner_id=order.partner_id,
            amount_minor=order.total_minor // 2,
            purpose=f"Аванс по счету № {bill.number} от {today:%d.%m.%Y}",
            their_number="901",
            their_date=today,
            lines=(PaidLine(order.id, order.total_minor // 2),),
        ),
        clock=clock,
    )
    post_payment(session, staff.accountant, entered.id, clock=clock)
