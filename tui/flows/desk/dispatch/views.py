"""What the dispatcher's screen paints: rows of a day, made of a plan and the checker's verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.delivery.planning import moves
from core.delivery.planning.costing import Cost, costs_of, together
from core.delivery.planning.day_shape import DayTrip, DayVehicle, DeliveryDay, Part
from core.delivery.planning.matching import stored_runs, where_of
from core.delivery.planning.problems import DIMENSIONS, carried, plan_of
from core.delivery.planning.rebasing import was_altered
from core.delivery.statuses import TripStatus
from routing.plan import Plan
from routing.plan import Trip as Run
from routing.verdict import Breach, RouteVerdict, StopTimes, TripTimes, Verdict
from tui.flows.desk.dispatch.engines import State


@dataclass(frozen=True, slots=True)
class Load:
    """How full something is."""

    value: int
    capacity: int
    """0: not known, never too much."""

    @property
    def over(self) -> bool:
        """Whether it is more than there is room for."""
        return 0 < self.capacity < self.value

    @property
    def share(self) -> int:
        """Percent of the capacity; 0 where that is not known."""
        return self.value * 100 // self.capacity if self.capacity else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """One stop on the way: what is handed over, when. Times are seconds from midnight."""

    parts: tuple[str, ...]
    numbers: tuple[str, ...]
    """Of their documents."""
    partner: str
    address: str
    lat_e6: int | None
    lon_e6: int | None
    window_from: int
    window_to: int
    eta: int
    begin: int
    leaves: int
    waiting: int
    late: int
    metres: int
    """From the place before."""
    weight_grams: int
    volume_cm3: int
    places: int
    collect_minor: int
    locked: bool
    inbound: bool
    moved: bool
    """The document asks for another address or time by now."""
    done: bool
    """The driver has told what became of it."""
    contact: str
    phone: str
    task: str
    """Of an errand, in words."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TripRow:
    """One run of a vehicle; one without stops is a vehicle that waits for work."""

    vehicle: str
    """`DayVehicle.id`."""
    trip: int
    """Which one among the runs of the plan, from 0; -1: it carries nothing."""
    trip_id: int
    """Of the stored trip; 0: not written yet."""
    number: str
    name: str
    plate: str
    driver: str
    carrier: str
    status: TripStatus | None
    """None: not written yet."""
    fixed: bool
    """Planning leaves it as it is."""
    locked: bool
    kg: Load
    dm3: Load
    pallets: Load
    time: Load
    """Seconds of the whole day of the vehicle, and of its longest day without overtime."""
    starts_at: int
    departs_at: int
    ends_at: int
    metres: int
    cost: Cost
    waiting: int
    late: int
    renewed: bool
    """Its addresses changed since it was planned; it is stored anew with the plan."""
    stops: tuple[StopRow, ...]
    breaches: tuple[Breach, ...]
    shift_from: int
    shift_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRow:
    """A part on no trip."""

    part: str
    document_id: int
    number: str
    partner: str
    address: str
    zone: str
    lat_e6: int | None
    lon_e6: int | None
    window_from: int
    window_to: int
    ready_at: int
    weight_grams: int
    volume_cm3: int
    pallets_tenths: int
    places: int
    amount_minor: int
    collect_minor: int
    priority: int
    inbound: bool
    overdue: bool
    """It should have gone on an earlier day."""
    problem: str
    """`core.delivery.planning.day_shape.Unplannable`, with its facts; "": it can be planned."""
    facts: tuple[tuple[str, object], ...]
    task: str
    """Of an errand, in words."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A day as the screen paints it."""

    trips: tuple[TripRow, ...]
    """By vehicle and run; then vehicles that stay at home."""
    pool: tuple[PoolRow, ...]
    """The most urgent first."""
    cost: Cost
    """Of all runs together, without prices of what is left out."""
    metres: int
    late: int
    """Seconds of all stops together."""
    served: int
    """Parts on trips."""
    breaches: tuple[Breach, ...]
    unsaved: int
    """Vehicles whose runs are not as they are stored."""
    renewed: int
    """Trips whose addresses changed since: they are stored anew with the plan."""
    can_undo: bool
    can_redo: bool
    provider: str
    """Who told the ways."""


def day_view(moment: State, *, can_undo: bool, can_redo: bool, provider: str) -> DayView:
    """Return a day as it is at a moment of the sitting."""
    verdict = moment.verdict
    trips = tuple(trip_rows(moment.day, moment.plan, verdict))
    return DayView(
        trips=trips,
        pool=tuple(pool_rows(moment.day, moment.plan)),
        cost=together(trip.cost for trip in trips),
        metres=verdict.distance,
        late=moves.late(verdict),
        served=sum(1 for route in moment.plan.routes for _ in route.stops),
        breaches=verdict.breaches,
        unsaved=unsaved_of(moment),
        renewed=sum(trip.renewed for trip in trips),
        can_undo=can_undo,
        can_redo=can_redo,
        provider=provider,
    )


def unsaved_of(moment: State) -> int:
    """Return of how many vehicles the runs are not as they are stored."""
    stored = plan_of(moment.base)
    changed = {route.vehicle for route in moves.changed_routes(stored, moment.plan)}
    was = moment.base.part_by_id
    cut = {
        route.vehicle
        for route in moment.plan.routes
        for part in route.stops
        if was_altered(was.get(part), moment.day.part_by_id[part])
    }
    return len(changed | cut)


def trip_rows(day: DeliveryDay, plan: Plan, verdict: Verdict) -> Iterator[TripRow]:
    """Yield runs of the plan by vehicle, then vehicles without any."""
    routes = {route.vehicle: route for route in plan.routes}
    idle = []
    for vehicle in day.vehicles:
        mine = day.trips_of.get(vehicle.id, ())
        route, judged = routes.get(vehicle.id), verdict.route_of.get(vehicle.id)
        if route is None or judged is None or not judged.trips:
            idle += [_idle(vehicle, trip) for trip in mine or (None,)]
            continue
        runs = [route.trips[trip.index] for trip in judged.trips]
        kept = stored_runs(day, vehicle.id, [run.stops for run in runs])
        costs = costs_of(day, vehicle, judged, kept)
        for told, run, stored, cost in zip(judged.trips, runs, kept, costs, strict=True):
            yield _row(day, stored, judged, _Run(vehicle, told, run, cost))
        for trip in mine:
            if trip not in kept and not carried(trip):
                yield _idle(vehicle, trip)
    yield from idle


@dataclass(frozen=True, slots=True)
class _Run:
    """One run and its figures."""

    vehicle: DayVehicle
    told: TripTimes
    run: Run
    cost: Cost


def _idle(vehicle: DayVehicle, empty: DayTrip | None) -> TripRow:
    return TripRow(
        vehicle=vehicle.id,
        trip=-1,
        trip_id=empty.id if empty is not None else 0,
        number=empty.number if empty is not None else "",
        name=vehicle.name,
        plate=vehicle.plate,
        driver=vehicle.driver,
        carrier=vehicle.carrier,
        status=empty.status if empty is not None else None,
        fixed=empty.fixed if empty is not None else False,
        locked=empty.locked if empty is not None else False,
        kg=Load(0, vehicle.payload_kg),
        dm3=Load(0, vehicle.volume_dm3),
        pallets=Load(0, vehicle.pallets_tenths),
        time=Load(0, vehicle.max_duration),
        starts_at=0,
        departs_at=0,
        ends_at=0,
        metres=0,
        cost=Cost(0),
        waiting=0,
        late=0,
        renewed=False,
        stops=(),
        breaches=(),
        shift_from=vehicle.shift_from,
        shift_to=vehicle.shift_to,
    )


def _row(day: DeliveryDay, stored: DayTrip | None, judged: RouteVerdict, of: _Run) -> TripRow:
    vehicle, told = of.vehicle, of.told
    peak = dict(zip(DIMENSIONS, told.peak, strict=True))
    return TripRow(
        vehicle=vehicle.id,
        trip=told.index,
        trip_id=stored.id if stored is not None else 0,
        number=stored.number if stored is not None else "",
        name=vehicle.name,
        plate=vehicle.plate,
        driver=stored.driver if stored is not None and stored.driver else vehicle.driver,
        carrier=vehicle.carrier,
        status=stored.status if stored is not None else None,
        fixed=stored.fixed if stored is not None else False,
        locked=stored.locked if stored is not None else False,
        kg=Load(peak["kg"], vehicle.payload_kg),
        dm3=Load(peak["dm3"], vehicle.volume_dm3),
        pallets=Load(peak["pallets"], vehicle.pallets_tenths),
        time=Load(judged.duration, vehicle.max_duration),
        starts_at=told.loading,
        departs_at=told.departure,
        ends_at=told.end,
        metres=told.distance,
        cost=of.cost,
        waiting=sum(stop.waiting for stop in told.stops),
        late=sum(stop.late for stop in told.stops),
        renewed=stored is not None and day.renews(stored),
        stops=tuple(_stops(day, of.run, told, stored)),
        breaches=tuple(one for one in judged.breaches if one.trip in {None, told.index}),
        shift_from=vehicle.shift_from,
        shift_to=vehicle.shift_to,
    )


def _stops(
    day: DeliveryDay, run: Run, told: TripTimes, stored: DayTrip | None
) -> Iterator[StopRow]:
    visited = stored.visited if stored is not None else frozenset()
    times = {stop.stop: stop for stop in told.stops}
    parts = [day.part_by_id[name] for name in run.stops if name in day.part_by_id]
    for _key, group in groupby(parts, where_of):
        together = tuple(group)
        done = visited.issuperset(part.id for part in together)
        yield _stop(together, [times[part.id] for part in together], done=done)


def _stop(parts: Sequence[Part], times: Sequence[StopTimes], *, done: bool) -> StopRow:
    first = parts[0]
    place, demand = first.place, first.demand
    visit = place.service if place is not None and place.located else 0
    return StopRow(
        parts=tuple(part.id for part in parts),
        numbers=tuple(dict.fromkeys(part.number for part in parts)),
        partner=", ".join(dict.fromkeys(part.partner for part in parts if part.partner)),
        address=first.address,
        lat_e6=place.lat_e6 if place is not None else None,
        lon_e6=place.lon_e6 if place is not None else None,
        window_from=first.window_from,
        window_to=first.window_to,
        eta=times[0].arrival,
        begin=times[0].begin,
        leaves=times[-1].departure + visit,
        waiting=sum(one.waiting for one in times),
        late=max(one.late for one in times),
        metres=sum(one.distance for one in times),
        weight_grams=sum(part.weight_grams for part in parts),
        volume_cm3=sum(part.volume_cm3 for part in parts),
        places=sum(part.places for part in parts),
        collect_minor=sum(part.collect_minor for part in parts),
        locked=any(part.locked for part in parts),
        inbound=demand.inbound,
        moved=any(part.moved for part in parts),
        done=done,
        contact=demand.contact,
        phone=demand.phone,
        task=demand.task,
        note=demand.note or (place.note if place is not None else ""),
    )


def pool_rows(day: DeliveryDay, plan: Plan) -> Iterator[PoolRow]:
    """Yield parts on no trip of the plan: the most urgent first, then by window and number."""
    planned = {part for route in plan.routes for part in route.stops}
    left = [part for part in day.parts if part.id not in planned]
    for part in sorted(left, key=_urgency):
        place, demand = part.place, part.demand
        yield PoolRow(
            part=part.id,
            document_id=part.document_id,
            number=part.number,
            partner=part.partner,
            address=part.address,
            zone=place.zone if place is not None else "",
            lat_e6=place.lat_e6 if place is not None else None,
            lon_e6=place.lon_e6 if place is not None else None,
            window_from=part.window_from,
            window_to=part.window_to,
            ready_at=demand.ready_at,
            weight_grams=part.weight_grams,
            volume_cm3=part.volume_cm3,
            pallets_tenths=part.pallets_tenths,
            places=part.places,
            amount_minor=part.amount_minor,
            collect_minor=part.collect_minor,
            priority=demand.priority,
            inbound=demand.inbound,
            overdue=demand.planned_on is not None and demand.planned_on < day.day,
            problem=part.problem,
            facts=part.facts,
            task=demand.task,
            note=demand.note,
        )


def _urgency(part: Part) -> tuple[int, int, int, int]:
    return (-part.demand.priority, part.window_to, part.document_id, part.part_no)
