"""Quotation (коммерческое предложение): goods and prices offered to a customer.

A free form; always Russian. Alternatives stand under the offered goods in groups, each with its
own total, and do not enter the total of the quotation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from printing.documents.torg12_data import Party
from printing.documents.trade import (
    Payee,
    TradeLine,
    discounted,
    facts,
    heading,
    percent,
    said_in_words,
    signature,
    total_of,
    totals,
)
from printing.engine.figures import day, money
from printing.engine.form import (
    A4_PORTRAIT,
    Align,
    Bars,
    Block,
    Cell,
    Column,
    Columns,
    Face,
    Form,
    Gap,
    Note,
    Part,
    Row,
    RowKind,
    Sums,
    Symbology,
    Table,
)
from printing.words import day_in_words

NOT_AN_OFFER = "Предложение не является публичной офертой (п. 2 ст. 437 ГК РФ)."


@dataclass(frozen=True, slots=True)
class QuotationLine:
    """An offered item."""

    line: TradeLine
    lead_time: str = ""
    """How soon it can be had."""


@dataclass(frozen=True, slots=True)
class Option:
    """An alternative to choose instead or besides."""

    title: str
    lines: tuple[QuotationLine, ...]


@dataclass(frozen=True, slots=True)
class Manager:
    """Who answers questions."""

    name: str = ""
    phone: str = ""
    email: str = ""

    def told(self) -> str:
        """Return everything in one line."""
        parts = (self.name, f"тел.: {self.phone}" if self.phone else "", self.email)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised besides the price; empty strings are left out."""

    payment: str = ""
    delivery: str = ""
    warranty: str = ""


@dataclass(frozen=True, slots=True)
class PrintedQuotation:
    """A whole quotation; empty strings are left out."""

    number: str
    date: dt.date
    seller: Payee
    customer: Party
    lines: tuple[QuotationLine, ...]
    options: tuple[Option, ...] = ()
    contact: str = ""
    """The person it is addressed to."""
    valid_until: dt.date | None = None
    terms: Terms = Terms()
    with_vat: bool = True
    currency: str = "RUB"
    manager: Manager = Manager()
    introduction: str = ""
    public_offer: bool = False
    document_code: str = ""
    """What the barcode says, ASCII; empty: no barcode."""
    marks: tuple[str, ...] = field(default=())


def quotation_form(data: PrintedQuotation) -> Form:
    """Declare the printed form of a quotation."""
    title = f"Коммерческое предложение № {data.number} от {day_in_words(data.date)}"
    return Form(
        title=f"Коммерческое предложение № {data.number} от {day(data.date)}",
        paper=A4_PORTRAIT,
        head=(_letterhead(data), Gap(3), *heading(title), *_facts(data)),
        table=_table(data),
        tail=_tail(data),
        page_words="Лист {page} из {pages}",
        running=title,
        marks=data.marks,
    )


def _letterhead(data: PrintedQuotation) -> Columns:
    party = data.seller.party
    numbers = ", ".join(
        part
        for part in (
            f"ИНН {party.inn}" if party.inn else "",
            f"КПП {party.kpp}" if party.kpp else "",
        )
        if part
    )
    words = [
        Note(party.name, size=12, face=Face.BOLD),
        *(
            Note(line, size=8)
            for line in (party.address, f"тел.: {party.phone}" if party.phone else "", numbers)
            if line
        ),
    ]
    if not data.document_code:
        return Columns((Part(A4_PORTRAIT.inner, tuple(words)),))
    code = Bars(Symbology.CODE128, data.document_code, height=10, align=Align.RIGHT)
    return Columns((Part(116, tuple(words)), Part(60, (code,))), gap=4)


def _facts(data: PrintedQuotation) -> tuple[Block, ...]:
    told = (
        ("Кому", data.customer.name),
        ("Контактное лицо", data.contact),
        ("Действительно до", day(data.valid_until) if data.valid_until is not None else ""),
        ("Условия оплаты", data.terms.payment),
        ("Доставка", data.terms.delivery),
        ("Гарантия", data.terms.warranty),
    )
    words: tuple[Block, ...] = ()
    if data.introduction:
        words = (Gap(2), Note(data.introduction, size=9))
    return (*facts(told, strong=1), *words, Gap(2))


def _every_line(data: PrintedQuotation) -> list[QuotationLine]:
    return [*data.lines, *(line for option in data.options for line in option.lines)]


def _table(data: PrintedQuotation) -> Table:
    every = _every_line(data)
    lines = [line.line for line in every]
    discounts = discounted(lines)
    optional = (
        (any(line.article for line in lines), 21.0, "article"),
        (discounts, 12.0, "discount"),
        (discounts, 20.0, "final"),
        (any(line.lead_time for line in every), 17.0, "lead_time"),
    )
    shown = {name for wanted, _, name in optional if wanted}
    spare = sum(width for wanted, width, _ in optional if not wanted)
    columns = {
        "number": Column("№", 7, Align.CENTRE, rank=1),
        "article": Column("Артикул", 21, rank=6),
        "name": Column("Наименование", 38 + spare, rank=1, stretch=True),
        "unit": Column("Ед.", 9, Align.CENTRE, rank=3),
        "quantity": Column("Кол-во", 14, Align.RIGHT, rank=2),
        "price": Column("Цена", 20, Align.RIGHT, rank=2),
        "discount": Column("Скидка", 12, Align.RIGHT, rank=5),
        "final": Column("Цена со скидкой", 20, Align.RIGHT, rank=4),
        "sum": Column("Сумма", 22, Align.RIGHT, rank=1),
        "lead_time": Column("Срок поставки", 17, brief="Срок", rank=5),
    }
    always = set(columns) - {name for _, _, name in optional}
    kept = [name for name in columns if name in always | shown]
    return Table(
        columns=tuple(columns[name] for name in kept),
        rows=tuple(_rows(data, kept)),
        size=7.5,
        caption_size=7,
        row_height=5,
    )


def _rows(data: PrintedQuotation, kept: Sequence[str]) -> Iterator[Row]:
    number = 0
    for line in data.lines:
        number += 1
        yield _row(number, line, kept, with_vat=data.with_vat)
    for option in data.options:
        yield Row((Cell(option.title, face=Face.BOLD, size=8),), kind=RowKind.HEADING)
        for line in option.lines:
            number += 1
            yield _row(number, line, kept, with_vat=data.with_vat)
        yield _option_total(option, kept, with_vat=data.with_vat)


def _row(number: int, offered: QuotationLine, kept: Sequence[str], *, with_vat: bool) -> Row:
    line = offered.line
    final = line.price_minor if line.final_price_minor is None else line.final_price_minor
    cells = {
        "number": str(number),
        "article": line.article,
        "name": line.described(),
        "unit": line.unit,
        "quantity": line.counted(),
        "price": money(line.price_minor),
        "discount": percent(line.discount),
        "final": money(final),
        "sum": money(line.sum_minor(with_vat=with_vat)),
        "lead_time": offered.lead_time,
    }
    return Row(tuple(cells[name] for name in kept))


def _option_total(option: Option, kept: Sequence[str], *, with_vat: bool) -> Row:
    """Return the sum of an alternative, as the column of sums counts."""
    total = sum(line.line.sum_minor(with_vat=with_vat) for line in option.lines)
    span = kept.index("sum")
    after = ("",) * (len(kept) - span - 1)
    return Row(
        ("Итого по варианту", money(total), *after),
        kind=RowKind.SUMMARY,
        face=Face.BOLD,
        span=span,
    )


def _tail(data: PrintedQuotation) -> tuple[Block, ...]:
    lines = [line.line for line in data.lines]
    summed: tuple[Block, ...] = ()
    label = "Всего без вариантов" if data.options else "Всего"
    if lines:
        summed = (
            Gap(1.5),
            Sums(
                totals(lines, with_vat=data.with_vat, currency=data.currency, label=label),
                figure_width=29,
            ),
            Gap(2),
            *said_in_words(len(lines), total_of(lines), data.currency),
        )
    asked = data.manager.told()
    offer: tuple[Block, ...] = ()
    if not data.public_offer:
        offer = (Gap(4), Note(NOT_AN_OFFER, size=7, face=Face.ITALIC))
    return (
        *summed,
        Gap(3),
        *facts((("Менеджер", asked),)),
        Gap(5),
        signature(_signs(data.seller), data.seller.director),
        *offer,
    )


def _signs(seller: Payee) -> str:
    return "Предприниматель" if seller.entrepreneur else "Руководитель"
