"""What a plan makes of stored trips: what each carries, in which stops, when, for how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.delivery.planning.day_shape import DayTrip, DayVehicle, DeliveryDay, Part
from core.delivery.planning.errors import NotToTake, TripFixed
from core.delivery.planning.problems import COST_UNIT, DIMENSIONS, KG, carried
from core.delivery.statuses import TripDirection
from core.delivery.trips.rules import Work, owed
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.verdict import RouteVerdict, StopTimes, TripTimes, Verdict

FIXED = 1_000_000
"""How much a trip that may not be changed weighs when trips of a plan look for their like."""

Goods = tuple[tuple[int, int, int, int], ...]
"""(document, part, line, quantity) of a stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDraft:
    """One stop of a trip: parts for one address at one time."""

    address_id: int
    window_from: int
    window_to: int
    arrives_at: int
    leaves_at: int
    locked: bool
    parts: tuple[Part, ...]

    @property
    def goods(self) -> Goods:
        """What is carried there, as `DayStop.goods` has it."""
        return tuple(
            (part.document_id, part.part_no, line.disposition_line_id, line.quantity)
            for part in self.parts
            for line in part.lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TripDraft:
    """A trip as it shall be."""

    vehicle: DayVehicle
    stored: DayTrip | None
    """None: it is made anew."""
    run: int
    starts_at: int
    ends_at: int
    metres: int
    cost_minor: int
    stops: tuple[StopDraft, ...]

    @property
    def direction(self) -> TripDirection:
        """Which way its goods go; in, where nothing of it goes out."""
        inbound = [part.demand.inbound for stop in self.stops for part in stop.parts]
        return TripDirection.IN if inbound and all(inbound) else TripDirection.OUT

    @property
    def other_content(self) -> bool:
        """Whether it carries something else, elsewhere or in another order than stored."""
        if self.stored is None:
            return True
        now = [(s.address_id, s.window_from, s.window_to, s.goods) for s in self.stops]
        then = [(s.address_id, s.window_from, s.window_to, s.goods) for s in self.stored.stops]
        return now != then or self.run != self.stored.run

    @property
    def other_times(self) -> bool:
        """Whether it is driven at other times, farther or dearer than stored."""
        if self.stored is None:
            return True
        then = self.stored
        return (self.starts_at, self.ends_at, self.metres, self.cost_minor) != (
            then.starts_at,
            then.ends_at,
            then.metres,
            then.cost_minor,
        )


def drafts_of(
    day: DeliveryDay, problem: Problem, plan: Plan, verdict: Verdict
) -> tuple[TripDraft, ...]:
    """Return the trips a plan changes, as they shall be.

    A trip whose stops and goods stay is left alone, unless an earlier run of the same vehicle
    changes and moves its times.

    Raises:
        NotToTake: the plan names what is not there, or one part twice, or a pin is not kept.
        TripFixed: it changes a trip that may not be changed.
    """
    _check(day, problem, plan)
    routes = {route.vehicle: route for route in plan.routes}
    found: list[TripDraft] = []
    for vehicle in day.vehicles:
        route = routes.get(vehicle.id, Route(vehicle.id, ()))
        judged = verdict.route_of.get(vehicle.id)
        moved = False
        for draft in _of_vehicle(day, vehicle, route, judged):
            fixed = draft.stored is not None and draft.stored.fixed
            if fixed and draft.stored is not None and draft.other_content:
                raise TripFixed(trip=draft.stored.number, status=draft.stored.status.value)
            moved = moved or draft.other_content
            if draft.other_content or (moved and not fixed and draft.other_times):
                found.append(draft)
    return tuple(found)


def _check(day: DeliveryDay, problem: Problem, plan: Plan) -> None:
    seen: set[str] = set()
    for route in plan.routes:
        if route.vehicle not in day.vehicle_by_id:
            raise NotToTake(part=route.vehicle, document="", reason="vehicle")
        for name in route.stops:
            part = day.part_by_id.get(name)
            if part is None:
                raise NotToTake(part=name, document="", reason="unknown")
            reason = ""
            if name in seen:
                reason = "twice"
            elif part.place is None:
                reason = "no-address"
            elif problem.pin_of.get(name, route.vehicle) != route.vehicle:
                reason = "pinned"
            if reason:
                raise NotToTake(part=name, document=part.number, reason=reason)
            seen.add(name)


def _of_vehicle(
    day: DeliveryDay, vehicle: DayVehicle, route: Route, judged: RouteVerdict | None
) -> Iterator[TripDraft]:
    """Return every trip of a vehicle: those of the plan, and stored ones that become empty."""
    stored = [trip for trip in day.trips_of.get(vehicle.id, ()) if carried(trip) or not trip.fixed]
    indexes = [number for number, trip in enumerate(route.trips) if trip.stops]
    partners = matched(stored, [route.trips[number].stops for number in indexes])
    times = {trip.index: trip for trip in judged.trips} if judged is not None else {}
    costs = costs_of(vehicle, judged, day)
    run = 0
    for number, partner, cost in zip(indexes, partners, costs, strict=True):
        run = max(run + 1, partner.run if partner is not None else 0)
        told = times[number]
        yield TripDraft(
            vehicle=vehicle,
            stored=partner,
            run=run,
            starts_at=told.loading,
            ends_at=told.end,
            metres=told.distance,
            cost_minor=cost,
            stops=tuple(_stops(day, partner, route.trips[number].stops, told)),
        )
    for trip in stored:
        if trip not in partners:
            run = max(run + 1, trip.run)
            yield TripDraft(
                vehicle=vehicle,
                stored=trip,
                run=run,
                starts_at=0,
                ends_at=0,
                metres=0,
                cost_minor=0,
                stops=(),
            )


def matched(stored: Sequence[DayTrip], wanted: Sequence[Sequence[str]]) -> Sequence[DayTrip | None]:
    """Return the stored trip that each one of the plan becomes; None: it is made anew.

    In the order of both, so that together they have most in common.
    """
    rows, columns = len(wanted), len(stored)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for at in reversed(range(rows)):
        for of in reversed(range(columns)):
            together = best[at + 1][of + 1] + _alike(stored[of], wanted[at])
            best[at][of] = max(best[at + 1][of], best[at][of + 1], together)
    found: list[DayTrip | None] = [None] * rows
    at = of = 0
    while at < rows and of < columns:
        if best[at][of] == best[at + 1][of + 1] + _alike(stored[of], wanted[at]):
            found[at] = stored[of]
            at, of = at + 1, of + 1
        elif best[at][of] == best[at + 1][of]:
            at += 1
        else:
            of += 1
    return found


def _alike(trip: DayTrip, wanted: Sequence[str]) -> int:
    """Return how much a stored trip and one of the plan have in common; more than 0."""
    common = len(set(trip.parts) & set(wanted))
    return 1 + common * 10 + (FIXED if trip.fixed and trip.parts == tuple(wanted) else 0)


def costs_of(
    vehicle: DayVehicle, judged: RouteVerdict | None, day: DeliveryDay | None = None
) -> list[int]:
    """Return what every trip of a route costs in kopecks.

    Of a carrier with a tariff each costs what he will be owed for it, its minimum too, as
    `core.delivery.trips.accruing` counts. Others together cost what the route does: the first bears
    what going out at all costs, the last overtime; time counts from the end of the trip before.

    Args:
        day: whose parts are carried; None: each is a stop of its own, its weight is told in
            whole kilograms.
    """
    if judged is None:
        return []
    if vehicle.tariff is not None:
        return [owed(vehicle.tariff, _work(trip, day)).amount for trip in judged.trips]
    found: list[int] = []
    total = told = 0
    since = judged.start
    for number, trip in enumerate(judged.trips):
        cost = (trip.end - since) * vehicle.per_hour_minor * (COST_UNIT // 3600)
        cost += trip.distance * vehicle.per_km_minor * (COST_UNIT // 1000)
        if number == 0:
            cost += vehicle.fixed_minor * COST_UNIT
        since = trip.end
        total = judged.cost if number == len(judged.trips) - 1 else total + cost
        rounded = (total + COST_UNIT // 2) // COST_UNIT
        found.append(rounded - told)
        told = rounded
    return found


def _work(told: TripTimes, day: DeliveryDay | None) -> Work:
    seconds = told.end - told.loading
    if day is None:
        kilograms = told.peak[DIMENSIONS.index("kg")]
        return Work(told.distance, len(told.stops), seconds, kilograms * KG)
    parts = [day.part_by_id[stop.stop] for stop in told.stops]
    stops = sum(1 for _ in groupby(parts, where_of))
    grams = sum(line.weight_grams for part in parts for line in part.lines)
    return Work(told.distance, stops, seconds, grams)


def _stops(
    day: DeliveryDay, trip: DayTrip | None, names: Sequence[str], told: TripTimes
) -> Iterator[StopDraft]:
    """Return stops: parts in a row for one address at one time are one of them."""
    times = {stop.stop: stop for stop in told.stops}
    locked = {
        (stop.address_id, stop.window_from, stop.window_to)
        for stop in (trip.stops if trip is not None else ())
        if stop.locked
    }
    for key, group in groupby([day.part_by_id[name] for name in names], where_of):
        parts = tuple(group)
        first, last = times[parts[0].id], times[parts[-1].id]
        yield StopDraft(
            address_id=key[0],
            window_from=key[1],
            window_to=key[2],
            arrives_at=first.arrival,
            leaves_at=_leaves(parts[-1], last),
            locked=key in locked,
            parts=parts,
        )


def where_of(part: Part) -> tuple[int, int, int]:
    """Return what makes a stop: address, begin and end of the window."""
    address = part.place.address_id if part.place is not None else 0
    return (address, part.window_from, part.window_to)


def _leaves(part: Part, last: StopTimes) -> int:
    """Return when a vehicle drives on: the time of the visit itself is part of the way out."""
    visit = part.place.service if part.place is not None and part.place.located else 0
    return last.departure + visit
