"""Why stops are not served: what blocks each on every vehicle, and what little would help.

    for told in explain(problem, plan, solve, most=5):
        told.stop, told.code, told.static
        told.blocked, told.rules    # per vehicle; counted by rule
        told.relaxation             # the smallest one that was found, verified by the checker

A reason is static where the stop fits on no vehicle even if that had nothing else to do. Where it
does, every place of the plan is tried for it, and a trip of its own on every vehicle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.check import judge, price_change
from routing.inserting import Insertion, insertions
from routing.parts import Stop
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.proving import Prover, Solve
from routing.relaxing import Relaxation, Step, relaxed, sooner, step_for
from routing.verdict import Breach, Kind, RouteVerdict, Verdict

TRIES = 4
"""How many of the most promising relaxations of a stop are verified at most."""

ORDER = (
    Kind.PIN,
    Kind.SKILL,
    Kind.SIZE,
    Kind.SOURCE,
    Kind.LOAD,
    Kind.UNREACHABLE,
    Kind.TRIPS,
    Kind.STOPS,
    Kind.GOODS,
    Kind.LATE,
    Kind.DEPOT_CLOSED,
    Kind.SHIFT,
    Kind.DURATION,
    Kind.TRIP_DURATION,
    Kind.DISTANCE,
    Kind.BREAK,
    Kind.TOGETHER,
    Kind.GROUP,
    Kind.DEPARTED,
    Kind.LOCK,
    Kind.RUN,
    Kind.DEPOT,
)
"""Which rule is named first where several block."""

RELEASE = "release"
NO_VEHICLE = "no-vehicle"
DEAR = "dear"
FITS = "fits"
CODES = (*(str(kind) for kind in ORDER), RELEASE, NO_VEHICLE, DEAR, FITS)
"""Every code an explanation can have."""

OF_TIME = {Kind.LATE, Kind.DEPOT_CLOSED, Kind.SHIFT, Kind.DURATION, Kind.TRIP_DURATION}


_WEIGHTS = {Kind.LOAD: 3000, Kind.SIZE: 3000}
"""What a vehicle is built for gives way worse than hours and orders do; those count 1000."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """What keeps a stop from one vehicle, at the place where the least does."""

    vehicle: str
    breach: Breach | None
    """The rule, where, by how much; None: nothing does, it fits as it is."""
    cost: int
    """How much more the vehicle would cost there."""
    fresh: bool
    """On a trip of its own."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one stop is not served."""

    stop: str
    reason: Kind | None
    """The rule that blocks it on most vehicles; None: it fits, or costs more than it is worth; or,
    where that is static, there are no vehicles."""
    static: bool
    """It would not fit on empty vehicles either."""
    late_release: bool
    """It would, were the goods ready from the beginning."""
    required: bool
    """It must be served, whatever that costs."""
    blocked: tuple[Blocked, ...]
    """Per vehicle, in the order of the problem."""
    relaxation: Relaxation | None
    """None: nothing that was tried helps."""

    @property
    def code(self) -> str:
        """The reason in one word: that of a rule, or one of these.

        `release`: its goods are ready too late; `no-vehicle`: there is none; `dear`: it fits, and
        costs more than it is worth; `fits`: it fits, and was overlooked.
        """
        if self.late_release:
            return RELEASE
        if self.reason is not None:
            return str(self.reason)
        if self.static:
            return NO_VEHICLE
        dear = self.relaxation is not None and self.relaxation.total > 0
        return DEAR if dear and not self.required else FITS

    @property
    def rules(self) -> Mapping[Kind, int]:
        """Rule → how many vehicles it keeps the stop from; the most frequent first."""
        found = Counter(one.breach.kind for one in self.blocked if one.breach is not None)
        return dict(sorted(found.items(), key=lambda item: (-item[1], _place(item[0]))))


def explain(
    problem: Problem,
    plan: Plan,
    solve: Solve | None = None,
    most: int | None = None,
    *,
    only: Collection[str] | None = None,
) -> tuple[Explanation, ...]:
    """Explain every unserved stop, the most urgent first.

    Args:
        problem: what was wanted.
        plan: what is planned.
        solve: plans a relaxed problem anew, to verify by that as well, and whether less would do.
        most: how many are explained; None: all.
        only: ids of the stops that are explained; None: whichever.
    """
    verdict = judge(problem, plan)
    teller = _Teller(problem, plan, verdict, solve)
    left = [problem.stop_by_id[s] for s in verdict.unserved if only is None or s in only]
    return tuple(teller.told(stop) for stop in sorted(left, key=lambda stop: -stop.priority)[:most])


def _place(kind: Kind) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


class _Teller:
    """Explains stops of one plan."""

    def __init__(self, problem: Problem, plan: Plan, verdict: Verdict, solve: Solve | None) -> None:
        self.problem = problem
        self.verdict = verdict
        self.plan = plan
        self.prover = None if solve is None else Prover(problem, verdict, solve)
        self.bare = replace(problem, locks=()) if problem.locks else problem
        planned = {route.vehicle: route for route in plan.routes}
        self.routes = [
            planned.get(vehicle.id, Route(vehicle.id, ())) for vehicle in problem.vehicles
        ]

    def told(self, stop: Stop) -> Explanation:
        """Return why a stop is not served."""
        row = self._row(stop)
        alone = {route.vehicle: self._alone(self.bare, route, row) for route in self.routes}
        reason = _common(alone) if alone else None
        static = reason is not None or not self.routes
        found = {route.vehicle: self._places(route, stop, row) for route in self.routes}
        best = {vehicle: min(places, key=self._weight) for vehicle, places in found.items()}
        blocked = tuple(_blocked(vehicle, place) for vehicle, place in best.items())
        if reason is None:
            able = [one for one in blocked if not alone[one.vehicle]]
            reason = _foremost([one.breach for one in able])
            mates = set(self.problem.groups.get(stop.group, ())) - {stop.id}
            if reason is None and mates & set(self.verdict.unserved):
                reason = Kind.GROUP
        promising = sorted((one for places in found.values() for one in places), key=self._weight)
        return Explanation(
            stop=stop.id,
            reason=reason,
            static=static,
            late_release=static and self._in_time(stop, row),
            required=stop.price_unserved is None,
            blocked=blocked,
            relaxation=self._relaxation(stop, row, promising),
        )

    def _row(self, stop: Stop) -> tuple[str, ...]:
        """Return what has to ride with a stop, in order."""
        for run in self.problem.runs:
            if stop.id in run.stops:
                return run.stops
        return (stop.id,)

    def _places(self, route: Route, stop: Stop, row: Sequence[str]) -> list[Insertion]:
        vehicle = self.problem.vehicle_by_id[route.vehicle]
        before = self._before(route)
        everywhere = self.problem.may_ride(stop, vehicle)
        found = insertions(self.problem, route, before, row, everywhere=everywhere)
        mate = self._mate(stop)
        if mate is None or mate.vehicle == route.vehicle:
            return list(found)
        apart = replace(mate, vehicle=route.vehicle)
        return [replace(place, breaches=(*place.breaches, apart)) for place in found]

    def _mate(self, stop: Stop) -> Breach | None:
        """Return which vehicle a stop has to ride on for another one's sake."""
        for other in self.problem.companies.get(stop.together, ()):
            for route in self.verdict.routes:
                if any(one.stop == other for one in route.stops):
                    return Breach(Kind.TOGETHER, route.vehicle, stop=stop.id, other=other)
        return None

    def _before(self, route: Route) -> RouteVerdict:
        known = self.verdict.route_of.get(route.vehicle)
        return known if known is not None else _home(route.vehicle)

    @staticmethod
    def _alone(problem: Problem, route: Route, row: Sequence[str]) -> set[Kind]:
        """Return what blocks stops from a vehicle that has nothing else to do; the least of it."""
        home = _home(route.vehicle)
        places = insertions(problem, Route(route.vehicle, ()), home, row, everywhere=False)
        return min(({breach.kind for breach in one.breaches} for one in places), key=len)

    def _in_time(self, stop: Stop, row: Sequence[str]) -> bool:
        if not stop.release:
            return False
        ready = relaxed(self.bare, [Step(Kind.LATE, stop=stop.id, release=True)])
        return any(not self._alone(ready, route, row) for route in self.routes)

    def _weight(self, place: Insertion) -> tuple[int, int, int, int]:
        """Return how much would have to give way: what cannot, how many rules, how far, cost."""
        hopeless = words = share = 0
        for breach in place.breaches:
            step = step_for(self.problem, breach)
            if step is None:
                hopeless += 1
            elif not breach.amount:
                words += 1
            else:
                base = place.verdict.duration if breach.kind in OF_TIME else step.before
                share += _WEIGHTS.get(breach.kind, 1000) * breach.amount // max(base, 1)
        return (hopeless, words + len(place.breaches), share, place.cost)

    def _relaxation(
        self, stop: Stop, row: Sequence[str], places: Sequence[Insertion]
    ) -> Relaxation | None:
        first = None
        for place in places[:TRIES]:
            for steps in self._steps(stop, place):
                found = self._verified(place, steps)
                if found is None:
                    continue
                if self.prover is not None:
                    found = self.prover.proven(row, found, lambda less: self._hopeless(less, row))
                if found.resolved is not False:
                    return found
                first = first or found
        return first

    def _hopeless(self, steps: Sequence[Step], row: Sequence[str]) -> bool:
        """Tell whether a stop fits on no empty vehicle even where some steps hold."""
        wider = relaxed(self.bare, steps)
        return all(self._alone(wider, route, row) for route in self.routes)

    def _steps(self, stop: Stop, place: Insertion) -> Iterator[tuple[Step, ...]]:
        """Return what might help at a place: goods ready sooner, or limits that give way."""
        steps = [step_for(self.problem, breach) for breach in place.breaches]
        if place.breaches and all(breach.kind in OF_TIME for breach in place.breaches):
            ready = sooner(stop, max(breach.amount for breach in place.breaches))
            if ready is not None:
                yield (ready,)
        if None not in steps:
            yield tuple(step for step in steps if step is not None)

    def _verified(self, place: Insertion, steps: tuple[Step, ...]) -> Relaxation | None:
        """Return a relaxation if the checker finds nothing broken by it."""
        problem = relaxed(self.problem, steps) if steps else self.problem
        change = price_change(problem, self.verdict, [place.route])
        if change.new_breaches:
            return None
        kept = [route for route in self.plan.routes if route.vehicle != place.route.vehicle]
        left_out = change.verdict.unserved_cost - change.before.unserved_cost
        return Relaxation(
            steps=steps,
            plan=Plan((*kept, place.route)),
            route=place.route,
            trip=place.trip,
            fresh=place.fresh,
            cost=change.cost - left_out,
            unserved_cost=left_out,
        )


def _home(vehicle: str) -> RouteVerdict:
    return RouteVerdict(vehicle, 0, 0, (), 0, 0, 0, 0, ())


def _common(alone: dict[str, set[Kind]]) -> Kind | None:
    """Return the rule that the last vehicles fail by which pass all rules before; None: none."""
    left = list(alone.values())
    for kind in ORDER:
        passing = [kinds for kinds in left if kind not in kinds]
        if not passing:
            return kind
        left = passing
    return None


def _blocked(vehicle: str, place: Insertion) -> Blocked:
    first = min(place.breaches, key=lambda breach: _place(breach.kind), default=None)
    return Blocked(vehicle, first, place.cost, place.fresh)


def _foremost(breaches: Sequence[Breach | None]) -> Kind | None:
    """Return the rule that blocks on most vehicles; None where one vehicle has no objection."""
    kinds = Counter(breach.kind for breach in breaches if breach is not None)
    if not kinds or None in breaches:
        return None
    return min(kinds, key=lambda kind: (-kinds[kind], _place(kind)))
