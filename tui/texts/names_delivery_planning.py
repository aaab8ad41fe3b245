"""Names of planning of delivery as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

ACTIONS: Mapping[str, str] = {
    "trip.planned": N_("trips planned"),
}

COLUMNS: Mapping[str, str] = {
    "part_no": N_("part of the document"),
    "stops": N_("stops"),
}
