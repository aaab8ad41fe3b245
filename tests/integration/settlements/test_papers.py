"""What bills and orders print: read from the database, with the rights of whoever asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.calculation import CalculationOrder
from core.partners.models import Company
from core.sales.closing import Cancelled, cancel_lines
from core.sales.models import CustomerOrder
from core.settlements.bills import NewBill, issue_bill
from core.settlements.kinds import StageKind
from core.settlements.stages import NewStage, save_stages
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import contract, counted, kopecks, paid, shipped
from tui.flows.papers import papers_of, preview, render

ACCOUNT = {
    "full_name": 'ООО "Клад"',
    "inn": "7700000016",
    "kpp": "770001001",
    "bank_account": "40702810000000000001",
    "bank_name": 'ПАО "Банк"',
    "bik": "044525000",
    "corr_account": "30101810000000000000",
    "director": "Петров П. П.",
}


def with_account(session: Session, trade: Trade) -> None:
    """Let the company have a bank account."""
    company = session.get_one(Company, trade.companies["КЛ"])
    for name, value in ACCOUNT.items():
        setattr(company, name, value)
    session.flush()


def said(session: Session, name: str, key: int) -> str:
    """Return a paper as one line of words."""
    return " ".join(" ".join(preview(session, BOSS, name, key, 120)).split())


def test_a_bill_on_an_order_prints_the_lines_of_the_order(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10, BOX 100 @2.50")
    with_account(session, trade)
    order = trade.order(session, "GLOVES 30, BOX 4")
    bill = issue_bill(
        session, BOSS, NewBill(object_id=order, due_on=date(2026, 12, 15)), clock=clock
    )
    text = said(session, "bill", bill.id)
    number = session.get_one(CustomerOrder, order).number_text
    assert f"Счёт на оплату № {bill.number} от" in text
    assert f"Основание: Заказ клиента № {number} от" in text
    assert "Расчётный счёт: 40702810000000000001" in text
    assert "[QR-код для оплаты]" in text
    assert "Оплатить до: 15.12.2026" in text
    assert "Всего к оплате: 310,00" in text
    assert "Всего наименований 2, на сумму 310,00 руб. Триста десять рублей 00 копеек" in text
    assert "Руководитель: ______ / Петров П. П." in text


def test_a_bill_for_a_stage_says_the_whole_and_the_stage(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    stages = [
        NewStage(StageKind.ADVANCE, 3000, kopecks("90"), date(2026, 12, 1)),
        NewStage(StageKind.CREDIT, 7000, kopecks("210"), date(2026, 12, 31)),
    ]
    save_stages(session, BOSS, session.get_one(CustomerOrder, order), stages, clock=clock)
    bill = issue_bill(session, BOSS, NewBill(object_id=order, stage_no=1), clock=clock)
    text = said(session, "bill", bill.id)
    assert "Всего по документу: 300,00 К оплате по счёту: 90,00" in text
    assert "Девяносто рублей 00 копеек" in text
    shown = said(session, "customer_order", order)
    assert "1 Аванс (до обеспечения) 01.12.2026 30% 90,00" in shown
    assert "2 Кредит (после отгрузки) 31.12.2026 70% 210,00" in shown


def test_a_bill_on_an_invoice_prints_what_was_shipped(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    invoice = shipped(session, trade, order)
    bill = issue_bill(session, BOSS, NewBill(object_id=invoice), clock=clock)
    text = said(session, "bill", bill.id)
    assert "Основание: Реализация товаров №" in text
    assert "30" in text
    assert "Всего к оплате: 300,00" in text


def test_a_bill_on_a_contract_is_one_line_taxed_by_the_general_rate(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    deal = contract(session, trade, CalculationOrder.BY_CONTRACT)
    bill = issue_bill(
        session, BOSS, NewBill(object_id=deal, amount_minor=kopecks("122")), clock=clock
    )
    text = said(session, "bill", bill.id)
    assert "Основание: Договор № КЛ-" in text
    assert "В том числе НДС (22%): 22,00" in text
    assert "Всего к оплате: 122,00" in text


def test_a_bill_of_a_company_without_an_account_has_no_code(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    bill = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock)
    assert "QR" not in said(session, "bill", bill.id)
    assert render(session, BOSS, "bill", bill.id, "ru").pdf.startswith(b"%PDF")


def test_paying_does_not_change_a_bill_on_paper(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    with_account(session, trade)
    order = trade.order(session, "GLOVES 30")
    bill = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock)
    before = render(session, BOSS, "bill", bill.id, "ru").pdf
    paid(session, trade, "120", {order: "120"})
    assert render(session, BOSS, "bill", bill.id, "en").pdf == before


def test_a_cancelled_line_is_not_printed(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10, BOX 100 @2.50")
    order = trade.order(session, "GLOVES 30, BOX 4")
    cancel_lines(session, BOSS, order, [Cancelled(2)], clock=clock)
    assert "Всего наименований 1, на сумму 300,00" in said(session, "customer_order", order)


def test_nobody_prints_what_he_may_not_read(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    bill = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock)
    blind = replace(BOSS, permissions=frozenset())
    elsewhere = replace(BOSS, companies=frozenset({10**9}))
    for name, key in (("bill", bill.id), ("customer_order", order)):
        with pytest.raises(Forbidden):
            preview(session, blind, name, key, 80)
        with pytest.raises(NotFound):
            preview(session, elsewhere, name, key, 80)


@pytest.mark.parametrize("name", ["bill", "customer_order"])
def test_a_paper_costs_the_same_statements_whatever_its_length(
    session: Session, clock: Clock, name: str
) -> None:
    goods = [f"I{number}" for number in range(30)]
    trade = build(session, clock, ", ".join(f"{code} 100 @10" for code in goods))
    counts: Counter[str] = Counter()
    for step, wanted in (("short", goods[:1]), ("long", goods)):
        order = trade.order(session, ", ".join(f"{code} 1" for code in wanted))
        key = order
        if name == "bill":
            key = issue_bill(session, BOSS, NewBill(object_id=order), clock=clock).id
        session.expire_all()
        with counted(session, counts, step):
            preview(session, BOSS, name, key, 80)
    assert counts["short"] == counts["long"] <= 12


def test_orders_and_bills_offer_their_papers() -> None:
    assert [paper.name for paper in papers_of("customer_order")] == ["customer_order"]
    assert [paper.name for paper in papers_of("bill")] == ["bill"]
