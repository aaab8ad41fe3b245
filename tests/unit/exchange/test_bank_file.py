"""Bank statements of 1CClientBankExchange: three encodings, one meaning; broken ones are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.bank_file import BankFile, read_bank_file
from core.exchange.errors import (
    BankFileBroken,
    BankFileVersion,
    FileEmpty,
    FileUnreadable,
    NotBankFile,
)

FOLDER = Path(__file__).parent / "bank"
OURS = "40702810500000431207"
WINDOWS = (FOLDER / "windows_103.txt").read_bytes()
TEXT = WINDOWS.decode("cp1251")


def read(text: str) -> BankFile:
    return read_bank_file(text.encode("cp1251"), "kl_to_1c.txt")


@pytest.mark.parametrize(
    ("name", "version", "encoding"),
    [
        ("windows_103.txt", "1.03", "cp1251"),
        ("dos_102.txt", "1.02", "cp866"),
        ("utf8_103.txt", "1.03", "utf-8"),
    ],
)
def test_the_letters_decide_how_a_file_is_read(name: str, version: str, encoding: str) -> None:
    found = read_bank_file((FOLDER / name).read_bytes(), name)
    assert (found.version, found.encoding, found.account) == (version, encoding, OURS)
    assert (found.since, found.until) == (date(2026, 11, 19), date(2026, 11, 20))
    assert [(one.number, one.amount_minor, one.booked_on) for one in found.documents] == [
        ("317", 12_500_00, date(2026, 11, 19)),
        ("318", 2_920_50, date(2026, 11, 20)),
        ("45", 7_000_00, date(2026, 11, 20)),
    ]
    first = found.documents[0]
    assert first.payer.endswith("Стройдвор" + ("»" if encoding != "cp866" else ">"))
    assert (first.date, first.payer_inn, first.payer_kpp, first.payer_account) == (
        date(2026, 11, 18),
        "7743200004",
        "774301001",
        "40702810000000200000",
    )
    assert (first.row, first.payee_account) == (20, OURS)
    assert first.key == f"317|2026-11-18|1250000|40702810000000200000|{OURS}"


def test_a_purpose_in_pieces_is_put_together() -> None:
    found = read(TEXT)
    assert found.documents[1].purpose == "За товар по накладной № 12. НДС не облагается"
    assert found.documents[2].purpose == "Оплата поставщику за материалы"


def test_what_klad_does_not_know_is_kept() -> None:
    found = read(TEXT.replace("Код=0", "Код=0\r\nНовыйКлюч=что-то"))
    assert found.fields[0]["НовыйКлюч"] == "что-то"
    assert found.fields[0]["ВидПлатежа"] == "Электронно"
    assert found.head["ВремяСоздания"] == "18:05:11"


def test_the_bank_and_its_documents_are_compared() -> None:
    assert read(TEXT).unbalanced() == []
    wrong = read(TEXT.replace("ВсегоПоступило=15420.50", "ВсегоПоступило=15420.51"))
    assert wrong.unbalanced() == [(OURS, 15_420_51, 15_420_50)]


def refused(text: str) -> dict[str, object]:
    with pytest.raises(BankFileBroken) as found:
        read(text)
    return {name: found.value.facts[name] for name in ("line", "expected", "came")}


def test_a_file_that_breaks_off_is_refused_with_the_end_that_is_missing() -> None:
    assert refused(TEXT.replace("КонецФайла\r\n", "")) == {
        "line": 72,
        "expected": "КонецФайла",
        "came": "—",
    }
    cut = TEXT[: TEXT.index("ПлательщикКорсчет")]
    assert refused(cut) == {"line": 34, "expected": "КонецДокумента", "came": "—"}


def test_sections_that_do_not_close_are_refused_where_the_next_begins() -> None:
    text = TEXT.replace("КонецДокумента\r\n", "", 1)
    assert refused(text) == {
        "line": 46,
        "expected": "КонецДокумента",
        "came": "СекцияДокумент=Платежное поручение",
    }
    assert refused(TEXT.replace("КонецРасчСчет\r\n", "", 1))["expected"] == "КонецРасчСчет"


@pytest.mark.parametrize(
    ("old", "new", "line", "expected", "came"),
    [
        ("Сумма=12500.00", "Сумма=12 500,001", 23, "Сумма=1234.56", "Сумма=12 500,001"),
        ("Сумма=12500.00", "Сумма=", 23, "Сумма=1234.56", "Сумма="),
        ("Сумма=12500.00\r\n", "", 20, "Сумма=1234.56", "—"),
        ("Сумма=12500.00", "Сумма=0.00", 23, "Сумма > 0", "0.00"),
        ("Дата=18.11.2026", "Дата=31.02.2026", 22, "Дата=31.12.2026", "Дата=31.02.2026"),
        ("Дата=18.11.2026", "Дата=18/11/26", 22, "Дата=31.12.2026", "Дата=18/11/26"),
        ("Номер=317", "Номер=", 21, "Номер=123", "Номер="),
        ("Код=0", "просто слова", 44, "…=…", "просто слова"),
        ("КонецФайла", "КонецФайла\r\nещё", 73, "—", "ещё"),
    ],
)
def test_a_line_that_does_not_fit_is_named(
    old: str, new: str, line: int, expected: str, came: str
) -> None:
    text = TEXT.replace(old, new, 1)
    assert refused(text) == {"line": line, "expected": expected, "came": came}


def test_another_kind_of_file_is_told_from_a_broken_one() -> None:
    with pytest.raises(FileEmpty):
        read_bank_file(b" \r\n", "empty.txt")
    for data in (
        b"code;name\n1;2\n",
        b"\x00\x01\x02",
        "просто текст".encode("cp1251"),
        b"\xff" * 9,
    ):
        with pytest.raises(NotBankFile):
            read_bank_file(data, "goods.csv")
    with pytest.raises(BankFileVersion) as version:
        read(TEXT.replace("ВерсияФормата=1.03", "ВерсияФормата=2.00"))
    assert (version.value.facts["came"], version.value.facts["line"]) == ("2.00", 2)
    with pytest.raises(BankFileBroken):
        read("1CClientBankExchange\r\nКонецФайла\r\n")


def test_lines_before_the_mark_do_not_shift_the_numbers() -> None:
    text = "\r\n\r\n" + TEXT.replace("Сумма=12500.00", "Сумма=много")
    assert refused(text)["line"] == 25


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_bank_file(data, "any.txt")


@given(st.data())
def test_any_damage_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever bytes of a good file are lost, it is read or named, never a crash."""
    start = data.draw(st.integers(0, len(WINDOWS) - 1))
    stop = data.draw(st.integers(start, len(WINDOWS)))
    try:
        found = read_bank_file(WINDOWS[:start] + WINDOWS[stop:], "damaged.txt")
    except FileUnreadable:
        return
    assert all(one.amount_minor > 0 for one in found.documents)
