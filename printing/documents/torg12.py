"""ТОРГ-12, товарная накладная: what stands around its table.

Form 0330212 of ОКУД, approved by Госкомстат on 25.12.1998 under № 132. The wording is the law's
and is never translated. All totals are sums of the printed lines.
"""

from __future__ import annotations

import datetime as dt

from printing.documents.torg12_data import Party, Signatory, Torg12
from printing.documents.torg12_table import Known, sums, table
from printing.documents.totals import Totals
from printing.engine.figures import day, kilograms
from printing.engine.form import (
    A4_LANDSCAPE,
    Align,
    Bars,
    Block,
    Boxes,
    CodeColumn,
    CodeRow,
    Columns,
    Face,
    Field,
    Form,
    Gap,
    Note,
    Part,
    Signature,
    SignPlace,
    Symbology,
)
from printing.words import MONTHS, PLACES, mass_in_words, number_in_words, roubles_in_words

OKUD = "0330212"
_LEFT, _RIGHT, _GAP = 135.0, 132.0, 6.0
_OF_PARTY = "(организация, адрес, телефон, факс, банковские реквизиты)"
_IN_WORDS = "(прописью)"


def torg12_form(data: Torg12) -> Form:
    """Declare the printed form of a delivery note."""
    running = sums(data.lines)
    named = f"Товарная накладная № {data.number} от {day(data.date)}"
    return Form(
        title=f"ТОРГ-12 № {data.number} от {day(data.date)}",
        paper=A4_LANDSCAPE,
        head=_head(data),
        table=table(data.lines, running),
        tail=_tail(data, running[-1]),
        page_words="Страница {page} из {pages}",
        running=named,
        marks=data.marks,
    )


def _head(data: Torg12) -> tuple[Block, ...]:
    barcode: tuple[Block, ...] = ()
    if data.document_code:
        barcode = (Bars(Symbology.CODE128, data.document_code, height=10),)
    approval = (
        Note("Унифицированная форма № ТОРГ-12", size=5.5, align=Align.RIGHT, spoken=False),
        Note(
            "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
            size=5.5,
            align=Align.RIGHT,
            spoken=False,
        ),
    )
    return (
        Columns((Part(120, barcode), Part(153, approval))),
        CodeColumn(_code_rows(data), left_width=208, label_width=39, code_width=26, heading="Код"),
        Gap(1.5),
    )


def _code_rows(data: Torg12) -> tuple[CodeRow, ...]:
    shipper = Field(
        "",
        data.shipper.requisites(),
        "(организация, грузоотправитель, адрес, номер телефона, факса, банковские реквизиты)",
        brief="Грузоотправитель",
        label_width=0,
    )
    department = Field(
        "",
        data.department,
        "(структурное подразделение)",
        brief="Подразделение",
        label_width=0,
    )
    basis = Field(
        "Основание",
        data.basis.text,
        "(договор, заказ-наряд)",
        label_width=24,
    )
    title = Boxes(
        captions=("Номер документа", "Дата составления"),
        values=(data.number, day(data.date)),
        widths=(34, 34),
        title="ТОВАРНАЯ НАКЛАДНАЯ",
        title_width=110,
    )
    waybill = data.waybill
    return (
        CodeRow("Форма по ОКУД", OKUD),
        CodeRow("по ОКПО", data.shipper.okpo, shipper),
        CodeRow("", "", department),
        CodeRow("Вид деятельности по ОКДП", data.okdp),
        CodeRow("по ОКПО", data.consignee.okpo, _party("Грузополучатель", data.consignee)),
        CodeRow("по ОКПО", data.supplier.okpo, _party("Поставщик", data.supplier)),
        CodeRow("по ОКПО", data.payer.okpo, _party("Плательщик", data.payer)),
        CodeRow("", data.basis.number, basis, split_label="номер"),
        CodeRow("", _day(data.basis.date), split_label="дата"),
        CodeRow("Транспортная накладная", waybill.number, title, "номер", overlap=True),
        CodeRow("", _day(waybill.date), split_label="дата"),
        CodeRow("Вид операции", data.operation),
    )


def _party(label: str, party: Party) -> Field:
    return Field(label, party.requisites(), _OF_PARTY, label_width=24)


def _day(date: dt.date | None) -> str:
    return day(date) if date is not None else ""


def _tail(data: Torg12, total: Totals) -> tuple[Block, ...]:
    known = Known.of(data.lines)
    places = _capital(number_in_words(total.places, PLACES.gender)) if known.places else ""
    return (
        Gap(1.5),
        _pair(
            (
                Field(
                    "Товарная накладная имеет приложение на",
                    data.attachment_sheets,
                    trailer="листах",
                    align=Align.CENTRE,
                ),
            ),
            (
                Field(
                    "и содержит",
                    _capital(number_in_words(len(data.lines))),
                    _IN_WORDS,
                    brief="Порядковых номеров записей",
                    trailer="порядковых номеров записей",
                ),
            ),
        ),
        _pair(
            (Gap(4), Field("Всего мест", places, _IN_WORDS)),
            (
                _mass("Масса груза (нетто)", total.net_grams if known.net else None),
                _mass("Масса груза (брутто)", total.gross_grams if known.gross else None),
            ),
        ),
        _pair(_released(data, total), _accepted(data)),
    )


def _pair(left: tuple[Block, ...], right: tuple[Block, ...]) -> Columns:
    return Columns((Part(_LEFT, left), Part(_RIGHT, right)), gap=_GAP)


def _mass(label: str, grams: int | None) -> Field:
    return Field(
        label,
        "" if grams is None else mass_in_words(grams),
        _IN_WORDS,
        boxed="" if grams is None else f"{kilograms(grams)} кг",
        box_width=26,
        label_width=27,
    )


def _released(data: Torg12, total: Totals) -> tuple[Block, ...]:
    roubles, kopecks = roubles_in_words(total.gross_minor)
    return (
        Field(
            "Приложение (паспорта, сертификаты и т.п.) на",
            "",
            trailer="листах",
        ),
        Field(
            "Всего отпущено на сумму",
            roubles,
            _IN_WORDS,
            trailer=f"руб. {kopecks} коп.",
            face=Face.BOLD,
        ),
        _signature("Отпуск груза разрешил", data.released_by),
        Signature(
            "Главный (старший) бухгалтер",
            (
                SignPlace("", "", 33),
                SignPlace("(подпись)", "", 25),
                SignPlace("(расшифровка подписи)", data.accountant.name, 36),
            ),
            label_width=36,
        ),
        _signature("Отпуск груза произвел", data.shipped_by),
        _stamp_and_date(data.date),
    )


def _accepted(data: Torg12) -> tuple[Block, ...]:
    proxy = data.proxy
    dated = f"от {_written(proxy.date)}" if proxy.date else "от «___» ______________ ____ года"
    return (
        Field("По доверенности №", proxy.number, trailer=dated),
        Field(
            "выданной",
            proxy.text,
            "(кем, кому (организация, должность, фамилия, и., о.))",
        ),
        _signature("Груз принял", data.accepted_by, 38),
        _signature("Груз получил грузополучатель", data.received_by, 38),
        _stamp_and_date(None),
    )


def _signature(label: str, signatory: Signatory, label_width: float = 36) -> Signature:
    return Signature(
        label,
        (
            SignPlace("(должность)", signatory.position, 33),
            SignPlace("(подпись)", "", 25),
            SignPlace("(расшифровка подписи)", signatory.name, 36),
        ),
        label_width=label_width,
    )


def _stamp_and_date(date: dt.date | None) -> Columns:
    written = _written(date) if date is not None else "«___» __________________ 20___ года"
    return Columns(
        (
            Part(36, (Gap(1.5), Note("М.П."))),
            Part(90, (Gap(1.5), Note(written))),
        )
    )


def _written(date: dt.date) -> str:
    """Write «22» ноября 2026 года."""
    return f"«{date.day:02d}» {MONTHS[date.month - 1]} {date.year} года"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
