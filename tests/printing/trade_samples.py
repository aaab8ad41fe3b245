"""Quotations, orders and bills to print: written out by hand, checked with a pencil."""

from __future__ import annotations

import datetime as dt

from printing.documents.bill import Bill
from printing.documents.customer_order import OrderLine, PaymentPart, PrintedOrder
from printing.documents.payment_code import BankAccount
from printing.documents.quotation import (
    Manager,
    Option,
    PrintedQuotation,
    QuotationLine,
    Terms,
)
from printing.documents.torg12_data import Party
from printing.documents.totals import VatMode, line_amounts
from printing.documents.trade import Payee, TradeLine
from tests.printing.samples import BUYER

PAYEE = Payee(
    party=Party(
        name='ООО "Комплект-Сервис"',
        inn="7700000016",
        kpp="770001001",
        address="109428, г. Москва, ул. Складская, д. 12, стр. 3",
        phone="+7 (495) 000-00-01",
    ),
    account=BankAccount(
        account="40702810000000000001",
        bank='ПАО "Банк", г. Москва',
        bic="044525000",
        corr_account="30101810000000000000",
    ),
    director="Петров П. П.",
    accountant="Сидорова С. С.",
)


def trade_line(number: int, mode: VatMode = VatMode.INCLUDED, discount: int = 0) -> TradeLine:
    """Return a line whose figures differ from those of its neighbours."""
    rate = (2200, 1000, 2200)[number % 3] if mode is not VatMode.NONE else None
    quantity = (number % 17 + 1) * 1000
    price = 10_000 + number * 37
    final = price * (10_000 - discount) // 10_000
    amounts = line_amounts(final, quantity, rate, mode)
    return TradeLine(
        name=f"Шуруп универсальный жёлтый цинк {number % 9 + 3}×{number % 60 + 10} мм"
        + (", с полукруглой головкой и прессшайбой, упаковка" if number % 5 == 0 else ""),
        quantity_thousandths=quantity,
        price_minor=price,
        amount_minor=amounts.gross_minor,
        vat_minor=amounts.vat_minor,
        vat_rate=rate,
        unit="шт",
        article=f"ШУ-{number:05d}",
        code=f"00-{number:08d}",
        discount=discount,
        final_price_minor=final if discount else None,
    )


def bill(count: int, mode: VatMode = VatMode.INCLUDED, amount_minor: int | None = None) -> Bill:
    """Return a bill of *count* lines."""
    return Bill(
        number="СЧКС-000045",
        date=dt.date(2026, 12, 5),
        payee=PAYEE,
        buyer=BUYER,
        lines=tuple(trade_line(number, mode) for number in range(1, count + 1)),
        with_vat=mode is not VatMode.ON_TOP,
        amount_minor=amount_minor,
        due_on=dt.date(2026, 12, 15),
        basis="Заказ клиента № ЗККС-000077 от 01.12.2026",
        purpose="Оплата по счёту № СЧКС-000045 от 05.12.2026 (заказ № ЗККС-000077 от 01.12.2026)",
        note="Оплата счёта означает согласие с условиями поставки.",
    )


def order(count: int, mode: VatMode = VatMode.INCLUDED, discount: int = 0) -> PrintedOrder:
    """Return an order of *count* lines in three stages of payment."""
    lines = tuple(
        OrderLine(
            trade_line(number, mode, discount),
            ship_on=dt.date(2026, 12, 10 + number % 3),
            supply=("в резерве", "к отгрузке", "")[number % 3],
        )
        for number in range(1, count + 1)
    )
    return PrintedOrder(
        number="ЗККС-000077",
        date=dt.date(2026, 12, 1),
        seller=PAYEE,
        buyer=BUYER,
        lines=lines,
        with_vat=mode is not VatMode.ON_TOP,
        document_code="~D:77",
        basis="Договор поставки № 17/26 от 12.01.2026",
        warehouse="Основной склад",
        ship_on=dt.date(2026, 12, 10),
        delivery="Доставка до двери",
        address="190000, г. Санкт-Петербург, наб. реки Мойки, д. 1, лит. А, пом. 2-Н",
        delivery_time="с 9:00 до 13:00",
        payments=(
            PaymentPart("Аванс (до обеспечения)", 30_000, 3000, dt.date(2026, 12, 3)),
            PaymentPart("Предоплата (до отгрузки)", 20_000, 2000, dt.date(2026, 12, 9)),
            PaymentPart("Кредит (после отгрузки)", 50_000, 5000, dt.date(2026, 12, 24)),
        ),
        manager="Иванова И. И.",
    )


def quotation(count: int, options: int = 0) -> PrintedQuotation:
    """Return a quotation of *count* lines and so many alternatives of two lines each."""

    def offered(number: int) -> QuotationLine:
        return QuotationLine(
            trade_line(number, discount=500 if number % 2 else 0),
            lead_time="со склада" if number % 3 else "5–7 дней",
        )

    return PrintedQuotation(
        number="КПКС-000012",
        date=dt.date(2026, 11, 28),
        seller=PAYEE,
        customer=BUYER,
        lines=tuple(offered(number) for number in range(1, count + 1)),
        options=tuple(
            Option(
                f"Вариант {number}: нержавеющая сталь А{number}",
                (offered(100 + number), offered(200 + number)),
            )
            for number in range(1, options + 1)
        ),
        contact="Берёзкина Анна Петровна, отдел снабжения",
        valid_until=dt.date(2026, 12, 28),
        terms=Terms(
            payment="30 % аванс, остальное в течение 14 дней после отгрузки",
            delivery="нашим транспортом до склада покупателя, бесплатно от 50 000 руб.",
            warranty="12 месяцев",
        ),
        manager=Manager("Иванова И. И.", "+7 (495) 000-00-01, доб. 12", "ivanova@example.com"),
        introduction="Благодарим за интерес к нашей продукции и предлагаем рассмотреть поставку:",
        document_code="~D:12",
    )
