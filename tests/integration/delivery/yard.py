"""A warehouse with a yard: vehicles, addresses on a map, orders that ask to be brought somewhere.

    yard = build(session, clock, "GLOVES 100 @10.00", vehicles="VAN 1000, LORRY 5000")
    order = yard.order(session, "GLOVES 5", at="ROSE 55.80 37.60 10-12")
    day = yard.day(session)

The depot stands in the middle of Moscow, the day is 25 November 2026. Vehicles carry so many
kilograms; goods weigh a kilogram and take four litres a piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import delete, event, update
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import DeliveryRequest, Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.delivery.planning.day import DeliveryDay, load_day
from core.delivery.planning.day_shape import DAY_END
from core.delivery.planning.problems import places_of, problem_of
from core.delivery.statuses import PlaceSource
from core.kernel.clock import Clock
from core.terms.statuses import DeliveryMethod
from routing.problem import Problem
from routing.travel.great_circle import GreatCircle
from tests.integration.sales import trade
from tests.integration.sales.trade import BOSS, Trade

DAY = date(2026, 11, 25)
CENTRE = (55_750_000, 37_620_000)


@dataclass
class Yard:
    """Ids by the words of the test."""

    trade: Trade
    vehicles: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    @property
    def warehouse(self) -> int:
        """The warehouse trips begin at."""
        return self.trade.warehouses["plain"]

    def place(self, session: Session, words: str) -> int:
        """Return the address that "ROSE 55.80 37.60" says; without numbers nobody knows where."""
        code, *degrees = words.split()
        if code not in self.places:
            lat, lon = (
                (round(float(one) * 1_000_000) for one in degrees) if degrees else (None,) * 2
            )
            row = Address(
                code=code,
                name=f"{code} street",
                folded=folded(f"{code} street"),
                partner_id=None,
                lat_e6=lat if degrees else None,
                lon_e6=lon if degrees else None,
                source=PlaceSource.TYPED if degrees else PlaceSource.NONE,
            )
            session.add(row)
            session.flush()
            self.places[code] = row.id
        return self.places[code]

    def order(self, session: Session, goods: str, *, at: str = "", **asked: object) -> int:
        """Make a confirmed order; *at* is "CODE lat lon from-to", hours; "": nothing is asked."""
        order = self.trade.order(session, goods)
        if at:
            words = at.split()
            hours = words.pop() if "-" in words[-1] else f"0-{DAY_END // 3600}"
            begin, end = (int(hour) * 3600 for hour in hours.split("-"))
            asked = {
                "method": DeliveryMethod.OWN_TO_CLIENT,
                "address_id": self.place(session, " ".join(words)),
                "window_from": begin,
                "window_to": end,
            } | asked
            session.execute(delete(DeliveryRequest).where(DeliveryRequest.document_id == order))
            session.add(DeliveryRequest(document_id=order, **asked))
            session.flush()
        return order

    def day(self, session: Session, day: date = DAY) -> DeliveryDay:
        """Read the day."""
        return load_day(session, BOSS, day, self.warehouse, clock=self.trade.clock)


def problem(day: DeliveryDay) -> Problem:
    """Return the day as a problem, as the crow flies."""
    return problem_of(day, GreatCircle().travel(places_of(day)))


def build(
    session: Session, clock: Clock, goods: str, *, vehicles: str = "VAN 1000", packs: str = ""
) -> Yard:
    """Build a trading company with a yard.

    Args:
        goods: as `trade.build` takes them.
        vehicles: "VAN 1000 cold, LORRY 5000": code, kilograms, skills.
        packs: "BOX GLOVES 12".
    """
    yard = Yard(trade.build(session, clock, goods, packs=packs))
    session.execute(update(Item).values(weight_grams=1000, volume_cm3=4000))
    session.add(
        Address(
            code="DEPOT",
            name="Depot",
            folded="depot",
            warehouse_id=yard.warehouse,
            lat_e6=CENTRE[0],
            lon_e6=CENTRE[1],
            source=PlaceSource.TYPED,
        )
    )
    for text in filter(None, vehicles.split(",")):
        code, kg, *skills = text.split()
        kind = VehicleType(
            code=code,
            name=code.capitalize(),
            payload_kg=int(kg),
            volume_dm3=int(kg) * 5,
            skills=skills,
            fixed_minor=200_000,
            per_km_minor=1_500,
            per_hour_minor=40_000,
        )
        driver = Driver(code=code, name=f"Driver {code}")
        session.add_all([kind, driver])
        session.flush()
        vehicle = Vehicle(
            code=code, name=code, plate=f"A{len(yard.vehicles):03d}AA", type_id=kind.id,
            driver_id=driver.id,
        )  # fmt: skip
        session.add(vehicle)
        session.flush()
        yard.vehicles[code] = vehicle.id
    session.flush()
    return yard


def contents(session: Session) -> list[tuple[object, ...]]:
    """Return everything stored of trips, to assert that nothing changed."""
    found: list[tuple[object, ...]] = []
    for model in (Trip.__table__, TripStop.__table__, TripLine.__table__):
        found.extend(tuple(row) for row in session.execute(model.select().order_by(model.c[0])))
    return found


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


__all__ = ["BOSS", "DAY", "Yard", "build", "contents", "counted", "problem", "replace"]
