"""When one is done, as a function of when one began.

A curve maps whole moments to whole moments. Who begins later is not done earlier, but for one case:
the day of a driver that begins when a rest is over has no rest in it. Then it falls between pieces.
It is made of pieces that are flat (there was waiting) or rise by one for one (there was none); it
may leap upwards between them, where a window closes and the next one is hours away; and it has
gaps, where beginning then breaks a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.parts import HOUR, HOURS, Row, Window

Piece = tuple[int, int, int, int]
"""First moment, last moment (both belong to it), value at the first one, slope: 0 or 1."""
Curve = Sequence[Piece]
"""Pieces in order, apart from each other; without pieces nothing is possible."""


def identity(first: int, last: int) -> Curve:
    """Return the curve of doing nothing, begun between two moments."""
    return ((first, last, first, 1),) if first <= last else ()


def shifted(curve: Curve, by: int) -> Curve:
    """Return the curve of what takes *by* longer."""
    return (
        [(first, last, value + by, slope) for first, last, value, slope in curve] if by else curve
    )


def then(inner: Curve, outer: Curve) -> Curve:
    """Return the curve of the one after the other; the inner one may fall between pieces."""
    found: list[Piece] = []
    index = former = 0
    for first, last, value, slope in inner:
        top = value + slope * (last - first)
        if value < former:
            index = 0
        former = value
        while index < len(outer) and outer[index][1] < value:
            index += 1
        at = index
        while at < len(outer) and outer[at][0] <= top:
            low, high, base, rise = outer[at]
            if slope:
                begin = max(low, value)
                _add(
                    found,
                    first + begin - value,
                    first + min(high, top) - value,
                    base + rise * (begin - low),
                    rise,
                )
            else:
                _add(found, first, last, base + rise * (value - low), 0)
            at += 1
    return found


def _add(curve: list[Piece], first: int, last: int, value: int, slope: int) -> None:
    """Append a piece, or make the last one longer where it only goes on."""
    if curve:
        begin, end, base, rise = curve[-1]
        if end + 1 == first:
            reached = base + rise * (end - begin)
            if rise == slope and value == reached + slope:
                curve[-1] = (begin, last, base, rise)
                return
            if begin == end and value == base + slope:
                curve[-1] = (begin, last, base, slope)
                return
            if first == last and value == reached + rise:
                curve[-1] = (begin, last, base, rise)
                return
    curve.append((first, last, value, slope))


def waiting(windows: Iterable[Window]) -> Curve:
    """Return the curve of waiting for the next window, from moment 0 on."""
    found: list[Piece] = []
    after = 0
    for window in windows:
        if after < window.start:
            _add(found, after, window.start - 1, window.start, 0)
        _add(found, max(after, window.start), window.end, max(after, window.start), 1)
        after = window.end + 1
    return found


def driving(whole: int, hours: Row, first: int, last: int) -> Curve:
    """Return the curve of a leg whose pace is another every hour, as `Travel.duration` has it.

    Args:
        whole: how long it takes at pace 100.
        hours: percent, for every hour of the day.
        first: the first moment one may leave.
        last: the last one.
    """
    found: list[Piece] = []
    farthest = last // HOUR + whole * max(hours) // 100 // HOUR + 2
    sooner = (farthest + 1) * HOUR + whole * max(hours)
    for hour in range(farthest, first // HOUR - 1, -1):
        takes = -(-whole * hours[hour % HOURS] // 100)
        begin, end = max(hour * HOUR, first), min(hour * HOUR + HOUR - 1, last)
        if begin <= end:
            # From here on it is no worse to leave in a later hour.
            turn = min(max(sooner - takes, begin), end + 1)
            if turn <= end:
                found.append((turn, end, sooner, 0))
            if begin < turn:
                found.append((begin, turn - 1, begin + takes, 1))
        sooner = min(sooner, hour * HOUR + takes)
    merged: list[Piece] = []
    for piece in reversed(found):
        _add(merged, *piece)
    return merged


def sooner_of(one: Curve, other: Curve) -> Curve:
    """Return the curve of doing whichever is done first."""
    if not one or not other:
        return one or other
    found: list[Piece] = []
    left, right = list(reversed(one)), list(reversed(other))
    while left and right:
        _sooner_step(found, left, right)
    for piece in reversed(left or right):
        _add(found, *piece)
    return found


def _sooner_step(found: list[Piece], left: list[Piece], right: list[Piece]) -> None:
    """Take from two stacks up to the next moment at which either of them changes."""
    a, b = left[-1], right[-1]
    if a[0] != b[0]:
        stack, until = (left, b[0]) if a[0] < b[0] else (right, a[0])
        _add(found, *_taken(stack, until - 1))
        return
    until = min(a[1], b[1])
    first, _, value, slope = _taken(left, until)
    _, _, against, rise = _taken(right, until)
    if (value, slope) > (against, rise):
        value, slope, against, rise = against, rise, value, slope
    if slope > rise and value + until - first > against:
        turn = first + against - value
        _add(found, first, turn - 1, value, slope)
        _add(found, turn, until, against, rise)
    else:
        _add(found, first, until, value, slope)


def _taken(stack: list[Piece], until: int) -> Piece:
    """Take the top piece off, up to a moment; the rest of it stays."""
    first, last, value, slope = stack.pop()
    if until < last:
        stack.append((until + 1, last, value + slope * (until + 1 - first), slope))
        last = until
    return (first, last, value, slope)


def no_longer_than(curve: Curve, limit: int) -> Curve:
    """Return the part of a curve where not more than *limit* passes."""
    found: list[Piece] = []
    for first, last, value, slope in curve:
        if slope:
            if value - first <= limit:
                found.append((first, last, value, slope))
        elif value - last <= limit:
            found.append((max(first, value - limit), last, value, slope))
    return found


def no_later_than(curve: Curve, end: int) -> Curve:
    """Return the part of a curve where one is done by *end*."""
    found: list[Piece] = []
    for first, last, value, slope in curve:
        if value <= end:
            found.append((first, min(last, first + end - value) if slope else last, value, slope))
    return found


def no_earlier_than(curve: Curve, start: int) -> Curve:
    """Return the part of a curve that begins at *start*."""
    return [
        (max(first, start), last, value + slope * (max(first, start) - first), slope)
        for first, last, value, slope in curve
        if last >= start
    ]


def patient(curve: Curve, first: int) -> Curve:
    """Return the curve of one who waits out its gaps, from *first* on."""
    found: list[Piece] = []
    for piece in curve:
        if first < piece[0]:
            _add(found, first, piece[0] - 1, piece[2], 0)
        _add(found, *piece)
        first = piece[1] + 1
    return found


def next_in(curve: Curve, moment: int) -> int | None:
    """Return the first moment from *moment* on at which one may begin; None: no more."""
    for first, last, _, _ in curve:
        if moment <= last:
            return max(first, moment)
    return None


def shortest(curve: Curve) -> int | None:
    """Return when to begin so that least time passes, the earliest such moment; None: never."""
    best: tuple[int, int] | None = None
    for first, last, value, slope in curve:
        here = (value - first, first) if slope else (value - last, last)
        if best is None or here < best:
            best = here
    return best[1] if best else None
