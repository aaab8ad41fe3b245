"""Value added tax: which rate holds on which date for whom.

An item carries a kind, not a number: when the law changes the number, no item changes.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class VatKind(StrEnum):
    """How the law taxes an item (НК РФ ст. 164)."""

    STANDARD = "standard"
    """П. 3: the general rate."""
    REDUCED = "reduced"
    """П. 2: food, children's goods, books, medicine."""
    ZERO = "zero"
    """П. 1: export and the like; not the same as "without VAT"."""
    NONE = "none"
    """Без НДС (ст. 149)."""


class TaxSystem(StrEnum):
    """How a company of ours is taxed; it may change from one date to the next."""

    GENERAL = "general"
    """ОСН: the rates of the item."""
    SIMPLIFIED_5 = "simplified_5"
    """УСН paying VAT of 5 % (НК РФ ст. 164 п. 8)."""
    SIMPLIFIED_7 = "simplified_7"
    """УСН paying VAT of 7 %."""
    EXEMPT = "exempt"
    """УСН below the threshold, ст. 145 and others: sells without VAT."""

    @property
    def pays(self) -> bool:
        """Whether its sales bear VAT at all."""
        return self is not TaxSystem.EXEMPT


_STANDARD = ((date(2026, 1, 1), 2200), (date(2019, 1, 1), 2000), (date.min, 1800))
"""Since when the general rate is what (425-ФЗ of 28.11.2025, 303-ФЗ of 03.08.2018)."""

_REDUCED = 1000

_SIMPLIFIED = {TaxSystem.SIMPLIFIED_5: 500, TaxSystem.SIMPLIFIED_7: 700}


def vat_rate(kind: VatKind, system: TaxSystem, on: date) -> int | None:
    """Return the rate in hundredths of a percent, 2200 for 22 %; None is "without VAT".

    Args:
        on: the day of shipment: corrections of an old sale keep its rate (forms.md §1.3).
    """
    if kind is VatKind.NONE or not system.pays:
        return None
    if kind is VatKind.ZERO:
        return 0
    if system in _SIMPLIFIED:
        return _SIMPLIFIED[system]
    if kind is VatKind.REDUCED:
        return _REDUCED
    return next(rate for since, rate in _STANDARD if on >= since)


def kind_of(rate: int | None) -> VatKind | None:
    """Return the kind that a written rate means; None when no item is ever taxed so.

    Args:
        rate: hundredths of a percent; None is "without VAT".
    """
    if rate is None:
        return VatKind.NONE
    if rate == 0:
        return VatKind.ZERO
    if rate == _REDUCED:
        return VatKind.REDUCED
    known = {standard for _, standard in _STANDARD} | set(_SIMPLIFIED.values())
    return VatKind.STANDARD if rate in known else None
