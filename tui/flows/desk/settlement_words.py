"""How settlements are kept apart, in words."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from core.partners.calculation import CalculationOrder

CALCULATION_ORDERS: Mapping[CalculationOrder, str] = {
    CalculationOrder.BY_CONTRACT: N_("by contract"),
    CalculationOrder.BY_ORDER: N_("by order"),
    CalculationOrder.BY_INVOICE: N_("by invoice"),
    CalculationOrder.ADVANCE_BY_CONTRACT: N_("advance by contract"),
    CalculationOrder.ADVANCE_BY_ORDER: N_("advance by order"),
}
"""Calculation order → msgid."""
