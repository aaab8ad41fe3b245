"""What a plan costs: carriers by their tariffs, ours as reckoned; before a move and all day."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.delivery.fleet.models import CarrierTariff, Vehicle
from core.delivery.models import Trip
from core.delivery.planning import moves
from core.delivery.planning.costing import Cost, cost_of_change, cost_of_plan
from core.delivery.planning.problems import COST_UNIT, plan_of
from core.delivery.planning.taking import take_plan
from core.delivery.trips.accruing import owed_for
from core.kernel.clock import Clock
from routing.check import judge
from routing.diff import diff, weigh
from routing.plan import Plan, Route
from routing.plan import Trip as Run
from tests.integration.delivery.yard import BOSS, DAY, Yard, build, problem

RATES = {
    "per_trip_minor": 100_000,
    "per_km_minor": 1_234,
    "per_stop_minor": 5_000,
    "per_hour_minor": 7_000,
    "per_tonne_minor": 90_000,
}


def _yard(session: Session, clock: Clock) -> tuple[Yard, list[str]]:
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    orders = [
        yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60 10-12"),
        yard.order(session, "GLOVES 7", at="LILY 55.70 37.70"),
        yard.order(session, "GLOVES 9", at="FERN 55.72 37.50"),
    ]
    return yard, [f"O{order}" for order in orders]


def _hire(session: Session, yard: Yard, code: str = "VAN", **rates: int) -> int:
    """Let a vehicle be a carrier's, with a tariff where rates are told."""
    carrier = yard.trade.partners["FERN"]
    of = Vehicle.id == yard.vehicles[code]
    session.execute(update(Vehicle).where(of).values(carrier_id=carrier))
    if rates:
        session.add(CarrierTariff(code="F", name="F", carrier_id=carrier, since=DAY, **rates))
    session.flush()
    session.expire_all()
    return carrier


def _plan(yard: Yard, **runs: str) -> Plan:
    return Plan(
        tuple(
            Route(
                f"V{yard.vehicles[code]}",
                tuple(Run(0, tuple(run.split())) for run in text.split("|")),
            )
            for code, text in runs.items()
        )
    )


@pytest.mark.parametrize("at_least", [0, 1_200_000])
def test_a_plan_costs_what_carriers_will_be_owed_and_ours_as_reckoned(
    session: Session, clock: Clock, at_least: int
) -> None:
    yard, (one, two, three) = _yard(session, clock)
    _hire(session, yard, **RATES, at_least_minor=at_least)
    plan = _plan(yard, VAN=f"{one} | {two}", LORRY=three)
    day = yard.day(session)
    told = cost_of_plan(day, judge(problem(day), plan))
    made = take_plan(session, BOSS, day, plan, clock=clock).made
    trips = [session.get_one(Trip, key) for key in made]
    due = [owed_for(session, trip) for trip in trips]
    assert [owed is None for owed in due] == [False, False, True]
    owed = sum(one.amount for one in due if one is not None)
    assert told == Cost(owed + trips[2].cost_minor)
    assert (owed == 2_400_000) is bool(at_least)


def test_a_move_costs_the_difference_of_what_will_be_owed(session: Session, clock: Clock) -> None:
    """Below the least of the carrier a further stop costs nothing; ours is driven less."""
    yard, (one, two, three) = _yard(session, clock)
    _hire(session, yard, **RATES, at_least_minor=5_000_000)
    day = yard.day(session)
    of = problem(day)
    before = _plan(yard, VAN=one, LORRY=f"{two} {three}")
    after = moves.put(before, [two], f"V{yard.vehicles['VAN']}", 0)
    judged = judge(of, before)
    change = moves.priced(of, judged, before, after)
    told = cost_of_change(day, change)
    was, now = cost_of_plan(day, judged), cost_of_plan(day, judge(of, after))
    assert told == Cost(now.minor - was.minor)
    alone = f"V{yard.vehicles['LORRY']}"
    less, more = (judge(of, one).route_of[alone].cost for one in (after, before))
    assert told.minor == round(less / COST_UNIT) - round(more / COST_UNIT) < 0


def test_hunks_of_a_difference_cost_as_much(session: Session, clock: Clock) -> None:
    """Engines think the second stop of the van dear; the carrier asks nothing for it."""
    yard, (one, two, _) = _yard(session, clock)
    _hire(session, yard, **RATES, at_least_minor=5_000_000)
    day = yard.day(session)
    of = problem(day)
    found = diff(
        of,
        _plan(yard, VAN=one),
        _plan(yard, VAN=f"{one} {two}"),
        reckon=lambda change: cost_of_change(day, change).minor * COST_UNIT,
    )
    (hunk,) = found.hunks
    assert hunk.delta.cost == 0
    assert weigh(of, found, found.whole).delta.cost == 0
    bare = diff(of, found.before, found.after)
    assert bare.hunks[0].delta.cost > 0


def test_a_carrier_without_a_tariff_is_only_reckoned(session: Session, clock: Clock) -> None:
    yard, (one, two, _) = _yard(session, clock)
    _hire(session, yard)
    day = yard.day(session)
    of = problem(day)
    ours, his = _plan(yard, LORRY=two), _plan(yard, VAN=one)
    assert not cost_of_plan(day, judge(of, ours)).rough
    assert cost_of_plan(day, judge(of, his)).rough
    change = moves.priced(of, judge(of, his), his, ours)
    assert cost_of_change(day, change).rough


def test_a_trip_costs_by_the_carrier_it_names_whosever_the_vehicle_is(
    session: Session, clock: Clock
) -> None:
    yard, (one, two, _) = _yard(session, clock)
    carrier = _hire(session, yard, **RATES)
    plan = _plan(yard, LORRY=f"{one} {two}")
    (key,) = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    trip = session.get_one(Trip, key)
    trip.carrier_id = carrier
    session.flush()
    day = yard.day(session)
    due = owed_for(session, trip)
    assert due is not None
    assert cost_of_plan(day, judge(problem(day), plan_of(day))) == Cost(due.amount)


def test_a_closed_trip_costs_what_its_carrier_is_owed(session: Session, clock: Clock) -> None:
    yard, (one, *_) = _yard(session, clock)
    _hire(session, yard, **RATES)
    (key,) = take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one), clock=clock).made
    trip = session.get_one(Trip, key)
    trip.status, trip.accrued_minor = "closed", 777_00
    session.flush()
    day = yard.day(session)
    assert cost_of_plan(day, judge(problem(day), plan_of(day))) == Cost(777_00)
