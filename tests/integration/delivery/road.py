"""Trips in a few words, on top of `tests.integration.sales.trade`.

    road = pave(session, trade)
    trip = road.trip(session, "ROSE: 1 GLOVES 3, MASK 1; LILY: 2 GLOVES 2")

"ROSE" is an address, "1" the first order of `road.orders`, quantities are pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.delivery.fleet.models import Driver, Vehicle, VehicleType
from core.delivery.models import Trip, TripLine, TripStop, UndeliveredReason
from core.delivery.places.models import Address
from core.delivery.statuses import Outcome, TripDirection
from core.delivery.trips.closing import close_trip
from core.delivery.trips.contents import Contents, LineGiven, StopGiven, put_lines
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.forming import NewTrip, create_trip
from core.delivery.trips.outcomes import LineTold, StopTold, record_stop
from core.delivery.trips.releasing import release_trip
from core.delivery.trips.riding import lines_of, stops_of
from core.documents.operations import locked
from core.fulfilment import picking
from core.fulfilment.finishing import picks_finished
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_finish import take_all_as_planned
from core.fulfilment.task_models import PickTask
from core.sales.models import CustomerOrderLine
from tests.integration.sales.trade import BOSS, Trade, pieces

TODAY = date(2026, 11, 20)


@dataclass
class Road:
    """Ids by the words of the test."""

    trade: Trade
    type_id: int
    vehicle_id: int
    driver_id: int
    addresses: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)

    def order(self, session: Session, text: str, **more: str) -> int:
        """Make a confirmed order and number it."""
        self.orders.append(self.trade.order(session, text, **more))
        return self.orders[-1]

    def stops(self, session: Session, text: str) -> list[StopGiven]:
        """Return the stops that "ROSE: 1 GLOVES 3, MASK 1; LILY: 2 GLOVES 2" says."""
        found = []
        for part in text.split(";"):
            address, _, goods = part.partition(":")
            order = 0
            lines = []
            for words in (one.split() for one in goods.split(",")):
                if len(words) == 3:
                    order = self.orders[int(words.pop(0)) - 1]
                lines.append(self._line(session, order, *words))
            found.append(StopGiven(self.addresses[address.strip()], lines=tuple(lines)))
        return found

    def trip(
        self,
        session: Session,
        text: str = "",
        *,
        warehouse: str = "plain",
        direction: TripDirection = TripDirection.OUT,
        **values: object,
    ) -> int:
        """Make a trip with stops; return its id."""
        new = NewTrip(
            planned_on=TODAY,
            warehouse_id=self.trade.warehouses[warehouse],
            vehicle_id=self.vehicle_id,
            direction=direction,
            **values,  # type: ignore[arg-type]
        )
        made = create_trip(session, BOSS, new, clock=self.trade.clock)
        if text:
            self.put(session, made.id, text)
        return made.id

    def put(self, session: Session, trip_id: int, text: str) -> None:
        """Make *text* what rides on a trip."""
        trip = locked(session, Trip, trip_id)
        given = Contents(trip, self.stops(session, text))
        put_lines(session, BOSS, [given], clock=self.trade.clock)

    def ship(self, session: Session, trip_id: int, *, only: int = 0) -> list[int]:
        """Pick and ship the expense orders of a trip; return their ids.

        Args:
            only: the stop whose orders are shipped; 0: all.
        """
        rows = session.scalars(
            select(OutboundOrder)
            .where(OutboundOrder.trip_id == trip_id, OutboundOrder.status != "shipped")
            .order_by(OutboundOrder.document_id)
        ).all()
        ids = [row.id for row in rows if only in {0, row.priority}]
        for outbound_id in ids:
            self.pick(session, outbound_id)
            ship(session, BOSS, outbound_id, clock=self.trade.clock)
        return ids

    def pick(self, session: Session, outbound_id: int) -> None:
        """Bring an expense order to the shipping zone."""
        clock = self.trade.clock
        tasks = session.scalars(
            select(PickTask).where(
                PickTask.outbound_id == outbound_id, PickTask.status == "prepared"
            )
        ).all()
        for task in tasks:
            picking.take_task(session, BOSS, task.id, clock=clock)
            take_all_as_planned(session, BOSS, task.id, clock=clock)
        order = session.get_one(OutboundOrder, outbound_id, populate_existing=True)
        if order.status == OutboundStatus.TO_PICK:
            picks_finished(session, BOSS, outbound_id, clock=clock)

    def departed(self, session: Session, text: str, *, warehouse: str = "plain") -> int:
        """Return a trip that has left with everything."""
        trip = self.trip(session, text, warehouse=warehouse)
        release_trip(session, BOSS, trip, clock=self.trade.clock)
        self.ship(session, trip)
        depart_trip(session, BOSS, trip, clock=self.trade.clock)
        return trip

    def tell(self, session: Session, trip_id: int, number: int, what: str, **more: object) -> None:
        """Tell of a stop: "delivered", "refused", or "2 of GLOVES"."""
        stop = stops_of(session, trip_id)[number - 1]
        lines: tuple[LineTold, ...] = ()
        outcome = Outcome.PARTLY
        if " of " in what:
            quantity, item = what.split(" of ")
            line = next(
                found
                for found in lines_of(session, trip_id)
                if found.stop_id == stop.id and found.item_id == self.trade.items[item]
            )
            lines = (LineTold(line_id=line.id, delivered=pieces(quantity)),)
        else:
            outcome = Outcome(what)
        reason = "" if outcome in {Outcome.DELIVERED, Outcome.PENDING} else "closed gate"
        values = {"reason": reason, "lines": lines, **more}
        told = StopTold(stop_id=stop.id, outcome=outcome, **values)  # type: ignore[arg-type]
        record_stop(session, BOSS, trip_id, told, clock=self.trade.clock)

    def close(self, session: Session, trip_id: int) -> int:
        """Close a trip; return the id of the return."""
        return close_trip(session, BOSS, trip_id, clock=self.trade.clock).return_id

    def aboard(self, session: Session, trip_id: int) -> list[tuple[int, str, int, int]]:
        """Return (stop, item, planned, aboard) in pieces."""
        names = {key: code for code, key in self.trade.items.items()}
        rows = session.execute(
            select(TripStop.stop_no, TripLine.item_id, TripLine.planned, TripLine.quantity)
            .join(TripLine, TripLine.stop_id == TripStop.id)
            .where(TripStop.document_id == trip_id)
            .order_by(TripLine.line_no)
        )
        return [(no, names[item], plan // 1000, real // 1000) for no, item, plan, real in rows]

    def status(self, session: Session, trip_id: int) -> str:
        """Return the status of a trip."""
        return session.get_one(Trip, trip_id, populate_existing=True).status

    def _line(self, session: Session, order_id: int, item: str, quantity: str) -> LineGiven:
        row = session.scalars(
            select(CustomerOrderLine).where(
                CustomerOrderLine.document_id == order_id,
                CustomerOrderLine.item_id == self.trade.items[item],
            )
        ).one()
        amount = pieces(quantity)
        return LineGiven(
            order_id,
            amount,
            disposition_line_id=row.id,
            item_id=row.item_id,
            weight_grams=amount // 4,
        )


def pave(session: Session, trade: Trade) -> Road:
    """Build a vehicle with its driver, an address per partner, reasons."""
    kind = VehicleType(code="G", name="Газель", payload_kg=1500)
    driver = Driver(code="D1", name="Сидоров", user_id=77)
    session.add_all([kind, driver])
    session.flush()
    vehicle = Vehicle(
        code="V1", name="Газель Next", plate="А123ВС", type_id=kind.id, driver_id=driver.id
    )
    session.add(vehicle)
    session.flush()
    road = Road(trade, kind.id, vehicle.id, driver.id)
    for code, partner in trade.partners.items():
        address = Address(
            code=code, name=f"{code} street 1", folded=f"{code} street 1", partner_id=partner
        )
        reason = UndeliveredReason(code=code, name=f"Reason {code}")
        session.add_all([address, reason])
        session.flush()
        road.addresses[code] = address.id
        road.reasons[code] = reason.id
    return road
