"""A day of the demo company: planned, taken, released, loaded, driven and closed, to the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from core import ledger
from core.access.actor import Actor
from core.access.models import AppUser
from core.access.users import actor_of
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.models import Accrual, Trip
from core.delivery.statuses import Outcome, TripStatus
from core.delivery.trips.closing import TripClosed, close_trip
from core.delivery.trips.departing import depart_trip
from core.delivery.trips.outcomes import StopTold, deliver_rest, record_stop
from core.delivery.trips.releasing import release_trip
from core.delivery.trips.riding import stops_of
from core.fulfilment.finishing import ready_to_ship
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_finish import take_all_as_planned
from core.fulfilment.task_models import PickTask
from core.kernel.clock import FixedClock
from core.stock.models import Warehouse
from tui.flows.desk.dispatch.session import PlanningSession

PATIENCE = 250


@dataclass
class Shift:
    """Who works through the day."""

    database: Database
    clock: FixedClock
    people: dict[str, Actor]
    house: int

    def plan(self, iterations: int) -> PlanningSession:
        """Have the day of tomorrow planned by engines, and take the plan."""
        tomorrow = self.clock.business_date() + timedelta(days=1)
        sitting = PlanningSession(
            self.database, self.people["dina"], tomorrow, self.house, clock=self.clock
        )
        sitting.load()
        solving = sitting.solve(PATIENCE, iterations=iterations)
        assert solving.ended(PATIENCE)
        sitting.take_over(sitting.moment, sitting.proposed(solving))
        assert sitting.verdict.feasible
        sitting.commit()
        return sitting

    def release(self, trip: int) -> list[int]:
        """Give a trip to loading; return its expense orders in loading order."""
        with transaction(self.database.sessions) as session:
            done = release_trip(session, self.people["dina"], trip, clock=self.clock)
        return list(done.outbound_ids)

    def load(self, outbound: int) -> None:
        """Pick and ship an expense order."""
        with transaction(self.database.sessions) as session:
            tasks = select(PickTask.document_id).where(PickTask.outbound_id == outbound)
            for task in session.scalars(tasks.order_by(PickTask.document_id)).all():
                take_all_as_planned(session, self.people["anna"], task, clock=self.clock)
            order = session.get_one(OutboundOrder, outbound, populate_existing=True)
            if order.status == OutboundStatus.CHECKED:
                ready_to_ship(session, self.people["lead"], outbound, clock=self.clock)
            ship(session, self.people["lead"], outbound, clock=self.clock)

    def drive(self, trip: int, *, refused: bool) -> None:
        """Let a trip go and serve its stops; the last refuses everything where told so."""
        dina = self.people["dina"]
        with transaction(self.database.sessions) as session:
            depart_trip(session, dina, trip, clock=self.clock)
            if refused:
                told = StopTold(
                    stop_id=stops_of(session, trip)[-1].id,
                    outcome=Outcome.REFUSED,
                    reason="not ordered",
                )
                record_stop(session, dina, trip, told, clock=self.clock)
            deliver_rest(session, dina, trip, clock=self.clock)

    def close(self, trip: int) -> TripClosed:
        """Close a trip."""
        with transaction(self.database.sessions) as session:
            return close_trip(session, self.people["dina"], trip, clock=self.clock)


def shift_of(database: Database, clock: FixedClock) -> Shift:
    with transaction(database.sessions) as session:
        people = {
            login: actor_of(
                session, session.scalars(select(AppUser.id).where(AppUser.login == login)).one()
            )
            for login in ("dina", "anna", "lead")
        }
        house = session.scalars(select(Warehouse.id).where(Warehouse.code == "ЦС")).one()
    return Shift(database, clock, people, house)


def live(shift: Shift, *, iterations: int, least: int) -> None:
    """Live a day to its end; every third trip brings something back."""
    sitting = shift.plan(iterations)
    planned = sum(1 for route in sitting.plan.routes for _ in route.stops)
    assert planned >= least
    problems = Counter(row.problem for row in sitting.view.pool if row.problem)
    assert {"no-coordinates", "no-vehicle"} <= set(problems)
    trips = [trip.id for trip in sitting.day.trips]
    back = 0
    for number, trip in enumerate(trips):
        for outbound in shift.release(trip):
            shift.load(outbound)
        shift.drive(trip, refused=number % 3 == 0)
        back += bool(shift.close(trip).return_id)
    assert back == len(range(0, len(trips), 3))
    with transaction(shift.database.sessions) as session:
        assert set(session.scalars(select(Trip.status))) == {TripStatus.CLOSED}
        hired = set(session.scalars(select(Trip.document_id).where(Trip.carrier_id.is_not(None))))
        assert set(session.scalars(select(Accrual.trip_id))) == hired
        assert ledger.verify(session) == []
