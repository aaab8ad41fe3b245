"""Files as tables: bytes in, rows of text out, whatever they are cut and joined with."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.errors import FileUnreadable, NotWorkbook, QuotesUnclosed, WorkbookTooLarge
from core.exchange.mapping import ColumnMap, map_columns
from core.exchange.tables import read_table
from core.exchange.targets import ITEMS, PARTNERS, STOCK, TARGETS, normal

CELLS = st.text(
    st.characters(codec="cp1251", exclude_categories=["Cc", "Cf", "Zs"]), min_size=1, max_size=12
)


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_what_was_written_as_csv_is_read_back(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["Код", "Наименование", "Группа"])
    writer.writerows(rows)
    table = read_table(stream.getvalue().encode(encoding), "f.csv")
    assert [row.cells for row in table.rows[1:]] == rows
    assert [row.number for row in table.rows] == list(range(1, len(rows) + 2))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = read_table(data, "f")
    except FileUnreadable as refused:
        assert refused.facts["file"] == "f"  # noqa: PT017 - either a table or this
    else:
        assert table.rows


@given(st.binary(max_size=200))
def test_any_bytes_after_the_mark_of_a_workbook_are_refused(data: bytes) -> None:
    with pytest.raises(NotWorkbook):
        read_table(b"PK\x03\x04" + data, "f.xlsx")


def test_a_workbook_gives_texts_with_all_digits() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Прайс"
    local = datetime(2026, 1, 2, 3)  # noqa: DTZ001 - workbooks know no zones
    sheet.append([4601234567893, 0.1 + 0.2, 12.0, True, date(2026, 12, 31), local, None, "x"])
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "f.xlsx")
    assert table.how == "xlsx Прайс"
    assert table.rows[0].cells == (
        "4601234567893",
        "0.3",
        "12",
        "1",
        "2026-12-31",
        "2026-01-02",
        "",
        "x",
    )


def test_a_zip_that_is_no_workbook_and_one_that_unpacks_to_too_much_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", b"0" * 3_000_000)
    with pytest.raises(NotWorkbook):
        read_table(stream.getvalue(), "f.xlsx")
    monkeypatch.setattr("core.exchange.tables._LARGEST_SHEET", 1024 * 1024)
    with pytest.raises(WorkbookTooLarge) as refused:
        read_table(stream.getvalue(), "f.xlsx")
    assert refused.value.facts == {"file": "f.xlsx", "megabytes": 2, "limit": 1}


def test_an_open_quote_names_its_row() -> None:
    with pytest.raises(QuotesUnclosed) as refused:
        read_table(b'a;b\n1;2\n3;"4\n5;6\n', "f.csv")
    assert int(str(refused.value.facts["row"])) >= 3


def test_an_inch_sign_inside_a_text_is_no_quote() -> None:
    table = read_table('Код;Наименование\n1;Труба 1/2" стальная\n'.encode(), "f.csv")
    assert table.rows[1].cells == ("1", 'Труба 1/2" стальная')


def test_empty_rows_keep_their_numbers() -> None:
    table = read_table(b"a;b\n;\n\n1;2\n", "f.csv")
    assert [row.number for row in table.rows] == [1, 4]


def test_headings_are_found_below_a_title_and_in_any_spelling() -> None:
    text = "Остатки на 20.11.2026;;\n;;\nСКЛАД;Артикул ;Кол-во\nЦС;A-1;5\n"
    mapped = map_columns(read_table(text.encode(), "f.csv"), STOCK, ColumnMap())
    assert dict(mapped.places) == {"warehouse": 0, "item": 1, "quantity": 2}
    assert [row.number for row in mapped.rows] == [4]


def test_a_code_may_be_told_by_another_column_when_the_file_has_none() -> None:
    table = read_table("Артикул;Наименование\nA-1;Лопата\n".encode(), "f.csv")
    assert map_columns(table, ITEMS, ColumnMap()).places["code"] == 0
    table = read_table("ИНН;Контрагент\n7743013902;Ромашка\n".encode(), "f.csv")
    assert map_columns(table, PARTNERS, ColumnMap()).places["code"] == 0


def test_no_two_columns_of_a_target_answer_to_one_heading_first() -> None:
    """A heading may serve two columns, but the first names must be told apart."""
    for target in TARGETS.values():
        names = [normal(column.name) for column in target.columns]
        assert len(set(names)) == len(names)
        for column in target.columns:
            assert all(alias == normal(alias) for alias in column.aliases), column.name
