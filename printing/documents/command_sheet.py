"""A sheet of command barcodes: what a scanner without a keyboard can say to klad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from printing.engine.form import (
    A4_PORTRAIT,
    Bars,
    Block,
    Columns,
    Face,
    Form,
    Gap,
    Note,
    Part,
    Symbology,
)

_ABREAST = 2
_WIDTH = 86.0
_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Command:
    """One command as the user reads it and as the scanner sends it."""

    label: str
    """In the user's language."""
    code: str
    """ASCII, such as «~W:SHORT»."""


def command_sheet_form(title: str, commands: Sequence[Command], texts: NullTranslations) -> Form:
    """Declare a sheet of commands, two abreast, in the order given."""
    _ = texts.gettext
    explained = _("Scan a barcode instead of pressing a key. Keep the sheet at the work place.")
    return Form(
        title=title,
        paper=A4_PORTRAIT,
        head=(
            Note(title, size=16, face=Face.BOLD),
            Note(explained, size=9),
            Gap(6),
            *_lines(commands),
        ),
        page_words=_("Sheet {page} of {pages}"),
        running=title,
    )


def _lines(commands: Sequence[Command]) -> Iterator[Block]:
    for first in range(0, len(commands), _ABREAST):
        parts = [_card(command) for command in commands[first : first + _ABREAST]]
        yield Columns(tuple(parts), gap=_GAP)


def _card(command: Command) -> Part:
    return Part(
        _WIDTH,
        (
            Note(command.label, size=11, face=Face.BOLD),
            Gap(1),
            Bars(Symbology.CODE128, command.code, height=14, module=0.375),
            Gap(9),
        ),
    )
