"""A day of delivery as it was read: vehicles, trips, and parts of documents that are to be moved.

Everything is frozen: whatever is planned is a `routing.plan.Plan` over the ids of parts, and a
manual cut gives another day. Times are seconds from midnight of the day, money is in kopecks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from core.delivery.statuses import Outcome, TripDirection, TripStatus
from core.delivery.trips.rules import Tariff
from core.terms.statuses import DeliveryMethod

DAY_END = 86_400


class Unplannable(StrEnum):
    """Why nobody can plan a part; `Part.facts` has the figures."""

    NO_ADDRESS = "no-address"
    """Facts: text (what the document says, "" for nothing)."""
    NO_TERMINAL = "no-terminal"
    """We bring it to a carrier, and nobody said where he takes it. Facts: none."""
    NO_COORDINATES = "no-coordinates"
    """Facts: address."""
    WINDOW_PAST = "window-past"
    """Facts: until, now (seconds from midnight)."""
    TOO_BIG = "too-big"
    """One unit is more than any vehicle takes. Facts: item, weight_grams, volume_cm3."""
    NO_VEHICLE = "no-vehicle"
    """No vehicle of the day may go there. Facts: skills, max_size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What is usual where nobody said anything else."""

    service: int = 300
    """Seconds a stop takes besides unloading itself."""
    unloading: int = 600
    """Seconds for a tonne."""
    loading: int = 0
    """Seconds before the first run of a vehicle."""
    reloading: int = 1500
    """Seconds before every further run."""
    pallet_dm3: int = 1440
    """Volume that makes one pallet place; 0: pallets are not counted."""
    unserved_minor: int = 2_000_000
    """What leaving a part of usual priority out costs in the eyes of planning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address with what planning must know of it."""

    address_id: int
    name: str
    lat_e6: int | None
    lon_e6: int | None
    code: str = ""
    zone_id: int = 0
    """0: in no zone."""
    zone: str = ""
    pace: tuple[int, ...] = ()
    """Percent of the usual time on the way for every hour; (): always 100."""
    max_size: int = 0
    skills: frozenset[str] = frozenset()
    service: int = 0
    """Seconds of one visit besides unloading."""
    contact: str = ""
    phone: str = ""
    note: str = ""
    window_from: int = 0
    window_to: int = DAY_END

    @property
    def located(self) -> bool:
        """Whether anybody knows where it is."""
        return self.lat_e6 is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """What of one line of a document is still to be moved and on no open trip."""

    line_id: int
    item_id: int
    variant_id: int
    item: str
    rest: int
    """Thousandths of the base unit; 0: everything is on trips or gone."""
    quantity: int
    """Of the whole line."""
    amount_minor: int
    """Of the whole line."""
    unit_quantity: int
    """Thousandths that `unit_weight` and `unit_volume` are of: a pack, or one base unit."""
    unit_weight: int
    """Grams; 0: not known."""
    unit_volume: int
    """Cubic centimetres; 0: not known."""
    packed: bool
    """Counted in packs: one is a place; else the line is one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One document that wants something moved, as planning sees it.

    Two of them are equal when nothing that planning looks at has changed.
    """

    document_id: int
    type: str
    number: str
    version: int = field(compare=False)
    partner_id: int | None
    partner: str
    method: DeliveryMethod
    inbound: bool
    address_id: int | None
    address_text: str
    """What the document says where no address is known."""
    window_from: int
    window_to: int
    ready_at: int
    priority: int
    vehicle_id: int | None
    """It rides on this vehicle and no other."""
    collect_minor: int
    planned_on: date | None
    contact: str
    phone: str
    note: str
    task: str = ""
    """Of an errand, in words."""
    lines: tuple[DemandLine, ...] = ()
    bare: tuple[int, int, int] | None = None
    """(grams, cm3, places) of what has no lines and is on no trip yet; None: nothing of it."""

    @property
    def line_by_id(self) -> Mapping[int, DemandLine]:
        """Lines by their ids."""
        return {line.line_id: line for line in self.lines}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """So much of a line of a document."""

    disposition_line_id: int
    """0: the document has no goods, as an errand."""
    item_id: int | None
    variant_id: int
    quantity: int
    """Thousandths of the base unit."""
    weight_grams: int
    volume_cm3: int
    places: int
    item: str = ""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One document's goods on one trip, or still in the pool."""

    id: str
    """ "O12", and "O12/2" for its second part."""
    part_no: int
    demand: Demand
    lines: tuple[PartLine, ...]
    place: Place | None
    """None: nobody knows any address."""
    window_from: int
    window_to: int
    pallets_tenths: int
    collect_minor: int = 0
    trip_id: int | None = None
    """The trip it is stored on; None: in the pool."""
    locked: bool = False
    """Planning leaves it where it is."""
    problem: str = ""
    """Why it cannot be planned (`Unplannable`); "": it can."""
    facts: tuple[tuple[str, object], ...] = ()
    """Of the problem."""

    @property
    def document_id(self) -> int:
        """The document it is of."""
        return self.demand.document_id

    @property
    def number(self) -> str:
        """Number of the document as printed."""
        return self.demand.number

    @property
    def partner(self) -> str:
        """Whom it goes to, or comes from."""
        return self.demand.partner

    @property
    def address(self) -> str:
        """Where to, in words."""
        return self.place.name if self.place is not None else self.demand.address_text

    @property
    def weight_grams(self) -> int:
        """Of all lines."""
        return sum(line.weight_grams for line in self.lines)

    @property
    def volume_cm3(self) -> int:
        """Of all lines."""
        return sum(line.volume_cm3 for line in self.lines)

    @property
    def places(self) -> int:
        """Packs and pieces to carry."""
        return sum(line.places for line in self.lines)

    @property
    def amount_minor(self) -> int:
        """Value of the goods at the prices of the document."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def load(self) -> tuple[int, int, int]:
        """Kilograms, cubic decimetres, tenths of pallet places; rounded up."""
        return (-(-self.weight_grams // 1000), -(-self.volume_cm3 // 1000), self.pallets_tenths)

    @property
    def moved(self) -> bool:
        """Whether the trip goes to another address or at another time than the document asks."""
        demand = self.demand
        here = self.place.address_id if self.place is not None else None
        return (here, self.window_from, self.window_to) != (
            demand.address_id,
            demand.window_from,
            demand.window_to,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A break of the driver, see `routing.parts.Break`."""

    start: int
    end: int
    duration: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVehicle:
    """A vehicle that may go out that day, or a trip's type of vehicle nobody has named yet."""

    id: str
    """ "V3" of a vehicle; "T45" of trip 45 that has only a type."""
    vehicle_id: int | None
    type_id: int
    type: str
    name: str
    plate: str
    driver_id: int | None
    driver: str
    carrier_id: int | None
    carrier: str
    """"": our own."""
    payload_kg: int
    """0: not known, never an overload."""
    volume_dm3: int
    pallets_tenths: int
    size: int
    skills: frozenset[str]
    shift_from: int
    shift_to: int
    max_duration: int
    max_overtime: int
    max_trips: int
    breaks: tuple[Rest, ...]
    fixed_minor: int
    per_km_minor: int
    per_hour_minor: int
    per_overtime_hour_minor: int
    tariff: Tariff | None = None
    """What its carrier takes; None: it is ours, or he has no tariff that holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStop:
    """A stop of a trip as stored."""

    id: int
    no: int
    address_id: int
    window_from: int
    window_to: int
    arrives_at: int
    leaves_at: int
    locked: bool
    outcome: Outcome
    parts: tuple[str, ...]
    """In their order."""
    goods: tuple[tuple[int, int, int, int], ...]
    """(document, part, line, quantity) as stored, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTrip:
    """A trip as stored."""

    id: int
    version: int
    number: str
    status: TripStatus
    vehicle: str
    """`DayVehicle.id`."""
    run: int
    direction: TripDirection
    locked: bool
    starts_at: int
    ends_at: int
    metres: int
    cost_minor: int
    left_at: int | None
    """Seconds from midnight; of the plan where it left on another day; None: has not left."""
    driver_id: int | None
    driver: str
    carrier_id: int | None
    """Who drives it; None: we do."""
    tariff: Tariff | None
    """What he takes; None: we drive, or he has no tariff that holds."""
    metres_driven: int
    """By the odometer; 0: nobody has told."""
    owed_minor: int | None
    """What he is owed for it, once it is closed; None: it is not, or ours."""
    readdressed: bool
    """Its addresses, or what documents ask, changed since it was planned."""
    stops: tuple[DayStop, ...]

    @property
    def fixed(self) -> bool:
        """Whether planning has to leave it as it is."""
        return self.locked or self.status is not TripStatus.FORMING

    @property
    def visited(self) -> frozenset[str]:
        """Ids of the parts of stops that the driver has told of."""
        told = (stop for stop in self.stops if stop.outcome is not Outcome.PENDING)
        return frozenset(part for stop in told for part in stop.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of all parts in the order of visits."""
        return tuple(part for stop in self.stops for part in stop.parts)


@dataclass(frozen=True, kw_only=True)
class DeliveryDay:
    """What there is to plan on one day from one warehouse, and what is planned already."""

    day: date
    warehouse_id: int
    warehouse: str
    depot: Place | None
    """Where trips begin; None: the warehouse has no address with coordinates yet."""
    rates: Rates
    vehicles: tuple[DayVehicle, ...]
    trips: tuple[DayTrip, ...]
    """By vehicle and run."""
    parts: tuple[Part, ...]
    """Those on trips, then the pool."""
    now: int | None = None
    """Seconds from midnight when the day is today; None: another day."""

    @cached_property
    def part_by_id(self) -> Mapping[str, Part]:
        """Parts by their ids."""
        return {part.id: part for part in self.parts}

    @cached_property
    def vehicle_by_id(self) -> Mapping[str, DayVehicle]:
        """Vehicles by their ids."""
        return {vehicle.id: vehicle for vehicle in self.vehicles}

    @cached_property
    def trip_by_id(self) -> Mapping[int, DayTrip]:
        """Trips by their ids."""
        return {trip.id: trip for trip in self.trips}

    @cached_property
    def trips_of(self) -> Mapping[str, tuple[DayTrip, ...]]:
        """Vehicle → its trips in the order of runs."""
        found: dict[str, tuple[DayTrip, ...]] = {}
        for trip in sorted(self.trips, key=lambda one: (one.run, one.id)):
            found[trip.vehicle] = (*found.get(trip.vehicle, ()), trip)
        return found

    def renews(self, trip: DayTrip) -> bool:
        """Tell whether taking a plan plans a trip by what its addresses are by now.

        That of one which goes elsewhere, or at another time, than its documents ask does not.
        """
        parts = (self.part_by_id.get(part) for part in trip.parts)
        return (
            trip.readdressed
            and not trip.fixed
            and not any(part is not None and part.moved for part in parts)
        )

    @property
    def pool(self) -> tuple[Part, ...]:
        """Parts on no trip."""
        return tuple(part for part in self.parts if part.trip_id is None)
