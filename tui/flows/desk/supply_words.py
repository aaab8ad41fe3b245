"""How supply actions are called at the desk."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from core.sales.statuses import SupplyAction

ACTIONS: Mapping[SupplyAction, str] = {
    SupplyAction.NONE: N_("Do not supply"),
    SupplyAction.DEMAND: N_("To be supplied"),
    SupplyAction.DEMAND_EARMARKED: N_("Buy for it"),
    SupplyAction.RESERVE_TO_DATE: N_("To a date"),
    SupplyAction.RESERVE: N_("Reserve"),
    SupplyAction.SHIP: N_("Ship"),
    SupplyAction.SHIP_EARMARKED: N_("Ship its own"),
}
"""Action → msgid, short enough for a column."""
