"""Whether a problem contradicts itself: ids, indexes, lengths, signs, wishes."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence

from routing.errors import BadProblem
from routing.parts import HOURS, Depot, Lock, Pin, Row, Run, Stop, Travel, Vehicle, Window


def check_parts(
    depots: Sequence[Depot],
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    travel: Sequence[Travel],
    dimensions: Sequence[str],
) -> None:
    """Refuse parts that do not fit together.

    Raises:
        BadProblem: the first part that does not, with what is wrong about it.
    """
    if not depots:
        raise BadProblem(what="depot", key="", reason="missing")
    if not travel:
        raise BadProblem(what="travel", key="", reason="missing")
    _distinct("depot", (depot.id for depot in depots))
    _distinct("stop", (stop.id for stop in stops))
    _distinct("vehicle", (vehicle.id for vehicle in vehicles))
    _distinct("dimension", dimensions)
    places = len(travel[0].distances)
    seen: set[int] = set()
    for index, ways in enumerate(travel):
        _check_travel(str(index), ways, places, seen)
    for depot in depots:
        _check_depot(depot, places)
    for stop in stops:
        _check_stop(stop, places, len(depots), len(dimensions))
    for vehicle in vehicles:
        _check_vehicle(vehicle, depots, places, len(travel), len(dimensions))


def _distinct(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadProblem(what=what, key=one, reason="twice")
        seen.add(one)


def _natural(what: str, key: str, **numbers: int) -> None:
    for name, number in numbers.items():
        if number < 0:
            raise BadProblem(what=what, key=key, reason="negative", field=name, value=number)


def _index(what: str, key: str, field: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise BadProblem(what=what, key=key, reason="index", field=field, value=index, count=count)


def _window(what: str, key: str, field: str, window: Window) -> None:
    _natural(what, key, **{field: window.start})
    if window.end < window.start:
        raise BadProblem(
            what=what,
            key=key,
            reason="ends-before",
            field=field,
            start=window.start,
            end=window.end,
        )


def _length(what: str, key: str, field: str, length: int, wanted: int) -> None:
    if length != wanted:
        raise BadProblem(
            what=what, key=key, reason="length", field=field, value=length, wanted=wanted
        )


def _load(what: str, key: str, field: str, load: Sequence[int], dimensions: int) -> None:
    _length(what, key, field, len(load), dimensions)
    for number in load:
        _natural(what, key, **{field: number})


def _check_travel(key: str, ways: Travel, places: int, seen: set[int]) -> None:
    """Check matrices that were not seen yet: the fleet may share one between many ways."""
    for field, matrix in (("distances", ways.distances), ("durations", ways.durations)):
        _length("travel", key, field, len(matrix), places)
        if id(matrix) in seen:
            continue
        seen.add(id(matrix))
        for here, row in enumerate(matrix):
            _length("travel", key, f"{field}[{here}]", len(row), places)
            if _has_negative(row):
                raise BadProblem(
                    what="travel", key=key, reason="negative", field=field, value=min(row)
                )
    if not ways.pace:
        return
    _length("travel", key, "zones", len(ways.zones), places)
    for zone in ways.zones:
        _index("travel", key, "zones", zone, len(ways.pace))
    for zone, hours in enumerate(ways.pace):
        _length("travel", key, f"pace[{zone}]", len(hours), HOURS)
        for percent in hours:
            if percent <= 0:
                raise BadProblem(
                    what="travel", key=key, reason="not-positive", field="pace", value=percent
                )


_SIGN_BYTE = 7 if sys.byteorder == "little" else 0


def _has_negative(row: Row) -> bool:
    # A million numbers are looked at in milliseconds where only bytes with their signs are.
    if isinstance(row, array) and row.typecode == "q":
        return not row.tobytes()[_SIGN_BYTE::8].isascii()
    return bool(row) and min(row) < 0


def _check_depot(depot: Depot, places: int) -> None:
    _index("depot", depot.id, "place", depot.place, places)
    _window("depot", depot.id, "window", depot.window)
    _natural("depot", depot.id, loading=depot.loading, reloading=depot.reloading)


def _check_stop(stop: Stop, places: int, depots: int, dimensions: int) -> None:
    _index("stop", stop.id, "place", stop.place, places)
    if not stop.windows:
        raise BadProblem(what="stop", key=stop.id, reason="length", field="windows", value=0)
    end = -1
    for window in stop.windows:
        _window("stop", stop.id, "windows", window)
        if window.start <= end:
            raise BadProblem(
                what="stop", key=stop.id, reason="overlap", field="windows", value=window.start
            )
        end = window.end
    _natural("stop", stop.id, service=stop.service, release=stop.release, max_size=stop.max_size)
    for field, load in (("delivery", stop.delivery), ("pickup", stop.pickup)):
        if load:
            _load("stop", stop.id, field, load, dimensions)
    if stop.price_unserved is not None:
        _natural("stop", stop.id, price_unserved=stop.price_unserved)
    for depot in stop.depots:
        _index("stop", stop.id, "depots", depot, depots)


def _check_vehicle(
    vehicle: Vehicle, depots: Sequence[Depot], places: int, travel: int, dimensions: int
) -> None:
    key = vehicle.id
    _load("vehicle", key, "capacity", vehicle.capacity, dimensions)
    _index("vehicle", key, "start", vehicle.start, len(depots))
    if vehicle.end is not None:
        _index("vehicle", key, "end", vehicle.end, len(depots))
    for depot in vehicle.reloads_at:
        _index("vehicle", key, "reloads_at", depot, len(depots))
    _index("vehicle", key, "profile", vehicle.profile, travel)
    if vehicle.at is not None:
        _index("vehicle", key, "at", vehicle.at, places)
    _window("vehicle", key, "shift", vehicle.shift)
    begun = -1
    for rest in vehicle.breaks:
        _window("vehicle", key, "breaks", rest.window)
        _natural("vehicle", key, breaks=rest.duration)
        if rest.window.start < begun:
            raise BadProblem(
                what="vehicle", key=key, reason="order", field="breaks", value=rest.window.start
            )
        begun = rest.window.start
    _natural(
        "vehicle",
        key,
        max_trips=vehicle.max_trips,
        max_duration=vehicle.max_duration,
        max_overtime=vehicle.max_overtime,
        max_distance=vehicle.max_distance,
        max_trip_duration=vehicle.max_trip_duration,
        max_stops=vehicle.max_stops,
        size=vehicle.size,
        fixed=vehicle.fixed,
        per_distance=vehicle.per_distance,
        per_time=vehicle.per_time,
        per_overtime=vehicle.per_overtime,
        ready=vehicle.ready,
    )


def check_numbers(incompatible: Iterable[frozenset[str]], cost_unit: int) -> None:
    """Refuse what is no pair of kinds of goods, and a unit of cost that is none.

    Raises:
        BadProblem: the first one that is not.
    """
    for pair in incompatible:
        _length("incompatible", " ".join(sorted(pair)), "kinds", len(pair), 2)
    if cost_unit < 1:
        raise BadProblem(
            what="problem", key="", reason="not-positive", field="cost_unit", value=cost_unit
        )


def check_wishes(
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    pins: Sequence[Pin],
    locks: Sequence[Lock],
    runs: Sequence[Run],
) -> None:
    """Refuse pins, locks and runs that name what is not there, or contradict one another.

    Raises:
        BadProblem: the first one that does, with the stop or the vehicle it is about.
    """
    known = {stop.id for stop in stops}
    fleet = {vehicle.id: vehicle for vehicle in vehicles}
    rides = _check_pins(pins, known, fleet)
    held = _check_locks(locks, known, fleet, rides)
    _check_runs(runs, known, rides, held)


def _check_pins(
    pins: Sequence[Pin], known: set[str], fleet: Mapping[str, Vehicle]
) -> dict[str, str]:
    """Return which vehicle every pinned stop rides on."""
    rides: dict[str, str] = {}
    for pin in pins:
        if pin.stop not in known:
            raise BadProblem(what="pin", key=pin.stop, reason="unknown-stop")
        if pin.vehicle not in fleet:
            raise BadProblem(what="pin", key=pin.stop, reason="unknown-vehicle", value=pin.vehicle)
        if pin.stop in rides:
            raise BadProblem(what="pin", key=pin.stop, reason="twice")
        rides[pin.stop] = pin.vehicle
    return rides


Held = Mapping[str, tuple[Lock, int]]
"""Stop → its lock and its position there."""


def _check_locks(
    locks: Sequence[Lock],
    known: set[str],
    fleet: Mapping[str, Vehicle],
    rides: dict[str, str],
) -> Held:
    """Return where every locked stop stands; add locks to what rides where."""
    held: dict[str, tuple[Lock, int]] = {}
    trips: set[tuple[str, int]] = set()
    for lock in locks:
        key = lock.vehicle
        if key not in fleet:
            raise BadProblem(what="lock", key=key, reason="unknown-vehicle", value=key)
        _index("lock", key, "trip", lock.trip, fleet[key].max_trips)
        if (key, lock.trip) in trips:
            raise BadProblem(what="lock", key=key, reason="twice", trip=lock.trip)
        trips.add((key, lock.trip))
        if lock.departure is not None:
            _natural("lock", key, departure=lock.departure)
        for position, stop in enumerate(lock.stops):
            if stop not in known:
                raise BadProblem(what="lock", key=key, reason="unknown-stop", value=stop)
            if stop in held:
                raise BadProblem(what="lock", key=key, reason="twice", stop=stop)
            if rides.get(stop, key) != key:
                raise BadProblem(
                    what="lock", key=key, reason="contradicts-pin", stop=stop, value=rides[stop]
                )
            held[stop] = (lock, position)
    rides.update((stop, lock.vehicle) for stop, (lock, _) in held.items())
    return held


def _check_runs(runs: Sequence[Run], known: set[str], rides: Mapping[str, str], held: Held) -> None:
    seen: set[str] = set()
    for run in runs:
        if not run.stops:
            raise BadProblem(what="run", key="", reason="length", field="stops", value=0)
        key = run.stops[0]
        for stop in run.stops:
            if stop not in known:
                raise BadProblem(what="run", key=key, reason="unknown-stop", value=stop)
            if stop in seen:
                raise BadProblem(what="run", key=key, reason="twice", stop=stop)
            seen.add(stop)
        if len({rides[stop] for stop in run.stops if stop in rides}) > 1:
            raise BadProblem(what="run", key=key, reason="contradicts-pin")
        for former, latter in zip(run.stops, run.stops[1:], strict=False):
            if not _can_follow(former, latter, held):
                raise BadProblem(what="run", key=key, reason="contradicts-lock", stop=latter)


def _can_follow(former: str, latter: str, held: Held) -> bool:
    """Tell whether locks leave *latter* right behind *former*."""
    if former in held:
        lock, position = held[former]
        if position + 1 < len(lock.stops):
            return lock.stops[position + 1] == latter
        return not lock.whole and latter not in held
    # What a lock names stands behind its like, or first of all: not behind a free stop.
    return latter not in held
