"""Days too big for one search: cut into parts by where routes lie, searched part by part.

Vehicles and their trips stay whole inside a part (Santini et al. 2023: routes cut by their
barycentres beat other cuts). The cut turns from round to round, and a part that comes out worse
is left as it was.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from routing.outcome import Options
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.race import TICK, Best, Race
from routing.solvers.process import Crew, Member
from routing.solvers.regions import Point, clusters_of, cut, part_of, points_of
from routing.solvers.task import Task

PARTED = 5000
"""More stops than so are cut into parts at once."""

PART = 150
"""Stops of one part, about: a dozen routes, that a second searches well."""

LARGE_PART = 300
"""The same of a day that was searched whole before: less is left to be found within small ones."""

FEWEST, MOST = 2, 8
"""Rounds: how often the day is cut."""

PACE = 0.0025
"""Seconds of search that a stop wants in a round; a longer search has more rounds."""

BRIEFEST = 0.05
"""Seconds that are worth beginning a part for; with less it is left as it was."""

TURN = 30.0
"""Degrees that the cut turns by from round to round."""

NAME = "parts"

TOLD = 2.0
"""Seconds between two plans of the whole day."""


def search_parts(
    best: Best, options: Options, member: Member, *, size: int = PART, rounds: int | None = None
) -> None:
    """Better the best plan part by part, in rounds, until time is over.

    Args:
        size: stops of one part, about.
        rounds: how often the day is cut; None: as the time allows.
    """
    problem = best.problem
    points = points_of(problem.travel[0].distances)
    with Crew() as crew, ThreadPoolExecutor(options.cores) as pool:
        team = _Team(member, crew, pool)
        rounds = rounds or _rounds(problem, options, options.seconds - best.seconds)
        for number in range(rounds):
            left = options.seconds - best.seconds
            share = left / (rounds - number)
            if best.found is None or best.stop():
                return
            clusters = clusters_of(problem, best.plan, points)
            parts = cut(clusters, size, TURN * number)
            routes = [[route for cluster in part for route in cluster.routes] for part in parts]
            problems = _problems(problem, best.plan, routes, points)
            until = best.seconds + max(0.0, share)
            _round(best, routes, problems, _Shares(best, until, len(routes), options), team)


@dataclass(frozen=True, slots=True)
class _Team:
    """Who searches parts."""

    member: Member
    crew: Crew
    pool: ThreadPoolExecutor
    """As many threads as there are cores."""


def _rounds(problem: Problem, options: Options, seconds: float) -> int:
    """Return how often the day is cut: as the time allows, but never more where steps count."""
    if options.iterations is not None:
        return FEWEST
    return max(FEWEST, min(MOST, round(seconds * options.cores / PACE / len(problem.stops))))


class _Shares:
    """The time of a round, shared out evenly among the parts that are still to come."""

    def __init__(self, best: Best, until: float, parts: int, options: Options) -> None:
        self.best = best
        self.until = until
        self.parts = parts
        self.options = options
        self._lock = threading.Lock()

    def next(self, warm: Plan) -> Task:
        """Return what the next part is asked."""
        with self._lock:
            left = max(0.0, self.until - self.best.seconds)
            seconds = min(left, left * self.options.cores / max(1, self.parts))
            self.parts -= 1
        return Task(
            seconds=seconds,
            iterations=self.options.iterations,
            seed=self.options.seed,
            warm=warm,
        )


def _problems(
    problem: Problem, plan: Plan, parts: Sequence[Sequence[Route]], points: Sequence[Point]
) -> list[Problem]:
    """Return the problems of parts; what is unserved or unused goes to one of them each."""
    centres = [
        _centre([points[problem.stop_by_id[stop].place] for route in part for stop in route.stops])
        for part in parts
    ]
    stops: list[set[str]] = [set() for _ in parts]
    for stop_id in plan.unserved:
        stop = problem.stop_by_id[stop_id]
        here = points[stop.place]
        near = min(
            range(len(parts)),
            key=lambda at: (centres[at][0] - here[0]) ** 2 + (centres[at][1] - here[1]) ** 2,
        )
        if not (stop.group or stop.together or problem.pinned.get(stop.id)):
            stops[near].add(stop_id)
    used = {route.vehicle for route in plan.routes}
    spare: list[set[str]] = [set() for _ in parts]
    idle = [vehicle.id for vehicle in problem.vehicles if vehicle.id not in used]
    for number, vehicle in enumerate(idle):
        if number < len(parts) * max(2, len(used) // len(parts)):
            spare[number % len(parts)].add(vehicle)
    runs = {stop for run in problem.runs for stop in run.stops}
    return [part_of(problem, part, stops[at] - runs, spare[at]) for at, part in enumerate(parts)]


def _centre(points: Sequence[Point]) -> Point:
    count = max(1, len(points))
    return sum(point[0] for point in points) / count, sum(point[1] for point in points) / count


def _round(
    best: Best,
    parts: Sequence[Sequence[Route]],
    problems: Sequence[Problem],
    shares: _Shares,
    team: _Team,
) -> None:
    """Search every part, as many at a time as there are cores; put them together as they end."""
    halted = threading.Event()
    routes = [tuple(part) for part in parts]
    at_work: dict[Future[Best], int] = {
        team.pool.submit(_search_part, problems[at], part, shares, team, halted): at
        for at, part in enumerate(routes)
    }
    try:
        _gather(best, routes, at_work, halted)
    finally:
        halted.set()


def _gather(
    best: Best,
    routes: list[tuple[Route, ...]],
    at_work: dict[Future[Best], int],
    halted: threading.Event,
) -> None:
    """Take in what parts come to, and tell of it every few seconds."""
    told = best.seconds
    while at_work:
        done, _ = wait(at_work, timeout=TICK, return_when=FIRST_COMPLETED)
        if best.stop():
            halted.set()
        for future in done:
            found = future.result()
            routes[at_work.pop(future)] = found.plan.routes
            best.failures += found.failures
        if done and (not at_work or best.seconds - told > TOLD):
            told = best.seconds
            _put_together(best, routes)


def _put_together(best: Best, parts: Sequence[Sequence[Route]]) -> None:
    routes = tuple(route for part in parts for route in part)
    served = {stop for route in routes for stop in route.stops}
    unserved = tuple(stop.id for stop in best.problem.stops if stop.id not in served)
    best.offer(NAME, Plan(routes, unserved))


def _search_part(
    problem: Problem,
    routes: tuple[Route, ...],
    shares: _Shares,
    team: _Team,
    halted: threading.Event,
) -> Best:
    """Search one part; what comes back is never worse than what it was."""
    best = Best(problem, lambda incumbent: None, halted.is_set)  # noqa: ARG005
    served = {stop for route in routes for stop in route.stops}
    old = Plan(routes, tuple(stop.id for stop in problem.stops if stop.id not in served))
    best.offer("before", old)
    task = shares.next(old)
    if task.seconds >= BRIEFEST and not best.stop():
        Race(best, problem, team.crew).run([team.member], task, task.seed)
    return best


__all__ = ["FEWEST", "LARGE_PART", "PARTED", "search_parts"]
