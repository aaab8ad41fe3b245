"""What an OSRM answers to a question for a table, whoever asked: checked, and made whole."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from routing.parts import matrix_of
from routing.travel.provider import (
    MILLION,
    UNREACHABLE,
    Block,
    MatrixUnavailable,
    Place,
)
from routing.travel.reasons import Reason

FARTHEST = 10**9
"""Metres or seconds; more is no way on this planet."""


def block_of(provider: str, answer: object, rows: int, columns: int) -> Block:
    """Return an answer as a block; a way that OSRM does not find is unreachable.

    Raises:
        MatrixUnavailable: it is no table of that size, or holds what is no distance.
    """
    if not isinstance(answer, Mapping):
        raise garbage(provider, type(answer).__name__)
    code = answer.get("code", "Ok")
    if code != "Ok":
        detail = f"{code}: {answer.get('message', '')}".rstrip(": ")
        raise MatrixUnavailable(provider=provider, reason=Reason.REFUSED, detail=detail[:200])
    distances = _matrix(provider, answer, "distances", rows, columns)
    durations = _matrix(provider, answer, "durations", rows, columns)
    for metres, seconds in zip(distances, durations, strict=True):
        if UNREACHABLE in metres or UNREACHABLE in seconds:
            for column in range(columns):
                if UNREACHABLE in (metres[column], seconds[column]):
                    metres[column] = seconds[column] = UNREACHABLE
    return Block(matrix_of(distances), matrix_of(durations))


_NUMBERS = frozenset({int, float})


def _matrix(
    provider: str, answer: Mapping[str, object], name: str, rows: int, columns: int
) -> list[list[int]]:
    """Return a table as whole numbers; rows are looked at at once, as there may be many."""
    found = answer.get(name)
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) != rows:
        raise garbage(provider, name)
    matrix = []
    for row in found:
        if not isinstance(row, Sequence) or isinstance(row, str) or len(row) != columns:
            raise garbage(provider, name)
        if _NUMBERS.issuperset(map(type, row)) and min(row) >= 0 and max(row) <= FARTHEST:
            if not math.isfinite(sum(row)):
                raise garbage(provider, f"{name}: NaN")
            matrix.append(list(map(round, row)))
        else:
            matrix.append([_whole(provider, name, value) for value in row])
    return matrix


def _whole(provider: str, name: str, value: object) -> int:
    if value is None:
        return UNREACHABLE
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise garbage(provider, f"{name}: {value!r}")
    if not 0 <= value <= FARTHEST:
        # A library says "nowhere" with the largest number it has; a server, with null.
        if value > FARTHEST and math.isfinite(value):
            return UNREACHABLE
        raise garbage(provider, f"{name}: {value!r}")
    return round(value)


def garbage(provider: str, detail: str) -> MatrixUnavailable:
    """Return the error that says an answer is none."""
    return MatrixUnavailable(provider=provider, reason=Reason.GARBAGE, detail=detail[:200])


def degrees(provider: str, places: Sequence[Place]) -> list[tuple[float, float]]:
    """Return longitude and latitude of every place, in the order OSRM takes them.

    Raises:
        MatrixUnavailable: a place has no coordinates.
    """
    found = []
    for place in places:
        if place.point is None:
            raise MatrixUnavailable(provider=provider, reason=Reason.NO_POINT, detail=place.key)
        found.append((place.point.longitude / MILLION, place.point.latitude / MILLION))
    return found
