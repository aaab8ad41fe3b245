"""Matrices as arrays of numpy."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from routing.problem import Matrix, Row, Travel

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def row_of(row: Row) -> Ints:
    """Return a row as an array; one of machine integers is not copied."""
    if isinstance(row, array) and row.typecode == "q":
        return np.frombuffer(row, dtype=np.int64)
    return np.asarray(row, dtype=np.int64)


def array_of(rows: Matrix) -> Ints:
    """Return a matrix as an array of its own."""
    found = np.empty((len(rows), len(rows[0]) if rows else 0), dtype=np.int64)
    for at, row in enumerate(rows):
        found[at] = row_of(row)
    return found


def paced(travel: Travel) -> Ints:
    """Return durations at the slowest pace of every zone: nothing takes longer than told."""
    durations = array_of(travel.durations)
    if travel.pace:
        slowest = np.array([max(travel.pace[zone]) for zone in travel.zones], dtype=np.int64)
        durations = -(-durations * slowest[:, None] // 100)
    return durations


__all__ = ["Flags", "Floats", "Ints", "array_of", "paced", "row_of"]
