"""The pick list and the command sheet on paper."""

from __future__ import annotations

import dataclasses
import gettext

import pytest

from printing.documents.command_sheet import Command, command_sheet_form
from printing.documents.pick_list import (
    OtherCell,
    PickListLine,
    PickListOptions,
    pick_list_form,
)
from printing.engine.form import Cell, Face, RowKind
from printing.engine.grid import render_text
from tests.printing.paper import ReadCode, embedded_fonts, ink_outside, page_texts, pdf, scan
from tests.printing.samples import pick_list, pick_list_line, russian


def flat(document: bytes) -> str:
    """Return the words of all pages in one line."""
    return " ".join(" ".join(page_texts(document)).split())


def test_the_head_tells_where_for_whom_and_how_much() -> None:
    text = flat(pdf(pick_list_form(pick_list(5), russian())))
    expected = [
        "Лист отбора № ОС00-000045 от 22.11.2026",
        "5 строк · 4 места · 152,340 кг · 1,235 м³",
        "Склад Основной склад",
        "Ворота Ворота 3",
        "Приоритет Высокий",
        "Рейс Рейс 12, Санкт-Петербург",
        "Сборщик Иванов И. И.",
        "Контролёр",
        "Выдать к 22.11.2026 16:30",
        "Отобрал",
        "Проверил",
        "Принял экспедитор",
        "Лист 1 из 1",
    ]
    assert [words for words in expected if words not in text] == []


def test_the_sheet_speaks_english_too() -> None:
    text = flat(pdf(pick_list_form(pick_list(1), gettext.NullTranslations())))
    expected = ["Pick list № ОС00-000045 of 22.11.2026", "1 line", "Zone A: 1 line", "Sheet 1 of 1"]
    assert [words for words in expected if words not in text] == []


def test_lines_follow_the_walk_whatever_order_they_came_in() -> None:
    data = pick_list(20)
    shuffled = dataclasses.replace(data, lines=tuple(reversed(data.lines)))
    assert pdf(pick_list_form(shuffled, russian())) == pdf(pick_list_form(data, russian()))


def test_zones_are_headed_and_summed() -> None:
    form = pick_list_form(pick_list(10), russian())
    assert form.table is not None
    told = [(row.kind, row.cells) for row in form.table.rows if row.kind is not RowKind.ITEM]
    assert [kind for kind, _ in told] == [RowKind.HEADING, RowKind.SUMMARY] * 2
    assert told[1][1] == ("Зона A: 8 строк", "44\u00a0шт", "", "", "")
    assert told[3][1] == ("Зона B: 2 строки", "21\u00a0шт", "", "", "")


def test_different_units_are_not_added_up() -> None:
    lines = (pick_list_line(1), dataclasses.replace(pick_list_line(2), unit="м"))
    form = pick_list_form(dataclasses.replace(pick_list(1), lines=lines), russian())
    assert form.table is not None
    assert form.table.rows[-1].cells == ("Зона A: 2 строки", "", "", "", "")


@pytest.mark.parametrize(
    ("quantity", "pack", "told"),
    [
        (27_000, 12_000, "2×12+3"),
        (24_000, 12_000, "2×12"),
        (3_000, 12_000, ""),
        (1_500, 500, "3×0,5"),
        (5_000, None, ""),
    ],
)
def test_packs_are_whole_and_the_rest_is_loose(quantity: int, pack: int | None, told: str) -> None:
    line = dataclasses.replace(
        pick_list_line(1), quantity_thousandths=quantity, pack_thousandths=pack
    )
    form = pick_list_form(dataclasses.replace(pick_list(1), lines=(line,)), russian())
    assert form.table is not None
    assert form.table.rows[1].cells[5] == told


def test_there_are_no_prices() -> None:
    names = {field.name for field in dataclasses.fields(PickListLine)}
    assert [name for name in names if "price" in name or "minor" in name] == []


def test_the_order_is_scanned_from_the_sheet() -> None:
    codes = scan(pdf(pick_list_form(pick_list(5), russian())))
    assert codes == [ReadCode("XO-7KQ2M5", "]C0")]


def test_each_task_is_headed_by_its_number_and_a_barcode_that_opens_it() -> None:
    """Two tasks walk through one zone: their lines stay apart, each with a barcode of its own."""
    lines = tuple(
        dataclasses.replace(
            pick_list_line(number, "A"), task=f"ОТ-{number % 2}", task_barcode=f"~D:10{number % 2}"
        )
        for number in range(1, 5)
    )
    form = pick_list_form(dataclasses.replace(pick_list(1), lines=lines), russian())
    assert form.table is not None
    cells = [row.cells[1] for row in form.table.rows if row.kind is RowKind.ITEM]
    assert cells == [_cell(line) for line in (lines[0], lines[2], lines[1], lines[3])]
    document = pdf(form)
    assert [code.text for code in scan(document)] == ["XO-7KQ2M5", "~D:101", "~D:100"]
    assert "Зона A · ОТ-1" in flat(document)
    for width in (38, 80):
        said = render_text(form, width)
        assert said[said.index("Зона A · ОТ-0") + 1] == "||| ~D:100"


def _cell(line: PickListLine) -> Cell:
    return Cell(line.cell, face=Face.BOLD, size=12)


def test_cells_are_scanned_from_the_sheet_when_the_warehouse_wants_it() -> None:
    data = pick_list(6)
    codes = scan(pdf(pick_list_form(data, russian(), PickListOptions(cell_barcodes=True))))
    assert [code.text for code in codes] == ["XO-7KQ2M5", *(line.cell for line in data.lines)]
    assert {code.identifier for code in codes} == {"]C0"}


def test_a_cell_code_too_long_for_its_column_stays_text() -> None:
    line = dataclasses.replace(pick_list_line(1), cell_barcode="ROOM-7/AISLE-12/RACK-03/LEVEL-2")
    data = dataclasses.replace(pick_list(1), lines=(line,))
    document = pdf(pick_list_form(data, russian(), PickListOptions(cell_barcodes=True)))
    assert [code.text for code in scan(document)] == ["XO-7KQ2M5"]
    assert line.cell in flat(document)


def test_another_cell_stays_beside_its_line_in_italics() -> None:
    lines = tuple(
        dataclasses.replace(
            pick_list_line(number), zone="", other_cells=(OtherCell(f"Z-{number:02d}", 5_000),)
        )
        for number in range(1, 60)
    )
    document = pdf(pick_list_form(dataclasses.replace(pick_list(1), lines=lines), russian()))
    for page in page_texts(document):
        shown = {int(word[3:]) for word in page.split() if word.startswith("ШУ-")}
        others = {int(word[2:]) for word in page.split() if word.startswith("Z-")}
        assert shown == others
    assert "Roboto-Italic" in {name.split("+")[1] for name in embedded_fonts(document)}


def test_a_page_per_zone_when_the_warehouse_wants_it() -> None:
    options = PickListOptions(page_per_zone=True)
    pages = page_texts(pdf(pick_list_form(pick_list(24), russian(), options)))
    assert [[zone for zone in "ABCD" if f"Зона {zone}:" in page] for page in pages] == [
        ["A"],
        ["B"],
        ["C"],
    ]


def test_nothing_is_printed_outside_the_margins() -> None:
    for options in (PickListOptions(), PickListOptions(cell_barcodes=True)):
        document = pdf(pick_list_form(pick_list(40), russian(), options))
        assert ink_outside(document, (19, 9, 8, 3)) == []


def test_every_command_of_the_sheet_is_scanned() -> None:
    verbs = ["SHORT", "SKIP", "UNDO", "DONE", "QTY:12", "REASON:DMG", "PRN:2"] * 3
    commands = [Command(f"Команда {n}", f"~W:{verb}") for n, verb in enumerate(verbs)]
    document = pdf(command_sheet_form("Команды сканера", commands, russian()))
    pages = page_texts(document)
    found = [code.text for page in range(len(pages)) for code in scan(document, page)]
    assert sorted(found) == sorted(f"~W:{verb}" for verb in verbs)
    assert all(f"Команда {n}" in "".join(pages) for n in range(len(verbs)))
