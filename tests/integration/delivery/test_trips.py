"""Trips: formed, given to loading, left, closed, and every step taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.audit.queries import traces
from core.delivery.asking.listings import DELIVERIES
from core.delivery.asking.requests import RequestGiven, request_of, save_request
from core.delivery.errors import (
    AddressesChanged,
    CarriesTooMuch,
    LoadingBegun,
    NothingToLoad,
    NotLoadedYet,
    OrderedElsewhere,
    OutcomesMissing,
    OutcomesTold,
    ReturnedGone,
    TripGivenToLoading,
    TripMovedOn,
    VehicleMissing,
    WrongDirection,
)
from core.delivery.models import Trip, TripStop
from core.delivery.places.errors import DeliveryRides
from core.delivery.places.models import Address
from core.delivery.planning.locking import lock_stop
from core.delivery.statuses import TripDirection
from core.delivery.trips.closing import close_trip, reopen_trip
from core.delivery.trips.contents import Contents, put_lines
from core.delivery.trips.departing import depart_trip, undepart_trip
from core.delivery.trips.forming import NewTrip, create_trip, save_trip
from core.delivery.trips.releasing import recall_trip, release_trip
from core.delivery.trips.riding import stops_of
from core.documents.listing import Filter, ListQuery, page
from core.documents.models import Document
from core.documents.reference import edit_row
from core.fulfilment.errors import LeftOnTrip
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.outbound import create_outbound, unship
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, Conflict, IllegalTransition
from core.sales.models import CustomerOrder
from core.sales.orders import OrderChanges, save_order
from core.terms.statuses import DeliveryMethod
from tests.integration.delivery.road import TODAY, Road, pave
from tests.integration.sales.trade import BOSS, balances, build
from tui.error_text import explain
from tui.locale import use_language


@pytest.fixture
def road(session: Session, clock: Clock) -> Road:
    """A road with 20 gloves and 10 masks in the plain warehouse, two orders."""
    made = pave(session, build(session, clock, "GLOVES 20 @1, MASK 10 @1"))
    made.order(session, "GLOVES 6, MASK 4")
    made.order(session, "GLOVES 5", partner="LILY")
    return made


BOTH = "ROSE: 1 GLOVES 4, MASK 4; LILY: 2 GLOVES 5"


def _orders(session: Session, trip_id: int) -> list[tuple[int, str, int]]:
    rows = session.execute(
        select(OutboundOrder.priority, OutboundOrder.status, OutboundDispositionLine.quantity)
        .join(
            OutboundDispositionLine,
            OutboundDispositionLine.document_id == OutboundOrder.document_id,
        )
        .where(OutboundOrder.trip_id == trip_id)
        .order_by(OutboundOrder.priority.desc(), OutboundDispositionLine.line_no)
    )
    return [(row[0], row[1], row[2] // 1000) for row in rows]


def test_a_vehicle_brings_its_type_and_driver(session: Session, road: Road) -> None:
    """What is not said comes from the card of the vehicle; its runs are counted."""
    new = NewTrip(planned_on=TODAY, warehouse_id=road.trade.warehouses["plain"])
    with pytest.raises(VehicleMissing):
        create_trip(session, BOSS, new, clock=road.trade.clock)
    named = replace(new, vehicle_id=road.vehicle_id)
    first = create_trip(session, BOSS, named, clock=road.trade.clock)
    second = create_trip(session, BOSS, named, clock=road.trade.clock)
    one, two = session.get_one(Trip, first.id), session.get_one(Trip, second.id)
    assert (one.vehicle_type_id, one.driver_id, one.run) == (road.type_id, road.driver_id, 1)
    assert two.run == 2
    assert (first.number, first.status) == ("РС-000001", "forming")


def test_release_orders_exactly_what_the_trip_carries_last_stop_first(
    session: Session, road: Road
) -> None:
    """One expense order per stop; the last stop has the highest priority."""
    trip = road.trip(session, BOTH)
    released = release_trip(session, BOSS, trip, clock=road.trade.clock)
    assert _orders(session, trip) == [(2, "to_pick", 5), (1, "to_pick", 4), (1, "to_pick", 4)]
    assert len(released.outbound_ids) == 2
    assert road.trade.disposition(session, "GLOVES") == (11, 9, 0, 0)
    assert road.status(session, trip) == "to_load"
    assert ledger.verify(session) == []


def test_the_trip_leaves_with_what_was_shipped(session: Session, road: Road) -> None:
    """Facts replace the plan, which is remembered."""
    trip = road.departed(session, BOTH)
    assert road.aboard(session, trip) == [
        (1, "GLOVES", 4, 4),
        (1, "MASK", 4, 4),
        (2, "GLOVES", 5, 5),
    ]
    assert road.status(session, trip) == "departed"
    assert road.trade.free(session, "GLOVES") == (11, 0, 2)
    assert ledger.verify(session) == []


def test_everything_delivered_nothing_comes_back(session: Session, road: Road) -> None:
    """A trip whose stops were all served closes without a return."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "delivered")
    with pytest.raises(OutcomesMissing) as missing:
        close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert missing.value.facts["stop"] == 2
    assert road.status(session, trip) == "departed"
    road.tell(session, trip, 2, "delivered")
    assert road.close(session, trip) == 0
    assert road.status(session, trip) == "closed"
    assert ledger.verify(session) == []


def test_what_was_refused_comes_back_once_and_rides_again(session: Session, road: Road) -> None:
    """Stock, free stock and dispositions are as before; the order line is open again."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "1 of GLOVES")
    road.tell(session, trip, 2, "refused")
    assert road.trade.free(session, "GLOVES") == (11, 0, 2)
    assert road.close(session, trip) != 0
    assert road.trade.free(session, "GLOVES") == (19, 0, 10)
    assert road.trade.disposition(session, "GLOVES") == (11, 1, 1, 0)
    assert road.trade.free(session, "MASK") == (6, 0, 0)
    assert ledger.verify(session) == []
    again = road.departed(session, "LILY: 2 GLOVES 5")
    road.tell(session, again, 1, "delivered")
    road.close(session, again)
    assert road.trade.disposition(session, "GLOVES") == (11, 6, 6, 0)
    assert ledger.verify(session) == []


def test_opening_a_closed_trip_puts_the_goods_aboard_again(session: Session, road: Road) -> None:
    """Closed, opened and closed anew there is one return and no more."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "delivered")
    road.tell(session, trip, 2, "absent")
    before = balances(session)
    first = road.close(session, trip)
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert balances(session) == before
    assert ledger.verify(session) == []
    assert road.close(session, trip) == first
    assert road.trade.free(session, "GLOVES") == (16, 0, 7)
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    road.tell(session, trip, 2, "delivered")
    assert road.close(session, trip) == 0
    assert balances(session) == before
    assert ledger.verify(session) == []


def test_goods_that_left_again_keep_the_trip_closed(session: Session, road: Road) -> None:
    """Opening a trip whose returned goods ride elsewhere is refused."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "delivered")
    road.tell(session, trip, 2, "refused")
    road.close(session, trip)
    road.departed(session, "LILY: 2 GLOVES 5")
    with pytest.raises(ReturnedGone) as gone, session.begin_nested():
        reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert gone.value.facts["item"] == "Gloves"
    session.expire_all()
    assert road.status(session, trip) == "closed"
    assert ledger.verify(session) == []


def test_recall_dissolves_what_nobody_picked(session: Session, road: Road) -> None:
    """Taken back from loading everything is as it was before release."""
    trip = road.trip(session, BOTH)
    before = balances(session)
    release_trip(session, BOSS, trip, clock=road.trade.clock)
    recall_trip(session, BOSS, trip, clock=road.trade.clock)
    assert balances(session) == before
    assert road.status(session, trip) == "forming"
    assert _orders(session, trip) == []
    assert ledger.verify(session) == []


def test_recall_names_what_is_picked(session: Session, road: Road) -> None:
    """Picked goods keep the trip to load, unless they are left standing on purpose."""
    trip = road.trip(session, BOTH)
    released = release_trip(session, BOSS, trip, clock=road.trade.clock)
    road.pick(session, released.outbound_ids[0])
    with pytest.raises(LoadingBegun) as begun:
        recall_trip(session, BOSS, trip, clock=road.trade.clock)
    assert begun.value.facts["orders"] == "РО-000001"
    assert road.status(session, trip) == "to_load"
    recall_trip(session, BOSS, trip, clock=road.trade.clock, keep_picked=True)
    assert road.trade.disposition(session, "GLOVES") == (11, 5, 0, 0)
    again = release_trip(session, BOSS, trip, clock=road.trade.clock)
    assert released.outbound_ids[0] in again.outbound_ids
    assert _orders(session, trip) == [(2, "to_ship", 5), (1, "to_pick", 4), (1, "to_pick", 4)]


def test_it_does_not_leave_before_it_is_loaded(session: Session, road: Road) -> None:
    """Unshipped orders are named; leaving without them is a choice, and they ride another day."""
    trip = road.trip(session, BOTH)
    release_trip(session, BOSS, trip, clock=road.trade.clock)
    road.ship(session, trip, only=2)
    with pytest.raises(NotLoadedYet) as late:
        depart_trip(session, BOSS, trip, clock=road.trade.clock)
    assert late.value.facts["orders"] == "РО-000002"
    assert road.status(session, trip) == "to_load"
    left = depart_trip(session, BOSS, trip, clock=road.trade.clock, without_unshipped=True)
    assert (left.lines, left.left_behind, left.without) == (1, 2, ("РО-000002",))
    assert road.aboard(session, trip) == [
        (1, "GLOVES", 4, 0),
        (1, "MASK", 4, 0),
        (2, "GLOVES", 5, 5),
    ]
    assert road.trade.disposition(session, "MASK") == (4, 0, 0, 0)
    road.tell(session, trip, 2, "delivered")
    road.close(session, trip)
    assert ledger.verify(session) == []
    road.departed(session, "ROSE: 1 GLOVES 4, MASK 4")


def test_it_did_not_leave_after_all(session: Session, road: Road) -> None:
    """The plan is aboard again; told outcomes must be taken back first."""
    trip = road.departed(session, BOTH)
    road.tell(session, trip, 1, "delivered")
    with pytest.raises(OutcomesTold):
        undepart_trip(session, BOSS, trip, clock=road.trade.clock)
    road.tell(session, trip, 1, "pending")
    undepart_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "to_load"
    assert ledger.verify(session) == []
    depart_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.aboard(session, trip)[2] == (2, "GLOVES", 5, 5)


def test_goods_on_the_road_cannot_be_unshipped(session: Session, road: Road) -> None:
    """The expense order says which trip has them."""
    trip = road.departed(session, BOTH)
    order = session.scalars(
        select(OutboundOrder.document_id).where(OutboundOrder.trip_id == trip)
    ).first()
    with pytest.raises(LeftOnTrip):
        unship(session, BOSS, order or 0, clock=road.trade.clock)


def test_a_line_rides_no_more_than_its_order_lets_go(session: Session, road: Road) -> None:
    """All open trips together; what was refused is named with figures."""
    road.trip(session, "ROSE: 1 GLOVES 4")
    with pytest.raises(CarriesTooMuch) as much:
        road.trip(session, "ROSE: 1 GLOVES 3")
    facts = much.value.facts
    assert (facts["item"], facts["asked"], facts["available"]) == ("Gloves", 7000, 6000)


def _moved(session: Session, road: Road, code: str, **changes: object) -> None:
    """Change an address of the road, which has a name no order brought into the book."""
    session.execute(update(Address).values(name=Address.code + " yard 9", folded=Address.code))
    session.expire_all()
    address = session.get_one(Address, road.addresses[code])
    edit_row(
        session, BOSS, "address", address.id, address.version, clock=road.trade.clock, **changes
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"place": "55.75, 37.62"}, "place"),
        ({"name": "LILY street 2"}, "name"),
        ({"window_from": 36_000, "window_to": 50_000}, "window_from, window_to"),
    ],
)
def test_an_address_changed_since_the_trip_was_planned_stops_its_release(
    session: Session, road: Road, changes: dict[str, object], told: str
) -> None:
    """It is told where and what; whoever knows goes on, and the trail keeps that he knew."""
    trip, clock = road.trip(session, BOTH), road.trade.clock
    _moved(session, road, "LILY", **changes)
    with pytest.raises(AddressesChanged) as changed:
        release_trip(session, BOSS, trip, clock=clock)
    facts = changed.value.facts
    assert (facts["stop"], facts["changed"], facts["count"]) == (2, told, 1)
    assert (road.status(session, trip), _orders(session, trip)) == ("forming", [])
    release_trip(session, BOSS, trip, clock=clock, although_changed=True)
    assert road.status(session, trip) == "to_load"
    (trace,) = [one for one in traces(session, "trip", trip) if one.action == "trip.readdressed"]
    assert trace.facts == {"stops": {"2": told}}


def test_what_changed_before_or_was_changed_back_stops_nothing(
    session: Session, road: Road
) -> None:
    """Phone and note are no part of the plan either."""
    _moved(session, road, "ROSE", place="55.75, 37.62")
    trip = road.trip(session, BOTH)
    _moved(session, road, "ROSE", place="55.80, 37.62", phone="+7")
    _moved(session, road, "ROSE", place="55.75, 37.62", note="gate 2")
    release_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "to_load"


def test_an_order_that_goes_elsewhere_by_now_stops_the_release(
    session: Session, road: Road
) -> None:
    """A trip planned anew goes with it."""
    trip, clock = road.trip(session, BOTH), road.trade.clock
    asked = request_of(session, road.orders[0])
    assert asked is not None
    given = RequestGiven(
        method=DeliveryMethod.OWN_TO_CLIENT, address_id=road.addresses["LILY"], window_from=32_400
    )
    save_request(session, BOSS, road.orders[0], given, clock=clock)
    with pytest.raises(AddressesChanged) as changed:
        release_trip(session, BOSS, trip, clock=clock)
    assert changed.value.facts["stop"] == 1
    assert set(str(changed.value.facts["changed"]).split(", ")) >= {"address_id", "window_from"}
    road.put(session, trip, "LILY: 1 GLOVES 4, MASK 4, 2 GLOVES 5")
    release_trip(session, BOSS, trip, clock=clock)
    assert road.status(session, trip) == "to_load"


def test_goods_in_other_expense_orders_are_named(session: Session, road: Road) -> None:
    """An order that holds more than the stop stays apart; the trip is not released."""
    create_outbound(
        session,
        BOSS,
        road.trade.warehouses["plain"],
        clock=road.trade.clock,
        order_ids=road.orders,
    )
    trip = road.trip(session, BOTH)
    with pytest.raises(OrderedElsewhere) as held:
        release_trip(session, BOSS, trip, clock=road.trade.clock)
    assert held.value.facts["orders"] == "РО-000001"


def test_an_expense_order_made_before_rides_along(session: Session, road: Road) -> None:
    """What stands already for exactly a stop is not made twice."""
    (made,) = create_outbound(
        session,
        BOSS,
        road.trade.warehouses["plain"],
        clock=road.trade.clock,
        order_ids=[road.orders[1]],
    )
    trip = road.trip(session, BOTH)
    released = release_trip(session, BOSS, trip, clock=road.trade.clock)
    assert released.outbound_ids[0] == made.id
    assert _orders(session, trip)[0] == (2, "to_pick", 5)


def test_an_empty_trip_is_not_loaded(session: Session, road: Road) -> None:
    """There is nothing to release; what fetches is never loaded here."""
    with pytest.raises(NothingToLoad):
        release_trip(session, BOSS, road.trip(session), clock=road.trade.clock)
    fetch = road.trip(session, direction=TripDirection.IN)
    with pytest.raises(WrongDirection):
        release_trip(session, BOSS, fetch, clock=road.trade.clock)


def test_a_trip_nobody_needs_is_closed_unused(session: Session, road: Road) -> None:
    """Only when nothing rides on it; opened again it is formed again, and no carrier is owed."""
    full = road.trip(session, BOTH)
    with pytest.raises(IllegalTransition):
        close_trip(session, BOSS, full, clock=road.trade.clock)
    trip = road.trip(session, carrier_id=road.trade.partners["FERN"])
    closed = close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert (closed.return_id, closed.payment_ids, closed.accrued_minor) == (0, (), 0)
    assert ledger.verify(session) == []
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "forming"
    assert road.status(session, full) == "forming"


def test_a_trip_that_fetches_is_only_closed(session: Session, road: Road) -> None:
    """Formed, closed, opened: no stock moves."""
    before = balances(session)
    trip = road.trip(session, direction=TripDirection.IN)
    close_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "closed"
    reopen_trip(session, BOSS, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "forming"
    assert balances(session) == before


@pytest.mark.parametrize("warehouse", ["cells", "quick", "shop"])
def test_every_kind_of_warehouse_gets_its_goods_back(
    session: Session, clock: Clock, warehouse: str
) -> None:
    """Cells get them where they were picked from; where invoices ship no stock moves."""
    trade = build(session, clock, "GLOVES 0 @1, MASK 0 @1")
    goods = "A-01 GLOVES 6, A-02 GLOVES 6" if warehouse == "cells" else "GLOVES 12"
    trade.put(session, goods, warehouse)
    road = pave(session, trade)
    road.order(session, "GLOVES 8", warehouse=warehouse)
    start = balances(session)
    trip = road.departed(session, "ROSE: 1 GLOVES 8", warehouse=warehouse)
    left = (12, 0, 8) if warehouse == "shop" else (4, 0, 0)
    assert trade.free(session, "GLOVES", warehouse) == left
    road.tell(session, trip, 1, "refused")
    assert bool(road.close(session, trip)) is (warehouse != "shop")
    assert balances(session) == start
    assert ledger.verify(session) == []
    reopen_trip(session, BOSS, trip, clock=clock)
    road.tell(session, trip, 1, "pending")
    undepart_trip(session, BOSS, trip, clock=clock)
    assert ledger.verify(session) == []


def test_a_header_changes_while_it_is_formed(session: Session, road: Road) -> None:
    """A stale form is told; later only the driver and remarks change."""
    trip = road.trip(session, BOTH)
    version = session.get_one(Trip, trip).version
    saved = save_trip(session, BOSS, trip, version, clock=road.trade.clock, starts_at=30_000)
    with pytest.raises(Conflict):
        save_trip(session, BOSS, trip, version, clock=road.trade.clock, starts_at=1)
    released = release_trip(session, BOSS, trip, clock=road.trade.clock)
    with pytest.raises(TripGivenToLoading):
        save_trip(session, BOSS, trip, released.version, clock=road.trade.clock, starts_at=40_000)
    now = session.get_one(Trip, trip).version
    assert now == released.version
    save_trip(session, BOSS, trip, now, clock=road.trade.clock, forwarder="Петров")
    assert saved.version < now


def test_whoever_is_too_late_is_told_where_the_trip_is_and_nothing_changes(
    session: Session, road: Road
) -> None:
    """Given to loading, he may take it back; once it has left there is nothing to take back."""
    clock = road.trade.clock
    trip = road.trip(session, BOTH)
    stop = stops_of(session, trip)[0].id
    release_trip(session, BOSS, trip, clock=clock)
    kept = session.get_one(Trip, trip)
    number, version = kept.number_text, kept.version
    before = balances(session)
    late = (
        lambda: lock_stop(session, BOSS, trip, stop, locked=True, clock=clock),
        lambda: release_trip(session, BOSS, trip, clock=clock),
        lambda: put_lines(session, BOSS, [Contents(kept, ())], clock=clock),
    )
    for does in late:
        with pytest.raises(TripGivenToLoading) as refused:
            does()
        assert refused.value.facts["document"] == number
        assert refused.value.facts["current"] == "to_load"
        use_language("en")
        told = explain(refused.value)
        assert told.title == "The trip is given to loading already"
        assert told.body == f"{number} is “To load” by now; nothing of it was changed."
        assert told.next_step == "Take it back from loading to change it, or leave it as it is."
    assert (kept.status, kept.version) == ("to_load", version)
    assert not session.get_one(TripStop, stop).locked
    assert balances(session) == before
    road.ship(session, trip)
    depart_trip(session, BOSS, trip, clock=clock)
    for does in late:
        with pytest.raises(TripMovedOn) as refused:
            does()
        assert refused.value.code == "trip-moved-on"
    assert road.status(session, trip) == "departed"


def test_rights(session: Session, road: Road) -> None:
    """A driver neither plans, nor releases, nor closes."""
    driver = replace(BOSS, permissions=ROLES[Role.DRIVER], user_id=77)
    trip = road.trip(session, BOTH)
    with pytest.raises(Forbidden):
        release_trip(session, driver, trip, clock=road.trade.clock)
    with pytest.raises(Forbidden):
        close_trip(session, driver, trip, clock=road.trade.clock)
    dispatcher = replace(BOSS, permissions=ROLES[Role.DISPATCHER], user_id=5)
    release_trip(session, dispatcher, trip, clock=road.trade.clock)
    assert road.status(session, trip) == "to_load"


def test_goods_being_loaded_are_not_sent_elsewhere(session: Session, road: Road) -> None:
    """Neither by the delivery tab nor by the header; while the trip is formed both may."""
    clock, order = road.trade.clock, road.orders[0]
    given = RequestGiven(method=DeliveryMethod.OWN_TO_CLIENT, address_id=road.addresses["ROSE"])
    elsewhere = replace(given, address_id=road.addresses["LILY"])
    save_request(session, BOSS, order, given, clock=clock)
    trip = road.trip(session, BOTH)
    save_request(session, BOSS, order, elsewhere, clock=clock)
    save_request(session, BOSS, order, given, clock=clock)
    release_trip(session, BOSS, trip, clock=clock)
    with pytest.raises(DeliveryRides) as refused:
        save_request(session, BOSS, order, elsewhere, clock=clock)
    assert refused.value.facts == {"document": "КЛ-000001", "trip": "РС-000001"}
    version = session.get_one(CustomerOrder, order).version
    header = OrderChanges(header={"delivery_address": "somewhere else"})
    with pytest.raises(DeliveryRides), session.begin_nested():
        save_order(session, BOSS, order, version, header, clock=clock)
    later = replace(given, note="ring twice")
    assert save_request(session, BOSS, order, later, clock=clock).note == "ring twice"
    asked = request_of(session, order)
    assert asked is not None
    assert asked.address_id == road.addresses["ROSE"]


def test_a_trip_that_ends_before_it_starts_is_told_in_hours(session: Session, road: Road) -> None:
    trip = session.get_one(Trip, road.trip(session))
    with pytest.raises(BadValue) as refused:
        save_trip(
            session,
            BOSS,
            trip.id,
            trip.version,
            clock=road.trade.clock,
            starts_at=9 * 3600,
            ends_at=8 * 3600,
        )
    assert refused.value.facts == {"what": "ends_at", "value": "08:00", "expected": "≥ 09:00"}
    assert (trip.starts_at, trip.ends_at) == (0, 0)


@pytest.mark.parametrize(
    ("told", "state"),
    [("delivered", "closed"), ("refused", "came_back"), ("1 of GLOVES", "in_part")],
)
def test_the_list_of_deliveries_says_what_a_closed_trip_did(
    session: Session, road: Road, told: str, state: str
) -> None:
    clock, order = road.trade.clock, road.orders[1]
    given = RequestGiven(method=DeliveryMethod.OWN_TO_CLIENT, address_id=road.addresses["LILY"])
    save_request(session, BOSS, order, given, clock=clock)
    trip = road.departed(session, "LILY: 2 GLOVES 5")
    road.tell(session, trip, 1, told)
    close_trip(session, BOSS, trip, clock=clock)
    number = session.get_one(CustomerOrder, order).number_text
    rows = page(session, BOSS, DELIVERIES.name, ListQuery(search=number)).rows
    assert [row.values[4] for row in rows] == [state]


def test_the_list_of_deliveries_calls_for_a_trip_only_where_one_is_needed(
    session: Session, road: Road
) -> None:
    clock, collected = road.trade.clock, road.order(session, "GLOVES 1")
    waits, closed = road.orders[0], road.orders[1]
    ours = RequestGiven(method=DeliveryMethod.OWN_TO_CLIENT, address_id=road.addresses["LILY"])
    for order in (waits, closed):
        save_request(session, BOSS, order, ours, clock=clock)
    save_request(session, BOSS, collected, RequestGiven(method=DeliveryMethod.PICKUP), clock=clock)
    session.execute(update(Document).where(Document.id == closed).values(status="closed"))
    found = {
        row.key: row.values[4] for row in page(session, BOSS, DELIVERIES.name, ListQuery()).rows
    }
    assert {key: found[key] for key in (waits, closed, collected)} == {
        waits: "pool",
        closed: "needless",
        collected: "needless",
    }
    only = ListQuery(filters=(Filter("state", "eq", "pool"),))
    keys = {row.key for row in page(session, BOSS, DELIVERIES.name, only).rows}
    assert waits in keys
    assert not keys & {closed, collected}
