"""What a map shows, and how it becomes a picture of braille dots. Pure.

Coordinates are in millionths of a degree. The projection is Mercator's, on a unit sphere: north is
up, and a dot is as wide as it is high.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tui.terminal.safety import safe
from tui.widgets.braille import ACROSS, DASHED, DOTTED, DOWN, SOLID, Canvas

GeoPoint = tuple[int, int]
"""Latitude and longitude, in millionths of a degree."""

XY = tuple[float, float]
"""Projected: radians east and, southwards, of the stretched meridian."""

EARTH = 6_371_009
"""Mean radius in metres."""

HUES = 6
"""Colours that tell routes apart; what has the same one differs by letter and by its line."""

BLANK, OUTLINE, ROUTE, CHOSEN, DEPOT, LEFT_OUT, STOP, CHOSEN_STOP, LABEL = (
    *(0, 1, 2, 2 + HUES, 3 + HUES),
    *(4 + HUES, 5 + HUES, 6 + HUES, 7 + HUES),
)
"""Inks; the routes have `HUES` of them, from ROUTE on."""

HOUSE, NOBODY, SEVERAL, POINTED = "⌂", "?", "+", "◆"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

_STYLES = (SOLID, DASHED, DOTTED)
_STEEPEST = 85_000_000
"""Farther from the equator nobody delivers, and Mercator has no place for them."""
_MICRO = math.radians(1e-6)


@dataclass(frozen=True, slots=True)
class MapStop:
    """A stop, or a depot."""

    id: str
    name: str
    at: GeoPoint | None
    """None: nobody knows where it is; it is not on the map."""


@dataclass(frozen=True, slots=True)
class MapTrip:
    """From a depot to stops and on to where the vehicle goes then."""

    id: str
    name: str
    stops: tuple[str, ...]
    begin: GeoPoint | None = None
    end: GeoPoint | None = None
    """None: it ends at its last stop."""


Outline = tuple[GeoPoint, ...]
"""A street, a river, a border: points in order."""


@dataclass(frozen=True)
class MapScene:
    """What is on the map. A stop on no trip is left out of the plan."""

    depots: tuple[MapStop, ...] = ()
    stops: tuple[MapStop, ...] = ()
    trips: tuple[MapTrip, ...] = ()
    outlines: tuple[Outline, ...] = ()

    @cached_property
    def trip_by_id(self) -> Mapping[str, MapTrip]:
        """Trips by their ids."""
        return {trip.id: trip for trip in self.trips}

    @cached_property
    def stop_by_id(self) -> Mapping[str, MapStop]:
        """Stops by their ids."""
        return {stop.id: stop for stop in self.stops}

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """Trip → its number, which gives its letter and its line."""
        return {trip.id: number for number, trip in enumerate(self.trips)}

    @cached_property
    def trip_of(self) -> Mapping[str, str]:
        """Stop → the trip it is on."""
        return {stop: trip.id for trip in self.trips for stop in trip.stops}

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """Stops that are on no trip."""
        return tuple(stop.id for stop in self.stops if stop.id not in self.trip_of)

    @cached_property
    def nowhere(self) -> int:
        """How many stops are not on the map."""
        return sum(stop.at is None for stop in self.stops)

    @cached_property
    def spots(self) -> Mapping[str, XY]:
        """Stop → where it is, of those that are on the map."""
        return {stop.id: projected(stop.at) for stop in self.stops if stop.at is not None}

    @cached_property
    def ways(self) -> Mapping[str, tuple[XY, ...]]:
        """Trip → the corners of its way."""
        found = {}
        for trip in self.trips:
            ends = [projected(at) for at in (trip.begin,) if at is not None]
            way = [*ends, *(self.spots[stop] for stop in trip.stops if stop in self.spots)]
            way += [projected(at) for at in (trip.end,) if at is not None]
            found[trip.id] = tuple(way)
        return found

    @cached_property
    def houses(self) -> tuple[tuple[XY, str], ...]:
        """Depots that are on the map, with their names."""
        return tuple((projected(one.at), one.name) for one in self.depots if one.at is not None)


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Street = tuple[Box, tuple[XY, ...]]


def streets_of(outlines: Iterable[Outline]) -> tuple[Street, ...]:
    """Return outlines projected, with the boxes they lie in."""
    found = []
    for outline in outlines:
        way = tuple(map(projected, outline))
        if len(way) > 1:
            across, down = [x for x, _ in way], [y for _, y in way]
            found.append(((min(across), min(down), max(across), max(down)), way))
    return tuple(found)


def letter_of(number: int) -> str:
    """Return the letter of a trip; beyond 62 they come again."""
    return LETTERS[number % len(LETTERS)]


def hue_of(number: int) -> int:
    """Return the ink of a trip."""
    return ROUTE + number % HUES


def line_of(number: int) -> int:
    """Return the pattern of a trip's line, so that 18 trips differ by it and their hue."""
    return _STYLES[(number + number // HUES) % len(_STYLES)]


def projected(at: GeoPoint) -> XY:
    """Return where a point is by Mercator, on a sphere of radius 1; y grows to the south."""
    latitude = max(-_STEEPEST, min(_STEEPEST, at[0])) * _MICRO
    return at[1] * _MICRO, -math.log(math.tan(math.pi / 4 + latitude / 2))


@dataclass(frozen=True, slots=True)
class View:
    """What part of the map is seen."""

    x: float = 0.0
    y: float = 0.0
    """The middle, projected."""
    scale: float = 1.0
    """Dots of a radian."""

    @property
    def metres_of_a_cell(self) -> float:
        """How many metres a cell is wide, in the middle."""
        return ACROSS * EARTH / math.cosh(self.y) / self.scale

    def zoomed(self, by: float) -> View:
        """Return the view *by* times nearer, between a dot of the earth and a dot of a metre."""
        return replace(self, scale=max(1.0, min(self.scale * by, float(EARTH))))

    def moved(self, columns: float, rows: float) -> View:
        """Return the view so many cells to the right and down."""
        across, down = columns * ACROSS / self.scale, rows * DOWN / self.scale
        return replace(self, x=self.x + across, y=self.y + down)

    def dot(self, at: XY, width: int, height: int) -> XY:
        """Return the dot of a projected point on a canvas of so many cells."""
        return (
            (at[0] - self.x) * self.scale + width * ACROSS / 2 - 0.5,
            (at[1] - self.y) * self.scale + height * DOWN / 2 - 0.5,
        )

    def cell(self, at: XY, width: int, height: int) -> tuple[int, int]:
        """Return the cell of a projected point; it may lie outside."""
        x, y = self.dot(at, width, height)
        return round(x) // ACROSS, round(y) // DOWN


def fitting(points: Iterable[XY], width: int, height: int) -> View:
    """Return the nearest view that shows all points, with a cell to spare on each side."""
    found = list(points)
    if not found:
        return View()
    across, down = [x for x, _ in found], [y for _, y in found]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    wide = max(1, (width - 4) * ACROSS) / max(right - left, 1e-9)
    high = max(1, (height - 2) * DOWN) / max(bottom - top, 1e-9)
    nearest = EARTH / 10  # ten metres to a dot: one stop alone is shown among its streets
    return View((left + right) / 2, (top + bottom) / 2, min(wide, high, nearest))


def scale_bar(view: View, width: int) -> tuple[int, int]:
    """Return a length of 1, 2 or 5 × 10ⁿ metres and how many cells, at most *width*, it takes."""
    cell = view.metres_of_a_cell
    most = max(cell * width, 1.0)
    power = 10 ** math.floor(math.log10(most))
    length = next(nice * power for nice in (5, 2, 1) if nice * power <= most)
    return length, max(1, round(length / cell))


class Painter:
    """Draws a scene; what has not changed since the last picture is not drawn again."""

    def __init__(self) -> None:
        self._streets: tuple[tuple[Outline, ...], tuple[Street, ...]] = ((), ())
        self._ground: tuple[tuple[object, ...], Canvas] | None = None
        self._routes: tuple[tuple[object, ...], Canvas] | None = None

    def paint(
        self,
        scene: MapScene,
        view: View,
        size: tuple[int, int],
        trip: str = "",
        stop: str = "",
        *,
        alone: bool = False,
    ) -> Canvas:
        """Return the picture.

        Args:
            scene: what is on the map.
            view: what part of it is seen.
            size: columns and rows.
            trip: id of the trip that is looked at; "": none.
            stop: id of the stop that is looked at; "": none.
            alone: whether only the way of that trip is drawn.
        """
        alone = alone and trip in scene.trip_by_id
        ground = self._with_streets if alone else self._with_routes
        canvas = ground(scene, view, size).copy()
        if alone:
            _mark_stops(canvas, scene, view)
        if trip in scene.trip_by_id:
            for here, there in _legs(scene, view, size, trip):
                canvas.line(here, there, CHOSEN)
        width, height = size
        for house, _ in scene.houses:
            canvas.mark(*view.cell(house, width, height), HOUSE, DEPOT)
        _mark_trip(canvas, scene, view, trip, stop)
        return canvas

    def _with_routes(self, scene: MapScene, view: View, size: tuple[int, int]) -> Canvas:
        key = (scene, view, size)
        if self._routes is None or not _same(self._routes[0], key):
            canvas = self._with_streets(scene, view, size).copy()
            for trip in scene.trips:
                number = scene.number_of[trip.id]
                ink, pattern = hue_of(number), line_of(number)
                for here, there in _legs(scene, view, size, trip.id):
                    canvas.line(here, there, ink, pattern)
            _mark_stops(canvas, scene, view)
            self._routes = (key, canvas)
        return self._routes[1]

    def _with_streets(self, scene: MapScene, view: View, size: tuple[int, int]) -> Canvas:
        key = (scene.outlines, view, size)
        if self._ground is None or not _same(self._ground[0], key):
            canvas = Canvas(*size)
            if self._streets[0] is not scene.outlines:  # plans change, streets do not
                self._streets = (scene.outlines, streets_of(scene.outlines))
            _draw_streets(canvas, self._streets[1], view)
            self._ground = (key, canvas)
        return self._ground[1]


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    """Compare what big things are by identity: they are frozen."""
    pairs = zip(one, other, strict=True)
    return all(a is b or (isinstance(a, View | tuple) and a == b) for a, b in pairs)


def _legs(scene: MapScene, view: View, size: tuple[int, int], trip: str) -> Iterator[tuple[XY, XY]]:
    way = [view.dot(at, *size) for at in scene.ways[trip]]
    return itertools.pairwise(way)


def _draw_streets(canvas: Canvas, streets: Iterable[Street], view: View) -> None:
    width, height = canvas.width, canvas.height
    half_x, half_y = width * ACROSS / view.scale / 2, height * DOWN / view.scale / 2
    for (left, top, right, bottom), way in streets:
        if right < view.x - half_x or left > view.x + half_x:
            continue
        if bottom < view.y - half_y or top > view.y + half_y:
            continue
        (here_x, here_y), scale = view.dot((0, 0), width, height), view.scale
        last = way[0][0] * scale + here_x, way[0][1] * scale + here_y
        for at in way[1:]:
            x, y = at[0] * scale + here_x, at[1] * scale + here_y
            # Corners nearer than a dot draw nothing new, but the last one ends the street.
            if abs(x - last[0]) >= 1 or abs(y - last[1]) >= 1 or at is way[-1]:
                canvas.line(last, (x, y), OUTLINE)
                last = (x, y)


def _mark_stops(canvas: Canvas, scene: MapScene, view: View) -> None:
    """Mark every stop with the letter of its trip, and cells that several trips share."""
    cells: dict[tuple[int, int], str] = {}
    for stop, at in scene.spots.items():
        cell = view.cell(at, canvas.width, canvas.height)
        trip = scene.trip_of.get(stop, "")
        if not trip:
            canvas.mark(*cell, NOBODY, LEFT_OUT)
            cells[cell] = NOBODY
        elif cells.setdefault(cell, trip) == trip:
            number = scene.number_of[trip]
            canvas.mark(*cell, letter_of(number), hue_of(number))
        elif cells[cell] != NOBODY:
            canvas.mark(*cell, SEVERAL, STOP)


def _mark_trip(canvas: Canvas, scene: MapScene, view: View, trip: str, stop: str) -> None:
    """Number the stops of the trip, point at the stop, and name what there is room for."""
    width, height = canvas.width, canvas.height
    stops = scene.trip_by_id[trip].stops if trip in scene.trip_by_id else ()
    named = []
    for number, one in reversed(list(enumerate(stops, start=1))):
        if one in scene.spots:
            cell = view.cell(scene.spots[one], width, height)
            canvas.mark(*cell, str(number % 10), CHOSEN)
            if one != stop:
                named.append((cell, scene.stop_by_id[one].name))
    if stop in scene.spots:
        cell = view.cell(scene.spots[stop], width, height)
        glyph = str((stops.index(stop) + 1) % 10) if stop in stops else POINTED
        canvas.mark(*cell, glyph, CHOSEN_STOP)
        _name(canvas, cell, scene.stop_by_id[stop].name, over=True)
    for cell, name in reversed(named):
        _name(canvas, cell, name)
    for house, name in scene.houses:
        _name(canvas, view.cell(house, width, height), name)


LONGEST = 18
"""Characters of a name on the map."""


def _name(canvas: Canvas, cell: tuple[int, int], name: str, *, over: bool = False) -> None:
    column, row = cell
    if 0 <= column < canvas.width and 0 <= row < canvas.height:
        canvas.label(column, row, safe(name)[:LONGEST].rstrip(), LABEL, over=over)
