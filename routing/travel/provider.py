"""What every source of travel matrices gives, and where the answers are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from routing.errors import RoutingError
from routing.parts import FOREVER, Matrix, Travel, matrix_of
from routing.travel.reasons import Reason

MILLION = 1_000_000

UNREACHABLE = FOREVER
"""Distance and duration where no way leads."""


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """Where something is, in millionths of a degree (a tenth of a metre or less)."""

    latitude: int
    longitude: int

    @classmethod
    def of(cls, latitude: float, longitude: float) -> Point:
        """Return the point at so many degrees."""
        return cls(round(latitude * MILLION), round(longitude * MILLION))


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a way."""

    key: str
    """What an own table knows it by: the code of an address."""
    point: Point | None = None
    """None: nobody knows where it is; only an own table can help."""


@dataclass(frozen=True, slots=True)
class Block:
    """Ways from some places to others; rows are sources."""

    distances: Matrix
    """Metres; `UNREACHABLE` where no way leads."""
    durations: Matrix
    """Seconds; `UNREACHABLE` where no way leads."""


class Provider(Protocol):
    """A source of distances and durations."""

    @property
    def name(self) -> str:
        """What it is called in settings and on screens: `great-circle`, `osrm`, `csv`."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """How old its data is, as far as known: the day of the map; None: unknown, or ageless."""
        ...

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: there is no answer, or one that cannot be trusted.
        """
        ...


def travel_of(provider: Provider, places: Sequence[Place]) -> Travel:
    """Return the ways between all places, at one pace.

    Raises:
        MatrixUnavailable: there is no answer, or one that cannot be trusted.
    """
    whole = provider.block(places, places)
    return Travel(distances=whole.distances, durations=whole.durations)


class MatrixUnavailable(RoutingError):
    """Travel between places cannot be told. Facts: provider, reason, detail.

    `reason` is a `Reason`.
    """

    code = "matrix-unavailable"


Way = tuple[int, int]
"""Metres and seconds."""

Pair = tuple[Point, Point]


class WayStore(Protocol):
    """Where ways are kept between days, by provider and pair of points."""

    def known(self, provider: str, pairs: Iterable[Pair]) -> Mapping[Pair, Way]:
        """Return those of the pairs that are kept."""
        ...

    def keep(self, provider: str, ways: Mapping[Pair, Way]) -> None:
        """Keep ways; what was kept of the same pairs before is replaced."""
        ...


class WaysInMemory:
    """Ways kept as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[Pair, Way]] = {}

    def known(self, provider: str, pairs: Iterable[Pair]) -> Mapping[Pair, Way]:
        """Return those of the pairs that are kept."""
        kept = self._kept.get(provider, {})
        return {pair: kept[pair] for pair in pairs if pair in kept}

    def keep(self, provider: str, ways: Mapping[Pair, Way]) -> None:
        """Keep ways; what was kept of the same pairs before is replaced."""
        self._kept.setdefault(provider, {}).update(ways)


class Kept:
    """A provider that is asked only for what is not kept yet.

    Places without coordinates are not kept: they are asked for each time.
    """

    def __init__(self, provider: Provider, store: WayStore) -> None:
        self._provider = provider
        self._store = store

    @property
    def name(self) -> str:
        """That of the provider behind."""
        return self._provider.name

    @property
    def as_of(self) -> datetime | None:
        """That of the provider behind."""
        return self._provider.as_of

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        """Return the ways from every source to every target.

        Raises:
            MatrixUnavailable: the provider behind has no answer to what is missing.
        """
        if not all(place.point for place in (*sources, *targets)):
            return self._provider.block(sources, targets)
        pairs = [[(_at(here), _at(there)) for there in targets] for here in sources]
        ways = dict(self._store.known(self.name, {pair for row in pairs for pair in row}))
        ends = {pair for row in pairs for pair in row if pair[0] != pair[1]}
        missing = ends - ways.keys()
        whole = len(missing) == len(ends)
        new = frozenset(map(_at, sources)) if whole else _fewest(sorted(missing))
        asked = self._ask(new, sources, targets, ways)
        if asked:
            self._store.keep(self.name, asked)
        ways |= asked
        return Block(
            matrix_of([[ways.get(pair, (0, 0))[0] for pair in row] for row in pairs]),
            matrix_of([[ways.get(pair, (0, 0))[1] for pair in row] for row in pairs]),
        )

    def _ask(
        self,
        new: frozenset[Point],
        sources: Sequence[Place],
        targets: Sequence[Place],
        known: Mapping[Pair, Way],
    ) -> dict[Pair, Way]:
        """Return the ways from and to the points in *new*, but for those known already."""
        fresh = [place for place in sources if place.point in new]
        rest = [place for place in sources if place.point not in new]
        arriving = [place for place in targets if place.point in new]
        found: dict[Pair, Way] = {}
        for some, others in ((fresh, targets), (rest, arriving)):
            if not some or not others:
                continue
            block = self._provider.block(some, others)
            for here, distances, durations in zip(
                some, block.distances, block.durations, strict=True
            ):
                for there, metres, seconds in zip(others, distances, durations, strict=True):
                    found[_at(here), _at(there)] = (metres, seconds)
        return {
            pair: way for pair, way in found.items() if pair not in known and pair[0] != pair[1]
        }


def _at(place: Place) -> Point:
    if place.point is None:
        raise MatrixUnavailable(provider="", reason=Reason.NO_POINT, detail=place.key)
    return place.point


def _fewest(missing: Sequence[Pair]) -> frozenset[Point]:
    """Return few points that together have a part in every missing pair: the new ones, mostly."""
    left = set(missing)
    by_point: dict[Point, set[Pair]] = {}
    for pair in missing:
        for point in pair:
            by_point.setdefault(point, set()).add(pair)
    found = set()
    while left:
        point = max(by_point, key=lambda one: (len(by_point[one]), one))
        for pair in by_point.pop(point):
            left.discard(pair)
            other = pair[1] if pair[0] == point else pair[0]
            by_point.get(other, set()).discard(pair)
        found.add(point)
    return frozenset(found)
