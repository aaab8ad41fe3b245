"""Ways between places: who tells them, and that nobody is asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.places.models import Way
from core.delivery.planning.settings import WaysFrom
from core.delivery.planning.travelling import StoredWays, travel_between
from core.kernel.clock import FixedClock
from routing.travel.great_circle import GreatCircle
from routing.travel.provider import Block, Kept, Place, Point, travel_of
from tests.conftest import NOON

PLACES = tuple(
    Place(f"P{number}", Point(55_700_000 + number * 10_000, 37_600_000)) for number in range(4)
)


class _Asked(GreatCircle):
    """Tells ways and remembers for how many it was asked."""

    asked: list[int] = []  # noqa: RUF012 - shared on purpose

    def block(self, sources: Sequence[Place], targets: Sequence[Place]) -> Block:
        self.asked.append(len(sources) * len(targets))
        return super().block(sources, targets)


def test_a_way_is_asked_for_once_and_only_new_places_later(fresh_database: Database) -> None:
    clock = FixedClock(NOON)
    store = StoredWays(fresh_database.sessions, clock)
    provider = _Asked()
    provider.asked.clear()
    first = travel_of(Kept(provider, store), PLACES[:3])
    assert provider.asked == [9]
    clock.wait(3600)
    assert travel_of(Kept(provider, store), PLACES[:3]) == first
    assert provider.asked == [9]
    travel_of(Kept(provider, store), PLACES)
    assert provider.asked == [9, 4, 3]
    with transaction(fresh_database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Way)) == 12
    assert store.oldest(provider.name) == NOON
    store.keep(provider.name, {(PLACES[0].point, PLACES[1].point): (1, 2)})  # type: ignore[dict-item]
    assert store.known(provider.name, [(PLACES[0].point, PLACES[1].point)]) == {  # type: ignore[list-item]
        (PLACES[0].point, PLACES[1].point): (1, 2)
    }
    store.forget(provider.name)
    assert store.oldest(provider.name) is None


def test_the_great_circle_asks_nobody_and_keeps_nothing(fresh_database: Database) -> None:
    clock = FixedClock(NOON + timedelta(days=1))
    told = travel_between(fresh_database.sessions, PLACES, clock=clock, by=WaysFrom.GREAT_CIRCLE)
    assert (told.provider, told.as_of) == ("great-circle", None)
    with transaction(fresh_database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Way)) == 0
