"""Set partitioning: a plan put together of routes that a search has come by.

A search that anneals stays with the vehicles it has settled on, though which of them drive is a
question of the whole day. So what it came by is put together anew: every stop once, of every kind
of vehicle no more than there are, as cheaply as can be (Subramanian, Uchoa & Ochi 2013). The
linear programme of it is solved by generating columns out of the pool, and made whole by diving:
the route that is taken the most is taken for good, and the rest solved again. The few stops that
no route is left for are for the search to find room for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import numpy as np
from ortools.linear_solver import pywraplp
from pyvrp import Solution

from routing.solvers.arrays import Floats, Ints
from routing.solvers.pool import Columns, RoutePool, columns_of

ENTERING = 600
"""Columns that enter the programme at a time: those that promise the most."""

PRICED = 60
"""So often they may, before the first route is taken for good."""

DIVING = 4
"""The same after each."""

WHOLE = 0.999
"""A route that is taken by so much is taken."""

NOTHING = 1e-6

DEAR = 3.0
"""A stop that must be served is left without a route for so many times the dearest one."""


class Programme:
    """The linear programme over some columns of a pool, which grows by those that pay."""

    def __init__(
        self,
        columns: Columns,
        prices: Mapping[int, float],
        kinds: Sequence[int],
        first: Ints | None = None,
    ) -> None:
        """Prepare.

        Args:
            columns: what there is to choose from, at least one.
            prices: of leaving a stop out, by stop.
            kinds: how many vehicles there are of each kind.
            first: columns to begin with; None: those that cost least by the stop.
        """
        self.columns = columns
        self.unit = float(columns.costs.mean()) or 1.0
        self.lp = pywraplp.Solver.CreateSolver("GLOP")
        self.how = pywraplp.MPSolverParameters()
        how = pywraplp.MPSolverParameters
        self.how.SetIntegerParam(how.PRESOLVE, how.PRESOLVE_OFF)
        self.cost = self.lp.Objective()
        self.cost.SetMinimization()
        self.size = max(prices, default=0) + 1
        self.once = {stop: self._row(price) for stop, price in prices.items()}
        self.fleet = [self.lp.Constraint(-self.lp.infinity(), count) for count in kinds]
        self.variables: dict[int, pywraplp.Variable] = {}
        self.entered = np.zeros(len(columns), dtype=np.bool_)
        self.open = np.ones(len(columns), dtype=np.bool_)
        """Columns that none of those taken for good stands against."""
        if first is None:
            first = np.argsort(columns.costs / columns.totals(np.ones(self.size)))[:ENTERING]
        self._enter(first)

    def _row(self, price: float) -> pywraplp.Constraint:
        left_out = self.lp.NumVar(0, 1, "")
        self.cost.SetCoefficient(left_out, price / self.unit)
        row = self.lp.Constraint(1, 1)
        row.SetCoefficient(left_out, 1)
        return row

    def _enter(self, chosen: Ints) -> None:
        for column in map(int, chosen):
            variable = self.lp.NumVar(0, self.lp.infinity(), "")
            self.cost.SetCoefficient(variable, float(self.columns.costs[column]) / self.unit)
            self.fleet[self.columns.kinds[column]].SetCoefficient(variable, 1)
            for stop in self.columns.stops(column):
                self.once[stop].SetCoefficient(variable, 1)
            self.variables[column] = variable
        self.entered[chosen] = True

    def solve(self, until: float, rounds: int) -> bool:
        """Solve it over all columns that are open, or as many as enter in so many rounds.

        Args:
            until: when to give up, of `perf_counter`.

        Returns:
            False: it was late, or the numbers were too much for the solver.
        """
        for _ in range(rounds):
            left = until - perf_counter()
            if left <= 0:
                return False
            self.lp.set_time_limit(int(min(left, 1e6) * 1000) + 1)
            if self.lp.Solve(self.how) != pywraplp.Solver.OPTIMAL:
                return False
            paying = self._paying()
            if not len(paying):
                break
            self._enter(paying)
        else:
            return bool(self.lp.Solve(self.how) == pywraplp.Solver.OPTIMAL)
        return True

    def prices(self) -> tuple[Floats, Floats]:
        """Return what it is worth to serve each stop, and to have one more vehicle of each kind.

        As the programme was solved last; the latter are never above 0.
        """
        worth = np.zeros(self.size)
        for stop, row in self.once.items():
            worth[stop] = row.dual_value()
        rent = np.array([row.dual_value() for row in self.fleet])
        return worth * self.unit, rent * self.unit

    def _paying(self) -> Ints:
        """Return columns outside that would make it cheaper, those first that do so most."""
        worth, rent = self.prices()
        columns = self.columns
        reduced = columns.costs - columns.totals(worth) - rent[columns.kinds]
        found = np.flatnonzero((reduced < -NOTHING * self.unit) & self.open & ~self.entered)
        return found[np.argsort(reduced[found], kind="stable")[:ENTERING]]

    def taken(self) -> Mapping[int, float]:
        """Return how much of each column that is open is taken, if anything of it."""
        values = {
            column: variable.solution_value()
            for column, variable in self.variables.items()
            if self.open[column]
        }
        return {column: value for column, value in values.items() if value > NOTHING}

    def surest(self) -> Sequence[int]:
        """Return columns that are taken whole; none is: one that is taken the most."""
        taken = self.taken()
        whole = [column for column, value in taken.items() if value > WHOLE]
        if whole or not taken:
            return whole
        most = max(taken.values())
        return [min(column for column, value in taken.items() if value == most)]

    def grow(self, more: Columns) -> None:
        """Add columns, none of which a column taken for good stands against; forget those closed.

        Columns have other numbers afterwards: those open follow one another, then come the new.
        """
        kept = np.flatnonzero(self.open)
        number = np.cumsum(self.open) - 1
        self.variables = {
            int(number[column]): variable
            for column, variable in self.variables.items()
            if self.open[column]
        }
        self.columns = columns_of([self.columns.some(kept), more])
        self.entered = np.append(self.entered[kept], np.zeros(len(more), dtype=np.bool_))
        self.open = np.ones(len(self.columns), dtype=np.bool_)

    def take(self, column: int) -> None:
        """Take a column for good; those that share a stop with it are closed."""
        self.variables[column].SetBounds(1, 1)
        shut = self.open & self.columns.touched(self.columns.stops(column), self.size)
        self.open &= ~shut
        shut[column] = False
        for other in np.flatnonzero(shut & self.entered):
            self.variables[int(other)].SetBounds(0, 0)


def dive(programme: Programme, until: float) -> Sequence[int] | None:
    """Return columns that serve no stop twice; None where there was no time for it."""
    chosen: list[int] = []
    rounds = PRICED
    while programme.solve(until, rounds):
        surest = programme.surest()
        if not surest:
            return chosen
        for column in surest:
            programme.take(column)
            chosen.append(column)
        rounds = DIVING
    return None


def recombined(pool: RoutePool, until: float) -> Solution | None:
    """Return the routes of a pool that go together best; some stops may be left out.

    Args:
        until: when to give up, of `perf_counter`.

    Returns:
        None: the pool is empty, or there was no time for it.
    """
    if not pool.routes:
        return None
    columns = pool.columns()
    dear = DEAR * float(columns.costs.max())
    prices = {stop: dear if price is None else price for stop, price in pool.prices.items()}
    kinds = [kind.num_available for kind in pool.data.vehicle_types()]
    chosen = dive(Programme(columns, prices, kinds), until)
    return None if chosen is None else pool.solution(chosen)


__all__ = ["Programme", "dive", "recombined"]
