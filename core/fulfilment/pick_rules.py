"""Where to take goods from, in which order, in how many tasks: choice on plain values.

No database here: `core.fulfilment.planning` loads the places, these rules choose among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.kernel.money import divide_half_up

NEAR_WALK = 20
"""Cells of the same working area whose walk order differs by no more than this are near: the
missing rest is fetched from there at once, not at the end of the route."""


@dataclass(frozen=True, slots=True)
class Demand:
    """So much of an item is wanted in the shipping zone."""

    item_id: int
    variant_id: int
    quantity: int
    """Thousandths of the base unit, more than 0."""
    lot_id: int = 0
    """0: any lot, the one that expires first."""
    packaging_id: int = 0
    """How it will leave; 0: base units. A wish, not a condition."""


@dataclass(frozen=True, slots=True)
class Place:
    """What one cell holds of one item, lot and packaging, free of other tasks' plans."""

    cell_id: int
    """0: a warehouse without cells."""
    item_id: int
    variant_id: int
    packaging_id: int
    lot_id: int
    available: int
    """Thousandths of the base unit."""
    pack: int = 1
    """Thousandths in one pack; 1: base units, any part of which may be taken."""
    expires: date | None = None
    """Last day of use; None: does not expire, goes after everything that does."""
    area_priority: int = 1
    """Goods leave the area with the highest number first (domain §1.5)."""
    goods_in_cell: int = 1
    """Different goods in the cell; 1: a cell of one item."""
    walk_order: int = 0
    section: str = ""
    suspect: bool = False
    """Somebody found less here than the books say, and nobody has counted since."""
    unit_grams: int = 0
    """Gross weight of a base unit; 0: unknown."""
    pack_grams: int = 0
    """Gross weight of a whole pack; 0: as many units."""

    def weight(self, quantity: int) -> int:
        """Return grams of *quantity* thousandths, whole packs at the weight of a pack."""
        if self.pack_grams and self.pack > 1:
            packs, rest = divmod(quantity, self.pack)
            return packs * self.pack_grams + divide_half_up(rest * self.unit_grams, 1000)
        return divide_half_up(quantity * self.unit_grams, 1000)


@dataclass(frozen=True, slots=True)
class Stop:
    """Take *quantity* from a place."""

    place: Place
    quantity: int
    """Thousandths of the base unit."""

    @property
    def grams(self) -> int:
        """Gross weight; 0: unknown."""
        return self.place.weight(self.quantity)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where everything is taken from, and what there is not enough of."""

    stops: tuple[Stop, ...]
    missing: tuple[Demand, ...]
    """Demands with the quantity nothing was found for."""


@dataclass(frozen=True, slots=True)
class Route:
    """One task: stops of one working area in walk order."""

    section: str
    stops: tuple[Stop, ...]
    grams: int


def still_wanted(
    demands: Iterable[Demand], covered: dict[tuple[int, int], int]
) -> tuple[Demand, ...]:
    """Return *demands* less what other tasks picked or will pick; the earlier demand first.

    Args:
        covered: (item, variant) → thousandths.
    """
    left = dict(covered)
    wanted = []
    for demand in demands:
        key = demand.item_id, demand.variant_id
        taken = min(demand.quantity, max(left.get(key, 0), 0))
        if taken:
            left[key] -= taken
        if demand.quantity > taken:
            wanted.append(replace(demand, quantity=demand.quantity - taken))
    return tuple(wanted)


def choose(demands: Sequence[Demand], places: Iterable[Place]) -> Choice:
    """Choose places for *demands*; a demand for a certain lot before those for any.

    Per demand: places under suspicion last; what expires first; whole large packs before small
    ones, a pack is broken only when units do not suffice; the area with the highest priority
    number; cells of one item before mixed ones; the smallest remainder, which frees its cell; the
    nearest on the route. Linear in places times their share of demands.
    """
    by_goods: dict[tuple[int, int], list[Place]] = {}
    for place in places:
        by_goods.setdefault((place.item_id, place.variant_id), []).append(place)
    left: dict[int, int] = {}
    taken: dict[int, tuple[Place, int]] = {}
    missing = []
    for demand in sorted(demands, key=lambda asked: not asked.lot_id):
        goods = by_goods.get((demand.item_id, demand.variant_id), [])
        rest = _serve(demand, goods, left, taken)
        if rest:
            missing.append(replace(demand, quantity=rest))
    stops = tuple(Stop(place, quantity) for place, quantity in taken.values())
    return Choice(stops, tuple(missing))


def _serve(
    demand: Demand,
    goods: list[Place],
    left: dict[int, int],
    taken: dict[int, tuple[Place, int]],
) -> int:
    """Take for one demand; return what could not be had."""
    fitting = [place for place in goods if demand.lot_id in (0, place.lot_id)]
    rest = demand.quantity
    urgency = sorted({_urgency(place) for place in fitting})
    for urgent in urgency:
        group = [place for place in fitting if _urgency(place) == urgent]
        for whole in (True, False):
            for place in sorted(group, key=_large_first if whole else _small_first):
                have = left.setdefault(id(place), place.available)
                quantity = min(rest, have)
                if whole:
                    quantity -= quantity % place.pack
                if quantity <= 0:
                    continue
                rest -= quantity
                left[id(place)] = have - quantity
                taken[id(place)] = (place, taken.get(id(place), (place, 0))[1] + quantity)
                if not rest:
                    return 0
    return rest


def _urgency(place: Place) -> tuple[bool, date]:
    return place.suspect, place.expires or date.max


def _small_first(place: Place) -> tuple[int, ...]:
    return (place.pack, *_preference(place))


def _large_first(place: Place) -> tuple[int, ...]:
    return (-place.pack, *_preference(place))


def _preference(place: Place) -> tuple[int, ...]:
    return (
        -place.area_priority,
        place.goods_in_cell > 1,
        place.available,
        place.walk_order,
        place.cell_id,
        place.lot_id,
    )


def walk(stops: Iterable[Stop]) -> tuple[Stop, ...]:
    """Return *stops* in the order they are visited."""
    return tuple(
        sorted(
            stops,
            key=lambda stop: (
                stop.place.walk_order,
                stop.place.cell_id,
                stop.place.item_id,
                stop.place.variant_id,
                stop.place.expires or date.max,
                stop.place.lot_id,
                -stop.place.pack,
            ),
        )
    )


def split_routes(stops: Iterable[Stop], max_grams: int | None) -> tuple[Route, ...]:
    """Split into tasks by working area, and within it so that none is heavier than *max_grams*.

    A stop too heavy for one task is divided at whole packs (base units without packaging); one
    pack heavier than the limit is a task of its own.

    Args:
        max_grams: None: no limit.
    """
    sections: dict[str, list[Stop]] = {}
    for stop in walk(stops):
        sections.setdefault(stop.place.section, []).append(stop)
    return tuple(
        Route(section, tuple(part), sum(stop.grams for stop in part))
        for section in sorted(sections)
        for part in _loads(sections[section], max_grams)
    )


def _loads(stops: list[Stop], max_grams: int | None) -> list[list[Stop]]:
    if max_grams is None:
        return [stops]
    loads: list[list[Stop]] = [[]]
    weight = 0
    for stop in stops:
        for piece in _pieces(stop, max_grams):
            if loads[-1] and weight + piece.grams > max_grams:
                loads.append([])
                weight = 0
            loads[-1].append(piece)
            weight += piece.grams
    return loads


def _pieces(stop: Stop, max_grams: int) -> list[Stop]:
    """Divide a stop that no single task may carry."""
    if stop.grams <= max_grams:
        return [stop]
    step = stop.place.pack if stop.place.pack > 1 else 1000
    fits = max(max_grams // max(stop.place.weight(step), 1), 1) * step
    pieces = []
    rest = stop.quantity
    while rest > 0:
        pieces.append(Stop(stop.place, min(rest, fits)))
        rest -= fits
    return pieces


def is_near(section: str, walk_order: int, place: Place) -> bool:
    """Tell whether the storekeeper standing at *walk_order* should go to *place* at once."""
    return place.section == section and abs(place.walk_order - walk_order) <= NEAR_WALK
