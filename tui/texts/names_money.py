"""Names of money as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {}

COLUMNS: Mapping[str, str] = {
    "charged": N_("Charged"),
    "paid": N_("Paid"),
    "due": N_("To pay"),
    "percent": N_("Percent"),
    "stage_no": N_("Stage"),
}

DIMENSION_WORDS: Mapping[tuple[str, str], str] = {
    ("kind", "debt"): N_("owed"),
    ("kind", "advance"): N_("advance"),
    ("kind", "prepayment"): N_("prepayment"),
    ("kind", "credit"): N_("credit"),
    ("kind", "now"): N_("from stock"),
}
"""(dimension, stored word) → msgid, for movements."""
