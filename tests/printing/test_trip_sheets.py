"""Route sheet, loading list, labels and the list of a set on paper and on a screen."""

from __future__ import annotations

import dataclasses
import gettext
import re

import pytest

from core.delivery.papers.codes import read_stop_code
from printing.documents.delivery_data import clock, window
from printing.documents.loading_list import loading_list_form
from printing.documents.place_label import LABEL, place_label_form, place_labels
from printing.documents.route_sheet import route_sheet_form
from printing.documents.trip_set_list import SetLine, SetList, trip_set_form
from printing.engine.form import Bundle, Cell, Form, RowKind
from printing.engine.grid import render_text
from tests.printing.delivery_samples import (
    DAY,
    LONG_ADDRESS,
    LONG_NAME,
    label,
    loading_list,
    route_sheet,
    route_stop,
)
from tests.printing.paper import ink_outside, page_texts, pdf, scan
from tests.printing.samples import russian

ENGLISH = gettext.NullTranslations()


def flat(document: bytes) -> str:
    """Return the words of all pages in one line."""
    return " ".join(" ".join(page_texts(document)).split())


def test_the_head_of_a_route_sheet_tells_who_drives_what_and_when() -> None:
    text = flat(pdf(route_sheet_form(route_sheet(2), russian())))
    expected = [
        "Маршрутный лист № ТР-000012 на 21.11.2026",
        "2 точки · 2-й рейс за день · 73 км",
        "Автомобиль, номер ГАЗель NEXT А123ВС 77",
        "Вместимость 1,5 т · 16 м³",
        "Водитель Петров Пётр Петрович, +7 900 000-00-01",
        "Экспедитор Сидоров С. С.",
        "Перевозчик собственная служба доставки",
        "Выезд, план 08:00",
        "Выезд, факт",
        "Возврат, план 17:30",
        "Одометр, км",
        "Лист 1 из 1",
    ]
    assert [words for words in expected if words not in text] == []


def test_a_stop_at_a_terminal_names_the_carrier_and_where_he_brings_the_goods() -> None:
    onward = ("перевозчику ООО «Путь», далее: Тверь, Мира, 2",)
    stop = dataclasses.replace(route_stop(1), onward=onward)
    text = flat(
        pdf(route_sheet_form(dataclasses.replace(route_sheet(0), stops=(stop,)), russian()))
    )
    assert "перевозчику ООО «Путь», далее: Тверь, Мира, 2" in text


def test_a_route_sheet_speaks_english_too() -> None:
    text = flat(pdf(route_sheet_form(route_sheet(1), ENGLISH)))
    assert "Route sheet № ТР-000012 for 21.11.2026 1 stop" in text
    assert "Before leaving" in text


def test_a_row_tells_everything_of_its_stop() -> None:
    form = route_sheet_form(dataclasses.replace(route_sheet(0), stops=(route_stop(3),)), russian())
    text = flat(pdf(form))
    expected = [
        "09:00–12:00 ≈ 08:30",
        "Анна Константиновна",
        "Реализация КЛ-000003 10 000,03;",
        "Забрать подписанный договор",
        "37,500 0,370 500,00",
        "приб. _____ уб. _____",
        "Позвонить за час",
    ]
    assert [words for words in expected if words not in text] == []
    assert LONG_NAME.split()[-1] in text


def test_totals_are_sums_of_the_rows_and_money_is_handed_over() -> None:
    form = route_sheet_form(route_sheet(3), russian())
    assert form.table is not None
    assert form.table.total is not None
    assert form.table.total.cells == (
        "Итого, товаров на 30\u00a0000,06",
        "6",
        "75,000",
        "0,741",
        "1\u00a0000,00",
        "",
        "",
        "",
    )
    text = flat(pdf(form))
    assert "К сдаче, руб. 1 000,00" in text
    assert "Документов выдано водителю 4" in text


def test_every_stop_is_scanned_from_its_row_and_opens_on_the_map() -> None:
    document = pdf(route_sheet_form(route_sheet(25), russian()))
    codes = [code for page in range(len(page_texts(document))) for code in scan(document, page)]
    stops = [read_stop_code(code.text) for code in codes if code.identifier == "]C0"]
    assert [stop for stop in stops if stop is not None] == [1000 + no for no in range(1, 26)]
    places = [code.text for code in codes if code.identifier == "]Q1"]
    assert places == [f"geo:55.755{no:03d},37.617300" for no in range(1, 26) if no % 5]


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (25, 4), (60, 9)])
def test_a_route_sheet_of_any_length_numbers_its_sheets(count: int, sheets: int) -> None:
    document = pdf(route_sheet_form(route_sheet(count), russian()))
    pages = [" ".join(page.split()) for page in page_texts(document)]
    assert len(pages) == sheets
    for number, page in enumerate(pages, start=1):
        assert f"Лист {number} из {sheets}" in page
        assert "Окно, прибытие по плану" in page
        assert ("ГАЗель NEXT А123ВС 77 · Петров Пётр Петрович" in page) == (number > 1)
    assert ink_outside(document, (11, 11, 7, 3)) == []


@pytest.mark.parametrize("count", [*range(1, 20)])
def test_the_handover_never_stands_without_a_stop(count: int) -> None:
    pages = page_texts(pdf(route_sheet_form(route_sheet(count), russian())))
    last = " ".join(pages[-1].split())
    assert "После возвращения" in last
    assert "Итого, товаров на" in last
    assert last.count("приб. _____ уб. _____") >= min(count, 2)


def test_the_loading_list_begins_with_the_last_stop() -> None:
    form = loading_list_form(loading_list(3), russian())
    assert form.table is not None
    heads = [_text(row.cells[0]) for row in form.table.rows if row.kind is RowKind.HEADING]
    assert [head.split(" · ")[0] for head in heads] == [
        "Точка 3",
        "Расходный ордер РО-000003",
        "Точка 2",
        "Расходный ордер РО-000002",
        "Заказ клиента КЛ-000002",
        "Точка 1",
        "Расходный ордер РО-000001",
    ]
    text = flat(pdf(form))
    expected = [
        "Грузить с последней точки",
        "собрано в S-01 · 3 места",
        "расходного ордера ещё нет",
        "серия 2026-11",
        "Погрузка в 08:00",
        "Итого: 9 мест, 150,000 кг, 0,360 м³",
        "Погрузил",
        "Принял водитель",
    ]
    assert [words for words in expected if words not in text] == []


def _text(cell: Cell | str) -> str:
    return cell if isinstance(cell, str) else cell.text


def test_every_expense_order_is_scanned_from_the_loading_list() -> None:
    document = pdf(loading_list_form(loading_list(25), russian()))
    pages = page_texts(document)
    codes = [code.text for page in range(len(pages)) for code in scan(document, page)]
    assert codes == ["~D:4711", *(f"~D:{100 + no}" for no in range(25, 0, -1))]
    assert ink_outside(document, (19, 9, 8, 3)) == []


def test_a_heading_of_the_loading_list_is_never_the_last_of_a_page() -> None:
    for page in page_texts(pdf(loading_list_form(loading_list(25), russian()))):
        ending = page.split("Лист ")[0].strip().splitlines()
        orders = [place for place, line in enumerate(ending) if line.startswith("Расходный ордер")]
        goods = [place for place, line in enumerate(ending) if re.search(r"(ШУ|ПЕ)-\d\d", line)]
        assert not orders or max(goods) > max(orders)


@pytest.mark.parametrize("width", [38, 80, 132])
@pytest.mark.parametrize(
    "form",
    [
        route_sheet_form(route_sheet(7), russian()),
        loading_list_form(loading_list(4), russian()),
        place_label_form(label(), russian()),
    ],
    ids=lambda form: form.title.split()[0],
)
def test_previews_fit_the_screen(form: Form, width: int) -> None:
    lines = render_text(form, width)
    assert max(map(len, lines)) <= width


def test_a_label_tells_its_place_and_is_scanned_both_ways() -> None:
    document = pdf(place_label_form(label(2), russian()))
    (page,) = page_texts(document)
    text = " ".join(page.split())
    expected = [
        "Заказ клиента КЛ-000012",
        "Место 2 из 3",
        "2/3",
        "Точка 7",
        "Рейс ТР-000012, 21.11.2026",
        "заказ 12,500 кг",
    ]
    assert [words for words in expected if words not in text] == []
    assert {(code.text, code.identifier) for code in scan(document)} == {
        ("~P:12.345.2", "]C0"),
        ("~P:12.345.2", "]Q1"),
    }
    assert ink_outside(document, (2, 2, 1.5, 1.5)) == []


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_label_holds_the_longest_names_on_one_page(times: int) -> None:
    wordy = dataclasses.replace(
        label(),
        recipient=LONG_NAME * times,
        address=LONG_ADDRESS * times,
        order="Заказ клиента КЛ-000012, часть вторая",
        contact="Константинопольская Анна Александровна, +7 (495) 000-00-00 доб. 123, охрана",
        sender=LONG_NAME,
        trip="ТР-1234567890",
    )
    document = pdf(place_label_form(wordy, russian()))
    assert len(page_texts(document)) == 1
    assert len(scan(document)) == 2
    assert ("д. 1, лит. А" in flat(document)) is True
    assert ink_outside(document, (2, 2, 1.5, 1.5)) == []


def test_a_weighed_place_tells_its_own_weight() -> None:
    text = flat(pdf(place_label_form(dataclasses.replace(label(), weight_grams=900), russian())))
    assert "0,900 кг" in text
    assert "заказ" not in text


def test_labels_come_one_to_a_page_of_their_size() -> None:
    bundle = place_labels((label(1), label(2), label(3)), russian(), "Этикетки")
    assert isinstance(bundle, Bundle)
    assert [form.paper for form in bundle.forms] == [LABEL] * 3
    assert len(page_texts(pdf(bundle))) == 3


def test_the_list_of_a_set_counts_copies_and_names_what_is_missing() -> None:
    lines = (
        SetLine("Маршрутный лист", "ТР-000012", "", "", 1),
        SetLine("Транспортная накладная", "ТР-000012", "1", "ООО «Ромашка»", 3),
    )
    data = SetList("ТР-000012", DAY, lines, ("КЛ-000009",))
    text = flat(pdf(trip_set_form(data, russian())))
    assert "Документы рейса ТР-000012, 21.11.2026" in text
    assert "2 1 Транспортная накладная ТР-000012 ООО «Ромашка» 3" in text
    assert "Всего 4" in text
    assert "накладных по ним в комплекте нет: КЛ-000009" in text


def test_times_of_a_window() -> None:
    assert window((9 * 3600, 12 * 3600 + 1800)) == "09:00–12:30"
    assert window((0, 86_400)) == ""
    assert window((0, 12 * 3600)) == "00:00–12:00"
    assert clock(25 * 3600 + 59) == "25:00"
