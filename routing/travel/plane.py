"""Straight lines on a plane, as benchmarks measure them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from enum import StrEnum


class Rounding(StrEnum):
    """How an instance makes whole numbers of what it gives."""

    ROUND = "round"
    """To the nearest; a half goes to the even one."""
    DIMACS = "dimacs"
    """Tenths, the rest cut off."""
    EXACT = "exact"
    """Thousandths, rounded to the nearest."""

    @property
    def scale(self) -> int:
        """Return how many units make one of the instance."""
        return {"round": 1, "dimacs": 10, "exact": 1000}[self.value]


def plane_matrix(
    points: Sequence[tuple[float, float]], rounding: Rounding
) -> tuple[array[int], ...]:
    """Return distances between all points."""
    import numpy as np  # noqa: PLC0415 - only here are matrices made

    where = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    cut = rounding is Rounding.DIMACS
    rows = []
    for here in where:
        apart = where - here
        # The square root of an exact sum of squares is exact where the distance is whole;
        # hypot promises less, and cutting off would turn 4.999… into 4.
        length = np.sqrt(apart[:, 0] ** 2 + apart[:, 1] ** 2) * rounding.scale
        whole = (length if cut else np.rint(length)).astype(np.int64)
        rows.append(array("q", whole.tobytes()))
    return tuple(rows)
