"""What would have to be allowed for a plan to be right: single steps, and problems with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from routing.parts import Stop, Vehicle, Window
from routing.plan import Plan, Route
from routing.problem import Problem
from routing.verdict import Breach, Kind


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that gives way: to which figure, from which one."""

    kind: Kind
    vehicle: str = ""
    stop: str = ""
    depot: str = ""
    dimension: str = ""
    skill: str = ""
    """What the vehicle would need to have, by commas."""
    other: str = ""
    """The second stop it is about: goods that may ride together, or stops that may ride apart."""
    before: int = 0
    """The figure now: an end of a window or a shift, a capacity, a limit."""
    after: int = 0
    release: bool = False
    """The goods would have to be ready sooner: `before` and `after` are when they are."""

    @property
    def amount(self) -> int:
        """By how much the figure changes."""
        return abs(self.after - self.before)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What would serve a stop: `plan` is right where the steps hold."""

    steps: tuple[Step, ...]
    """(): nothing has to give way: it fits as it is."""
    plan: Plan
    route: Route
    """The one of `plan` that has the stop."""
    trip: int
    """On which of its trips the stop rides, from 0."""
    fresh: bool
    """As one trip more."""
    cost: int
    """How much more driving costs; what is left out is counted apart."""
    unserved_cost: int = 0
    """How much more prices of stops that are left out come to: less than 0, the stop is served."""
    resolved: bool | None = None
    """Whether solving anew serves it too; None: that was not tried."""

    @property
    def total(self) -> int:
        """What engines weigh: driving and prices of what is left out together."""
        return self.cost + self.unserved_cost


def step_for(problem: Problem, breach: Breach) -> Step | None:
    """Return what would have to be allowed for a breach to be none; None: that cannot be."""
    amount = breach.amount
    if breach.kind in _OF_STOP:
        stop = problem.stop_by_id[breach.stop]
        if breach.kind is Kind.LATE:
            end = stop.windows[-1].end
            return Step(breach.kind, stop=stop.id, before=end, after=end + amount)
        return Step(
            breach.kind,
            breach.vehicle,
            stop.id,
            before=stop.max_size,
            after=stop.max_size + amount,
        )
    if breach.kind is Kind.PIN:
        return Step(Kind.PIN, breach.other, breach.stop)
    if breach.kind is Kind.SOURCE:
        return Step(Kind.SOURCE, stop=breach.stop, depot=breach.other)
    if breach.kind in {Kind.GOODS, Kind.TOGETHER}:
        return Step(breach.kind, stop=breach.stop, other=breach.other)
    if breach.kind is Kind.DEPOT_CLOSED:
        end = next(one.window.end for one in problem.depots if one.id == breach.other)
        return Step(breach.kind, depot=breach.other, before=end, after=end + amount)
    vehicle = problem.vehicle_by_id.get(breach.vehicle)
    if vehicle is None:
        return None
    if breach.kind is Kind.SKILL:
        return Step(Kind.SKILL, vehicle.id, breach.stop, skill=breach.other)
    if breach.kind is Kind.LOAD:
        capacity = vehicle.capacity[problem.dimensions.index(breach.dimension)]
        return Step(
            Kind.LOAD,
            vehicle.id,
            dimension=breach.dimension,
            before=capacity,
            after=capacity + amount,
        )
    limit = _limit(vehicle, breach.kind)
    if limit is None:
        return None
    return Step(breach.kind, vehicle.id, before=limit, after=limit + amount)


_OF_STOP = {Kind.LATE, Kind.SIZE}


def _limit(vehicle: Vehicle, kind: Kind) -> int | None:
    return {
        Kind.SHIFT: vehicle.shift.end,
        Kind.DURATION: vehicle.max_duration + vehicle.max_overtime,
        Kind.TRIP_DURATION: vehicle.max_trip_duration,
        Kind.DISTANCE: vehicle.max_distance,
        Kind.STOPS: vehicle.max_stops,
        Kind.TRIPS: vehicle.max_trips,
    }.get(kind)


def sooner(stop: Stop, by: int) -> Step | None:
    """Return the step of goods that are ready sooner; None where they are ready anyway."""
    if not stop.release:
        return None
    after = max(stop.release - by, 0)
    return Step(Kind.LATE, stop=stop.id, before=stop.release, after=after, release=True)


def scaled(steps: Iterable[Step], share: Fraction) -> tuple[Step, ...]:
    """Return steps that go only a part of the way, rounded up; those without figures stay."""
    found = []
    for step in steps:
        part = -(-step.amount * share.numerator // share.denominator)
        after = step.before + (part if step.after > step.before else -part)
        found.append(replace(step, after=after))
    return tuple(found)


def relaxed(problem: Problem, steps: Iterable[Step]) -> Problem:
    """Return a problem that allows what the steps say, and nothing else."""
    stops = dict(problem.stop_by_id)
    vehicles = dict(problem.vehicle_by_id)
    depots = {depot.id: depot for depot in problem.depots}
    pins = problem.pins
    incompatible = problem.incompatible
    for step in steps:
        if step.kind is Kind.PIN:
            pins = tuple(pin for pin in pins if pin.stop != step.stop)
        elif step.kind is Kind.SOURCE:
            found = stops[step.stop]
            stops[step.stop] = replace(found, depots=found.depots | {[*depots].index(step.depot)})
        elif step.kind is Kind.GOODS:
            one, other = stops[step.stop].goods, stops[step.other].goods
            incompatible -= {frozenset({a, b}) for a in one for b in other}
        elif step.kind is Kind.TOGETHER:
            stops[step.stop] = replace(stops[step.stop], together="")
        elif step.kind is Kind.DEPOT_CLOSED:
            depot = depots[step.depot]
            window = Window(depot.window.start, step.after)
            depots[step.depot] = replace(depot, window=window)
        elif step.kind in _OF_STOP:
            stops[step.stop] = _stop(stops[step.stop], step)
        else:
            vehicles[step.vehicle] = _vehicle(vehicles[step.vehicle], step, problem.dimensions)
    return replace(
        problem,
        stops=tuple(stops.values()),
        vehicles=tuple(vehicles.values()),
        depots=tuple(depots.values()),
        pins=pins,
        incompatible=incompatible,
    )


def _stop(stop: Stop, step: Step) -> Stop:
    if step.release:
        return replace(stop, release=step.after)
    if step.kind is Kind.SIZE:
        return replace(stop, max_size=step.after)
    last = Window(stop.windows[-1].start, step.after)
    return replace(stop, windows=(*stop.windows[:-1], last))


def _vehicle(vehicle: Vehicle, step: Step, dimensions: Sequence[str]) -> Vehicle:
    after = step.after
    if step.kind is Kind.SKILL:
        return replace(vehicle, skills=vehicle.skills | set(step.skill.split(",")))
    if step.kind is Kind.LOAD:
        at = dimensions.index(step.dimension)
        capacity = (*vehicle.capacity[:at], after, *vehicle.capacity[at + 1 :])
        return replace(vehicle, capacity=capacity)
    if step.kind is Kind.SHIFT:
        return replace(vehicle, shift=Window(vehicle.shift.start, after))
    if step.kind is Kind.DURATION:
        return replace(vehicle, max_overtime=after - vehicle.max_duration)
    if step.kind is Kind.TRIP_DURATION:
        return replace(vehicle, max_trip_duration=after)
    if step.kind is Kind.DISTANCE:
        return replace(vehicle, max_distance=after)
    if step.kind is Kind.STOPS:
        return replace(vehicle, max_stops=after)
    return replace(vehicle, max_trips=after)
