"""The words stories of delivery are told in: who does what from the pool to the closed trip.

Each word is a transaction of its own with the rights of the person who says it, as at the desk: a
dispatcher's sitting reads what others have written. Quantities are pieces, a piece weighs a
kilogram; money is roubles as text. The clock stands at noon on 20 November 2026; the day that is
planned is the 25th.

People: olga (sales manager), dina (dispatcher), ivan (shift lead), anna (storekeeper), egor
(driver of the van), nina (accountant).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import core.delivery.asking.beginning  # noqa: F401 - orders ask for their delivery
from core import ledger
from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.asking.requests import RequestGiven, request_of, save_request
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.delivery.statuses import Outcome, PlaceSource
from core.delivery.trips.closing import TripClosed, close_trip
from core.delivery.trips.departing import TripLeft, depart_trip
from core.delivery.trips.outcomes import LineTold, StopTold, arrive, record_stop
from core.delivery.trips.releasing import release_trip
from core.delivery.trips.riding import lines_of
from core.fulfilment.finishing import reduce_to_picked
from core.fulfilment.models import OutboundOrder
from core.fulfilment.picking import ShortReason, finish_task, short, take_task
from core.fulfilment.shipping import ship
from core.fulfilment.task_finish import take_all_as_planned
from core.fulfilment.task_models import PickTaskLine
from core.fulfilment.task_queries import task_list
from core.fulfilment.task_views import TaskRow
from core.kernel.clock import FixedClock
from core.kernel.money import Money
from core.partners.models import Partner
from core.sales.order_approval import confirm_order
from core.sales.orders import create_order
from core.settlements.models import IncomingPayment
from core.terms.statuses import DeliveryMethod
from tests.integration.sales.trade import Trade, build, pieces
from tui.flows.desk.dispatch.session import PlanningSession

DAY = dt.date(2026, 11, 25)
NEXT_DAY = dt.date(2026, 11, 26)
ITERATIONS = 60
"""Of the engines: the same plan on every machine."""

ROLES = {
    "olga": Role.SALES_MANAGER,
    "dina": Role.DISPATCHER,
    "ivan": Role.SHIFT_LEAD,
    "anna": Role.STOREKEEPER,
    "egor": Role.DRIVER,
    "nina": Role.ACCOUNTANT,
}
_T = TypeVar("_T")


@dataclass
class Depot:
    """A warehouse with cells, two vans, and those who send them out."""

    database: Database
    clock: FixedClock
    trade: Trade
    people: dict[str, Actor] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)
    """"VAN" is ours, egor drives it; "HIRED" is FERN's."""

    @property
    def house(self) -> int:
        """The warehouse of the story."""
        return self.trade.warehouses["cells"]

    def does(self, work: Callable[[Session], _T]) -> _T:
        """Do something in a transaction of its own."""
        with transaction(self.database.sessions) as session:
            return work(session)

    # Orders

    def place(self, code: str, partner: str, lat_e6: int, lon_e6: int) -> str:
        """Put a place where a customer takes goods into the book; return its address."""
        row = Address(
            code=code,
            name=f"{code}, gate 1",
            folded=folded(f"{code}, gate 1"),
            partner_id=self.trade.partners[partner],
            lat_e6=lat_e6,
            lon_e6=lon_e6,
            source=PlaceSource.TYPED,
        )
        self.does(lambda session: session.add(row))
        return f"{code}, gate 1"

    def takes_order(self, by: str, text: str, *, partner: str, to: str) -> int:
        """Take an order of "BRICK 5, MASK 1" to be brought somewhere; return its id."""
        actor = self.people[by]
        new = self.trade.new(text, partner=partner, warehouse="cells")
        new = replace(new, delivery_address=to)

        def work(session: Session) -> int:
            made = create_order(session, actor, new, clock=self.clock)
            confirm_order(session, actor, made.id, clock=self.clock)
            return made.id

        return self.does(work)

    def collects(self, by: str, order: int, roubles: str) -> None:
        """Have the driver collect what the order comes to."""

        def work(session: Session) -> None:
            seen = request_of(session, order)
            assert seen is not None
            assert seen.method is DeliveryMethod.OWN_TO_CLIENT
            given = RequestGiven(
                method=seen.method,
                address_id=seen.address_id,
                collect_minor=Money.parse(roubles).minor,
            )
            actor = self.people[by]
            save_request(session, actor, order, given, version=seen.version, clock=self.clock)

        self.does(work)

    # Planning

    def sits_down(self, by: str, day: dt.date = DAY) -> PlanningSession:
        """Open the day."""
        sitting = PlanningSession(self.database, self.people[by], day, self.house, clock=self.clock)
        sitting.load()
        return sitting

    # Loading

    def releases(self, by: str, trip: int) -> None:
        """Give a trip to loading."""
        self.does(lambda session: release_trip(session, self.people[by], trip, clock=self.clock))

    def tasks(self, who: str) -> Sequence[TaskRow]:
        """Return what a storekeeper is offered, in the order it is to be worked on."""
        return self.does(
            lambda session: task_list(session, self.people[who], self.house, mine=False)
        )

    def stop_of(self, outbound: int) -> tuple[int, int]:
        """Return (trip, number of the stop) an expense order is loaded for."""
        row = self.does(lambda session: session.get_one(OutboundOrder, outbound))
        return row.trip_id, row.priority

    def picks(self, who: str, task: int) -> None:
        """Pick all of a task."""
        self.does(
            lambda session: take_all_as_planned(session, self.people[who], task, clock=self.clock)
        )

    def picks_short(self, who: str, task: int, found: int) -> None:
        """Pick a task of one line of which the shelf holds less than the books say."""
        actor = self.people[who]

        def work(session: Session) -> None:
            take_task(session, actor, task, clock=self.clock)
            line = session.scalars(
                select(PickTaskLine.id).where(PickTaskLine.document_id == task)
            ).one()
            short(
                session,
                actor,
                task,
                line,
                pieces(str(found)),
                ShortReason.NOT_FOUND,
                replan=False,
                scan_id=None,
                clock=self.clock,
            )
            finish_task(session, actor, task, clock=self.clock)

        self.does(work)

    def reduces(self, by: str, outbound: int) -> None:
        """Cut an expense order down to what was picked."""
        actor = self.people[by]
        self.does(lambda session: reduce_to_picked(session, actor, outbound, clock=self.clock))

    def ships(self, by: str, outbound: int) -> None:
        """Let the goods of an expense order onto the vehicle."""
        self.does(lambda session: ship(session, self.people[by], outbound, clock=self.clock))

    # On the road

    def leaves(self, by: str, trip: int) -> TripLeft:
        """Let the vehicle go."""
        return self.does(
            lambda session: depart_trip(session, self.people[by], trip, clock=self.clock)
        )

    def comes(self, who: str, trip: int, place: str) -> None:
        """Stand at a stop."""
        stop = self.stop(trip, place)
        self.does(lambda session: arrive(session, self.people[who], trip, stop, clock=self.clock))

    def tells(
        self,
        who: str,
        trip: int,
        place: str,
        what: Outcome,
        *,
        reason: str = "",
        delivered: str = "",
        cash: str = "0",
        signed: str = "",
    ) -> None:
        """Tell what became of a stop; *delivered* is "GLOVES 8": all else was handed over."""
        stop = self.stop(trip, place)
        actor = self.people[who]

        def work(session: Session) -> None:
            lines: list[LineTold] = []
            for part in filter(None, delivered.split(",")):
                item, count = part.split()
                (line,) = (
                    one
                    for one in lines_of(session, trip)
                    if one.stop_id == stop and one.item_id == self.trade.items[item]
                )
                lines.append(LineTold(line_id=line.id, delivered=pieces(count)))
            told = StopTold(
                stop_id=stop,
                outcome=what,
                reason=reason,
                received_by=signed,
                collected_minor=Money.parse(cash).minor,
                lines=tuple(lines),
            )
            record_stop(session, actor, trip, told, clock=self.clock)

        self.does(work)

    def closes(self, by: str, trip: int) -> TripClosed:
        """Close a trip."""
        return self.does(
            lambda session: close_trip(session, self.people[by], trip, clock=self.clock)
        )

    # What is true

    def stop(self, trip: int, place: str) -> int:
        """Return the stop of a trip at an address."""
        found = select(TripStop.id).join(Address, Address.id == TripStop.address_id)
        found = found.where(TripStop.document_id == trip, Address.name == place)
        return self.does(lambda session: session.scalars(found).one())

    def places_of(self, trip: int) -> list[str]:
        """Return the addresses of a trip in the order of visits."""
        found = select(Address.name).join(TripStop, TripStop.address_id == Address.id)
        found = found.where(TripStop.document_id == trip).order_by(TripStop.stop_no)
        return list(self.does(lambda session: session.scalars(found).all()))

    def aboard(self, trip: int) -> dict[str, tuple[int, int]]:
        """Return item → pieces (planned, on board) of a trip."""
        names = {key: code for code, key in self.trade.items.items()}
        found: dict[str, tuple[int, int]] = {}
        for line in self.does(lambda session: list(lines_of(session, trip))):
            planned, real = found.get(names[line.item_id or 0], (0, 0))
            found[names[line.item_id or 0]] = (
                planned + line.planned // 1000,
                real + line.quantity // 1000,
            )
        return found

    def stands(self, item: str) -> tuple[int, int]:
        """Return pieces of an item (in the warehouse, gone and not back)."""
        _, _, shipped, _ = self.does(lambda session: self.trade.disposition(session, item))
        on_hand, _, _ = self.does(lambda session: self.trade.free(session, item, "cells"))
        return on_hand, shipped

    def payment(self, payment: int) -> tuple[str, int]:
        """Return the purpose and the kopecks of a payment."""
        row = self.does(lambda session: session.get_one(IncomingPayment, payment))
        return row.purpose, row.amount_minor

    def is_in_order(self) -> None:
        """Assert that every book agrees with every other."""
        differences = self.does(ledger.verify)
        assert differences == [], differences


def founded(database: Database, clock: FixedClock) -> Depot:
    """Found the depot: goods in cells, two vans of a tonne, people with roles."""
    with transaction(database.sessions) as session:
        trade = build(session, clock, "BRICK 0 @10, GLOVES 0 @100, MASK 0 @5")
        trade.put(session, "A-01 BRICK 2000, A-02 GLOVES 40, A-02 MASK 40", "cells")
        session.execute(update(Item).values(weight_grams=1000, volume_cm3=1000))
        depot = Depot(database, clock, trade)
        for login, role in ROLES.items():
            made = create_user(
                session, SYSTEM, login=login, name=login.title(), password=None, roles=[role]
            )
            depot.people[login] = actor_of(session, made.id)
        session.add(
            Address(
                code="DEPOT",
                name="Depot",
                folded="depot",
                warehouse_id=depot.house,
                lat_e6=55_750_000,
                lon_e6=37_620_000,
                source=PlaceSource.TYPED,
            )
        )
        depot.vehicles = _vans(session, trade, depot.people["egor"].user_id)
    return depot


def _vans(session: Session, trade: Trade, egor: int) -> dict[str, int]:
    kind = VehicleType(
        code="VAN",
        name="Van",
        payload_kg=1000,
        volume_dm3=9000,
        fixed_minor=200_000,
        per_km_minor=1_500,
        per_hour_minor=40_000,
    )
    fern = trade.partners["FERN"]
    session.get_one(Partner, fern).supplier = True
    drivers = [
        Driver(code="D1", name="Egor", user_id=egor),
        Driver(code="D2", name="Hired driver", carrier_id=fern),
    ]
    session.add_all([kind, *drivers])
    session.flush()
    vans = [
        Vehicle(code="VAN", name="Van", type_id=kind.id, driver_id=drivers[0].id),
        Vehicle(
            code="HIRED",
            name="Hired van",
            type_id=kind.id,
            driver_id=drivers[1].id,
            carrier_id=fern,
        ),
    ]
    session.add_all(vans)
    session.add(
        CarrierTariff(
            code="FERN",
            name="Fern",
            carrier_id=fern,
            since=dt.date(2026, 1, 1),
            per_trip_minor=500_000,
            per_stop_minor=30_000,
        )
    )
    session.flush()
    return {row.code: row.id for row in vans}


__all__ = ["DAY", "ITERATIONS", "NEXT_DAY", "Any", "Depot", "Trip", "TripLine", "founded"]
