"""Streets and rivers to draw below a map, from a file of GeoJSON (RFC 7946), or of OpenStreetMap.

Lines, and the edges of areas, in a collection of features or bare; points and properties are
passed over. GeoJSON writes longitude first, in degrees of WGS 84.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.delivery.planning.settings import OUTLINES, WAYS_AT, WAYS_FROM, WaysFrom
from core.documents.preferences import get
from core.kernel.clock import Clock
from core.kernel.errors import Refused
from tui.flows.desk.dispatch.extracts import streets_of

Point = tuple[int, int]
"""Latitude and longitude, in millionths of a degree."""

MILLION = 1_000_000
MOST_POINTS = 300_000
"""More would neither be seen nor be drawn in time: cut the extract smaller."""

EXTRACT = ".pbf"

_DEPTH = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""Kind of geometry → how deep lists of points lie in it."""

_PASSED_OVER = {"Point", "MultiPoint"}


class OutlinesUnreadable(Refused):
    """The file of outlines cannot be opened. Facts: file, detail."""

    code = "outlines-unreadable"


class BadOutlines(Refused):
    """The file is no GeoJSON. Facts: file, place (where in it), found."""

    code = "bad-outlines"


class OutlinesTooBig(Refused):
    """The file has more points than are drawn. Facts: file, most."""

    code = "outlines-too-big"


def read_outlines(path: Path) -> tuple[tuple[Point, ...], ...]:
    """Return the lines of a file, in its order.

    Raises:
        OutlinesUnreadable: it cannot be opened, or is not text.
        BadOutlines: it is no GeoJSON.
        BadExtract: it is no extract of OpenStreetMap, as its name says.
        OutlinesTooBig: it has more than `MOST_POINTS` points.
    """
    try:
        if path.suffix == EXTRACT:
            found = streets_of(path)
            if sum(map(len, found)) > MOST_POINTS:
                raise OutlinesTooBig(file=path.name, most=MOST_POINTS)
            return found
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutlinesUnreadable(file=path.name, detail=_detail(error)) from error
    return outlines_of(path.name, text)


def configured_outlines(session: Session, _actor: Actor, _clock: Clock) -> Path | None:
    """Return the file of streets the company has; None where it has none.

    Where none is named, and ways come from a road map in a file, it is the extract beside the map:
    "town.osm.pbf" of "town.osrm".
    """
    name = get(session, OUTLINES)
    if name:
        return Path(name)
    roads = Path(get(session, WAYS_AT))
    if get(session, WAYS_FROM) is not WaysFrom.OSRM_FILE or not roads.name:
        return None
    extract = roads.with_suffix(f".osm{EXTRACT}")
    return extract if extract.is_file() else None


def _detail(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else error.reason


def outlines_of(file: str, text: str) -> tuple[tuple[Point, ...], ...]:
    """Return the lines of a text of GeoJSON.

    Args:
        file: what errors call it.
        text: the GeoJSON.

    Raises:
        BadOutlines: it is none.
        OutlinesTooBig: it has more than `MOST_POINTS` points.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise BadOutlines(file=file, place=f"{line}", found=text[:20]) from error
    found = []
    points = 0
    for line_of_points in _Reader(file).lines(whole, ""):
        points += len(line_of_points)
        if points > MOST_POINTS:
            raise OutlinesTooBig(file=file, most=MOST_POINTS)
        if len(line_of_points) > 1:
            found.append(line_of_points)
    return tuple(found)


class _Reader:
    """Goes through a document; knows how to say where it is."""

    def __init__(self, file: str) -> None:
        self._file = file

    def lines(self, part: Any, place: str) -> Iterator[tuple[Point, ...]]:  # noqa: ANN401 - JSON
        """Yield the lines of any GeoJSON object."""
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "FeatureCollection":
            yield from self._each(part, "features", place)
        elif kind == "GeometryCollection":
            yield from self._each(part, "geometries", place)
        elif kind == "Feature":
            if part.get("geometry") is not None:
                yield from self.lines(part["geometry"], f"{place}.geometry")
        elif kind in _DEPTH:
            yield from self._deep(part.get("coordinates"), _DEPTH[kind], f"{place}.coordinates")
        elif kind not in _PASSED_OVER:
            self._refuse(f"{place}.type", kind)

    def _each(self, part: dict[str, Any], key: str, place: str) -> Iterator[tuple[Point, ...]]:
        for index, member in enumerate(self._list(part.get(key), f"{place}.{key}")):
            yield from self.lines(member, f"{place}.{key}[{index}]")

    def _deep(self, part: Any, depth: int, place: str) -> Iterator[tuple[Point, ...]]:  # noqa: ANN401 - JSON
        members = self._list(part, place)
        if depth:
            for index, member in enumerate(members):
                yield from self._deep(member, depth - 1, f"{place}[{index}]")
            return
        yield tuple(self._point(at, f"{place}[{n}]") for n, at in enumerate(members))

    def _point(self, part: Any, place: str) -> Point:  # noqa: ANN401 - JSON
        numbers = self._list(part, place)[:2]
        good = len(numbers) == 2 and all(  # noqa: PLR2004 - longitude and latitude
            isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)
            for one in numbers
        )
        if not good or abs(numbers[1]) > 90 or abs(numbers[0]) > 360:  # noqa: PLR2004 - degrees
            self._refuse(place, part)
        return round(numbers[1] * MILLION), round(numbers[0] * MILLION)

    def _list(self, part: Any, place: str) -> list[Any]:  # noqa: ANN401 - JSON
        if not isinstance(part, list):
            self._refuse(place, part)
        return list(part)

    def _refuse(self, place: str, found: object) -> None:
        shown = json.dumps(found, ensure_ascii=False)
        raise BadOutlines(file=self._file, place=place.lstrip("."), found=shown[:40])
