"""Sheets of prices: what a price document sets, and the history of an item's prices.

Sheets of klad itself, so their words are translated.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import NullTranslations

from printing.engine.figures import day, money
from printing.engine.form import (
    A4_LANDSCAPE,
    A4_PORTRAIT,
    Align,
    Cell,
    Column,
    Face,
    Form,
    Gap,
    Note,
    Row,
    Table,
)

MOST_TYPES = 6
"""Price types that fit the width of a sheet; of more the first are printed."""

_CODE, _UNIT, _PRICE = 22, 12, 26
"""Widths of columns, millimetres."""


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One item of a price list."""

    code: str
    name: str
    """With the variant."""
    unit: str
    prices: Mapping[int, int | None]
    """Price type → minor units."""


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of a document."""

    number: str
    since: dt.date
    agreed: bool
    types: tuple[tuple[int, str, str], ...]
    """(id, name, currency), in the order of the columns."""
    items: tuple[ListedItem, ...]
    more: int = 0
    """Prices in force that the sheet does not show, of a recalculation."""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastPrice:
    """A price that held from a day on."""

    since: dt.date
    price_type: str
    variant: str
    price_minor: int
    currency: str
    document: str
    """Number of what set it; "": registered directly."""


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """All prices of an item, newest first."""

    code: str
    item: str
    unit: str
    prices: tuple[PastPrice, ...]
    marks: tuple[str, ...] = ()


def price_list_form(data: PriceList, texts: NullTranslations) -> Form:
    """Declare the price list in the language of *texts*."""
    _ = texts.gettext
    title = _("Price list № {number} from {date} on").format(
        number=data.number, date=day(data.since)
    )
    shown = data.types[:MOST_TYPES]
    wide = len(shown) > 3  # noqa: PLR2004 - four prices want the long side
    paper = A4_LANDSCAPE if wide else A4_PORTRAIT
    name = paper.inner - _CODE - _UNIT - _PRICE * len(shown)
    notes = [Note(title, size=13, face=Face.BOLD)]
    if not data.agreed:
        notes.append(Note(_("A draft: not in force."), size=9, face=Face.ITALIC))
    if data.more:
        told = texts.ngettext(
            "{count} more price is in force.", "{count} more prices are in force.", data.more
        )
        notes.append(Note(told.format(count=data.more), size=9))
    return Form(
        title=title,
        paper=paper,
        head=(*notes, Gap(3)),
        table=Table(
            columns=(
                Column(_("Code"), _CODE, rank=2),
                Column(_("Name"), name, rank=1, stretch=True),
                Column(_("Unit"), _UNIT, Align.CENTRE, rank=3),
                *(
                    Column(f"{type_name}, {currency}", _PRICE, Align.RIGHT, rank=1)
                    for _key, type_name, currency in shown
                ),
            ),
            rows=tuple(_listed(data, shown)),
            size=8.5,
            caption_size=7.5,
            row_height=5.5,
        ),
        page_words=_("Sheet {page} of {pages}"),
        running=title,
        marks=data.marks,
    )


def price_history_form(data: PriceHistory, texts: NullTranslations) -> Form:
    """Declare the history of an item's prices in the language of *texts*."""
    _ = texts.gettext
    title = _("Price history: {code} {item}").format(code=data.code, item=data.item)
    return Form(
        title=title,
        paper=A4_PORTRAIT,
        head=(Note(title, size=13, face=Face.BOLD), Gap(3)),
        table=Table(
            columns=(
                Column(_("Since"), 24, rank=1),
                Column(_("Price type"), 50, rank=1, stretch=True),
                Column(_("Variant"), 30, rank=4),
                Column(_("Price"), 28, Align.RIGHT, rank=1),
                Column(_("Currency"), 16, Align.CENTRE, rank=3),
                Column(_("Document"), 32, rank=2),
            ),
            rows=tuple(
                Row(
                    (
                        day(one.since),
                        one.price_type,
                        one.variant,
                        Cell(money(one.price_minor), face=Face.BOLD),
                        one.currency,
                        one.document,
                    )
                )
                for one in data.prices
            ),
            size=8.5,
            caption_size=7.5,
            row_height=5.5,
        ),
        page_words=_("Sheet {page} of {pages}"),
        running=title,
        marks=data.marks,
    )


def _listed(data: PriceList, shown: tuple[tuple[int, str, str], ...]) -> Iterator[Row]:
    for item in data.items:
        prices = (item.prices.get(key) for key, _name, _currency in shown)
        yield Row(
            (
                item.code,
                item.name,
                item.unit,
                *(Cell("" if price is None else money(price), face=Face.BOLD) for price in prices),
            )
        )
