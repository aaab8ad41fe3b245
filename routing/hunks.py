"""What two plans of one day differ by, piece by piece: the parts of `routing.diff`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from routing.plan import Plan, Trip
from routing.verdict import Breach, Change, Verdict


class HunkKind(StrEnum):
    """What a hunk does to the plan it is applied to."""

    MOVED = "moved"
    """A stop goes to another trip."""
    SERVED = "served"
    """A stop that was left out goes onto a trip."""
    DROPPED = "dropped"
    """A stop is left out from now on."""
    ORDER = "order"
    """Stops that stay on their trip are visited in another order."""
    DEPOT = "depot"
    """A trip is loaded at another depot."""
    ADDED = "trip-added"
    """A trip comes into being with all its stops: it needs the hunks of all of them."""
    REMOVED = "trip-removed"
    """A trip goes with all its stops: it needs the hunks of all of them."""
    GIVEN = "trip-given"
    """A trip goes to another vehicle, or elsewhere in the day, as it is."""


WHOLE = frozenset({HunkKind.ADDED, HunkKind.REMOVED, HunkKind.GIVEN})
"""Kinds that do nothing by themselves: they stand for the hunks they need."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a plan. Indexes are from 0."""

    vehicle: str
    trip: int
    position: int = 0


Reckon = Callable[[Change], int]
"""What driving costs more after a change, in units of the problem, where it is paid for by other
rules than engines know."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What accepting something changes: after less before, in units of the problem."""

    cost: int = 0
    """Of driving; what is left out is counted apart."""
    unserved_cost: int = 0
    """Prices of stops that are left out."""
    unserved: int = 0
    """Stops that are left out."""
    distance: int = 0
    late: int = 0
    """Lateness of all stops together."""
    breaches: tuple[Breach, ...] = ()
    """Rules that it breaks, or breaks worse."""

    @classmethod
    def of(cls, change: Change, reckon: Reckon | None = None) -> Delta:
        """Return what a priced change comes to.

        Args:
            reckon: tells what driving costs; None: the checker does.
        """
        before, after = change.before, change.verdict
        left = after.unserved_cost - before.unserved_cost
        return cls(
            cost=change.cost - left if reckon is None else reckon(change),
            unserved_cost=left,
            unserved=len(after.unserved) - len(before.unserved),
            distance=change.distance,
            late=change.late,
            breaches=change.new_breaches,
        )

    @property
    def total(self) -> int:
        """What engines weigh: driving and prices of what is left out together."""
        return self.cost + self.unserved_cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One piece of a difference that can be accepted or not."""

    id: str
    kind: HunkKind
    stops: tuple[str, ...]
    """The stop that goes; the stops of the trip; for ORDER those that leave their place."""
    was: Spot | None
    """Where, in the plan before; None: it was on no trip."""
    now: Spot | None
    """Where, in the plan after; None: it is on no trip."""
    needs: frozenset[str] = frozenset()
    """Ids of hunks without which it cannot be; accepting it accepts them."""
    delta: Delta = Delta()
    """Of accepting it, with what it needs, and nothing else."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One trip of a vehicle, as it was and as it is; None where it is not there."""

    vehicle: str
    was_index: int | None
    was: Trip | None
    now_index: int | None
    now: Trip | None

    @property
    def was_stops(self) -> tuple[str, ...]:
        """Its stops before."""
        return self.was.stops if self.was is not None else ()

    @property
    def now_stops(self) -> tuple[str, ...]:
        """Its stops after."""
        return self.now.stops if self.now is not None else ()

    @property
    def key(self) -> str:
        """What ids of its own hunks end with."""
        index = self.was_index if self.was_index is not None else self.now_index
        return f"{self.vehicle}:{index}"

    @property
    def depots(self) -> tuple[int, ...]:
        """Indexes of the depots it was and is loaded at, of those two that there are."""
        return tuple(trip.depot for trip in (self.was, self.now) if trip is not None)

    @property
    def kept(self) -> tuple[str, ...]:
        """Stops that are on it before and after, as they were."""
        there = set(self.now_stops)
        return tuple(stop for stop in self.was_stops if stop in there)

    @property
    def reordered(self) -> tuple[str, ...]:
        """The fewest kept stops whose moving makes the order of after; () for none."""
        place = {stop: at for at, stop in enumerate(self.now_stops)}
        kept = self.kept
        staying = _longest_rise([place[stop] for stop in kept])
        return tuple(stop for stop in kept if place[stop] not in staying)


def _longest_rise(places: list[int]) -> set[int]:
    """Return a longest rising subsequence of different numbers; quadratic."""
    best: list[tuple[int, int]] = []
    """(length, index before) of the longest one that ends at each."""
    for at, place in enumerate(places):
        ends = [(best[j][0] + 1, j) for j in range(at) if places[j] < place]
        best.append(max(ends, default=(1, -1), key=lambda end: (end[0], -end[1])))
    found: set[int] = set()
    at = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while at >= 0:
        found.add(places[at])
        at = best[at][1]
    return found


@dataclass(frozen=True)
class PlanDiff:
    """How one plan becomes another, hunk by hunk."""

    before: Plan
    after: Plan
    hunks: tuple[Hunk, ...]
    """Trip by trip, in the order of vehicles; a whole trip before its stops."""
    verdict: Verdict
    """Of the plan before."""
    final: Verdict
    """Of the plan after."""
    slots: tuple[Slot, ...] = field(repr=False)
    """Vehicle by vehicle, in the order of trips."""
    reckon: Reckon | None = field(default=None, repr=False, compare=False)
    """Tells what driving costs; None: the checker does."""

    @cached_property
    def by_id(self) -> Mapping[str, Hunk]:
        """Hunks by their ids."""
        return {hunk.id: hunk for hunk in self.hunks}

    @cached_property
    def slots_of(self) -> Mapping[str, tuple[Slot, ...]]:
        """Vehicle → its trips, in order."""
        found: dict[str, tuple[Slot, ...]] = {}
        for slot in self.slots:
            found[slot.vehicle] = (*found.get(slot.vehicle, ()), slot)
        return found

    @cached_property
    def whole(self) -> frozenset[str]:
        """Ids of all hunks."""
        return frozenset(self.by_id)

    def needed(self, ids: Iterable[str]) -> frozenset[str]:
        """Return hunks with all that they need."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.by_id[key].needs)
        return self._with_wholes(found)

    def without(self, accepted: Iterable[str], ids: Iterable[str]) -> frozenset[str]:
        """Return what is left of accepted hunks when some are not: all that need them go too."""
        left = set(accepted) - set(ids)
        # Whole trips are accepted when all their hunks are: not accepting one means not its hunks.
        for key in ids:
            if self.by_id[key].kind in WHOLE:
                left -= self.by_id[key].needs
        while torn := {key for key in left if not self.by_id[key].needs <= left}:
            left -= torn
        return frozenset(left)

    def _with_wholes(self, ids: set[str]) -> frozenset[str]:
        """Return hunks with the whole trips they make up."""
        wholes = {h.id for h in self.hunks if h.kind in WHOLE and h.needs <= ids}
        return frozenset(ids | wholes)


@dataclass(frozen=True, slots=True)
class Retimed:
    """A trip that leaves at another time; it follows from what is accepted."""

    vehicle: str
    trip: int
    """In the plan after, from 0."""
    was: int
    now: int


def retimed(before: Verdict, after: Verdict) -> tuple[Retimed, ...]:
    """Return trips that leave at another time, among those that keep any of their stops."""
    found = []
    for route in after.routes:
        former = before.route_of.get(route.vehicle)
        for trip in route.trips:
            stops = {stop.stop for stop in trip.stops}
            shared = [
                (len(stops & {stop.stop for stop in one.stops}), one.departure)
                for one in (former.trips if former is not None else ())
            ]
            most, was = max(shared, default=(0, 0), key=lambda pair: pair[0])
            if most and was != trip.departure:
                found.append(Retimed(route.vehicle, trip.index, was, trip.departure))
    return tuple(found)
