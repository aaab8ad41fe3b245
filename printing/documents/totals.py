"""VAT arithmetic of a line and sums of a document: rounded per line, half up, then only added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.kernel.money import divide_half_up, line_amount, vat_inside


class VatMode(StrEnum):
    """What the price of a line says about VAT."""

    INCLUDED = "included"
    """The price contains VAT."""
    ON_TOP = "on-top"
    """VAT is added to the price."""
    NONE = "none"
    """The seller does not charge VAT: simplified taxation, or exempt under art. 145."""


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line of a document costs, kopecks."""

    price_minor: int
    """Per unit without VAT, as columns 11 of ТОРГ-12 and 4 of the tax invoice print it."""
    net_minor: int
    vat_minor: int
    gross_minor: int


def line_amounts(
    price_minor: int, quantity_thousandths: int, rate_hundredths: int | None, mode: VatMode
) -> LineAmounts:
    """Return the amounts of one line.

    The printed price × quantity may differ from the net amount by kopecks when the price
    contains VAT: the amounts are exact, the printed price is rounded.

    Args:
        price_minor: as agreed, with or without VAT by *mode*.
        quantity_thousandths: of the unit the price is for; 0 gives zero amounts.
        rate_hundredths: hundredths of a percent, 2200 for 22 %; None: without VAT.
        mode: NONE wins over any rate.
    """
    amount = line_amount(price_minor, quantity_thousandths)
    if mode is VatMode.NONE or rate_hundredths is None:
        return LineAmounts(price_minor, amount, 0, amount)
    if mode is VatMode.ON_TOP:
        vat = divide_half_up(amount * rate_hundredths, 10_000)
        return LineAmounts(price_minor, amount, vat, amount + vat)
    vat = vat_inside(amount, rate_hundredths)
    net = amount - vat
    price = divide_half_up(net * 1000, quantity_thousandths) if quantity_thousandths > 0 else 0
    return LineAmounts(price, net, vat, amount)


def rate_text(rate_hundredths: int | None, *, calculated: bool = False) -> str:
    """Write a VAT rate as the forms do: «22%», «22/122», «без НДС».

    Args:
        rate_hundredths: hundredths of a percent; None: without VAT.
        calculated: the rate is taken from an amount that contains it, as for an advance.
    """
    if rate_hundredths is None:
        return "без НДС"
    whole, rest = divmod(rate_hundredths, 100)
    percent = f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)
    return f"{percent}/{100 + whole}" if calculated and not rest else f"{percent}%"


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over lines: places, grams, thousandths, kopecks."""

    places: int = 0
    gross_grams: int = 0
    net_grams: int = 0
    quantity_thousandths: int = 0
    net_minor: int = 0
    vat_minor: int = 0
    gross_minor: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            *(mine + theirs for mine, theirs in zip(self._all(), other._all(), strict=True))
        )

    def __sub__(self, other: Totals) -> Totals:
        return Totals(
            *(mine - theirs for mine, theirs in zip(self._all(), other._all(), strict=True))
        )

    def _all(self) -> tuple[int, ...]:
        return (
            self.places,
            self.gross_grams,
            self.net_grams,
            self.quantity_thousandths,
            self.net_minor,
            self.vat_minor,
            self.gross_minor,
        )


def running_totals(lines: Iterable[Totals]) -> tuple[Totals, ...]:
    """Return sums of the first 0, 1, 2 … lines: the total of any page is one subtraction."""
    sums = [Totals()]
    for line in lines:
        sums.append(sums[-1] + line)
    return tuple(sums)
