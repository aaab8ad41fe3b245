"""Values as people read them in a list: text, side and tone, by the kind of the column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.documents.columns import Column, Kind
from core.documents.reference import Field, FieldKind
from core.kernel.daytime import time_text
from tui.flows.desk.shapes import SHOWN, Values
from tui.formatting import day, decimal, moment, money, percent, plain, quantity
from tui.locale import _
from tui.texts.names import word_of


class Tone(StrEnum):
    """How a cell stands out; never by colour alone, so statuses carry a glyph too."""

    PLAIN = "plain"
    FAINT = "faint"
    """Not begun, or nothing there."""
    WORK = "work"
    """Under way."""
    GOOD = "good"
    """At its end."""
    BAD = "bad"
    """Below zero, withdrawn, retired."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value on screen."""

    text: str
    tone: Tone = Tone.PLAIN


RIGHT: frozenset[str] = frozenset(
    {Kind.NUMBER, Kind.MONEY, Kind.QUANTITY, Kind.PERCENT, Kind.DECIMAL}
)
"""Kinds written against the right edge, so that digits stand under digits."""

_GLYPHS = {Tone.FAINT: "·", Tone.WORK: "»", Tone.GOOD: "■", Tone.BAD: "×"}
_OVERDUE = "!"
_OFF = (
    *("withdrawn", "cancelled", "rejected", "refused", "lost", "dropped", "annulled", "failed"),
)

DONE = 1000
"""Thousandths of the whole."""

BAR = 10
"""Signs of a bar of progress."""


def status_cell(titles: Mapping[Any, str], value: object) -> Cell:
    """Return the title of a stored status with the glyph of how far along it is."""
    words = [str(word) for word in titles]
    word = str(value)
    if word in _OFF:
        tone = Tone.BAD
    elif word not in words or word == words[0]:
        tone = Tone.FAINT
    else:
        ends = [one for one in words if one not in _OFF]
        tone = Tone.GOOD if word == ends[-1] else Tone.WORK
    return Cell(f"{_GLYPHS[tone]} {_title(titles, value)}", tone)


def _title(titles: Mapping[Any, str], value: object) -> str:
    """Return the title of a stored word; the word itself where it has none."""
    word = str(value)
    return plain(_(next((text for key, text in titles.items() if str(key) == word), word)))


def column_cell(column: Column, value: object, today: dt.date | None = None) -> Cell:
    """Return a value of a list as shown.

    Args:
        today: the business date: what was due before it stands out; None: nothing does.
    """
    if value is None:
        return Cell("")
    if column.titles is not None and column.kind is Kind.TEXT:
        return Cell(plain(_(column.titles.get(value, str(value)))))
    if column.titles is not None and not isinstance(value, bool):
        if column.kind is not Kind.STATUS:
            return Cell(_title(column.titles, value))
        return status_cell(column.titles, value)
    if column.spoken:
        return Cell(", ".join(_(word_of(name)) for name in str(value).split(", ")))
    if column.kind is Kind.DUE and isinstance(value, dt.date):
        return due_cell(value, today)
    return _by_kind(str(column.kind), value)


def due_cell(value: dt.date, today: dt.date | None) -> Cell:
    """Return a date by which something is to be done; an overdue one with a mark beside it."""
    if today is not None and value < today:
        return Cell(f"{_OVERDUE} {day(value)}", Tone.BAD)
    return Cell(f"  {day(value)}")


def progress_bar(thousandths: int) -> str:
    """Return how far something is as a bar and in percent."""
    full = thousandths * BAR // 1000
    return f"{'#' * full}{'.' * (BAR - full)} {thousandths // 10:>3}%"


def _by_kind(kind: str, value: Any) -> Cell:  # noqa: ANN401 - whatever a list holds
    match kind:
        case Kind.MONEY:
            return Cell(money(value), Tone.BAD if value < 0 else Tone.PLAIN)
        case Kind.QUANTITY:
            return Cell(quantity(value), Tone.BAD if value < 0 else Tone.PLAIN)
        case Kind.PERCENT:
            return Cell(percent(value))
        case Kind.DECIMAL:
            return Cell(decimal(value))
        case Kind.PROGRESS:
            return Cell(progress_bar(value), Tone.GOOD if value == DONE else Tone.WORK)
        case Kind.TIME:
            return Cell(time_text(value))
        case Kind.BOOL:
            return Cell("+" if value else "")
        case Kind.DATE if isinstance(value, dt.date):
            return Cell(day(value))
        case Kind.INSTANT if isinstance(value, dt.datetime):
            return Cell(moment(value))
    return Cell(plain(str(value)))


def field_cell(field: Field, line: Values) -> Cell:
    """Return a field of a line as shown."""
    value = line.get(field.name)
    match field.kind:
        case FieldKind.ROW:
            return Cell(plain(str(line.get(field.name + SHOWN) or "")))
        case FieldKind.CHOICE if field.choices is not None:
            return Cell(choice_title(field, value))
        case FieldKind.FLAG:
            return Cell("+" if value else "")
    if value is None:
        return Cell("")
    match field.kind:
        case FieldKind.MONEY | FieldKind.PRICE:
            return Cell(money(value))
        case FieldKind.QUANTITY | FieldKind.WEIGHT:
            return Cell(quantity(value), Tone.BAD if value < 0 else Tone.PLAIN)
        case FieldKind.PERCENT:
            return Cell(percent(value))
        case FieldKind.DECIMAL:
            return Cell(decimal(value))
        case FieldKind.TIME:
            return Cell(time_text(value))
        case FieldKind.TENTHS:
            return Cell(quantity(value * 100))
        case FieldKind.WORDS:
            return Cell(plain(", ".join(value)))
        case FieldKind.DATE if isinstance(value, dt.date):
            return Cell(day(value))
    return Cell(plain(str(value)))


def choice_title(field: Field, value: object) -> str:
    """Return how a chosen value is called; "" for none of the choices."""
    for choice, title in (field.choices or {}).items():
        if str(choice) == str(value):
            return plain(_(title))
    return ""


def on_the_right(field: Field) -> bool:
    """Tell whether a field is written against the right edge."""
    return field.kind in {
        FieldKind.NUMBER,
        FieldKind.QUANTITY,
        FieldKind.MONEY,
        FieldKind.PRICE,
        FieldKind.WEIGHT,
        FieldKind.PERCENT,
        FieldKind.DECIMAL,
        FieldKind.TENTHS,
    }


def fact_text(value: object) -> str:
    """Return a value of the history or of a movement as text."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "+" if value else "—"
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(fact_text(part) for part in value)
    return plain(str(value))
