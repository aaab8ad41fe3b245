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
