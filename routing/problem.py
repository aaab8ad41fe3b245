"""What is to be planned: places, stops, vehicles, travel. Everything is an integer.

One set of units per problem, chosen by whoever makes it: klad's own days are in metres, seconds
from midnight of the day, kilograms, cubic decimetres and tenths of a pallet; instances of
benchmarks are in their own. A cost is a sum of `fixed`, `per_distance` × distance,
`per_time` × time, `per_overtime` × overtime and `price_unserved`, in one unit of cost, of which
`Problem.cost_unit` make one minor unit of money; so every cost is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from routing.parts import (
    ALWAYS,
    FOREVER,
    HOUR,
    HOURS,
    Break,
    Depot,
    Lock,
    Matrix,
    Pin,
    Row,
    Run,
    Stop,
    Travel,
    Vehicle,
    Window,
    matrix_of,
)
from routing.validity import check_numbers, check_parts, check_wishes


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A day to plan. Consistent by construction.

    Raises:
        BadProblem: two things share an id, an index leads nowhere, a window ends before it
            begins, a number is negative, lengths differ, a pin, a lock or a run names what is not
            there or contradicts another.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    travel: tuple[Travel, ...]
    dimensions: tuple[str, ...] = ()
    """Names of the dimensions of load."""
    incompatible: frozenset[frozenset[str]] = frozenset()
    """Pairs of kinds of goods that must not ride on one trip."""
    pins: tuple[Pin, ...] = ()
    locks: tuple[Lock, ...] = ()
    runs: tuple[Run, ...] = ()
    cost_unit: int = 1
    """Units of cost in one minor unit of money; only for showing."""
    name: str = ""
    best_known: int | None = field(default=None, compare=False)
    """Of an instance of a benchmark, in units of cost; None where nobody knows."""

    def __post_init__(self) -> None:
        check_parts(self.depots, self.stops, self.vehicles, self.travel, self.dimensions)
        check_numbers(self.incompatible, self.cost_unit)
        check_wishes(self.stops, self.vehicles, self.pins, self.locks, self.runs)

    @cached_property
    def stop_by_id(self) -> Mapping[str, Stop]:
        """Stops by their ids."""
        return {stop.id: stop for stop in self.stops}

    @cached_property
    def vehicle_by_id(self) -> Mapping[str, Vehicle]:
        """Vehicles by their ids."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def pinned(self) -> Mapping[str, str]:
        """Stop → the vehicle it is pinned to, locks counted in."""
        found = {pin.stop: pin.vehicle for pin in self.pins}
        return found | {stop: lock.vehicle for lock in self.locks for stop in lock.stops}

    @cached_property
    def pin_of(self) -> Mapping[str, str]:
        """Stop → the vehicle it is pinned to, without locks."""
        return {pin.stop: pin.vehicle for pin in self.pins}

    @cached_property
    def clashes(self) -> Mapping[str, frozenset[str]]:
        """Kind of goods → kinds that must not ride on a trip with it."""
        found: dict[str, frozenset[str]] = {}
        for one, other in map(sorted, self.incompatible):
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
        return found

    @cached_property
    def run_links(self) -> Mapping[str, tuple[str, str]]:
        """Stop of a run → the one before and the one behind it; "" where there is none."""
        return {
            stop: (run.stops[at - 1] if at else "", (*run.stops, "")[at + 1])
            for run in self.runs
            for at, stop in enumerate(run.stops)
        }

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Group → its stops, of which all are served or none."""
        return self._named(lambda stop: stop.group)

    @cached_property
    def companies(self) -> Mapping[str, tuple[str, ...]]:
        """Name → stops that ride on one vehicle together."""
        return self._named(lambda stop: stop.together)

    def _named(self, name: Callable[[Stop], str]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for stop in self.stops:
            if name(stop):
                found.setdefault(name(stop), []).append(stop.id)
        return {key: tuple(stops) for key, stops in found.items()}

    @cached_property
    def locks_of(self) -> Mapping[str, tuple[Lock, ...]]:
        """Vehicle → its locks."""
        found: dict[str, tuple[Lock, ...]] = {}
        for lock in self.locks:
            found[lock.vehicle] = (*found.get(lock.vehicle, ()), lock)
        return found

    def may_ride(self, stop: Stop, vehicle: Vehicle) -> bool:
        """Tell whether skills, size and pins allow a stop on a vehicle; loads are not looked at."""
        return (
            stop.skills <= vehicle.skills
            and (not stop.max_size or vehicle.size <= stop.max_size)
            and self.pinned.get(stop.id, vehicle.id) == vehicle.id
        )


__all__ = [
    "ALWAYS",
    "FOREVER",
    "HOUR",
    "HOURS",
    "Break",
    "Depot",
    "Lock",
    "Matrix",
    "Pin",
    "Problem",
    "Row",
    "Run",
    "Stop",
    "Travel",
    "Vehicle",
    "Window",
    "matrix_of",
]
