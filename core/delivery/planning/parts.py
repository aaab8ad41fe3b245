"""Parts of documents: what rides together, cut by hand or because no vehicle takes it whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.delivery.planning.day_shape import (
    DAY_END,
    DayVehicle,
    DeliveryDay,
    Demand,
    DemandLine,
    Part,
    PartLine,
    Place,
    Rates,
    Unplannable,
)
from core.delivery.planning.errors import NotOnePart, NotSplit, TripFixed
from core.kernel.daytime import time_text
from core.kernel.errors import BadValue
from core.terms.statuses import DeliveryMethod
from routing.errors import UnitTooBig
from routing.split import Line, Order, Room, needs_split, split

UNKNOWN = 2**50
"""Capacity of a vehicle where nobody has told it."""

UNIT = 1000
"""Thousandths of one base unit."""

Goods = Mapping[int, int]
"""Line of a document → thousandths of the base unit."""


def part_id(document_id: int, part_no: int) -> str:
    """Return what a part is called: "O12" for the first, "O12/2" for the second."""
    return f"O{document_id}" if part_no == 1 else f"O{document_id}/{part_no}"


def pallets_of(volume_cm3: int, rates: Rates) -> int:
    """Return tenths of pallet places for a volume, rounded up; 0 where pallets are not counted."""
    return -(-volume_cm3 * 10 // (rates.pallet_dm3 * 1000)) if rates.pallet_dm3 else 0


def measured(line: DemandLine, quantity: int) -> PartLine:
    """Return so much of a line with its weight, volume, places and value."""
    packs = -(-quantity // line.unit_quantity) if line.packed else 1
    return PartLine(
        disposition_line_id=line.line_id,
        item_id=line.item_id,
        variant_id=line.variant_id,
        item=line.item,
        quantity=quantity,
        weight_grams=-(-line.unit_weight * quantity // line.unit_quantity),
        volume_cm3=-(-line.unit_volume * quantity // line.unit_quantity),
        places=packs,
        amount_minor=line.amount_minor * quantity // line.quantity if line.quantity else 0,
    )


@dataclass(frozen=True, slots=True)
class Pooling:
    """What is needed to make parts of what waits in the pool."""

    vehicles: Sequence[DayVehicle]
    rates: Rates
    now: int | None
    known: dict[tuple[object, ...], tuple[bool, list[Room]]] = field(default_factory=dict)
    """What vehicles there are for places that ask for the same, found once."""

    def parts(self, demand: Demand, place: Place | None, taken: Iterable[int]) -> Iterator[Part]:
        """Return what of a document waits, cut into the fewest loads where it exceeds a vehicle.

        Args:
            demand: the document.
            place: its address; None: nobody knows any.
            taken: numbers of its parts that are on trips.
        """
        used = set(taken)
        problem, facts = self._problem(demand, place)
        loads, reason, about = self._loads(demand, place)
        number = 0
        for lines in loads:
            number = next(no for no in range(number + 1, number + len(used) + 2) if no not in used)
            yield Part(
                id=part_id(demand.document_id, number),
                part_no=number,
                demand=demand,
                lines=lines,
                place=place,
                window_from=demand.window_from,
                window_to=demand.window_to,
                pallets_tenths=pallets_of(sum(line.volume_cm3 for line in lines), self.rates),
                collect_minor=demand.collect_minor if number == 1 else 0,
                problem=problem or reason,
                facts=facts if problem else about,
            )

    def _problem(
        self, demand: Demand, place: Place | None
    ) -> tuple[str, tuple[tuple[str, object], ...]]:
        if place is None and demand.method is DeliveryMethod.OWN_TO_CARRIER:
            return Unplannable.NO_TERMINAL.value, ()
        if place is None:
            return Unplannable.NO_ADDRESS.value, (("text", demand.address_text),)
        if not place.located:
            return Unplannable.NO_COORDINATES.value, (("address", place.name),)
        if self.now is not None and demand.window_to < self.now:
            return Unplannable.WINDOW_PAST.value, (("until", demand.window_to), ("now", self.now))
        return "", ()

    def _loads(
        self, demand: Demand, place: Place | None
    ) -> tuple[Sequence[tuple[PartLine, ...]], str, tuple[tuple[str, object], ...]]:
        """Return the loads of a document, and why they cannot be planned."""
        if demand.bare is not None:
            grams, cm3, places = demand.bare
            return ([(_bare(grams, cm3, places),)], "", ())
        waiting = [line for line in demand.lines if line.rest > 0]
        whole = tuple(measured(line, line.rest) for line in waiting)
        if not whole:
            return ((), "", ())
        able, rooms = self._rooms(demand, place)
        if not able:
            size = place.max_size if place is not None else 0
            needed = (("skills", _skills(place)), ("max_size", size))
            return ([whole], Unplannable.NO_VEHICLE.value if self.vehicles else "", needed)
        order = Order(demand.number, tuple(_units(waiting)))
        if not needs_split(order, rooms):
            return ([whole], "", ())
        try:
            cut = split(order, rooms)
        except UnitTooBig as error:
            guilty = demand.line_by_id[int(str(error.facts["line"]).partition("+")[0])]
            facts = (
                ("item", guilty.item),
                ("weight_grams", guilty.unit_weight),
                ("volume_cm3", guilty.unit_volume),
            )
            return ([whole], Unplannable.TOO_BIG.value, facts)
        return ([_load(demand, dict(one.quantities)) for one in cut.parts], "", ())

    def _rooms(self, demand: Demand, place: Place | None) -> tuple[bool, list[Room]]:
        """Return whether any vehicle may take a document, and what those hold that may."""
        wanted = (place.skills, place.max_size) if place is not None else ()
        key = (demand.vehicle_id, *wanted)
        if key not in self.known:
            able = [one for one in self.vehicles if _may_go(one, demand, place)]
            self.known[key] = (bool(able), _rooms(able, self.rates))
        return self.known[key]


def _bare(grams: int, cm3: int, places: int) -> PartLine:
    return PartLine(
        disposition_line_id=0,
        item_id=None,
        variant_id=0,
        quantity=0,
        weight_grams=grams,
        volume_cm3=cm3,
        places=places,
    )


def _skills(place: Place | None) -> str:
    return ", ".join(sorted(place.skills)) if place is not None else ""


def _may_go(vehicle: DayVehicle, demand: Demand, place: Place | None) -> bool:
    if demand.vehicle_id is not None and vehicle.vehicle_id != demand.vehicle_id:
        return False
    if place is None:
        return True
    small = not place.max_size or vehicle.size <= place.max_size
    return small and place.skills <= vehicle.skills


def capacity_of(vehicle: DayVehicle) -> tuple[int, int, int]:
    """Return kilograms, cubic decimetres, tenths of pallets; `UNKNOWN` where nobody has told."""
    return (
        vehicle.payload_kg or UNKNOWN,
        vehicle.volume_dm3 or UNKNOWN,
        vehicle.pallets_tenths or UNKNOWN,
    )


def _rooms(vehicles: Sequence[DayVehicle], rates: Rates) -> list[Room]:
    """Return what vehicles hold in grams and cubic centimetres, pallets as their volume."""
    found = {}
    for vehicle in vehicles:
        kg, dm3, pallets = capacity_of(vehicle)
        room = min(dm3 * 1000, pallets * rates.pallet_dm3 * 100 if rates.pallet_dm3 else UNKNOWN)
        found[kg * 1000, room] = vehicle.type
    return [Room(f"{name}/{number}", size) for number, (size, name) in enumerate(found.items())]


def _units(lines: Iterable[DemandLine]) -> Iterator[Line]:
    """Return what may be told apart: packs where a line is whole packs, else base units.

    What is less than a unit rides as a piece of its own, "12+".
    """
    for line in lines:
        size = _unit(line)
        whole, piece = divmod(line.rest, size)
        if whole:
            yield Line(str(line.line_id), _weighed(line, size), whole)
        if piece:
            yield Line(f"{line.line_id}+", _weighed(line, piece), 1)


def _unit(line: DemandLine) -> int:
    return line.unit_quantity if line.packed and line.rest % line.unit_quantity == 0 else UNIT


def _weighed(line: DemandLine, quantity: int) -> tuple[int, int]:
    one = measured(line, quantity)
    return (one.weight_grams, one.volume_cm3)


def _load(demand: Demand, units: Mapping[str, int]) -> tuple[PartLine, ...]:
    """Return one load of an order as lines of a part, in the order of the document."""
    goods: dict[int, int] = {}
    by_id = demand.line_by_id
    for name, count in units.items():
        line = by_id[int(name.partition("+")[0])]
        size = _unit(line)
        goods[line.line_id] = goods.get(line.line_id, 0) + (
            line.rest % size if name.endswith("+") else count * size
        )
    return tuple(
        measured(line, goods[line.line_id]) for line in demand.lines if line.line_id in goods
    )


def split_part(day: DeliveryDay, part: str, taken: Goods) -> tuple[DeliveryDay, str]:
    """Cut goods off a part; they become a part of their own in the pool.

    Args:
        day: with the part.
        part: its id.
        taken: line of the document → how much is cut off; lines that stay whole are left out.

    Returns:
        The day after it, and the id of the new part.

    Raises:
        NotSplit: nothing would stay or nothing is taken, or more than there is, or it is locked.
    """
    former = day.part_by_id[part]
    by_id = former.demand.line_by_id
    there = {line.disposition_line_id: line.quantity for line in former.lines}
    cut = {line: quantity for line, quantity in taken.items() if quantity}
    most = all(0 < quantity <= there.get(line, 0) for line, quantity in cut.items())
    if former.locked or not cut or not most or cut == there or not set(cut) <= set(by_id):
        raise NotSplit(part=part, document=former.number, locked=former.locked)
    numbers = {one.part_no for one in day.parts if one.document_id == former.document_id}
    number = next(no for no in range(1, len(numbers) + 2) if no not in numbers)
    left = [
        measured(by_id[line.disposition_line_id], rest)
        for line in former.lines
        if (rest := line.quantity - cut.get(line.disposition_line_id, 0))
    ]
    gone = [
        measured(by_id[line.disposition_line_id], cut[line.disposition_line_id])
        for line in former.lines
        if line.disposition_line_id in cut
    ]
    kept = _with_lines(former, left, day.rates)
    new = replace(
        _with_lines(former, gone, day.rates),
        id=part_id(former.document_id, number),
        part_no=number,
        trip_id=None,
        collect_minor=0,
    )
    parts = [kept if one.id == part else one for one in day.parts]
    return replace(day, parts=(*parts, new)), new.id


def merge_parts(day: DeliveryDay, part: str, other: str) -> DeliveryDay:
    """Join two parts of one document into the first of them.

    Raises:
        NotOnePart: they are of two documents, or one is locked.
    """
    one, two = day.part_by_id[part], day.part_by_id[other]
    if one.document_id != two.document_id or one is two or one.locked or two.locked:
        raise NotOnePart(part=part, other=other)
    by_id = one.demand.line_by_id
    goods: dict[int, int] = {}
    for line in (*one.lines, *two.lines):
        goods[line.disposition_line_id] = goods.get(line.disposition_line_id, 0) + line.quantity
    lines = [measured(line, goods[key]) for key, line in by_id.items() if key in goods]
    whole = replace(
        _with_lines(one, lines, day.rates), collect_minor=one.collect_minor + two.collect_minor
    )
    parts = [whole if part == kept.id else kept for kept in day.parts if kept.id != other]
    return replace(day, parts=tuple(parts))


def retime_parts(
    day: DeliveryDay, parts: Collection[str], window_from: int, window_to: int
) -> DeliveryDay:
    """Visit parts at another time than the others at their address: a stop of their own.

    The time holds for the trip; what the document asks for stays as it is.

    Args:
        day: with the parts.
        parts: their ids.
        window_from: seconds from midnight.
        window_to: the same; service begins no later.

    Raises:
        BadValue: it ends before it begins, or the day is over by then.
        TripFixed: one is locked, or its trip is.
    """
    if not 0 <= window_from <= window_to <= DAY_END:
        raise BadValue(
            what="time_until", value=time_text(window_to), expected=f"≥ {time_text(window_from)}"
        )
    for one in (day.part_by_id[part] for part in parts):
        trip = day.trip_by_id.get(one.trip_id or 0)
        if one.locked and trip is not None:
            raise TripFixed(trip=trip.number, status=trip.status.value)
    kept = set(parts)
    return replace(
        day,
        parts=tuple(
            replace(one, window_from=window_from, window_to=window_to) if one.id in kept else one
            for one in day.parts
        ),
    )


def _with_lines(part: Part, lines: Sequence[PartLine], rates: Rates) -> Part:
    volume = sum(line.volume_cm3 for line in lines)
    return replace(part, lines=tuple(lines), pallets_tenths=pallets_of(volume, rates))
