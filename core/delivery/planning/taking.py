"""Taking a plan: the one verb by which planning writes trips, all of it or nothing.

    taken = take_plan(session, actor, day, plan, clock=clock)

What the plan was made of is locked and looked at once more before anything is written. Trips that
the plan leaves alone are neither locked nor written, so two dispatchers who work on different trips
do not meet.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.db.notices import notify
from core.delivery.fleet.models import Vehicle
from core.delivery.models import Trip, TripLine, TripStop
from core.delivery.planning import day_queries
from core.delivery.planning.day_queries import any_of
from core.delivery.planning.day_shape import DayTrip, DeliveryDay, Demand
from core.delivery.planning.demands import Asked
from core.delivery.planning.drafting import TripDraft, drafts_of
from core.delivery.planning.errors import PlanStale
from core.delivery.planning.problems import places_of, problem_of
from core.delivery.statuses import TripStatus
from core.delivery.trips.documents import TRIP
from core.documents import operations
from core.documents.changes import changes_since
from core.documents.history import Noted, note
from core.documents.models import Document
from core.documents.rowsets import rows_of
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
    ).demands
    other = [one for key, one in demands.items() if found.get(key) != one]
    if other:
        _refuse(session, "document", [(one.document_id, one.number, one.version) for one in other])


def _touched(seen: DeliveryDay, drafts: Sequence[TripDraft]) -> dict[int, Demand]:
    """Return documents of which the plan puts something on a trip, or takes it off."""
    found: dict[int, Demand] = {}
    for draft in drafts:
        then = {goods for stop in _stored_stops(draft.stored) for goods in stop.goods}
        now = {goods for stop in draft.stops for goods in stop.goods}
        moved = {goods[0] for goods in then ^ now}
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
    """Writes trips of a plan: a number of statements that does not grow with stops and lines."""

    def __init__(self, session: Session, actor: Actor, seen: DeliveryDay, clock: Clock) -> None:
        self.session, self.actor, self.seen, self.clock = session, actor, seen, clock

    def written(self, drafts: Sequence[TripDraft]) -> Taken:
        """Write trips and return their ids."""
        stored = [one.stored.id for one in drafts if one.stored is not None]
        held = {
            trip.id: trip
            for trip in self.session.scalars(
                select(Trip)
                .where(Trip.id == any_of(stored))
                .execution_options(populate_existing=True)
            )
        }
        trips: list[tuple[Trip, TripDraft]] = []
        made = []
        for draft in drafts:
            if draft.stored is None:
                trip = self._made(draft)
                made.append(trip.id)
            else:
                trip = held[draft.stored.id]
            self._header(trip, draft)
            trips.append((trip, draft))
        self.session.flush()  # versions must be the new ones for the history
        self._contents([(trip.id, draft) for trip, draft in trips])
        self._tell(trips)
        return Taken(tuple(made), tuple(stored))

    def _made(self, draft: TripDraft) -> Trip:
        vehicle = draft.vehicle
        trip = operations.create(
            self.session,
            self.actor,
            TRIP.name,
            clock=self.clock,
            warehouse_id=self.seen.warehouse_id,
            permission=Permission.TRIP_PLAN,
            planned_on=self.seen.day,
            vehicle_id=vehicle.vehicle_id,
            vehicle_type_id=vehicle.type_id,
            driver_id=vehicle.driver_id,
            carrier_id=vehicle.carrier_id,
            run=draft.run,
            direction=draft.direction,
        )
        if not isinstance(trip, Trip):
            raise TypeError(trip)
        return trip

    def _header(self, trip: Trip, draft: TripDraft) -> None:
        trip.run = draft.run
        trip.direction = draft.direction
        trip.starts_at, trip.ends_at = draft.starts_at, draft.ends_at
        trip.metres, trip.cost_minor = draft.metres, draft.cost_minor
        if draft.stored is not None:
            operations.touch(self.session, trip)

    def _contents(self, trips: Sequence[tuple[int, TripDraft]]) -> None:
        """Replace stops and lines of trips: four statements."""
        ids = [trip_id for trip_id, _ in trips]
        self._empty(ids)
        rows = [
            {
                "document_id": trip_id,
                "stop_no": number,
                "address_id": stop.address_id,
                "window_from": stop.window_from,
                "window_to": stop.window_to,
                "arrives_at": stop.arrives_at,
                "leaves_at": stop.leaves_at,
                "locked": stop.locked,
            }
            for trip_id, draft in trips
            for number, stop in enumerate(draft.stops, start=1)
        ]
        if not rows:
            return
        numbered = self._inserted(rows)
        lines = [line for trip_id, draft in trips for line in _lines(trip_id, draft, numbered)]
        _insert(self.session, TripLine, lines)

    def _empty(self, ids: Collection[int]) -> None:
        for model in (TripLine, TripStop):
            self.session.execute(
                delete(model)
                .where(model.document_id == any_of(ids))
                .execution_options(synchronize_session=False)
            )

    def _inserted(self, rows: Sequence[dict[str, Any]]) -> dict[tuple[int, int], int]:
        """Insert stops; return (trip, number of the stop) → its id."""
        found = _insert(self.session, TripStop, rows, returning=True)
        return {(row.document_id, row.stop_no): row.id for row in found}

    def _tell(self, trips: Sequence[tuple[Trip, TripDraft]]) -> None:
        """Write the history, which names who changed a trip, and wake other dispatchers."""
        note(
            self.session,
            [
                Noted("trip", trip.id, trip.version, "stops", _before(draft), _after(draft))
                for trip, draft in trips
            ],
        )
        record(
            self.session,
            self.actor,
            "trip.planned",
            "trip",
            0,
            day=self.seen.day,
            warehouse=self.seen.warehouse_id,
            trips=[trip.number_text for trip, _ in trips],
        )
        notify(self.session, CHANNEL, f"{self.seen.warehouse_id}:{self.seen.day:%Y-%m-%d}")


def _lines(
    trip_id: int, draft: TripDraft, numbered: dict[tuple[int, int], int]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number, stop in enumerate(draft.stops, start=1):
        for part in stop.parts:
            for line in part.lines:
                found.append(
                    {
                        "document_id": trip_id,
                        "line_no": len(found) + 1,
                        "stop_id": numbered[trip_id, number],
                        "disposition_document_id": part.document_id,
                        "disposition_line_id": line.disposition_line_id,
                        "part_no": part.part_no,
                        "item_id": line.item_id,
                        "variant_id": line.variant_id,
                        "quantity": line.quantity,
                        "planned": line.quantity,
                        "weight_grams": line.weight_grams,
                        "volume_cm3": line.volume_cm3,
                        "places": line.places,
                    }
                )
    return found


_DEFAULTS: dict[type[Any], dict[str, Any]] = {
    TripStop: {
        "outcome": "pending",
        "reason": "",
        "received_by": "",
        "collected_minor": 0,
        "told_by": 0,
    },
    TripLine: {"outcome": "pending", "delivered": 0, "reason": ""},
}
"""Columns of new rows that planning says nothing about."""


def _insert(
    session: Session,
    model: type[TripStop | TripLine],
    rows: Sequence[dict[str, Any]],
    *,
    returning: bool = False,
) -> Sequence[Any]:
    """Insert rows by one statement, however many."""
    table: Any = model.__table__
    whole = [row | _DEFAULTS[model] for row in rows]
    names = list(whole[0])
    given = rows_of(table, names, whole)
    statement = insert(table).from_select(
        names, select(*(given.c[name] for name in names)), include_defaults=False
    )
    if not returning:
        session.execute(statement)
        return ()
    return session.execute(
        statement.returning(table.c.id, table.c.document_id, table.c.stop_no)
    ).all()


def _before(draft: TripDraft) -> str:
    numbers = [str(goods[0]) for stop in _stored_stops(draft.stored) for goods in stop.goods]
    return ", ".join(dict.fromkeys(numbers))


def _after(draft: TripDraft) -> str:
    return ", ".join(dict.fromkeys(part.number for stop in draft.stops for part in stop.parts))


__all__ = ["CHANNEL", "Taken", "take_plan"]
