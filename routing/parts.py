"""What a problem is made of: places, stops, vehicles, travel, wishes. Everything is an integer.

One set of units per problem, chosen by whoever makes it: klad's own days are in metres, seconds
from midnight of the day, kilograms, cubic decimetres and tenths of a pallet; instances of
benchmarks are in their own. A cost is a sum of `fixed`, `per_distance` × distance,
`per_time` × time, `per_overtime` × overtime and `price_unserved`, in one unit of cost, of which
`Problem.cost_unit` make one minor unit of money; so every cost is exact.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[int]
Matrix = Sequence[Row]
"""Place × place; rows are arrays of machine integers where there are many places."""

FOREVER = 2**40
"""Later than anything; the end of a window that never closes; a way that leads nowhere."""

HOURS = 24
HOUR = 3600


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From when to when something may begin; both ends belong to it."""

    start: int = 0
    end: int = FOREVER


ALWAYS = (Window(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit that is wanted."""

    id: str
    place: int
    """Index into the matrices."""
    windows: tuple[Window, ...] = ALWAYS
    """When service may begin, in order, apart from each other. An early vehicle waits."""
    service: int = 0
    """How long the vehicle stands there, after any waiting."""
    release: int = 0
    """When the goods are ready: loading of a trip begins no earlier than its latest release."""
    delivery: tuple[int, ...] = ()
    """What is brought from the depot, per dimension of load; () for nothing."""
    pickup: tuple[int, ...] = ()
    """What is taken along to the depot where the trip ends; () for nothing."""
    skills: frozenset[str] = frozenset()
    """What the vehicle must have: cold, tail lift."""
    max_size: int = 0
    """The biggest size of vehicle that gets there; 0: any."""
    price_unserved: int | None = None
    """What leaving it out costs; None: it must be served."""
    priority: int = 0
    """Higher is more urgent: says which is named first where not all can be served."""
    depots: frozenset[int] = frozenset()
    """Indexes of depots whose trips may bring it; empty: any."""
    goods: frozenset[str] = frozenset()
    """Kinds of goods, for `Problem.incompatible`."""
    group: str = ""
    """Stops of one group are served all or none; "": alone."""
    together: str = ""
    """Stops with one name ride on one vehicle; "": on any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Where trips begin and end."""

    id: str
    place: int
    window: Window = Window()
    """When it is open: loading begins and vehicles come back inside it."""
    loading: int = 0
    """How long loading of the first trip of a vehicle takes."""
    reloading: int = 0
    """How long it takes before every later trip."""


@dataclass(frozen=True, slots=True)
class Break:
    """A rest of the driver: begins in the window, at a stop or a depot, not while driving.

    It may take up waiting; service and loading are not interrupted. No rest is due on the way where
    it fits before the day (which begins after `window.start` + `duration`), or where the day is
    over by `window.end`. Rests follow one another in their order.
    """

    window: Window
    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One vehicle with its driver, for the day."""

    id: str
    capacity: tuple[int, ...] = ()
    """Per dimension of load; () where the problem has none."""
    start: int = 0
    """Index of the depot it begins at."""
    end: int | None = 0
    """Index of the depot it comes back to; None: the day ends at the last stop."""
    reloads_at: frozenset[int] = frozenset()
    """Indexes of depots where it may begin a further trip, and at no other; empty: at `start`."""
    max_trips: int = 1
    shift: Window = Window()
    """It leaves (begins to load) no earlier, and is done no later."""
    max_duration: int = FOREVER
    """From the beginning of the first loading to the end, anywhere inside the shift."""
    max_overtime: int = 0
    """How much longer than `max_duration` it may take, at `per_overtime` for each unit."""
    max_distance: int = FOREVER
    """Of the whole day."""
    max_trip_duration: int = FOREVER
    """Of one trip, from leaving the depot to coming back."""
    max_stops: int = 0
    """Of one trip; 0: any number."""
    breaks: tuple[Break, ...] = ()
    skills: frozenset[str] = frozenset()
    size: int = 0
    profile: int = 0
    """Index into `Problem.travel`."""
    fixed: int = 0
    """What using it at all costs."""
    per_distance: int = 1
    per_time: int = 0
    """Of the whole duration, waiting and loading included."""
    per_overtime: int = 0
    """Beside `per_time`."""
    at: int | None = None
    """Place where it is now, when the day runs already; None: at its depot.

    Where its first trip is locked with a departure it goes on from here to the stops of that trip;
    otherwise it drives to the depot of its first trip and loads there.
    """
    ready: int = 0
    """From when it is there; only with `at`."""

    @property
    def loads_again_at(self) -> frozenset[int]:
        """Depots where its further trips may begin."""
        return self.reloads_at or frozenset({self.start})

    @property
    def loads_first_at(self) -> frozenset[int]:
        """Depots where its first trip may begin: of one on the road already, any that it loads at.

        A trip is the first one that has stops.
        """
        return frozenset({self.start}) | (self.reloads_at if self.at is not None else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """Ways of one kind of vehicle between places."""

    distances: Matrix
    durations: Matrix
    """At pace 100."""
    zones: Row = ()
    """Zone of every place; () where the pace is the same everywhere and always."""
    pace: Sequence[Row] = ()
    """Zone × hour of the day → percent of `durations`; hours wrap at 24. Time is in seconds then.

    The hour and the zone a leg begins in decide for the whole of it, except that nobody arrives
    later than one who leaves the same place after him, in a faster hour.
    """

    def distance(self, here: int, there: int) -> int:
        """Return how far it is."""
        return self.distances[here][there]

    def duration(self, here: int, there: int, at: int) -> int:
        """Return how long it takes when one leaves at *at*; rounded up."""
        whole = self.durations[here][there]
        if not self.pace:
            return whole
        return paced(whole, self.pace[self.zones[here]], at)


def paced(whole: int, hours: Row, at: int) -> int:
    """Return how long a leg takes when one leaves at *at*, see `Travel`; rounded up.

    Args:
        whole: how long it takes at pace 100.
        hours: percent of that, for every hour of the day.
        at: when one leaves.
    """
    hour = at // HOUR
    arrival = at - (-whole * hours[hour % HOURS] // 100)
    # Leaving when a faster hour begins may bring one there sooner; then so does leaving now.
    while (later := (hour := hour + 1) * HOUR) < arrival:
        arrival = min(arrival, later - (-whole * hours[hour % HOURS] // 100))
    return arrival - at


@dataclass(frozen=True, slots=True)
class Pin:
    """A stop that rides on one vehicle, if at all."""

    stop: str
    vehicle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A part of a trip that planning leaves as it is."""

    vehicle: str
    trip: int
    """From 0."""
    stops: tuple[str, ...]
    """In this order, from the first of the trip."""
    whole: bool = False
    """Nothing comes after them: the trip is loaded already, or it suits the dispatcher."""
    departure: int | None = None
    """When it left the depot, if it did. Then `stops` are all it has goods on board for: what is
    planned behind them brings nothing, it only takes along."""


@dataclass(frozen=True, slots=True)
class Run:
    """Stops that follow one another on one trip, wherever that is."""

    stops: tuple[str, ...]


def matrix_of(rows: Sequence[Row]) -> tuple[array[int], ...]:
    """Return a matrix as compact rows of 64-bit integers."""
    return tuple(array("q", row) for row in rows)
