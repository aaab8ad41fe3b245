"""What we fetch from suppliers: asked for by their orders, planned, on inbound trips."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import ledger
from core.delivery.asking.requests import RequestGiven, request_of, save_request, usual_address
from core.delivery.errors import CarriesTooMuch
from core.delivery.models import Trip, TripLine
from core.delivery.planning.taking import take_plan
from core.delivery.statuses import Outcome, TripDirection
from core.delivery.trips.closing import close_trip, reopen_trip
from core.delivery.trips.contents import Contents, LineGiven, StopGiven, put_lines
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.outcomes import LineTold, StopTold, record_stop
from core.delivery.trips.releasing import release_trip
from core.delivery.trips.riding import stops_of
from core.documents.operations import locked
from core.kernel.clock import Clock
from core.supply.models import SupplierOrderLine
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    confirm_supplier_order,
    create_supplier_order,
)
from core.supply.receiving import Came, receive
from core.terms.statuses import DeliveryMethod
from routing.plan import Plan, Route
from routing.plan import Trip as Run
from tests.integration.delivery.road import Road
from tests.integration.delivery.yard import BOSS, DAY, Yard, build, contents
from tui.flows.handheld import driving
from tui.flows.handheld.drive_effects import OpenStop, OpenTrip
from tui.flows.handheld.drive_values import Drive
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import State


def _bought(session: Session, yard: Yard, pieces: int, *, at: str = "LILY 55.80 37.60") -> int:
    """Return a supplier's order of gloves that is expected and that we fetch."""
    new = NewSupplierOrder(
        company_id=yard.trade.companies["КЛ"],
        partner_id=yard.trade.partners["LILY"],
        warehouse_id=yard.warehouse,
        expected_on=DAY,
        lines=(
            SupplierLine(
                item_id=yard.trade.items["GLOVES"], quantity=pieces * 1000, expected_on=DAY
            ),
        ),
    )
    order = create_supplier_order(session, BOSS, new, clock=yard.trade.clock).id
    confirm_supplier_order(session, BOSS, order, clock=yard.trade.clock)
    given = RequestGiven(method=DeliveryMethod.FETCH, address_id=yard.place(session, at))
    save_request(session, BOSS, order, given, clock=yard.trade.clock)
    return order


def _van(yard: Yard, *parts: str) -> Plan:
    return Plan((Route(f"V{yard.vehicles['VAN']}", (Run(0, parts),)),))


def test_where_a_suppliers_goods_are_fetched_is_remembered_for_the_next_order(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    _bought(session, yard, 5)
    assert usual_address(session, yard.trade.partners["LILY"]) == yard.places["LILY"]


def test_fetched_goods_ride_on_an_inbound_trip_once(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    order = _bought(session, yard, 5)
    day = yard.day(session)
    assert [(part.id, part.demand.inbound) for part in day.pool] == [(f"O{order}", True)]
    (key,) = take_plan(session, BOSS, day, _van(yard, f"O{order}"), clock=clock).made
    assert session.get_one(Trip, key).direction is TripDirection.IN
    assert not yard.day(session).pool


def test_no_more_is_fetched_than_is_expected(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    order = _bought(session, yard, 5)
    (key,) = take_plan(session, BOSS, yard.day(session), _van(yard, f"O{order}"), clock=clock).made
    line = session.scalars(
        select(SupplierOrderLine).where(SupplierOrderLine.document_id == order)
    ).one()
    given = LineGiven(order, 6000, disposition_line_id=line.id, item_id=line.item_id)
    stop = StopGiven(yard.places["LILY"], lines=(given,))
    before = contents(session)
    with pytest.raises(CarriesTooMuch) as refused, session.begin_nested():
        put_lines(session, BOSS, [Contents(locked(session, Trip, key), [stop])], clock=clock)
    facts = refused.value.facts
    assert (facts["item"], facts["asked"], facts["available"]) == ("Gloves", 6000, 5000)
    session.expire_all()
    assert contents(session) == before


def test_a_trip_whose_goods_were_received_meanwhile_is_planned_on(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    one, two = _bought(session, yard, 5), _bought(session, yard, 7, at="ROSE 55.7 37.7")
    take_plan(session, BOSS, yard.day(session), _van(yard, f"O{one}"), clock=clock)
    receive(session, BOSS, one, [Came(1, 5000)], clock=clock)
    plan = _van(yard, f"O{one}", f"O{two}")
    assert len(take_plan(session, BOSS, yard.day(session), plan, clock=clock).changed) == 1
    assert [len(trip.stops) for trip in yard.day(session).trips] == [2]


def test_lines_of_the_same_number_in_other_documents_are_not_taken_for_each_other(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    for table in ("customer_order_line", "supplier_order_line"):
        session.execute(text(f"SELECT setval('{table}_id_seq', 5000000)"))
    sold, bought = yard.order(session, "GLOVES 5", at="ROSE 55.7 37.7"), _bought(session, yard, 5)
    plan = _van(yard, f"O{bought}")
    take_plan(session, BOSS, yard.day(session), plan, clock=clock)
    (left,) = yard.day(session).pool
    assert (left.id, left.load[0]) == (f"O{sold}", 5)
    both = Plan((*plan.routes, Route(f"V{yard.vehicles['LORRY']}", (Run(0, (left.id,)),))))
    assert len(take_plan(session, BOSS, yard.day(session), both, clock=clock).made) == 1
    assert not yard.day(session).pool
    assert ledger.verify(session) == []


def test_a_suppliers_order_moved_to_another_day_is_fetched_then(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    order = _bought(session, yard, 5)
    asked = request_of(session, order)
    assert asked is not None
    later = RequestGiven(
        method=DeliveryMethod.FETCH,
        address_id=asked.address_id,
        planned_on=DAY + timedelta(days=1),
    )
    save_request(session, BOSS, order, later, version=asked.version, clock=clock)
    assert not yard.day(session).pool
    assert [part.id for part in yard.day(session, DAY + timedelta(days=1)).pool] == [f"O{order}"]


@pytest.mark.parametrize("fetched", ["delivered", "refused"])
def test_one_run_brings_goods_and_fetches_others(
    session: Session, clock: Clock, fetched: str
) -> None:
    """What is fetched makes no expense order, stays on the trip, and does not come back."""
    yard = build(session, clock, "GLOVES 900 @10")
    sold, bought = yard.order(session, "GLOVES 5", at="ROSE 55.7 37.7"), _bought(session, yard, 7)
    plan = _van(yard, f"O{sold}", f"O{bought}")
    (key,) = take_plan(session, BOSS, yard.day(session), plan, clock=clock).made
    assert session.get_one(Trip, key).direction is TripDirection.OUT
    road = Road(yard.trade, type_id=0, vehicle_id=0, driver_id=0)
    (order,) = release_trip(session, BOSS, key, clock=clock).outbound_ids
    assert yard.trade.disposition(session, "GLOVES") == (5, 5, 0, 0)
    assert road.ship(session, key) == [order]
    left = depart_trip(session, BOSS, key, clock=clock)
    assert (left.lines, left.left_behind) == (2, 0)
    assert road.aboard(session, key) == [(1, "GLOVES", 5, 5), (2, "GLOVES", 7, 7)]
    assert ledger.verify(session) == []
    stops = stops_of(session, key)
    shift = Shift(clock, "test", BOSS)
    state = State(drive=Drive(trip=driving.opened(session, shift, State(), OpenTrip(key)).trip))
    told = [driving.stop_opened(session, shift, state, OpenStop(stop.id)) for stop in stops]
    assert [one.stop.fetches for one in told] == [False, True]
    for stop, outcome in zip(stops, ("delivered", fetched), strict=True):
        reason = "" if outcome == "delivered" else "closed gate"
        fate = StopTold(stop_id=stop.id, outcome=Outcome(outcome), reason=reason)
        record_stop(session, BOSS, key, fate, clock=clock)
    back = driving.opened(session, shift, State(), OpenTrip(key)).trip.back
    brought = [("Gloves", 7000)] if fetched == "delivered" else []
    assert [(one.name, one.quantity) for one in back] == brought
    assert close_trip(session, BOSS, key, clock=clock).return_id == 0
    assert ledger.verify(session) == []


def test_what_a_closed_trip_has_fetched_is_not_offered_again_before_its_receipt(
    session: Session, clock: Clock
) -> None:
    """Seven are ordered, five fetched: two are left, today and tomorrow, received or not."""
    yard = build(session, clock, "GLOVES 900 @10")
    order, tomorrow = _bought(session, yard, 7), DAY + timedelta(days=1)
    (key,) = take_plan(session, BOSS, yard.day(session), _van(yard, f"O{order}"), clock=clock).made
    line = session.scalars(select(TripLine).where(TripLine.document_id == key)).one()
    line.quantity = line.planned = 5_000
    session.flush()
    close_trip(session, BOSS, key, clock=clock)
    for day in (DAY, tomorrow):
        assert [part.load[0] for part in yard.day(session, day).pool] == [2]
    receive(session, BOSS, order, [Came(1, 5000)], clock=clock)
    (rest,) = yard.day(session, tomorrow).pool
    assert (rest.id, rest.load[0]) == (f"O{order}", 2)


def _brings(session: Session, yard: Yard, order: int, pieces: int) -> int:
    """Send the van for all of an order, let it bring so many pieces, and close the trip."""
    clock = yard.trade.clock
    (key,) = take_plan(session, BOSS, yard.day(session), _van(yard, f"O{order}"), clock=clock).made
    (stop,) = stops_of(session, key)
    line = session.scalars(select(TripLine).where(TripLine.document_id == key)).one()
    less = LineTold(line_id=line.id, delivered=pieces * 1000, reason="no more there")
    told = StopTold(stop_id=stop.id, outcome=Outcome.PARTLY, lines=(less,))
    record_stop(session, BOSS, key, told, clock=clock)
    assert not yard.day(session).pool
    close_trip(session, BOSS, key, clock=clock)
    return key


def test_what_a_run_did_not_bring_is_in_the_pool_as_soon_as_it_is_closed_and_once(
    session: Session, clock: Clock
) -> None:
    """Seven are asked for, five come: two wait, until a trip has them; received or not."""
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    order, tomorrow = _bought(session, yard, 7), DAY + timedelta(days=1)
    _brings(session, yard, order, 5)
    for day in (DAY, tomorrow):
        assert [part.load[0] for part in yard.day(session, day).pool] == [2]
    plan = Plan((Route(f"V{yard.vehicles['LORRY']}", (Run(0, (f"O{order}",)),)),))
    take_plan(session, BOSS, yard.day(session, tomorrow), plan, clock=clock)
    assert not yard.day(session, tomorrow).pool
    receive(session, BOSS, order, [Came(1, 5000)], clock=clock)
    assert not yard.day(session, tomorrow).pool


def test_a_run_that_is_opened_again_has_all_of_it_again(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    key = _brings(session, yard, _bought(session, yard, 7), 5)
    reopen_trip(session, BOSS, key, clock=clock)
    assert not yard.day(session).pool
    close_trip(session, BOSS, key, clock=clock)
    assert [part.load[0] for part in yard.day(session).pool] == [2]


def test_what_was_fetched_and_not_received_yet_rides_on_no_other_trip(
    session: Session, clock: Clock
) -> None:
    """Not by hand either: of seven five have come."""
    yard = build(session, clock, "GLOVES 900 @10", vehicles="VAN 1000, LORRY 3000")
    order = _bought(session, yard, 7)
    _brings(session, yard, order, 5)
    plan = Plan((Route(f"V{yard.vehicles['LORRY']}", (Run(0, (f"O{order}",)),)),))
    tomorrow = yard.day(session, DAY + timedelta(days=1))
    (key,) = take_plan(session, BOSS, tomorrow, plan, clock=clock).made
    line = session.scalars(select(TripLine).where(TripLine.document_id == key)).one()
    given = LineGiven(
        order, 3000, disposition_line_id=line.disposition_line_id, item_id=line.item_id
    )
    stop = StopGiven(yard.places["LILY"], lines=(given,))
    before = contents(session)
    with pytest.raises(CarriesTooMuch) as refused, session.begin_nested():
        put_lines(session, BOSS, [Contents(locked(session, Trip, key), [stop])], clock=clock)
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (3000, 2000)
    session.expire_all()
    assert contents(session) == before


def test_what_a_closed_trip_found_nobody_to_fetch_from_is_offered_again(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    order = _bought(session, yard, 7)
    (key,) = take_plan(session, BOSS, yard.day(session), _van(yard, f"O{order}"), clock=clock).made
    line = session.scalars(select(TripLine).where(TripLine.document_id == key)).one()
    line.outcome, line.reason = Outcome.ABSENT, "closed gate"
    session.flush()
    close_trip(session, BOSS, key, clock=clock)
    (again,) = yard.day(session, DAY + timedelta(days=1)).pool
    assert (again.id, again.load[0]) == (f"O{order}", 7)
