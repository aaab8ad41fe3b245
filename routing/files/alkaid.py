"""Split deliveries as Alkaid-SDVRP has them: customers and capacity, demands, coordinates.

A customer may be served by several vehicles. Its demand is cut beforehand into pieces of 20, 10,
5 and 1 percent of a vehicle, as many of the larger as there is room for (Chen, Golden, Wang,
Wasil 2017), and every piece is a stop of its own at the same place; full vehicle loads stay whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from routing.files.dialects import LOAD
from routing.files.instance import FileKind, Instance
from routing.files.text import FLEET, Line, lines_of
from routing.files.wanted import Wanted
from routing.problem import Depot, Problem, Stop, Travel, Vehicle
from routing.travel.plane import Rounding, plane_matrix

SHARES = (20, 10, 5, 1)
"""Percent of a vehicle."""


def read_alkaid(file: str, name: str, text: str) -> Instance:
    """Return the problem of a split-delivery file; distances are rounded to whole.

    Args:
        file: for errors.
        name: of the instance, which the file does not tell.
        text: of the file.

    Raises:
        BadRoutingFile: it cannot be read.
    """
    lines = list(lines_of(file, text))
    words = [(line, word) for line in lines for word in line.words]
    last = lines[-1] if lines else Line(file, 1, ())
    if len(words) < 2:  # noqa: PLR2004 - customers and capacity
        last.refuse(len(words), Wanted.ROWS)
    customers = words[0][0].whole(words[0][1], 1)
    capacity = words[1][0].whole(words[1][1], 1)
    if len(words) < 2 + customers:
        last.refuse(len(words), Wanted.ROWS)
    demands = _demands(words[2 : 2 + customers], capacity)
    travel = _matrix(words[2 + customers :], customers + 1, last)
    stops = tuple(
        Stop(id=stop_id, place=place, delivery=(piece,))
        for place, demand in enumerate(demands, start=1)
        for stop_id, piece in _parts(place, demand, capacity)
    )
    return Instance(
        Problem(
            name=name,
            depots=(Depot(id="0", place=0),),
            stops=stops,
            vehicles=tuple(
                Vehicle(id=str(number), capacity=(capacity,))
                for number in _fleet(demands, capacity)
            ),
            travel=(Travel(distances=travel, durations=travel),),
            dimensions=(LOAD,),
        ),
        FileKind.ALKAID,
    )


def _matrix(words: list[tuple[Line, str]], size: int, last: Line) -> tuple[array[int], ...]:
    """Return distances: coordinates of all places, the depot first, or a matrix written out."""
    if len(words) == 2 * size:
        numbers = [float(line.fraction(word)) for line, word in words]
        return plane_matrix(list(zip(numbers[::2], numbers[1::2], strict=True)), Rounding.ROUND)
    if len(words) != size * size:
        last.refuse(len(words), Wanted.ROWS)
    whole = [line.whole(word, 0) for line, word in words]
    return tuple(array("q", whole[at : at + size]) for at in range(0, size * size, size))


def _demands(words: list[tuple[Line, str]], capacity: int) -> list[int]:
    """Return demands, not more of them together than can be cut into loads."""
    found: list[int] = []
    total = 0
    for line, word in words:
        found.append(line.whole(word, 0))
        total += found[-1]
        if total > FLEET * capacity:
            line.refuse(word, Wanted.FLEET)
    return found


def _fleet(demands: list[int], capacity: int) -> range:
    """Return numbers of vehicles: twice as many as are needed at least, as routes may cost less."""
    return range(1, max(1, -(-2 * sum(demands) // capacity)) + 1)


def _parts(place: int, demand: int, capacity: int) -> Iterator[tuple[str, int]]:
    """Yield ids and sizes of the pieces of a demand."""
    pieces = pieces_of(demand, capacity)
    for number, piece in enumerate(pieces, start=1):
        yield (str(place) if len(pieces) == 1 else f"{place}/{number}"), piece


def pieces_of(demand: int, capacity: int) -> list[int]:
    """Return a demand cut by the 20/10/5/1 rule; their sum is the demand."""
    full, rest = divmod(demand, capacity)
    pieces = [capacity] * full
    for share in SHARES:
        size = max(1, capacity * share // 100)
        count, rest = divmod(rest, size)
        pieces += [size] * count
    return [*pieces, rest] if rest or not pieces else pieces
