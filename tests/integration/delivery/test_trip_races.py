"""Two dispatchers at one trip, a step that is broken off, statements that do not grow."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core import ledger
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.delivery.trips.closing import close_trip
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.outcomes import deliver_rest
from core.delivery.trips.releasing import release_trip
from core.kernel.clock import Clock
from core.kernel.errors import IllegalTransition
from tests.integration.delivery.road import Road, pave
from tests.integration.sales.trade import BOSS, balances, build


def _road(session: Session, clock: Clock) -> Road:
    road = pave(session, build(session, clock, "GLOVES 20 @10"))
    road.order(session, "GLOVES 6")
    return road


def _both(database: Database, work: Callable[[Session], object]) -> Counter[str]:
    """Have two sessions do the same at once; return how each fared."""
    fared: Counter[str] = Counter()
    together = threading.Barrier(2)

    def one() -> None:
        together.wait(30)
        try:
            run(database.sessions, work)
            fared["done"] += 1
        except IllegalTransition as error:
            fared[f"{error.facts['current']} → {error.facts['target']}"] += 1

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return fared


def test_of_two_dispatchers_one_releases_and_one_closes(
    fresh_database: Database, clock: Clock
) -> None:
    """The other is told where the trip stands; nothing is ordered, or comes back, twice."""
    with transaction(fresh_database.sessions) as session:
        road = _road(session, clock)
        trip = road.trip(session, "ROSE: 1 GLOVES 6")
    fared = _both(fresh_database, lambda s: release_trip(s, BOSS, trip, clock=clock))
    assert fared == {"done": 1, "to_load → forming": 1}
    with transaction(fresh_database.sessions) as session:
        assert road.trade.disposition(session, "GLOVES") == (6, 6, 0, 0)
        road.ship(session, trip)
        depart_trip(session, BOSS, trip, clock=clock)
        road.tell(session, trip, 1, "refused", collected_minor=1_00)
    fared = _both(fresh_database, lambda s: close_trip(s, BOSS, trip, clock=clock))
    assert fared == {"done": 1, "closed → departed": 1}
    with transaction(fresh_database.sessions) as session:
        assert road.trade.disposition(session, "GLOVES") == (6, 0, 0, 0)
        assert road.trade.free(session, "GLOVES") == (20, 0, 6)
        assert ledger.verify(session) == []


class PowerCutError(Exception):
    """The process is killed."""


def test_broken_off_in_the_middle_nothing_is_done(session: Session, clock: Clock) -> None:
    """Whatever statement of closing was the last, the trip is on its way with its goods."""
    road = _road(session, clock)
    trip = road.departed(session, "ROSE: 1 GLOVES 6")
    road.tell(session, trip, 1, "2 of GLOVES", collected_minor=20_00)
    before = balances(session)
    whole = _statements(session, lambda: close_trip(session, BOSS, trip, clock=clock), undo=True)
    for last in range(1, whole, 7):
        with pytest.raises(PowerCutError):
            _statements(
                session, lambda: close_trip(session, BOSS, trip, clock=clock), undo=True, last=last
            )
        assert road.status(session, trip) == "departed"
        assert balances(session) == before
    assert ledger.verify(session) == []


@pytest.mark.parametrize("warehouse", ["plain", "cells"])
def test_statements_do_not_grow_with_lines(session: Session, clock: Clock, warehouse: str) -> None:
    """Releasing, leaving, telling and closing take as many for two lines as for twelve."""
    codes = [f"I{number}" for number in range(12)]
    trade = build(session, clock, ", ".join(f"{code} 0 @1" for code in codes))
    place = "A-01 " if warehouse == "cells" else ""
    trade.put(session, ", ".join(f"{place}{code} 9" for code in codes), warehouse)
    road = pave(session, trade)
    counts = []
    for count in (2, 12):
        goods = ", ".join(f"{code} 2" for code in codes[:count])
        road.order(session, goods, warehouse=warehouse)
        number = len(road.orders)
        trip = road.trip(session, warehouse=warehouse)
        first, *rest = goods.split(", ")
        text = "ROSE: " + ", ".join([f"{number} {first}", *rest])

        def release(trip: int = trip) -> None:
            release_trip(session, BOSS, trip, clock=clock)

        def depart(trip: int = trip) -> None:
            depart_trip(session, BOSS, trip, clock=clock)

        def close(trip: int = trip) -> None:
            road.tell(session, trip, 1, "refused")
            close_trip(session, BOSS, trip, clock=clock)

        road.put(session, trip, text)
        steps = [_statements(session, release)]
        road.ship(session, trip)
        steps += [_statements(session, depart), _statements(session, close)]
        counts.append(steps)
    assert counts[0] == counts[1]


def test_told_by_heart(session: Session, clock: Clock) -> None:
    """Noting all other stops as served is idempotent."""
    road = _road(session, clock)
    trip = road.departed(session, "ROSE: 1 GLOVES 6")
    assert deliver_rest(session, BOSS, trip, clock=clock) == 1
    assert deliver_rest(session, BOSS, trip, clock=clock) == 0


def _statements(
    session: Session, work: Callable[[], object], *, undo: bool = False, last: int = 0
) -> int:
    """Return how many statements *work* takes.

    Args:
        undo: roll it back.
        last: the process dies after so many; 0: it lives.
    """
    count = 0
    connection = session.connection()

    def counted(*_: object) -> None:
        nonlocal count
        count += 1
        if last and count == last + 1:
            raise PowerCutError

    session.flush()
    inner = session.begin_nested()
    event.listen(connection, "before_cursor_execute", counted)
    try:
        work()
        session.flush()
    finally:
        event.remove(connection, "before_cursor_execute", counted)
        if undo:
            inner.rollback()
            session.expire_all()
        else:
            inner.commit()
    return count
