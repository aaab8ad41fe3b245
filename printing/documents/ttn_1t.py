"""Товарно-транспортная накладная, form 1-Т: two sides, goods and transport.

Form 0345009 of ОКУД, approved by Госкомстат on 28.11.1997 under № 78. The wording is the law's and
is never translated. Each side is a form of its own, so that the back begins on its own page.
"""

from __future__ import annotations

from itertools import accumulate

from core.kernel.money import divide_half_up
from printing.documents.delivery_data import CargoLine, Haul
from printing.documents.torg12_data import Party
from printing.documents.ttn_1t_transport import transport_side
from printing.engine.figures import day, money, quantity, tonnes
from printing.engine.form import (
    A4_LANDSCAPE,
    Align,
    Bars,
    Block,
    Boxes,
    Bundle,
    CodeColumn,
    CodeRow,
    Column,
    Columns,
    Field,
    Form,
    Gap,
    Note,
    Part,
    Row,
    RowKind,
    Signature,
    SignPlace,
    Symbology,
    Table,
)
from printing.words import NAMES, PLACES, count_in_words, mass_in_words, roubles_in_words

OKUD = "0345009"
_RIGHT, _CENTRE = Align.RIGHT, Align.CENTRE
_IN_WORDS = "(прописью)"
_LEFT, _OTHER, _GAP = 135.0, 132.0, 6.0

COLUMNS = (
    Column("Код продукции (номенклатурный номер)", 24, number="1", brief="Код", rank=6),
    Column("Номер прейскуранта и дополнения к нему", 20, number="2", rank=9),
    Column("Артикул или номер по прейскуранту", 22, number="3", brief="Артикул", rank=5),
    Column("Количество", 16, _RIGHT, number="4", brief="Кол-во", rank=1),
    Column("Цена, руб. коп.", 20, _RIGHT, number="5", brief="Цена", rank=3),
    Column(
        "Наименование продукции, товара (груза), ТУ, марка, размер, сорт",
        66,
        number="6",
        brief="Наименование",
        rank=1,
        stretch=True,
    ),
    Column("Единица измерения", 14, _CENTRE, number="7", brief="Ед.", rank=2),
    Column("Вид упаковки", 16, _CENTRE, number="8", rank=9),
    Column("Количество мест", 14, _RIGHT, number="9", brief="Мест", rank=4),
    Column("Масса, т", 18, _RIGHT, number="10", brief="Масса, т", rank=4),
    Column("Сумма, руб. коп.", 25, _RIGHT, number="11", brief="Сумма", rank=2),
    Column("Порядковый номер записи по складской картотеке", 18, number="12", rank=9),
)
_LABELLED = 8


def ttn_1t(hauls: tuple[tuple[Haul, int], ...], title: str, marks: tuple[str, ...]) -> Bundle:
    """Declare the consignment notes of a trip, each in so many copies, stop by stop."""
    return Bundle(
        title,
        tuple(
            side
            for haul, copies in hauls
            for copy in range(1, copies + 1)
            for side in ttn_1t_forms(haul, (*marks, f"Экземпляр № {copy}"))
        ),
    )


def ttn_1t_forms(haul: Haul, marks: tuple[str, ...] = ()) -> tuple[Form, Form]:
    """Declare both sides of one consignment note."""
    return goods_side(haul, marks), transport_side(haul, marks)


def goods_side(haul: Haul, marks: tuple[str, ...] = ()) -> Form:
    """Declare section I, the goods."""
    running = tuple(accumulate((_sums(line) for line in haul.lines), _plus, initial=(0, 0, 0)))

    def subtotal(first: int, stop: int) -> Row:
        before, after = running[first], running[stop]
        return _total("Итого", (after[0] - before[0], after[1] - before[1], after[2] - before[2]))

    return Form(
        title=f"1-Т № {haul.number} от {day(haul.date)}",
        paper=A4_LANDSCAPE,
        head=_head(haul),
        table=Table(
            columns=COLUMNS,
            rows=tuple(_row(line) for line in haul.lines),
            subtotal=subtotal,
            total=_total("Всего к оплате", running[-1]),
            numbered=True,
        ),
        tail=_tail(haul),
        page_words="Товарный раздел, страница {page} из {pages}",
        running=f"Товарно-транспортная накладная № {haul.number} от {day(haul.date)}",
        marks=marks,
    )


def _head(haul: Haul) -> tuple[Block, ...]:
    bars: tuple[Block, ...] = ()
    if haul.stop_code:
        bars = (Bars(Symbology.CODE128, haul.stop_code, height=9, readable=False),)
    small = tuple(
        Note(line, size=5.5, align=_RIGHT, spoken=False)
        for line in (
            "Типовая межотраслевая форма № 1-Т",
            "Утверждена постановлением Госкомстата России от 28.11.97 № 78",
        )
    )
    title = Boxes(
        captions=("Номер документа", "Дата составления"),
        values=(haul.number, day(haul.date)),
        widths=(44, 34),
        title="ТОВАРНО-ТРАНСПОРТНАЯ НАКЛАДНАЯ",
        title_width=118,
    )
    return (
        Columns((Part(120, bars), Part(153, small))),
        CodeColumn(
            (
                CodeRow("Форма по ОКУД", OKUD, title, overlap=True),
                CodeRow("Дата составления", day(haul.date)),
                CodeRow("", ""),
                _party("Грузоотправитель", haul.shipper),
                _party("Грузополучатель", haul.consignee),
                _party("Плательщик", haul.consignee),
            ),
            left_width=210,
            label_width=37,
            code_width=26,
            heading="Коды",
        ),
        Gap(1),
        Note("I. ТОВАРНЫЙ РАЗДЕЛ (заполняется грузоотправителем)", size=8, align=_CENTRE),
        Gap(1),
    )


def _party(label: str, of: Party) -> CodeRow:
    told = Field(
        label,
        of.requisites(),
        "(полное наименование организации, адрес, номер телефона, банковские реквизиты)",
        label_width=27,
    )
    return CodeRow("по ОКПО", of.okpo, told)


def _sums(line: CargoLine) -> tuple[int, int, int]:
    return line.places, line.weight_grams, line.amount_minor


def _plus(one: tuple[int, int, int], two: tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + two[0], one[1] + two[1], one[2] + two[2]


def _row(line: CargoLine) -> Row:
    counted = line.quantity_thousandths
    price = divide_half_up(line.amount_minor * 1000, counted) if counted else 0
    return Row(
        (
            line.code,
            "",
            line.article,
            quantity(counted),
            money(price) if line.amount_minor else "",
            line.name,
            line.unit,
            "",
            str(line.places) if line.places else "",
            tonnes(line.weight_grams) if line.weight_grams else "",
            money(line.amount_minor) if line.amount_minor else "",
            "",
        )
    )


def _total(label: str, sums: tuple[int, int, int]) -> Row:
    places, grams, amount = sums
    cells = (label, str(places), tonnes(grams), money(amount), "")
    return Row(cells, kind=RowKind.SUMMARY, span=_LABELLED)


def _tail(haul: Haul) -> tuple[Block, ...]:
    names = count_in_words(len(haul.lines), NAMES)
    places = count_in_words(haul.places, PLACES) if haul.places else ""
    mass = mass_in_words(haul.weight_grams) if haul.weight_grams else ""
    roubles, kopecks = roubles_in_words(haul.amount_minor)
    boxed = f"{tonnes(haul.weight_grams)} т" if haul.weight_grams else ""
    return (
        Gap(1.5),
        _pair(
            (
                Field("Товарная накладная имеет продолжение на", "", trailer="листах"),
                Field("Всего наименований", names, _IN_WORDS),
                Field("Всего мест", places, _IN_WORDS),
            ),
            (
                Field("на бланках за №", ""),
                Field("Масса груза (нетто)", "", _IN_WORDS, box_width=26),
                Field("Масса груза (брутто)", mass, _IN_WORDS, boxed=boxed, box_width=26),
            ),
        ),
        Field("Всего отпущено на сумму", roubles, _IN_WORDS, trailer=f"руб. {kopecks} коп."),
        Gap(1),
        _pair(
            (
                _sign("Отпуск разрешил", "Директор" if haul.director else "", haul.director),
                _sign("Главный (старший) бухгалтер", "", haul.accountant),
                _sign(
                    "Отпуск груза произвел",
                    "Кладовщик" if haul.storekeeper else "",
                    haul.storekeeper,
                ),
            ),
            (
                Field("По доверенности №", "", trailer="от «___» __________ 20___ г."),
                Field("выданной", ""),
                _sign("Груз к перевозке принял", "Водитель", haul.carried_by.driver, 38),
                _sign("Груз получил грузополучатель", "", "", 38),
            ),
        ),
        Columns((Part(36, (Gap(1), Note("М.П.", spoken=False))),)),
    )


def _pair(left: tuple[Block, ...], right: tuple[Block, ...]) -> Columns:
    return Columns((Part(_LEFT, left), Part(_OTHER, right)), gap=_GAP)


def _sign(label: str, position: str, name: str, label_width: float = 36) -> Signature:
    return Signature(
        label,
        (
            SignPlace("(должность)", position, 30),
            SignPlace("(подпись)", "", 24),
            SignPlace("(расшифровка подписи)", name, 40),
        ),
        label_width=label_width,
    )
