"""Names of the papers of trips as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "consignment": N_("goods that take a waybill"),
    "copies": N_("number of copies"),
    "documents": N_("documents"),
    "form": N_("printed form"),
    "trip": N_("trip"),
    "trip_print_rule": N_("rule of a set of documents"),
}
