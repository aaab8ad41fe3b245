"""Outlines of zones from files of GeoJSON or WKT, as drawn in any map program."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.places.errors import OutlineFileBad, OutlineNotNamed
from core.delivery.places.rules import (
    ANTIMERIDIAN,
    POLE,
    checked_outline,
    folded,
    millionths,
    outline_text,
)
from core.delivery.places.zones import DELIVERY_ZONE
from core.delivery.statuses import ZoneKind
from core.documents.reference import RowSaved, edit_row, row_card
from core.kernel.clock import Clock

DEEPEST = 8
"""Collections within collections that are looked into."""

_FAULTS = (
    *(ValueError, TypeError, LookupError, AttributeError),
    *(InvalidOperation, OverflowError, RecursionError),
)


Rings = list[list[list[int]]]

_WKT = re.compile(
    r"(?:SRID=\d+\s*;)?\s*(MULTI)?POLYGON\s*(?:Z|M|ZM)?\s*(\(.*\))\s*;?", re.IGNORECASE | re.DOTALL
)
_INNERMOST = re.compile(r"\(([^()]*)\)")
_LISTED = re.compile(r"\(\s*\.(\s*,\s*\.)*\s*\)")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feature of a file: its polygons with their holes."""

    names: tuple[str, ...]
    """What the file calls it: its name, its code; empty where it does not say."""
    rings: Rings
    """Corners `[lat, lon]` in millionths of a degree, ring by ring."""


def read_outlines(data: bytes) -> tuple[Outline, ...]:
    """Return the outlines of a file of GeoJSON or WKT, in its order.

    All polygons of one feature are one outline, their holes are holes of it.

    Raises:
        OutlineFileBad: it is neither, has no polygon, or one with a corner that is no place.
        BadOutline: a ring encloses nothing.
    """
    try:
        text = data.decode("utf-8-sig").strip()
        if text[:1] in {"{", "["}:
            whole = json.loads(text, parse_float=Decimal, parse_constant=str)
            found = tuple(_outlines(whole, DEEPEST))
        else:
            found = (Outline((), _wkt_rings(text)),)
    except _FAULTS as error:
        raise OutlineFileBad(detail=type(error).__name__) from error
    if not found:
        raise OutlineFileBad(detail="Polygon: 0")
    return found


def _outlines(part: Any, deep: int) -> Iterator[Outline]:  # noqa: ANN401 - JSON
    if deep == 0:
        raise ValueError(deep)
    names: tuple[str, ...] = ()
    geometry = part
    match part["type"]:
        case "FeatureCollection":
            for one in part["features"]:
                yield from _outlines(one, deep - 1)
            return
        case "Feature":
            said = part.get("properties") or {}
            told = (said.get("name"), said.get("code"), part.get("id"))
            names = tuple(str(word) for word in told if word not in {None, ""})
            geometry = part["geometry"]
    rings = [] if geometry is None else list(_rings(geometry, deep))
    if rings:
        yield Outline(names, rings)


def _rings(geometry: Any, deep: int) -> Iterator[list[list[int]]]:  # noqa: ANN401 - JSON
    if deep == 0:
        raise ValueError(deep)
    match geometry["type"]:
        case "GeometryCollection":
            for one in geometry["geometries"]:
                yield from _rings(one, deep - 1)
        case "Polygon":
            yield from _polygon(geometry["coordinates"])
        case "MultiPolygon":
            for polygon in geometry["coordinates"]:
                yield from _polygon(polygon)


def _polygon(rings: Any) -> Iterator[list[list[int]]]:  # noqa: ANN401 - JSON
    if not rings:
        raise ValueError(rings)
    for ring in rings:
        yield _corners((longitude, latitude) for longitude, latitude, *_height in ring)


def _wkt_rings(text: str) -> Rings:
    """Return the rings of "POLYGON ((lon lat, …), (…))" or "MULTIPOLYGON (((…)), …)".

    Raises:
        ValueError: it is neither.
    """
    found = _WKT.fullmatch(text)
    if found is None:
        raise ValueError(text[:20])
    frame = _INNERMOST.sub(".", found[2])
    if found[1]:
        frame = _LISTED.sub(".", frame)
    if not _LISTED.fullmatch(frame):
        raise ValueError(frame[:20])
    return [
        _corners(tuple(corner.split()[:2]) for corner in ring.split(","))
        for ring in _INNERMOST.findall(found[2])
    ]


def _corners(places: Iterable[Any]) -> list[list[int]]:
    """Return places, longitude first, as a ring.

    Raises:
        ValueError: a corner is no place.
        BadOutline: the ring encloses nothing.
    """
    corners = []
    for longitude, latitude in places:
        corner = [millionths(str(latitude)), millionths(str(longitude))]
        if abs(corner[0]) > POLE or abs(corner[1]) > ANTIMERIDIAN:
            raise ValueError(corner)
        corners.append(corner)
    if not corners:
        raise ValueError(corners)
    return checked_outline(corners)


def import_outline(
    session: Session, actor: Actor, zone_id: int, data: bytes, *, clock: Clock
) -> RowSaved:
    """Take the outline of a zone from a file, and put addresses into it; flushed.

    Of several features it is the one that the file calls as the zone is called.

    Raises:
        OutlineFileBad, BadOutline: the file cannot be used.
        OutlineNotNamed: it has several, and not just one of them is called so.
        Forbidden, NotFound.
    """
    actor.require(DELIVERY_ZONE.edit, what=DELIVERY_ZONE.name, key=zone_id)
    card = row_card(session, actor, DELIVERY_ZONE.name, zone_id)
    found = read_outlines(data)
    own = {folded(str(card.values[name])) for name in ("name", "code")}
    called = [one for one in found if own & set(map(folded, one.names))]
    chosen = found if len(found) == 1 else called
    if len(chosen) != 1:
        raise OutlineNotNamed(zone=card.values["name"], count=len(found))
    return edit_row(
        session,
        actor,
        DELIVERY_ZONE.name,
        zone_id,
        card.version,
        clock=clock,
        kind=ZoneKind.POLYGON,
        corners=outline_text(chosen[0].rings),
    )
