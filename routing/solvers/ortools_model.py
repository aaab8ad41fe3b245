"""A problem as OR-Tools takes it. Every visit may be left out, or no first plan may ever come.

Later trips begin at nodes of their own, some for every vehicle, that it may visit to load again.
Loads taken along count as if brought, which is more than there ever is on board at once; goods
that do not suit each other are kept apart for the whole day of a vehicle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp

from routing.problem import FOREVER, Problem, Vehicle
from routing.solvers.arrays import Ints, array_of, paced
from routing.solvers.grid import dearest_detour
from routing.solvers.rules import loading_depots
from routing.solvers.shape import Unit, units_of

RELOADS = 3
"""Further trips of a vehicle that are looked at, at most."""

MANY_NODES = 600
"""From so many nodes on only one."""

LOCK_FREE = -1
"""Value of the vehicle of a node that is left out."""

TIME = "time"


class Model:
    """The model of one problem without the vehicles that are left alone."""

    def __init__(self, problem: Problem, frozen: frozenset[str], done: frozenset[str]) -> None:
        self.problem = problem
        self.vehicles = [vehicle for vehicle in problem.vehicles if vehicle.id not in frozen]
        units, _ = units_of(problem)
        stops = problem.stops
        self.units = [unit for unit in units if not any(stops[at].id in done for at in unit)]
        depots = len(problem.depots)
        self.nowhere = depots
        count = depots + 1
        most = RELOADS if len(self.units) + RELOADS * len(self.vehicles) < MANY_NODES else 1
        self.reloads: list[list[int]] = []
        """Per vehicle: its nodes for loading again."""
        self.reload_depot: dict[int, int] = {}
        for vehicle in self.vehicles:
            nodes = list(range(count, count + min(most, vehicle.max_trips - 1)))
            count += len(nodes)
            self.reloads.append(nodes)
            again = vehicle.loads_again_at
            depot = vehicle.start if vehicle.start in again else min(again)
            self.reload_depot.update(dict.fromkeys(nodes, depot))
        self.first = count
        """Node of the first unit."""
        self.node_of = {unit[0]: count + at for at, unit in enumerate(self.units)}
        self.size = count + len(self.units)
        self.manager = pywrapcp.RoutingIndexManager(
            self.size,
            len(self.vehicles),
            [vehicle.start for vehicle in self.vehicles],
            [self.nowhere if vehicle.end is None else vehicle.end for vehicle in self.vehicles],
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        self._matrices: dict[object, int] = {}
        self._build()

    def index(self, node: int) -> int:
        """Return OR-Tools' own number of a node that is no depot."""
        return int(self.manager.NodeToIndex(node))

    def _build(self) -> None:
        for number, vehicle in enumerate(self.vehicles):
            self.routing.SetArcCostEvaluatorOfVehicle(self._cost(vehicle), number)
            self.routing.SetFixedCostOfVehicle(vehicle.fixed, number)
        self._add_loads()
        self._add_time()
        self._add_distance()
        self._add_nodes()
        self._add_company()
        self._add_goods()
        self._add_locks()

    def _matrix(self, key: object, make: Callable[[], Ints]) -> int:
        if key not in self._matrices:
            self._matrices[key] = self.routing.RegisterTransitMatrix(make().tolist())
        return self._matrices[key]

    def _ways(self, matrix: Ints) -> Ints:
        """Return a matrix of places as one of nodes; nothing leads on from nowhere."""
        stops, depots = self.problem.stops, self.problem.depots
        homes = [depot.place for depot in depots]
        homes += [homes[0], *(homes[depot] for depot in self.reload_depot.values())]
        entries = homes + [stops[unit[0]].place for unit in self.units]
        exits = homes + [stops[unit[-1]].place for unit in self.units]
        ways = matrix[np.ix_(exits, entries)]
        for at, unit in enumerate(self.units, self.first):
            for here, there in pairwise(unit):
                ways[at, :] += matrix[stops[here].place][stops[there].place]
        ways[:, self.nowhere] = 0
        np.fill_diagonal(ways, 0)
        return ways

    def _distances(self, profile: int) -> Ints:
        return self._ways(array_of(self.problem.travel[profile].distances))

    def _cost(self, vehicle: Vehicle) -> int:
        return self._matrix(
            ("cost", vehicle.profile, vehicle.per_distance),
            lambda: self._distances(vehicle.profile) * vehicle.per_distance,
        )

    def _durations(self, profile: int) -> Ints:
        """Return ways with the work at the node they begin at."""
        ways = self._ways(paced(self.problem.travel[profile]))
        for depot, found in enumerate(self.problem.depots):
            ways[depot, :] += found.loading
        for node, depot in self.reload_depot.items():
            ways[node, :] += self.problem.depots[depot].reloading
        for at, unit in enumerate(self.units, self.first):
            ways[at, :] += sum(self.problem.stops[stop].service for stop in unit)
        return ways

    def _add_loads(self) -> None:
        stops = self.problem.stops
        for dimension, name in enumerate(self.problem.dimensions):
            loads = [
                sum(
                    load[dimension]
                    for at in unit
                    for load in (stops[at].delivery, stops[at].pickup)
                    if load
                )
                for unit in self.units
            ]
            self._add_load(name, loads, [vehicle.capacity[dimension] for vehicle in self.vehicles])
        if any(vehicle.max_stops for vehicle in self.vehicles):
            self._add_load(
                "stops",
                [len(unit) for unit in self.units],
                [vehicle.max_stops or len(stops) for vehicle in self.vehicles],
            )

    def _add_load(self, name: str, loads: Sequence[int], capacities: Sequence[int]) -> None:
        """Add what is brought since the vehicle was loaded last; loading takes it back to none."""
        demands = [0] * self.size
        demands[self.first :] = loads
        for nodes, capacity in zip(self.reloads, capacities, strict=True):
            for node in nodes:
                demands[node] = -capacity
        most = max(capacities, default=0)
        evaluator = self.routing.RegisterUnaryTransitVector(demands)
        self.routing.AddDimensionWithVehicleCapacity(evaluator, most, list(capacities), True, name)
        dimension = self.routing.GetDimensionOrDie(name)
        for node in range(self.first, self.size):
            dimension.SlackVar(self.index(node)).SetValue(0)
        for number in range(len(self.vehicles)):
            dimension.SlackVar(self.routing.Start(number)).SetValue(0)

    def _add_time(self) -> None:
        profiles = [
            self._matrix(("time", vehicle.profile), partial(self._durations, vehicle.profile))
            for vehicle in self.vehicles
        ]
        self.routing.AddDimensionWithVehicleTransits(profiles, FOREVER, FOREVER, False, TIME)
        time = self.routing.GetDimensionOrDie(TIME)
        for number, vehicle in enumerate(self.vehicles):
            window = self.problem.depots[vehicle.start].window
            start = self.routing.Start(number)
            time.CumulVar(start).SetRange(
                max(vehicle.shift.start, window.start), min(vehicle.shift.end, window.end)
            )
            end, opens = vehicle.shift.end, 0
            if vehicle.end is not None:
                home = self.problem.depots[vehicle.end].window
                end, opens = min(end, home.end), home.start
            time.CumulVar(self.routing.End(number)).SetRange(min(opens, end), end)
            if vehicle.per_time:
                time.SetSpanCostCoefficientForVehicle(vehicle.per_time, number)
            if vehicle.max_duration < FOREVER:
                longest = vehicle.max_duration + vehicle.max_overtime
                time.SetSpanUpperBoundForVehicle(longest, number)
            if vehicle.max_overtime and vehicle.per_overtime:
                bound = pywrapcp.BoundCost(vehicle.max_duration, vehicle.per_overtime)
                time.SetSoftSpanUpperBoundForVehicle(bound, number)
            self.routing.AddVariableMinimizedByFinalizer(time.CumulVar(self.routing.End(number)))
            self.routing.AddVariableMaximizedByFinalizer(time.CumulVar(start))
        for node, depot in self.reload_depot.items():
            window = self.problem.depots[depot].window
            time.CumulVar(self.index(node)).SetRange(window.start, window.end)
        self._add_windows(time)
        self._add_breaks(time)

    def _add_windows(self, time: pywrapcp.RoutingDimension) -> None:
        for node, unit in enumerate(self.units, self.first):
            windows = self.problem.stops[unit[0]].windows
            when = time.CumulVar(self.index(node))
            when.SetRange(windows[0].start, windows[-1].end)
            for one, other in pairwise(windows):
                if one.end + 1 < other.start:
                    when.RemoveInterval(one.end + 1, other.start - 1)

    def _add_breaks(self, time: pywrapcp.RoutingDimension) -> None:
        visits = [0] * self.routing.Size()
        for node, unit in enumerate(self.units, self.first):
            visits[self.index(node)] = sum(self.problem.stops[at].service for at in unit)
        for number, vehicle in enumerate(self.vehicles):
            rests = [
                self.solver.FixedDurationIntervalVar(
                    rest.window.start,
                    min(rest.window.end, FOREVER),
                    rest.duration,
                    False,
                    f"rest {number} {at}",
                )
                for at, rest in enumerate(vehicle.breaks)
            ]
            if rests:
                time.SetBreakIntervalsOfVehicle(rests, number, visits)

    def _add_distance(self) -> None:
        limits = [vehicle.max_distance for vehicle in self.vehicles]
        if all(limit >= FOREVER for limit in limits):
            return
        profiles = [
            self._matrix(("far", vehicle.profile), partial(self._distances, vehicle.profile))
            for vehicle in self.vehicles
        ]
        self.routing.AddDimensionWithVehicleTransitAndCapacity(profiles, 0, limits, True, "far")

    def _add_nodes(self) -> None:
        """Say which vehicle may go where, and what leaving a visit out costs."""
        stops = self.problem.stops
        travel = self.problem.travel[0]
        longest = max(max(row, default=0) for row in travel.distances)
        slowest = max(max(row, default=0) for row in travel.durations)
        needed = dearest_detour(self.problem, longest, slowest)
        needed = 10 * max(needed, *(stop.price_unserved or 0 for stop in stops))
        for node, unit in enumerate(self.units, self.first):
            index = self.index(node)
            prices = [stops[at].price_unserved for at in unit]
            price = sum(needed if price is None else price for price in prices)
            self.routing.AddDisjunction([index], price)
            allowed = [
                number
                for number, vehicle in enumerate(self.vehicles)
                if all(self._may(at, vehicle) for at in unit)
            ]
            if len(allowed) < len(self.vehicles):
                self.routing.VehicleVar(index).SetValues([LOCK_FREE, *allowed])
        ends = {
            vehicle.end if vehicle.end is not None else self.nowhere for vehicle in self.vehicles
        }
        for node in set(range(self.nowhere + 1)) - ends - {one.start for one in self.vehicles}:
            self.routing.AddDisjunction([self.index(node)], 0)
            self.routing.ActiveVar(self.index(node)).SetValue(0)
        for number, nodes in enumerate(self.reloads):
            for node in nodes:
                index = self.index(node)
                self.routing.AddDisjunction([index], 0)
                self.routing.VehicleVar(index).SetValues([LOCK_FREE, number])

    def _may(self, at: int, vehicle: Vehicle) -> bool:
        stop = self.problem.stops[at]
        return self.problem.may_ride(stop, vehicle) and (
            not stop.depots or loading_depots(vehicle) <= stop.depots
        )

    def _add_company(self) -> None:
        """Keep groups whole, and those together that ride together."""
        groups: dict[str, list[int]] = defaultdict(list)
        together: dict[str, list[int]] = defaultdict(list)
        for node, unit in enumerate(self.units, self.first):
            for at in unit:
                groups[self.problem.stops[at].group].append(self.index(node))
                together[self.problem.stops[at].together].append(self.index(node))
        active, rides = self.routing.ActiveVar, self.routing.VehicleVar
        for name, indexes in groups.items():
            for one, other in pairwise(indexes):
                if name and one != other:
                    self.solver.Add(active(one) == active(other))
        for name, indexes in together.items():
            for at, one in enumerate(indexes if name else ()):
                for other in indexes[at + 1 :]:
                    same = self.solver.IsEqualVar(rides(one), rides(other))
                    self.solver.Add(same + 2 > active(one) + active(other))

    def _add_goods(self) -> None:
        if not self.problem.incompatible:
            return
        kinds: dict[frozenset[str], int] = {}
        for node, unit in enumerate(self.units, self.first):
            goods = frozenset().union(*(self.problem.stops[at].goods for at in unit))
            kind = kinds.setdefault(goods, len(kinds))
            self.routing.SetVisitType(
                self.index(node), kind, pywrapcp.RoutingModel.TYPE_ADDED_TO_VEHICLE
            )
        for one, left in kinds.items():
            for other, right in kinds.items():
                apart = any(pair <= one | other for pair in self.problem.incompatible)
                if left < right and apart:
                    self.routing.AddHardTypeIncompatibility(left, right)

    def _add_locks(self) -> None:
        """Hold what is locked where it is: every stop of it is followed by the next."""
        numbers = {vehicle.id: number for number, vehicle in enumerate(self.vehicles)}
        index = {stop.id: at for at, stop in enumerate(self.problem.stops)}
        for lock in self.problem.locks:
            number = numbers.get(lock.vehicle)
            if number is None or lock.trip > len(self.reloads[number]):
                continue
            reloads = [self.index(node) for node in self.reloads[number]]
            here = self.routing.Start(number) if not lock.trip else reloads[lock.trip - 1]
            chain = [
                self.index(self.node_of[index[stop]])
                for stop in lock.stops
                if index[stop] in self.node_of
            ]
            for there in chain:
                self.routing.NextVar(here).SetValue(there)
                here = there
            if lock.whole:
                self.routing.NextVar(here).SetValues([*reloads, self.routing.End(number)])


__all__ = ["TIME", "Model", "Unit"]
