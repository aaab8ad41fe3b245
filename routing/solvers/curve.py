"""Places in an order that keeps neighbours together."""

from __future__ import annotations

from collections.abc import Sequence

from routing.solvers.regions import Point

LEVELS = 12
"""The square around the points is halved so often each way: across a town into fields of 12 m."""


def along_curve(points: Sequence[Point]) -> list[int]:
    """Return the numbers of points in the order in which a Hilbert curve comes past them.

    Points in one field stay in the order they came in.
    """
    if not points:
        return []
    left = min(point[0] for point in points)
    low = min(point[1] for point in points)
    size = max(max(point[0] - left, point[1] - low) for point in points) or 1.0
    last = (1 << LEVELS) - 1
    fields = [
        (int((point[0] - left) / size * last), int((point[1] - low) / size * last))
        for point in points
    ]
    passed = [_passed(*field) for field in fields]
    return sorted(range(len(points)), key=passed.__getitem__)


def _passed(across: int, along: int) -> int:
    """Return how many fields the curve has come past before it comes to one (Hilbert 1891)."""
    before = 0
    for level in reversed(range(LEVELS)):
        right, up = across >> level & 1, along >> level & 1
        before += (3 * right ^ up) << 2 * level
        if not up:
            if right:
                across, along = ~across, ~along
            across, along = along, across
    return before


__all__ = ["along_curve"]
