"""A day as the dispatcher's map and timeline show it: stops as they are driven to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from core.delivery.planning.day_shape import DAY_END
from core.delivery.statuses import TripStatus
from routing.verdict import RouteVerdict
from tui.desk.dispatch.names import trip_id
from tui.desk.dispatch.rows import runs_of, trip_name
from tui.desk.dispatch.sitting import Shown
from tui.flows.desk.dispatch.views import StopRow, TripRow
from tui.widgets.map_scene import GeoPoint, MapScene, MapStop, MapTrip, Outline
from tui.widgets.timeline_rows import Doing, Piece, TimedStop, TimelineRow


def map_of(shown: Shown, outlines: Sequence[Outline] = ()) -> MapScene:
    """Return the map of a day: a stop is called by its first part."""
    view, depot = shown.view, shown.day.depot
    runs = runs_of(row for row in view.trips if row.trip >= 0)
    home = _point(depot.lat_e6, depot.lon_e6) if depot is not None else None
    driven = [row for row in view.trips if row.trip >= 0]
    stops = [
        MapStop(stop.parts[0], stop.partner or ", ".join(stop.numbers), _point_of(stop))
        for row in driven
        for stop in _ahead(row)
    ]
    waits = [
        MapStop(row.part, row.partner or row.number, _point(row.lat_e6, row.lon_e6))
        for row in view.pool
    ]
    return MapScene(
        depots=(MapStop("depot", shown.day.warehouse, home),),
        stops=(*stops, *waits),
        trips=tuple(
            MapTrip(
                id=trip_id(row.vehicle, row.trip),
                name=trip_name(row, runs),
                stops=tuple(stop.parts[0] for stop in _ahead(row)),
                begin=_begin(row) or home,
                end=home,
            )
            for row in driven
        ),
        outlines=outlines if isinstance(outlines, tuple) else tuple(outlines),
    )


def _ahead(row: TripRow) -> tuple[StopRow, ...]:
    """Return the stops a vehicle has still to go to: of a trip under way those nobody told of."""
    under_way = row.status is TripStatus.DEPARTED
    return tuple(stop for stop in row.stops if not (under_way and stop.done))


def _begin(row: TripRow) -> GeoPoint | None:
    """Return where the vehicle of a trip under way was seen last; None: where it is loaded."""
    behind = [stop for stop in row.stops if stop.done and row.status is TripStatus.DEPARTED]
    return next((at for stop in reversed(behind) if (at := _point_of(stop)) is not None), None)


def timeline_of(shown: Shown) -> tuple[TimelineRow, ...]:
    """Return the days of vehicles, those that stay at home last."""
    rows = []
    for vehicle, group in groupby(shown.view.trips, lambda row: row.vehicle):
        runs = tuple(row for row in group if row.trip >= 0)
        one = shown.day.vehicle_by_id[vehicle]
        rests = shown.verdict.route_of.get(vehicle)
        rows.append(
            TimelineRow(
                id=vehicle,
                name=f"{one.name} {one.plate}".rstrip(),
                pieces=tuple(_pieces(runs, rests)),
                stops=tuple(_timed(runs)),
                shift=(one.shift_from, one.shift_to) if one.shift_to < DAY_END else None,
                late=sum(row.late for row in runs),
            )
        )
    return tuple(rows)


def _timed(runs: Sequence[TripRow]) -> Iterator[TimedStop]:
    for row in runs:
        for stop in row.stops:
            whole = stop.window_from <= 0 and stop.window_to >= DAY_END
            yield TimedStop(
                id=stop.parts[0],
                name=stop.partner or ", ".join(stop.numbers),
                trip=row.trip,
                arrival=stop.eta,
                begin=stop.begin,
                departure=stop.leaves,
                waiting=stop.waiting,
                late=stop.late,
                windows=() if whole else ((stop.window_from, stop.window_to),),
            )


def _pieces(runs: Sequence[TripRow], judged: RouteVerdict | None) -> Iterator[Piece]:
    """Yield what a vehicle does; a rest lies over waiting, or between other things."""
    for row in runs:
        yield Piece(Doing.LOADING, row.starts_at, row.departs_at)
        left = row.departs_at
        for stop in row.stops:
            yield Piece(Doing.DRIVING, left, stop.eta)
            if stop.begin > stop.eta:
                yield Piece(Doing.WAITING, stop.eta, stop.begin)
            doing = Doing.LATE if stop.late else Doing.SERVING
            yield Piece(doing, stop.begin, stop.leaves, stop.parts[0])
            left = stop.leaves
        if row.ends_at > left:
            yield Piece(Doing.DRIVING, left, row.ends_at)
    for former, row in pairwise(runs):
        if row.starts_at > former.ends_at:
            yield Piece(Doing.WAITING, former.ends_at, row.starts_at)
    for rest in judged.breaks if judged is not None else ():
        yield Piece(Doing.RESTING, rest.begin, rest.begin + rest.duration)


def _point_of(stop: StopRow) -> GeoPoint | None:
    return _point(stop.lat_e6, stop.lon_e6)


def _point(lat: int | None, lon: int | None) -> GeoPoint | None:
    return (lat, lon) if lat is not None and lon is not None else None
