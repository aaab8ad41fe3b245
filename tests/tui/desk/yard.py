"""A day to plan: vehicles, addresses around a warehouse, orders that ask to be brought there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import DeliveryRequest, Trip
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.delivery.statuses import PlaceSource
from core.kernel.clock import FixedClock
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.terms.statuses import DeliveryMethod
from tests.tui.desk.scene import PASSWORD, Scene, build

CLOCK = FixedClock(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
PLACES = (
    ("Ленина 1", 55.80, 37.60, 9, 12),
    ("Мира 7", 55.70, 37.70, 9, 18),
    ("Парковая 3", 55.72, 37.50, 10, 16),
    ("Северная 9", 55.90, 37.60, 9, 18),
)


@dataclass(frozen=True)
class Day:
    """The company and its day."""

    scene: Scene
    orders: tuple[str, ...]
    """Numbers of the orders."""


def day_of(database: Database, *, orders: int = 4) -> Day:
    """Make a company, two vehicles, two dispatchers, and orders of 100, 200 … kg."""
    scene = build(database, CLOCK)
    with transaction(database.sessions) as session:
        session.execute(update(Item).values(weight_grams=10_000, volume_cm3=40_000))
        session.add(_address("Склад", 55.75, 37.62, warehouse_id=scene.ids["house"]))
        for code, name, kilograms in (("V1", "Газель", 500), ("V2", "Фура", 5000)):
            _vehicle(session, code, name, kilograms)
        numbers = tuple(order(session, scene, at) for at in range(orders))
        for login, name in (("olga", "Ольга"), ("pavel", "Павел")):
            create_user(
                session,
                SYSTEM,
                login=login,
                name=name,
                password=PASSWORD,
                roles=[Role.DISPATCHER],
            )
    return Day(scene, numbers)


def order(session: Session, scene: Scene, at: int) -> str:
    """Make a confirmed order that asks to be brought to the place *at*; return its number."""
    made = create_order(
        session,
        SYSTEM,
        NewOrder(
            company_id=scene.ids["company"],
            partner_id=scene.ids["partner" if at % 2 == 0 else "other"],
            warehouse_id=scene.ids["house"],
            price_type_id=scene.ids["price_type"],
            lines=(OrderLine(item_id=scene.ids["item1"], quantity=(at + 1) * 10_000),),
        ),
        clock=CLOCK,
    )
    confirm_order(session, SYSTEM, made.id, clock=CLOCK)
    name, lat, lon, begin, end = PLACES[at % len(PLACES)]
    known = session.scalars(select(Address).where(Address.folded == folded(name))).first()
    place = known or _address(name, lat, lon)
    session.add(place)
    session.flush()
    session.execute(delete(DeliveryRequest).where(DeliveryRequest.document_id == made.id))
    session.add(
        DeliveryRequest(
            document_id=made.id,
            method=DeliveryMethod.OWN_TO_CLIENT,
            address_id=place.id,
            window_from=begin * 3600,
            window_to=end * 3600,
        )
    )
    session.flush()
    return made.number


def _address(name: str, lat: float, lon: float, **more: int) -> Address:
    return Address(
        code=name,
        name=name,
        folded=folded(name),
        lat_e6=round(lat * 1_000_000),
        lon_e6=round(lon * 1_000_000),
        source=PlaceSource.TYPED,
        **more,
    )


def _vehicle(session: Session, code: str, name: str, kilograms: int) -> None:
    kind = VehicleType(
        code=code,
        name=name,
        payload_kg=kilograms,
        volume_dm3=kilograms * 5,
        fixed_minor=200_000,
        per_km_minor=1_500,
        per_hour_minor=40_000,
    )
    driver = Driver(code=code, name=f"Водитель {code}")
    session.add_all([kind, driver])
    session.flush()
    session.add(
        Vehicle(code=code, name=name, plate=f"А00{code[1]}АА", type_id=kind.id, driver_id=driver.id)
    )
    session.flush()


def trips(database: Database) -> list[Trip]:
    """Return the stored trips."""
    with transaction(database.sessions) as session:
        return list(session.scalars(select(Trip).order_by(Trip.document_id)))
