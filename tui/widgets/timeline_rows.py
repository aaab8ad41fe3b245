"""Days of vehicles as rows of signs over hours. Pure; times are seconds from midnight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

HOUR = 3600
DAY = 24

TICKS = (900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)
"""Between two labels of the scale; the first one that leaves room is taken."""

LABEL = 6
"""Cells that a label of the scale takes, with a blank behind it."""


class Doing(IntEnum):
    """What a vehicle does; where several share a cell, the later one here is seen."""

    NOTHING = 0
    SHIFT = 1
    """An end of the shift; nothing is done."""
    DRIVING = 2
    WAITING = 3
    LOADING = 4
    RESTING = 5
    SERVING = 6
    LATE = 7
    """Serving, after the last window."""


SIGNS = {
    Doing.NOTHING: " ",
    Doing.SHIFT: "╎",
    Doing.DRIVING: "─",
    Doing.WAITING: "·",
    Doing.LOADING: "▒",
    Doing.RESTING: "≈",
    Doing.SERVING: "█",
    Doing.LATE: "!",
}
"""Different signs, so that nothing is told by colour alone."""

OTHER = "▓"
"""Every second stop, so that neighbours are told apart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """From when to when a vehicle does one thing."""

    doing: Doing
    start: int
    end: int
    stop: str = ""
    """Id of the stop that is served; "" otherwise."""


@dataclass(frozen=True, slots=True)
class TimedStop:
    """One stop as it will be visited."""

    id: str
    name: str
    trip: int
    """From 0."""
    arrival: int
    begin: int
    departure: int
    waiting: int = 0
    late: int = 0
    windows: tuple[tuple[int, int], ...] = ()
    """When service may begin; () for any time."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """The day of one vehicle."""

    id: str
    name: str
    pieces: tuple[Piece, ...]
    """In the order of time."""
    stops: tuple[TimedStop, ...]
    """In the order they are visited."""
    shift: tuple[int, int] | None = None
    late: int = 0
    """Lateness of all stops together."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Which hours lie across how many cells."""

    start: int
    end: int
    width: int

    def cell(self, at: int) -> int:
        """Return the cell of a moment; outside for what lies outside."""
        return (at - self.start) * self.width // max(1, self.end - self.start)

    def time(self, cell: int) -> int:
        """Return the moment a cell begins with."""
        return self.start + cell * (self.end - self.start) // max(1, self.width)

    @property
    def tick(self) -> int:
        """How much time lies between two labels."""
        span = max(1, self.end - self.start)
        return next(
            (tick for tick in TICKS if tick * self.width >= LABEL * span),
            TICKS[-1],
        )

    def labels(self) -> Iterator[tuple[int, str]]:
        """Yield (cell, label) of the times along the scale."""
        tick = self.tick
        first = -(-self.start // tick) * tick
        for at in range(first, self.end, tick):
            cell = self.cell(at)
            if cell + LABEL - 1 <= self.width:
                yield cell, clock(at)


def clock(at: int) -> str:
    """Write seconds from midnight as "07:30"; the next day begins anew."""
    minutes = at // 60
    return f"{minutes // 60 % DAY:02d}:{minutes % 60:02d}"


def scale_of(rows: Sequence[TimelineRow], width: int) -> Scale:
    """Return a scale of whole hours on which everything that happens lies."""
    moments = [at for row in rows for piece in row.pieces for at in (piece.start, piece.end)]
    if not moments:
        return Scale(0, DAY * HOUR, width)
    start, end = min(moments) // HOUR * HOUR, -(-max(moments) // HOUR) * HOUR
    return Scale(start, max(end, start + HOUR), width)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row in cells: what is done in every cell, and which stop is served there."""

    doing: tuple[Doing, ...]
    stops: tuple[str, ...]
    """Id of the stop of every cell; "" for none."""


def drawn(row: TimelineRow, scale: Scale, chosen: str = "") -> Drawn:
    """Return the cells of a row; every stop has one at least.

    Args:
        row: the day.
        scale: the hours.
        chosen: id of the stop whose cells win over those of its neighbours.
    """
    doing = [Doing.NOTHING] * scale.width
    stops = [""] * scale.width
    for edge in row.shift or ():
        cell = min(scale.cell(edge), scale.width - 1)
        if cell >= 0 and scale.start <= edge <= scale.end:
            doing[cell] = Doing.SHIFT
    for piece in row.pieces:
        first = max(0, min(scale.cell(piece.start), scale.width - 1))
        last = max(first, scale.cell(max(piece.start, piece.end - 1)))
        for cell in range(first, min(last + 1, scale.width)):
            taken = bool(chosen) and stops[cell] == chosen
            wins = bool(chosen) and piece.stop == chosen
            if wins or (piece.doing >= doing[cell] and not taken):
                doing[cell], stops[cell] = piece.doing, piece.stop
    return Drawn(tuple(doing), tuple(stops))


OPEN, UNTIL, FROM, ONLY = "═", "╡", "╞", "│"


def windows_drawn(stop: TimedStop, scale: Scale) -> str:
    """Return the windows of a stop as a line under its row; blank for any time."""
    cells = [" "] * scale.width
    for start, end in stop.windows:
        first = max(0, scale.cell(start))
        last = min(scale.cell(max(start, end - 1)), scale.width - 1)
        if last < 0 or first >= scale.width or first > last:
            continue
        cells[first : last + 1] = OPEN * (last - first + 1)
        if scale.start <= start:
            cells[first] = FROM
        if end <= scale.end:
            cells[last] = UNTIL if last > first or scale.start > start else ONLY
    return "".join(cells)
