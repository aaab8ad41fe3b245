"""Ways between the places of a day: from whom the settings say, kept in the database.

A question to a server or a map is put outside of transactions; what it answers is kept by provider
and pair of points, so that a day that was planned once is planned again without asking anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, sessionmaker

from core.db.unit_of_work import transaction
from core.delivery.places.models import Way as StoredWay
from core.delivery.planning import settings
from core.delivery.planning.errors import NoTravel
from core.delivery.planning.settings import WaysFrom
from core.documents.preferences import get
from core.documents.rowsets import rows_of
from core.kernel.clock import Clock
from routing.parts import Travel
from routing.travel.great_circle import GreatCircle
from routing.travel.osrm_library import OsrmLibrary
from routing.travel.osrm_server import OsrmServer
from routing.travel.own_table import OwnTable
from routing.travel.provider import (
    Kept,
    MatrixUnavailable,
    Pair,
    Place,
    Point,
    Provider,
    Way,
    travel_of,
)

STEP = 10
"""Millionths of a degree, a metre or less: what is nearer than that is one place to the cache."""


@dataclass(frozen=True, slots=True)
class Travelled:
    """Ways between places, and whose word they are."""

    travel: Travel
    provider: str
    """`WaysFrom` of who told them."""
    as_of: datetime | None
    """When the oldest of them was told, or the day of the map; None: they do not age."""


def travel_between(
    sessions: sessionmaker[Session],
    places: Sequence[Place],
    *,
    clock: Clock,
    by: WaysFrom | None = None,
) -> Travelled:
    """Return the ways between all places. Opens transactions of its own, so call it outside of one.

    Args:
        by: who tells them; None: as the settings say. The great circle is always there.

    Raises:
        NoTravel: who should tell them does not; with the reason.
    """
    with transaction(sessions) as session:
        provider = provider_of(session, by)
    if isinstance(provider, GreatCircle):
        return Travelled(provider.travel(places), provider.name, None)
    store = StoredWays(sessions, clock)
    try:
        if isinstance(provider, OwnTable):
            return Travelled(travel_of(provider, places), provider.name, provider.as_of)
        travel = travel_of(Kept(provider, store), [_rounded(place) for place in places])
    except MatrixUnavailable as error:
        raise NoTravel(**error.facts) from error
    return Travelled(travel, provider.name, store.oldest(provider.name) or provider.as_of)


def provider_of(session: Session, by: WaysFrom | None = None) -> Provider:
    """Return who tells ways; None: as the settings say."""
    kind = by or get(session, settings.WAYS_FROM)
    if kind is WaysFrom.GREAT_CIRCLE:
        return GreatCircle(factor=get(session, settings.FACTOR), speed=get(session, settings.SPEED))
    where = get(session, settings.WAYS_AT)
    if kind is WaysFrom.OSRM:
        return OsrmServer(where)
    if kind is WaysFrom.OSRM_FILE:
        return OsrmLibrary(Path(where))
    return OwnTable(Path(where))


def _rounded(place: Place) -> Place:
    if place.point is None:
        return place
    latitude, longitude = place.point.latitude, place.point.longitude
    return Place(place.key, Point(_near(latitude), _near(longitude)))


def _near(degrees: int) -> int:
    return (degrees + STEP // 2) // STEP * STEP


class StoredWays:
    """The table `way`: what providers told, by pair of points (`routing.travel.WayStore`)."""

    def __init__(self, sessions: sessionmaker[Session], clock: Clock) -> None:
        self._sessions, self._clock = sessions, clock

    def known(self, provider: str, pairs: Iterable[Pair]) -> Mapping[Pair, Way]:
        """Return those of the pairs that are kept; one statement for a whole matrix."""
        wanted = set(pairs)
        points = sorted({point for pair in wanted for point in pair})
        if not points:
            return {}
        there = _points(points)
        ways = StoredWay
        statement = select(
            ways.from_lat, ways.from_lon, ways.to_lat, ways.to_lon, ways.metres, ways.seconds
        ).where(
            ways.provider == provider,
            tuple_(ways.from_lat, ways.from_lon).in_(select(there.c.from_lat, there.c.from_lon)),
            tuple_(ways.to_lat, ways.to_lon).in_(select(there.c.from_lat, there.c.from_lon)),
        )
        with transaction(self._sessions) as session:
            rows = session.execute(statement).all()
        found = {(Point(row[0], row[1]), Point(row[2], row[3])): (row[4], row[5]) for row in rows}
        return {pair: way for pair, way in found.items() if pair in wanted}

    def keep(self, provider: str, ways: Mapping[Pair, Way]) -> None:
        """Keep ways; one statement for a whole matrix. What was kept of a pair is replaced."""
        now = self._clock.now()
        rows = [
            {
                "provider": provider,
                "from_lat": here.latitude,
                "from_lon": here.longitude,
                "to_lat": there.latitude,
                "to_lon": there.longitude,
                "metres": metres,
                "seconds": seconds,
                "told_at": now,
            }
            for (here, there), (metres, seconds) in sorted(ways.items())
        ]
        if not rows:
            return
        table = _table()
        names = list(rows[0])
        given = rows_of(table, names, rows)
        statement = upsert(table).from_select(names, select(*(given.c[name] for name in names)))
        fresh = {name: statement.excluded[name] for name in ("metres", "seconds", "told_at")}
        keys = [column.name for column in table.primary_key]
        with transaction(self._sessions) as session:
            session.execute(statement.on_conflict_do_update(index_elements=keys, set_=fresh))

    def oldest(self, provider: str) -> datetime | None:
        """Return when the oldest way of a provider was told; None: none is kept."""
        with transaction(self._sessions) as session:
            return session.scalar(
                select(func.min(StoredWay.told_at)).where(StoredWay.provider == provider)
            )

    def forget(self, provider: str) -> None:
        """Drop what a provider told: its map is another one now."""
        table = _table()
        with transaction(self._sessions) as session:
            session.execute(table.delete().where(table.c.provider == provider))


def _table() -> Table:
    table: Any = StoredWay.__table__
    return table  # type: ignore[no-any-return]


def _points(points: Sequence[Point]) -> Any:  # noqa: ANN401 - a derived table
    rows = [{"from_lat": point.latitude, "from_lon": point.longitude} for point in points]
    return rows_of(_table(), ["from_lat", "from_lon"], rows)
