"""Rates of currencies, as the settlements keep them: roubles for one unit since a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Date, Numeric, Text, column, select, table
from sqlalchemy.orm import Session

from core.pricing.errors import NoRate

ROUBLE = "RUB"

_RATE = table(
    "currency_rate", column("currency", Text), column("since", Date), column("rate", Numeric)
)
"""The register stands in another context; these columns are all that prices need."""


def currency_rate(session: Session, currency: str, on: date) -> Decimal:
    """Return how many roubles one unit of *currency* is worth on a day; 1 for the rouble.

    Raises:
        NoRate: none is known on that day.
    """
    if currency == ROUBLE:
        return Decimal(1)
    rate = session.scalar(
        select(_RATE.c.rate)
        .where(_RATE.c.currency == currency, _RATE.c.since <= on)
        .order_by(_RATE.c.since.desc())
        .limit(1)
    )
    if rate is None:
        raise NoRate(currency=currency, date=on)
    return Decimal(rate)


class RatesOn(Mapping[str, Fraction]):
    """Rates of one day, each read when it is first needed; exact."""

    def __init__(self, session: Session, on: date) -> None:
        self._session = session
        self._on = on
        self._known: dict[str, Fraction | NoRate] = {}

    def __getitem__(self, currency: str) -> Fraction:
        """Return roubles for one unit.

        Raises:
            NoRate: none is known on that day.
        """
        found = self._known.get(currency)
        if found is None:
            try:
                found = Fraction(currency_rate(self._session, currency, self._on))
            except NoRate as error:
                found = error
            self._known[currency] = found
        if isinstance(found, NoRate):
            raise NoRate(**found.facts)
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the currencies asked for so far."""
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
