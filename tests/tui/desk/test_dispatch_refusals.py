"""What the dispatcher's desk does not do, and what it says: too late, no right, stopped, no way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select, update

from core.access.actor import SYSTEM
from core.access.roles import ROLES, Permission, Role
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import DeliveryRequest, TripStop
from core.delivery.places.models import Address
from core.delivery.planning import moves
from core.delivery.planning.day_shape import DeliveryDay
from core.delivery.planning.settings import WAYS_AT, WAYS_FROM, WaysFrom
from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.errands import NewErrand, create_errand
from core.documents.models import Document
from core.documents.preferences import put
from core.terms.statuses import DeliveryMethod
from tests.tui.desk.hands import Hands
from tests.tui.desk.test_dispatch import station
from tests.tui.desk.yard import CLOCK, Day, day_of, trips
from tui.app import WorkstationApp
from tui.desk.dispatch.pictures import map_of
from tui.desk.dispatch.sitting import Shown
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.dispatch.watch import day_watch
from tui.flows.desk.hearing import Hearing


@pytest.fixture
def yard(fresh_database: Database) -> Day:
    """Two vehicles and four orders."""
    return day_of(fresh_database)


@pytest.fixture
def app(yard: Day, tmp_path: Path) -> WorkstationApp:
    """A workstation."""
    return station(yard, tmp_path)


def sitting_of(yard: Day) -> PlanningSession:
    """Return the sitting of another dispatcher."""
    scene = yard.scene
    sitting = PlanningSession(
        scene.database, SYSTEM, CLOCK.business_date(), scene.ids["house"], clock=CLOCK
    )
    sitting.load()
    return sitting


def vehicle(day: DeliveryDay, name: str) -> str:
    """Return what a vehicle is called in plans."""
    return next(one.id for one in day.vehicles if one.name == name)


async def until(hands: Hands, good: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(20_000):
        if good():
            return
        await hands.rest()
    raise AssertionError


async def test_a_plan_that_is_stale_when_it_is_saved_is_told_and_the_work_is_kept(
    app: WorkstationApp, yard: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(sitting: PlanningSession, told: Callable[[], None]) -> Hearing:
        watch = day_watch(sitting._database, "another day", told)
        watch.start()
        return watch

    monkeypatch.setattr(PlanningSession, "watch", deaf)
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("waiting: 3", "not saved: 1")
        await hands.press("tab", "ctrl+end", "tab", "greater_than_sign")
        await hands.sees("waiting: 2", "not saved: 2")
        mine = hands.app.screen.board.shown.plan  # type: ignore[attr-defined]
        other = sitting_of(yard)
        van, lorry = (vehicle(other.day, name) for name in ("Газель", "Фура"))
        (lost,) = next(route.stops for route in mine.routes if route.vehicle == van)
        other.do(lambda plan: moves.new_trip(plan, [mine.unserved[0]], van))
        other.commit()
        stored = [(trip.document_id, trip.version) for trip in trips(yard.scene.database)]
        await hands.press("ctrl+s")
        await hands.sees("Nothing was written", "Marked: 1", "waiting: 2", "not saved: 1")
        assert hands.app.screen.tables.marked == {lost}  # type: ignore[attr-defined]
        assert [(trip.document_id, trip.version) for trip in trips(yard.scene.database)] == stored
        await hands.press("escape", "ctrl+s")
        await hands.sees("Saved: 1 trip.")
    by_vehicle = {trip.vehicle_id for trip in trips(yard.scene.database)}
    assert by_vehicle == {int(van[1:]), int(lorry[1:])}


async def test_whoever_may_only_read_trips_sees_the_day_and_is_refused_in_words(
    app: WorkstationApp, yard: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = ROLES[Role.STOREKEEPER] | {Permission.TRIP_READ}
    monkeypatch.setattr("core.access.roles.ROLES", {**ROLES, Role.STOREKEEPER: reads})
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("keeper")
        await hands.open("dispatcher", "waiting: 4")
        text = await hands.sees("Ромашка", "Газель", "You may look at this day, not change it.")
        assert "^S" not in text
        for key in ("greater_than_sign", "p", "ctrl+s", "insert", "l", "space", "x", "f9"):
            hands.app.screen.hush()  # type: ignore[attr-defined]
            await hands.press(key)
            await hands.sees("Your rights do not allow it.", "waiting: 4")
        await hands.press("w")
        await hands.sees("Why it waits")
    assert trips(yard.scene.database) == []


async def test_stopped_planning_leaves_no_engine_behind(app: WorkstationApp) -> None:
    here = psutil.Process()
    before = {child.pid for child in here.children(recursive=True)}

    def engines() -> list[psutil.Process]:
        return [
            child
            for child in here.children(recursive=True)
            if child.pid not in before and "routing.solvers.child" in child.cmdline()
        ]

    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("p")
        await hands.sees("Cores here")
        await hands.type("600")
        await hands.press("ctrl+s")
        await hands.sees("/600 s")
        await until(hands, lambda: bool(engines()))
        dialog = hands.app.screen
        await hands.press("escape")
        await hands.sees("Planning was stopped", "waiting: 4")
        assert dialog._solving.ended()  # type: ignore[attr-defined]
        assert engines() == []


async def test_what_cannot_be_planned_waits_with_its_reason(app: WorkstationApp, yard: Day) -> None:
    with transaction(yard.scene.database.sessions) as session:
        request = session.scalars(
            select(DeliveryRequest).order_by(DeliveryRequest.document_id).limit(1)
        ).one()
        request.window_from, request.window_to = 5 * 3600, 6 * 3600
        for direction, task in (
            (TripDirection.OUT, "Отвезти печать"),
            (TripDirection.IN, "Забрать поддоны"),
        ):
            new = NewErrand(
                task=task, warehouse_id=yard.scene.ids["house"], direction=direction, places=1
            )
            made = create_errand(session, SYSTEM, new, clock=CLOCK)
            place = session.scalars(select(Address).where(Address.name == "Мира 7")).one()
            if direction is TripDirection.IN:
                session.add(
                    DeliveryRequest(
                        document_id=made.id,
                        method=DeliveryMethod.ERRAND,
                        address_id=place.id,
                        window_from=10 * 3600,
                        window_to=11 * 3600,
                    )
                )
    async with Hands(app, (160, 45)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 6")
        await hands.sees("Отвезти печать", "←", "! the agreed time is over: it was until 06:00")
        await hands.press("w")
        await hands.sees("Why it waits", "КЛ-000001 Ромашка: the agreed time is over")
        await hands.press("escape")
        await _stand_on(hands, "Забрать поддоны")
        await hands.sees("Забрать поддоны · to be fetched · Мира 7")
        await _stand_on(hands, "Отвезти печать")
        await hands.sees("! without an address", "Отвезти печать")
        await hands.press("greater_than_sign")
        await hands.sees("has no address: open it with F2")


async def _stand_on(hands: Hands, task: str) -> None:
    tables = hands.app.screen.tables  # type: ignore[attr-defined]
    tables.stand_on_part(next(row.part for row in tables.pool if row.task == task))
    await hands.settle()


def test_a_trip_under_way_begins_on_the_map_where_it_was_seen_last(yard: Day) -> None:
    sitting = sitting_of(yard)
    parts = [row.part for row in sitting.view.pool][:3]
    lorry = vehicle(sitting.day, "Фура")
    sitting.do(lambda plan: moves.new_trip(plan, parts, lorry))
    sitting.commit()
    (trip,) = map_of(shown(sitting)).trips
    assert (trip.stops, trip.begin) == (tuple(parts), trip.end)
    with transaction(yard.scene.database.sessions) as session:
        session.execute(
            update(Document).values(status=TripStatus.DEPARTED.value).where(Document.type == "trip")
        )
        session.execute(
            update(TripStop).where(TripStop.stop_no == 1).values(outcome=Outcome.DELIVERED)
        )
    sitting.load()
    first = sitting.view.trips[0].stops[0]
    scene = map_of(shown(sitting))
    (trip,) = scene.trips
    assert (trip.stops, trip.begin) == (tuple(parts[1:]), (first.lat_e6, first.lon_e6))
    assert parts[0] not in scene.stop_by_id
    assert trip.end != trip.begin


def shown(sitting: PlanningSession) -> Shown:
    """Return what a screen would read of a sitting."""
    return Shown(
        sitting.view,
        sitting.day,
        sitting.plan,
        sitting.problem,
        sitting.verdict,
        sitting.travelled,
    )


async def test_a_day_that_cannot_be_read_says_so_and_is_read_once_it_can_be(
    app: WorkstationApp, yard: Day
) -> None:
    """It does not say that nothing waits and no vehicle works: nobody knows."""

    def place(east: int | None) -> None:
        depot = update(Address).where(Address.warehouse_id == yard.scene.ids["house"])
        with transaction(yard.scene.database.sessions) as session:
            session.execute(depot.values(lat_e6=55_750_000 if east else None, lon_e6=east))

    place(None)
    async with Hands(app, (80, 24)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "no address with coordinates")
        text = await hands.sees("The day is not read; F5 tries again.")
        assert "Nothing waits." not in text
        assert "No vehicle works that day." not in text
        place(37_620_000)
        await hands.press("f5")
        await hands.sees("waiting: 4")


async def test_who_should_tell_ways_is_named_in_the_question_to_go_on_without_him(
    app: WorkstationApp, yard: Day
) -> None:
    with transaction(yard.scene.database.sessions) as session:
        put(session, SYSTEM, WAYS_FROM, WaysFrom.OSRM, clock=CLOCK)
        put(session, SYSTEM, WAYS_AT, "http://127.0.0.1:1", clock=CLOCK)
    async with Hands(app, (80, 24)) as hands:
        await hands.sign_in("olga")
        await hands.open("dispatcher", "Plan this day as the crow flies?")
        await hands.sees("nobody answers", "127.0.0.1:1")
        await hands.press("n")
        await hands.sees("The day is not read; F5 tries again.")
        await hands.press("f5")
        await hands.sees("Plan this day as the crow flies?")
        await hands.press("y")
        await hands.sees("waiting: 4")
