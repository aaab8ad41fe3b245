"""Currencies and their rates: by hand, from files, as of a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.documents.listing import Filter, ListQuery, page
from core.documents.reference import create_row, edit_row, row_card
from core.exchange.faults import Fault
from core.exchange.importing import ImportOptions, import_table
from core.exchange.tables import read_table
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.settlements.books import CURRENCY, CURRENCY_RATE
from core.settlements.errors import NoRate, UnknownCurrency
from core.settlements.listings import CURRENCY_RATES
from core.settlements.rate_models import Currency, CurrencyRate
from core.settlements.rates import converted, rate_on, rates_on
from tests.integration.sales.trade import BOSS


def add_rates(session: Session) -> None:
    create_row(session, BOSS, CURRENCY.name, code="usd", number="840", name="Доллар США")
    create_row(session, BOSS, "currency", code="CNY", number="156", name="Юань")
    for code, since, rate in (
        ("USD", date(2026, 11, 1), "92.4375"),
        ("USD", date(2026, 11, 15), "93"),
        ("CNY", date(2026, 11, 10), "12.7801"),
    ):
        create_row(
            session, BOSS, CURRENCY_RATE.name, currency=code, since=since, rate=Decimal(rate)
        )


def test_the_newest_rate_of_a_day_or_before_holds(session: Session) -> None:
    add_rates(session)
    assert rate_on(session, "USD", date(2026, 11, 14)) == Decimal("92.4375")
    assert rate_on(session, "USD", date(2026, 11, 15)) == Decimal(93)
    assert rate_on(session, "RUB", date(1990, 1, 1)) == 1
    assert rates_on(session, ["USD", "CNY", "RUB"], date(2026, 12, 1)) == {
        "USD": Decimal(93),
        "CNY": Decimal("12.7801"),
        "RUB": Decimal(1),
    }
    for currency, on in (("USD", date(2026, 10, 31)), ("EUR", date(2026, 12, 1))):
        with pytest.raises(NoRate) as refused:
            rate_on(session, currency, on)
        assert refused.value.facts == {"currency": currency, "date": on}


def test_an_amount_in_another_currency_is_rounded_half_up_once() -> None:
    assert converted(100_00, Decimal("92.4375"), Decimal(1)) == 9243_75
    assert converted(1, Decimal("92.5"), Decimal(1)) == 93
    assert converted(9243_75, Decimal(1), Decimal("92.4375")) == 100_00


def test_a_rate_is_of_a_known_currency_and_more_than_nothing(session: Session) -> None:
    add_rates(session)
    for values, kind in (
        ({"currency": "XXX", "rate": Decimal(1)}, UnknownCurrency),
        ({"currency": "RUB", "rate": Decimal(1)}, BadValue),
        ({"currency": "USD", "rate": Decimal(0)}, BadValue),
    ):
        with pytest.raises(kind):
            create_row(session, BOSS, "currency_rate", since=date(2026, 11, 2), **values)
        session.expunge_all()
    for code in ("US", "12A", ""):
        with pytest.raises(BadValue):
            create_row(session, BOSS, "currency", code=code, name="?")
        session.expunge_all()


def test_a_rate_is_corrected_and_listed(session: Session) -> None:
    add_rates(session)
    key = session.scalars(select(CurrencyRate.id).where(CurrencyRate.currency == "CNY")).one()
    edit_row(session, BOSS, "currency_rate", key, 0, rate=Decimal("12.79"))
    assert row_card(session, BOSS, "currency_rate", key).values["rate"] == Decimal("12.79")
    query = ListQuery(filters=(Filter("rate", "ge", Decimal("92.5")),))
    (row,) = page(session, BOSS, CURRENCY_RATES, query).rows
    assert row.values == ("USD", date(2026, 11, 15), Decimal(93))


def test_rates_come_from_a_table_and_known_currencies_with_them(
    session: Session, clock: Clock
) -> None:
    """A rate told for 100 units is divided; the same table twice changes nothing."""
    table = read_table(
        "Букв. код;Номинал;Курс;Дата\nUSD;1;92,4375;20.11.2026\nJPY;100;61,2345;20.11.2026\n"
        "EUR;1;100;\n".encode(),
        "cbr.csv",
    )
    report = import_table(session, BOSS, "rates", table, clock=clock, source="cbr.csv")
    assert (report.written, report.counts["currency"].added) == (True, 3)
    assert report.counts["currency_rate"].added == 3
    assert rate_on(session, "JPY", date(2026, 11, 20)) == Decimal("0.612345")
    assert rate_on(session, "EUR", date(2026, 11, 20)) == 100
    names = dict(session.execute(select(Currency.code, Currency.name)).all())
    assert names["JPY"] == "Японская иена"
    again = import_table(session, BOSS, "rates", table, clock=clock, source="cbr.csv")
    assert (again.counts["currency_rate"].unchanged, again.counts["currency_rate"].added) == (3, 0)


def test_bad_rates_are_named_and_nothing_is_written(session: Session, clock: Clock) -> None:
    table = read_table(
        b"currency,rate\nQQQ,1\nRUB,1\nUSD,-5\nUSDX,5\nEUR,0\nCNY,0.00000000001\n", "rates.csv"
    )
    report = import_table(
        session, BOSS, "rates", table, clock=clock, source="rates.csv", options=ImportOptions()
    )
    assert [(bad.row, bad.column, bad.fault) for bad in report.bad] == [
        (2, "currency", Fault.UNKNOWN),
        (3, "currency", Fault.UNKNOWN),
        (4, "rate", Fault.NOT_POSITIVE),
        (5, "currency", Fault.CHOICE),
        (6, "rate", Fault.NOT_POSITIVE),
        (7, "rate", Fault.NUMBER),
    ]
    assert session.scalars(select(CurrencyRate.id)).all() == []
