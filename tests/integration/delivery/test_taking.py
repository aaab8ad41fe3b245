"""Taking a plan: trips are written as planned, once, and never over somebody else's work."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.delivery.errors import CarriesTooMuch
from core.delivery.fleet.models import CarrierTariff, Vehicle
from core.delivery.models import DeliveryRequest, Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.planning import taking
from core.delivery.planning.day import load_day
from core.delivery.planning.errors import NotToTake, PlanStale, TripFixed
from core.delivery.planning.parts import split_part
from core.delivery.planning.problems import plan_of
from core.delivery.planning.taking import take_plan
from core.delivery.statuses import TripStatus
from core.delivery.trips import contents as contents_of
from core.delivery.trips.accruing import owed_for
from core.delivery.trips.readdressed import readdressed
from core.documents.models import Document
from core.documents.reference import edit_row
from core.kernel.clock import Clock
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.stock.ledgers import DISPOSITIONS
from routing.check import judge
from routing.plan import Plan, Route
from routing.plan import Trip as Run
from tests.integration.delivery.yard import BOSS, DAY, Yard, build, contents, counted, problem


def _plan(yard: Yard, **runs: str) -> Plan:
    """Return the plan that VAN="O1 O2 | O3" says."""
    return Plan(
        tuple(
            Route(
                f"V{yard.vehicles[code]}",
                tuple(Run(0, tuple(run.split())) for run in text.split("|")),
            )
            for code, text in runs.items()
        )
    )


def _three(session: Session, clock: Clock) -> tuple[Yard, list[str]]:
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    orders = [
        yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60 10-12"),
        yard.order(session, "GLOVES 7", at="LILY 55.70 37.70"),
        yard.order(session, "GLOVES 9", at="ROSE 55.80 37.60 10-12"),
    ]
    return yard, [f"O{order}" for order in orders]


@pytest.mark.parametrize("at_least", [0, 1_200_000])
def test_every_run_of_a_carrier_is_planned_to_cost_what_he_is_owed_for_it(
    session: Session, clock: Clock, at_least: int
) -> None:
    """His second run of the day too: the tariff is by trip, and so is its minimum."""
    yard, (one, two, three) = _three(session, clock)
    carrier = yard.trade.partners["FERN"]
    van = Vehicle.id == yard.vehicles["VAN"]
    session.execute(update(Vehicle).where(van).values(carrier_id=carrier))
    session.add(
        CarrierTariff(
            code="F",
            name="F",
            carrier_id=carrier,
            since=DAY,
            per_trip_minor=100_000,
            per_km_minor=1_234,
            per_stop_minor=5_000,
            per_hour_minor=7_000,
            per_tonne_minor=90_000,
            at_least_minor=at_least,
        )
    )
    session.flush()
    plan = _plan(yard, VAN=f"{one} {three} | {two}")
    made = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    trips = [session.get_one(Trip, key) for key in made]
    due = [owed_for(session, trip) for trip in trips]
    costs = [trip.cost_minor for trip in trips]
    assert costs == [owed.amount for owed in due if owed is not None]
    assert (costs == [1_200_000, 1_200_000]) is bool(at_least)


def test_a_taken_plan_is_what_is_read_again(session: Session, clock: Clock) -> None:
    yard, (one, two, three) = _three(session, clock)
    plan = _plan(yard, VAN=f"{one} {three} | {two}")
    taken = take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    assert (len(taken.made), taken.changed) == (2, ())
    day = yard.day(session)
    assert plan_of(day) == plan
    assert [trip.run for trip in day.trips] == [1, 2]
    assert [len(trip.stops) for trip in day.trips] == [1, 1]
    assert not day.pool


def test_times_metres_and_cost_are_those_of_the_checker(session: Session, clock: Clock) -> None:
    yard, (one, two, three) = _three(session, clock)
    plan = _plan(yard, VAN=f"{one} {three} | {two}")
    take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    day = yard.day(session)
    (route,) = judge(problem(day), plan).routes
    assert [trip.metres for trip in day.trips] == [trip.distance for trip in route.trips]
    assert [trip.ends_at for trip in day.trips] == [trip.end for trip in route.trips]
    assert sum(trip.cost_minor for trip in day.trips) == round(route.cost / 18_000)
    first = day.trips[0].stops[0]
    assert (first.arrives_at, first.window_from) == (36_000, 36_000)
    # Unloading of 14 kg takes nine seconds, the visit five minutes, for both orders together.
    assert first.leaves_at == 36_000 + 3 + 6 + 300


def test_taking_the_same_plan_again_writes_nothing(session: Session, clock: Clock) -> None:
    yard, (one, two, three) = _three(session, clock)
    plan = _plan(yard, VAN=f"{one} {three} | {two}")
    take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    before = contents(session)
    assert not take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    assert contents(session) == before


def _changed(session: Session, yard: Yard, code: str, **changes: object) -> None:
    """Change an address in the book, as a person does."""
    address = session.get_one(Address, yard.places[code])
    version, clock = address.version, yard.trade.clock
    edit_row(session, BOSS, "address", address.id, version, clock=clock, **changes)


def test_a_plan_taken_again_is_made_of_addresses_as_they_are_by_now(
    session: Session, clock: Clock
) -> None:
    """The same stops: farther, so later; the run behind it too. Then nothing is left to tell."""
    yard, (one, two, three) = _three(session, clock)
    plan = _plan(yard, VAN=f"{one} {three} | {two}")
    first, second = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    metres = session.get_one(Trip, first).metres
    _changed(session, yard, "ROSE", place="55.95, 37.60")
    assert [one.fields for one in readdressed(session, first)] == [("place",)]
    day = yard.day(session)
    assert [day.renews(trip) for trip in day.trips] == [True, False]
    taken = take_plan(session, BOSS, day, plan, clock=clock)
    assert taken == taking.Taken((), (first, second))
    assert readdressed(session, first) == []
    assert session.get_one(Trip, first).metres > metres
    assert not take_plan(session, BOSS, yard.day(session), plan, clock=clock)


def test_an_address_that_is_only_called_otherwise_is_taken_note_of(
    session: Session, clock: Clock
) -> None:
    yard, (one, *_) = _three(session, clock)
    plan = _plan(yard, VAN=one)
    (trip,) = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    version = session.get_one(Trip, trip).version
    _changed(session, yard, "ROSE", name="ROSE lane")
    assert take_plan(session, BOSS, yard.day(session), plan, clock=clock).changed == (trip,)
    assert readdressed(session, trip) == []
    assert session.get_one(Trip, trip).version == version + 1


def test_a_stop_at_another_time_than_its_document_asks_by_now_stays_told(
    session: Session, clock: Clock
) -> None:
    """The order leaves its time to the address: the plan still comes when it takes nothing in."""
    yard, (_, two, _) = _three(session, clock)
    plan = _plan(yard, VAN=two)
    (trip,) = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    _changed(session, yard, "LILY", window_from=36_000, window_to=43_200)
    before = contents(session)
    assert not take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    assert (contents(session), len(readdressed(session, trip))) == (before, 1)


def test_a_locked_trip_keeps_its_plan_and_what_is_told_of_it(
    session: Session, clock: Clock
) -> None:
    yard, (one, *_) = _three(session, clock)
    plan = _plan(yard, VAN=one)
    (trip,) = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    session.get_one(Trip, trip).locked = True
    _changed(session, yard, "ROSE", place="55.95, 37.60")
    assert not take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    assert len(readdressed(session, trip)) == 1


def test_a_plan_made_before_an_address_moved_is_refused(session: Session, clock: Clock) -> None:
    """It would be taken for one that knows where the address is."""
    yard, (one, *_) = _three(session, clock)
    seen = yard.day(session)
    _changed(session, yard, "ROSE", place="55.95, 37.60")
    before = contents(session)
    with pytest.raises(PlanStale) as stale, session.begin_nested():
        take_plan(session, BOSS, seen, _plan(yard, VAN=one), clock=clock)
    assert stale.value.facts["what"] == "document"
    session.expire_all()
    assert contents(session) == before


def test_only_trips_that_change_are_written(session: Session, clock: Clock) -> None:
    yard, (one, two, three) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one, LORRY=two), clock=clock)
    van, lorry = yard.day(session).trips
    plan = _plan(yard, VAN=one, LORRY=f"{two} {three}")
    taken = take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    assert taken == taking.Taken((), (lorry.id,))
    assert [trip.version for trip in yard.day(session).trips] == [van.version, lorry.version + 1]


def test_goods_go_back_to_the_pool_and_their_trip_stays_empty(
    session: Session, clock: Clock
) -> None:
    yard, (one, two, _) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=f"{one} {two}"), clock=clock)
    take_plan(session, BOSS, yard.day(session), Plan(()), clock=clock)
    day = yard.day(session)
    assert [len(trip.stops) for trip in day.trips] == [0]
    assert len(day.pool) == 3
    take_plan(session, BOSS, day, _plan(yard, VAN=two), clock=clock)
    assert len(yard.day(session).trips) == 1


def test_a_part_cut_by_hand_rides_alone_and_the_rest_waits(session: Session, clock: Clock) -> None:
    yard, (one, _, _) = _three(session, clock)
    day = yard.day(session)
    (line,) = day.part_by_id[one].lines
    cut, new = split_part(day, one, {line.disposition_line_id: 2000})
    take_plan(session, BOSS, cut, _plan(yard, VAN=one), clock=clock)
    again = yard.day(session)
    assert new == f"{one}/2"
    assert {part.id: part.load[0] for part in again.parts if part.id.startswith(one)} == {
        one: 3,
        new: 2,
    }
    take_plan(session, BOSS, again, _plan(yard, VAN=one, LORRY=new), clock=clock)
    assert plan_of(yard.day(session)).routes == _plan(yard, VAN=one, LORRY=new).routes


def test_a_trip_changed_since_makes_the_plan_stale_by_name(session: Session, clock: Clock) -> None:
    yard, (one, two, three) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one), clock=clock)
    seen = yard.day(session)
    take_plan(session, BOSS, seen, _plan(yard, VAN=f"{one} {two}"), clock=clock)
    before = contents(session)
    with pytest.raises(PlanStale) as refused:
        take_plan(session, BOSS, seen, _plan(yard, VAN=f"{one} {three}"), clock=clock)
    facts = refused.value.facts
    assert (facts["what"], facts["key"]) == ("trip", seen.trips[0].number)
    assert facts["who"] == "Boss"
    assert contents(session) == before


def test_an_order_planned_by_another_meanwhile_makes_the_plan_stale(
    session: Session, clock: Clock
) -> None:
    yard, (one, two, _) = _three(session, clock)
    seen = yard.day(session)
    take_plan(session, BOSS, seen, _plan(yard, VAN=one), clock=clock)
    before = contents(session)
    with pytest.raises(PlanStale) as refused:
        take_plan(session, BOSS, seen, _plan(yard, LORRY=f"{two} {one}"), clock=clock)
    assert (refused.value.facts["what"], refused.value.facts["ids"]) == (
        "document",
        (int(one[1:]),),
    )
    assert contents(session) == before


def test_a_run_made_by_another_for_the_same_vehicle_makes_the_plan_stale(
    session: Session, clock: Clock
) -> None:
    yard, (one, two, _) = _three(session, clock)
    seen = yard.day(session)
    take_plan(session, BOSS, seen, _plan(yard, VAN=one), clock=clock)
    before = contents(session)
    with pytest.raises(PlanStale):
        take_plan(session, BOSS, seen, _plan(yard, VAN=two), clock=clock)
    assert contents(session) == before


def test_another_window_asked_for_meanwhile_makes_the_plan_stale(
    session: Session, clock: Clock
) -> None:
    yard, (one, _, _) = _three(session, clock)
    seen = yard.day(session)
    session.execute(
        update(DeliveryRequest)
        .where(DeliveryRequest.document_id == int(one[1:]))
        .values(window_to=50_000)
    )
    with pytest.raises(PlanStale):
        take_plan(session, BOSS, seen, _plan(yard, VAN=one), clock=clock)
    assert session.scalar(select(func.count()).select_from(Trip)) == 0


@pytest.mark.parametrize("how", ["locked", "to_load"])
def test_a_trip_that_is_locked_or_being_loaded_is_not_changed(
    session: Session, clock: Clock, how: str
) -> None:
    yard, (one, two, _) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one), clock=clock)
    if how == "locked":
        session.execute(update(Trip.__table__).values(locked=True))
    else:
        trip = Document.type == "trip"
        session.execute(update(Document).where(trip).values(status=TripStatus.TO_LOAD.value))
    session.expire_all()
    before = contents(session)
    with pytest.raises(TripFixed):
        take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=f"{one} {two}"), clock=clock)
    assert contents(session) == before
    plan = _plan(yard, VAN=f"{one} | {two}")
    assert len(take_plan(session, BOSS, yard.day(session), plan, clock=clock).made) == 1


@pytest.mark.parametrize(
    ("text", "reason"), [("{0} {0}", "twice"), ("O999999", "unknown"), ("{1}", "pinned")]
)
def test_a_plan_that_cannot_be_stored_is_refused_by_name(
    session: Session, clock: Clock, text: str, reason: str
) -> None:
    yard, (one, two, _) = _three(session, clock)
    session.execute(
        update(DeliveryRequest)
        .where(DeliveryRequest.document_id == int(two[1:]))
        .values(vehicle_id=yard.vehicles["LORRY"])
    )
    with pytest.raises(NotToTake) as refused:
        take_plan(
            session, BOSS, yard.day(session), _plan(yard, VAN=text.format(one, two)), clock=clock
        )
    assert refused.value.facts["reason"] == reason
    assert session.scalar(select(func.count()).select_from(Trip)) == 0


def test_a_plan_carries_no_more_than_an_order_reduced_since_lets_go(
    session: Session, clock: Clock
) -> None:
    yard, (one, two, _) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one), clock=clock)
    line = session.scalars(
        select(CustomerOrderLine).where(CustomerOrderLine.document_id == int(one[1:]))
    ).one()
    order = session.get_one(CustomerOrder, line.document_id)
    fewer = {
        "disposition_line_id": line.id,
        "item_id": line.item_id,
        "company_id": order.company_id,
        "disposed": -1000,
    }
    ledger.append(session, order.id, order.date, {DISPOSITIONS: [fewer]})
    before = contents(session)
    plan = _plan(yard, VAN=f"{one} {two}")
    with pytest.raises(CarriesTooMuch) as refused, session.begin_nested():
        take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    facts = refused.value.facts
    assert (facts["item"], facts["asked"], facts["available"]) == ("Gloves", 5000, 4000)
    session.expire_all()
    assert contents(session) == before


def test_one_and_eight_new_trips_take_the_same_number_of_statements(
    session: Session, clock: Clock
) -> None:
    fleet = [f"V{number}" for number in range(9)]
    yard = build(session, clock, "GLOVES 900 @10", vehicles=", ".join(f"{v} 1000" for v in fleet))
    orders = [
        f"O{yard.order(session, f'GLOVES {number + 1}', at=f'A{number} 55.8 37.{number + 1}')}"
        for number in range(9)
    ]

    def taken(first: int, last: int) -> int:
        day = yard.day(session)
        runs = dict(zip(fleet[:last], orders, strict=False))
        with counted(session) as sent:
            made = take_plan(session, BOSS, day, _plan(yard, **runs), clock=clock).made
        assert len(made) == last - first
        return len(sent)

    assert taken(0, 1) == taken(1, 9)


def test_what_breaks_in_the_middle_leaves_nothing(session: Session, clock: Clock) -> None:
    yard, (one, two, _) = _three(session, clock)
    take_plan(session, BOSS, yard.day(session), _plan(yard, VAN=one), clock=clock)
    before = contents(session)
    for module, step in ((contents_of, "_put_lines"), (contents_of, "note"), (taking, "notify")):
        with (
            patch.object(module, step, side_effect=RuntimeError(step)),
            pytest.raises(RuntimeError),
            session.begin_nested(),
        ):
            take_plan(
                session, BOSS, yard.day(session), _plan(yard, VAN=f"{two} {one}"), clock=clock
            )
        session.expire_all()
        assert contents(session) == before


def test_who_only_drives_does_not_plan(session: Session, clock: Clock) -> None:
    yard, (one, _, _) = _three(session, clock)
    driver = replace(BOSS, permissions=ROLES[Role.DRIVER])
    with pytest.raises(Forbidden):
        take_plan(session, driver, yard.day(session), _plan(yard, VAN=one), clock=clock)
    with pytest.raises(Forbidden):
        load_day(session, driver, DAY, yard.warehouse, clock=clock)
    assert session.scalar(select(func.count()).select_from(TripStop)) == 0
    assert session.scalar(select(func.count()).select_from(TripLine)) == 0
