"""What may be wrong with places, zones, geocoders and what documents ask of delivery."""

from __future__ import annotations

from core.kernel.errors import Refused, Unavailable


class BadOutline(Refused):
    """An outline encloses nothing. Facts: number."""

    code = "outline-bad"


class BadCorner(BadOutline):
    """A corner of an outline is no place. Facts: number, found."""

    code = "outline-corner"


class BadPace(Refused):
    """Hours and percent of a zone cannot be read. Facts: found."""

    code = "pace-bad"


class NoDeliveryItem(Refused):
    """Delivery is to be charged, but no service is named for that. Facts: document, amount."""

    code = "delivery-item-missing"


class MethodUnfit(Refused):
    """Goods of such a document do not travel that way. Facts: document, kind."""

    code = "delivery-method-unfit"


class CarrierMissing(Refused):
    """A carrier takes the goods of an order, but nobody says which. Facts: document, kind."""

    code = "delivery-carrier-missing"


class PointMissing(Refused):
    """A carrier takes goods to a point, but nobody says to which. Facts: document, kind."""

    code = "delivery-point-missing"


class DeliveryRides(Refused):
    """Goods that are being loaded, or are on their way, would go elsewhere.

    Facts: document, trip.
    """

    code = "delivery-rides"


class GeocoderOff(Refused):
    """The settings name no geocoder. Facts: none."""

    code = "geocoder-off"


class GeocoderAway(Unavailable):
    """The geocoder cannot be asked now; what was to be asked is asked later.

    Facts: reason, server, detail, kind.
    """

    code = "geocoder-away"


class GeocoderFailed(Refused):
    """The geocoder cannot be asked, or its answer makes no sense.

    Facts: reason, server, detail, kind.
    """

    code = "geocoder-failed"


class AddressUnknown(Refused):
    """The geocoder knows no such address. Facts: address."""

    code = "address-unknown"


class PlaceByPerson(Refused):
    """A person said where the address is: no machine says otherwise. Facts: address."""

    code = "place-by-person"


class OutlineFileBad(Refused):
    """A file of outlines cannot be used. Facts: detail."""

    code = "outline-file-bad"


class OutlineNotNamed(Refused):
    """A file has several outlines, and not just one is called as the zone. Facts: zone, count."""

    code = "outline-not-named"
