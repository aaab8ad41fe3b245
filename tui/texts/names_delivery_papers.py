"""Names of the papers of trips as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.access.roles import Permission
from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "consignment": N_("goods that take a waybill"),
    "copies": N_("number of copies"),
    "documents": N_("documents"),
    "form": N_("printed form"),
    "trip": N_("trip"),
    "trip_print_rule": N_("rule of a set of documents"),
}

RIGHTS: Mapping[str, str] = {
    Permission.TRIP_READ: N_("see trips"),
    Permission.TRIP_PLAN: N_("plan trips"),
    Permission.TRIP_RELEASE: N_("release trips"),
    Permission.TRIP_DRIVE: N_("tell of one's own trips"),
    Permission.TRIP_CLOSE: N_("close trips"),
    Permission.FLEET_EDIT: N_("change vehicles and addresses"),
}

COLUMNS: Mapping[str, str] = {
    "trip_id": N_("Trip"),
}
