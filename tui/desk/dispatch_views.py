"""A judged plan as what the map, the timeline and the bars of load show. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.kernel.i18n import N_
from routing.parts import FOREVER, Vehicle
from routing.problem import Problem
from routing.verdict import RouteVerdict, TripTimes, Verdict
from tui.formatting import NBSP, decimal_sign
from tui.locale import _
from tui.widgets.loadbar import Bar
from tui.widgets.map_scene import GeoPoint, MapScene, MapStop, MapTrip, Outline
from tui.widgets.timeline_rows import Doing, Piece, TimedStop, TimelineRow


@dataclass(frozen=True, slots=True)
class DayNames:
    """What people call the things of a problem; what has no name is called by its id."""

    stops: Mapping[str, str] = field(default_factory=dict)
    vehicles: Mapping[str, str] = field(default_factory=dict)
    depots: Mapping[str, str] = field(default_factory=dict)

    def stop(self, key: str) -> str:
        """Return the name of a stop."""
        return self.stops.get(key) or key

    def vehicle(self, key: str) -> str:
        """Return the name of a vehicle."""
        return self.vehicles.get(key) or key

    def depot(self, key: str) -> str:
        """Return the name of a depot."""
        return self.depots.get(key) or key


@dataclass(frozen=True, slots=True)
class Measure:
    """How a dimension of load is told."""

    title: str
    """A msgid."""
    unit: str
    """A msgid."""
    parts: int = 1
    """Units of the problem in one that is shown; a power of ten."""


MEASURES: Mapping[str, Measure] = {
    "kg": Measure(N_("Weight"), N_("kg")),
    "dm3": Measure(N_("Volume"), N_("m³"), 1000),
    "pallets": Measure(N_("Pallets"), N_("pl."), 10),
}
"""Dimensions of klad's own days; another one is called by its name."""


def trip_id(vehicle: str, trip: int) -> str:
    """Return what a trip is called on the map.

    Args:
        vehicle: its id.
        trip: index, from 0.
    """
    return f"{vehicle}:{trip}"


def trip_of_id(key: str) -> tuple[str, int]:
    """Return vehicle and index of a trip, from what it is called on the map."""
    vehicle, _colon, trip = key.rpartition(":")
    return vehicle, int(trip)


# The map


def map_scene(
    problem: Problem,
    verdict: Verdict,
    places: Sequence[GeoPoint | None],
    names: DayNames,
    outlines: Sequence[Outline] = (),
) -> MapScene:
    """Return the map of a plan.

    Args:
        problem: what is planned.
        verdict: of the plan.
        places: where the places of the problem are, by their indexes; None: nobody knows.
        names: what to call things.
        outlines: streets to draw below.
    """
    trips = [
        MapTrip(
            id=trip_id(route.vehicle, trip.index),
            name=_trip_name(names.vehicle(route.vehicle), trip.index, len(route.trips)),
            stops=tuple(stop.stop for stop in trip.stops),
            begin=_begin(problem, places, route.vehicle, trip, first=not number),
            end=_end(problem, places, route, number),
        )
        for route in verdict.routes
        for number, trip in enumerate(route.trips)
    ]
    return MapScene(
        depots=tuple(
            MapStop(one.id, names.depot(one.id), places[one.place]) for one in problem.depots
        ),
        stops=tuple(
            MapStop(one.id, names.stop(one.id), places[one.place]) for one in problem.stops
        ),
        trips=tuple(trips),
        outlines=outlines if isinstance(outlines, tuple) else tuple(outlines),
    )


def _trip_name(vehicle: str, trip: int, trips: int) -> str:
    return f"{vehicle}·{trip + 1}" if trips > 1 else vehicle


def _begin(
    problem: Problem,
    places: Sequence[GeoPoint | None],
    vehicle: str,
    trip: TripTimes,
    *,
    first: bool,
) -> GeoPoint | None:
    """Return where a trip comes from: its depot, or where the vehicle is that is on it already."""
    at = problem.vehicle_by_id[vehicle].at
    if first and at is not None:
        locks = problem.locks_of.get(vehicle, ())
        if any(lock.trip == trip.index and lock.departure is not None for lock in locks):
            return places[at]
    return places[problem.depots[trip.depot].place]


def _end(
    problem: Problem, places: Sequence[GeoPoint | None], route: RouteVerdict, number: int
) -> GeoPoint | None:
    last = number + 1 == len(route.trips)
    depot = problem.vehicle_by_id[route.vehicle].end if last else route.trips[number + 1].depot
    return None if depot is None else places[problem.depots[depot].place]


# The timeline


def timeline_rows(
    problem: Problem, verdict: Verdict, names: DayNames, *, idle: bool = False
) -> tuple[TimelineRow, ...]:
    """Return the days of vehicles, in the order of the problem.

    Args:
        problem: what is planned.
        verdict: of the plan.
        names: what to call things.
        idle: show vehicles that stay at home, too.
    """
    rows = []
    for vehicle in problem.vehicles:
        route = verdict.route_of.get(vehicle.id)
        if route is not None and route.trips:
            rows.append(_day(problem, vehicle, route, names))
        elif idle:
            rows.append(TimelineRow(vehicle.id, names.vehicle(vehicle.id), (), (), _shift(vehicle)))
    return tuple(rows)


def _day(problem: Problem, vehicle: Vehicle, route: RouteVerdict, names: DayNames) -> TimelineRow:
    return TimelineRow(
        id=vehicle.id,
        name=names.vehicle(vehicle.id),
        pieces=tuple(_pieces(route)),
        stops=tuple(
            TimedStop(
                id=stop.stop,
                name=names.stop(stop.stop),
                trip=trip.index,
                arrival=stop.arrival,
                begin=stop.begin,
                departure=stop.departure,
                waiting=stop.waiting,
                late=stop.late,
                windows=_windows(problem, stop.stop),
            )
            for trip in route.trips
            for stop in trip.stops
        ),
        shift=_shift(vehicle),
        late=route.late,
    )


def _shift(vehicle: Vehicle) -> tuple[int, int] | None:
    return None if vehicle.shift.end >= FOREVER else (vehicle.shift.start, vehicle.shift.end)


def _windows(problem: Problem, stop: str) -> tuple[tuple[int, int], ...]:
    windows = problem.stop_by_id[stop].windows
    return () if windows[-1].end >= FOREVER else tuple((one.start, one.end) for one in windows)


def _pieces(route: RouteVerdict) -> Iterator[Piece]:
    """Yield what a vehicle does; a rest lies over waiting, or between other things."""
    for trip in route.trips:
        yield Piece(Doing.LOADING, trip.loading, trip.departure)
        left = trip.departure
        for stop in trip.stops:
            yield Piece(Doing.DRIVING, left, stop.arrival)
            if stop.begin > stop.arrival:
                yield Piece(Doing.WAITING, stop.arrival, stop.begin)
            doing = Doing.LATE if stop.late else Doing.SERVING
            yield Piece(doing, stop.begin, stop.departure, stop.stop)
            left = stop.departure
        if trip.end > left:
            yield Piece(Doing.DRIVING, left, trip.end)
    for former, trip in pairwise(route.trips):
        if trip.loading > former.end:
            yield Piece(Doing.WAITING, former.end, trip.loading)
    for rest in route.breaks:
        yield Piece(Doing.RESTING, rest.begin, rest.begin + rest.duration)


# The bars of load


def load_bars(problem: Problem, route: RouteVerdict, trip: int) -> tuple[Bar, ...]:
    """Return how full a vehicle is on one trip, and its day.

    Args:
        problem: what is planned.
        route: the day of the vehicle.
        trip: index of the trip, from 0; of a trip that is not driven everything is nought.
    """
    vehicle = problem.vehicle_by_id[route.vehicle]
    times = next((one for one in route.trips if one.index == trip), None)
    peak = times.peak if times is not None else (0,) * len(vehicle.capacity)
    bars = [
        load_bar(name, used, limit)
        for name, used, limit in zip(problem.dimensions, peak, vehicle.capacity, strict=True)
    ]
    longest = min(vehicle.max_duration, vehicle.shift.end - vehicle.shift.start)
    if longest < FOREVER - vehicle.shift.start:
        bars.append(time_bar(route.duration, longest))
    return tuple(bars)


def load_bar(name: str, used: int, limit: int | None) -> Bar:
    """Return the bar of a dimension of load.

    Args:
        name: of the dimension, see `MEASURES`.
        used: in units of the dimension.
        limit: the same; None, or one that is never reached: nobody knows it.
    """
    measure = MEASURES.get(name, Measure(name, ""))
    unit = f"{NBSP}{_(measure.unit)}" if measure.unit else ""
    known = None if limit is None or limit >= FOREVER else limit
    figures = f"{_number(used, measure.parts)}{unit}"
    if known is not None:
        figures = f"{_number(used, measure.parts)} / {_number(known, measure.parts)}{unit}"
    return Bar(_(measure.title), used, known, figures)


def time_bar(used: int, limit: int) -> Bar:
    """Return the bar of a day, of its seconds."""
    hours = _("h")
    return Bar(_("Time"), used, limit, f"{_span(used)} / {_span(limit)}{NBSP}{hours}")


def _number(value: int, parts: int) -> str:
    """Write a number of units with at most one decimal, thousands apart."""
    tenths = -(-value * 10 // parts) if parts > 1 else value * 10
    whole, rest = divmod(tenths, 10)
    text = f"{whole:,}".replace(",", NBSP)
    return f"{text}{decimal_sign()}{rest}" if parts > 1 else text


def _span(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
