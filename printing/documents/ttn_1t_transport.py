"""Section II of form 1-Т: who carries, what is loaded and unloaded, what it costs."""

from __future__ import annotations

from printing.documents.delivery_data import Haul
from printing.engine.figures import day, tonnes
from printing.engine.form import (
    A4_LANDSCAPE,
    Align,
    Block,
    Column,
    Columns,
    Face,
    Field,
    Form,
    Gap,
    Note,
    Part,
    Row,
    Signature,
    SignPlace,
    Table,
)
from printing.words import PLACES, count_in_words, mass_in_words

_CENTRE, _RIGHT = Align.CENTRE, Align.RIGHT
_HALF, _GAP = 134.0, 5.0
_ROOM = 7.0
"""Millimetres of a row that is filled in by hand."""

CARGO = (
    Column("Краткое наименование груза", 62, number="1", brief="Груз", rank=1, stretch=True),
    Column("С грузом следуют документы", 48, number="2", brief="Документы", rank=3),
    Column("Вид упаковки", 20, number="3", rank=9),
    Column("Количество мест", 16, _RIGHT, number="4", brief="Мест", rank=1),
    Column("Способ определения массы", 26, _CENTRE, number="5", rank=9),
    Column("Код груза", 16, number="6", rank=9),
    Column("Номер контейнера", 24, number="7", rank=9),
    Column("Класс груза", 15, number="8", rank=9),
    Column("Масса нетто, т", 22, _RIGHT, number="9", rank=9),
    Column("Масса брутто, т", 24, _RIGHT, number="10", brief="Брутто, т", rank=1),
)
_WORKED, _WHEN = "Способ", "Дата (число, месяц), время, ч., мин."
OPERATIONS = (
    Column("Операция", 24, number="11", rank=9),
    Column(
        "Исполнитель (автовладелец, грузополучатель, грузоотправитель)", 46, number="12", rank=9
    ),
    Column("Дополнительные операции (наименование, количество)", 42, number="13", rank=9),
    Column("Механизм, грузоподъемность, емкость ковша", 36, number="14", rank=9),
    Column("ручной, механизированный, наливом", 30, group=_WORKED, number="15", rank=9),
    Column("код", 11, group=_WORKED, number="16", rank=9),
    Column("прибытия", 22, group=_WHEN, number="17", rank=9),
    Column("убытия", 22, group=_WHEN, number="18", rank=9),
    Column("Время дополнительных операций, мин.", 18, number="19", rank=9),
    Column("Подпись ответственного лица", 22, number="20", rank=9),
)
_ROADS = "Расстояние перевозки по группам дорог, км"
_SERVICES = "За транспортные услуги"
_RATE = "Поправочный коэффициент"
OTHERS = (
    Column("всего", 18, group=_ROADS, number="21", rank=9),
    Column("в гор.", 16, group=_ROADS, number="22", rank=9),
    Column("I гр.", 16, group=_ROADS, number="23", rank=9),
    Column("II гр.", 16, group=_ROADS, number="24", rank=9),
    Column("III гр.", 16, group=_ROADS, number="25", rank=9),
    Column("Код экспедирования груза", 30, number="26", rank=9),
    Column("с клиента", 28, group=_SERVICES, number="27", rank=9),
    Column("причитается водителю", 28, group=_SERVICES, number="28", rank=9),
    Column("расценка водителю", 26, group=_RATE, number="29", rank=9),
    Column("основной тариф", 26, group=_RATE, number="30", rank=9),
    Column("Штраф", 26, number="31", rank=9),
    Column("Отметки", 27, number="32", rank=9),
)
_LOADING = "Погрузочно-разгрузочные работы"
_IDLE = "Сверхнормативный простой"
PRICE = (
    Column("Расчет стоимости", 31, rank=9),
    Column("За тонны", 22, number="33", rank=9),
    Column("За тонно-км", 22, number="34", rank=9),
    Column("тонн", 20, group=_LOADING, number="35", rank=9),
    Column("руб.", 20, group=_LOADING, number="36", rank=9),
    Column("Недогрузка автомобиля и прицепа", 26, number="37", rank=9),
    Column("Экспедирование", 24, number="38", rank=9),
    Column("погрузка", 20, group=_IDLE, number="39", rank=9),
    Column("разгрузка", 20, group=_IDLE, number="40", rank=9),
    Column("Прочие доплаты", 22, number="41", rank=9),
    Column("Дополнительные услуги", 22, number="42", rank=9),
    Column("К оплате", 24, number="43", rank=9),
)


def transport_side(haul: Haul, marks: tuple[str, ...] = ()) -> Form:
    """Declare section II, the transport."""
    return Form(
        title=f"1-Т № {haul.number} от {day(haul.date)}",
        paper=A4_LANDSCAPE,
        tail=(
            Note("II. ТРАНСПОРТНЫЙ РАЗДЕЛ", size=10, face=Face.BOLD, align=_CENTRE),
            Gap(1),
            *_carriage(haul),
            *_titled("СВЕДЕНИЯ О ГРУЗЕ", _cargo(haul), spoken=True),
            Gap(1.5),
            *_handover(haul),
            *_titled("ПОГРУЗОЧНО-РАЗГРУЗОЧНЫЕ ОПЕРАЦИИ", _by_hand(OPERATIONS, _handlers())),
            *_titled(
                "ПРОЧИЕ СВЕДЕНИЯ (заполняется организацией, владельцем автотранспорта)",
                _by_hand(OTHERS, ((),)),
            ),
            *_titled("", _by_hand(PRICE, (("Выполнено",), ("Расценка",), ("К оплате",)), 4.6)),
            Gap(1.5),
            _sign("Таксировка", "", 28),
        ),
        page_words="Транспортный раздел, страница {page} из {pages}",
        running=f"Товарно-транспортная накладная № {haul.number} от {day(haul.date)}",
        marks=marks,
    )


def _carriage(haul: Haul) -> tuple[Block, ...]:
    by = haul.carried_by
    carrier = by.carrier or haul.shipper
    left = (
        Field("Срок доставки груза", haul.unloading_at),
        Field(
            "Организация",
            carrier.requisites(),
            "(наименование, адрес, номер телефона, банковские реквизиты)",
        ),
        Field("Заказчик (плательщик)", haul.shipper.named()),
        Field("Пункт погрузки", haul.loading_address, "(адрес, номер телефона)"),
        Field("Переадресовка", "", "(наименование и адрес нового грузополучателя, номер расп.)"),
    )
    right = (
        Field("Автомобиль", by.vehicle or by.vehicle_type, "(марка)"),
        Field("Государственный номерной знак", by.plate),
        Field("Водитель", by.driver, "(фамилия, имя, отчество)"),
        Field("Удостоверение №", by.licence),
        Field(
            "Лицензионная карточка: вид", "", trailer="регистрационный № ____________ серия ____"
        ),
        Field("Пункт разгрузки", haul.unloading_address, "(адрес, номер телефона)"),
        Field("Прицеп: марка, государственный номерной знак", by.trailer),
    )
    return (Columns((Part(_HALF, left), Part(_HALF, right)), gap=_GAP),)


def _cargo(haul: Haul) -> Table:
    weight = tonnes(haul.weight_grams) if haul.weight_grams else ""
    cells = (
        haul.cargo(),
        haul.documents,
        "",
        str(haul.places) if haul.places else "",
        "расчетная" if weight else "",
        "",
        "",
        "",
        "",
        weight,
    )
    return Table(CARGO, (Row(cells),), numbered=True, row_height=_ROOM)


def _handlers() -> tuple[tuple[str, ...], ...]:
    return (("погрузка", "грузоотправитель"), ("разгрузка", "грузополучатель"))


def _by_hand(
    columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...], height: float = _ROOM
) -> Table:
    """Return a table to be filled in by hand; *rows* tell their first cells."""
    full = tuple(Row((*row, *[""] * (len(columns) - len(row)))) for row in rows)
    return Table(columns, full, numbered=True, row_height=height)


def _titled(title: str, table: Table, *, spoken: bool = False) -> tuple[Block | Table, ...]:
    head = Note(title, size=7, face=Face.BOLD, align=_CENTRE, spoken=spoken)
    return (Gap(1.2), head, table)


def _handover(haul: Haul) -> tuple[Block, ...]:
    places = count_in_words(haul.places, PLACES) if haul.places else ""
    mass = mass_in_words(haul.weight_grams) if haul.weight_grams else ""
    given = (
        Field("Указанный груз за исправной пломбой, тарой и упаковкой: мест", places),
        Field("массой брутто", mass, "(прописью)", trailer="к перевозке"),
        _sign("Сдал", haul.storekeeper, 20),
        _sign("Принял водитель-экспедитор", haul.carried_by.driver, 40),
    )
    taken = (
        Field("Указанный груз за исправной пломбой, тарой и упаковкой: мест", ""),
        Field("массой брутто", "", "(прописью)"),
        _sign("Сдал водитель-экспедитор", haul.carried_by.driver, 40),
        _sign("Принял", "", 20),
    )
    return (Columns((Part(_HALF, given), Part(_HALF, taken)), gap=_GAP),)


def _sign(label: str, name: str, label_width: float) -> Signature:
    return Signature(
        label,
        (
            SignPlace("(подпись)", "", 30),
            SignPlace("(расшифровка подписи)", name, 55),
        ),
        label_width=label_width,
    )
