"""Errors of places, zones and geocoders."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from tui.texts.form import ErrorText

TEXTS: Mapping[str, ErrorText] = {
    "address-unknown": ErrorText(
        N_("The geocoder does not know the address"),
        N_("“{address}”"),
        N_("Write the address in full, or type its coordinates."),
        short=N_("Address unknown"),
    ),
    "geocoder-away": ErrorText(
        N_("The geocoder does not answer now"),
        N_("{server}: {kind} ({detail})."),
        N_("It is asked again later by itself. The settings name the geocoder."),
        short=N_("Geocoder: no answer"),
    ),
    "geocoder-failed": ErrorText(
        N_("The geocoder cannot be asked"),
        N_("{server}: {kind} ({detail})."),
        N_("Try again later, or type the coordinates. The settings name the geocoder."),
        short=N_("Geocoder: no answer"),
    ),
    "geocoder-off": ErrorText(
        N_("No geocoder is named"),
        "",
        N_("Name one in the settings of the company, or type the coordinates."),
        short=N_("No geocoder"),
    ),
    "place-by-person": ErrorText(
        N_("A person said where the address is"),
        N_("“{address}”: its coordinates were typed or corrected by hand."),
        N_("To have the geocoder asked, remove the coordinates first."),
        short=N_("Typed by hand"),
    ),
    "delivery-item-missing": ErrorText(
        N_("Delivery cannot be charged"),
        N_(
            "{document}: {amount:money} is to be paid for delivery, but no service is named for it."
        ),
        N_("Choose the service in the settings of the company, or charge nothing."),
        short=N_("No delivery service"),
    ),
    "delivery-method-unfit": ErrorText(
        N_("Goods do not travel that way"),
        N_("{document}: such documents are not delivered this way: {kind}."),
        N_("Choose another way of delivery."),
        short=N_("Way of delivery"),
    ),
    "delivery-carrier-missing": ErrorText(
        N_("No carrier is named"),
        N_("{document}: the way of delivery is “{kind}”, and nobody says which carrier."),
        N_("Name the carrier on the tab Delivery of the order, or choose another way."),
        short=N_("No carrier is named"),
    ),
    "delivery-point-missing": ErrorText(
        N_("No transfer point is named"),
        N_("{document}: the way of delivery is “{kind}”, and nobody says to which point."),
        N_("Name the point on the tab Delivery of the order, or choose another way."),
        short=N_("No transfer point"),
    ),
    "delivery-rides": ErrorText(
        N_("These goods are being loaded, or are on their way"),
        N_("{document} rides on {trip}: the way of delivery and the address stay as they are."),
        N_("Take {trip} back from loading first; if it has left, call the driver."),
        short=N_("Rides: {trip}"),
    ),
    "outline-bad": ErrorText(
        N_("The outline of the zone encloses nothing"),
        N_("Different corners: {number}."),
        N_("Type at least three corners, such as “55.7,37.5; 55.8,37.6; 55.7,37.7”."),
        short=N_("Outline: {number}"),
    ),
    "outline-file-bad": ErrorText(
        N_("The file of outlines cannot be used"),
        N_("It has no polygons in GeoJSON or WKT ({detail})."),
        N_("Save the zone as a polygon in GeoJSON or WKT, in degrees, and take that file."),
        short=N_("No outlines"),
    ),
    "outline-not-named": ErrorText(
        N_("The file does not tell which outline is meant"),
        N_("Outlines: {count}. Not just one of them is called “{zone}”."),
        N_("Call the polygon as the zone is called, or save it alone."),
        short=N_("Outlines: {count}"),
    ),
    "outline-corner": ErrorText(
        N_("A corner of the outline cannot be read"),
        N_("Corner {number} is “{found}”."),
        N_("Type latitude and longitude in degrees, a semicolon between corners."),
        short=N_("Outline: corner {number}"),
    ),
    "pace-bad": ErrorText(
        N_("The pace of the zone cannot be read"),
        N_("“{found}” is no span of hours with a percentage of 1 to 1000."),
        N_("Type hours and percent of the usual time, such as “7-10 150, 17-20 140”."),
        short=N_("Pace: {found}"),
    ),
}
