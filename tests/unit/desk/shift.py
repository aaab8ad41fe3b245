"""Two vehicles for a morning: one waits, rests and is late; one stays at home."""

from __future__ import annotations

from tui.widgets.timeline_rows import HOUR, Doing, Piece, TimedStop, TimelineRow

MINUTE = 60


def hour(whole: int, minutes: int = 0) -> int:
    """Return seconds from midnight."""
    return whole * HOUR + minutes * MINUTE


STOPS = (
    TimedStop("a", "Ромашка", 0, hour(9), hour(9), hour(9, 30)),
    TimedStop(
        *("b", "Лютик", 0, hour(10), hour(10, 30), hour(11)),
        waiting=30 * MINUTE,
        windows=((hour(8), hour(9)), (hour(10, 30), hour(12))),
    ),
    TimedStop(
        *("c", "Север", 1, hour(13), hour(13), hour(13, 30)),
        late=HOUR,
        windows=((hour(11), hour(12)),),
    ),
)

BUSY = TimelineRow(
    "V1",
    "ГАЗель",
    (
        Piece(Doing.LOADING, hour(8), hour(8, 30)),
        Piece(Doing.DRIVING, hour(8, 30), hour(9)),
        Piece(Doing.SERVING, hour(9), hour(9, 30), "a"),
        Piece(Doing.DRIVING, hour(9, 30), hour(10)),
        Piece(Doing.WAITING, hour(10), hour(10, 30)),
        Piece(Doing.SERVING, hour(10, 30), hour(11), "b"),
        Piece(Doing.DRIVING, hour(11), hour(11, 30)),
        Piece(Doing.LOADING, hour(11, 30), hour(12)),
        Piece(Doing.RESTING, hour(12), hour(12, 30)),
        Piece(Doing.DRIVING, hour(12, 30), hour(13)),
        Piece(Doing.LATE, hour(13), hour(13, 30), "c"),
        Piece(Doing.DRIVING, hour(13, 30), hour(14)),
    ),
    STOPS,
    (hour(7), hour(20)),
    late=HOUR,
)
IDLE = TimelineRow("V2", "Бычок", (), (), (hour(7), hour(20)))
