"""What may be moved from whom to whom: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.sales.errors import NothingToMove, WrongOperation
from core.sales.statuses import HolderKind, ReallocationKind, SupplyAction


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has, or gets, goods."""

    kind: HolderKind
    order_id: int = 0
    line_no: int = 0
    """For `line`."""


FREE = Holder(HolderKind.FREE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """So much of an item from one holder to another."""

    item_id: int
    quantity: int
    """Thousandths, above 0."""
    taken_from: Holder
    given_to: Holder
    variant_id: int = 0
    source_line_id: int = 0
    """0: goods that are there. Else the claim on this line of a supplier order is moved."""
    instead: SupplyAction = SupplyAction.DEMAND
    """What the line that gives does about that part from now on."""
    instead_source_line_id: int = 0
    """The expected receipt it claims instead, for `reserve_to_date`."""


_FROM: Mapping[ReallocationKind, frozenset[HolderKind]] = {
    ReallocationKind.RESERVE: frozenset({HolderKind.FREE}),
    ReallocationKind.RESERVE_ADJUST: frozenset(HolderKind),
    ReallocationKind.RELEASE: frozenset({HolderKind.LINE, HolderKind.EARMARK}),
    ReallocationKind.RELEASE_MANY: frozenset({HolderKind.LINE, HolderKind.EARMARK}),
    ReallocationKind.ARBITRARY: frozenset(HolderKind),
}
_RELEASES = frozenset({ReallocationKind.RELEASE, ReallocationKind.RELEASE_MANY})
_ONE_ORDER = frozenset({ReallocationKind.RESERVE, ReallocationKind.RESERVE_ADJUST})


def check_moves(operation: ReallocationKind, moves: Sequence[Move]) -> None:
    """Do nothing when every move is one that the operation knows.

    Raises:
        NothingToMove: no moves, a quantity not above 0, or from a holder to itself.
        WrongOperation: with the number of the move; a claim on what comes is no earmark either.
    """
    if not moves:
        raise NothingToMove
    takers = {move.given_to.order_id for move in moves}
    givers = {move.taken_from.order_id for move in moves}
    for at, move in enumerate(moves, 1):
        if move.quantity <= 0 or move.taken_from == move.given_to:
            raise NothingToMove
        sides = {move.taken_from.kind, move.given_to.kind}
        if move.source_line_id and HolderKind.EARMARK in sides:
            raise WrongOperation(operation=operation.value, line=at)  # a claim is no goods yet
        released = move.given_to.kind is HolderKind.FREE
        if move.taken_from.kind not in _FROM[operation] or (
            operation is not ReallocationKind.ARBITRARY and released != (operation in _RELEASES)
        ):
            raise WrongOperation(operation=operation.value, line=at)
    single = takers if operation in _ONE_ORDER else givers
    many = operation in {ReallocationKind.ARBITRARY, ReallocationKind.RELEASE_MANY}
    if len(single) > 1 and not many:
        raise WrongOperation(operation=operation.value, line=len(moves))


def operation_of(moves: Sequence[Move]) -> ReallocationKind:
    """Return the narrowest operation that knows all of *moves*; arbitrary where none does."""
    takers = {move.given_to.order_id for move in moves}
    givers = {move.taken_from.order_id for move in moves}
    released = [move.given_to.kind is HolderKind.FREE for move in moves]
    if moves and all(released) and all(givers):
        return ReallocationKind.RELEASE if len(givers) == 1 else ReallocationKind.RELEASE_MANY
    if any(released) or len(takers) != 1:
        return ReallocationKind.ARBITRARY
    if all(move.taken_from.kind is HolderKind.FREE for move in moves):
        return ReallocationKind.RESERVE
    return ReallocationKind.RESERVE_ADJUST
