"""The board of reservations as a chessboard: who stands where, and what a move of goods is. Pure.

Rows are orders, and above them what is nobody's; columns are where goods come from. A square holds
the sum of an order's lines that stand on it; a move of a square is spread over those lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.sales.moves import FREE, Holder, Move
from core.sales.statuses import SHIPPING_ACTIONS, HolderKind, Priority, SupplyAction
from core.sales.supply_rules import Source

UNLIMITED = 10**15
"""Thousandths: free stock takes whatever it is given."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A line of an order that holds, claims or waits for the item."""

    order_id: int
    number: str
    partner: str
    priority: Priority
    wanted_on: date | None
    line_no: int
    quantity: int
    """Thousandths not shipped yet."""
    action: SupplyAction
    source_line_id: int
    """The expected receipt it claims; 0: none."""
    ship_date: date | None
    """When it can leave; None: nobody can tell."""
    movable: bool
    """False: it ships already, and nothing may be taken from it."""

    @property
    def holder(self) -> Holder:
        """Return it as who gives or takes."""
        return Holder(HolderKind.LINE, self.order_id, self.line_no)

    @property
    def late(self) -> bool:
        """Whether it leaves after the day wanted, or nobody can tell when."""
        if self.wanted_on is None:
            return self.ship_date is None
        return self.ship_date is None or self.ship_date > self.wanted_on


@dataclass(frozen=True, slots=True)
class EarmarkSeat:
    """Goods in the warehouse that belong to an order, whatever its lines say."""

    order_id: int
    number: str
    partner: str
    quantity: int
    """Thousandths that no line ships yet."""
    excess: int
    """What no line of the order waits for any more."""

    @property
    def holder(self) -> Holder:
        """Return it as who gives or takes."""
        return Holder(HolderKind.EARMARK, self.order_id)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything about one item in one warehouse."""

    warehouse_id: int
    item_id: int
    variant_id: int
    free: int
    """Thousandths that are nobody's; below 0 where the warehouse does not control it."""
    sources: tuple[Source, ...]
    """Expected receipts, earliest first, with what nobody claims."""
    seats: tuple[Seat, ...]
    earmarks: tuple[EarmarkSeat, ...]


class OriginKind(StrEnum):
    """Where the goods of a square come from; the order of the list is that of the columns."""

    SHIPS = "ships"
    """Goods that are there, and leave already: nothing may be taken."""
    RESERVED = "reserved"
    """Goods that are there, kept for a line, or nobody's."""
    OWN = "own"
    """Goods that are there and belong to the order, whatever its lines say."""
    COMES = "comes"
    """A claim on an expected receipt, or what of it nobody claims."""
    WAITS = "waits"
    """Nothing yet: demanded, or not even that."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A column."""

    kind: OriginKind
    source_line_id: int = 0
    """The expected receipt, for `comes`."""


SHIPS, RESERVED, OWN, WAITS = (
    Origin(OriginKind.SHIPS),
    Origin(OriginKind.RESERVED),
    Origin(OriginKind.OWN),
    Origin(OriginKind.WAITS),
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A row: an order, or, with order 0, what is nobody's."""

    order_id: int
    number: str = ""
    partner: str = ""
    priority: Priority = Priority.MEDIUM
    wanted_on: date | None = None
    leaves_on: date | None = None
    """When the last of it can leave; None: nobody can tell."""
    late: bool = False
    seats: tuple[Seat, ...] = ()
    held: Mapping[Origin, int] | None = None
    """Thousandths by column; what is not there is absent."""

    def on(self, origin: Origin) -> int:
        """Return what stands in a column, thousandths."""
        return (self.held or {}).get(origin, 0)


@dataclass(frozen=True, slots=True)
class Instead:
    """What those who give do about that part from now on."""

    action: SupplyAction = SupplyAction.DEMAND
    source_line_id: int = 0


def origins(board: Board, ranks: Sequence[Rank]) -> tuple[Origin, ...]:
    """Return the columns: stock always, receipts as they come, the others where anything stands."""
    stands = {origin for rank in ranks for origin, held in (rank.held or {}).items() if held}
    comes = tuple(Origin(OriginKind.COMES, one.source_line_id) for one in board.sources)
    first = (SHIPS,) if SHIPS in stands else ()
    own = (OWN,) if OWN in stands else ()
    last = (WAITS,) if WAITS in stands else ()
    return (*first, RESERVED, *own, *comes, *last)


def origin_of(seat: Seat) -> Origin:
    """Return the column in which a line stands."""
    if seat.action in SHIPPING_ACTIONS:
        return SHIPS
    if seat.action is SupplyAction.RESERVE:
        return RESERVED
    if seat.action is SupplyAction.RESERVE_TO_DATE:
        return Origin(OriginKind.COMES, seat.source_line_id)
    return WAITS


def ranks(board: Board) -> tuple[Rank, ...]:
    """Return the rows: what is nobody's first, then the orders in the order of their turn."""
    by_order: dict[int, list[Seat]] = {}
    for seat in board.seats:
        by_order.setdefault(seat.order_id, []).append(seat)
    earmarks = {one.order_id: one for one in board.earmarks}
    nobody: dict[Origin, int] = {RESERVED: board.free}
    for source in board.sources:
        nobody[Origin(OriginKind.COMES, source.source_line_id)] = source.unclaimed
    found = [Rank(0, held=nobody)]
    found += [_of_order(seats, earmarks.get(key)) for key, seats in by_order.items()]
    found += [
        Rank(one.order_id, one.number, one.partner, held={OWN: one.quantity})
        for one in board.earmarks
        if one.order_id not in by_order
    ]
    return tuple(found)


def _of_order(seats: Sequence[Seat], earmark: EarmarkSeat | None) -> Rank:
    first = seats[0]
    held: dict[Origin, int] = {}
    for seat in seats:
        origin = origin_of(seat)
        held[origin] = held.get(origin, 0) + seat.quantity
    if earmark is not None:
        held[OWN] = earmark.quantity
        # Goods of its own that a line waits for are there: they are not missing too.
        held[WAITS] = held.get(WAITS, 0) - (earmark.quantity - earmark.excess)
    days = [seat.ship_date for seat in seats]
    known = [day for day in days if day is not None]
    return Rank(
        first.order_id,
        first.number,
        first.partner,
        first.priority,
        first.wanted_on,
        max(known) if len(known) == len(days) else None,
        any(seat.late for seat in seats),
        tuple(seats),
        held,
    )


def movable(rank: Rank, origin: Origin, pending: Sequence[Move] = ()) -> int:
    """Return how much may be taken from a square, less what *pending* moves take, thousandths."""
    return sum(left for _, left in _givers(rank, origin, pending))


def wanted(rank: Rank, origin: Origin, pending: Sequence[Move] = ()) -> int:
    """Return how much of the goods of a column a row can take, thousandths."""
    return sum(left for _, left in _takers(rank, origin, pending))


def plan(
    item: tuple[int, int],
    taken: tuple[Rank, Origin],
    to: Rank,
    quantity: int,
    instead: Instead,
    pending: Sequence[Move] = (),
) -> tuple[Move, ...]:
    """Return the moves that bring so much from a square to a row, line by line.

    Args:
        item: (item id, variant id).
        quantity: thousandths; what is beyond `movable` or `wanted` is left out.
        pending: moves that are to be carried out together with these.
    """
    rank, origin = taken
    takers = list(_takers(to, origin, pending))
    found: list[Move] = []
    rest = quantity
    for giver, has in _givers(rank, origin, pending):
        while has and rest and takers:
            taker, needs = takers[0]
            part = min(has, needs, rest)
            found.append(
                Move(
                    item_id=item[0],
                    variant_id=item[1],
                    quantity=part,
                    taken_from=giver,
                    given_to=taker,
                    source_line_id=origin.source_line_id,
                    instead=instead.action,
                    instead_source_line_id=instead.source_line_id,
                )
            )
            has, rest = has - part, rest - part  # noqa: PLW2901 - what is left of this giver
            takers[0] = (taker, needs - part)
            if needs == part:
                takers.pop(0)
    return tuple(found)


def stands(found: Sequence[Rank], moves: Sequence[Move]) -> bool:
    """Tell whether everybody whom *moves* take from or give to is still on the board."""
    orders = {rank.order_id for rank in found}
    lines = {seat.holder for rank in found for seat in rank.seats}
    sides = (side for move in moves for side in (move.taken_from, move.given_to))
    return all(
        side.order_id in orders and (side.kind is not HolderKind.LINE or side in lines)
        for side in sides
    )


def release(
    item: tuple[int, int], found: Sequence[Rank], orders: Collection[int], instead: Instead
) -> tuple[Move, ...]:
    """Return the moves that make free whatever of *orders* may be moved."""
    moves: list[Move] = []
    for rank in found:
        for origin in rank.held or {} if rank.order_id in orders else ():
            held = movable(rank, origin)
            moves += plan(item, (rank, origin), found[0], held, instead)
    return tuple(moves)


def shifted(found: Sequence[Rank], moves: Sequence[Move]) -> tuple[Rank, ...]:
    """Return the rows as *moves* would leave them, as far as quantities go."""
    held = {rank.order_id: dict(rank.held or {}) for rank in found}
    lines = {(seat.order_id, seat.line_no): seat for rank in found for seat in rank.seats}

    def add(order: int, origin: Origin, quantity: int) -> None:
        held[order][origin] = held[order].get(origin, 0) + quantity

    for move in moves:
        giver, taker = move.taken_from, move.given_to
        add(giver.order_id, _square(giver, move), -move.quantity)
        if giver.kind is HolderKind.LINE:
            after = Origin(OriginKind.COMES, move.instead_source_line_id)
            if move.instead is SupplyAction.RESERVE_TO_DATE:
                add(giver.order_id, after, move.quantity)
                add(0, after, -move.quantity)
            else:
                add(giver.order_id, WAITS, move.quantity)
        add(taker.order_id, _square(taker, move), move.quantity)
        if taker.kind is HolderKind.LINE:
            before = origin_of(lines[taker.order_id, taker.line_no])
            add(taker.order_id, before, -move.quantity)
            if before.kind is OriginKind.COMES:
                add(0, before, move.quantity)
        elif taker.kind is HolderKind.EARMARK:
            waits = min(move.quantity, max(held[taker.order_id].get(WAITS, 0), 0))
            add(taker.order_id, WAITS, -waits)
    return tuple(replace(rank, held=held[rank.order_id]) for rank in found)


def _square(holder: Holder, move: Move) -> Origin:
    """Return the column that a holder gives from, or takes into."""
    if move.source_line_id:
        return Origin(OriginKind.COMES, move.source_line_id)
    return OWN if holder.kind is HolderKind.EARMARK else RESERVED


def _givers(rank: Rank, origin: Origin, pending: Sequence[Move]) -> Iterator[tuple[Holder, int]]:
    """Yield who of a row gives how much of a column."""
    given: dict[Holder, int] = {}
    for move in pending:
        if _square(move.taken_from, move) == origin:
            given[move.taken_from] = given.get(move.taken_from, 0) + move.quantity
    if origin in {SHIPS, WAITS}:
        return
    if not rank.order_id:
        yield from _left(FREE, rank.on(origin), given)
    elif origin == OWN:
        yield from _left(Holder(HolderKind.EARMARK, rank.order_id), rank.on(OWN), given)
    else:
        for seat in rank.seats:
            if origin_of(seat) == origin and seat.movable:
                yield from _left(seat.holder, seat.quantity, given)


def _takers(rank: Rank, origin: Origin, pending: Sequence[Move]) -> Iterator[tuple[Holder, int]]:
    """Yield who of a row can take how much of what stands in a column."""
    got: dict[Holder, int] = {}
    for move in pending:
        got[move.given_to] = got.get(move.given_to, 0) + move.quantity
    if not rank.order_id:
        yield FREE, UNLIMITED
        return
    waiting = [seat for seat in rank.seats if origin_of(seat) == WAITS]
    own = [seat for seat in waiting if seat.action is SupplyAction.DEMAND_EARMARKED]
    earmark = Holder(HolderKind.EARMARK, rank.order_id)
    if own and not origin.source_line_id:
        needed = sum(seat.quantity for seat in own) - rank.on(OWN)
        yield from _left(earmark, needed, got)
        waiting = [seat for seat in waiting if seat not in own]
    coming = [
        seat
        for seat in rank.seats
        if seat.action is SupplyAction.RESERVE_TO_DATE and origin_of(seat) != origin
    ]
    for seat in (*waiting, *coming):
        yield from _left(seat.holder, seat.quantity, got)


def _left(
    holder: Holder, quantity: int, used: Mapping[Holder, int]
) -> Iterator[tuple[Holder, int]]:
    left = quantity - used.get(holder, 0)
    if left > 0:
        yield holder, left
