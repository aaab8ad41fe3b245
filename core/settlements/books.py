"""The reference books of currencies and their rates."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.settlements.listings import CURRENCIES, CURRENCY_RATES
from core.settlements.rate_models import Currency, CurrencyRate
from core.settlements.rates import ROUBLE, require_currency

_CODE = re.compile(r"[A-Z]{3}")
_DIGITS = re.compile(r"(?:[0-9]{3})?")


def _check_currency(_session: Session, row: Currency) -> None:
    """Write the code in capitals, and refuse what ISO 4217 cannot have.

    Raises:
        BadValue: not three letters, or not three digits.
    """
    row.code = (row.code or "").strip().upper()
    if not _CODE.fullmatch(row.code):
        raise BadValue(what="code", value=row.code, expected="USD")
    if not _DIGITS.fullmatch(row.number or ""):
        raise BadValue(what="number", value=row.number, expected="840")


def _check_rate(session: Session, row: CurrencyRate) -> None:
    """Refuse a rate of roubles, of an unknown currency, or of nothing.

    Raises:
        UnknownCurrency, BadValue.
    """
    row.currency = (row.currency or "").strip().upper()
    if row.currency == ROUBLE or row.rate is None or row.rate <= 0:
        raise BadValue(what="rate", value=row.rate, expected="> 0")
    require_currency(session, row.currency)


CURRENCY = register_book(
    Book(
        name="currency",
        model=Currency,
        title=N_("Currencies"),
        fields=(
            Field("code", N_("Code"), required=True, fixed=True, width=4),
            Field("number", N_("Digital code"), width=4),
            Field("name", N_("Name"), required=True, width=30),
        ),
        listing=CURRENCIES.name,
        check=_check_currency,
    )
)

CURRENCY_RATE = register_book(
    Book(
        name="currency_rate",
        model=CurrencyRate,
        title=N_("Currency rates"),
        fields=(
            Field("currency", N_("Currency"), required=True, fixed=True, width=4),
            Field("since", N_("Since"), FieldKind.DATE, required=True, width=10),
            Field("rate", N_("Roubles for one"), FieldKind.DECIMAL, required=True, width=14),
        ),
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        listing=CURRENCY_RATES.name,
        check=_check_rate,
    )
)
