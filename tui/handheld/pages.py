"""Text in lines, and more lines than a screen holds in pages."""

from __future__ import annotations

from dataclasses import replace

from tui.flows.handheld.view_parts import Detail, View, turn_key
from tui.terminal.safety import safe


def paged(view: View, width: int, room: int) -> View:
    """Return *view* with the page of its details that the cursor is on, each line a detail.

    Pages are counted round: after the last comes the first, whatever the size became meanwhile.
    """
    room = max(1, room)
    pages: list[list[Detail]] = [[]]
    for detail in view.details:
        lines = _read_lines(detail, max(1, width))
        if len(pages[-1]) + len(lines) > room and pages[-1]:
            pages.append([])
        while lines:
            fits = room - len(pages[-1])
            pages[-1] += lines[:fits]
            lines = lines[fits:]
            if lines:
                pages.append([])
    at = view.cursor % len(pages)
    if len(pages) == 1:
        return replace(view, details=tuple(pages[0]))
    return replace(
        view,
        details=tuple(pages[at]),
        progress=f"{at + 1}/{len(pages)}",
        keys=(turn_key(), *view.keys),
    )


def _read_lines(detail: Detail, width: int) -> list[Detail]:
    """Return a detail as details of one line each, nothing cut."""
    text = labelled(detail)
    first, *rest = wrap(text, width, len(text) + 1) or [""]
    label = safe(detail.label)
    if label and first.startswith(f"{label} "):
        return [Detail(label, first[len(label) + 1 :]), *(Detail("", line) for line in rest)]
    return [Detail("", line) for line in (first, *rest)]


def labelled(detail: Detail) -> str:
    """Return a detail as one text."""
    return f"{safe(detail.label)} {safe(detail.value)}" if detail.label else safe(detail.value)


def wrap(text: str, width: int, lines: int) -> list[str]:
    """Break *text* at spaces into at most *lines* lines of *width*; the last one is cut."""
    if width <= 0 or lines <= 0:
        return []
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < lines:
        if len(rest) <= width:
            found.append(rest)
            break
        if len(found) == lines - 1:
            found.append(rest[:width].rstrip())
            break
        space = rest.rfind(" ", 1, width + 1)
        cut = space if space > width // 3 else width
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return found
