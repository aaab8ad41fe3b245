"""What the local search of PyVRP tries: which moves, and stops next to which others."""

from __future__ import annotations

from collections.abc import Sequence

from pyvrp import Activity, ProblemData
from pyvrp.search import (
    OPERATORS,
    BinaryOperator,
    NeighbourhoodParams,
    Relocate2,
    Swap21,
    Swap22,
    UnaryOperator,
    compute_neighbours,
)

NEAR = 50
"""A stop is tried beside so many others at most; with 20 a day needs more vehicles."""

LOOKED_AT = 120
"""The nearest ones among which those are looked for that a vehicle may serve with it."""

IN_PAIRS = frozenset({Relocate2, Swap21, Swap22})
"""Moves of two stops that follow one another."""

MANY = 150
"""From so many stops on they are left out where hours cost something: PyVRP does not see by the
ways alone then that a move does not pay, and works each out whole. Without these a search takes
half as many steps again, and comes to better plans; with few stops there is time for all."""


def moves_of(data: ProblemData) -> list[UnaryOperator | BinaryOperator]:
    """Return the moves that are worth trying."""
    hourly = any(kind.unit_duration_cost for kind in data.vehicle_types())
    left_out = IN_PAIRS if hourly and data.num_clients >= MANY else frozenset()
    return [move(data) for move in OPERATORS if move.supports(data) and move not in left_out]


def neighbours_of(data: ProblemData, riders: Sequence[int]) -> dict[Activity, list[Activity]]:
    """Return for each client those near it that some vehicle may serve together with it.

    Args:
        riders: for each client the kinds of vehicles that may serve it, one bit each.
    """
    if len(set(riders)) <= 1:
        return compute_neighbours(data, NeighbourhoodParams(num_neighbours=NEAR))
    nearest = compute_neighbours(data, NeighbourhoodParams(num_neighbours=LOOKED_AT))
    return {
        client: [other for other in near if riders[client.idx] & riders[other.idx]][:NEAR]
        for client, near in nearest.items()
    }


__all__ = ["moves_of", "neighbours_of"]
