"""Rates of currencies as the calculation of prices asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from core.pricing.errors import NoRate
from core.settlements.errors import NoRate as RateMissing
from core.settlements.rates import ROUBLE, rate_on

__all__ = ["ROUBLE", "RatesOn"]


class RatesOn(Mapping[str, Fraction]):
    """Rates of one day, each read when it is first needed; exact."""

    def __init__(self, session: Session, on: date) -> None:
        self._session = session
        self._on = on
        self._known: dict[str, Fraction | RateMissing] = {}

    def __getitem__(self, currency: str) -> Fraction:
        """Return roubles for one unit.

        Raises:
            NoRate: none is known on that day.
        """
        found = self._known.get(currency)
        if found is None:
            try:
                found = Fraction(rate_on(self._session, currency, self._on))
            except RateMissing as error:
                found = error
            self._known[currency] = found
        if isinstance(found, RateMissing):
            raise NoRate(**found.facts)
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the currencies asked for so far."""
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
