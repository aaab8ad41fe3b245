"""Reading a day: what enters the pool, how it is cut, why it cannot be planned."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.delivery.asking.listings import DELIVERIES
from core.delivery.models import DeliveryRequest
from core.delivery.places.models import Address
from core.delivery.planning.day import load_day
from core.delivery.planning.day_shape import Unplannable
from core.delivery.planning.moves import cheapest
from core.delivery.planning.problems import plan_of
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.releasing import release_trip
from core.documents.listing import ListQuery, page
from core.kernel.clock import Clock, FixedClock
from core.shipments.invoicing import invoice_from_order
from core.terms.statuses import DeliveryMethod
from routing.check import judge
from tests.integration.delivery.road import pave
from tests.integration.delivery.yard import BOSS, DAY, build, counted, problem
from tests.integration.sales.trade import build as trade_of


def test_an_order_waits_in_the_pool_with_its_weight_window_and_address(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 100 @10")
    order = yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60 10-12", priority=2)
    day = yard.day(session)
    (part,) = day.pool
    assert (part.id, part.document_id, part.load) == (f"O{order}", order, (5, 20, 1))
    assert (part.window_from, part.window_to) == (36_000, 43_200)
    assert (part.address, part.amount_minor, part.problem) == ("ROSE street", 5_000, "")
    assert plan_of(day).unserved == (part.id,)


def test_pickups_and_orders_without_goods_left_do_not_enter_the_pool(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 100 @10")
    yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60", method=DeliveryMethod.PICKUP)
    yard.order(session, "GLOVES 5", at="LILY 55.80 37.60", method=DeliveryMethod.CARRIER)
    assert yard.day(session).pool == ()


def test_an_order_no_vehicle_takes_whole_is_cut_into_the_fewest_loads(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 9000 @10", vehicles="VAN 1000, LORRY 3000")
    order = yard.order(session, "GLOVES 7000", at="ROSE 55.80 37.60")
    parts = yard.day(session).pool
    assert [part.id for part in parts] == [f"O{order}", f"O{order}/2", f"O{order}/3"]
    assert [part.load[0] for part in parts] == [3000, 3000, 1000]
    assert sum(line.quantity for part in parts for line in part.lines) == 7_000_000


def test_what_cannot_be_planned_says_why(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 100 @10, SAFE 9 @10")
    yard.order(session, "GLOVES 1", at="NOWHERE")
    yard.order(session, "GLOVES 2", at="ROSE 55.80 37.60", address_id=None)
    found = {part.problem: dict(part.facts) for part in yard.day(session).pool}
    assert found == {
        Unplannable.NO_COORDINATES: {"address": "NOWHERE street"},
        Unplannable.NO_ADDRESS: {"text": ""},
    }


def test_to_a_carrier_goods_go_to_his_terminal_and_never_to_the_client(
    session: Session, clock: Clock
) -> None:
    """Without a terminal nobody knows where to; with one the stop is there."""
    yard = build(session, clock, "GLOVES 100 @10")
    method = DeliveryMethod.OWN_TO_CARRIER
    order = yard.order(session, "GLOVES 1", at="ROSE 55.80 37.60", method=method)
    day = yard.day(session)
    assert [(part.problem, part.facts, part.address) for part in day.pool] == [
        (Unplannable.NO_TERMINAL, (), "")
    ]
    assert (
        cheapest(problem(day), judge(problem(day), plan_of(day)), plan_of(day), f"O{order}") is None
    )

    terminal = yard.place(session, "TERMINAL 55.60 37.60")
    session.get_one(DeliveryRequest, order).via_address_id = terminal
    session.flush()
    (part,) = yard.day(session).pool
    assert (part.problem, part.address) == ("", "TERMINAL street")


def test_a_window_that_is_past_is_told_with_both_times(session: Session, clock: Clock) -> None:
    """At three in the afternoon of the day itself; a window still open is planned."""
    yard = build(session, clock, "GLOVES 100 @10")
    gone = yard.order(session, "GLOVES 1", at="ROSE 55.80 37.60 10-12")
    yard.order(session, "GLOVES 1", at="LILY 55.80 37.60 10-16")
    at_three = FixedClock(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    parts = load_day(session, BOSS, DAY, yard.warehouse, clock=at_three).pool
    assert {part.document_id: dict(part.facts) for part in parts if part.problem} == {
        gone: {"until": 43_200, "now": 54_000}
    }
    assert {part.problem for part in parts} == {Unplannable.WINDOW_PAST, ""}


def test_one_piece_that_no_vehicle_takes_is_named_with_its_weight(
    session: Session, clock: Clock
) -> None:
    """A safe of two tonnes for a van of one cannot be cut; it waits whole, and says why."""
    yard = build(session, clock, "SAFE 9 @10")
    session.execute(update(Item).values(weight_grams=2_000_000))
    yard.order(session, "SAFE 2", at="ROSE 55.80 37.60")
    (part,) = yard.day(session).pool
    facts = dict(part.facts)
    assert (part.problem, facts["weight_grams"]) == (Unplannable.TOO_BIG, 2_000_000)
    assert "SAFE" in str(facts["item"]).upper()


def test_a_place_no_vehicle_may_go_to_says_what_it_asks_for(session: Session, clock: Clock) -> None:
    yard = build(session, clock, "GLOVES 100 @10")
    yard.order(session, "GLOVES 1", at="ROSE 55.80 37.60")
    session.get_one(Address, yard.places["ROSE"]).skills = ["cold"]
    session.flush()
    (part,) = yard.day(session).pool
    assert part.problem == Unplannable.NO_VEHICLE
    assert "cold" in str(dict(part.facts)["skills"])


def test_reading_takes_fourteen_statements_for_any_number_of_orders(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 900 @10")
    counts = []
    for number in range(1, 4):
        yard.order(session, "GLOVES 5", at=f"P{number} 55.8{number} 37.60")
        with counted(session) as said:
            yard.day(session)
        counts.append(len(said))
    assert counts == [14, 14, 14]


def test_a_problem_of_the_day_prices_kilometres_and_hours_exactly(
    session: Session, clock: Clock
) -> None:
    yard = build(session, clock, "GLOVES 100 @10")
    yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60 10-12")
    found = problem(yard.day(session))
    (vehicle,) = found.vehicles
    assert vehicle.per_distance * 1000 == 1_500 * found.cost_unit
    assert vehicle.per_time * 3600 == 40_000 * found.cost_unit
    assert (vehicle.capacity, found.stops[0].delivery) == ((1000, 5000, 1), (5, 20, 1))


def test_where_invoices_ship_trips_tell_what_waits(session: Session, clock: Clock) -> None:
    """Billed before it rides or not: on the road it waits no more, what came back waits again."""
    trade = trade_of(session, clock, "GLOVES 0 @10")
    trade.put(session, "GLOVES 20", "shop")
    road = pave(session, trade)
    shop = trade.warehouses["shop"]
    order = road.order(session, "GLOVES 8", warehouse="shop")
    session.execute(delete(DeliveryRequest).where(DeliveryRequest.document_id == order))
    session.add(DeliveryRequest(document_id=order, method=DeliveryMethod.OWN_TO_CLIENT))
    session.flush()

    def waits() -> list[int]:
        found = load_day(session, BOSS, dt.date(2026, 11, 25), shop, clock=clock).pool
        return [line.quantity // 1000 for part in found for line in part.lines]

    def state() -> object:
        found = page(session, BOSS, DELIVERIES, ListQuery())
        return found.rows[0].values[[column.id for column in found.columns].index("state")]

    assert waits() == [8]
    invoice_from_order(session, BOSS, order, clock=clock)
    assert (waits(), state()) == ([8], "pool")
    trip = road.trip(session, "ROSE: 1 GLOVES 8", warehouse="shop")
    assert waits() == []
    release_trip(session, BOSS, trip, clock=clock)
    depart_trip(session, BOSS, trip, clock=clock)
    assert waits() == []
    road.tell(session, trip, 1, "5 of GLOVES")
    road.close(session, trip)
    assert (waits(), state()) == ([3], "in_part")
