"""Names of trips and errands as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "amount_minor": N_("sum"),
    "billed_minor": N_("sum of the bill"),
    "collected_minor": N_("cash collected"),
    "delivered": N_("delivered quantity"),
    "ends_at": N_("end of the trip"),
    "errand": N_("errand"),
    "metres_driven": N_("way by the odometer"),
    "places": N_("packages"),
    "run": N_("run of the vehicle"),
    "starts_at": N_("start of the trip"),
    "task": N_("what to do"),
    "trip": N_("trip"),
    "trip_line": N_("line of a trip"),
    "trip_return": N_("return from a trip"),
    "trip_stop": N_("stop of a trip"),
    "volume_cm3": N_("volume"),
    "weight_grams": N_("weight"),
    "window_to": N_("end of the window"),
}

RIGHTS: Mapping[str, str] = {
    "trip.row": N_("work with trips of other drivers"),
}

COLUMNS: Mapping[str, str] = {
    "accrued_minor": N_("Owed to the carrier"),
    "back_at": N_("Back at"),
    "carrier_id": N_("Carrier"),
    "cost_minor": N_("Cost of the plan"),
    "delivered": N_("Delivered"),
    "direction": N_("Direction"),
    "driver_id": N_("Driver"),
    "ends_at": N_("Ends at"),
    "forwarder": N_("Forwarder"),
    "left_at": N_("Left at"),
    "locked": N_("Fixed"),
    "metres": N_("Way, m"),
    "metres_driven": N_("Driven, m"),
    "outcome": N_("Outcome"),
    "places": N_("Packages"),
    "planned": N_("As planned"),
    "planned_on": N_("Day of the trip"),
    "reason_id": N_("Reason"),
    "run": N_("Run"),
    "starts_at": N_("Starts at"),
    "stop_id": N_("Stop"),
    "task": N_("What to do"),
    "trip_id": N_("Trip"),
    "trip_line_id": N_("Line of the trip"),
    "vehicle_id": N_("Vehicle"),
    "vehicle_type_id": N_("Type of vehicle"),
    "volume_cm3": N_("Volume"),
}

ACTIONS: Mapping[str, str] = {
    "trip.accrued": N_("debt to the carrier typed"),
    "trip.billed": N_("bill of the carrier noted"),
    "trip.readdressed": N_("trip given to loading although addresses changed"),
    "trip.recalled": N_("trip taken back from loading"),
    "trip.reopened": N_("trip opened again"),
    "trip.told": N_("outcome of a stop told"),
    "trip.undeparted": N_("departure taken back"),
}
