"""A sitting of a dispatcher: moves, their price beforehand, undoing, engines, taking, others."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import func, select

from core.access.users import create_user
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import DeliveryRequest, Trip
from core.delivery.places.models import Way
from core.delivery.planning import moves
from core.delivery.planning.effort import Effort, Engine, remember_effort, usual_effort
from core.delivery.planning.errors import (
    DayMoved,
    NoDepot,
    NoFleet,
    NoTravel,
    PlanStale,
    TripFixed,
)
from core.delivery.planning.locking import lock_trip
from core.delivery.planning.settings import WAYS_AT, WAYS_FROM, WaysFrom
from core.delivery.trips.forming import NewTrip, create_trip
from core.documents.preferences import put
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue
from routing.verdict import Kind
from tests.conftest import NOON
from tests.integration.delivery.yard import BOSS, DAY, Yard, build
from tests.unit.routing.travel.osrm_double import osrm_double
from tui.flows.desk.dispatch.session import Move, PlanningSession

CLOCK = FixedClock(NOON)
PLACES = ("55.80 37.60 10-12", "55.70 37.70", "55.72 37.50", "55.90 37.60")


@pytest.fixture
def yard(fresh_database: Database) -> Yard:
    """Two vehicles and four orders, stored."""
    with transaction(fresh_database.sessions) as session:
        made = build(session, CLOCK, "GLOVES 9000 @10", vehicles="VAN 1000, LORRY 3000")
        for number, at in enumerate(PLACES):
            made.order(session, f"GLOVES {100 * (number + 1)}", at=f"P{number} {at}")
    return made


def _sitting(database: Database, yard: Yard) -> PlanningSession:
    sitting = PlanningSession(database, BOSS, DAY, yard.warehouse, clock=CLOCK)
    sitting.load()
    return sitting


def _van(yard: Yard) -> str:
    return f"V{yard.vehicles['VAN']}"


def _lorry(yard: Yard) -> str:
    return f"V{yard.vehicles['LORRY']}"


def _pool(sitting: PlanningSession) -> list[str]:
    return sorted(row.part for row in sitting.view.pool)


def test_a_move_costs_what_was_told_before_it_was_made(
    fresh_database: Database, yard: Yard
) -> None:
    sitting = _sitting(fresh_database, yard)
    one, two, *_ = _pool(sitting)
    sitting.do(lambda plan: moves.new_trip(plan, [one], _van(yard)))
    before = sitting.view
    told = sitting.preview(lambda plan: moves.put(plan, [two], _van(yard), 0))
    assert sitting.view is before
    after = sitting.do(lambda plan: moves.put(plan, [two], _van(yard), 0))
    assert (after.cost.minor - before.cost.minor, after.metres - before.metres) == (
        told.cost.minor,
        told.metres,
    )
    assert after.cost.minor == sum(row.cost.minor for row in after.trips)
    run = after.trips[0]
    assert [stop.parts for stop in run.stops] == [(one,), (two,)]
    assert (run.kg.value, run.kg.capacity, run.kg.over) == (300, 1000, False)


def test_an_overload_is_told_and_not_refused(fresh_database: Database, yard: Yard) -> None:
    sitting = _sitting(fresh_database, yard)
    told = sitting.preview(lambda plan: moves.new_trip(plan, _pool(sitting), _van(yard)))
    assert told.broken == ()
    sitting.do(lambda plan: moves.new_trip(plan, _pool(sitting), _van(yard)))
    with transaction(fresh_database.sessions) as session:
        yard.order(session, "GLOVES 500", at="P9 55.81 37.61")
    sitting.reload()
    (late,) = _pool(sitting)
    told = sitting.preview(lambda plan: moves.put(plan, [late], _van(yard), 0))
    assert {breach.kind for breach in told.broken} == {Kind.LOAD}
    assert sitting.do(lambda plan: moves.put(plan, [late], _van(yard), 0)).trips[0].kg.over


def _together(database: Database, yard: Yard) -> tuple[PlanningSession, str, str]:
    """Return a sitting with two orders of one address, and another one, on one trip."""
    with transaction(database.sessions) as session:
        yard.order(session, "GLOVES 50", at=f"P1 {PLACES[1]}")
    sitting = _sitting(database, yard)
    one, other = (part.id for part in sitting.day.parts if part.address == "P1 street")
    third = next(part.id for part in sitting.day.parts if part.address == "P2 street")
    sitting.do(lambda plan: moves.new_trip(plan, [one, other, third], _van(yard)))
    return sitting, one, other


def _windows(sitting: PlanningSession) -> list[tuple[tuple[str, ...], int, int]]:
    """Return the stops of the only trip with their windows."""
    (trip,) = (row for row in sitting.view.trips if row.trip >= 0)
    return [(stop.parts, stop.window_from, stop.window_to) for stop in trip.stops]


def test_a_stop_is_split_by_time_and_what_the_order_asks_stays(
    fresh_database: Database, yard: Yard
) -> None:
    """One address at any time and in the afternoon: two stops, undone, stored and read so."""
    sitting, one, other = _together(fresh_database, yard)
    before = _windows(sitting)
    (together, *_day), (third, *_other) = before
    assert (together, len(before)) == ((one, other), 2)
    sitting.retime([other], 54_000, 57_600)
    split = _windows(sitting)
    assert sorted(split) == sorted(
        [((one,), 0, 86_400), ((other,), 54_000, 57_600), (third, 0, 86_400)]
    )
    assert sitting.verdict.feasible
    assert sitting.changed
    sitting.undo()
    assert _windows(sitting) == before
    sitting.redo()
    sitting.commit()
    assert _windows(_sitting(fresh_database, yard)) == split
    with transaction(fresh_database.sessions) as session:
        asked = session.get_one(DeliveryRequest, sitting.day.part_by_id[other].document_id)
        assert (asked.window_from, asked.window_to) == (0, 86_400)


def test_a_time_given_by_hand_outlives_what_another_dispatcher_stores(
    fresh_database: Database, yard: Yard
) -> None:
    sitting, _one, other = _together(fresh_database, yard)
    sitting.commit()
    sitting.retime([other], 54_000, 57_600)
    another = _sitting(fresh_database, yard)
    left = _pool(another)[0]
    another.do(lambda plan: moves.new_trip(plan, [left], _lorry(yard)))
    another.commit()
    assert sitting.reload().disjoint
    assert sitting.changed
    times = {stop.parts: stop.window_from for row in sitting.view.trips for stop in row.stops}
    assert times[(other,)] == 54_000


def test_no_time_is_given_that_ends_before_it_begins_or_to_what_is_locked(
    fresh_database: Database, yard: Yard
) -> None:
    sitting, one, other = _together(fresh_database, yard)
    sitting.commit()
    with transaction(fresh_database.sessions) as session:
        lock_trip(session, BOSS, sitting.day.trips[0].id, locked=True, clock=CLOCK)
    sitting.reload()
    before = (_windows(sitting), sitting.changed)
    with pytest.raises(BadValue):
        sitting.retime([other], 57_600, 54_000)
    with pytest.raises(TripFixed):
        sitting.retime([one], 54_000, 57_600)
    assert (_windows(sitting), sitting.changed) == before


def test_undoing_everything_is_where_one_began(fresh_database: Database, yard: Yard) -> None:
    sitting = _sitting(fresh_database, yard)
    one, two, three, _ = _pool(sitting)
    begun = sitting.view
    sitting.do(lambda plan: moves.new_trip(plan, [one, two], _van(yard)))
    sitting.split(three, {sitting.day.part_by_id[three].lines[0].disposition_line_id: 50_000})
    sitting.do(lambda plan: moves.swap(plan, [one], [three]))
    done = sitting.view
    for _ in range(3):
        sitting.undo()
    assert (sitting.view.trips, sitting.view.pool) == (begun.trips, begun.pool)
    assert not sitting.changed
    for _ in range(3):
        sitting.redo()
    assert (sitting.view.trips, sitting.view.pool) == (done.trips, done.pool)


def test_the_engine_that_was_chosen_plans(fresh_database: Database, yard: Yard) -> None:
    sitting = _sitting(fresh_database, yard)
    solving = sitting.solve(30, engine=Engine.SAVINGS.name_in_routing)
    assert solving.ended(60)
    assert solving.outcome is not None
    assert solving.outcome.engine == "savings"
    sitting.take_over(sitting.moment, sitting.proposed(solving))
    assert _pool(sitting) == []


def test_how_hard_engines_try_is_kept_for_the_person_within_what_there_is(
    fresh_database: Database, yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    del yard
    monkeypatch.setattr("core.delivery.planning.effort.os.cpu_count", lambda: 2)
    with transaction(fresh_database.sessions) as session:
        dina = create_user(
            session, BOSS, login="dina", name="Дина", password="Sklad-2026!", roles=[]
        )
        person = replace(BOSS, user_id=dina.id)
        assert usual_effort(session, person) == Effort(seconds=20, cores=1, engine=Engine.BEST)
        remember_effort(session, person, Effort(90, 8, Engine.ORTOOLS))
        assert usual_effort(session, person) == Effort(90, 2, Engine.ORTOOLS)
        assert usual_effort(session, BOSS) == Effort()
    assert Effort(0, 0).within(4) == Effort(1, 1)


def test_an_empty_trip_is_seen_beside_the_runs_of_its_vehicle_and_filled_next(
    fresh_database: Database, yard: Yard
) -> None:
    sitting = _sitting(fresh_database, yard)
    one, two, *_ = _pool(sitting)
    sitting.do(lambda plan: moves.new_trip(plan, [one], _van(yard)))
    sitting.commit()
    with transaction(fresh_database.sessions) as session:
        new = NewTrip(planned_on=DAY, warehouse_id=yard.warehouse, vehicle_id=yard.vehicles["VAN"])
        empty = create_trip(session, BOSS, new, clock=CLOCK)
    sitting.load()
    rows = [(row.trip, row.trip_id) for row in sitting.view.trips if row.vehicle == _van(yard)]
    assert rows[0][0] == 0
    assert rows[1:] == [(-1, empty.id)]
    sitting.do(lambda plan: moves.new_trip(plan, [two], _van(yard)))
    sitting.commit()
    rows = [(row.trip, row.trip_id) for row in sitting.view.trips if row.vehicle == _van(yard)]
    assert rows[1:] == [(1, empty.id)]


def test_a_late_order_goes_where_it_disturbs_least(fresh_database: Database, yard: Yard) -> None:
    sitting = _sitting(fresh_database, yard)
    one, two, three, four = _pool(sitting)
    sitting.do(lambda plan: moves.new_trip(plan, [one, two], _van(yard)))
    sitting.do(lambda plan: moves.new_trip(plan, [four], _lorry(yard)))
    told = sitting.insertion(three)
    assert told is not None
    assert told.broken == ()
    rest = [stop for route in told.plan.routes for stop in route.stops if stop != three]
    assert rest == [one, two, four]


def test_engines_plan_what_is_not_locked_and_their_plan_is_taken(
    fresh_database: Database, yard: Yard
) -> None:
    sitting = _sitting(fresh_database, yard)
    one, two, *_ = _pool(sitting)
    sitting.do(lambda plan: moves.new_trip(plan, [two, one], _lorry(yard)))
    sitting.commit()
    with transaction(fresh_database.sessions) as session:
        session.scalars(select(Trip)).one().locked = True
    sitting.load()
    said: list[int] = []
    solving = sitting.solve(60, lambda found: said.append(found.verdict.cost), iterations=30)
    assert solving.ended(60)
    assert solving.outcome is not None
    sitting.take_over(sitting.moment, sitting.proposed(solving))
    assert said
    assert _pool(sitting) == []
    locked = next(route for route in sitting.plan.routes if route.vehicle == _lorry(yard))
    assert locked.trips[0].stops == (two, one)
    assert sitting.verdict.feasible
    sitting.commit()
    assert not sitting.changed
    assert _pool(sitting) == []


def test_engines_stop_within_a_second_and_their_best_stays(
    fresh_database: Database, yard: Yard
) -> None:
    sitting = _sitting(fresh_database, yard)
    begun = Event()
    solving = sitting.solve(120, lambda _: begun.set())
    assert begun.wait(60)
    assert solving.cancel(30)
    assert solving.best is not None
    sitting.take_over(sitting.moment, sitting.proposed(solving))
    assert sitting.view.can_undo
    assert sitting.undo().trips[0].stops == ()


def test_two_dispatchers_on_different_vehicles_both_succeed(
    fresh_database: Database, yard: Yard
) -> None:
    mine, other = _sitting(fresh_database, yard), _sitting(fresh_database, yard)
    one, two, three, _ = _pool(mine)
    mine.do(lambda plan: moves.new_trip(plan, [one], _van(yard)))
    other.do(lambda plan: moves.new_trip(plan, [two], _lorry(yard)))
    mine.commit()
    other.commit()
    mine.reload()
    assert [[stop.parts for stop in trip.stops] for trip in mine.view.trips] == [
        [(one,)],
        [(two,)],
    ]
    mine.do(lambda plan: moves.put(plan, [three], _van(yard), 0))
    other.do(lambda plan: moves.put(plan, [three], _lorry(yard), 0))
    mine.commit()
    with pytest.raises(PlanStale):
        other.commit()
    assert [stop.parts for stop in other.view.trips[0].stops] == [(one,), (three,)]
    with transaction(fresh_database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Trip)) == 2


def test_on_the_same_trip_the_second_is_told_and_sees_the_first(
    fresh_database: Database, yard: Yard
) -> None:
    mine = _sitting(fresh_database, yard)
    one, two, three, _ = _pool(mine)
    mine.do(lambda plan: moves.new_trip(plan, [one], _van(yard)))
    mine.commit()
    other = _sitting(fresh_database, yard)
    mine.do(lambda plan: moves.put(plan, [two], _van(yard), 0))
    other.do(lambda plan: moves.put(plan, [three], _van(yard), 0))
    mine.commit()
    with pytest.raises(PlanStale) as refused:
        other.commit()
    assert refused.value.facts["who"] == "Boss"
    assert [stop.parts for stop in other.view.trips[0].stops] == [(one,), (two,)]
    assert three in _pool(other)


def test_what_others_stored_while_a_plan_was_looked_at_stands(
    fresh_database: Database, yard: Yard
) -> None:
    """A proposal is of the day as it was: what met their trips is told, and not written over."""
    sitting, another = _sitting(fresh_database, yard), _sitting(fresh_database, yard)
    one, two, three, _four = _pool(sitting)
    moment = sitting.moment
    whole = moves.new_trip(moment.plan, [one, two], _van(yard))
    whole = moves.new_trip(whole, [three], _lorry(yard))
    another.do(lambda plan: moves.new_trip(plan, [two], _lorry(yard)))
    another.commit()
    sitting.reload()
    assert sitting.take_over(moment, whole) == (two, three)
    routes = {route.vehicle: tuple(route.stops) for route in sitting.plan.routes}
    assert routes == {_van(yard): (one,), _lorry(yard): (two,)}
    sitting.commit()
    assert {trip.parts for trip in _sitting(fresh_database, yard).day.trips} == {(one,), (two,)}


@pytest.mark.parametrize("gone", ["trip", "stop", "part"])
def test_a_move_to_what_others_took_away_is_refused_and_changes_nothing(
    fresh_database: Database, yard: Yard, gone: str
) -> None:
    """A key that is pressed while the day is read anew may be about a trip that is not there."""
    sitting = _sitting(fresh_database, yard)
    one, two, *_rest = _pool(sitting)
    before = (sitting.plan, sitting.changed)
    wanted: dict[str, Move] = {
        "trip": lambda plan: moves.put(plan, [one], _van(yard), 0),
        "stop": lambda plan: moves.reorder(plan, _van(yard), 0, [one, two]),
        "part": lambda plan: moves.new_trip(plan, ["O0"], _van(yard)),
    }
    with pytest.raises(DayMoved):
        sitting.preview(wanted[gone])
    with pytest.raises(DayMoved):
        sitting.do(wanted[gone])
    with pytest.raises(DayMoved):
        sitting.split("O0", {1: 1})
    with pytest.raises(DayMoved):
        sitting.retime(["O0"], 0, 1)
    assert (sitting.plan, sitting.changed) == before


def test_what_was_cut_stays_cut_in_a_plan_made_before_others_stored(
    fresh_database: Database, yard: Yard
) -> None:
    sitting, another = _sitting(fresh_database, yard), _sitting(fresh_database, yard)
    one, two, *_rest = _pool(sitting)
    (line,) = sitting.day.part_by_id[one].lines
    piece = sitting.split(one, {line.disposition_line_id: 30_000})
    moment = sitting.moment
    plan = moves.new_trip(moment.plan, [piece], _van(yard))
    another.do(lambda plan: moves.new_trip(plan, [two], _lorry(yard)))
    another.commit()
    sitting.reload()
    assert sitting.take_over(moment, plan) == ()
    assert sitting.plan.routes[0].trips[0].stops == (piece,)
    assert sitting.day.part_by_id[piece].weight_grams == 30_000


def test_a_dispatcher_hears_of_another_one(fresh_database: Database, yard: Yard) -> None:
    mine, other = _sitting(fresh_database, yard), _sitting(fresh_database, yard)
    heard = Event()
    watch = mine.watch(heard.set)
    try:
        one, *rest = _pool(mine)
        for _ in range(20):
            other.do(lambda plan: moves.new_trip(plan, [one], _van(yard)))
            other.commit()
            if heard.wait(0.5):
                break
            other.do(lambda plan: moves.to_pool(plan, [one]))
            other.commit()
        assert heard.is_set()
        assert mine.reload().disjoint
        assert sorted(rest) == _pool(mine)
    finally:
        watch.stop()
        assert watch.ended(10)


def test_what_is_left_out_says_why(fresh_database: Database, yard: Yard) -> None:
    with transaction(fresh_database.sessions) as session:
        yard.order(session, "GLOVES 5", at="NOWHERE")
        yard.order(session, "GLOVES 5", at="FAR 59.90 30.30 8-9")
    sitting = _sitting(fresh_database, yard)
    told = {row.partner + row.problem: row for row in sitting.explain()}
    assert "no-coordinates" in {row.problem for row in told.values()}
    reasons = {one.told.reason for one in sitting.explain() if one.told is not None}
    assert Kind.LATE in reasons
    far = next(row.part for row in sitting.view.pool if row.address == "FAR street")
    first, *others = sitting.explain(far, 1)
    assert (first.part, first.told is not None) == (far, True)
    assert (len(others), {one.told for one in others}) == (5, {None})


def test_a_warehouse_that_is_nowhere_is_refused_by_name(
    fresh_database: Database, yard: Yard
) -> None:
    warehouse = yard.trade.warehouses["quick"]
    bare = PlanningSession(fresh_database, BOSS, DAY, warehouse, clock=CLOCK)
    with pytest.raises(NoDepot):
        bare.load()


def test_zero_fleet_is_told(fresh_database: Database) -> None:
    with transaction(fresh_database.sessions) as session:
        made = build(session, CLOCK, "GLOVES 10 @10", vehicles="")
        made.order(session, "GLOVES 5", at="ROSE 55.80 37.60")
    sitting = _sitting(fresh_database, made)
    assert len(sitting.view.pool) == 1
    with pytest.raises(NoFleet):
        sitting.solve(1)


def test_a_server_that_is_down_is_told_and_the_great_circle_goes_on(
    fresh_database: Database, yard: Yard
) -> None:
    with transaction(fresh_database.sessions) as session:
        put(session, BOSS, WAYS_FROM, WaysFrom.OSRM)
        put(session, BOSS, WAYS_AT, "http://127.0.0.1:9")
    sitting = PlanningSession(fresh_database, BOSS, DAY, yard.warehouse, clock=CLOCK)
    with pytest.raises(NoTravel) as refused:
        sitting.load()
    assert refused.value.facts["provider"] == "osrm"
    sitting.ways_from = WaysFrom.GREAT_CIRCLE
    assert sitting.load().provider == "great-circle"


@pytest.mark.parametrize("raw", [b"<html>It works!</html>", b'{"code": "Ok", "durations": 7}'])
def test_a_server_that_answers_garbage_is_told_and_nothing_is_kept_of_it(
    fresh_database: Database, yard: Yard, raw: bytes
) -> None:
    with osrm_double() as server:
        server.raw = raw
        with transaction(fresh_database.sessions) as session:
            put(session, BOSS, WAYS_FROM, WaysFrom.OSRM)
            put(session, BOSS, WAYS_AT, server.url)
        sitting = PlanningSession(fresh_database, BOSS, DAY, yard.warehouse, clock=CLOCK)
        with pytest.raises(NoTravel) as refused:
            sitting.load()
    assert refused.value.facts["reason"] == "garbage"
    with transaction(fresh_database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Way)) == 0
    sitting.ways_from = WaysFrom.GREAT_CIRCLE
    assert len(sitting.load().pool) == 4
