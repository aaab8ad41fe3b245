"""From a view to a picture, by measured size and nothing else.

    XS  4-7 rows        status, the one thing to look at, message or detail, prompt
    S   8 rows or more  status, details, prompt, entry, message, keys
    W   under 12 rows, 40 columns or more: two columns of details
    M   80x24           the same with room: labels in a column, a longer message
    L   120x36          and every command with its help at the right

Nothing here raises on any size; what does not fit is cut at its least important end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tui.flows.handheld.state import PAGE, Level
from tui.flows.handheld.view_parts import Detail, Notice, View
from tui.handheld.lists import cut, fit_beside, list_beside, list_rows
from tui.handheld.pages import labelled, paged, wrap
from tui.locale import _
from tui.terminal.painter import Picture
from tui.terminal.profiles import Ink
from tui.terminal.safety import safe

_TALL = 12
_WIDE = 40
_SMALL = 8
_NARROW_KEYS = 2
_IMPORTANT = 2
"""The highest rank of a detail that is shortened rather than left out."""

_LEFT = 3
"""Details of the left column on a forklift's screen: place, thing, quantity."""


class Tier(StrEnum):
    """What there is room for."""

    XS = "xs"
    S = "s"
    W = "w"
    M = "m"
    L = "l"


@dataclass(frozen=True, slots=True)
class Link:
    """What line 1 says of the way to the database."""

    up: bool = True
    depth: int = 0
    """Scans that wait for their turn."""

    p95_ms: int | None = None
    """From the last character of a scan to its painted verdict; None: not measured yet."""

    starting: bool = False


def tier_of(width: int, height: int) -> Tier:
    """Return the layout for a terminal of this size."""
    if height < _SMALL:
        return Tier.XS
    if height < _TALL:
        return Tier.W if width >= _WIDE else Tier.S
    if width >= 120 and height >= 36:  # noqa: PLR2004 - a monitor
        return Tier.L
    return Tier.M if width >= 60 else Tier.S  # noqa: PLR2004 - between a gun and a desk


def draw(view: View, link: Link, width: int, height: int) -> Picture:
    """Return the picture of *view* on a terminal of this size."""
    picture = Picture(width, height, Ink.ALARM if view.alarm else Ink.PLAIN)
    if width < 1 or height < 1:
        return picture
    tier = tier_of(width, height)
    if view.reading:
        view = paged(view, *_room_to_read(view, tier, width, height))
    _status(picture, view, link, tier)
    match tier:
        case Tier.XS:
            _extra_small(picture, view)
        case Tier.W:
            _wide(picture, view)
        case Tier.L:
            side = width // 3
            _body(picture, view, width - side - 1, tier)
            _commands(picture, view, width - side)
        case _:
            _body(picture, view, width, tier)
    return picture


# --- line 1 ----------------------------------------------------------------------------------


def _status(picture: Picture, view: View, link: Link, tier: Tier) -> None:
    marks = []
    if view.parked:
        marks.append(f"={view.parked}")
    if link.depth:
        marks.append(f"~{link.depth}")
    if link.p95_ms is not None and tier in {Tier.M, Tier.L}:
        marks.append(_("{n} ms").format(n=link.p95_ms))
    if link.starting:
        marks.append("...")
    elif link.up:
        marks.append("ok")
    else:
        marks.append(_("NO LINK"))
    right = " ".join(marks)
    room = picture.width - len(right) - 1
    left = _joined(room, view.title, view.progress, view.number)
    calm = Ink.ALARM if view.alarm else Ink.FAINT
    picture.write(0, 0, left, calm if view.alarm else Ink.BRIGHT)
    shouting = Ink.ALARM_KEY if view.alarm else Ink.ATTENTION
    ink = calm if link.up and not link.depth and not view.parked else shouting
    picture.write(0, max(0, picture.width - len(right)), right, ink)


def _joined(room: int, title: str, progress: str, number: str) -> str:
    """Join what fits: the progress matters most, then the title, then the number."""
    for parts in ((title, progress, number), (title, progress), (progress,)):
        text = safe(" ".join(part for part in parts if part))
        if text and len(text) <= room:
            return text
    return safe(" ".join(part for part in (title, progress) if part))[: max(0, room)]


# --- tiers -----------------------------------------------------------------------------------


def _extra_small(picture: Picture, view: View) -> None:
    last = picture.height - 1
    top = 1
    if view.notice is not None and last > top:
        _message(picture, view.notice, last - 1, 1, picture.width)
        bottom = last - 1
    else:
        bottom = last
    if view.rows:
        list_rows(picture, view, top, bottom, 0, picture.width)
    else:
        details = sorted(view.details, key=lambda detail: (not detail.key, detail.rank))
        _list_details(picture, view, details, (top, bottom), (0, picture.width), lines=1)
    if last > 0:
        _prompt_line(picture, view, last, picture.width)


def _wide(picture: Picture, view: View) -> None:
    width, height = picture.width, picture.height
    bottom = height - 3
    half = width // 2
    left: list[Detail] = []
    if view.rows and fit_beside(view, bottom - 1, half):
        list_beside(picture, view, 1, bottom - 1, half)
        right: list[Detail] = []
    elif view.rows:
        list_rows(picture, view, 1, bottom, 0, half - 1 if view.details else width)
        right = list(view.details)
    elif view.reading:
        half, left, right = width + 1, list(view.details), []
    else:
        split = min(_LEFT, (len(view.details) + 1) // 2)
        left, right = list(view.details[:split]), list(view.details[split:])
    _list_details(picture, view, left, (1, bottom), (0, half - 1), lines=2)
    _list_details(picture, view, right, (1, bottom), (half, width - half), lines=1)
    _prompt_line(picture, view, height - 3, width)
    if view.notice is not None:
        _message(picture, view.notice, height - 2, 1, width)
    _keys(picture, view, height - 1, 1, width)


def _body(picture: Picture, view: View, width: int, tier: Tier) -> None:
    roomy = tier in {Tier.M, Tier.L}
    at = _body_rows(picture.height, roomy=roomy)
    if at.bottom < at.prompt:
        picture.write(at.bottom, 0, "-" * width, None if view.alarm else Ink.FAINT)
    _middle(picture, view, at.bottom, width, lines=3 if roomy else 2)
    if at.two_lines:
        ink = None if view.alarm else Ink.BRIGHT
        picture.write(at.prompt, 0, cut(view.prompt, width), ink)
        _entry(picture, view, at.prompt + 1, 0, width)
    else:
        _prompt_line(picture, view, at.prompt, width)
    if view.notice is not None:
        _message(picture, view.notice, at.notes, at.keys - at.notes, width)
    _keys(picture, view, at.keys, picture.height - at.keys, width)


class _Rows(NamedTuple):
    """Where the parts of a screen begin."""

    bottom: int
    """After the details."""

    prompt: int
    notes: int
    keys: int
    two_lines: bool
    """What is typed stands under the question."""


def _body_rows(height: int, *, roomy: bool) -> _Rows:
    tall = height >= _TALL
    keys = height - (1 if roomy or not tall else _NARROW_KEYS)
    notes = keys - ((3 if roomy else 2) if tall else 1)
    two_lines = tall and not roomy
    prompt = notes - (2 if two_lines else 1)
    bottom = prompt - 1 if height >= 16 else prompt  # noqa: PLR2004 - room for a rule
    return _Rows(bottom, prompt, notes, keys, two_lines)


def _middle(picture: Picture, view: View, bottom: int, width: int, *, lines: int) -> None:
    """Details, then rows; where rows are to be chosen from, they come first for room."""
    if not view.rows:
        _list_details(picture, view, view.details, (1, bottom), (0, width), lines=lines)
        return
    page = len(view.rows[view.cursor // PAGE * PAGE :][:PAGE])
    room = max(0, bottom - 1 - page)
    end = _list_details(
        picture,
        view,
        view.details,
        (1, 1 + room),
        (0, width),
        lines=1 if room < 4 else lines,  # noqa: PLR2004 - tight
    )
    list_rows(picture, view, end, bottom, 0, width)


# --- pages to read ---------------------------------------------------------------------------


def _room_to_read(view: View, tier: Tier, width: int, height: int) -> tuple[int, int]:
    """Return the columns and rows that details have when nothing but them is shown."""
    match tier:
        case Tier.XS:
            return width, height - 2 - (view.notice is not None)
        case Tier.W:
            return width, height - 4
        case _:
            roomy = tier in {Tier.M, Tier.L}
            columns = width - width // 3 - 1 if tier is Tier.L else width
            return columns, _body_rows(height, roomy=roomy).bottom - 1


# --- parts -----------------------------------------------------------------------------------


def _list_details(
    picture: Picture,
    view: View,
    details: Sequence[Detail],
    rows: tuple[int, int],
    columns: tuple[int, int],
    *,
    lines: int,
) -> int:
    """Write details one under another; return the row after them."""
    row, bottom = rows
    left, width = columns
    for detail, wrapped in _fitting(details, width, bottom - row, lines):
        ink = _detail_ink(view, detail)
        label = f"{safe(detail.label)} " if detail.label else ""
        for number, text in enumerate(wrapped):
            shown = text.ljust(width) if detail.key else text
            picture.write(row, left, shown[:width], ink)
            if detail.link:
                picture.link(row, (left, left + len(text)), detail.link)
            if number == 0 and label and not detail.key and not view.alarm:
                picture.write(row, left, label[:width], Ink.FAINT)
            row += 1
    return row


def _fitting(
    details: Sequence[Detail], width: int, room: int, lines: int
) -> list[tuple[Detail, list[str]]]:
    """Return the details that fit into *room* rows, in their order; what is to be looked at stays.

    The least important go first; when only the important ones are left, each gets one line.
    """
    kept = list(details)
    while True:
        wrapped = [
            (detail, wrap(labelled(detail), width, max(1, min(lines, room)))) for detail in kept
        ]
        if sum(len(text) for _, text in wrapped) <= max(0, room) or not kept:
            return wrapped
        least = max(kept, key=lambda detail: (not detail.key, detail.rank, kept.index(detail)))
        if lines > 1 and (least.key or least.rank <= _IMPORTANT):
            lines -= 1
        else:
            kept.remove(least)


def _detail_ink(view: View, detail: Detail) -> Ink | None:
    if detail.key:
        return Ink.ALARM_KEY if view.alarm else Ink.KEY
    return None


def _prompt_line(picture: Picture, view: View, row: int, width: int) -> None:
    ink = None if view.alarm else Ink.BRIGHT
    prompt = cut(view.prompt, max(0, width - 2))
    column = picture.write(row, 0, prompt, ink)
    room = width - column - 1
    if room < len(view.entry) + 1 and view.entry:  # what is typed matters more than the question
        column = picture.write(row, 0, cut(prompt, max(0, width - len(view.entry) - 2)), ink)
    _entry(picture, view, row, column + 1, width)


def _entry(picture: Picture, view: View, row: int, column: int, width: int) -> None:
    room = max(1, width - column - 1)
    text = safe(view.entry)[-room:]
    picture.write(
        row,
        column,
        (text + "_").ljust(width - column)[: width - column],
        None if view.alarm else Ink.BRIGHT,
    )


def _message(picture: Picture, notice: Notice, row: int, rows: int, width: int) -> None:
    ink = {
        Level.INFO: Ink.PLAIN,
        Level.OK: Ink.GOOD,
        Level.ATTENTION: Ink.ATTENTION,
        Level.WRONG: Ink.ALARM,
        Level.BLOCKED: Ink.ALARM,
    }[notice.level]
    glyph = notice.glyph.strip()
    told = [notice.text, f"{notice.title} {notice.body}"]
    if notice.level.is_alarm:  # what came and what was expected matter more than advice
        told += [notice.body, notice.short]
    else:
        told += [f"{notice.title} {notice.next_step}", notice.title, notice.short]
    lines: list[str] = []
    for text in filter(str.strip, told):
        lines = wrap(glyph + safe(text), width, rows + 1)
        if len(lines) <= rows:
            break
    if len(lines) > rows:
        lines = wrap(glyph + safe(told[-1]), width, rows)
    for offset, line in enumerate(lines[:rows]):
        picture.write(row + offset, 0, line, ink)


def _keys(picture: Picture, view: View, row: int, rows: int, width: int) -> None:
    """Write what can be pressed; the most wanted keys first, whole ones only."""
    ink = None if view.alarm else Ink.FAINT
    column = 0
    for press, label in view.keys:
        text = safe(f"{press}{label}")
        if column and column + 1 + len(text) > width:
            row, rows, column = row + 1, rows - 1, 0
        if rows <= 0:
            return
        if column:
            column += 1
        if column + len(text) > width:
            continue
        column = picture.write(row, column, text, ink)


def _commands(picture: Picture, view: View, left: int) -> None:
    """Write the keys of the prompt one under another at the right: there is room for it."""
    ink = None if view.alarm else Ink.FAINT
    for row in range(1, picture.height):
        picture.write(row, left - 1, "|", ink)
    for row, (press, label) in enumerate(view.keys, start=2):
        if row < picture.height:
            picture.write(row, left + 1, cut(f"{press:<4} {label}", picture.width - left - 1), ink)
