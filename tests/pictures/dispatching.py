"""The dispatcher's desk as a person sees it: a day, its map, its hours, what engines change."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import DeliveryRequest
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.delivery.planning import moves
from core.delivery.planning.day import load_day
from core.delivery.planning.locking import lock_trip
from core.delivery.planning.problems import plan_of
from core.delivery.planning.taking import take_plan
from core.delivery.statuses import PlaceSource
from core.kernel.clock import FixedClock
from core.partners.models import Company, Partner
from core.pricing.models import PriceType
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.stock.ledgers import FREE_STOCK
from core.stock.models import Warehouse
from core.terms.statuses import DeliveryMethod
from tests.pictures.at_noon import NOON
from tests.pictures.desk import Sitting

HOME = ("Москва", 55_700_000, 37_420_000)

PLACES = (
    ("Ленинградское ш., 84", 55_858_000, 37_471_000, 13, 17),
    ("Дмитровское ш., 30", 55_826_000, 37_573_000, 13, 18),
    ("пр-т Мира, 119", 55_829_000, 37_631_000, 14, 18),
    ("Щёлковское ш., 75", 55_811_000, 37_798_000, 14, 19),
    ("ш. Энтузиастов, 20", 55_752_000, 37_712_000, 13, 18),
    ("Рязанский пр-т, 46", 55_717_000, 37_793_000, 15, 19),
    ("Варшавское ш., 128", 55_621_000, 37_611_000, 13, 18),
    ("ул. Профсоюзная, 61", 55_656_000, 37_540_000, 13, 16),
    ("Рублёвское ш., 22", 55_745_000, 37_418_000, 14, 18),
)

VEHICLES = (
    ("Газель", "А123ВС", 1500),
    ("Газель", "К766МС", 1500),
    ("Hyundai HD78", "Е673НС", 4500),
)


def bring_to_road(database: Database) -> None:
    """Give the company three vehicles, and orders that are to be brought to nine addresses."""
    with transaction(database.sessions) as session:
        house = session.scalars(select(Warehouse.id).where(Warehouse.name == "Центральный")).one()
        _make_room(session, house)
        for number, (name, plate, kilograms) in enumerate(VEHICLES):
            _vehicle(session, f"M{number}", name, plate, kilograms)
        parts = [f"O{_order(session, house, number, place)}" for number, place in enumerate(PLACES)]
        _plan(session, house, parts)


def _make_room(session: Session, house: int) -> None:
    """Put the warehouse in the middle; the demo's own vehicles rest and its deliveries wait."""
    _, lat, lon = HOME
    session.execute(
        update(Address).where(Address.warehouse_id == house).values(lat_e6=lat, lon_e6=lon)
    )
    session.execute(update(Vehicle).values(retired=True))
    later = FixedClock(NOON).business_date() + timedelta(days=30)
    session.execute(update(DeliveryRequest).values(planned_on=later, day=later))


def _plan(session: Session, house: int, parts: list[str]) -> None:
    """Store two trips and lock them: what engines may do with the rest is little, and certain."""
    clock = FixedClock(NOON)
    day = load_day(session, SYSTEM, clock.business_date(), house, clock=clock)
    vans = [one.id for one in day.vehicles if one.name == VEHICLES[0][0]]
    plan = moves.new_trip(plan_of(day), [parts[at] for at in (0, 1, 2)], vans[0])
    plan = moves.new_trip(plan, [parts[at] for at in (4, 5, 3)], vans[1])
    for trip in take_plan(session, SYSTEM, day, plan, clock=clock).made:
        lock_trip(session, SYSTEM, trip, locked=True, clock=clock)


def _order(session: Session, house: int, number: int, place: tuple[str, int, int, int, int]) -> int:
    clock = FixedClock(NOON)
    free = FREE_STOCK.balance.c
    items = session.scalars(
        select(free.item_id)
        .where(free.warehouse_id == house, free.on_hand >= 8_000)
        .order_by(free.item_id)
        .offset(number)
        .limit(1)
    ).all()
    session.execute(
        update(Item).where(Item.id.in_(items)).values(weight_grams=70_000, volume_cm3=210_000)
    )
    clients = select(Partner.id).where(Partner.client).order_by(Partner.id).offset(number).limit(1)
    prices = select(PriceType.id).where(PriceType.code == "ОПТ")
    pieces = (number % 4 + 2) * 1000
    made = create_order(
        session,
        SYSTEM,
        NewOrder(
            company_id=session.scalars(select(Company.id).order_by(Company.id).limit(1)).one(),
            partner_id=session.scalars(clients).one(),
            warehouse_id=house,
            price_type_id=session.scalars(prices).one(),
            lines=tuple(OrderLine(item_id=item, quantity=pieces) for item in items),
        ),
        clock=clock,
    )
    confirm_order(session, SYSTEM, made.id, clock=clock)
    name, lat, lon, begin, end = place
    address = _address(session, f"Москва, {name}", lat, lon)
    session.execute(delete(DeliveryRequest).where(DeliveryRequest.document_id == made.id))
    session.add(
        DeliveryRequest(
            document_id=made.id,
            method=DeliveryMethod.OWN_TO_CLIENT,
            address_id=address,
            window_from=begin * 3600,
            window_to=end * 3600,
            priority=1,
        )
    )
    session.flush()
    return made.id


def _address(session: Session, name: str, lat: int, lon: int, **more: int) -> int:
    row = Address(
        code=name,
        name=name,
        folded=folded(name),
        lat_e6=lat,
        lon_e6=lon,
        source=PlaceSource.TYPED,
        **more,
    )
    session.add(row)
    session.flush()
    return row.id


def _vehicle(session: Session, code: str, name: str, plate: str, kilograms: int) -> None:
    kind = VehicleType(
        code=code,
        name=name,
        payload_kg=kilograms,
        volume_dm3=kilograms * 5,
        fixed_minor=200_000,
        per_km_minor=1_500,
        per_hour_minor=40_000,
    )
    driver = Driver(code=code, name="Сидоров А. П.")
    session.add_all([kind, driver])
    session.flush()
    session.add(Vehicle(code=code, name=name, plate=plate, type_id=kind.id, driver_id=driver.id))
    session.flush()


WIDE = (130, 36)


def dispatch_screens(it: Sitting) -> None:
    """Let engines plan a day; look at what they change, at the map, at the hours."""
    it.sign_in("admin")
    it.open("Dispatcher’s desk", VEHICLES[0][1])
    it.resize(WIDE)
    it.press("p", "Processor cores")
    it.terminal.feed("3")
    it.press("\x13", "Changes of the plan")
    it.shoot("dispatch-diff", "What engines would change, trip by trip, stop by stop")
    it.press("\x13", "The plan is taken over; ^S saves it, ^Z takes it back.")
    it.shoot("dispatch", "What waits, and trips with their stops")
    it.press("m", "Depot")
    it.press("down")
    it.shoot("dispatch-map", "The map follows the cursor")
    it.press("t", "Vehicle")
    it.shoot("dispatch-hours", "The hours of every vehicle")
