"""Days over hours: what a cell shows, where hours are written, windows."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.desk.shift import BUSY, IDLE, STOPS, hour
from tui.widgets.timeline_rows import (
    SIGNS,
    Doing,
    Piece,
    Scale,
    TimedStop,
    TimelineRow,
    clock,
    drawn,
    scale_of,
    windows_drawn,
)

MORNING = scale_of([BUSY, IDLE], 48)


def signs(row: TimelineRow, scale: Scale) -> str:
    """Return a row as text."""
    return "".join(SIGNS[doing] for doing in drawn(row, scale).doing)


def test_a_day_is_drawn_by_what_is_done() -> None:
    assert Scale(hour(8), hour(14), 48) == MORNING
    assert signs(BUSY, MORNING) == "▒▒▒▒────████────····████────▒▒▒▒≈≈≈≈────!!!!────"
    assert signs(IDLE, MORNING).strip() == ""
    assert signs(IDLE, Scale(hour(6), hour(18), 12)) == " ╎          "


def test_hours_are_written_where_there_is_room() -> None:
    labels = dict(MORNING.labels())
    assert labels == {0: "08:00", 8: "09:00", 16: "10:00", 24: "11:00", 32: "12:00", 40: "13:00"}
    assert list(Scale(hour(6), hour(22), 60).labels())[:2] == [(0, "06:00"), (7, "08:00")]
    assert next(iter(Scale(hour(7, 30), hour(9), 36).labels())) == (0, "07:30")


def test_the_next_day_begins_anew() -> None:
    assert clock(hour(25, 5)) == "01:05"
    assert clock(59) == "00:00"


def test_a_short_stop_has_a_cell_and_goes_before_the_way() -> None:
    row = replace(
        BUSY,
        pieces=(
            Piece(Doing.DRIVING, hour(8), hour(9)),
            Piece(Doing.SERVING, hour(9), hour(9), "a"),
            Piece(Doing.DRIVING, hour(9), hour(14)),
        ),
    )
    assert signs(row, Scale(hour(8), hour(14), 6)) == "─█────"


def test_the_stop_looked_at_is_seen_among_its_neighbours() -> None:
    pieces = (
        Piece(Doing.SERVING, hour(9), hour(9, 5), "a"),
        Piece(Doing.LATE, hour(9, 5), hour(9, 9), "b"),
    )
    row = replace(BUSY, pieces=pieces)
    hours = Scale(hour(8), hour(14), 6)
    assert drawn(row, hours).stops[1] == "b"
    assert drawn(row, hours, "a").stops[1] == "a"


def test_windows_stand_under_their_hours() -> None:
    assert windows_drawn(STOPS[1], MORNING) == "╞══════╡            ╞══════════╡                "
    assert windows_drawn(STOPS[0], MORNING).strip() == ""
    early = replace(
        STOPS[1], windows=((hour(6), hour(7)), (hour(7), hour(9)), (hour(13), hour(18)))
    )
    assert windows_drawn(early, MORNING) == "═══════╡                                ╞═══════"
    moment = replace(STOPS[1], windows=((hour(9), hour(9)),))
    assert windows_drawn(moment, MORNING).strip() == "│"


def test_a_day_without_vehicles_has_all_hours() -> None:
    assert scale_of([IDLE], 24) == Scale(0, hour(24), 24)


MOMENTS = st.lists(st.integers(0, hour(40)), min_size=2, max_size=12).map(sorted)


@given(MOMENTS, st.integers(1, 200))
def test_every_stop_is_seen_unless_two_share_a_cell(moments: list[int], width: int) -> None:
    pieces = tuple(
        Piece(Doing.SERVING, start, end, f"s{at}")
        for at, (start, end) in enumerate(itertools.pairwise(moments))
    )
    stops = tuple(TimedStop(one.stop, "", 0, one.start, one.start, one.end) for one in pieces)
    row = TimelineRow("V", "", pieces, stops)
    scale = scale_of([row], width)
    for piece in pieces:
        assert piece.stop in drawn(row, scale, piece.stop).stops
    cells = drawn(row, scale)
    assert len(cells.doing) == len(cells.stops) == width
    assert all(cell + 5 <= width for cell, _ in scale.labels())
