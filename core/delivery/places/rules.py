"""Rules of places: texts of addresses compared, points in outlines, the zone of an address.

Coordinates are millionths of a degree and every answer is exact: nothing here is rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from core.delivery.places.errors import BadCorner, BadOutline, BadPace
from core.delivery.statuses import ZoneKind
from core.kernel.errors import BadValue
from core.search.rules import fold

Point = tuple[int, int]
"""(latitude, longitude), millionths of a degree."""

Ring = Sequence[Point]
"""Corners of a closed line, the last joined to the first."""

MILLION: Final = 1_000_000
POLE: Final = 90 * MILLION
ANTIMERIDIAN: Final = 180 * MILLION
CORNERS: Final = 3
"""Of the smallest outline."""

USUAL_PACE: Final = 100
SLOWEST: Final = 1_000
HOURS: Final = 24

_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d{1,12})?"
_PLACE = re.compile(rf"\s*({_NUMBER})\s*(?:[;,]\s*|\s)\s*({_NUMBER})\s*")
_WORD = re.compile(r"\w+")
_PACE = re.compile(r"(\d{1,2})\s*[-–]\s*(\d{1,2})\s*[:=\s]\s*(\d{1,4})\s*%?")

_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "город": "г",
        "гор": "г",
        "улица": "ул",
        "дом": "д",
        "корпус": "к",
        "корп": "к",
        "строение": "с",
        "стр": "с",
        "проспект": "пр",
        "пркт": "пр",
        "просп": "пр",
        "прт": "пр",
        "переулок": "пер",
        "шоссе": "ш",
        "площадь": "пл",
        "набережная": "наб",
        "бульвар": "б",
        "бул": "б",
        "бр": "б",
        "область": "обл",
        "район": "р",
        "рн": "р",
        "поселок": "п",
        "пос": "п",
        "деревня": "дер",
        "село": "с",
        "квартира": "кв",
        "офис": "оф",
    }
)
"""Words of addresses in full → as they are compared."""

_HYPHENED = re.compile(r"\b(пр|б|р)-(кт|т|р|н)\b")


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as far as belonging to it goes."""

    id: int
    parent_id: int | None
    kind: ZoneKind
    rings: tuple[tuple[Point, ...], ...] = ()
    """Its outline: several closed lines where it lies in several parts, or has holes."""
    words: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Return the text of an address as it is compared.

    Case, ё, punctuation and spaces do not count, nor whether the kind of a street is written in
    full: "г. Москва, Ленинский пр-т, д.5" and "город Москва Ленинский проспект дом 5" are the same.
    """
    plain = _HYPHENED.sub(r"\1\2", fold(text))
    return " ".join(_SHORT.get(word, word) for word in _WORD.findall(plain))


def read_place(text: str) -> Point | None:
    """Return "55.75, 37.61" as a point; None for an empty text.

    A decimal comma will do where spaces or a semicolon stand between the two numbers.

    Raises:
        BadValue: not two numbers, or no such place on the globe.
    """
    if not text.strip():
        return None
    found = _PLACE.fullmatch(text)
    if found is not None:
        latitude, longitude = millionths(found[1]), millionths(found[2])
        if abs(latitude) <= POLE and abs(longitude) <= ANTIMERIDIAN:
            return latitude, longitude
    raise BadValue(what="coordinates", value=text, expected="55.7558, 37.6176")


def place_text(point: Point | None) -> str:
    """Return a point as `read_place` takes it back; "" for None."""
    return "" if point is None else f"{_degrees(point[0])}, {_degrees(point[1])}"


def millionths(number: str | Decimal) -> int:
    """Return a decimal number of degrees in millionths, halves away from zero."""
    written = number.replace(",", ".") if isinstance(number, str) else number
    return int((Decimal(written) * MILLION).to_integral_value("ROUND_HALF_UP"))


def _degrees(value: int) -> str:
    whole, rest = divmod(abs(value), MILLION)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:06}".rstrip("0").rstrip(".")


def read_outline(text: str) -> list[list[list[int]]]:
    """Return "55.7,37.5; 55.8,37.6; 55.7,37.7" as one ring of corners; [] for an empty text.

    Further rings follow behind "|": other parts of the zone, and holes in it.

    Raises:
        BadCorner: one is no place.
        BadOutline: fewer than three different ones.
    """
    rings: list[list[list[int]]] = []
    number = 0
    for ring in text.split("|"):
        corners: list[list[int]] = []
        for part in filter(str.strip, ring.split(";")):
            number += 1
            try:
                point = read_place(part)
            except BadValue as error:
                raise BadCorner(number=number, found=part.strip()) from error
            if point is not None:
                corners.append(list(point))
        if corners:
            rings.append(checked_outline(corners))
    return rings


def outline_text(rings: Sequence[Sequence[Sequence[int]]]) -> str:
    """Return rings as `read_outline` takes them back."""
    return " | ".join(
        "; ".join(f"{_degrees(corner[0])},{_degrees(corner[1])}" for corner in ring)
        for ring in rings
    )


def checked_outline(corners: list[list[int]]) -> list[list[int]]:
    """Return *corners* without a last one that repeats the first; no corners are no outline.

    Raises:
        BadOutline: it encloses nothing.
    """
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    different = {tuple(corner) for corner in corners}
    if corners and len(different) < CORNERS:
        raise BadOutline(number=len(different))
    return corners


def inside(point: Point, rings: Iterable[Ring]) -> bool:
    """Tell whether a point lies in an outline or on its border; that of a hole is border too.

    What is enclosed twice is outside, as maps draw it: holes, and where a ring crosses itself.
    """
    y, x = point
    within = False
    for ring in rings:
        for at, (y2, x2) in enumerate(ring):
            y1, x1 = ring[at - 1]
            side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            between = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
            if side == 0 and between:
                return True
            if (y1 > y) != (y2 > y) and (side > 0) == (y2 > y1):
                within = not within
    return within


@dataclass(frozen=True, slots=True)
class _Area:
    """A zone with an outline, ready to be asked."""

    zone: Zone
    south: int
    north: int
    west: int
    east: int

    def holds(self, point: Point) -> bool:
        latitude, longitude = point
        if not (self.south <= latitude <= self.north and self.west <= longitude <= self.east):
            return False
        return inside(point, self.zone.rings)


def _area(zone: Zone) -> _Area:
    corners = [corner for ring in zone.rings for corner in ring]
    latitudes, longitudes = [one[0] for one in corners], [one[1] for one in corners]
    return _Area(zone, min(latitudes), max(latitudes), min(longitudes), max(longitudes))


class ZoneMap:
    """All zones in use, asked which one an address lies in."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        known = {zone.id: zone for zone in zones}
        deepest = sorted(
            (zone for zone in known.values() if zone.kind is ZoneKind.POLYGON and zone.rings),
            key=lambda zone: (-_depth(known, zone), double_area(zone.rings), zone.id),
        )
        self._areas = [_area(zone) for zone in deepest]
        words = {
            (word, -_depth(known, zone), zone.id)
            for zone in known.values()
            if zone.kind is ZoneKind.LIST
            for word in map(folded, zone.words)
            if word
        }
        self._words = sorted(words, key=lambda one: (-len(one[0]), *one[1:], one[0]))

    def zone_of(self, point: Point | None, text: str) -> int | None:
        """Return the zone of an address; None: none holds it.

        The deepest polygon around the point decides, of two as deep the smaller one; else the
        longest of all words that the text has, whichever list it stands in.

        Args:
            point: None: nobody knows where it is.
            text: the address, `folded`.
        """
        if point is not None:
            for area in self._areas:
                if area.holds(point):
                    return area.zone.id
        line = f" {text}"
        return next((zone for word, _, zone in self._words if f" {word}" in line), None)


def _depth(known: Mapping[int, Zone], zone: Zone) -> int:
    """Return how many zones lie above one; a loop, which no verb lets in, ends where it began."""
    depth, seen, above = 0, {zone.id}, zone.parent_id
    while above is not None and above in known and above not in seen:
        seen.add(above)
        depth, above = depth + 1, known[above].parent_id
    return depth


def double_area(rings: Sequence[Ring]) -> int:
    """Return twice the area that rings enclose: a hole takes off what it encloses."""
    total = 0
    for number, ring in enumerate(rings):
        others = [one for at, one in enumerate(rings) if at != number]
        around = sum(inside(ring[0], [other]) for other in others)
        size = abs(
            sum(
                ring[at - 1][1] * corner[0] - corner[1] * ring[at - 1][0]
                for at, corner in enumerate(ring)
            )
        )
        total += -size if around % 2 else size
    return total


def read_pace(text: str) -> list[int]:
    """Return "7-10 150, 17-20 140" as percent for each of 24 hours; [] for an empty text.

    Hours that are not named go at 100.

    Raises:
        BadPace: no such hours, or a pace below 1 or above 1000 %.
    """
    if not text.strip():
        return []
    pace = [USUAL_PACE] * HOURS
    for part in re.split(r"[,;]", text):
        found = _PACE.fullmatch(part.strip())
        if found is None:
            raise BadPace(found=part.strip())
        begin, end, percent = map(int, found.groups())
        if not (begin < end <= HOURS and 0 < percent <= SLOWEST):
            raise BadPace(found=part.strip())
        pace[begin:end] = [percent] * (end - begin)
    return [] if set(pace) == {USUAL_PACE} else pace


def pace_text(pace: Sequence[int]) -> str:
    """Return a pace as `read_pace` takes it back; hours at 100 are not named."""
    parts: list[str] = []
    begin = 0
    for hour in range(1, len(pace) + 1):
        if hour == len(pace) or pace[hour] != pace[begin]:
            if pace[begin] != USUAL_PACE:
                parts.append(f"{begin}-{hour} {pace[begin]}")
            begin = hour
    return ", ".join(parts)
