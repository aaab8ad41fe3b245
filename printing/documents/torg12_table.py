"""The fifteen columns of ТОРГ-12, its lines and its totals."""

from __future__ import annotations

from dataclasses import dataclass

from printing.documents.torg12_data import WITHOUT_VAT, Torg12Line
from printing.documents.totals import Totals, running_totals
from printing.engine.figures import kilograms, money, quantity
from printing.engine.form import Align, Column, Row, RowKind, Table

_GOODS, _UNIT, _COUNT, _VAT = "Товар", "Единица измерения", "Количество", "НДС"
_RIGHT, _CENTRE = Align.RIGHT, Align.CENTRE

COLUMNS = (
    Column("Номер по порядку", 10.5, _CENTRE, number="1", brief="№", rank=1),
    Column(
        "наименование, характеристика, сорт, артикул товара",
        63.5,
        group=_GOODS,
        number="2",
        brief="Товар",
        rank=1,
        stretch=True,
    ),
    Column("код", 18, group=_GOODS, number="3", brief="Код", rank=7),
    Column("наиме-нование", 12, _CENTRE, group=_UNIT, number="4", brief="Ед.", rank=3),
    Column("код по ОКЕИ", 12, _CENTRE, group=_UNIT, number="5", brief="ОКЕИ", rank=8),
    Column("Вид упаковки", 11, _CENTRE, number="6", brief="Упаковка", rank=8),
    Column("в одном месте", 13, _RIGHT, group=_COUNT, number="7", brief="В месте", rank=8),
    Column("мест, штук", 12, _RIGHT, group=_COUNT, number="8", brief="Мест", rank=6),
    Column("Масса брутто", 13, _RIGHT, number="9", brief="Брутто, кг", rank=7),
    Column("Количество (масса нетто)", 15, _RIGHT, number="10", brief="Кол-во", rank=2),
    Column("Цена, руб. коп.", 17, _RIGHT, number="11", brief="Цена", rank=3),
    Column("Сумма без учета НДС, руб. коп.", 22, _RIGHT, number="12", brief="Без НДС", rank=4),
    Column("ставка, %", 12, _CENTRE, group=_VAT, number="13", brief="НДС, %", rank=5),
    Column("сумма, руб. коп.", 20, _RIGHT, group=_VAT, number="14", brief="НДС", rank=4),
    Column("Сумма с учетом НДС, руб. коп.", 22, _RIGHT, number="15", brief="С НДС", rank=2),
)
_LABELLED = 7
"""Columns the label of a total stands over, unboxed."""
DASH = "—"
CROSS = "X"


@dataclass(frozen=True, slots=True)
class Known:
    """Which sums mean something: a mass is summed only if every line has one."""

    places: bool
    gross: bool
    net: bool
    vat: bool

    @classmethod
    def of(cls, lines: tuple[Torg12Line, ...]) -> Known:
        """Look at all lines of the document."""
        return cls(
            places=all(line.places is not None for line in lines),
            gross=all(line.gross_grams is not None for line in lines),
            net=all(line.net_grams is not None for line in lines),
            vat=any(line.vat_rate != WITHOUT_VAT for line in lines),
        )


def sums(lines: tuple[Torg12Line, ...]) -> tuple[Totals, ...]:
    """Return the totals of the first 0, 1, 2 … lines."""
    return running_totals(
        Totals(
            places=line.places or 0,
            gross_grams=line.gross_grams or 0,
            net_grams=line.net_grams or 0,
            quantity_thousandths=line.quantity_thousandths,
            net_minor=line.amounts.net_minor,
            vat_minor=line.amounts.vat_minor,
            gross_minor=line.amounts.gross_minor,
        )
        for line in lines
    )


def table(lines: tuple[Torg12Line, ...], running: tuple[Totals, ...]) -> Table:
    """Declare the table; *running* comes from `sums`."""
    known = Known.of(lines)

    def subtotal(first: int, stop: int) -> Row:
        return _total_row("Итого", running[stop] - running[first], known)

    return Table(
        columns=COLUMNS,
        rows=tuple(_row(number, line) for number, line in enumerate(lines, start=1)),
        subtotal=subtotal,
        total=_total_row("Всего по накладной", running[-1], known),
        numbered=True,
    )


def _row(number: int, line: Torg12Line) -> Row:
    return Row(
        (
            str(number),
            line.described(),
            line.code,
            line.unit,
            line.okei,
            line.packaging,
            quantity(line.per_place_thousandths) if line.per_place_thousandths is not None else "",
            str(line.places) if line.places is not None else "",
            kilograms(line.gross_grams) if line.gross_grams is not None else "",
            quantity(line.quantity_thousandths),
            money(line.amounts.price_minor),
            money(line.amounts.net_minor),
            line.vat_rate,
            DASH if line.vat_rate == WITHOUT_VAT else money(line.amounts.vat_minor),
            money(line.amounts.gross_minor),
        )
    )


def _total_row(label: str, total: Totals, known: Known) -> Row:
    return Row(
        (
            label,
            str(total.places) if known.places else "",
            kilograms(total.gross_grams) if known.gross else "",
            quantity(total.quantity_thousandths),
            CROSS,
            money(total.net_minor),
            CROSS,
            money(total.vat_minor) if known.vat else DASH,
            money(total.gross_minor),
        ),
        kind=RowKind.SUMMARY,
        span=_LABELLED,
    )
