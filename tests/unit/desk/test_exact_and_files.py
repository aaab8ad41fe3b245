"""Exact numbers as people type them, and files as people look for them."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import column

from core.documents.columns import Column, Kind
from core.documents.listing import Filter
from core.documents.reference import Field, FieldKind
from core.exchange.errors import FileUnreadable
from core.kernel.errors import BadValue
from tui.flows.desk import files
from tui.flows.desk.cells import column_cell, field_cell
from tui.flows.desk.entry import read, write
from tui.flows.desk.files import beginning, look_into, read_file
from tui.flows.desk.filtering import read_filters, write_filters
from tui.locale import use_language

TODAY = dt.date(2026, 11, 20)
RATE = Field("rate", "Roubles for one", FieldKind.DECIMAL)
COLUMN = Column("rate", "Roubles for one", column("rate"), Kind.DECIMAL)


@pytest.fixture(autouse=True)
def english() -> None:
    """Numbers with points."""
    use_language("en")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("92,4375", Decimal("92.4375")),
        ("1 204.5", Decimal("1204.5")),
        ("1\u00a0204,50", Decimal("1204.5")),
        ("0,0000000001", Decimal("1E-10")),
        ("", None),
    ],
)
def test_a_number_is_read_exactly(text: str, value: Decimal | None) -> None:
    assert read(RATE, text, TODAY) == value


@pytest.mark.parametrize("text", ["1,2,3", "12x", "1e5", "NaN", "--1", ",5", "5,"])
def test_what_is_no_number_is_told_with_an_example(text: str) -> None:
    with pytest.raises(BadValue) as told:
        read(RATE, text, TODAY)
    assert told.value.facts == {"what": "Roubles for one", "value": text, "expected": "92,4375"}


@given(st.decimals(min_value=0, max_value=10**9, places=8, allow_nan=False))
@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_written_is_read_back(language: str, exact: Decimal) -> None:
    use_language(language)
    assert read(RATE, write(RATE, exact), TODAY) == exact


def test_cells_show_the_decimals_there_are_at_the_right() -> None:
    for cell in (
        column_cell(COLUMN, Decimal("92.437500")),
        field_cell(RATE, {"rate": Decimal("92.4375")}),
    ):
        assert cell.text == "92.4375"
    use_language("ru")
    assert column_cell(COLUMN, Decimal("92.4375")).text == "92,4375"


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("92,5", (Filter("rate", "eq", Decimal("92.5")),)),
        (">=90", (Filter("rate", "ge", Decimal(90)),)),
        (
            "90..92,5",
            (Filter("rate", "ge", Decimal(90)), Filter("rate", "le", Decimal("92.5"))),
        ),
    ],
)
def test_a_list_is_narrowed_by_an_exact_number(text: str, filters: tuple[Filter, ...]) -> None:
    found = tuple(read_filters((COLUMN,), {"rate": text}, TODAY))
    assert found == filters
    again = write_filters((COLUMN,), found)
    assert tuple(read_filters((COLUMN,), again, TODAY)) == filters


def test_folders_come_first_and_the_newest_file_next(tmp_path: Path) -> None:
    for name in ("b", "A"):
        (tmp_path / name).mkdir()
    for age, name in ((200, "old.txt"), (100, "new.txt"), (150, "middle.txt")):
        (tmp_path / name).write_text("x" * age)
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    (tmp_path / ".hidden").write_text("")
    rows = look_into(tmp_path)
    assert [(row.name, row.is_folder, row.size) for row in rows] == [
        ("A", True, 0),
        ("b", True, 0),
        ("new.txt", False, 100),
        ("middle.txt", False, 150),
        ("old.txt", False, 200),
    ]


def test_a_link_that_leads_nowhere_is_shown_and_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (row,) = look_into(tmp_path)
    assert (row.name, row.is_folder, row.changed_at) == ("link", False, None)
    with pytest.raises(FileUnreadable) as told:
        read_file(str(tmp_path / "link"))
    assert told.value.facts["file"] == str(tmp_path / "link")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        look_into(tmp_path / "nowhere")


def test_one_begins_where_the_typed_file_lies_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "kl_to_1c.txt").write_text("")
    assert beginning("") == tmp_path
    assert beginning("~/bank") == tmp_path / "bank"
    assert beginning(str(tmp_path / "bank" / "kl_to_1c.txt")) == tmp_path / "bank"
    assert beginning("/no/such/folder/file.txt") == tmp_path


def test_a_file_is_read_whole_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "kl_to_1c.txt").write_bytes(b"\x00\xff1C")
    assert read_file(str(tmp_path / "kl_to_1c.txt")) == (b"\x00\xff1C", "kl_to_1c.txt")


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    with pytest.raises(FileUnreadable):
        read_file(str(tmp_path / "big.txt"))
