"""What planning leaves as it is, and days begun with the vehicles of another one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.delivery.models import DeliveryRequest, Trip, TripStop
from core.delivery.planning import moves
from core.delivery.planning.locking import lock_stop, lock_trip, pin_document
from core.delivery.planning.problems import plan_of
from core.delivery.planning.taking import take_plan
from core.delivery.planning.vehicle_sets import copy_vehicle_set
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from routing.check import judge
from routing.plan import Plan, Route
from routing.plan import Trip as Run
from tests.integration.delivery.yard import BOSS, DAY, Yard, build, contents, problem, replace


def _one_trip(session: Session, clock: Clock) -> tuple[Yard, list[str], int]:
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    places = ("ROSE 55.80 37.60", "LILY 55.70 37.70")
    parts = [f"O{yard.order(session, 'GLOVES 5', at=place)}" for place in places]
    van = f"V{yard.vehicles['VAN']}"
    plan = Plan((Route(van, (Run(0, tuple(parts)),)),))
    taken = take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    return yard, parts, taken.made[0]


def test_a_locked_trip_is_left_as_it_is_until_it_is_opened(session: Session, clock: Clock) -> None:
    yard, _parts, trip = _one_trip(session, clock)
    lock_trip(session, BOSS, trip, locked=True, clock=clock)
    day = yard.day(session)
    assert [(lock.whole, len(lock.stops)) for lock in problem(day).locks] == [(True, 2)]
    lock_trip(session, BOSS, trip, locked=False, clock=clock)
    assert problem(yard.day(session)).locks == ()


def test_a_locked_stop_holds_those_before_it(session: Session, clock: Clock) -> None:
    yard, parts, trip = _one_trip(session, clock)
    stops = session.scalars(select(TripStop).order_by(TripStop.stop_no)).all()
    before = session.get_one(Trip, trip).version
    lock_stop(session, BOSS, trip, stops[0].id, locked=True, clock=clock)
    assert session.get_one(Trip, trip).version == before + 1
    assert [lock.stops for lock in problem(yard.day(session)).locks] == [(parts[0],)]


def test_a_stop_of_another_trip_is_not_locked(session: Session, clock: Clock) -> None:
    _yard, _parts, trip = _one_trip(session, clock)
    before = contents(session)
    with pytest.raises(NotFound):
        lock_stop(session, BOSS, trip, 0, locked=True, clock=clock)
    assert contents(session) == before


def test_whoever_may_not_plan_locks_nothing(session: Session, clock: Clock) -> None:
    _yard, _parts, trip = _one_trip(session, clock)
    before = contents(session)
    keeper = replace(BOSS, permissions=ROLES[Role.STOREKEEPER])
    with pytest.raises(Forbidden):
        lock_trip(session, keeper, trip, locked=True, clock=clock)
    with pytest.raises(Forbidden):
        copy_vehicle_set(session, keeper, DAY, 1, clock=clock)
    assert contents(session) == before


def test_a_pinned_order_rides_on_its_vehicle_only(session: Session, clock: Clock) -> None:
    yard, parts, _trip = _one_trip(session, clock)
    lorry = yard.vehicles["LORRY"]
    pin_document(session, BOSS, int(parts[0][1:]), lorry, clock=clock)
    day = yard.day(session)
    assert [(pin.stop, pin.vehicle) for pin in problem(day).pins] == [(parts[0], f"V{lorry}")]
    pin_document(session, BOSS, int(parts[0][1:]), None, clock=clock)
    row = session.get_one(DeliveryRequest, int(parts[0][1:]))
    assert row.vehicle_id is None


def test_a_day_begins_with_the_vehicles_of_the_last_one(session: Session, clock: Clock) -> None:
    yard, _parts, trip = _one_trip(session, clock)
    tomorrow = DAY + dt.timedelta(days=3)
    made = copy_vehicle_set(session, BOSS, tomorrow, yard.warehouse, clock=clock)
    (copy,) = session.scalars(select(Trip).where(Trip.planned_on == tomorrow))
    former = session.get_one(Trip, trip)
    assert made == (copy.id,)
    assert (copy.vehicle_id, copy.driver_id) == (former.vehicle_id, former.driver_id)
    assert copy_vehicle_set(session, BOSS, tomorrow, yard.warehouse, clock=clock) == ()


def test_orders_are_put_where_they_fit_best(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000")
    parts = [
        f"O{yard.order(session, 'GLOVES 5', at=place)}"
        for place in ("NEAR 55.76 37.62", "FAR 55.90 37.62", "MIDDLE 55.82 37.62")
    ]
    day = yard.day(session)
    van, of = f"V{yard.vehicles['VAN']}", problem(day)
    plan = moves.fitted(of, plan_of(day), parts[:2], van, -1)
    assert moves.fitted(of, plan, parts[2:], van, 0).routes[0].stops != tuple(parts)
    verdict = judge(of, moves.fitted(of, plan, parts[2:], van, 0))
    assert verdict.distance == judge(of, plan).distance
    again = moves.fitted(of, moves.fitted(of, plan, parts[2:], van, 0), parts[2:], van, 0)
    assert sorted(again.routes[0].stops) == sorted(parts)


@pytest.mark.parametrize(
    ("left", "departure"),
    [("2026-11-25 07:30", 27_000), ("2026-11-24 19:45", None), ("2026-11-26 00:10", None)],
)
def test_a_trip_sent_off_the_evening_before_is_not_late_on_its_day(
    session: Session, clock: Clock, left: str, departure: int | None
) -> None:
    """It leaves as planned; on its own day it left when it did."""
    yard, parts, trip = _one_trip(session, clock)
    planned = yard.day(session).trips[0].starts_at
    row = session.get_one(Trip, trip)
    row.left_at = dt.datetime.fromisoformat(left).replace(tzinfo=clock.zone)
    row.status = "departed"
    session.flush()
    day = yard.day(session)
    (lock,) = problem(day).locks
    assert (lock.departure, lock.whole) == (departure or planned, True)
    assert set(plan_of(day).routes[0].trips[0].stops) == set(parts)
    assert planned > 0


def test_both_runs_sent_off_the_evening_before_keep_every_rule(
    session: Session, clock: Clock
) -> None:
    """The second leaves when it is reloaded, as it was planned."""
    yard = build(session, clock, "GLOVES 900 @10")
    first, second = (
        f"O{yard.order(session, 'GLOVES 5', at=at)}"
        for at in ("ROSE 55.80 37.60", "LILY 55.7 37.7")
    )
    runs = (Run(0, (first,)), Run(0, (second,)))
    plan = Plan((Route(f"V{yard.vehicles['VAN']}", runs),))
    take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    evening = dt.datetime(2026, 11, 24, 19, 45, tzinfo=clock.zone)
    for trip in session.scalars(select(Trip)):
        trip.left_at, trip.status = evening, "departed"
    session.flush()
    day = yard.day(session)
    assert judge(problem(day), plan_of(day)).breaches == ()
