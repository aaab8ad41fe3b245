"""What engines are asked of a day, and what they answer, on the day as it is by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.delivery.planning.problems import to_solve
from core.delivery.planning.rebasing import Rebased, rebased
from routing.explain import Explanation, explain
from routing.plan import Plan
from routing.problem import Problem
from tui.flows.desk.dispatch.engines import Solving, State
from tui.flows.desk.dispatch.views import PoolRow


@dataclass(frozen=True, slots=True)
class Unserved:
    """Why a part is left out."""

    part: str
    number: str
    partner: str
    problem: str
    """`Unplannable`, with its facts; "": it could be planned, see `told`."""
    facts: tuple[tuple[str, object], ...]
    told: Explanation | None
    """Which rule blocks it on which vehicle, and what little would help."""


def asked_of(moment: State) -> tuple[Problem, Plan]:
    """Return what engines are asked, and the plan as far as it is about that."""
    problem = to_solve(moment.day, moment.problem, moment.plan)
    known = {stop.id for stop in problem.stops}
    left = tuple(part for part in moment.plan.unserved if part in known)
    return problem, replace(moment.plan, unserved=left)


def proposal_of(solving: Solving) -> Plan:
    """Return the best plan by now, with the parts that engines were not asked about.

    It is of the day as it was when they began; the plan of then where they found none.
    """
    began, best = solving.began, solving.best
    if best is None:
        return began.plan
    planned = {part for route in best.plan.routes for part in route.stops}
    left = (stop.id for stop in began.problem.stops if stop.id not in planned)
    return replace(best.plan, unserved=tuple(left))


def put_on(now: State, moment: State, plan: Plan) -> Rebased:
    """Return a plan of some moment on the day as it is now; what others wrote since stands."""
    if moment.day is now.day:
        return Rebased(now.day, plan, ())
    return rebased(moment.base, moment.day, plan, now.base)


def explained(
    moment: State, pool: Sequence[PoolRow], first: str = "", most: int | None = None
) -> tuple[Unserved, ...]:
    """Tell of every part that is left out why it is, in the order of the pool.

    Args:
        first: a part that goes before the others; "": none.
        most: of how many it is found out: it takes time on a full day; None: of all.
    """
    problem, plan = asked_of(moment)
    rows = sorted(pool, key=lambda row: row.part != first)
    wanted = {row.part for row in rows[:most]}
    told = {one.stop: one for one in explain(problem, plan, only=wanted)}
    return tuple(
        Unserved(
            part=row.part,
            number=row.number,
            partner=row.partner,
            problem=row.problem,
            facts=row.facts,
            told=told.get(row.part),
        )
        for row in rows
    )


__all__ = ["Unserved", "asked_of", "explained", "proposal_of", "put_on"]
