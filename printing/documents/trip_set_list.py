"""The set of documents of a trip as a list: what will come out of the printer, in this order.

A sheet of klad itself, so its words are translated.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from gettext import NullTranslations

from printing.engine.figures import day
from printing.engine.form import (
    A4_PORTRAIT,
    Align,
    Cell,
    Column,
    Face,
    Form,
    Gap,
    Note,
    Row,
    RowKind,
    Table,
)


@dataclass(frozen=True, slots=True)
class SetLine:
    """One form of the set."""

    form: str
    """In the user's language."""
    number: str
    stop: str
    """Empty: of the whole trip."""
    whom: str
    copies: int


@dataclass(frozen=True, slots=True)
class SetList:
    """The whole set."""

    number: str
    date: dt.date
    lines: tuple[SetLine, ...]
    without_invoice: tuple[str, ...] = ()
    """Documents that are not billed yet."""
    marks: tuple[str, ...] = ()


def trip_set_form(data: SetList, texts: NullTranslations) -> Form:
    """Declare the list in the language of *texts*."""
    _ = texts.gettext
    title = _("Documents of trip {number}, {date}").format(number=data.number, date=day(data.date))
    notes = [Note(title, size=13, face=Face.BOLD)]
    if data.without_invoice:
        missing = _("Not billed yet, so their invoices are not in the set: {documents}").format(
            documents=", ".join(data.without_invoice)
        )
        notes.append(Note(missing, size=9, face=Face.ITALIC))
    copies = sum(line.copies for line in data.lines)
    total = Row((_("In all"), str(copies), ""), kind=RowKind.SUMMARY, face=Face.BOLD, span=5)
    return Form(
        title=title,
        paper=A4_PORTRAIT,
        head=(*notes, Gap(3)),
        table=Table(
            columns=(
                Column(_("No."), 10, Align.CENTRE, rank=1),
                Column(_("Stop"), 14, Align.CENTRE, rank=1),
                Column(_("Printed form"), 52, rank=1, stretch=True),
                Column(_("Number"), 36, rank=2),
                Column(_("For whom"), 38, rank=4),
                Column(_("Copies"), 21, Align.RIGHT, rank=1),
                Column("", 9, rank=9),
            ),
            rows=tuple(
                Row(
                    (
                        str(place),
                        line.stop,
                        line.form,
                        line.number,
                        line.whom,
                        Cell(str(line.copies), face=Face.BOLD),
                        Cell("", tick=True),
                    )
                )
                for place, line in enumerate(data.lines, start=1)
            ),
            total=total,
            size=8.5,
            caption_size=7.5,
            row_height=6,
        ),
        page_words=_("Sheet {page} of {pages}"),
        running=title,
        marks=data.marks,
    )
