"""What the checker says about a plan: times, loads, costs, and every rule that is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """Which rule is broken. `Breach.amount` is by how much, where it can be counted."""

    UNKNOWN_STOP = "unknown-stop"
    UNKNOWN_VEHICLE = "unknown-vehicle"
    UNKNOWN_DEPOT = "unknown-depot"
    STOP_TWICE = "stop-twice"
    VEHICLE_TWICE = "vehicle-twice"
    LOAD = "load"
    """More on board than the vehicle takes, in units of the dimension."""
    LATE = "late"
    """Service begins after the last window, in time."""
    DEPOT_CLOSED = "depot-closed"
    """Loading begins, or the vehicle comes back, after the depot `Breach.other` has closed."""
    SHIFT = "shift"
    """The day ends after the shift."""
    DURATION = "duration"
    """Longer than `max_duration` and all overtime."""
    TRIP_DURATION = "trip-duration"
    DISTANCE = "distance"
    STOPS = "stops"
    TRIPS = "trips"
    BREAK = "break"
    """A rest begins so much later than its window allows."""
    UNREACHABLE = "unreachable"
    """No way leads from the place before."""
    SKILL = "skill"
    """`Breach.other` names what the vehicle lacks."""
    SIZE = "size"
    PIN = "pin"
    """`Breach.other` is the vehicle it is pinned to."""
    SOURCE = "source"
    """The trip is loaded at the depot `Breach.other`, which does not have the goods."""
    DEPOT = "depot"
    """The trip is loaded at a depot where the vehicle loads none."""
    GOODS = "goods"
    """`Breach.other` is a stop of the trip whose goods must not ride with these."""
    TOGETHER = "together"
    """`Breach.other` is a stop that has to ride on the same vehicle, and does not."""
    GROUP = "group"
    """Left out, while `Breach.other` of its group is served."""
    LOCK = "lock"
    """A trip is not as locked: `Breach.stop` is missing there, moved, or one too many."""
    DEPARTED = "departed"
    """The vehicle could not leave when it is said to have left; or has left without the goods."""
    RUN = "run"
    """Does not follow `Breach.other`, as it should."""
    UNSERVED = "unserved"
    """Must be served, and is not."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that is broken, where, and by how much."""

    kind: Kind
    vehicle: str = ""
    """ "": no vehicle has to do with it."""
    trip: int | None = None
    """From 0; None: the whole day."""
    stop: str = ""
    amount: int = 0
    """In units of the problem; 0 where there is nothing to count."""
    dimension: str = ""
    other: str = ""
    """The second thing it is about, see `Kind`."""


@dataclass(frozen=True, slots=True)
class StopTimes:
    """One stop on the way. Times are those of the problem."""

    stop: str
    arrival: int
    begin: int
    """When service begins."""
    departure: int
    waiting: int
    """Between arrival and begin, without rests."""
    late: int
    """By how much service begins after the last window."""
    distance: int
    """From the place before."""
    load: tuple[int, ...]
    """On board when it leaves, per dimension."""


@dataclass(frozen=True, slots=True)
class BreakTimes:
    """A rest: when it begins, how long it takes, and behind which stop."""

    begin: int
    duration: int
    trip: int
    after: int
    """How many stops of the trip were served before it."""
    late: int = 0
    """By how much it begins after its window."""


@dataclass(frozen=True, slots=True)
class TripTimes:
    """One trip as it will be driven."""

    index: int
    """Among the trips of the route, from 0."""
    depot: int
    loading: int
    """When loading begins; when a vehicle under way was last seen."""
    departure: int
    stops: tuple[StopTimes, ...]
    end: int
    """Back at an open depot; the end of the last service where the day ends there."""
    distance: int
    load: tuple[int, ...]
    """On board when it leaves the depot, per dimension."""
    peak: tuple[int, ...]
    """The most on board at any time, per dimension."""

    @property
    def duration(self) -> int:
        """From leaving the depot to coming back."""
        return self.end - self.departure


@dataclass(frozen=True, slots=True)
class RouteVerdict:
    """The day of one vehicle: times, figures, cost, breaches of its own rules.

    A route without stops is not driven: it has no trips and costs nothing.
    """

    vehicle: str
    start: int
    """When the first loading begins."""
    end: int
    trips: tuple[TripTimes, ...]
    distance: int
    duration: int
    overtime: int
    cost: int
    breaches: tuple[Breach, ...]
    breaks: tuple[BreakTimes, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether it breaks no rule that one route can break."""
        return not self.breaches

    @property
    def stops(self) -> Iterator[StopTimes]:
        """Every stop of every trip, in order."""
        return (stop for trip in self.trips for stop in trip.stops)

    @property
    def late(self) -> int:
        """Lateness of all stops together."""
        return sum(stop.late for stop in self.stops)

    @property
    def waiting(self) -> int:
        """Waiting at all stops together."""
        return sum(stop.waiting for stop in self.stops)


@dataclass(frozen=True)
class Verdict:
    """A whole plan, judged."""

    routes: tuple[RouteVerdict, ...]
    """As in the plan, without those of unknown vehicles."""
    unserved: tuple[str, ...]
    """Stops on no route, in the order of the problem, whatever the plan says of them."""
    cost: int
    """Routes, and prices of what is unserved; what must be served has none."""
    unserved_cost: int
    breaches: tuple[Breach, ...]
    """Of routes, then of the plan as a whole."""
    plan_breaches: tuple[Breach, ...] = field(default=())
    """Only those that no single route has: what is twice, apart, left out."""

    @property
    def feasible(self) -> bool:
        """Whether nothing is broken."""
        return not self.breaches

    @property
    def distance(self) -> int:
        """Of all routes."""
        return sum(route.distance for route in self.routes)

    @property
    def duration(self) -> int:
        """Of all routes."""
        return sum(route.duration for route in self.routes)

    @property
    def late(self) -> int:
        """Lateness of all stops together."""
        return sum(route.late for route in self.routes)

    @cached_property
    def route_of(self) -> Mapping[str, RouteVerdict]:
        """Vehicle → its route."""
        return {route.vehicle: route for route in self.routes}


@dataclass(frozen=True)
class Change:
    """A plan before and after a change. Differences are after less before."""

    before: Verdict
    verdict: Verdict
    """After it."""

    @property
    def cost(self) -> int:
        """How much more it costs."""
        return self.verdict.cost - self.before.cost

    @property
    def distance(self) -> int:
        """How much farther is driven."""
        return self.verdict.distance - self.before.distance

    @property
    def duration(self) -> int:
        """How much longer all days are together."""
        return self.verdict.duration - self.before.duration

    @property
    def late(self) -> int:
        """How much later all stops are together."""
        return self.verdict.late - self.before.late

    @cached_property
    def new_breaches(self) -> tuple[Breach, ...]:
        """What it would break, or break worse."""
        known = set(self.before.breaches)
        return tuple(breach for breach in self.verdict.breaches if breach not in known)

    @cached_property
    def gone_breaches(self) -> tuple[Breach, ...]:
        """What it would mend, or make another."""
        known = set(self.verdict.breaches)
        return tuple(breach for breach in self.before.breaches if breach not in known)
