"""A trip with stops and lines made straight through the models, for what is printed of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import DeliveryRequest, Errand, Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.sales.models import CustomerOrderLine
from tests.integration.sales.trade import Trade

DAY = date(2026, 11, 21)
MADE = datetime(2026, 11, 20, 9, tzinfo=UTC)
_numbers = count(900)


def header(number: int, prefix: str) -> dict[str, object]:
    """Return what any document must have."""
    return {
        "series": prefix,
        "year": 2026,
        "number": number,
        "number_text": f"{prefix}-{number:06d}",
        "date": DAY,
        "author_id": 0,
        "status": "forming",
        "created_at": MADE,
        "changed_at": MADE,
    }


def trip(session: Session, trade: Trade, *, carrier: str = "") -> int:
    """Make a trip of a truck with its driver; *carrier* is the code of a partner."""
    kind = VehicleType(code="GAZ", name="Газель 4,2 м", payload_kg=1500, volume_dm3=16_000)
    driver = Driver(
        code="D1",
        name="Петров Пётр Петрович",
        phone="+7 900 000-00-01",
        licence="99 00 123456",
        inn="500100732259",
    )
    session.add_all([kind, driver])
    session.flush()
    vehicle = Vehicle(
        code="V1", name="ГАЗель NEXT", plate="А123ВС 77", type_id=kind.id, driver_id=driver.id
    )
    session.add(vehicle)
    session.flush()
    made = Trip(
        **header(1, "ТР"),
        warehouse_id=trade.warehouses["plain"],
        planned_on=DAY,
        vehicle_id=vehicle.id,
        vehicle_type_id=kind.id,
        driver_id=driver.id,
        carrier_id=trade.partners[carrier] if carrier else None,
        forwarder="Сидоров С. С.",
        starts_at=8 * 3600,
        ends_at=14 * 3600 + 1800,
        metres=73_400,
    )
    session.add(made)
    session.flush()
    return made.id


def stop(session: Session, trip_id: int, no: int, address: str, *documents: int) -> int:
    """Add a stop with everything that *documents* (orders, errands) ask for."""
    place = Address(
        code=f"A{no}",
        name=address,
        folded=address.casefold(),
        lat_e6=55_755_800 + no,
        lon_e6=37_617_300,
        contact="Анна",
        phone="+7 495 000-00-00",
        note="Ворота 3",
    )
    session.add(place)
    session.flush()
    made = TripStop(
        document_id=trip_id,
        stop_no=no,
        address_id=place.id,
        window_from=9 * 3600,
        window_to=12 * 3600,
        arrives_at=9 * 3600 + no * 600,
        leaves_at=9 * 3600 + no * 600 + 300,
    )
    session.add(made)
    session.flush()
    for document_id in documents:
        load(session, trip_id, made.id, document_id)
    session.flush()
    return made.id


def load(session: Session, trip_id: int, stop_id: int, document_id: int) -> None:
    """Put all lines of an order, or an errand, onto the trip; each line is one place of 2 kg."""
    lines = session.scalars(
        select(CustomerOrderLine)
        .where(CustomerOrderLine.document_id == document_id)
        .order_by(CustomerOrderLine.line_no)
    ).all()
    for line in lines:
        session.add(
            TripLine(
                document_id=trip_id,
                line_no=next(_numbers),
                stop_id=stop_id,
                disposition_document_id=document_id,
                disposition_line_id=line.id,
                item_id=line.item_id,
                quantity=line.quantity,
                weight_grams=2000,
                volume_cm3=10_000,
                places=1,
            )
        )
    if not lines:
        session.add(
            TripLine(
                document_id=trip_id,
                line_no=next(_numbers),
                stop_id=stop_id,
                disposition_document_id=document_id,
                quantity=0,
                weight_grams=500,
                places=1,
            )
        )


def wish(session: Session, order_id: int, **told: object) -> None:
    """Say how an order is delivered."""
    found = session.get(DeliveryRequest, order_id)
    if found is None:
        found = DeliveryRequest(document_id=order_id)
        session.add(found)
    for name, value in told.items():
        setattr(found, name, value)
    session.flush()


def errand(session: Session, trade: Trade, task: str) -> int:
    """Make an errand."""
    made = Errand(**header(1, "ПЭ"), warehouse_id=trade.warehouses["plain"], task=task)
    session.add(made)
    session.flush()
    return made.id
