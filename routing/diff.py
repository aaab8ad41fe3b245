"""The difference of two plans, like that of two texts: hunks to be accepted one by one.

    found = diff(problem, before, after)
    found.hunks[0].kind, found.hunks[0].delta.cost
    plan = apply(problem, before, found, {found.hunks[0].id})
    weigh(problem, found, accepted).delta.cost

Any set of hunks can be accepted: what they need is accepted with them. All of them make the plan
after, none leaves the plan before, and in between every stop is on one trip at most. Whether what
comes out keeps the rules, the checker says. A plan holds no times, so a changed departure is no
hunk: it follows from those accepted, see `routing.hunks.retimed`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.aligning import aligned
from routing.check import judge, price_change
from routing.errors import StaleDiff
from routing.hunks import (
    Delta,
    Hunk,
    HunkKind,
    PlanDiff,
    Reckon,
    Retimed,
    Slot,
    Spot,
    retimed,
)
from routing.plan import Plan, Route, Trip
from routing.problem import Problem
from routing.verdict import Change, Verdict


@dataclass(frozen=True, slots=True)
class Weighed:
    """A plan with some hunks accepted, and what they change."""

    plan: Plan
    change: Change
    accepted: frozenset[str]
    """With all that they need."""
    delta: Delta
    """What the accepted hunks come to, together."""


def diff(
    problem: Problem,
    before: Plan,
    after: Plan,
    *,
    verdict: Verdict | None = None,
    reckon: Reckon | None = None,
) -> PlanDiff:
    """Return how one plan becomes another.

    Args:
        problem: what both plan.
        before: what stands.
        after: what is proposed.
        verdict: of the plan before, where it has been judged already.
        reckon: tells what driving costs, where it is paid for by other rules than engines know;
            None: the checker does.

    Raises:
        BadPlan: a plan names a vehicle or a stop that the problem does not have.
        PlanTwice: a plan has a vehicle or a stop twice.
    """
    slots = aligned(problem, before, after)
    hunks = _bound(problem, tuple(_hunks(slots)))
    judged = verdict if verdict is not None else judge(problem, before)
    bare = PlanDiff(before, after, hunks, judged, judge(problem, after), slots, reckon)

    def delta(hunk: Hunk) -> Delta:
        return Delta.of(_change(problem, bare, bare.needed({hunk.id})), reckon)

    return replace(bare, hunks=tuple(replace(hunk, delta=delta(hunk)) for hunk in hunks))


def apply(problem: Problem, before: Plan, found: PlanDiff, accepted: Collection[str]) -> Plan:
    """Return a plan with hunks accepted, and all that they need.

    Args:
        problem: what is planned.
        before: the plan that stands.
        found: how it may change.
        accepted: ids of hunks.

    Raises:
        StaleDiff: another plan stands by now, or there is no such hunk.
    """
    if before != found.before:
        raise StaleDiff(hunk="")
    whole = _known(found, accepted)
    if not whole:
        return found.before
    if whole == found.whole:
        return found.after
    routes = [_rebuilt(found, vehicle.id, whole) for vehicle in problem.vehicles]
    served = {stop for route in routes for stop in route.stops}
    return Plan(
        routes=tuple(route for route in routes if route.trips),
        unserved=tuple(stop.id for stop in problem.stops if stop.id not in served),
    )


def weigh(problem: Problem, found: PlanDiff, accepted: Collection[str]) -> Weighed:
    """Return the plan with hunks accepted, judged, and what they change together.

    Raises:
        StaleDiff: there is no such hunk.
    """
    whole = _known(found, accepted)
    plan = apply(problem, found.before, found, whole)
    change = _change(problem, found, whole)
    return Weighed(plan, change, whole, Delta.of(change, found.reckon))


def _known(found: PlanDiff, accepted: Collection[str]) -> frozenset[str]:
    for key in accepted:
        if key not in found.by_id:
            raise StaleDiff(hunk=key)
    return found.needed(accepted)


# Finding hunks


def _hunks(slots: Sequence[Slot]) -> Iterator[Hunk]:
    was = {stop: at for at, slot in enumerate(slots) for stop in slot.was_stops}
    now = {stop: at for at, slot in enumerate(slots) for stop in slot.now_stops}
    given = _given(slots)
    gone = set(given.values())
    for at, slot in enumerate(slots):
        if at not in gone:
            former = slots[given[at]] if at in given else slot
            yield from _of_trip(slot, former)
        for position, stop in enumerate(slot.now_stops):
            if was.get(stop) != at:
                spot = _spot(slot.vehicle, slot.now_index, position)
                former_at = was.get(stop)
                origin = None if former_at is None else _was(slots[former_at], stop)
                kind = HunkKind.SERVED if origin is None else HunkKind.MOVED
                yield Hunk(id=_key(stop), kind=kind, stops=(stop,), was=origin, now=spot)
        for stop in slot.was_stops:
            if stop not in now:
                kind = HunkKind.DROPPED
                yield Hunk(id=_key(stop), kind=kind, stops=(stop,), was=_was(slot, stop), now=None)


def _key(stop: str) -> str:
    return f"stop:{stop}"


def _spot(vehicle: str, trip: int | None, position: int = 0) -> Spot | None:
    return None if trip is None else Spot(vehicle, trip, position)


def _was(slot: Slot, stop: str) -> Spot | None:
    return _spot(slot.vehicle, slot.was_index, slot.was_stops.index(stop))


def _given(slots: Sequence[Slot]) -> Mapping[int, int]:
    """Return new trips → the old ones they are as a whole, by positions of slots."""
    gone = {slot.was_stops: at for at, slot in enumerate(slots) if slot.now is None}
    return {
        at: gone[slot.now_stops]
        for at, slot in enumerate(slots)
        if slot.was is None and slot.now_stops in gone
    }


def _of_trip(slot: Slot, former: Slot) -> Iterator[Hunk]:
    """Yield the hunks of a trip as a whole.

    Args:
        slot: the trip.
        former: the trip that it was, of another vehicle perhaps; the same where it was itself.
    """
    was = _spot(former.vehicle, former.was_index)
    now = _spot(slot.vehicle, slot.now_index)
    if was is None or now is None or slot is not former:
        stops = slot.now_stops or slot.was_stops
        kind = HunkKind.GIVEN
        if was is None or now is None:
            kind = HunkKind.ADDED if was is None else HunkKind.REMOVED
        needs = frozenset(map(_key, stops))
        key = f"{kind}:{slot.key}"
        yield Hunk(id=key, kind=kind, stops=stops, was=was, now=now, needs=needs)
        return
    moved = slot.reordered
    if moved:
        key = f"order:{slot.key}"
        yield Hunk(id=key, kind=HunkKind.ORDER, stops=moved, was=was, now=now)
    if slot.was is not None and slot.now is not None and slot.was.depot != slot.now.depot:
        key = f"depot:{slot.key}"
        yield Hunk(id=key, kind=HunkKind.DEPOT, stops=slot.now_stops, was=was, now=now)


def _bound(problem: Problem, hunks: tuple[Hunk, ...]) -> tuple[Hunk, ...]:
    """Bind hunks that only make sense together: of wholes, of companies, of runs."""
    of_stop = {hunk.stops[0]: hunk for hunk in hunks if hunk.id == _key(hunk.stops[0])}
    needs: dict[str, set[str]] = {}

    def bind(stops: Sequence[Hunk], those: Sequence[Hunk]) -> None:
        for hunk in stops:
            needs.setdefault(hunk.id, set()).update(one.id for one in those if one is not hunk)

    for members in problem.groups.values():
        touched = [of_stop[stop] for stop in members if stop in of_stop]
        served = [hunk for hunk in touched if hunk.kind is not HunkKind.MOVED]
        bind(served, served)
    for members in problem.companies.values():
        touched = [of_stop[stop] for stop in members if stop in of_stop]
        leaving = [hunk for hunk in touched if _vehicle(hunk.was) != _vehicle(hunk.now)]
        bind([hunk for hunk in leaving if hunk.now is not None], leaving)
    for run in problem.runs:
        touched = [of_stop[stop] for stop in run.stops if stop in of_stop]
        bind(touched, touched)
    return tuple(
        replace(hunk, needs=hunk.needs | frozenset(needs[hunk.id])) if hunk.id in needs else hunk
        for hunk in hunks
    )


def _vehicle(spot: Spot | None) -> str:
    return spot.vehicle if spot is not None else ""


# Making the plan in between


def _rebuilt(found: PlanDiff, vehicle: str, accepted: frozenset[str]) -> Route:
    """Return the day of a vehicle with hunks accepted; without trips: it stays at home."""
    trips = []
    for slot in found.slots_of.get(vehicle, ()):
        trip = slot.now if slot.was is None or f"depot:{slot.key}" in accepted else slot.was
        stops = _stops(slot, accepted)
        if stops and trip is not None:
            trips.append(Trip(trip.depot, stops))
    return Route(vehicle, tuple(trips))


def _stops(slot: Slot, accepted: frozenset[str]) -> tuple[str, ...]:
    """Return the stops of a trip with hunks accepted.

    One order is the ground, that of after where it is accepted; whoever the other plan adds stands
    behind the one it follows there.
    """
    was, now = slot.was_stops, slot.now_stops
    kept = set(was) & set(now)
    leaving = [stop for stop in was if stop not in kept and _key(stop) not in accepted]
    coming = [stop for stop in now if stop not in kept and _key(stop) in accepted]
    if f"order:{slot.key}" in accepted:
        ground = [stop for stop in now if stop in kept or stop in coming]
        return _inserted(ground, leaving, was)
    ground = [stop for stop in was if stop in kept or stop in leaving]
    return _inserted(ground, coming, now)


def _inserted(ground: list[str], more: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """Put stops among others, each behind the nearest one it follows in *order*."""
    for stop in more:
        former = order[: order.index(stop)]
        behind = next((one for one in reversed(former) if one in ground), None)
        ground.insert(0 if behind is None else ground.index(behind) + 1, stop)
    return tuple(ground)


def _change(problem: Problem, found: PlanDiff, accepted: frozenset[str]) -> Change:
    """Price a closed set of hunks; only vehicles they touch are timed anew."""
    if accepted == found.whole:
        return Change(found.verdict, found.final)
    touched = {
        spot.vehicle
        for key in accepted
        for spot in (found.by_id[key].was, found.by_id[key].now)
        if spot is not None
    }
    routes = [
        _rebuilt(found, vehicle.id, accepted)
        for vehicle in problem.vehicles
        if vehicle.id in touched
    ]
    return price_change(problem, found.verdict, routes)


__all__ = [
    "Delta",
    "Hunk",
    "HunkKind",
    "PlanDiff",
    "Reckon",
    "Retimed",
    "Spot",
    "Weighed",
    "apply",
    "diff",
    "retimed",
    "weigh",
]
