"""Cells of files: what people write, read exactly or refused with what was expected."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.models import LotPolicy
from core.catalog.rules import check_digit, ean13, gtin14, is_gtin, itf14
from core.exchange import values
from core.exchange.faults import Fault, Misread
from core.kernel.errors import BadValue
from core.kernel.quantity import format_quantity
from core.kernel.vat import VatKind
from core.partners.rules import (
    account_is_right,
    account_with_key,
    inn_digits,
    inn_is_right,
    ogrn_digit,
    ogrn_is_right,
)
from core.stock.models import CellKind

DIGITS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (values.quantity, "12", 12_000),
        (values.quantity, "1 250,5", 1_250_500),
        (values.quantity, "1\u00a0250.125", 1_250_125),
        (values.quantity, "0,5000", 500),
        (values.quantity_or_zero, "0", 0),
        (values.money, "1 234,56", 123_456),
        (values.money, "99.9 ₽", 9_990),
        (values.money, "15руб.", 1_500),
        (values.money, "7,500", 750),
        (values.grams, "0,75", 750),
        (values.grams, "1,0305 кг", 1_031),
        (values.whole, "12,00", 12),
        (values.vat, "22%", VatKind.STANDARD),
        (values.vat, "НДС 10 %", VatKind.REDUCED),
        (values.vat, "0", VatKind.ZERO),
        (values.vat, "Без НДС", VatKind.NONE),
        (values.day, "31.12.2026", date(2026, 12, 31)),
        (values.day, "1/2/27", date(2027, 2, 1)),
        (values.day, "2026-12-31T00:00:00", date(2026, 12, 31)),
        (values.flag, "Да", True),
        (values.flag, " нет ", False),
        (values.lot_policy, "Срок годности", LotPolicy.EXPIRY),
        (values.cell_kind, "Приёмка", CellKind.RECEIVING),
        (values.digits, "07", "07"),
        (values.text, "  два   слова ", "два слова"),
        (values.barcode, " 4601234567893 ", "4601234567893"),
        (values.barcode, "OWN-1", "OWN-1"),
        (values.barcodes, "4601234567893, 96385074;OWN", ("4601234567893", "96385074", "OWN")),
    ],
)
def test_a_cell_is_read_as_people_write_it(read: values.Reader, cell: str, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "fault"),
    [
        (values.quantity, "0", Fault.NOT_POSITIVE),
        (values.quantity, "-5", Fault.NOT_POSITIVE),
        (values.quantity, "много", Fault.NUMBER),
        (values.quantity, "1,2345", Fault.NUMBER),
        (values.quantity, "1.234,5", Fault.NUMBER),
        (values.quantity, "1e5", Fault.NUMBER),
        (values.quantity, "٣", Fault.NUMBER),
        (values.money, "12,345", Fault.NUMBER),
        (values.money, "-1", Fault.NOT_POSITIVE),
        (values.money, "даром", Fault.NUMBER),
        (values.grams, "nan", Fault.NUMBER),
        (values.grams, "inf", Fault.NUMBER),
        (values.grams, "-1", Fault.NOT_POSITIVE),
        (values.whole, "1,5", Fault.NUMBER),
        (values.vat, "200", Fault.VAT),
        (values.vat, "12,345", Fault.VAT),
        (values.day, "31.02.2026", Fault.DATE),
        (values.day, "вчера", Fault.DATE),
        (values.day, "12.2026", Fault.DATE),
        (values.flag, "может быть", Fault.FLAG),
        (values.lot_policy, "иногда", Fault.CHOICE),
        (values.cell_kind, "чердак", Fault.CHOICE),
        (values.digits, "12345", Fault.NUMBER),
        (values.text, "a\x1bb", Fault.TEXT),
        (values.text, "я" * 1_001, Fault.TEXT),
        (values.code, "4,60123E+12", Fault.SCIENTIFIC),
        (values.barcode, "4601234567890", Fault.CHECK_DIGIT),
        (values.requisite("inn"), "7743013903", Fault.REQUISITE),
        (values.requisite("ogrn"), "1027700132196", Fault.REQUISITE),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(read: values.Reader, cell: str, fault: Fault) -> None:
    with pytest.raises(Misread) as refused:
        read(cell)
    assert refused.value.fault is fault


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_a_quantity_written_out_reads_back(thousandths: int) -> None:
    assert values.quantity(format_quantity(thousandths)) == thousandths


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([",", "."]))
def test_money_written_out_reads_back(kopecks: int, sign: str) -> None:
    assert values.money(f"{kopecks // 100}{sign}{kopecks % 100:02}") == kopecks


@given(st.decimals(min_value=0, max_value=10**6, places=6))
def test_weights_round_half_up_to_a_gram(kilograms: Decimal) -> None:
    exact = (kilograms * 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert values.grams(format(kilograms, "f")) == int(exact)


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else(cell: str) -> None:
    for read in (
        values.quantity,
        values.money,
        values.grams,
        values.whole,
        values.vat,
        values.day,
        values.flag,
        values.barcodes,
        values.text,
        values.digits,
        values.requisite("inn"),
        values.requisite("kpp"),
        values.requisite("ogrn"),
        values.requisite("bik"),
    ):
        try:
            read(cell)
        except Misread as error:
            assert error.fault in Fault  # noqa: PT017 - either a value or this


@given(DIGITS)
def test_an_ean_is_right_and_no_other_last_digit_is(body: str) -> None:
    code = ean13(body)
    assert is_gtin(code)
    for digit in "0123456789":
        assert is_gtin(body + digit) == (digit == code[-1])


@given(DIGITS, st.integers(min_value=0, max_value=11), st.sampled_from("123456789"))
def test_one_wrong_digit_never_goes_unnoticed(body: str, place: int, shift: str) -> None:
    code = ean13(body)
    wrong = str((int(code[place]) + int(shift)) % 10)
    assert not is_gtin(code[:place] + wrong + code[place + 1 :])


@given(st.text("0123456789", min_size=11, max_size=11))
def test_a_upc_an_ean_and_a_gtin_of_one_thing_are_the_same(body: str) -> None:
    upc = body + str(check_digit(body))
    assert gtin14(upc) == gtin14("0" + upc) == gtin14("00" + upc) == "00" + upc


@given(DIGITS, st.integers(min_value=1, max_value=8))
def test_a_box_is_another_thing_than_what_is_in_it(body: str, indicator: int) -> None:
    code = ean13(body)
    box = itf14(indicator, code)
    assert is_gtin(box)
    assert gtin14(box) != gtin14(code)


def test_known_codes() -> None:
    assert ean13("460123456789") == "4601234567893"
    assert gtin14("96385074") == "00000096385074"
    assert gtin14("0123456") is None
    assert gtin14("４６０１２３４５６７８９３") is None
    with pytest.raises(BadValue):
        ean13("46012345678")
    with pytest.raises(BadValue):
        check_digit("46o1")


@given(st.text("0123456789", min_size=9, max_size=9))
def test_an_inn_of_a_company_has_one_right_digit(body: str) -> None:
    right = body + inn_digits(body)
    assert inn_is_right(right)
    assert not inn_is_right(body + str((int(right[-1]) + 1) % 10))


@given(st.text("0123456789", min_size=10, max_size=10))
def test_an_inn_of_a_person_has_two_right_digits(body: str) -> None:
    right = body + inn_digits(body)
    assert inn_is_right(right)
    assert not inn_is_right(right[:-1] + str((int(right[-1]) + 1) % 10))


@given(st.sampled_from([12, 14]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)))
def test_an_ogrn_has_one_right_digit(body: str) -> None:
    right = body + ogrn_digit(body)
    assert ogrn_is_right(right)
    assert not ogrn_is_right(body + str((int(right[-1]) + 1) % 10))


@given(
    st.text("0123456789", min_size=20, max_size=20), st.text("0123456789", min_size=9, max_size=9)
)
def test_an_account_agrees_with_its_bank_by_one_digit(account: str, bik: str) -> None:
    right = account_with_key(account, bik)
    assert account_is_right(right, bik)
    other = right[:8] + str((int(right[8]) + 1) % 10) + right[9:]
    assert not account_is_right(other, bik)
    assert not account_is_right(right[:-1], bik)
