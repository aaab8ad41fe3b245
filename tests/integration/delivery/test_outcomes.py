"""What became of stops, and the money of trips: cash, carriers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.delivery.errors import (
    CarrierBilled,
    CashOfNobody,
    ErrandRides,
    NothingAccrued,
    OutcomeUnclear,
    ReasonNotGiven,
    ReturnToClosed,
)
from core.delivery.fleet.models import CarrierTariff
from core.delivery.models import Accrual, DeliveryRequest, Errand, Trip, TripLine, TripStop
from core.delivery.statuses import Outcome
from core.delivery.trips.accruing import bill_accrual, type_accrual
from core.delivery.trips.closing import close_trip, reopen_trip
from core.delivery.trips.contents import Contents, LineGiven, StopGiven, put_lines
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.errands import NewErrand, cancel_errand, create_errand, save_errand
from core.delivery.trips.forming import save_trip
from core.delivery.trips.outcomes import (
    LineTold,
    StopTold,
    arrive,
    deliver_rest,
    record_line,
    record_receipt,
    record_stop,
)
from core.delivery.trips.queries import trip_card
from core.delivery.trips.releasing import release_trip
from core.delivery.trips.riding import lines_of, stops_of
from core.documents.operations import locked
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, IllegalTransition
from core.kernel.money import Money
from core.sales.closing import close_order
from core.settlements.models import IncomingPayment, SettlementLine
from core.shipments.invoicing import invoice_from_shipped
from tests.integration.delivery.road import TODAY, Road, pave
from tests.integration.sales.trade import BOSS, build

BOTH = "ROSE: 1 GLOVES 4, MASK 4; LILY: 2 GLOVES 5"


@pytest.fixture
def road(session: Session, clock: Clock) -> Road:
    """A road with 20 gloves and 10 masks in the plain warehouse, two orders."""
    made = pave(session, build(session, clock, "GLOVES 20 @10, MASK 10 @1"))
    made.order(session, "GLOVES 6, MASK 4")
    made.order(session, "GLOVES 5", partner="LILY")
    return made


@pytest.fixture
def driver() -> Actor:
    """Who drives the vehicle of the road."""
    return replace(BOSS, permissions=ROLES[Role.DRIVER], user_id=77, login="driver")


def _told(session: Session, trip_id: int) -> list[tuple[int, str, int]]:
    rows = session.execute(
        select(TripStop.stop_no, TripLine.outcome, TripLine.delivered)
        .join(TripLine, TripLine.stop_id == TripStop.id)
        .where(TripStop.document_id == trip_id)
        .order_by(TripLine.line_no)
    )
    return [(number, outcome.value, delivered // 1000) for number, outcome, delivered in rows]


def test_a_driver_tells_of_his_own_trip_only(session: Session, road: Road, driver: Actor) -> None:
    """Another driver is refused, and nothing is changed."""
    trip = road.departed(session, BOTH)
    stop = stops_of(session, trip)[0]
    told = StopTold(stop_id=stop.id, outcome=Outcome.DELIVERED, received_by="Иванова")
    stranger = replace(driver, user_id=78)
    with pytest.raises(Forbidden):
        record_stop(session, stranger, trip, told, clock=road.trade.clock)
    assert _told(session, trip)[0] == (1, "pending", 0)
    assert arrive(session, driver, trip, stop.id, clock=road.trade.clock).changed
    assert not arrive(session, driver, trip, stop.id, clock=road.trade.clock).changed
    done = record_stop(session, driver, trip, told, clock=road.trade.clock)
    assert (done.outcome, done.changed) == (Outcome.DELIVERED, True)
    assert _told(session, trip)[:2] == [(1, "delivered", 4), (1, "delivered", 4)]
    card = trip_card(session, driver, trip)
    assert (card.stops[0].received_by, card.stops[0].partners) == ("Иванова", "Rose")


def test_telling_the_same_again_changes_nothing(session: Session, road: Road) -> None:
    """The version of the trip stays; a correction is a change."""
    trip = road.departed(session, BOTH)
    stop = stops_of(session, trip)[1]
    told = StopTold(stop_id=stop.id, outcome=Outcome.REFUSED, reason="too late")
    first = record_stop(session, BOSS, trip, told, clock=road.trade.clock)
    again = record_stop(session, BOSS, trip, told, clock=road.trade.clock)
    assert (again.changed, again.version) == (False, first.version)
    right = replace(told, outcome=Outcome.DELIVERED, reason="")
    assert record_stop(session, BOSS, trip, right, clock=road.trade.clock).changed
    assert stops_of(session, trip)[1].reason == ""


def test_a_receipt_needs_something_handed_over(session: Session, road: Road, driver: Actor) -> None:
    """Name and cash of a stop nobody told of, and cash below 0, are refused and not recorded."""
    trip, clock = road.departed(session, BOTH), road.trade.clock
    stop = stops_of(session, trip)[0]
    with pytest.raises(OutcomeUnclear):
        record_receipt(
            session, driver, trip, stop.id, received_by="A", collected_minor=1, clock=clock
        )
    road.tell(session, trip, 1, "2 of GLOVES")
    with pytest.raises(BadValue) as negative:
        record_receipt(
            session, driver, trip, stop.id, received_by="A", collected_minor=-150_050, clock=clock
        )
    assert negative.value.facts["value"] == Money(-150_050)
    assert (stop.received_by, stop.collected_minor) == ("", 0)
    told = _told(session, trip)
    for changed in (True, False):
        done = record_receipt(
            session, driver, trip, stop.id, received_by=" A ", collected_minor=900, clock=clock
        )
        assert (done.changed, done.outcome) == (changed, Outcome.PARTLY)
    assert (stop.received_by, stop.collected_minor) == ("A", 900)
    assert _told(session, trip) == told


def test_what_was_not_handed_over_needs_a_reason(session: Session, road: Road) -> None:
    """Of the book or typed; the name of the reason is remembered."""
    trip = road.departed(session, BOTH)
    stop = stops_of(session, trip)[0]
    told = StopTold(stop_id=stop.id, outcome=Outcome.ABSENT)
    with pytest.raises(ReasonNotGiven):
        record_stop(session, BOSS, trip, told, clock=road.trade.clock)
    partly = replace(told, outcome=Outcome.PARTLY, reason="half")
    with pytest.raises(OutcomeUnclear):
        record_stop(session, BOSS, trip, partly, clock=road.trade.clock)
    assert _told(session, trip)[0] == (1, "pending", 0)
    named = replace(told, reason_id=road.reasons["ROSE"])
    record_stop(session, BOSS, trip, named, clock=road.trade.clock)
    assert stops_of(session, trip)[0].reason == "Reason ROSE"


def test_line_by_line(session: Session, road: Road) -> None:
    """A stop is told of when all its lines are."""
    trip = road.departed(session, BOTH)
    gloves, mask, _ = lines_of(session, trip)
    half = LineTold(line_id=gloves.id, delivered=1_000, reason="torn")
    found = record_line(session, BOSS, trip, half, clock=road.trade.clock)
    assert found.outcome is Outcome.PENDING
    much = LineTold(line_id=mask.id, delivered=4_001)
    with pytest.raises(BadValue, match="4,001") as more:
        record_line(session, BOSS, trip, much, clock=road.trade.clock)
    assert more.value.facts["expected"] == "0…4"
    whole = LineTold(line_id=mask.id, delivered=4_000)
    found = record_line(session, BOSS, trip, whole, clock=road.trade.clock)
    assert found.outcome is Outcome.PARTLY
    assert deliver_rest(session, BOSS, trip, clock=road.trade.clock) == 1
    assert _told(session, trip) == [(1, "partly", 1), (1, "delivered", 4), (2, "delivered", 5)]
    road.close(session, trip)
    with pytest.raises(IllegalTransition):
        record_line(session, BOSS, trip, half, clock=road.trade.clock)


def _payments(session: Session) -> list[tuple[str, int, int]]:
    rows = session.execute(
        select(IncomingPayment.status, IncomingPayment.amount_minor, SettlementLine.object_id)
        .outerjoin(SettlementLine, SettlementLine.document_id == IncomingPayment.document_id)
        .order_by(IncomingPayment.document_id, SettlementLine.line_no)
    )
    return [(row[0], row[1], row[2] or 0) for row in rows]


def test_cash_is_paid_in_once(session: Session, road: Road) -> None:
    """For the order it was collected for; opened again it is annulled, closed anew paid anew."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "delivered", collected_minor=44_00)
    road.tell(session, trip, 2, "delivered")
    close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert _payments(session) == [("posted", 44_00, road.orders[0])]
    assert ledger.verify(session) == []
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert _payments(session) == [("annulled", 44_00, road.orders[0])]
    assert ledger.verify(session) == []
    road.tell(session, trip, 1, "delivered", collected_minor=40_00)
    close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert [row[:2] for row in _payments(session)] == [("annulled", 44_00), ("posted", 40_00)]
    assert ledger.verify(session) == []


def test_cash_of_a_stop_with_two_orders_is_shared(session: Session, road: Road) -> None:
    """By what was to be collected for each; the rest is for the first."""
    road.order(session, "GLOVES 1")
    for order, sum_ in ((road.orders[0], 10_00), (road.orders[2], 5_00)):
        request = session.get(DeliveryRequest, order) or DeliveryRequest(document_id=order)
        request.collect_minor = sum_
        session.add(request)
    trip = road.departed(session, "ROSE: 1 GLOVES 4, 3 GLOVES 1")
    road.tell(session, trip, 1, "delivered", collected_minor=16_00)
    close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert _payments(session) == [
        ("posted", 11_00, road.orders[0]),
        ("posted", 5_00, road.orders[2]),
    ]


def _hired(session: Session, road: Road, text: str) -> int:
    trip = road.departed(session, text)
    version = session.get_one(Trip, trip).version
    save_trip(session, BOSS, trip, version, clock=road.trade.clock, driver_id=road.driver_id)
    session.get_one(Trip, trip).carrier_id = road.trade.partners["FERN"]
    session.flush()
    return trip


def test_the_carrier_is_owed_once_and_billed(session: Session, road: Road) -> None:
    """By his tariff; what his bill asks more is told; a billed trip stays closed."""
    session.add(
        CarrierTariff(
            code="T",
            name="T",
            carrier_id=road.trade.partners["FERN"],
            since=TODAY,
            per_trip_minor=1_000_00,
            per_km_minor=25_00,
            per_stop_minor=150_00,
        )
    )
    trip = _hired(session, road, BOTH)
    with pytest.raises(NothingAccrued):
        type_accrual(session, BOSS, trip, 1, clock=road.trade.clock)
    deliver_rest(session, BOSS, trip, clock=road.trade.clock)
    closed = close_trip(session, BOSS, trip, clock=road.trade.clock, metres_driven=10_500)
    assert closed.accrued_minor == 1_000_00 + 262_50 + 300_00
    assert ledger.verify(session) == []
    saved = bill_accrual(
        session, BOSS, trip, bill="17 от 21.11", billed_minor=1_600_00, clock=road.trade.clock
    )
    assert saved.difference_minor == 37_50
    with pytest.raises(CarrierBilled):
        reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "closed"
    bill_accrual(session, BOSS, trip, bill="", billed_minor=0, clock=road.trade.clock)
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert session.scalars(select(Accrual)).all() == []
    assert ledger.verify(session) == []


def test_without_a_tariff_the_sum_is_typed(session: Session, road: Road) -> None:
    """Nothing is owed until somebody says how much."""
    trip = _hired(session, road, BOTH)
    deliver_rest(session, BOSS, trip, clock=road.trade.clock)
    assert close_trip(session, BOSS, trip, clock=road.trade.clock).accrued_minor == 0
    saved = type_accrual(session, BOSS, trip, 2_000_00, clock=road.trade.clock)
    assert saved.amount_minor == 2_000_00
    assert session.get_one(Trip, trip).accrued_minor == 2_000_00
    assert ledger.verify(session) == []


def test_billed_goods_come_back_billed(session: Session, road: Road) -> None:
    """The invoice stands; the line is to be shipped again, and may ride."""
    trip = road.departed(session, "LILY: 2 GLOVES 5")
    (outbound,) = trip_card(session, BOSS, trip).orders
    invoice_from_shipped(session, BOSS, outbound[0], clock=road.trade.clock)
    road.tell(session, trip, 1, "refused")
    road.close(session, trip)
    assert road.trade.disposition(session, "GLOVES") == (11, 0, 0, 5)
    assert ledger.verify(session) == []
    again = road.departed(session, "LILY: 2 GLOVES 5")
    deliver_rest(session, BOSS, again, clock=road.trade.clock)
    road.close(session, again)
    assert road.trade.disposition(session, "GLOVES") == (11, 5, 5, 5)
    assert ledger.verify(session) == []


def test_a_closed_order_gets_nothing_back(session: Session, road: Road) -> None:
    """It is named, and the trip stays on its way."""
    trip = road.departed(session, "LILY: 2 GLOVES 5")
    (outbound,) = trip_card(session, BOSS, trip).orders
    invoice_from_shipped(session, BOSS, outbound[0], clock=road.trade.clock)
    close_order(session, BOSS, road.orders[1], clock=road.trade.clock)
    road.tell(session, trip, 1, "refused")
    with pytest.raises(ReturnToClosed) as closed, session.begin_nested():
        close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert closed.value.facts["item"] == "Gloves"
    session.expire_all()
    assert road.status(session, trip) == "departed"
    assert road.trade.disposition(session, "GLOVES") == (11, 5, 5, 5)


def _errand_trip(session: Session, road: Road, **more: int) -> tuple[int, int]:
    errand = create_errand(
        session,
        BOSS,
        NewErrand(task="Fetch papers", warehouse_id=road.trade.warehouses["plain"], **more),
        clock=road.trade.clock,
    )
    trip = road.trip(session)
    stop = StopGiven(road.addresses["ROSE"], lines=(LineGiven(errand.id, 0),))
    given = Contents(locked(session, Trip, trip), [stop])
    put_lines(session, BOSS, [given], clock=road.trade.clock)
    return trip, errand.id


def test_an_errand_rides_and_is_done(session: Session, road: Road) -> None:
    """It moves no stock; done when delivered, to be done again when the trip is opened."""
    clock = road.trade.clock
    trip, errand = _errand_trip(session, road)
    with pytest.raises(ErrandRides):
        save_errand(
            session, BOSS, errand, session.get_one(Errand, errand).version, clock=clock, task="x"
        )
    with pytest.raises(ErrandRides):
        cancel_errand(session, BOSS, errand, clock=clock)
    release_trip(session, BOSS, trip, clock=clock)
    depart_trip(session, BOSS, trip, clock=clock)
    road.tell(session, trip, 1, "delivered", collected_minor=5_00)
    with pytest.raises(CashOfNobody), session.begin_nested():
        close_trip(session, BOSS, trip, clock=clock)
    session.expire_all()
    road.tell(session, trip, 1, "delivered")
    close_trip(session, BOSS, trip, clock=clock)
    assert session.get_one(Errand, errand).status == "done"
    reopen_trip(session, BOSS, trip, clock=clock)
    assert session.get_one(Errand, errand).status == "to_do"
    assert ledger.verify(session) == []
