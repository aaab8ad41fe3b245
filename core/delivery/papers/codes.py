"""What the barcodes on the papers of a trip say, and the numbers of its waybills.

ASCII for every symbology, beside `~D:…` of documents and `~W:…` of commands: `~S:45` is stop 45,
`~P:12.345.2` the second place of document 345 on trip 12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STOP = re.compile(r"~S:([1-9]\d{0,17})")
_PLACE = re.compile(r"~P:([1-9]\d{0,17})\.([1-9]\d{0,17})\.([1-9]\d{0,5})")
_MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class PlaceCode:
    """One place (box, pallet) of what a trip brings by one document."""

    trip_id: int
    document_id: int
    """The disposition."""
    place_no: int
    """From 1."""


def stop_code(stop_id: int) -> str:
    """Return what the barcode of a stop says: the driver scans it when he arrives."""
    return f"~S:{stop_id}"


def read_stop_code(text: str) -> int | None:
    """Return the id of the stop that a scanned text names; None: it names none."""
    match = _STOP.fullmatch(text.strip())
    return int(match[1]) if match else None


def place_code(place: PlaceCode) -> str:
    """Return what the label of a place says."""
    return f"~P:{place.trip_id}.{place.document_id}.{place.place_no}"


def read_place_code(text: str) -> PlaceCode | None:
    """Return the place that a scanned text names; None: it names none."""
    match = _PLACE.fullmatch(text.strip())
    return PlaceCode(int(match[1]), int(match[2]), int(match[3])) if match else None


def geo_uri(lat_e6: int, lon_e6: int) -> str:
    """Return what the QR code of a place on the map says (RFC 5870): a telephone navigates there.

    Args:
        lat_e6: millionths of a degree.
        lon_e6: millionths of a degree.
    """
    return f"geo:{_degrees(lat_e6)},{_degrees(lon_e6)}"


def waybill_number(trip: str, stop_no: int, place: int = 1) -> str:
    """Return the number of a transport waybill: "ТР-000012/3", of a second one there "…/3-2".

    Args:
        trip: number of the trip.
        stop_no: of the stop on it.
        place: which waybill of that stop: one for each consignor and consignee, from 1.
    """
    return f"{trip}/{stop_no}" if place == 1 else f"{trip}/{stop_no}-{place}"


def _degrees(millionths: int) -> str:
    sign = "-" if millionths < 0 else ""
    whole, rest = divmod(abs(millionths), _MILLIONTHS)
    return f"{sign}{whole}.{rest:06d}"
