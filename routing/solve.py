"""Planning: engines in processes of their own, and the best plan that the checker accepts.

A first plan comes from plain construction, at once. Then engines search side by side, as many as
there are cores, and one that dies, hangs, or tells lies is replaced by the next. Rules that the
first engine does not know are kept by a second one, which goes on from the plan of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from routing.check import judge
from routing.errors import RoutingError
from routing.outcome import GIVEN, Incumbent, Options, Outcome
from routing.parted import FEWEST, LARGE_PART, PARTED, search_parts
from routing.plan import Plan
from routing.problem import Problem
from routing.race import CONSTRUCTED, Asked, Best, Race, Told
from routing.solvers.insertion import repair
from routing.solvers.process import Member
from routing.solvers.rules import beyond_pyvrp, beyond_savings, trips_move, trips_stand_alone
from routing.solvers.task import Task

INSERTION = Member(CONSTRUCTED, "routing.solvers.insertion")
SAVINGS = Member("savings", "routing.solvers.savings")
PYVRP = Member("pyvrp", "routing.solvers.pyvrp_engine", cold=True)
GENTLE = Member("pyvrp-gentle", "routing.solvers.pyvrp_engine", "gentle", 1, cold=True)
ORTOOLS = Member("ortools", "routing.solvers.ortools_engine", silent=True)
FINISH = Member("ortools-finish", "routing.solvers.ortools_engine", "finish", silent=True)
DUTIES = Member("duties", "routing.solvers.duties", silent=True)
TRIPS = Member("trips-first", "routing.solvers.trips_first", silent=True, cold=True)
THIRD = Member("pyvrp-third", "routing.solvers.pyvrp_engine", "", 2, cold=True)

ENGINES = {
    member.name: member
    for member in (INSERTION, SAVINGS, PYVRP, GENTLE, ORTOOLS, FINISH, THIRD, DUTIES, TRIPS)
}

FEW = 150
"""Up to so many stops plain construction is over before a process for it has begun."""

AT_ONCE = 0.5
"""Seconds that it may take where less is given: a plan without stops is of no use to anybody."""

MANY = 400
"""From so many stops on the first plan comes from savings, where they know the rules."""

WHOLE = 0.5
"""Part of the time in which a day is searched whole that is cut into parts in the end."""

TRIPWISE = 0.6
"""The same where trips are searched for first: to give them to vehicles is a part of that."""

UNHURRIED = 0.04
"""Seconds a stop there must be for that; in less the whole is not yet worth cutting."""

RELAXED = 0.5
"""Part of the time for the engine that does not know every rule; the rest is for the finish."""

PACKING = 0.005
"""Seconds a stop that are kept for sharing out trips anew in the end; `LEAST` seconds at least."""

WORTH = 0.15
"""It is left out where it would take a greater part of the time."""

LEAST = 1.0
"""Seconds that an engine gets which takes over from one that hung; no more than `SHARE`."""

SHARE = 0.2


class UnknownEngine(RoutingError):
    """No engine has that name. Facts: engine, known."""

    code = "unknown-engine"


def solve(
    problem: Problem,
    options: Options,
    on_incumbent: Told = lambda incumbent: None,  # noqa: ARG005 - nobody looks
    cancelled: Asked = lambda: False,
) -> Outcome:
    """Plan a day.

    Args:
        problem: what is to be planned.
        options: limits, seed, cores.
        on_incumbent: told of every better plan, in this thread.
        cancelled: asked 20 times a second; once it says so the best plan stands.

    Raises:
        UnknownEngine: the options name one that does not exist.
    """
    if options.engine and options.engine not in ENGINES:
        raise UnknownEngine(engine=options.engine, known=tuple(ENGINES))
    best = Best(problem, on_incumbent, cancelled)
    if options.warm is not None:
        best.offer(GIVEN, options.warm)
    if not problem.stops or not problem.vehicles or best.stop():
        return best.outcome()
    _first(best, options)
    if not best.stop():
        _search(best, options)
    if not (best.stop() or options.members or options.engine):
        _complete(best, options)
    return best.outcome()


def planner_from(plan: Plan, options: Options) -> Callable[[Problem], Plan]:
    """Return what plans problems that differ a little from the one a plan is of.

    Each is planned from that plan on, until everything is served or time is over: first by putting
    what is left out where it fits, then by searching.

    Args:
        plan: what there is.
        options: how to search each; the limit is that of one search.
    """

    def planned(problem: Problem) -> Plan:
        quick = repair(problem, plan)
        if not judge(problem, quick).unserved or options.engine == INSERTION.name:
            return quick
        done: list[bool] = []

        def look(incumbent: Incumbent) -> None:
            if not incumbent.verdict.unserved:
                done.append(True)

        engine = options.engine or ("" if beyond_pyvrp(problem) else PYVRP.name)
        again = replace(options, warm=quick, engine=engine)
        return solve(problem, again, look, lambda: bool(done)).plan

    return planned


def _first(best: Best, options: Options) -> None:
    """Construct the first plan, or complete a given one."""
    if options.members or options.engine in {INSERTION.name, SAVINGS.name}:
        return
    problem = best.problem
    if len(problem.stops) <= FEW:
        warm = best.found or options.warm or Plan(())
        best.offer(CONSTRUCTED, repair(problem, warm, _over(best, max(options.seconds, AT_ONCE))))
        return
    quick = len(problem.stops) >= MANY and not beyond_savings(problem) and options.warm is None
    for member in (SAVINGS, INSERTION) if quick else (INSERTION,):
        if Race(best, problem).run([member], _task(best, options), options.seed) or best.stop():
            return


def _search(best: Best, options: Options) -> None:
    problem = best.problem
    if options.members or options.engine:
        wanted = options.members or (ENGINES[options.engine],)
        _relay([[member] for member in wanted], best, options)
        return
    if len(problem.stops) > PARTED and best.found is not None:
        search_parts(best, options, PYVRP)
        return
    if beyond_pyvrp(problem):
        _relay([_portfolio(options.cores, apart=True)], best, options, part=RELAXED)
        if not best.stop():
            _relay([[FINISH]], best, options)
        return
    kept = _kept_for_packing(problem, options)
    searching = replace(options, seconds=options.seconds - kept)
    parted = _ends_in_parts(problem, options)
    teams = [_portfolio(options.cores), [ORTOOLS], [INSERTION]]
    part = WHOLE if parted else 1.0
    if parted and trips_stand_alone(problem) and options.warm is None:
        teams.insert(0, [TRIPS, *teams[0][1:]])
        part = TRIPWISE
    _relay(teams, best, searching, part=part)
    if parted and not best.stop():
        search_parts(best, searching, PYVRP, size=LARGE_PART, rounds=FEWEST)
    if kept and not best.stop():
        _pack(best, options)


def _kept_for_packing(problem: Problem, options: Options) -> float:
    """Return the seconds kept for sharing out trips anew; 0: nothing comes of it, or too late."""
    wanted = max(LEAST, PACKING * len(problem.stops))
    return wanted if trips_move(problem) and wanted <= WORTH * options.seconds else 0.0


def _pack(best: Best, options: Options) -> None:
    """Let the trips of the best plan be shared out anew among vehicles."""
    if best.found is not None:
        Race(best, best.problem).run([DUTIES], _task(best, options), options.seed)


def _ends_in_parts(problem: Problem, options: Options) -> bool:
    """Tell whether a day is big enough to be cut, and the time enough to search it whole first."""
    count = len(problem.stops)
    unhurried = options.iterations is None and options.seconds >= UNHURRIED * count
    return unhurried and count >= 2 * LARGE_PART


def _complete(best: Best, options: Options) -> None:
    """Put what a search has left out where it fits after all, and parts had no room for."""
    if not best.engine or not best.verdict.unserved:
        return
    least = min(LEAST, SHARE * options.seconds)
    until = best.seconds + (least if options.iterations is None else options.seconds)
    best.offer(best.engine, repair(best.problem, best.plan, _over(best, until)))


def _over(best: Best, until: float) -> Callable[[], bool]:
    """Return what tells that somebody has cancelled, or that it is so late."""
    return lambda: best.stop() or best.seconds >= until


def _portfolio(cores: int, *, apart: bool = False) -> list[Member]:
    """Return the engines that run side by side; apart: OR-Tools has its turn later."""
    members = [PYVRP, GENTLE, THIRD] if apart else [PYVRP, GENTLE, ORTOOLS, THIRD]
    return members[:cores]


def _relay(
    teams: Sequence[Sequence[Member]], best: Best, options: Options, part: float = 1.0
) -> None:
    """Let teams run one after another until one has done its work."""
    for number, team in enumerate(teams):
        least = min(LEAST, SHARE * options.seconds) if number else 0.0
        task = _task(best, options, part, least)
        if Race(best, best.problem).run(team, task, options.seed) or best.stop():
            return


def _task(best: Best, options: Options, part: float = 1.0, least: float = 0.0) -> Task:
    left = max(least, options.seconds - best.seconds, 0.0)
    return Task(
        seconds=left * part,
        iterations=options.iterations,
        seed=options.seed,
        warm=best.found or options.warm,
    )


__all__ = ["ENGINES", "Incumbent", "Options", "Outcome", "UnknownEngine", "planner_from", "solve"]
