"""Transport waybill and 1-Т: every section, box, figure in words, copy, page."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from printing.documents.torg12_data import Party
from printing.documents.ttn_1t import COLUMNS, goods_side, ttn_1t, ttn_1t_forms
from printing.documents.ttn_1t_transport import CARGO, OPERATIONS, OTHERS, PRICE
from printing.documents.waybill import values, waybill_copies, waybill_form, waybills
from printing.documents.waybill_template import edition, editions, read_edition
from printing.engine.figures import tonnes
from printing.engine.form import Bundle
from printing.engine.grid import render_text
from tests.printing.delivery_samples import DAY, TRUCK, haul, wordy_haul
from tests.printing.paper import ReadCode, ink_outside, page_texts, pdf, scan


def flat(document: bytes) -> str:
    """Return the words of all pages in one line."""
    return " ".join(" ".join(page_texts(document)).split())


def test_every_section_and_caption_of_the_edition_is_printed() -> None:
    text = flat(pdf(waybill_form(haul(3))))
    of = edition(DAY)
    assert [section.number for section in of.sections] == ["", *map(str, range(1, 13))]
    titles = [f"{one.number}. {one.title}" for one in of.sections if one.number]
    captions = [box.caption for one in of.sections for row in one.rows for box in row]
    wanted = [*titles, *captions, "1а. Заказчик услуг по организации перевозки груза"]
    assert [words for words in wanted if words not in text] == []
    assert "от 30.11.2021 № 2116" in text


@pytest.mark.parametrize("of", editions(), ids=lambda one: one.since.isoformat())
def test_every_box_of_every_edition_has_its_value_and_its_name(of: object) -> None:
    assert isinstance(of, type(editions()[0]))
    assert of.names() <= set(values(haul(1), 1))
    unnamed = [
        box.value
        for section in of.sections
        for row in section.rows
        for box in row
        if box.value and not box.brief
    ]
    assert unnamed == []


def test_the_edition_is_that_of_the_day() -> None:
    told = {"name": "ТН", "approval": [], "copies": [], "section": []}
    later = read_edition({**told, "since": dt.date(2027, 3, 1)})
    assert later.since == dt.date(2027, 3, 1)
    assert edition(dt.date(2026, 12, 31)).since == dt.date(2022, 3, 1)
    assert edition(dt.date(2020, 1, 1)).since == dt.date(2022, 3, 1)


def test_boxes_that_do_not_fill_the_page_are_refused() -> None:
    section = {"number": "1", "title": "", "rows": [[{"width": 5}, {"width": 6}]]}
    told = {"since": DAY, "name": "", "approval": [], "copies": [], "section": [section]}
    with pytest.raises(ValueError, match="11 twelfths"):
        read_edition(told)


def test_a_waybill_tells_parties_cargo_carrier_and_vehicle() -> None:
    text = flat(pdf(waybill_form(haul(8), 2)))
    expected = [
        "21.11.2026 Транспортная накладная, дата",
        "ТР-000012/3 Транспортная накладная, №",
        'ООО "Комплект-Сервис", ИНН 7700000016',
        'ООО "Торговый дом «Ёлка»", ИНН 7800000019',
        "6×20 и ещё 2 наим., по прилагаемым документам",
        "8 (восемь мест)",
        "Брутто 16,000 кг, объем 0,120 м³",
        "8 000,00 руб.",
        "Реализация № КЛ-000007 от 21.11.2026",
        "Петров Пётр Петрович, тел. +7 900 000-00-01, в/у 99 00 123456, ИНН 500100732259",
        "Газель 4,2 м, ГАЗель NEXT, 1,5 т, 16 м³",
        "А123ВС 77",
        "16,000 кг, расчетная масса груза",
        "21.11.2026 09:00–12:00",
    ]
    assert [words for words in expected if words not in text] == []


def test_what_is_not_known_is_a_dash_and_what_is_written_by_hand_is_empty() -> None:
    nothing = dataclasses.replace(haul(0), documents="", contact="", storekeeper="")
    lines = render_text(waybill_form(nothing), 80)
    assert "Документы отгрузки: —" in lines
    assert "Переадресовка: —" in lines
    assert "Мест: —" in lines
    text = flat(pdf(waybill_form(nothing)))
    assert "— (фактические дата и время прибытия под погрузку)" not in text


def test_a_hired_carrier_and_a_rented_vehicle_are_named() -> None:
    carrier = Party("ООО «Перевозки»", inn="7811111118", address="г. Псков")
    by = dataclasses.replace(TRUCK, carrier=carrier, ownership="3", ownership_basis="Договор № 5")
    text = flat(pdf(waybill_form(dataclasses.replace(haul(1), carried_by=by))))
    assert "ООО «Перевозки», ИНН 7811111118, г. Псков (реквизиты, позволяющие ид" in text
    assert "3 (тип владения)" in text
    assert "Договор № 5 (реквизиты документа" in text


def test_copies_are_numbered_and_say_whom_they_are_for() -> None:
    document = pdf(Bundle("ТН", waybill_copies(haul(2), 4, ("ДУБЛИКАТ",))))
    pages = page_texts(document)
    assert len(pages) == 8
    marks = [pages[place].splitlines() for place in (0, 2, 4, 6)]
    told = [next((line for line in page if "ДУБЛИКАТ" in line), "") for page in marks]
    assert told == [
        "ДУБЛИКАТ · Экземпляр № 1 — Грузоотправителю",
        "ДУБЛИКАТ · Экземпляр № 2 — Грузополучателю",
        "ДУБЛИКАТ · Экземпляр № 3 — Перевозчику",
        "ДУБЛИКАТ",
    ]


def test_a_waybill_has_two_sides_and_its_stop_is_scanned_from_it() -> None:
    document = pdf(waybill_form(haul(5)))
    pages = page_texts(document)
    assert len(pages) == 2
    assert "8. Прием груза" in pages[0]
    assert "10. Выдача груза" in pages[1]
    assert "Страница 2 из 2" in pages[1]
    assert scan(document) == [ReadCode("~S:45", "]C0")]
    assert ink_outside(document, (14, 7, 7, 3)) == []


def test_long_names_push_sections_on_whole() -> None:
    """No section is torn apart: its title stands on the page of its boxes."""
    document = pdf(waybill_form(wordy_haul()))
    pages = [" ".join(page.split()) for page in page_texts(document)]
    for section in edition(DAY).sections:
        last = [box.caption for box in section.rows[-1] if box.caption][-1]
        title = f"{section.number}. {section.title}"
        if section.number:
            assert [page for page in pages if title in page and last in page], title
    assert ink_outside(document, (14, 7, 7, 3)) == []


def test_the_preview_of_waybills_shows_each_once_whatever_its_copies() -> None:
    bundle = waybills(((haul(1), 3), (dataclasses.replace(haul(2), number="Х/2"), 1)), "ТН", ())
    lines = render_text(bundle, 80)
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.startswith("Номер:")].count("Номер: Х/2") == 1
    assert lines.count("=" * 80) == len(set(_copies(bundle))) - 1


def _copies(bundle: Bundle) -> list[tuple[str, ...]]:
    return [tuple(render_text(form, 80)) for form in bundle.forms]


CAPTIONS_1T = (
    "Типовая межотраслевая форма № 1-Т",
    "Утверждена постановлением Госкомстата России от 28.11.97 № 78",
    "ТОВАРНО-ТРАНСПОРТНАЯ НАКЛАДНАЯ",
    "Форма по ОКУД 0345009",
    "Грузоотправитель",
    "Грузополучатель",
    "Плательщик",
    "I. ТОВАРНЫЙ РАЗДЕЛ (заполняется грузоотправителем)",
    "Товарная накладная имеет продолжение на",
    "на бланках за №",
    "Отпуск разрешил",
    "Главный (старший) бухгалтер",
    "Отпуск груза произвел",
    "Груз к перевозке принял",
    "По доверенности №",
    "Груз получил грузополучатель",
    "II. ТРАНСПОРТНЫЙ РАЗДЕЛ",
    "Срок доставки груза",
    "Государственный номерной знак",
    "Удостоверение №",
    "СВЕДЕНИЯ О ГРУЗЕ",
    "ПОГРУЗОЧНО-РАЗГРУЗОЧНЫЕ ОПЕРАЦИИ",
    "ПРОЧИЕ СВЕДЕНИЯ (заполняется организацией, владельцем автотранспорта)",
    "Таксировка",
)


def test_every_caption_of_1t_is_printed() -> None:
    text = flat(pdf(Bundle("1-Т", ttn_1t_forms(haul(3)))))
    columns = (*COLUMNS, *CARGO, *OPERATIONS, *OTHERS, *PRICE)
    wanted = [*CAPTIONS_1T, *(column.caption for column in columns)]
    assert [words for words in wanted if words not in text] == []
    for table in (COLUMNS, CARGO, OPERATIONS, OTHERS):
        assert " ".join(column.number for column in table) in text


def test_1t_says_its_totals_in_words() -> None:
    text = flat(pdf(goods_side(haul(21))))
    expected = [
        "Всего наименований Двадцать одно наименование",
        "Всего мест Двадцать одно место",
        "Масса груза (брутто) Сорок два килограмма 0,042 т",
        "Всего отпущено на сумму Двадцать одна тысяча руб. 00 коп.",
        "Всего к оплате 21 0,042 21 000,00",
        "Соколов С. С.",
        "Петров Пётр Петрович",
    ]
    assert [words for words in expected if words not in text] == []


def test_a_line_of_1t_prints_its_columns() -> None:
    text = flat(pdf(goods_side(haul(1))))
    row = "00-00000001 ШУ-00001 5 200,00 Шуруп универсальный жёлтый цинк 1×20 шт 1 0,002 1 000,00"
    assert row in text


@pytest.mark.parametrize("count", [1, 20, 23, 25, 60, 200])
def test_pages_of_1t_are_summed_and_never_end_in_signatures_alone(count: int) -> None:
    document = pdf(goods_side(haul(count)))
    pages = [" ".join(page.split()) for page in page_texts(document)]
    sums = [int(page.split("Итого ")[1].split()[0]) for page in pages]
    assert sum(sums) == count
    assert sums[-1] >= min(count, 2)
    assert "Груз получил грузополучатель" in pages[-1]
    assert ink_outside(document, (11, 11, 7, 3)) == []


def test_the_back_of_1t_is_one_page_even_with_much_to_say() -> None:
    _front, back = ttn_1t_forms(wordy_haul())
    assert len(page_texts(pdf(back))) <= 2
    _front, back = ttn_1t_forms(haul(3))
    document = pdf(back)
    assert len(page_texts(document)) == 1
    assert ink_outside(document, (11, 11, 7, 3)) == []


def test_copies_of_1t_come_stop_by_stop() -> None:
    other = dataclasses.replace(haul(1), number="ТР-000012/4")
    bundle = ttn_1t(((haul(1), 2), (other, 1)), "1-Т", ())
    assert [(form.title.split()[2], form.marks[-1]) for form in bundle.forms] == [
        ("ТР-000012/3", "Экземпляр № 1"),
        ("ТР-000012/3", "Экземпляр № 1"),
        ("ТР-000012/3", "Экземпляр № 2"),
        ("ТР-000012/3", "Экземпляр № 2"),
        ("ТР-000012/4", "Экземпляр № 1"),
        ("ТР-000012/4", "Экземпляр № 1"),
    ]
    assert max(map(len, render_text(bundle, 80))) <= 80


@pytest.mark.parametrize(
    ("grams", "said"),
    [(0, "0,000"), (12_500, "0,0125"), (1_000_000, "1,000"), (1_234_567_891, "1\u00a0234,567891")],
)
def test_tonnes(grams: int, said: str) -> None:
    assert tonnes(grams) == said
