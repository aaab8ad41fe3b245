"""Rates of VAT by kind, by tax system and by date (forms.md §1.3)."""

from __future__ import annotations

from datetime import date

import pytest

from core.kernel.vat import TaxSystem, VatKind, kind_of, vat_rate

NOW = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("kind", "system", "on", "rate"),
    [
        (VatKind.STANDARD, TaxSystem.GENERAL, NOW, 2200),
        (VatKind.STANDARD, TaxSystem.GENERAL, date(2026, 1, 1), 2200),
        (VatKind.STANDARD, TaxSystem.GENERAL, date(2025, 12, 31), 2000),
        (VatKind.STANDARD, TaxSystem.GENERAL, date(2018, 12, 31), 1800),
        (VatKind.REDUCED, TaxSystem.GENERAL, date(2018, 1, 1), 1000),
        (VatKind.REDUCED, TaxSystem.GENERAL, NOW, 1000),
        (VatKind.ZERO, TaxSystem.GENERAL, NOW, 0),
        (VatKind.NONE, TaxSystem.GENERAL, NOW, None),
        (VatKind.STANDARD, TaxSystem.SIMPLIFIED_5, NOW, 500),
        (VatKind.REDUCED, TaxSystem.SIMPLIFIED_7, NOW, 700),
        (VatKind.ZERO, TaxSystem.SIMPLIFIED_7, NOW, 0),
        (VatKind.NONE, TaxSystem.SIMPLIFIED_5, NOW, None),
        (VatKind.STANDARD, TaxSystem.EXEMPT, NOW, None),
        (VatKind.ZERO, TaxSystem.EXEMPT, NOW, None),
    ],
)
def test_the_rate_follows_kind_system_and_date(
    kind: VatKind, system: TaxSystem, on: date, rate: int | None
) -> None:
    assert vat_rate(kind, system, on) == rate


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (2200, VatKind.STANDARD),
        (2000, VatKind.STANDARD),
        (500, VatKind.STANDARD),
        (1000, VatKind.REDUCED),
        (0, VatKind.ZERO),
        (None, VatKind.NONE),
        (1234, None),
    ],
)
def test_a_written_rate_means_a_kind(written: int | None, kind: VatKind | None) -> None:
    assert kind_of(written) is kind
