"""Taking a plan: the one verb by which planning writes trips, all of it or nothing.

    taken = take_plan(session, actor, day, plan, clock=clock)

What the plan was made of is locked and looked at once more before anything is written. Trips that
the plan leaves alone are neither locked nor written, so two dispatchers who work on different trips
do not meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.db.notices import notify
from core.delivery.fleet.models import Vehicle
from core.delivery.models import Trip
from core.delivery.planning import day_queries
from core.delivery.planning.day_shape import DayTrip, DeliveryDay, Demand, Place
from core.delivery.planning.demands import Asked
from core.delivery.planning.drafting import TripDraft, drafts_of
from core.delivery.planning.errors import PlanStale
from core.delivery.planning.problems import places_of, problem_of
from core.delivery.statuses import TripStatus
from core.delivery.trips.contents import (
    Contents,
    LineGiven,
    StopGiven,
    TripPlanned,
    put_lines,
)
from core.delivery.trips.documents import TRIP
from core.documents import operations
from core.documents.changes import changes_since
from core.documents.models import Document
from core.documents.rowsets import any_of
from core.kernel.clock import Clock
from routing.check import judge
from routing.parts import Travel
from routing.plan import Plan
from routing.travel.great_circle import GreatCircle

CHANNEL = "klad_delivery"
"""Told when the plan of a day changes: "warehouse:day", such as "3:2026-11-20"."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a plan wrote."""

    made: tuple[int, ...]
    """Trips that are new."""
    changed: tuple[int, ...]
    """Trips that carry something else, or are driven at other times."""

    def __bool__(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.made or self.changed)


def take_plan(
    session: Session,
    actor: Actor,
    seen: DeliveryDay,
    plan: Plan,
    *,
    clock: Clock,
    travel: Travel | None = None,
) -> Taken:
    """Write the trips a plan changes: what they carry, in which stops, when, for how much; flushed.

    Args:
        seen: the day as it was read, with parts cut or joined by hand since.
        plan: over its parts; parts it does not name go, or stay, in the pool.
        travel: ways between the places of the day; None: as the crow flies, with a factor.

    Raises:
        PlanStale: a trip or a document was changed since; with who and which. Nothing is written.
        TripFixed: the plan changes a trip that is locked, or no longer being formed.
        NotToTake: it names what is not there, or one thing twice.
        CarriesTooMuch: a document was reduced since it was put on a trip, which would carry more
            of it than it lets go.
        NoDepot: nobody knows where the warehouse is.
        Forbidden: no right to plan, or not in this warehouse.
    """
    actor.require(Permission.TRIP_PLAN, what="trip")
    actor.require_warehouse(seen.warehouse_id)
    acting(session, actor, clock)
    if travel is None:
        travel = GreatCircle().travel(places_of(seen))
    problem = problem_of(seen, travel)
    drafts = drafts_of(seen, problem, plan, judge(problem, plan))
    if not drafts:
        return Taken((), ())
    _require_fresh(session, actor, seen, drafts)
    return _Writer(session, actor, seen, clock).written(drafts)


def _require_fresh(
    session: Session, actor: Actor, seen: DeliveryDay, drafts: Sequence[TripDraft]
) -> None:
    """Lock what a plan is made of, in one order everywhere, and see that it is as it was.

    Raises:
        PlanStale: something is not.
    """
    vehicles = {one.vehicle.vehicle_id for one in drafts if one.vehicle.vehicle_id is not None}
    trips = {one.stored.id: one.stored for one in drafts if one.stored is not None}
    demands = _touched(seen, drafts)
    # A vehicle is locked so that nobody makes a trip of his own for it meanwhile.
    session.execute(
        select(Vehicle.id)
        .where(Vehicle.id == any_of(vehicles))
        .order_by(Vehicle.id)
        .with_for_update(key_share=True)
    )
    # Trips before orders, as every verb of trips has it.
    for documents in (trips, demands):
        session.execute(
            select(Document.id)
            .where(Document.id == any_of(documents))
            .order_by(Document.id)
            .with_for_update(key_share=True)
        )
    rows = day_queries.trips(
        session, seen.day, seen.warehouse_id, ids=list(trips), vehicle_ids=vehicles
    )
    now = {row.id: (row.version, row.status) for row in rows}
    stale = [
        trip
        for key, trip in trips.items()
        if now.get(key) != (trip.version, TripStatus.FORMING.value)
    ]
    if stale:
        _refuse(session, "trip", [(one.id, one.number, one.version) for one in stale])
    strange = [row for row in rows if row.id not in seen.trip_by_id]
    if strange:
        _refuse(session, "trip", [(row.id, row.number_text, 0) for row in strange])
    found = Asked(
        session,
        actor,
        seen.warehouse_id,
        day=None,
        also=set(demands),
        service=seen.rates.service,
        addresses=[
            part.place.address_id
            for part in seen.parts
            if part.document_id in demands and part.place is not None
        ],
    )
    moved = {
        part.document_id
        for part in seen.parts
        if part.place is not None and _elsewhere(part.place, found.places)
    }
    other = [one for key, one in demands.items() if found.demands.get(key) != one or key in moved]
    if other:
        _refuse(session, "document", [(one.document_id, one.number, one.version) for one in other])


def _elsewhere(place: Place, now: Mapping[int, Place]) -> bool:
    """Tell whether an address is not where it was planned, or is called in another way by now."""
    found = now.get(place.address_id, place)
    return (found.name, found.lat_e6, found.lon_e6) != (
        place.name,
        place.lat_e6,
        place.lon_e6,
    )


def _touched(seen: DeliveryDay, drafts: Sequence[TripDraft]) -> dict[int, Demand]:
    """Return documents of which the plan puts something on a trip, or takes it off.

    Of a trip that is planned by new addresses all of them.
    """
    found: dict[int, Demand] = {}
    for draft in drafts:
        then = {goods for stop in _stored_stops(draft.stored) for goods in stop.goods}
        now = {goods for stop in draft.stops for goods in stop.goods}
        moved = {goods[0] for goods in (then | now if draft.renewed else then ^ now)}
        found |= {part.document_id: part.demand for part in seen.parts if part.document_id in moved}
    return found


def _stored_stops(trip: DayTrip | None) -> Sequence[Any]:
    return trip.stops if trip is not None else ()


def _refuse(session: Session, what: str, stale: Sequence[tuple[int, str, int]]) -> None:
    """Say who changed what.

    Args:
        stale: id, number, version it was seen at.

    Raises:
        PlanStale: always.
    """
    kinds = select(Document.id, Document.type).where(
        Document.id == any_of([key for key, _, _ in stale])
    )
    types = {row.id: row.type for row in session.execute(kinds)}
    who = dict.fromkeys(
        change.who
        for key, _, version in stale
        if key in types
        for change in changes_since(session, types[key], key, version)
    )
    numbers = ", ".join(number for _, number, _ in stale)
    raise PlanStale(
        what=what,
        key=numbers,
        who=", ".join(who),
        changed=numbers,
        ids=tuple(key for key, _, _ in stale),
    )


class _Writer:
    """Writes trips of a plan: a number of statements that does not grow with them."""

    def __init__(self, session: Session, actor: Actor, seen: DeliveryDay, clock: Clock) -> None:
        self.session, self.actor, self.seen, self.clock = session, actor, seen, clock

    def written(self, drafts: Sequence[TripDraft]) -> Taken:
        """Write trips and return their ids."""
        fresh = [draft for draft in drafts if draft.stored is None]
        made = self._made(fresh)
        new = iter(made)
        held = self._held([draft.stored.id for draft in drafts if draft.stored is not None])
        contents = []
        for draft in drafts:
            trip = next(new) if draft.stored is None else held[draft.stored.id]
            trip.run, trip.direction = draft.run, draft.direction
            new_one = draft.stored is None
            contents.append(
                Contents(trip, _stops(draft), _planned(draft), made=new_one, renewed=draft.renewed)
            )
        put_lines(self.session, self.actor, contents, clock=self.clock)
        self._tell([one.trip for one in contents])
        return Taken(tuple(trip.id for trip in made), tuple(held))

    def _held(self, ids: Sequence[int]) -> dict[int, Trip]:
        found = self.session.scalars(
            select(Trip).where(Trip.id == any_of(ids)).execution_options(populate_existing=True)
        )
        by_id = {trip.id: trip for trip in found}
        return {key: by_id[key] for key in ids}

    def _made(self, drafts: Sequence[TripDraft]) -> list[Trip]:
        headers = [
            {
                "planned_on": self.seen.day,
                "vehicle_id": draft.vehicle.vehicle_id,
                "vehicle_type_id": draft.vehicle.type_id,
                "driver_id": draft.vehicle.driver_id,
                "carrier_id": draft.vehicle.carrier_id,
                "run": draft.run,
                "direction": draft.direction,
                **asdict(_planned(draft)),
            }
            for draft in drafts
        ]
        made = operations.create_many(
            self.session,
            self.actor,
            TRIP.name,
            headers,
            clock=self.clock,
            warehouse_id=self.seen.warehouse_id,
            permission=Permission.TRIP_PLAN,
        )
        return [trip for trip in made if isinstance(trip, Trip)]

    def _tell(self, trips: Sequence[Trip]) -> None:
        """Write the trail and wake other dispatchers; the history names who changed a trip."""
        record(
            self.session,
            self.actor,
            "trip.planned",
            "trip",
            0,
            day=self.seen.day,
            warehouse=self.seen.warehouse_id,
            trips=[trip.number_text for trip in trips],
        )
        notify(self.session, CHANNEL, f"{self.seen.warehouse_id}:{self.seen.day:%Y-%m-%d}")


def _planned(draft: TripDraft) -> TripPlanned:
    return TripPlanned(draft.starts_at, draft.ends_at, draft.metres, draft.cost_minor)


def _stops(draft: TripDraft) -> list[StopGiven]:
    return [
        StopGiven(
            address_id=stop.address_id,
            window_from=stop.window_from,
            window_to=stop.window_to,
            arrives_at=stop.arrives_at,
            leaves_at=stop.leaves_at,
            locked=stop.locked,
            lines=tuple(
                LineGiven(
                    part.document_id,
                    line.quantity,
                    disposition_line_id=line.disposition_line_id,
                    item_id=line.item_id,
                    variant_id=line.variant_id,
                    weight_grams=line.weight_grams,
                    volume_cm3=line.volume_cm3,
                    places=line.places,
                    part_no=part.part_no,
                )
                for part in stop.parts
                for line in part.lines
            ),
        )
        for stop in draft.stops
    ]


__all__ = ["CHANNEL", "Taken", "take_plan"]
