"""Settings of the company about planning of delivery."""

from __future__ import annotations

from enum import StrEnum

from core.delivery.planning.day_shape import Rates
from core.documents.preferences import Preference, declare
from core.documents.reference import FieldKind
from core.kernel.i18n import N_


class WaysFrom(StrEnum):
    """Who tells how far places are from one another."""

    GREAT_CIRCLE = "great-circle"
    OSRM = "osrm"
    """A server of one's own."""
    OSRM_FILE = "osrm-file"
    """A map that is read in process."""
    CSV = "csv"
    """A table of one's own."""


_USUAL = Rates()

SERVICE = declare(
    Preference(
        "delivery_service_minutes",
        N_("Minutes of a stop besides unloading"),
        _USUAL.service // 60,
        FieldKind.NUMBER,
        most=600,
    )
)
UNLOADING = declare(
    Preference(
        "delivery_tonne_minutes",
        N_("Minutes to unload a tonne"),
        _USUAL.unloading // 60,
        FieldKind.NUMBER,
        most=600,
    )
)
LOADING = declare(
    Preference(
        "delivery_loading_minutes",
        N_("Minutes to load the first run"),
        _USUAL.loading // 60,
        FieldKind.NUMBER,
        most=600,
    )
)
RELOADING = declare(
    Preference(
        "delivery_reloading_minutes",
        N_("Minutes to load a further run"),
        _USUAL.reloading // 60,
        FieldKind.NUMBER,
        most=600,
    )
)
PALLET = declare(
    Preference(
        "delivery_pallet_litres",
        N_("Litres per pallet place (0: uncounted)"),
        _USUAL.pallet_dm3,
        FieldKind.NUMBER,
        most=10_000,
    )
)
UNSERVED = declare(
    Preference(
        "delivery_unserved_roubles",
        N_("Price of an order left out, roubles"),
        _USUAL.unserved_minor // 100,
        FieldKind.NUMBER,
    )
)
WAYS_FROM = declare(
    Preference(
        "delivery_ways_from",
        N_("Ways between addresses"),
        WaysFrom.GREAT_CIRCLE,
        FieldKind.CHOICE,
        choices={
            WaysFrom.GREAT_CIRCLE: N_("as the crow flies, with a factor"),
            WaysFrom.OSRM: N_("from an OSRM server"),
            WaysFrom.OSRM_FILE: N_("from a road map in a file"),
            WaysFrom.CSV: N_("from a table in a CSV file"),
        },
    )
)
WAYS_AT = declare(
    Preference(
        "delivery_ways_at",
        N_("OSRM server or file with ways"),
        "",
        FieldKind.TEXT,
    )
)
FACTOR = declare(
    Preference(
        "delivery_road_factor",
        N_("Road to straight line, percent"),
        130,
        FieldKind.NUMBER,
        least=100,
        most=300,
    )
)
SPEED = declare(
    Preference(
        "delivery_speed",
        N_("Usual speed on the road, km/h"),
        35,
        FieldKind.NUMBER,
        least=1,
        most=130,
    )
)
OUTLINES = declare(
    Preference(
        "delivery_outlines",
        N_("Streets under the map (file)"),
        "",
        FieldKind.TEXT,
    )
)

ALL = (
    SERVICE,
    UNLOADING,
    LOADING,
    RELOADING,
    PALLET,
    UNSERVED,
    WAYS_FROM,
    WAYS_AT,
    FACTOR,
    SPEED,
)
