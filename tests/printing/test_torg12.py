"""ТОРГ-12 on paper: captions, codes, figures, pages."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from printing.documents.torg12 import torg12_form
from printing.documents.torg12_data import Torg12
from printing.documents.totals import VatMode
from printing.engine.figures import money
from printing.engine.form import A4_LANDSCAPE
from tests.printing.paper import embedded_fonts, ink_outside, page_texts, pdf, scan
from tests.printing.samples import torg12

CAPTIONS = (
    "Унифицированная форма № ТОРГ-12",
    "Утверждена постановлением Госкомстата России от 25.12.98 № 132",
    "Форма по ОКУД 0330212",
    "(организация, грузоотправитель, адрес, номер телефона, факса, банковские реквизиты)",
    "(структурное подразделение)",
    "Вид деятельности по ОКДП",
    "Грузополучатель",
    "Поставщик",
    "Плательщик",
    "(организация, адрес, телефон, факс, банковские реквизиты)",
    "(договор, заказ-наряд)",
    "Транспортная накладная",
    "Вид операции",
    "ТОВАРНАЯ НАКЛАДНАЯ",
    "Номер документа",
    "Дата составления",
    "Номер по порядку",
    "наименование, характеристика, сорт, артикул товара",
    "Единица измерения",
    "код по ОКЕИ",
    "Вид упаковки",
    "в одном месте",
    "мест, штук",
    "Масса брутто",
    "Количество (масса нетто)",
    "Цена, руб. коп.",
    "Сумма без учета НДС, руб. коп.",
    "ставка, %",
    "сумма, руб. коп.",
    "Сумма с учетом НДС, руб. коп.",
    "Товарная накладная имеет приложение на",
    "порядковых номеров записей",
    "Всего мест",
    "Масса груза (нетто)",
    "Масса груза (брутто)",
    "Приложение (паспорта, сертификаты и т.п.) на",
    "Всего отпущено на сумму",
    "Отпуск груза разрешил",
    "Главный (старший) бухгалтер",
    "Отпуск груза произвел",
    "М.П.",
    "По доверенности №",
    "выданной",
    "(кем, кому (организация, должность, фамилия, и., о.))",
    "Груз принял",
    "Груз получил грузополучатель",
    "(должность)",
    "(подпись)",
    "(расшифровка подписи)",
    "(прописью)",
)


def flat(document: bytes) -> str:
    """Return the words of all pages in one line."""
    return " ".join(" ".join(page_texts(document)).split())


def test_every_caption_of_the_form_is_printed() -> None:
    text = flat(pdf(torg12_form(torg12(3))))
    assert [caption for caption in CAPTIONS if caption not in text] == []


def test_parties_codes_and_signatories_are_printed() -> None:
    data = torg12(1)
    text = flat(pdf(torg12_form(data)))
    expected = [
        "ИНН 7700000016, КПП 770001001, 109428, г. Москва, ул. Складская, д. 12, стр. 3",
        "по ОКПО 01234567",
        "по ОКПО 07654321",
        "номер 17/26",
        "дата 12.01.2026",
        "КС00-000123",
        "22.11.2026",
        "Начальник склада",
        "Петров П. П.",
        "Сидорова С. С.",
        "Иванов И. И.",
        "«22» ноября 2026 года",
    ]
    assert [words for words in expected if words not in text] == []


def test_a_line_prints_its_fifteen_columns() -> None:
    (page,) = page_texts(pdf(torg12_form(torg12(1))))
    assert (
        "1 Шуруп универсальный жёлтый цинк 4×11 мм, арт. ШУ-00001 00-00000001 шт 796 кор 2 1"
        " 2,250 2 91,25 182,49 10% 18,25 200,74" in " ".join(page.split())
    )


def test_the_tail_repeats_the_totals_in_words() -> None:
    text = flat(pdf(torg12_form(torg12(2))))
    assert "и содержит Два порядковых номеров записей" in text
    assert "Всего отпущено на сумму Пятьсот два руб. 96 коп." in text
    assert "Масса груза (нетто) Пять килограммов 5,000 кг" in text
    assert "Масса груза (брутто) Пять килограммов 500 граммов 5,500 кг" in text
    assert "Всего мест Два" in text


def test_a_seller_without_vat_prints_no_tax() -> None:
    data = torg12(2, VatMode.NONE)
    text = flat(pdf(torg12_form(data)))
    net = sum(line.amounts.net_minor for line in data.lines)
    assert net == sum(line.amounts.gross_minor for line in data.lines)
    first = money(data.lines[0].amounts.gross_minor).replace("\u00a0", " ")
    assert f"{first} без НДС — {first}" in text
    total = money(net).replace("\u00a0", " ")
    assert f"Всего по накладной 2 5,500 5 X {total} X — {total}" in text


def test_a_mass_unknown_for_one_line_is_not_summed() -> None:
    data = torg12(2)
    lines = (data.lines[0], dataclasses.replace(data.lines[1], gross_grams=None, net_grams=None))
    text = flat(pdf(torg12_form(dataclasses.replace(data, lines=lines))))
    assert "Всего по накладной 2 5 X" in text
    assert "килограмм" not in text


@pytest.mark.parametrize("count", [1, 20, 33, 200])
def test_page_totals_add_up_and_every_page_has_its_header_and_number(count: int) -> None:
    data = torg12(count)
    pages = [" ".join(page.split()) for page in page_texts(pdf(torg12_form(data)))]
    gross = 0
    for number, page in enumerate(pages, start=1):
        assert "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15" in page
        assert f"Страница {number} из {len(pages)}" in page
        total = page.split("Итого ")[1].split(" X ")[2]
        gross += _amounts(total)[1]
        assert ("Товарная накладная № КС00-000123 от 22.11.2026" in page) == (number > 1)
    expected = sum(line.amounts.gross_minor for line in data.lines)
    assert sum("Всего по накладной" in page for page in pages) == 1
    grand = _amounts(pages[-1].split("Всего по накладной ")[1].split(" X ")[2])
    assert grand[1] == expected
    assert gross == expected


def _amounts(text: str) -> list[int]:
    """Read "1 566,20 10 736,70 …" as hundredths; thousands are grouped by threes."""
    found: list[int] = []
    digits = ""
    for word in text.split():
        digits += word
        if "," in word:
            found.append(int(digits.replace(",", "")))
            digits = ""
        if len(found) == 2:
            break
    return found


@pytest.mark.parametrize("count", list(range(1, 40)))
def test_signatures_never_stand_without_goods(count: int) -> None:
    pages = page_texts(pdf(torg12_form(torg12(count))))
    assert "Груз принял" in pages[-1]
    assert "арт. ШУ-" in " ".join(pages[-1].split())
    shown = sum(page.count("арт. ШУ-") for page in pages)
    assert shown == count
    if count >= 2:
        assert pages[-1].count("арт. ШУ-") >= 2


@pytest.mark.parametrize("count", [1, 13, 33])
def test_nothing_is_printed_outside_the_margins(count: int) -> None:
    document = pdf(torg12_form(torg12(count)))
    assert ink_outside(document, (11, 11, 7, 3)) == []
    assert A4_LANDSCAPE.left == 12


def test_only_subsets_of_the_chosen_font_are_embedded() -> None:
    names = embedded_fonts(pdf(torg12_form(torg12(1))))
    assert {name.split("+")[1] for name in names} == {"Roboto-Regular", "Roboto-Bold"}


def test_the_barcode_of_the_document_scans_back() -> None:
    (code,) = scan(pdf(torg12_form(torg12(1))))
    assert (code.text, code.identifier) == ("INV-7KQ2M5", "]C0")


def test_a_duplicate_is_marked_and_moves_nothing() -> None:
    plain = pdf(torg12_form(torg12(33)))
    marked = pdf(torg12_form(torg12(33, marks=("ДУБЛИКАТ", "Экземпляр № 2"))))
    words = "ДУБЛИКАТ · Экземпляр № 2"
    told = page_texts(marked)
    assert all(words in page for page in told)
    unmarked = [" ".join(page.replace(words, "").split()) for page in told]
    assert unmarked == [" ".join(page.split()) for page in page_texts(plain)]


def test_a_huge_sum_is_printed_whole() -> None:
    data = torg12(1)
    amounts = dataclasses.replace(
        data.lines[0].amounts, net_minor=99_999_999_999_999, gross_minor=99_999_999_999_999
    )
    data = dataclasses.replace(data, lines=(dataclasses.replace(data.lines[0], amounts=amounts),))
    assert "999 999 999 999,99" in flat(pdf(torg12_form(data)))


def test_a_note_without_lines_prints_zeros() -> None:
    text = flat(pdf(torg12_form(torg12(0))))
    assert "Всего по накладной 0 0,000 0 X 0,00 X — 0,00" in text
    assert "Всего отпущено на сумму Ноль руб. 00 коп." in text


SCRIPT = """
import hashlib
from printing.documents.torg12 import torg12_form
from tests.printing.paper import pdf
from tests.printing.samples import torg12
print(hashlib.sha256(pdf(torg12_form(torg12(40)))).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes_in_any_process() -> None:
    root = Path(__file__).parents[2]
    hashes = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_a_thousand_lines_take_forty_pages_and_add_up() -> None:
    data: Torg12 = torg12(1000)
    pages = page_texts(pdf(torg12_form(data)))
    assert len(pages) < 60
    assert sum(page.count("арт. ШУ-") for page in pages) == 1000
    assert "и содержит Одна тысяча порядковых" in " ".join(pages[-1].split())
