"""Names of vehicles, places and requests of delivery as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.access.roles import Permission
from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "address": N_("address"),
    "addresses": N_("addresses"),
    "at_least_minor": N_("least price of a trip"),
    "break": N_("break of the driver"),
    "carrier_tariff": N_("tariff of a carrier"),
    "coordinates": N_("coordinates"),
    "charge_minor": N_("payment for delivery"),
    "collect_minor": N_("cash to collect"),
    "delivery_request": N_("delivery"),
    "delivery_zone": N_("delivery zone"),
    "driver": N_("driver"),
    "fixed_minor": N_("cost of a day"),
    "max_duration": N_("hours of work a day"),
    "max_trips": N_("trips a day"),
    "pallets_tenths": N_("pallets"),
    "payload_kg": N_("payload"),
    "per_hour_minor": N_("price of an hour"),
    "per_km_minor": N_("price of a kilometre"),
    "per_overtime_hour_minor": N_("price of an hour of overtime"),
    "per_stop_minor": N_("price of a stop"),
    "per_tonne_minor": N_("price of a tonne"),
    "per_trip_minor": N_("price of a trip"),
    "shift_to": N_("end of the shift"),
    "size": N_("size class"),
    "undelivered_reason": N_("reason of non-delivery"),
    "vehicle": N_("vehicle"),
    "vehicle_type": N_("type of vehicles"),
    "volume_dm3": N_("volume"),
}

ACTIONS: Mapping[str, str] = {
    "address.geocoded": N_("address found by the geocoder"),
    "address.not-found": N_("address not known to the geocoder"),
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
    "address_id": N_("Address"),
    "carrier_id": N_("Carrier"),
    "charge_minor": N_("To be paid"),
    "collect_minor": N_("Cash to collect"),
    "contact": N_("Contact"),
    "method": N_("Way"),
    "note": N_("Note for delivery"),
    "phone": N_("Phone"),
    "planned_on": N_("Day of delivery"),
    "ready_at": N_("Goods ready at"),
    "vehicle_id": N_("Only by"),
    "via_address_id": N_("Terminal or point"),
    "window_from": N_("Time from"),
    "window_to": N_("Time until"),
    "breaks": N_("Breaks"),
    "folded": N_("Address as compared"),
    "lat_e6": N_("Latitude, millionths"),
    "lon_e6": N_("Longitude, millionths"),
    "outline": N_("Outline"),
    "pace": N_("Pace by hour, %"),
    "zone_chosen": N_("Zone chosen by a person"),
}
