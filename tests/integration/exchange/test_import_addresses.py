"""Importing the address book: what is found again, and what people said stays."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.delivery.places.models import Address
from core.delivery.statuses import PlaceSource
from core.documents.reference import create_row
from core.exchange.faults import Fault
from core.exchange.importing import Count
from core.kernel.clock import FixedClock
from core.partners.models import Partner
from tests.integration.exchange.test_import import faults, run

HEAD = "Адрес;Партнёр;Координаты;Время с;Время до\n"


def _stored(session: Session) -> list[tuple[object, ...]]:
    columns = (Address.name, Address.lat_e6, Address.source, Address.window_from)
    return [tuple(row) for row in session.execute(select(*columns).order_by(Address.id))]


def test_addresses_come_with_coordinates_and_zones_and_twice_change_nothing(
    session: Session, clock: FixedClock
) -> None:
    partner = Partner(code="P1", name="Ромашка")
    session.add(partner)
    session.flush()
    zone = create_row(
        session, SYSTEM, "delivery_zone", clock=clock, code="М", name="М", words=["Москва"]
    )
    text = HEAD + (
        "г. Москва, Арбат, 7;Ромашка;55.75, 37.59;9:30;18\n"
        "Тула, Ленина, 1;;;;\n"
        "Тула, Ленина, 2;Нет такого;;;\n"
        "Тула, Ленина, 3;;север;;\n"
        "тула ленина 1;;;;\n"
        "Тула, Ленина, 4;;;12;9\n"
    )
    report = run(session, clock, "addresses", text, skip_bad=True)
    assert sorted(faults(report)) == [
        (4, "Партнёр", Fault.UNKNOWN, "partner"),
        (5, "Координаты", Fault.NUMBER, "55.7558, 37.6176"),
        (6, "Адрес", Fault.DUPLICATE, "Тула, Ленина, 1"),
        (7, "Время до", Fault.CHOICE, "≥"),
    ]
    assert report.counts == {"address": Count(2, 0, 0)}
    assert _stored(session) == [
        ("г. Москва, Арбат, 7", 55_750_000, PlaceSource.IMPORTED, 34_200),
        ("Тула, Ленина, 1", None, PlaceSource.NONE, 0),
    ]
    assert session.scalars(select(Address.zone_id).order_by(Address.id)).all() == [zone.id, None]
    again = run(session, clock, "addresses", text, skip_bad=True)
    assert again.counts == {"address": Count(0, 0, 2)}


def test_coordinates_that_a_person_said_are_not_imported_over(
    session: Session, clock: FixedClock
) -> None:
    values = {"name": "Тула, Ленина, 1", "place": "54.2, 37.6", "window_to": 86_400}
    create_row(session, SYSTEM, "address", clock=clock, **values)
    text = HEAD + "ТУЛА, Ленина 1;;55.75, 37.59;10;\n"
    report = run(session, clock, "addresses", text)
    assert report.counts == {"address": Count(0, 1, 0)}
    assert _stored(session) == [("Тула, Ленина, 1", 54_200_000, PlaceSource.TYPED, 36_000)]
