"""`klad bench route`: gaps to the best known plans, first plans, the checker, matrices, own days.

Instances are looked for in the folder `--data` or `KLAD_SHARED_DATA` names, under `routing/`; what
is not there is said and left out. Each engine has one thread; seeds are 1, 2, …
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean
from time import perf_counter

from benchmarks.realistic_day import realistic_day
from benchmarks.report import Progress, Report, timed
from routing.check import judge
from routing.files import read_instance
from routing.outcome import Incumbent, Options, Outcome
from routing.problem import Problem
from routing.solve import ENGINES, solve
from routing.travel.great_circle import GreatCircle
from routing.travel.osrm_server import OsrmServer
from routing.travel.provider import MatrixUnavailable, Place, Point

SECONDS = (10, 60)
SEEDS = 3
DAYS = (100, 300, 1000)
FIRST = {100: 0.5, 1000: 3.0, 5000: 5.0}
CHECKS = 20
MATRIX = 500


@dataclass(frozen=True, slots=True)
class InstanceSet:
    """Instances whose gap is told as one figure."""

    folder: str
    least: int = 0
    most: int = 10**9
    """Stops of an instance that belongs to it."""


SETS: Mapping[str, InstanceSet] = {
    "cvrp_502": InstanceSet("CVRP", most=502),
    "cvrp_all": InstanceSet("CVRP", most=1001),
    "solomon": InstanceSet("Solomon"),
    "gehring_homberger": InstanceSet("VRPTW"),
    "fleet": InstanceSet("HFVRP", most=350),
    "multi_trip": InstanceSet("MTVRPTWR"),
    "skills": InstanceSet("SDVRPTW"),
    "depots": InstanceSet("MDVRPTW"),
    "antwerp": InstanceSet("CVRP", least=5000),
}


def run(
    tell: Progress,
    *,
    data: Path | None = None,
    seconds: Sequence[int] = SECONDS,
    seeds: int = SEEDS,
    sets: Sequence[str] = (),
) -> Report:
    """Measure and return the figures.

    Args:
        tell: told what is being measured.
        data: folder that has `routing/`; None: the one `KLAD_SHARED_DATA` names.
        seconds: limits to solve with.
        seeds: how many runs of every instance and limit.
        sets: names out of `SETS`, or `days`, `first`, `cancel`, `checker`, `matrix`;
            (): all.
    """
    report = Report("route")
    chosen = frozenset(sets) or frozenset({*SETS, "days", "first", "cancel", "checker", "matrix"})
    if "checker" in chosen:
        _checker(report, tell)
    if "matrix" in chosen:
        _matrices(report, tell)
    if "first" in chosen:
        _first_plans(report, tell)
    if "cancel" in chosen:
        _cancels(report, tell)
    _gaps(report, tell, Runs(seconds, seeds), _folder(data), chosen)
    if "days" in chosen:
        for orders in DAYS:
            _day(report, tell, orders, Runs(seconds[-1:], seeds))
    return report


@dataclass(frozen=True, slots=True)
class Runs:
    """How often everything is solved."""

    seconds: Sequence[int]
    seeds: int


def _folder(data: Path | None) -> Path | None:
    """Return the folder of instances; None, with a word of it, where there is none."""
    named = data or (Path(found) if (found := os.environ.get("KLAD_SHARED_DATA")) else None)
    if named is None or not (named / "routing").is_dir():
        sys.stderr.write(
            f"{'no instances are named' if named is None else f'there is no {named}/routing'}:"
            " sets are left out; --data or KLAD_SHARED_DATA names the folder that has routing/\n"
        )
        return None
    return named / "routing"


def _gaps(
    report: Report, tell: Progress, runs: Runs, folder: Path | None, chosen: frozenset[str]
) -> None:
    """Add `<set>_gap_<seconds>s`, the mean percent over instances and seeds, and its worst."""
    solved: dict[tuple[str, int], list[float]] = {}
    broken = 0
    for name in (one for one in SETS if one in chosen and folder is not None):
        for limit in runs.seconds:
            gaps: list[float] = []
            for problem in _instances(folder, SETS[name]):
                key = (problem.name, limit)
                if key not in solved:
                    solved[key] = []
                    for seed in range(1, runs.seeds + 1):
                        tell(f"{name}: {problem.name}, {limit} s, seed {seed} of {runs.seeds}")
                        outcome = solve(problem, Options(seconds=limit, seed=seed))
                        broken += not outcome.verdict.feasible
                        solved[key].append(_gap(problem, outcome))
                gaps += solved[key]
                if max(solved[key]) == max(gaps):
                    report.notes[f"{name}_gap_{limit}s"] = f"%; worst {problem.name}"
            if gaps:
                report.figures[f"{name}_gap_{limit}s"] = round(mean(gaps), 3)
                report.figures[f"{name}_worst_{limit}s"] = round(max(gaps), 3)
    if solved:
        report.figures["plans_that_break_rules"] = broken


def _instances(folder: Path | None, wanted: InstanceSet) -> Iterator[Problem]:
    if folder is None:
        return
    for path in sorted((folder / wanted.folder).glob("*")):
        if path.suffix not in {".vrp", ".txt"} or not path.with_suffix(".sol").exists():
            continue
        problem = read_instance(path).problem
        if wanted.least <= len(problem.stops) <= wanted.most and problem.best_known:
            yield problem


def _gap(problem: Problem, outcome: Outcome) -> float:
    best = problem.best_known or 1
    return 100 * (outcome.cost - best) / best


def _first_plans(report: Report, tell: Progress) -> None:
    """Add `first_plan_<stops>_s`: until the checker accepts one, on own days; and `…_cpu_s`.

    The second figure is what processors have worked for it, here and in the engine: on a machine
    that has nothing else to do both are about the same.
    """
    for orders, limit in FIRST.items():
        tell(f"first plan of {orders} orders")
        problem = realistic_day(orders, 1)
        before = _worked()
        first = _first_plan(problem, 9 * limit)
        report.figures[f"first_plan_{orders}_s"] = -1 if first is None else round(first, 3)
        report.figures[f"first_plan_{orders}_cpu_s"] = round(_worked() - before, 3)


def _first_plan(problem: Problem, limit: float) -> float | None:
    told: list[Incumbent] = []
    return solve(problem, Options(seconds=limit), told.append, lambda: bool(told)).first_feasible_s


def _worked() -> float:
    """Return seconds of processor time of this process and of the engines it has ended."""
    return sum(os.times()[:4])


def _cancels(report: Report, tell: Progress) -> None:
    """Add `cancel_<stops>_ms`: from a cancel until `solve` is back, a second into the search."""
    for orders in FIRST:
        tell(f"cancel, {orders} orders")
        problem = realistic_day(orders, 1)
        until = perf_counter() + 1
        solve(problem, Options(seconds=60), cancelled=partial(_is_past, until))
        report.figures[f"cancel_{orders}_ms"] = round(1000 * (perf_counter() - until), 3)


def _is_past(moment: float) -> bool:
    return perf_counter() > moment


def _checker(report: Report, tell: Progress) -> None:
    """Add `checker_1000_*`: judging a plan of 1 000 orders."""
    problem = realistic_day(1000, 1)
    tell("a plan of 1 000 orders for the checker")
    plan = solve(problem, Options(seconds=5, engine="insertion")).plan
    taken = [timed(lambda: judge(problem, plan)) for _turn in range(CHECKS)]
    report.latencies("checker_1000", taken)
    report.figures["checker_1000_served"] = sum(len(list(route.stops)) for route in plan.routes)


def _matrices(report: Report, tell: Progress) -> None:
    """Add `great_circle_500_*` and, where `KLAD_OSRM_URL` names a server, `osrm_500_ms`."""
    tell("matrices of 500 places")
    day = [
        Place(str(n), Point(49_380_000 + n * 97 % 40_000, 8_660_000 + n * 61 % 50_000))
        for n in range(MATRIX)
    ]
    globe = GreatCircle()
    globe.block(day[:2], day[:2])  # numpy is loaded
    report.latencies("great_circle_500", [timed(lambda: globe.block(day, day)) for _ in range(5)])
    url = os.environ.get("KLAD_OSRM_URL")
    if url is None:
        return
    try:
        report.figures["osrm_500_ms"] = round(timed(lambda: OsrmServer(url).block(day, day)), 3)
    except MatrixUnavailable as error:
        sys.stderr.write(f"OSRM at {url}: {error}\n")


def _day(report: Report, tell: Progress, orders: int, runs: Runs) -> None:
    """Add what klad's plan of an own day costs to that of OR-Tools guided local search alone."""
    ours: list[float] = []
    alone: list[float] = []
    left: list[int] = []
    left_alone: list[int] = []
    limit = runs.seconds[0]
    for seed in range(1, runs.seeds + 1):
        problem = realistic_day(orders, seed)
        tell(f"own day of {orders} orders, {limit} s, seed {seed} of {runs.seeds}")
        found = solve(problem, Options(seconds=limit, seed=seed))
        other = solve(problem, Options(seconds=limit, seed=seed, members=(ENGINES["ortools"],)))
        ours.append(found.cost)
        alone.append(other.cost)
        left.append(len(found.verdict.unserved))
        left_alone.append(len(other.verdict.unserved))
    cheaper = [100 * (1 - mine / theirs) for mine, theirs in zip(ours, alone, strict=True)]
    report.figures[f"day_{orders}_cheaper_percent"] = round(mean(cheaper), 3)
    report.figures[f"day_{orders}_unserved"] = max(left)
    report.figures[f"day_{orders}_unserved_ortools"] = max(left_alone)
