"""Rows to choose from, as many as a screen has room for."""

from __future__ import annotations

from dataclasses import replace

from tui.flows.handheld.state import PAGE
from tui.flows.handheld.view_parts import Row, View
from tui.handheld.pages import wrap
from tui.terminal.painter import Picture
from tui.terminal.profiles import Ink
from tui.terminal.safety import safe

_ROW_LINES = 3
"""Lines of a row of a list, where there is room."""


def list_rows(picture: Picture, view: View, top: int, bottom: int, left: int, width: int) -> None:
    """Write the page of rows the cursor is on, as much of it as fits around the cursor."""
    room = bottom - top
    if room <= 0 or not view.rows:
        return
    page = _page(view)
    at = view.cursor % PAGE
    start = max(0, min(at - room + 1, len(page) - room))
    lines = min(_ROW_LINES, room // len(page))
    for index, row in page[start : start + room]:
        at_cursor = index == view.cursor
        ink = (Ink.ALARM_KEY if view.alarm else Ink.KEY) if at_cursor else None
        for text in _row_texts(row, width, lines):
            picture.write(top, left, text, ink)
            top += 1


def fit_beside(view: View, room: int, half: int) -> bool:
    """Tell whether a page of rows fits only in two columns, each with its edge."""
    page = _page(view)
    edges = max(len(safe(row.aside)) for _, row in page) < half // 2
    return room < len(page) <= 2 * room and edges


def list_beside(picture: Picture, view: View, top: int, room: int, half: int) -> None:
    """Write the page of rows the cursor is on in two columns; nothing else finds room there."""
    for at, (index, row) in enumerate(_page(view)):
        column, line = divmod(at, room)
        at_cursor = index == view.cursor
        ink = (Ink.ALARM_KEY if view.alarm else Ink.KEY) if at_cursor else None
        width = half - 1 if not column else picture.width - half
        picture.write(top + line, column * half, _row_text(row, width), ink)


def _page(view: View) -> list[tuple[int, Row]]:
    first = view.cursor // PAGE * PAGE
    return list(enumerate(view.rows))[first : first + PAGE]


def _row_texts(row: Row, width: int, lines: int) -> list[str]:
    """Return a row in as many lines as there is room for: names often differ at their end only."""
    whole = f"{row.digit} {safe(row.text)}"
    aside = f" {safe(row.aside)}" if row.aside else ""
    if lines <= 1 or len(whole) + len(aside) <= width:
        return [_row_text(row, width)]
    if row.brief and len(wrap(whole + aside, width, lines + 1)) > lines:
        return _row_texts(replace(row, text=row.brief, brief=""), width, lines)
    texts = wrap(whole + aside, width, lines)
    if aside and not texts[-1].endswith(aside.strip()):  # cut: the name is shortened, not the edge
        *texts, last = wrap(whole, width, lines)
        texts.append(last[: max(0, width - len(aside))].ljust(width - len(aside)) + aside)
    return [text.ljust(width)[:width] for text in texts]


def _row_text(row: Row, width: int) -> str:
    aside = f" {safe(row.aside)}" if row.aside else ""
    if len(aside) > width // 2:
        aside = ""
    room = width - len(aside)
    text = f"{row.digit} {safe(row.text)}"
    if len(text) > room and row.brief:
        text = f"{row.digit} {safe(row.brief)}"
    return cut(text, room).ljust(room) + aside


def cut(text: str, width: int) -> str:
    """Return the beginning of *text* that fits, with nothing in it that a terminal would obey."""
    text = safe(text)
    return text if len(text) <= width else text[: max(0, width)]
