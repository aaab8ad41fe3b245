"""Delivery at the desk: the tab of an order, the list of deliveries, zones, addresses, vehicles."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from core.access.actor import SYSTEM
from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.delivery.asking.requests import (
    RequestGiven,
    remember_address,
    request_of,
    save_request,
)
from core.delivery.fleet.models import Vehicle, VehicleType
from core.delivery.places.addresses import make_address
from core.delivery.places.geocoding import GEOCODER_URL
from core.delivery.places.models import Address
from core.delivery.statuses import PlaceSource
from core.documents.background import Job, JobState
from core.documents.preferences import put
from core.documents.reference import create_row
from core.sales.models import CustomerOrder
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.supply.models import SupplierOrder
from core.terms.statuses import DeliveryMethod
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tests.tui.desk.test_chess import expect
from tui.app import WorkstationApp


def _order(scene: Scene, note: str) -> int:
    with transaction(scene.database.sessions) as session:
        new = NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(OrderLine(item_id=scene.ids["item5"], quantity=1000),),
            comment=note,
        )
        made = create_order(session, SYSTEM, new, clock=scene.clock)
        asked = request_of(session, made.id)
        assert asked is not None
        given = RequestGiven(
            method=DeliveryMethod.OWN_TO_CLIENT, address_id=asked.address_id, note=note
        )
        save_request(session, SYSTEM, made.id, given, clock=scene.clock)
        return made.id


async def test_the_delivery_of_an_order_is_changed_on_its_tab(
    app: WorkstationApp, scene: Scene
) -> None:
    order = _order(scene, "тутошний")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Customer orders")
        await hands.type("тутошний")
        await hands.sees("1 row")
        await hands.press("enter")
        await hands.sees("Customer order ·")
        await hands.tab("Delivery")
        await hands.sees("Our transport to the customer", "Москва, Ленина 1", "24:00")
        await hands.press("enter", "enter")
        await hands.type("+2")
        await hands.press("enter", "enter")
        await hands.type("9:30")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "09:30")
    with transaction(scene.database.sessions) as session:
        found = request_of(session, order)
    assert found is not None
    assert (found.window_from, found.planned_on is not None) == (9 * 3600 + 1800, True)


async def test_goods_for_a_carrier_ask_who_he_is_and_where_he_takes_them(
    app: WorkstationApp, scene: Scene
) -> None:
    """His only address is taken by itself; another is typed, and is his from then on."""
    with transaction(scene.database.sessions) as session:
        values = {"code": "ПУТЬ", "name": "Путь-Карго"}
        carrier = create_row(session, SYSTEM, "partner", clock=scene.clock, **values).id
        make_address(session, carrier, "Химки, терминал 1")
    order = _order(scene, "перевозочный")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "Customer orders")
        await hands.type("перевозочный")
        await hands.sees("1 row")
        await hands.press("enter")
        await hands.sees("Customer order ·")
        await hands.tab("Delivery")
        screen = await hands.sees("Our transport to the customer", "Carrier")
        assert "Terminal or point" not in screen
        await hands.press("right")
        await hands.sees("Our transport to the carrier", "Terminal or point", "Address, if new")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
        await hands.do("Confirm: put to fulfilment")
        await hands.press("y")
        await hands.sees("No carrier is named", "Name the carrier on the tab Delivery")
        await hands.press(*["enter"] * 10)
        await hands.type("Путь-Карго")
        await hands.press("enter")
        await hands.sees("Путь-Карго", "Химки, терминал 1")
        await hands.press("enter")
        await hands.type("Тверь, терминал 2")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Тверь, терминал 2")
        await hands.do("Confirm: put to fulfilment")
        await hands.press("y")
        await hands.sees("[To fulfil]")
    with transaction(scene.database.sessions) as session:
        found = request_of(session, order)
        assert found is not None
        typed = session.get_one(Address, found.via_address_id)
    assert (found.method, found.carrier_id) == (DeliveryMethod.OWN_TO_CARRIER, carrier)
    assert (typed.name, typed.partner_id) == ("Тверь, терминал 2", carrier)


async def test_goods_are_fetched_from_a_supplier_on_the_tab_of_his_order(
    app: WorkstationApp, scene: Scene
) -> None:
    expect(scene, "item5", 20, 1)
    with transaction(scene.database.sessions) as session:
        order = session.scalars(select(SupplierOrder).order_by(SupplierOrder.id.desc())).first()
        assert order is not None
        place = make_address(session, order.partner_id, "Клин, Заводская 4")
        remember_address(session, order.partner_id or 0, place)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("supplier", "Supplier orders")
        await hands.type(order.number_text)
        await hands.sees("1 row")
        await hands.press("enter")
        await hands.sees(f"Supplier order · {order.number_text}")
        await hands.tab("Delivery")
        screen = await hands.sees("The supplier brings", "Goods ready at")
        assert "Cash to collect" not in screen
        await hands.press("right")
        await hands.sees("Our transport fetches", "Клин, Заводская 4")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Our transport fetches")
    with transaction(scene.database.sessions) as session:
        found = request_of(session, order.id)
    assert found is not None
    assert (found.method, found.address) == (DeliveryMethod.FETCH, "Клин, Заводская 4")


async def test_deliveries_are_found_by_their_way_and_opened(
    app: WorkstationApp, scene: Scene
) -> None:
    order = _order(scene, "списочный")
    with transaction(scene.database.sessions) as session:
        number = session.get_one(CustomerOrder, order).number_text
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("deliveries", "Deliveries")
        await hands.type(number)
        await hands.sees("1 row", "on no trip")
        await hands.press("enter")
        await hands.sees(f"Delivery · {number}", "списочный")
        await hands.do("Open the document")
        await hands.sees(f"Customer order · {number}")


async def test_coordinates_are_typed_and_a_zone_takes_the_address(
    app: WorkstationApp, scene: Scene
) -> None:
    with transaction(scene.database.sessions) as session:
        create_row(
            session,
            SYSTEM,
            "delivery_zone",
            clock=scene.clock,
            code="Ц",
            name="Центр",
            kind="polygon",
            corners="55.7,37.5; 55.8,37.5; 55.8,37.7; 55.7,37.7",
        )
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("addresses", "Addresses")
        await hands.press("insert")
        await hands.sees("Addresses · new")
        await hands.type("Москва, Арбат, 7")
        await hands.press("enter", "enter")
        await hands.type("55.75, 37.59")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Центр", "55.75, 37.59")
    with transaction(scene.database.sessions) as session:
        stored = session.scalars(select(Address).where(Address.name == "Москва, Арбат, 7")).one()
    assert stored.source is PlaceSource.TYPED


async def test_the_geocoder_is_asked_about_all_addresses_in_the_background(
    app: WorkstationApp, scene: Scene
) -> None:
    with transaction(scene.database.sessions) as session:
        make_address(session, None, "Кимры, Речная 9")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("addresses", "Addresses")
        await hands.do("Find all addresses without coordinates")
        await hands.sees("Those not found before too")
        await hands.press("ctrl+s")
        await hands.sees("No geocoder is named")
        with transaction(scene.database.sessions) as session:
            put(session, SYSTEM, GEOCODER_URL, "http://127.0.0.1:9/", clock=scene.clock)
        await hands.do("Find all addresses without coordinates")
        await hands.sees("Those not found before too")
        await hands.press("ctrl+s")
        await hands.sees("The geocoder is asked in the background")
        assert app.desk is not None
        rights = app.desk.actor.permissions - {Permission.JOB_RUN}
        app.desk.actor = replace(app.desk.actor, permissions=rights)
        await hands.do("Cancel")
        await hands.sees("Stop it after the step under way?")
        await hands.press("y")
        await hands.sees("Cancelled; what was done so far stays done.")
    with transaction(scene.database.sessions) as session:
        put(session, SYSTEM, GEOCODER_URL, "", clock=scene.clock)
        asked = session.scalars(select(Job).where(Job.kind == "geocoding")).one()
        assert asked.facts["count"] >= 1
        assert asked.state is JobState.CANCELLED


async def test_a_vehicle_is_made_with_tonnes_and_hours_as_people_type_them(
    app: WorkstationApp, scene: Scene
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("vehicle types", "Vehicle types")
        await hands.press("insert")
        await hands.sees("Vehicle types · new")
        for typed in ("ГАЗ", "Газель", "1500", "12,5", "4,5"):
            await hands.type(typed)
            await hands.press("enter")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "12.5", "4.5")
        await hands.press("escape", "escape")
        await hands.open("vehicles", "Vehicles")
        await hands.press("insert")
        await hands.sees("Vehicles · new", "08:00", "20:00")
        for typed in ("01", "ГАЗ 3302", "А001АА77", "Газель"):
            await hands.type(typed)
            await hands.press("enter")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        kind = session.scalars(select(VehicleType)).one()
        vehicle = session.scalars(select(Vehicle)).one()
    assert (kind.payload_kg, kind.volume_dm3, kind.pallets_tenths) == (1500, 12_500, 45)
    assert (vehicle.shift_from, vehicle.max_duration, vehicle.type_id) == (28_800, 32_400, kind.id)
