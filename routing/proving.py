"""Whether planning anew serves a stop where a rule gives way, and whether less would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from routing.check import judge
from routing.parts import Stop
from routing.plan import Plan
from routing.problem import Problem
from routing.relaxing import Relaxation, Step, relaxed, scaled
from routing.verdict import Verdict

Solve = Callable[[Problem], Plan]
"""Plans a problem anew. It should begin with the plan there is, or it may find less than that."""

HALVINGS = 4
"""How often less is tried: down to a sixteenth of what a place in the plan there is asks for."""


class Prover:
    """Plans anew what explanations say of one plan."""

    def __init__(self, problem: Problem, verdict: Verdict, solve: Solve) -> None:
        self.problem = problem
        self.before = verdict
        self.solve = solve

    def proven(
        self,
        row: Sequence[str],
        found: Relaxation,
        hopeless: Callable[[Sequence[Step]], bool] = lambda _steps: False,
    ) -> Relaxation:
        """Return a relaxation with what planning anew made of it, made as small as that allows.

        Half of the steps returned were tried too, and did not do, unless `HALVINGS` is reached.

        Args:
            row: the stop, with those that have to follow it.
            found: one that the checker agrees to.
            hopeless: tells of steps that no plan at all can serve the stop with.
        """
        if not found.steps:
            return found
        best = self._served(row, found.steps)
        if best is None:
            return replace(found, resolved=False)
        share, enough = Fraction(0), Fraction(1)
        for _ in range(HALVINGS):
            if enough <= 2 * share:
                break
            middle = (share + enough) / 2
            steps = scaled(found.steps, middle)
            if steps == best.steps:
                break
            less = None if hopeless(steps) else self._served(row, steps)
            if less is None:
                share = middle
            else:
                best, enough = less, middle
        return best

    def _served(self, row: Sequence[str], steps: Sequence[Step]) -> Relaxation | None:
        """Return what planning anew comes to; None where it leaves something out for it."""
        wider = relaxed(self.problem, steps)
        left = set(self.before.unserved) - set(row)
        plan = self.solve(self._wanted(wider, left))
        after = judge(wider, plan)
        known = set(self.before.breaches)
        if not set(after.unserved) <= left or any(one not in known for one in after.breaches):
            return None
        route = next(route for route in plan.routes if row[0] in route.stops)
        trip = next(at for at, one in enumerate(route.trips) if row[0] in one.stops)
        left_out = after.unserved_cost - self.before.unserved_cost
        return Relaxation(
            steps=tuple(steps),
            plan=plan,
            route=route,
            trip=trip,
            fresh=set(route.trips[trip].stops) <= set(row),
            cost=after.cost - self.before.cost - left_out,
            unserved_cost=left_out,
            resolved=True,
        )

    def _wanted(self, problem: Problem, left: set[str]) -> Problem:
        """Return a problem of what has to be served: without what is left out, at a high price."""
        left = left - {stop for lock in problem.locks for stop in lock.stops}
        dear = 1 + self.before.cost

        def priced(stop: Stop) -> Stop:
            if stop.price_unserved is None:
                return stop
            return replace(stop, price_unserved=stop.price_unserved + dear)

        return replace(
            problem,
            stops=tuple(priced(stop) for stop in problem.stops if stop.id not in left),
            pins=tuple(pin for pin in problem.pins if pin.stop not in left),
            runs=tuple(run for run in problem.runs if not left & set(run.stops)),
        )


__all__ = ["Prover", "Solve"]
