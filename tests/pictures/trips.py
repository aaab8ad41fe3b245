"""Delivery as a person sees it: what an order asks for, a trip on its way, its outcome, paper."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.asking.requests import RequestGiven, request_of, save_request
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import Trip, UndeliveredReason
from core.delivery.trips.contents import (
    Contents,
    LineGiven,
    StopGiven,
    TripPlanned,
    put_lines,
)
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.forming import NewTrip, create_trip
from core.delivery.trips.releasing import release_trip
from core.documents.operations import locked
from core.fulfilment import picking
from core.fulfilment.finishing import picks_finished
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_finish import take_all_as_planned
from core.fulfilment.task_models import PickTask
from core.kernel.clock import Clock, FixedClock
from core.kernel.daytime import HOUR
from core.partners.models import Company, Partner
from core.pricing.models import PriceType
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.terms.statuses import DeliveryMethod
from tests.pictures.at_noon import NOON
from tests.pictures.desk import Sitting

PIECES = 3_000
ENOUGH = 200_000
"""Thousandths on hand of an item that pictures of other things do not need."""


@dataclass(frozen=True)
class Shown:
    """Numbers of the documents on the pictures."""

    order: str
    trip: str


def bring_to_drive(database: Database) -> Shown:
    """Let a van with goods of two customers be on its way."""
    clock = FixedClock(NOON)
    with transaction(database.sessions) as session:
        house = session.scalars(select(Warehouse.id).where(Warehouse.name == "Центральный")).one()
        clients = session.scalars(
            select(Partner.id).where(Partner.client).order_by(Partner.id).limit(2)
        ).all()
        orders = [_order(session, house, partner, clock) for partner in clients]
        new = NewTrip(
            planned_on=clock.business_date(),
            warehouse_id=house,
            vehicle_id=_van(session),
            starts_at=8 * HOUR,
            ends_at=15 * HOUR,
        )
        trip = create_trip(session, SYSTEM, new, clock=clock)
        stops = [_stop(session, order, (9 + at) * HOUR) for at, order in enumerate(orders, 1)]
        planned = TripPlanned(8 * HOUR, 15 * HOUR, metres=62_400, cost_minor=412_300)
        held = locked(session, Trip, trip.id)
        put_lines(session, SYSTEM, [Contents(held, stops, planned)], clock=clock)
        released = release_trip(session, SYSTEM, trip.id, clock=clock)
        for key in released.outbound_ids:
            _load(session, key, clock)
        depart_trip(session, SYSTEM, trip.id, clock=clock)
        number = session.get_one(CustomerOrder, orders[0]).number_text
    return Shown(number, trip.number)


def _van(session: Session) -> int:
    kind = VehicleType(code="К-1", name="Газель, тент", payload_kg=1500, volume_dm3=12_500)
    driver = Driver(code="К-1", name="Сидоров Пётр Ильич", phone="+7 916 123-45-67")
    session.add_all([kind, driver, UndeliveredReason(code="К-1", name="Клиент не заказывал")])
    session.flush()
    van = Vehicle(
        code="К-1", name="ГАЗ 3302", plate="А001АА77", type_id=kind.id, driver_id=driver.id
    )
    session.add(van)
    session.flush()
    return van.id


def _order(session: Session, house: int, partner: int, clock: Clock) -> int:
    """Make a confirmed order of two items to be brought between nine and twelve."""
    free = FREE_STOCK.balance.c
    items = session.scalars(
        select(free.item_id)
        .where(free.warehouse_id == house, free.on_hand > ENOUGH)
        .order_by(free.item_id)
        .offset(20)
        .limit(2)
    ).all()
    new = NewOrder(
        company_id=session.scalars(select(Company.id).order_by(Company.id).limit(1)).one(),
        partner_id=partner,
        warehouse_id=house,
        price_type_id=session.scalars(select(PriceType.id).where(PriceType.code == "ОПТ")).one(),
        lines=tuple(
            OrderLine(item_id=item, quantity=PIECES, action=SupplyAction.SHIP) for item in items
        ),
    )
    order = create_order(session, SYSTEM, new, clock=clock)
    asked = request_of(session, order.id)
    given = RequestGiven(
        method=DeliveryMethod.OWN_TO_CLIENT,
        address_id=asked.address_id if asked else None,
        window_from=9 * HOUR,
        window_to=12 * HOUR,
        contact="Иванов",
        phone="+7 900 000-00-00",
        collect_minor=1_500_00,
        note="Въезд с торца, пропуск на охране",
    )
    save_request(session, SYSTEM, order.id, given, clock=clock)
    confirm_order(session, SYSTEM, order.id, clock=clock)
    return order.id


def _stop(session: Session, order: int, arrives: int) -> StopGiven:
    asked = request_of(session, order)
    assert asked is not None
    lines = session.scalars(
        select(CustomerOrderLine)
        .where(CustomerOrderLine.document_id == order)
        .order_by(CustomerOrderLine.line_no)
    ).all()
    carried = tuple(
        LineGiven(
            order,
            PIECES,
            disposition_line_id=line.id,
            item_id=line.item_id,
            weight_grams=4_200,
            volume_cm3=9_000,
            places=1,
        )
        for line in lines
    )
    window = (asked.window_from, asked.window_to)
    return StopGiven(asked.address_id or 0, *window, arrives, arrives + HOUR // 4, carried)


def _load(session: Session, outbound_id: int, clock: Clock) -> None:
    """Pick and ship an expense order."""
    tasks = select(PickTask.id).where(
        PickTask.outbound_id == outbound_id, PickTask.status == "prepared"
    )
    for task in session.scalars(tasks).all():
        picking.take_task(session, SYSTEM, task, clock=clock)
        take_all_as_planned(session, SYSTEM, task, clock=clock)
    order = session.get_one(OutboundOrder, outbound_id, populate_existing=True)
    if order.status == OutboundStatus.TO_PICK:
        picks_finished(session, SYSTEM, outbound_id, clock=clock)
    ship(session, SYSTEM, outbound_id, clock=clock)


def delivery_screens(it: Sitting, shown: Shown) -> None:
    """Look at what an order asks for, at a trip on its way, at its outcome and its paper."""
    it.sign_in("admin")
    it.open("Customer orders", shown.order)
    it.find(shown.order, "Delivery address")
    it.press("f11", "Due on")
    it.press("f11", "What departs from what is agreed")
    it.press("f11", "Remark")
    it.press("f11", "Note for delivery", "Иванов")
    it.terminal.settle(1.0)
    it.shoot("delivery-order", "What an order asks of delivery")
    it.back_to_menu()
    it.open("Trips", shown.trip)
    it.find(shown.trip, "Forwarder")
    it.sees(shown.order)
    it.terminal.settle(1.0)
    it.shoot("delivery-trip", "A trip on its way")
    it.press("f10", "What to do")
    it.press("1", "Who signed")
    it.shoot("delivery-outcome", "What became of a stop")
    it.press("\x1b", "Forwarder")
    it.press("f8", "Route sheet")
    it.press("2", "~D:")
    it.shoot("delivery-route-sheet", "The route sheet, before it is printed")
