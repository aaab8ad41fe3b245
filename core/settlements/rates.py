"""Which rate holds on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, distinct_on
from sqlalchemy.orm import Session

from core.settlements.errors import NoRate, UnknownCurrency
from core.settlements.rate_models import Currency, CurrencyRate

ROUBLE = "RUB"
"""What all rates are in."""

KNOWN = {
    "RUB": ("643", "Российский рубль"),
    "USD": ("840", "Доллар США"),
    "EUR": ("978", "Евро"),
    "CNY": ("156", "Китайский юань"),
    "BYN": ("933", "Белорусский рубль"),
    "KZT": ("398", "Казахстанский тенге"),
    "TRY": ("949", "Турецкая лира"),
    "AED": ("784", "Дирхам ОАЭ"),
    "INR": ("356", "Индийская рупия"),
    "JPY": ("392", "Японская иена"),
    "GBP": ("826", "Фунт стерлингов"),
    "CHF": ("756", "Швейцарский франк"),
    "AMD": ("051", "Армянский драм"),
    "KGS": ("417", "Киргизский сом"),
    "UZS": ("860", "Узбекский сум"),
}
"""Letter code → digits and Russian name (ОК 014-2000): what comes into the book by itself."""


def require_currency(session: Session, currency: str) -> None:
    """Refuse a currency that is neither the rouble nor in the book.

    Raises:
        UnknownCurrency: the book has none of this code.
    """
    if currency == ROUBLE:
        return
    if session.scalar(select(Currency.id).where(Currency.code == currency)) is None:
        raise UnknownCurrency(currency=currency)


def rate_on(session: Session, currency: str, on: date) -> Decimal:
    """Return roubles for one unit of *currency*, as of *on*; exact.

    Raises:
        NoRate: the book has none on that day or before.
    """
    return rates_on(session, (currency,), on)[currency]


def rates_on(session: Session, currencies: Iterable[str], on: date) -> dict[str, Decimal]:
    """Return currency → roubles for one unit, as of *on*; one statement, none for roubles alone.

    Raises:
        NoRate: naming the first currency without a rate.
    """
    wanted = sorted(set(currencies))
    found = {ROUBLE: Decimal(1)}
    foreign = [currency for currency in wanted if currency != ROUBLE]
    if foreign:
        statement = (
            select(CurrencyRate.currency, CurrencyRate.rate)
            .ext(distinct_on(CurrencyRate.currency))
            .where(
                CurrencyRate.currency == func.any(literal(foreign, ARRAY(TEXT))),
                CurrencyRate.since <= on,
            )
            .order_by(CurrencyRate.currency, CurrencyRate.since.desc())
        )
        found |= {row.currency: row.rate for row in session.execute(statement)}
    for currency in wanted:
        if currency not in found:
            raise NoRate(currency=currency, date=on)
    return {currency: found[currency] for currency in wanted}


def converted(minor: int, rate_from: Decimal, rate_to: Decimal) -> int:
    """Return an amount in another currency, rounded half up to its hundredth.

    Args:
        rate_from: roubles for one unit of what *minor* is in.
        rate_to: roubles for one unit of what it becomes.
    """
    exact = Decimal(minor) * rate_from / rate_to
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
