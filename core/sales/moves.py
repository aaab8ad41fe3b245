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
        WrongOperation: with the number of the move.
    """
    if not moves:
        raise NothingToMove
    takers = {move.given_to.order_id for move in moves}
    givers = {move.taken_from.order_id for move in moves}
    for at, move in enumerate(moves, 1):
        if move.quantity <= 0 or move.taken_from == move.given_to:
            raise NothingToMove
        released = move.given_to.kind is HolderKind.FREE
        if move.taken_from.kind not in _FROM[operation] or (
            operation is not ReallocationKind.ARBITRARY and released != (operation in _RELEASES)
        ):
            raise WrongOperation(operation=operation.value, line=at)
    single = takers if operation in _ONE_ORDER else givers
    many = operation in {ReallocationKind.ARBITRARY, ReallocationKind.RELEASE_MANY}
    if len(single) > 1 and not many:
        raise WrongOperation(operation=operation.value, line=len(moves))
