"""Problems out of VRPLIB files: one reading for every kind, told apart by the sections they have.

Conventions of the sets: distances are rounded to whole (CVRP), cut after a tenth (time windows,
release dates, prizes) or kept to thousandths (fleets, depots, skills); every other value is made
whole the same way. Costs are exact in those units; `Problem.cost_unit` is how many of them make
one of the unit the `.sol` files of the set count in.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from routing.files.instance import FileKind, Instance
from routing.files.text import Line
from routing.files.vrplib import VrplibText, parse_vrplib
from routing.files.wanted import Wanted
from routing.problem import ALWAYS, FOREVER, Depot, Problem, Stop, Travel, Vehicle, Window
from routing.travel.plane import Rounding, plane_matrix

LOAD = "load"
"""Name of the one dimension instances have."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How the files of a kind count."""

    rounding: Rounding
    cost_unit: int = 1


KINDS: Mapping[str, Convention] = {
    "CVRP": Convention(Rounding.ROUND),
    "VRPTW": Convention(Rounding.DIMACS, 10),
    "CVRPTW": Convention(Rounding.DIMACS, 10),
    "PCVRPTW": Convention(Rounding.DIMACS),
    "MTVRPTWR": Convention(Rounding.DIMACS),
    "HFVRP": Convention(Rounding.EXACT, 100_000),
    "MDVRPTW": Convention(Rounding.EXACT),
    "SDVRPTW": Convention(Rounding.EXACT),
}


def read_vrplib(file: str, text: str) -> Instance:
    """Return the problem of a VRPLIB file.

    Raises:
        BadRoutingFile: it cannot be read, or specifies what klad does not plan by.
    """
    return Instance(_Reading(parse_vrplib(file, text)).problem(), FileKind.VRPLIB)


class _Reading:
    """One file being understood."""

    def __init__(self, text: VrplibText) -> None:
        self._text = text
        kind, line = self._needed("TYPE", Wanted.KIND)
        if kind not in KINDS:
            line.refuse(kind, Wanted.KIND)
        self._kind = KINDS[kind]
        self._size = self._count("DIMENSION")
        self._depots = self._depot_count()
        if self._size <= self._depots:
            self._text.headers["DIMENSION"][1].refuse(self._size, Wanted.CUSTOMERS)
        self._vehicles = self._fleet()

    def problem(self) -> Problem:
        """Return it."""
        travel = self._matrix()
        name = self._text.header("NAME")
        return Problem(
            name=name[0] if name else "",
            depots=self._all_depots(),
            stops=self._all_stops(),
            vehicles=self._all_vehicles(),
            travel=(Travel(distances=travel, durations=travel),),
            dimensions=(LOAD,),
            cost_unit=self._kind.cost_unit,
        )

    # --- places ------------------------------------------------------------------------------

    def _matrix(self) -> tuple[array[int], ...]:
        way, line = self._needed("EDGE_WEIGHT_TYPE", Wanted.DISTANCES)
        if way == "EUC_2D":
            rows = self._text.rows("NODE_COORD", self._size, 2)
            if rows is None:
                line.refuse(way, Wanted.VALUE)
            points = [point_of(row) for row in rows]
            return plane_matrix(points, self._kind.rounding)
        if way != "EXPLICIT":
            line.refuse(way, Wanted.DISTANCES)
        shape, line = self._needed("EDGE_WEIGHT_FORMAT", Wanted.DISTANCES)
        if shape not in {"FULL_MATRIX", "LOWER_ROW"}:
            line.refuse(shape, Wanted.DISTANCES)
        rows = self._text.sections.get("EDGE_WEIGHT")
        if not rows:
            line.refuse("EDGE_WEIGHT_SECTION", Wanted.SECTION)
        return self._written(rows, lower=shape == "LOWER_ROW")

    def _written(self, rows: list[Line], *, lower: bool) -> tuple[array[int], ...]:
        """Return distances that are written out, in rows of any length."""
        size = self._size
        numbers = [self._scaled(row, word) for row in rows for word in row.words]
        wanted = size * (size - 1) // 2 if lower else size * size
        if len(numbers) != wanted:
            rows[-1].refuse(len(numbers), Wanted.COLUMNS)
        matrix = tuple(array("q", bytes(8 * size)) for _ in range(size))
        if not lower:
            for here in range(size):
                matrix[here][:] = array("q", numbers[here * size : (here + 1) * size])
            return matrix
        given = iter(numbers)
        for here in range(size):
            for there in range(here):
                matrix[here][there] = matrix[there][here] = next(given)
        return matrix

    def _depot_count(self) -> int:
        """Return how many depots there are: the first nodes, in order."""
        count = 0
        for row in self._text.sections.get("DEPOT", []):
            for word in row.words:
                index = row.whole(word)
                if index == -1:
                    return max(count, 1)
                if index != count + 1:
                    row.refuse(word, Wanted.DEPOTS_FIRST)
                count += 1
        return max(count, 1)

    def _all_depots(self) -> tuple[Depot, ...]:
        windows = self._windows()
        return tuple(
            Depot(id=str(index), place=index, window=windows[index])
            for index in range(self._depots)
        )

    def _all_stops(self) -> tuple[Stop, ...]:
        windows = self._windows()
        demands = self._per_node("DEMAND")
        services = self._per_node("SERVICE_TIME")
        releases = self._per_node("RELEASE_TIME")
        prizes = self._per_node("PRIZE")
        skills = self._skills()
        return tuple(
            Stop(
                id=str(index),
                place=index,
                windows=ALWAYS if windows[index] == Window() else (windows[index],),
                service=services[index],
                release=releases[index],
                delivery=(demands[index],),
                skills=frozenset({skills[index]} if index in skills else ()),
                price_unserved=prizes[index] or None,
            )
            for index in range(self._depots, self._size)
        )

    def _windows(self) -> list[Window]:
        rows = self._text.rows("TIME_WINDOW", self._size, 2)
        if rows is None:
            return [Window()] * self._size
        return [Window(self._scaled(r, r.words[1]), self._scaled(r, r.words[2])) for r in rows]

    def _per_node(self, name: str) -> list[int]:
        """Return a value for every node: a row each, or one for all customers; else zeros."""
        given = self._text.header(name)
        if given is not None:
            value = self._scaled(given[1], given[0])
            return [0] * self._depots + [value] * (self._size - self._depots)
        rows = self._text.rows(name, self._size, 1)
        if rows is None:
            return [0] * self._size
        return [self._scaled(row, row.words[1]) for row in rows]

    # --- vehicles ----------------------------------------------------------------------------

    def _all_vehicles(self) -> tuple[Vehicle, ...]:
        capacities = self._per_vehicle("CAPACITY")
        depots = self._vehicle_depots()
        reloads = self._reloads()
        trips = self._per_vehicle("VEHICLES_MAX_RELOADS", scaled=False)
        durations = self._durations()
        distances = self._per_vehicle("VEHICLES_MAX_DISTANCE")
        fixed = self._per_vehicle("VEHICLES_FIXED_COST")
        per_distance = self._per_vehicle("VEHICLES_UNIT_DISTANCE_COST", scaled=False)
        allowed = self._allowed()
        most = self._size - self._depots
        return tuple(
            Vehicle(
                id=str(index + 1),
                capacity=(FOREVER if capacities is None else capacities[index],),
                start=depots[index],
                end=depots[index],
                reloads_at=reloads[index],
                max_trips=_trips(bool(reloads[index]), trips[index] if trips else most, most),
                max_duration=FOREVER if durations is None else durations[index],
                max_distance=FOREVER if distances is None else distances[index],
                skills=allowed.by_vehicle[index],
                fixed=0 if fixed is None else fixed[index],
                per_distance=1 if per_distance is None else per_distance[index],
            )
            for index in range(self._vehicles)
        )

    def _per_vehicle(self, name: str, *, scaled: bool = True) -> list[int] | None:
        """Return a value for every vehicle: a row each, or one for all; None: not given."""
        given = self._text.header(name)
        if given is not None:
            return [self._value(given[1], given[0], scaled=scaled)] * self._vehicles
        rows = self._text.rows(name, self._vehicles, 1)
        if rows is None:
            return None
        return [self._value(row, row.words[1], scaled=scaled) for row in rows]

    def _durations(self) -> list[int] | None:
        """Return the longest days; `DISTANCE` counts service like distance, so it is one too."""
        name = "DISTANCE" if "DISTANCE" in self._text.headers else "VEHICLES_MAX_DURATION"
        return self._per_vehicle(name)

    def _vehicle_depots(self) -> list[int]:
        rows = self._text.rows("VEHICLES_DEPOT", self._vehicles, 1)
        if rows is None:
            return [0] * self._vehicles
        return [self._depot(row, row.words[1]) for row in rows]

    def _reloads(self) -> list[frozenset[int]]:
        rows = self._text.rows("VEHICLES_RELOAD_DEPOT", self._vehicles, -1)
        if rows is None:
            return [frozenset()] * self._vehicles
        return [frozenset(self._depot(row, word) for word in row.words[1:]) for row in rows]

    def _depot(self, row: Line, word: str) -> int:
        index = row.whole(word, 1)
        if index > self._depots:
            row.refuse(word, Wanted.DEPOTS_FIRST)
        return index - 1

    def _allowed(self) -> _Allowed:
        rows = self._text.rows("VEHICLES_ALLOWED_CLIENTS", self._vehicles, -1)
        if rows is None:
            return _Allowed({}, (frozenset(),) * self._vehicles)
        carriers: dict[int, set[int]] = {i: set() for i in range(self._depots, self._size)}
        for vehicle, row in enumerate(rows):
            for word in row.words[1:]:
                node = row.whole(word, 1) - 1
                if node not in carriers:
                    row.refuse(word, Wanted.STOP)
                carriers[node].add(vehicle)
        return _as_skills(carriers, self._vehicles)

    def _skills(self) -> Mapping[int, str]:
        return self._allowed().by_node

    # --- values ------------------------------------------------------------------------------

    def _needed(self, key: str, wanted: Wanted) -> tuple[str, Line]:
        found = self._text.header(key)
        if found is None:
            self._text.last.refuse(f"{key} ?", wanted)
        return found

    def _count(self, key: str) -> int:
        value, line = self._needed(key, Wanted.POSITIVE)
        return line.whole(value, 1)

    def _fleet(self) -> int:
        """Return how many vehicles there are: one for every customer where nobody says."""
        if "VEHICLES" not in self._text.headers:
            return self._size - self._depots
        value, line = self._needed("VEHICLES", Wanted.POSITIVE)
        return line.fleet(value)

    def _value(self, line: Line, word: str, *, scaled: bool) -> int:
        return self._scaled(line, word) if scaled else line.whole(word, 0)

    def _scaled(self, line: Line, word: str) -> int:
        """Return a value in the units of the problem.

        Raises:
            BadRoutingFile: it is no number, or less than zero.
        """
        value = line.fraction(word) * self._kind.rounding.scale
        if value < 0:
            line.refuse(word, Wanted.NATURAL)
        return _cut(value) if self._kind.rounding is Rounding.DIMACS else round(value)


def _cut(value: Fraction) -> int:
    return value.numerator // value.denominator


def point_of(row: Line) -> tuple[float, float]:
    """Return the coordinates in a row: its second and third word."""
    return float(row.fraction(row.words[1])), float(row.fraction(row.words[2]))


def _trips(reloads: bool, most_reloads: int, most_stops: int) -> int:
    """Return how many trips a vehicle may make: never more than there are stops."""
    return min(most_reloads + 1, most_stops) if reloads else 1


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Which vehicle may go where, as skills."""

    by_node: Mapping[int, str]
    by_vehicle: tuple[frozenset[str], ...]


def _as_skills(carriers: Mapping[int, set[int]], vehicles: int) -> _Allowed:
    """Return one skill for every set of vehicles that some stop asks for."""
    names: dict[frozenset[int], str] = {}
    by_node: dict[int, str] = {}
    for node, may in carriers.items():
        if len(may) < vehicles:
            by_node[node] = names.setdefault(frozenset(may), f"access {len(names) + 1}")
    having = [
        frozenset(name for may, name in names.items() if vehicle in may)
        for vehicle in range(vehicles)
    ]
    return _Allowed(by_node, tuple(having))
