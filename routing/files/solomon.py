"""Solomon's own format: vehicles and capacity, then a table of customers, the depot first."""

from __future__ import annotations

from routing.files.dialects import LOAD, point_of
from routing.files.instance import FileKind, Instance
from routing.files.text import Line, lines_of
from routing.files.wanted import Wanted
from routing.problem import Depot, Problem, Stop, Travel, Vehicle, Window
from routing.travel.plane import Rounding, plane_matrix

COLUMNS = 7
SCALE = 10
"""The convention of DIMACS: tenths, the rest cut off."""


def read_solomon(file: str, text: str) -> Instance:
    """Return the problem of a file of Solomon or of Gehring and Homberger.

    Raises:
        BadRoutingFile: it cannot be read.
    """
    lines = list(lines_of(file, text))
    numbers = [line for line in lines if line.words[0].lstrip("+-")[:1].isdigit()]
    last = lines[-1] if lines else Line(file, 1, ())
    if not numbers:
        last.refuse(" ".join(last.words), Wanted.ROWS)
    fleet, *rows = numbers
    if len(fleet.words) != 2:  # noqa: PLR2004 - number and capacity
        fleet.refuse(" ".join(fleet.words), Wanted.COLUMNS)
    if len(rows) < 2:  # noqa: PLR2004 - a depot and somebody to visit
        last.refuse(len(rows), Wanted.CUSTOMERS)
    for row in rows:
        if len(row.words) != COLUMNS:
            row.refuse(" ".join(row.words), Wanted.COLUMNS)
    points = [point_of(row) for row in rows]
    travel = plane_matrix(points, Rounding.DIMACS)
    capacity = _tenths(fleet, fleet.words[1])
    return Instance(
        Problem(
            name=" ".join(lines[0].words) if lines[0] is not fleet else "",
            depots=(Depot(id="0", place=0, window=_window(rows[0])),),
            stops=tuple(_stop(index, row) for index, row in enumerate(rows) if index),
            vehicles=tuple(
                Vehicle(id=str(number), capacity=(capacity,))
                for number in range(1, fleet.fleet(fleet.words[0]) + 1)
            ),
            travel=(Travel(distances=travel, durations=travel),),
            dimensions=(LOAD,),
            cost_unit=SCALE,
        ),
        FileKind.SOLOMON,
    )


def _stop(index: int, row: Line) -> Stop:
    if row.whole(row.words[0]) != index:
        row.refuse(row.words[0], Wanted.ROWS)
    return Stop(
        id=str(index),
        place=index,
        windows=(_window(row),),
        service=_tenths(row, row.words[6]),
        delivery=(_tenths(row, row.words[3]),),
    )


def _window(row: Line) -> Window:
    return Window(_tenths(row, row.words[4]), _tenths(row, row.words[5]))


def _tenths(row: Line, word: str) -> int:
    value = row.fraction(word) * SCALE
    if value < 0:
        row.refuse(word, Wanted.NATURAL)
    return value.numerator // value.denominator
