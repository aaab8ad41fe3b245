"""Outlines of zones from GeoJSON files, as drawn in any map program."""

from __future__ import annotations

import json
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon of a file."""

    names: tuple[str, ...]
    """What the file calls it: its name, its code; empty where it does not say."""
    corners: list[list[int]]
    """`[lat, lon]` in millionths of a degree."""


def read_outlines(data: bytes) -> tuple[Outline, ...]:
    """Return the polygons of a GeoJSON file, in its order.

    Holes are left out: a smaller zone inside takes its addresses anyway. Of several polygons of
    one feature each is an outline of its own.

    Raises:
        OutlineFileBad: it is no GeoJSON, has no polygon, or one with a corner that is no place.
        BadOutline: a polygon encloses nothing.
    """
    try:
        whole = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str)
        found = tuple(_outlines(whole, (), DEEPEST))
    except _FAULTS as error:
        raise OutlineFileBad(detail=type(error).__name__) from error
    if not found:
        raise OutlineFileBad(detail="Polygon: 0")
    return found


def _outlines(part: Any, names: tuple[str, ...], deep: int) -> Iterator[Outline]:  # noqa: ANN401 - JSON
    if deep == 0:
        raise ValueError(deep)
    match part["type"]:
        case "FeatureCollection":
            for one in part["features"]:
                yield from _outlines(one, names, deep - 1)
        case "GeometryCollection":
            for one in part["geometries"]:
                yield from _outlines(one, names, deep - 1)
        case "Feature" if part["geometry"] is not None:
            said = part.get("properties") or {}
            told = (said.get("name"), said.get("code"), part.get("id"))
            names = tuple(str(word) for word in told if word not in {None, ""})
            yield from _outlines(part["geometry"], names, deep - 1)
        case "Polygon":
            yield Outline(names, _corners(part["coordinates"]))
        case "MultiPolygon":
            for rings in part["coordinates"]:
                yield Outline(names, _corners(rings))


def _corners(rings: Any) -> list[list[int]]:  # noqa: ANN401 - JSON
    corners = []
    for longitude, latitude, *_height in rings[0]:
        corner = [millionths(str(latitude)), millionths(str(longitude))]
        if abs(corner[0]) > POLE or abs(corner[1]) > ANTIMERIDIAN:
            raise ValueError(corner)
        corners.append(corner)
    return checked_outline(corners)


def import_outline(
    session: Session, actor: Actor, zone_id: int, data: bytes, *, clock: Clock
) -> RowSaved:
    """Take the outline of a zone from a file, and put addresses into it; flushed.

    Of several polygons it is the one that the file calls as the zone is called.

    Raises:
        OutlineFileBad, BadOutline: the file cannot be used.
        OutlineNotNamed: it has several polygons, and not just one of them is called so.
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
        corners=outline_text(chosen[0].corners),
    )
