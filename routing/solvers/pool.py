"""The routes that a search has come by, as columns of a programme that chooses among them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyvrp import Activity, ActivityType, ProblemData, Route, Solution

from routing.solvers.arrays import Flags, Floats, Ints

MOST = 60_000
"""Routes kept; of more than that those are forgotten that were come by first, and hot."""

REMEMBERED = 4 * MOST
"""Routes whose figures are remembered at most, so as not to look at them again."""

NUMBERS = "i"
"""How `array` and numpy name the numbers that visits are kept as."""

DRIVEN = 1.5
"""A vehicle counts for so many times its price: a search that goes on from what is chosen takes
one more where it needs it, and hardly ever learns to do without one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Routes, one column each: what it costs, which kind of vehicle drives, what it serves."""

    kinds: Ints
    costs: Floats
    served: Ints
    """The stops of all columns, one column after another."""
    begins: Ints
    """Where in `served` the stops of each column begin."""

    def __len__(self) -> int:
        return len(self.costs)

    def stops(self, column: int) -> Sequence[int]:
        """Return the stops that a column serves."""
        ends = [*self.begins[column + 1 : column + 2], len(self.served)]
        found: list[int] = self.served[self.begins[column] : ends[0]].tolist()
        return found

    def totals(self, values: Floats) -> Floats:
        """Return for each column the sum of its stops' values; values: one per stop."""
        found: Floats = np.add.reduceat(values[self.served], self.begins)
        return found

    def some(self, chosen: Ints) -> Columns:
        """Return some of the columns."""
        sizes = np.diff(self.begins, append=len(self.served))[chosen]
        begins = np.cumsum(sizes) - sizes
        at = np.arange(sizes.sum()) + np.repeat(self.begins[chosen] - begins, sizes)
        return Columns(self.kinds[chosen], self.costs[chosen], self.served[at], begins)

    def touched(self, stops: Sequence[int], count: int) -> Flags:
        """Tell which columns serve any of some stops; count: how many stops there are."""
        marks = np.zeros(count)
        marks[list(stops)] = 1
        return self.totals(marks) > 0


def columns_of(blocks: Sequence[Columns]) -> Columns:
    """Return columns, one block behind the other."""
    sizes = [len(block.served) for block in blocks]
    begins = np.cumsum(sizes) - sizes
    return Columns(
        np.concatenate([block.kinds for block in blocks]),
        np.concatenate([block.costs for block in blocks]),
        np.concatenate([block.served for block in blocks]),
        np.concatenate([block.begins + begin for block, begin in zip(blocks, begins, strict=True)]),
    )


@dataclass(slots=True)
class RoutePool:
    """Routes that keep the rules; of those with the same stops and vehicle, the cheapest.

    There are tens of thousands: they are kept as numbers, a client's from 1 up, a depot's below 0.
    """

    data: ProblemData
    routes: dict[tuple[int, bytes], tuple[float, bytes]] = field(default_factory=dict)
    """Kind of vehicle and clients in order of their numbers → cost, and visits as they follow."""
    _seen: set[int] = field(default_factory=set)

    @property
    def stop_of(self) -> Sequence[int]:
        """Return for each client which stop it is: windows of one stop are clients of a group."""
        found = list(range(self.data.num_clients))
        for group in self.data.groups():
            for client in group.clients:
                found[client] = group.clients[0]
        return found

    @property
    def prices(self) -> Mapping[int, int | None]:
        """Return what it costs to leave out each stop; None: it must be served."""
        must = {
            client for group in self.data.groups() if group.required for client in group.clients
        }
        clients = self.data.clients()
        return {
            stop: None if clients[stop].required or stop in must else clients[stop].prize
            for stop in self.stop_of
        }

    def add(self, solution: Solution) -> None:
        """Take in the routes of a plan.

        A route is known by its figures: to look at the stops of all would take as long as the
        search does. Two that have all of them alike are taken for one.
        """
        if len(self._seen) > REMEMBERED:
            self._seen.clear()
        for route in solution.routes():
            mark = hash(
                (
                    route.vehicle_type(),
                    route.num_clients(),
                    route.distance(),
                    route.duration(),
                    route.start_time(),
                )
            )
            if mark not in self._seen:
                self._seen.add(mark)
                if route.is_feasible():
                    self._keep(route)

    def _keep(self, route: Route) -> None:
        visits = array(NUMBERS, (one.idx + 1 if one.is_client() else -1 - one.idx for one in route))
        inside = visits[1:-1]
        clients = array(NUMBERS, sorted(one for one in inside if one > 0))
        driving = route.distance_cost() + route.duration_cost()
        cost = driving + DRIVEN * route.fixed_vehicle_cost()
        key = route.vehicle_type(), clients.tobytes()
        known = self.routes.pop(key, None)
        if known is None or cost < known[0]:
            known = cost, inside.tobytes()
        self.routes[key] = known
        if len(self.routes) > MOST:
            del self.routes[next(iter(self.routes))]

    def columns(self) -> Columns:
        """Return the routes as columns, in the order they are kept in; not of an empty pool."""
        sizes = np.array([len(clients) for _, clients in self.routes], dtype=np.int64)
        sizes //= array(NUMBERS).itemsize
        clients = np.frombuffer(b"".join(clients for _, clients in self.routes), dtype=NUMBERS)
        return Columns(
            kinds=np.array([kind for kind, _ in self.routes], dtype=np.int64),
            costs=np.array([cost for cost, _ in self.routes.values()], dtype=np.float64),
            served=np.array(self.stop_of, dtype=np.int64)[clients - 1],
            begins=np.cumsum(sizes) - sizes,
        )

    def solution(self, columns: Iterable[int]) -> Solution:
        """Return routes, by where they are kept, as a plan."""
        kept = [(kind, visits) for (kind, _), (_, visits) in self.routes.items()]
        return Solution(self.data, [self._route(*kept[column]) for column in columns])

    def _route(self, kind: int, visits: bytes) -> Route:
        numbers = array(NUMBERS, visits)
        return Route(
            self.data,
            [
                Activity(ActivityType.CLIENT, number - 1)
                if number > 0
                else Activity(ActivityType.DEPOT, -1 - number)
                for number in numbers
            ],
            kind,
        )


__all__ = ["Columns", "RoutePool", "columns_of"]
