"""Money in integer minor units; rounding half up, spreading without losing a kopeck."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering

from core.kernel.errors import BadValue, bad_value

_WRITTEN = re.compile(r"(?P<sign>[-−]?)(?P<major>[0-9]+)(?:[.,](?P<minor>[0-9]{1,2}))?")
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'")


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded half away from zero."""
    if denominator <= 0:
        raise BadValue(what="denominator", value=denominator, expected="> 0")
    quotient, rest = divmod(abs(numerator), denominator)
    if rest * 2 >= denominator:
        quotient += 1
    return -quotient if numerator < 0 else quotient


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency."""

    minor: int
    """Kopecks, cents: hundredths of the currency unit. May be negative."""
    currency: str = "RUB"
    """ISO 4217 letter code."""

    @classmethod
    def parse(cls, text: str, currency: str = "RUB") -> Money:
        """Read "1 234,56".

        Raises:
            BadValue: not a number, or more than two decimals: never rounded silently.
        """
        match = _WRITTEN.fullmatch(text.translate(_SPACES))
        if match is None:
            raise BadValue(what="amount", value=text, expected="1234,56")
        minor = int(match["major"]) * 100 + int((match["minor"] or "0").ljust(2, "0"))
        return cls(-minor if match["sign"] else minor, currency)

    def __bool__(self) -> bool:
        """Refuse: "is there money" and "is it non-zero" are different questions."""
        raise TypeError("compare .minor with 0")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise BadValue(what="currency", value=other.currency, expected=self.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def percent(self, percent: Decimal) -> Money:
        """Return *percent* of this, rounded half up to a kopeck."""
        exact = Decimal(self.minor) * percent / 100
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Spread over *weights* by largest remainder; ties go to the earlier line.

        Raises:
            BadValue: a negative weight, or all weights zero.
        """
        shares = spread(self.minor, weights)
        return [Money(share, self.currency) for share in shares]


def require_no_less(what: str, minor: int, least: int = 0, *, line: int | None = None) -> None:
    """Do nothing when a sum is no less than *least*; both in minor units.

    Args:
        what: the field.
        minor: the sum.
        least: 0 or 1.
        line: number of the line of a document; None: it is of no line.

    Raises:
        BadValue: it is less; the facts carry it as money, so that it is told as money is.
    """
    if minor < least:
        raise bad_value(what, Money(minor), "≥ 0" if least == 0 else "> 0", line)


def spread(minor: int, weights: Sequence[int]) -> list[int]:
    """Spread *minor* over *weights* by largest remainder; ties go to the earlier one.

    The shares sum to *minor* exactly; where |minor| <= Σ weights none exceeds its weight.

    Raises:
        BadValue: a negative weight, or all weights zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise BadValue(what="weights", value=tuple(weights), expected=">= 0, sum > 0")
    whole = abs(minor)
    products = [whole * weight for weight in weights]
    shares = [product // total for product in products]
    left = whole - sum(shares)
    if left:
        rests = [product % total for product in products]
        # The remainder of the last line that gets one more: greater ones all do, of equal ones the
        # first.
        least = sorted(rests, reverse=True)[left - 1]
        equals = left - sum(rest > least for rest in rests)
        for line, rest in enumerate(rests):
            if rest > least:
                shares[line] += 1
            elif rest == least and equals:
                shares[line] += 1
                equals -= 1
    return [-share for share in shares] if minor < 0 else shares


def line_amount(price_minor: int, quantity_thousandths: int) -> int:
    """Return price × quantity in minor units, rounded half up (forms.md §1.3).

    Args:
        price_minor: per one base unit.
        quantity_thousandths: of the base unit.
    """
    return divide_half_up(price_minor * quantity_thousandths, 1000)


def vat_inside(gross_minor: int, rate_hundredths: int) -> int:
    """Return the VAT contained in a gross amount: gross × r / (100 + r), half up.

    Args:
        rate_hundredths: the rate in hundredths of a percent, 2200 for 22 %; 0 gives 0.
    """
    return divide_half_up(gross_minor * rate_hundredths, 10_000 + rate_hundredths)
