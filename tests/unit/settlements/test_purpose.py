"""What payers write into the purpose of a payment."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settlements.purpose import Mention, Named, digits_of, mentions, normal, same_number

BILL, ORDER, INVOICE, CONTRACT = Named.BILL, Named.ORDER, Named.INVOICE, Named.CONTRACT


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        (
            "Оплата по счету № ЗК-000123 от 12.11.2026 за товар, в т.ч. НДС 22% 100-00",
            [Mention(BILL, "ЗК-000123", date(2026, 11, 12))],
        ),
        ("оплата по сч.№123 от 01.02.26г. НДС нет", [Mention(BILL, "123", date(2026, 2, 1))]),
        (
            "По договору № Д-45/2026 от 01.02.2026 за материалы. Сумма 1200-00",
            [Mention(CONTRACT, "Д-45/2026", date(2026, 2, 1))],
        ),
        (
            "Опл. по счетам №№ 12, 13 и 15 от 05.11.2026",
            [
                Mention(BILL, "12", None),
                Mention(BILL, "13", None),
                Mention(BILL, "15", date(2026, 11, 5)),
            ],
        ),
        (
            "По накладной КЛ-000007 и счет-фактуре 77",
            [Mention(INVOICE, "КЛ-000007", None), Mention(INVOICE, "77", None)],
        ),
        ("Оплата по заказу клиента №ЗК-000012", [Mention(ORDER, "ЗК-000012", None)]),
        (
            "по УПД 12 от 12.11.2026; договор поставки №7",
            [Mention(INVOICE, "12", date(2026, 11, 12)), Mention(CONTRACT, "7", None)],
        ),
        ("Счет на оплату N КЛ-4, КЛ-5", [Mention(BILL, "КЛ-4", None), Mention(BILL, "КЛ-5", None)]),
        ("предоплата 30% по счету 5", [Mention(BILL, "5", None)]),
        ("счёт № 5 и ещё раз счет 5", [Mention(BILL, "5", None)]),
        ("Оплата за товар. НДС 22% - 180-33", []),
        ("по счету от 31.02.2026", []),
        ("", []),
    ],
)
def test_a_number_counts_after_a_word_that_says_what_it_is(
    purpose: str, found: list[Mention]
) -> None:
    assert list(mentions(purpose)) == found


def test_a_day_that_is_none_is_not_told() -> None:
    assert mentions("счет 7 от 31.02.2026") == (Mention(BILL, "7", None),)


@pytest.mark.parametrize(
    ("written", "stored", "same"),
    [
        ("ЗК-000123", "ЗК-000123", True),
        (normal("зк - 000123"), "ЗК-000123", True),
        ("123", "ЗК-000123", True),
        ("000123", "ЗК-000123", True),
        ("12", "ЗК-000123", False),
        ("ПК-000123", "ЗК-000123", False),
        ("1000123", "ЗК-000123", False),
    ],
)
def test_a_number_is_the_whole_or_its_digits(written: str, stored: str, same: bool) -> None:
    assert same_number(written, stored) is same


def test_letters_that_look_alike_are_the_same() -> None:
    """A payer's keyboard may be Latin: "KM" and "КМ" are one series."""
    assert normal("km-00 12") == normal("КМ-0012") == "КМ-0012"


def test_digits_that_no_document_counts_to_are_none() -> None:
    assert digits_of("ЗК-000123") == 123
    assert digits_of("40702810900000000001") is None
    assert digits_of("АБ") is None


@given(st.text(max_size=400))
def test_any_purpose_can_be_read(purpose: str) -> None:
    for mention in mentions(purpose):
        assert mention.number == normal(mention.number)
        assert any(letter.isdigit() for letter in mention.number)
