"""Trips and errands by keys, from an empty header to a closed trip."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import (
    DeliveryRequest,
    Errand,
    Trip,
    TripReturn,
    TripStop,
    UndeliveredReason,
)
from core.delivery.places.addresses import make_address
from core.delivery.places.models import Address
from core.delivery.trips.contents import Contents, LineGiven, StopGiven, put_lines
from core.delivery.trips.forming import NewTrip, create_trip
from core.documents.operations import locked
from core.documents.reference import edit_row
from core.fulfilment.finishing import picks_finished
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.sales.models import CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp


@dataclass(frozen=True)
class Fleet:
    """Ids of what trips need."""

    vehicle: int
    address: int


@pytest.fixture(scope="module")
def fleet(scene: Scene) -> Fleet:
    """A van with its driver, an address, a reason."""
    with transaction(scene.database.sessions) as session:
        kind = VehicleType(code="G", name="Газель", payload_kg=1500)
        driver = Driver(code="D1", name="Сидоров")
        address = Address(
            code="A1",
            name="Москва, Ленина 1",
            folded="москва ленина 1",
            partner_id=scene.ids["partner"],
        )
        session.add_all([kind, driver, address, UndeliveredReason(code="1", name="Закрыто")])
        session.flush()
        vehicle = Vehicle(
            code="V1", name="Газель Next", plate="А123ВС", type_id=kind.id, driver_id=driver.id
        )
        session.add(vehicle)
        session.flush()
        return Fleet(vehicle.id, address.id)


def make_trip(scene: Scene, fleet: Fleet) -> tuple[int, str]:
    """Make a trip that is formed, with 3 of the first item for one stop."""
    with transaction(scene.database.sessions) as session:
        line = OrderLine(
            item_id=scene.ids["item1"],
            quantity=3000,
            price_minor=None,
            action=SupplyAction.SHIP,
        )
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(line,),
        )
        order = create_order(session, SYSTEM, new, clock=scene.clock)
        confirm_order(session, SYSTEM, order.id, clock=scene.clock)
        made = session.scalars(
            select(CustomerOrderLine).where(CustomerOrderLine.document_id == order.id)
        ).one()
        trip = create_trip(
            session,
            SYSTEM,
            NewTrip(
                planned_on=scene.clock.business_date(),
                warehouse_id=scene.ids["house"],
                vehicle_id=fleet.vehicle,
            ),
            clock=scene.clock,
        )
        given = LineGiven(
            order.id, 3000, disposition_line_id=made.id, item_id=made.item_id, weight_grams=2500
        )
        stop = StopGiven(fleet.address, 9 * 3600, 12 * 3600, lines=(given,))
        held = locked(session, Trip, trip.id)
        put_lines(session, SYSTEM, [Contents(held, [stop])], clock=scene.clock)
    return trip.id, trip.number


def load(scene: Scene, trip_id: int) -> None:
    """Pick and ship what the trip is loaded with."""
    with transaction(scene.database.sessions) as session:
        ids = session.scalars(
            select(OutboundOrder.document_id)
            .where(OutboundOrder.trip_id == trip_id)
            .order_by(OutboundOrder.document_id)
        ).all()
        for outbound_id in ids:
            picks_finished(session, SYSTEM, outbound_id, clock=scene.clock)
            ship(session, SYSTEM, outbound_id, clock=scene.clock)


async def open_trip(hands: Hands, number: str) -> None:
    """Sign in and open a trip."""
    await hands.sign_in()
    await hands.open("trips", number)
    await hands.type(number)
    await hands.press("enter")
    await hands.sees(f"Trip · {number}", "Day of the trip")


async def test_a_trip_is_loaded_driven_and_closed(
    app: WorkstationApp, scene: Scene, fleet: Fleet
) -> None:
    trip_id, number = make_trip(scene, fleet)
    async with Hands(app) as hands:
        await open_trip(hands, number)
        await hands.sees("А123ВС", "Сидоров", "Weight, kg: 2.5 / 1500", "09:00-12:00")
        await hands.do("Give to loading")
        await hands.sees("Give to loading (y)")
        await hands.press("y")
        await hands.sees("may be loaded; expense orders: 1", "[To load]")
        load(scene, trip_id)
        await hands.do("Send off")
        await hands.sees("Without what is not shipped")
        await hands.press("ctrl+s")
        await hands.sees("[Departed]", "has left. Lines on board: 1")
        await hands.do("Outcome of a line")
        await hands.sees("Delivered", "In words")
        await hands.press("down")
        await hands.type("1")
        await hands.press("enter")
        await hands.type("закр")
        await hands.press("enter", "ctrl+s")
        await hands.sees("The outcome of line 1", "Handed over in part")
        await hands.do("Close the trip")
        await hands.sees("Kilometres driven")
        await hands.type("42.5")
        await hands.press("ctrl+s")
        await hands.sees("[Trip closed]", "goods came back", "Came back: ВР-")
        await hands.tab("History")
        shown = await hands.sees("Left at", "Status")
        left = next(line for line in shown.splitlines() if "Left at" in line)
        assert "T" not in left, "an instant is told as people write it"
    with transaction(scene.database.sessions) as session:
        trip = session.get_one(Trip, trip_id)
        assert (trip.status, trip.metres_driven) == ("closed", 42_500)
        assert session.scalar(select(func.count()).select_from(TripReturn)) == 1


async def test_a_trip_whose_address_changed_is_given_to_loading_knowingly(
    app: WorkstationApp, scene: Scene, fleet: Fleet
) -> None:
    trip_id, number = make_trip(scene, fleet)
    with transaction(scene.database.sessions) as session:
        address = session.get_one(Address, fleet.address)
        place = "55.7, 37.5" if address.place != "55.7, 37.5" else "55.8, 37.5"
        edit_row(
            session, SYSTEM, "address", address.id, address.version, clock=scene.clock, place=place
        )
    async with Hands(app) as hands:
        await open_trip(hands, number)
        await hands.do("Give to loading")
        await hands.sees("Although addresses changed")
        await hands.press("ctrl+s")
        await hands.sees("Give to loading (y)")
        await hands.press("y")
        await hands.sees("Addresses of the trip changed", "Changed: Coordinates.")
        await hands.do("Give to loading")
        await hands.sees("Although addresses changed")
        await hands.press("right", "ctrl+s")
        await hands.sees("Give to loading (y)")
        await hands.press("y")
        await hands.sees("may be loaded; expense orders: 1", "[To load]")
    with transaction(scene.database.sessions) as session:
        assert session.get_one(Trip, trip_id).status == "to_load"


async def test_what_is_taken_back_asks_first(
    app: WorkstationApp, scene: Scene, fleet: Fleet
) -> None:
    trip_id, number = make_trip(scene, fleet)
    async with Hands(app) as hands:
        await open_trip(hands, number)
        await hands.do("Give to loading")
        await hands.sees("Give to loading (y)")
        await hands.press("y")
        await hands.sees("[To load]")
        await hands.do("Send off")
        await hands.sees("Without what is not shipped")
        await hands.press("ctrl+s")
        await hands.sees("Not everything is loaded")
        await hands.do("Take back from loading")
        await hands.sees("Leave picked orders standing")
        await hands.press("ctrl+s")
        await hands.sees("[Being formed]", "is being formed again")
    with transaction(scene.database.sessions) as session:
        assert session.get_one(Trip, trip_id).status == "forming"
        left = session.scalars(
            select(TripStop.outcome).where(TripStop.document_id == trip_id)
        ).one()
        assert left.value == "pending"


async def test_an_errand_says_where_it_goes_on_its_tab(app: WorkstationApp, scene: Scene) -> None:
    with transaction(scene.database.sessions) as session:
        address = make_address(session, None, "Тула, Мира 7")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("errands", "What to do")
        await hands.press("insert")
        await hands.sees("Errand · new")
        await hands.type("Отвезти образцы")
        await hands.press("enter")
        await hands.type("глав")
        await hands.press("enter", "f11")
        await hands.type("тула")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Тула, Мира 7")
        await hands.press("f5")
        await hands.sees("ПЭ-", "Тула, Мира 7")
    with transaction(scene.database.sessions) as session:
        assert address in session.scalars(select(DeliveryRequest.address_id)).all()


async def test_an_errand_is_written_and_cancelled(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("errands", "What to do")
        await hands.press("insert")
        await hands.sees("Errand · new")
        await hands.type("Забрать документы")
        await hands.press("enter")
        await hands.type("глав")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "ПЭ-", "[To do]")
        await hands.do("Cancel the errand")
        await hands.sees("Cancel ПЭ-")
        await hands.press("y")
        await hands.sees("[Errand cancelled]")
    with transaction(scene.database.sessions) as session:
        assert "Забрать документы" in session.scalars(select(Errand.task)).all()
