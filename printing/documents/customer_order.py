"""Customer order on paper: what is agreed, when it leaves, how it is paid.

A free form; always Russian, as it is signed by both sides. The barcode opens the order when it
is scanned.
"""

from __future__ import annotations

import datetime as dt
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
    Column,
    Columns,
    Face,
    Form,
    Gap,
    Note,
    Part,
    Row,
    Sums,
    Symbology,
    Table,
)
from printing.words import day_in_words


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An item of an order and what becomes of it."""

    line: TradeLine
    ship_on: dt.date | None = None
    supply: str = ""
    """How it is provided for: in reserve, to be shipped, cancelled."""


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """A stage of payment."""

    kind: str
    amount_minor: int
    percent: int = 0
    """Hundredths of a percent; 0: not said in percents."""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PrintedOrder:
    """A whole order; empty strings are left out."""

    number: str
    date: dt.date
    seller: Payee
    buyer: Party
    lines: tuple[OrderLine, ...]
    """Cancelled ones are left out by whoever fills this in."""
    with_vat: bool = True
    currency: str = "RUB"
    document_code: str = ""
    """What the barcode says, ASCII; empty: no barcode."""
    basis: str = ""
    """Agreement or contract."""
    warehouse: str = ""
    ship_on: dt.date | None = None
    """When the customer wants it."""
    delivery: str = ""
    """Way of delivery."""
    address: str = ""
    delivery_time: str = ""
    payments: tuple[PaymentPart, ...] = ()
    manager: str = ""
    marks: tuple[str, ...] = field(default=())


def customer_order_form(data: PrintedOrder) -> Form:
    """Declare the printed form of an order."""
    title = f"Заказ клиента № {data.number} от {day_in_words(data.date)}"
    return Form(
        title=f"Заказ клиента № {data.number} от {day(data.date)}",
        paper=A4_PORTRAIT,
        head=(*_barcode(data), *heading(title), *_facts(data)),
        table=_table(data),
        tail=_tail(data),
        page_words="Лист {page} из {pages}",
        running=title,
        marks=data.marks,
    )


def _barcode(data: PrintedOrder) -> tuple[Block, ...]:
    if not data.document_code:
        return ()
    return (Bars(Symbology.CODE128, data.document_code, height=10), Gap(2))


def _facts(data: PrintedOrder) -> tuple[Block, ...]:
    told = (
        ("Исполнитель", data.seller.party.named()),
        ("Заказчик", data.buyer.named()),
        ("Основание", data.basis),
        ("Склад отгрузки", data.warehouse),
        ("Дата отгрузки", day(data.ship_on) if data.ship_on is not None else ""),
        ("Способ доставки", data.delivery),
        ("Адрес доставки", data.address),
        ("Время доставки", data.delivery_time),
        ("Менеджер", data.manager),
    )
    return (*facts(told, strong=2), Gap(2))


def _table(data: PrintedOrder) -> Table:
    lines = [line.line for line in data.lines]
    discounts = discounted(lines)
    codes = any(line.article or line.code for line in lines)
    supplies = any(line.supply or line.ship_on for line in data.lines)
    taxed = any(line.vat_rate is not None for line in lines)
    optional = (
        (codes, 18.0, "code"),
        (discounts, 11.0, "discount"),
        (taxed, 15.0, "vat"),
        # Where prices have VAT in them, the column of sums has told the whole already.
        (taxed and not data.with_vat, 18.0, "all"),
        (supplies, 18.0, "supply"),
    )
    shown = {name for wanted, _, name in optional if wanted}
    spare = sum(width for wanted, width, _ in optional if not wanted)
    columns = {
        "number": Column("№", 7, Align.CENTRE, rank=1),
        "code": Column("Артикул", 18, rank=6),
        "name": Column("Товар", 37.5 + spare, rank=1, stretch=True),
        "quantity": Column("Кол-во", 13, Align.RIGHT, rank=2),
        "unit": Column("Ед.", 8.5, Align.CENTRE, rank=3),
        "price": Column("Цена", 16, Align.RIGHT, rank=2),
        "discount": Column("Скидка", 11, Align.RIGHT, rank=5),
        "sum": Column("Сумма", 18, Align.RIGHT, rank=4 if taxed and not data.with_vat else 1),
        "vat": Column("НДС", 15, Align.RIGHT, rank=4),
        "all": Column("Всего", 18, Align.RIGHT, rank=1),
        "supply": Column("Отгрузка", 18, rank=5),
    }
    always = set(columns) - {name for _, _, name in optional}
    kept = [name for name in columns if name in always | shown]
    return Table(
        columns=tuple(columns[name] for name in kept),
        rows=tuple(
            _row(number, line, kept, with_vat=data.with_vat)
            for number, line in enumerate(data.lines, start=1)
        ),
        size=7,
        caption_size=7,
        row_height=4.8,
    )


def _row(number: int, order_line: OrderLine, kept: list[str], *, with_vat: bool) -> Row:
    line = order_line.line
    leaves = day(order_line.ship_on) if order_line.ship_on is not None else ""
    cells = {
        "number": str(number),
        "code": line.article or line.code,
        "name": line.described(),
        "quantity": line.counted(),
        "unit": line.unit,
        "price": money(line.price_minor),
        "discount": percent(line.discount),
        "sum": money(line.sum_minor(with_vat=with_vat)),
        "vat": money(line.vat_minor) if line.vat_rate is not None else "без НДС",
        "all": money(line.amount_minor),
        "supply": "\n".join(part for part in (leaves, order_line.supply) if part),
    }
    return Row(tuple(cells[name] for name in kept))


def _tail(data: PrintedOrder) -> tuple[Block | Table, ...]:
    lines = [line.line for line in data.lines]
    sides = Columns(
        (
            Part(88, (signature("Исполнитель"),)),
            Part(88, (signature("Заказчик"),)),
        ),
        gap=4,
    )
    return (
        Gap(1.5),
        Sums(totals(lines, with_vat=data.with_vat, currency=data.currency), figure_width=29),
        Gap(2),
        *said_in_words(len(lines), total_of(lines), data.currency),
        *_payments(data),
        Gap(7),
        sides,
    )


def _payments(data: PrintedOrder) -> tuple[Block | Table, ...]:
    if not data.payments:
        return ()
    rows = tuple(
        Row(
            (
                str(number),
                part.kind,
                day(part.due_on) if part.due_on is not None else "",
                percent(part.percent),
                money(part.amount_minor),
            )
        )
        for number, part in enumerate(data.payments, start=1)
    )
    columns = (
        Column("№", 7, Align.CENTRE, rank=1),
        Column("Вид оплаты", 60, rank=1, stretch=True),
        Column("Срок", 24, Align.CENTRE, rank=1),
        Column("Доля", 18, Align.RIGHT, rank=2),
        Column("Сумма", 28, Align.RIGHT, rank=1),
    )
    return (
        Gap(3),
        Note("График оплаты", size=8.5, face=Face.BOLD),
        Gap(1),
        Table(columns=columns, rows=rows, size=7.5, caption_size=7, row_height=4.6),
    )
