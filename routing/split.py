"""Orders bigger than a vehicle, split into the fewest loads.

Lines are divisible down to a unit. Loads are filled up one after another, the biggest vehicles
first, so that all but the last are full and the last one joins the other orders on a round. How few
loads can do is bounded from below; where filling up needs more than that, an exact search (`Pack`,
such as `routing.solvers.packing.pack`) settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from routing.errors import NoCapacity, UnitTooBig

Load = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of one line: how much a unit loads, per dimension, and how many units there are."""

    id: str
    unit: Load
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted at one place."""

    id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A kind of vehicle that may carry the order."""

    id: str
    capacity: Load
    count: int | None = None
    """How many loads of it there can be; None: any number."""


@dataclass(frozen=True, slots=True)
class Part:
    """One load of an order."""

    room: str
    """The kind of vehicle it was cut for; it fits any that is as big."""
    quantities: tuple[tuple[str, int], ...]
    """Lines and units; none of 0."""
    load: Load


@dataclass(frozen=True, slots=True)
class Split:
    """An order in parts, the full ones first."""

    parts: tuple[Part, ...]
    bound: int
    """No fewer parts can do."""

    @property
    def is_fewest(self) -> bool:
        """Whether it is proven that fewer parts cannot do."""
        return len(self.parts) == self.bound


Pack = Callable[[Order, Sequence[Room], int], "Sequence[Part] | bool"]
"""(order, rooms, number of parts) → parts; False: proven impossible; True: nobody knows."""


def split(order: Order, rooms: Sequence[Room], pack: Pack | None = None) -> Split:
    """Split an order into the fewest loads.

    Args:
        order: what is wanted; one without goods has no parts.
        rooms: vehicles that may carry it, or their free capacities.
        pack: an exact search for the cases that bounds do not settle.

    Raises:
        UnitTooBig: one unit is more than any vehicle takes.
        NoCapacity: there is not room enough for all of it.
    """
    lines = tuple(line for line in order.lines if line.quantity > 0)
    if not lines:
        return Split((), 0)
    rooms = sorted(
        (room for room in rooms if room.count != 0), key=lambda room: _negative(room.capacity)
    )
    for line in lines:
        if not any(_fits(line.unit, room.capacity) for room in rooms):
            raise UnitTooBig(order=order.id, line=line.id)
    whole = Order(order.id, lines)
    bound = _bound(lines, rooms)
    tries = [_filled(whole, rooms, choose) for choose in _MANNERS]
    whole_ones: list[Sequence[Part]] = [parts for parts, left in tries if not left]
    best = min(whole_ones, key=len, default=None)
    if pack is not None and (best is None or len(best) > bound):
        bound, best = _searched(whole, rooms, (bound, best), pack)
    if best is None:
        raise NoCapacity(order=order.id, parts=max(len(parts) for parts, _ in tries))
    return Split(tuple(best), bound)


def needs_split(order: Order, rooms: Sequence[Room]) -> bool:
    """Tell whether no single vehicle takes the whole order."""
    total = _total(order.lines)
    return bool(total) and not any(_fits(total, room.capacity) for room in rooms)


def _searched(
    order: Order,
    rooms: Sequence[Room],
    known: tuple[int, Sequence[Part] | None],
    pack: Pack,
) -> tuple[int, Sequence[Part] | None]:
    """Return the bound and the best parts after looking for fewer of them, one more at a time."""
    bound, best = known
    if best is not None:
        most = len(best) - 1
    else:
        most = min(_most(rooms), sum(line.quantity for line in order.lines))
    proven = True
    for count in range(bound, most + 1):
        found = pack(order, rooms, count)
        if not isinstance(found, bool):
            return (count if proven else bound), found
        proven = proven and not found
        if proven:
            bound = count + 1
    return bound, best


def _most(rooms: Sequence[Room]) -> int:
    """Return how many loads there can be; every room has a count where filling up has failed."""
    return sum(room.count or 0 for room in rooms)


def _negative(load: Load) -> Load:
    return tuple(-number for number in load)


def _fits(load: Load, capacity: Load) -> bool:
    return all(one <= most for one, most in zip(load, capacity, strict=True))


def _total(lines: Sequence[Line]) -> Load:
    loads = [[number * line.quantity for number in line.unit] for line in lines]
    return tuple(map(sum, zip(*loads, strict=True)))


def _bound(lines: Sequence[Line], rooms: Sequence[Room]) -> int:
    """Return a number of loads below which nothing can be.

    Per dimension, as many of the biggest capacities as hold the total; and units of which no two
    go together each need a load of their own, those that go in threes a third of one, and so on.
    """
    found = 1
    for dimension, total in enumerate(_total(lines)):
        found = max(found, _loads_for(total, [(r.capacity[dimension], r.count) for r in rooms]))
    for dimension in range(len(lines[0].unit)):
        most = max(room.capacity[dimension] for room in rooms)
        for several in (1, 2, 3, 4):
            big = sum(
                line.quantity for line in lines if line.unit[dimension] * (several + 1) > most
            )
            found = max(found, -(-big // several))
    return found


def _count(unit: Load, capacity: Load) -> int:
    """Return how many like units a capacity holds; a great many where they weigh nothing."""
    return min(
        (most // one for one, most in zip(unit, capacity, strict=True) if one), default=2**40
    )


def _loads_for(total: int, sizes: Sequence[tuple[int, int | None]]) -> int:
    """Return how many of the biggest sizes hold a total; all there are where they do not."""
    loads = 0
    for size, count in sorted(sizes, key=lambda one: -one[0]):
        if total <= 0 or not size:
            break
        wanted = -(-total // size)
        taken = wanted if count is None else min(wanted, count)
        loads += taken
        total -= taken * size
    return loads


Choose = Callable[[Sequence[Line], Load, Load], "Iterator[int]"]
"""(lines left, free, capacity) → indexes of lines in the order they are put in."""


def _heaviest_first(lines: Sequence[Line], free: Load, capacity: Load) -> Iterator[int]:
    """Yield lines by the biggest share of the capacity that a unit takes."""
    del free

    def share(at: int) -> Fraction:
        pairs = zip(lines[at].unit, capacity, strict=True)
        return max((Fraction(one, most) for one, most in pairs if most), default=Fraction(0))

    yield from sorted(range(len(lines)), key=lambda at: (-share(at), at))


def _as_written(lines: Sequence[Line], free: Load, capacity: Load) -> Iterator[int]:
    """Yield lines in their order: fewest of them are torn apart."""
    del free, capacity
    yield from range(len(lines))


_MANNERS: tuple[Choose | None, ...] = (_as_written, _heaviest_first, None)
"""How loads are filled; None: by what suits the room that is left, a few units at a time."""


def _filled(
    order: Order, rooms: Sequence[Room], choose: Choose | None
) -> tuple[list[Part], list[Line]]:
    """Fill one load after another; return them and what found no room."""
    left = list(order.lines)
    stock = {room.id: room.count for room in rooms}
    parts: list[Part] = []
    while left:
        loads = [
            (room, _one_load(left, room.capacity, choose)) for room in rooms if stock[room.id] != 0
        ]
        loads = [(room, taken) for room, taken in loads if any(taken)]
        if not loads:
            break
        room, taken = max(loads, key=lambda one: _worth(left, one[1], one[0]))
        times = _times(left, taken, stock[room.id])
        part = _part(room.id, left, taken)
        parts.extend([part] * times)
        count = stock[room.id]
        stock[room.id] = None if count is None else count - times
        left = [
            replace(line, quantity=line.quantity - times * units)
            for line, units in zip(left, taken, strict=True)
            if line.quantity > times * units
        ]
    return parts, left


def _times(left: Sequence[Line], taken: Sequence[int], count: int | None) -> int:
    """Return how often the same load can be cut before some line comes to an end."""
    whole = min(line.quantity // n for line, n in zip(left, taken, strict=True) if n)
    return max(1, whole if count is None else min(whole, count))


def _worth(left: Sequence[Line], taken: Sequence[int], room: Room) -> tuple[int, Fraction]:
    """Return how good a load is: one that finishes the order in the smallest room, or a big one."""
    rest = all(line.quantity == units for line, units in zip(left, taken, strict=True))
    total = _total(left)
    load = _load(left, taken)
    shares = (Fraction(one, all_) for one, all_ in zip(load, total, strict=True) if all_)
    return (1 if rest else 0, -Fraction(sum(room.capacity)) if rest else sum(shares, Fraction(0)))


def _one_load(lines: Sequence[Line], capacity: Load, choose: Choose | None) -> list[int]:
    if choose is None:
        return _balanced(lines, capacity)
    taken = [0] * len(lines)
    free = capacity
    for at in choose(lines, free, capacity):
        units = min(lines[at].quantity, _count(lines[at].unit, free))
        taken[at] = units
        free = _less(free, lines[at].unit, units)
    return taken


def _balanced(lines: Sequence[Line], capacity: Load) -> list[int]:
    """Fill a load with what is heavy where there is much room, a few units at a time."""
    taken = [0] * len(lines)
    free = capacity
    while True:
        best: tuple[Fraction, int, int] | None = None
        for at, line in enumerate(lines):
            units = min(line.quantity - taken[at], _count(line.unit, free))
            if units <= 0:
                continue
            suits = sum(
                (
                    Fraction(one * room, most * most)
                    for one, room, most in zip(line.unit, free, capacity, strict=True)
                    if most
                ),
                start=Fraction(0),
            )
            if best is None or suits > best[0]:
                best = (suits, at, max(1, units // 8))
        if best is None:
            return taken
        _, at, units = best
        taken[at] += units
        free = _less(free, lines[at].unit, units)


def _less(free: Load, unit: Load, units: int) -> Load:
    return tuple(room - one * units for room, one in zip(free, unit, strict=True))


def _load(lines: Sequence[Line], taken: Sequence[int]) -> Load:
    return _total([replace(line, quantity=units) for line, units in zip(lines, taken, strict=True)])


def _part(room: str, lines: Sequence[Line], taken: Sequence[int]) -> Part:
    quantities = tuple((line.id, units) for line, units in zip(lines, taken, strict=True) if units)
    return Part(room, quantities, _load(lines, taken))
