"""What may be wrong with places, zones, geocoders and what documents ask of delivery."""

from __future__ import annotations

from core.kernel.errors import Refused


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
