"""What a plan makes of stored trips: what each carries, in which stops, when, for how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.delivery.planning.costing import costs_of
from core.delivery.planning.day_shape import DayTrip, DayVehicle, DeliveryDay, Part
from core.delivery.planning.errors import NotToTake, TripFixed
from core.delivery.planning.matching import matched, where_of
from core.delivery.planning.problems import carried
from core.delivery.statuses import TripDirection
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.verdict import RouteVerdict, StopTimes, TripTimes, Verdict

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
    renewed: bool = False
    """It is planned by what its addresses are by now, which changed since."""

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

    A trip whose stops and goods stay is left alone, unless its addresses changed since it was
    planned, or an earlier run of the same vehicle changes and moves its times.

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
            anew = draft.other_content or draft.renewed
            moved = moved or anew
            if anew or (moved and not fixed and draft.other_times):
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
    costs = costs_of(day, vehicle, judged, partners)
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
            cost_minor=cost.minor,
            stops=tuple(_stops(day, partner, route.trips[number].stops, told)),
            renewed=partner is not None and day.renews(partner),
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


def _leaves(part: Part, last: StopTimes) -> int:
    """Return when a vehicle drives on: the time of the visit itself is part of the way out."""
    visit = part.place.service if part.place is not None and part.place.located else 0
    return last.departure + visit
