"""The painter: knows what the terminal shows and sends only the cells that changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.terminal.profiles import Ink, Profile
from tui.terminal.safety import safe

_SHORT_GAP = 5
"""Unchanged cells that are cheaper to write again than to jump over: a jump costs six bytes."""


@dataclass(slots=True)
class Picture:
    """A screenful: a grid of characters and what each means. Clips what does not fit."""

    width: int
    height: int
    ground: Ink = Ink.PLAIN
    """The ink of cells nobody wrote to."""

    text: list[list[str]] = field(init=False)
    inks: list[list[Ink]] = field(init=False)
    links: dict[tuple[int, int], str] = field(init=False, default_factory=dict)
    """Row, column → URI that a touch opens."""

    def __post_init__(self) -> None:
        self.text = [[" "] * self.width for _ in range(self.height)]
        self.inks = [[self.ground] * self.width for _ in range(self.height)]

    def write(self, row: int, column: int, text: str, ink: Ink | None = None) -> int:
        """Put *text* at *row*, *column*, from zero; return the column after it."""
        if not 0 <= row < self.height:
            return column
        line, inks = self.text[row], self.inks[row]
        ink = self.ground if ink is None else ink
        for character in safe(text):
            if 0 <= column < self.width:
                line[column] = character
                inks[column] = ink
            column += 1
        return column

    def link(self, row: int, columns: tuple[int, int], uri: str) -> None:
        """Let a touch of *columns* of *row*, the end not included, open *uri* (printable ASCII)."""
        if uri.isascii() and uri.isprintable():
            self.links |= {(row, column): uri for column in range(*columns) if column < self.width}

    def lines(self) -> list[str]:
        """Return the rows as text, for tests and screenshots."""
        return ["".join(line) for line in self.text]


class Painter:
    """Turns pictures into bytes for one terminal."""

    def __init__(self, profile: Profile, *, encoding: str = "utf-8") -> None:
        self._profile = profile
        self._encoding = encoding
        self._shown: Picture | None = None
        self._ink: Ink | None = None
        self._link = ""
        """What the terminal links written cells to."""

        self._careful = False
        """The row has links: unchanged cells are jumped over, not written again without theirs."""

    def forget(self) -> None:
        """The terminal may show anything: the next picture is sent whole."""
        self._shown = None
        self._ink = None

    def paint(self, picture: Picture) -> str:
        """Return what turns the last picture into *picture*; empty when nothing changed."""
        shown = self._shown
        self._shown = picture
        out: list[str] = []
        if shown is None or (shown.width, shown.height) != (picture.width, picture.height):
            out.append("\x1b[m\x1b[2J")
            self._ink = Ink.PLAIN
            shown = Picture(picture.width, picture.height)
        for row in range(picture.height):
            self._row(row, shown, picture, out)
        return "".join(out)

    def _row(self, row: int, shown: Picture, picture: Picture, out: list[str]) -> None:
        old_text, new_text = shown.text[row], picture.text[row]
        old_inks, new_inks = shown.inks[row], picture.inks[row]
        links = (*shown.links, *picture.links) if self._profile.links else ()
        linked = any(at == row for at, _ in links)
        self._careful = linked
        if old_text == new_text and old_inks == new_inks and not linked:
            return
        changed = [
            column
            for column in range(picture.width)
            if old_text[column] != new_text[column]
            or old_inks[column] != new_inks[column]
            or (linked and shown.links.get((row, column)) != picture.links.get((row, column)))
        ]
        erased = self._blank_tail(new_text, new_inks, changed)
        position = -1
        for column in changed:
            if erased is not None and column >= erased:
                break
            position = self._reach(row, position, column, new_text, new_inks, out)
            self._switch(new_inks[column], out)
            if linked:
                self._point(picture.links.get((row, column), ""), out)
            out.append(new_text[column])
            position = column + 1
        self._point("", out)
        if erased is not None:
            if position != erased:
                out.append(f"\x1b[{row + 1};{erased + 1}H")
            self._switch(Ink.PLAIN, out)
            out.append("\x1b[K")

    def _reach(
        self,
        row: int,
        position: int,
        column: int,
        text: list[str],
        inks: list[Ink],
        out: list[str],
    ) -> int:
        """Bring the cursor to *column*: by writing a few unchanged cells again, or by a jump."""
        gap = column - position
        if position >= 0 and gap == 0:
            return column
        cheap = position >= 0 and gap <= _SHORT_GAP and not self._careful
        if cheap and all(ink == self._ink for ink in inks[position:column]):
            out.extend(text[position:column])
        elif position >= 0:
            out.append(f"\x1b[{gap}C" if gap > 1 else "\x1b[C")
        elif column:
            out.append(f"\x1b[{row + 1};{column + 1}H")
        else:
            out.append(f"\x1b[{row + 1}H" if row else "\x1b[H")
        return column

    def _blank_tail(self, text: list[str], inks: list[Ink], changed: list[int]) -> int | None:
        """Return the column from which the row is empty, if erasing it saves bytes."""
        end = len(text)
        while end and text[end - 1] == " " and inks[end - 1] is Ink.PLAIN:
            end -= 1
        inside = sum(column >= end for column in changed)
        return end if inside > _SHORT_GAP else None

    def _point(self, uri: str, out: list[str]) -> None:
        """Let what is written from now on lead to *uri* (OSC 8); empty: nowhere."""
        if uri != self._link:
            out.append(f"\x1b]8;;{uri}\x1b\\")
            self._link = uri

    def _switch(self, ink: Ink, out: list[str]) -> None:
        if ink is not self._ink:
            out.append(self._profile.sgr(ink))
            self._ink = ink
