"""The payment code of a bill: what the text says, and that a telephone reads it back."""

from __future__ import annotations

import dataclasses
import io

import pypdfium2
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.documents.bill import bill_form, payment_order
from printing.documents.payment_code import BankAccount, PaymentOrder, payment_code
from printing.documents.totals import VatMode
from printing.engine.form import A4_PORTRAIT, Form, Matrix
from printing.engine.qr import QUIET, square
from printing.errors import BarcodeCharacters, BarcodeTooWide
from tests.printing.paper import pdf
from tests.printing.trade_samples import PAYEE, bill

ORDER = PaymentOrder(
    payee='ООО "Комплект-Сервис"',
    account=PAYEE.account,
    sum_minor=123_456,
    purpose="Оплата по счёту № 45 от 05.12.2026",
    inn="7700000016",
    kpp="770001001",
)


def read_bytes(document: bytes, dpi: int = 203) -> list[bytes]:
    """Return the bytes of every QR code of the first page."""
    opened = pypdfium2.PdfDocument(io.BytesIO(document))
    image = opened[0].render(scale=dpi / 72, grayscale=True).to_pil()
    opened.close()
    return [code.bytes for code in zxingcpp.read_barcodes(image) if "QR" in str(code.format)]


def on_paper(text: str, side: float = 32) -> bytes:
    return pdf(Form("code", A4_PORTRAIT, head=(Matrix(text, side=side),)))


def test_the_keys_stand_in_the_order_of_the_standard() -> None:
    assert payment_code(ORDER) == (
        'ST00012|Name=ООО "Комплект-Сервис"|PersonalAcc=40702810000000000001'
        '|BankName=ПАО "Банк", г. Москва|BIC=044525000|CorrespAcc=30101810000000000000'
        "|Sum=123456|Purpose=Оплата по счёту № 45 от 05.12.2026"
        "|PayeeINN=7700000016|KPP=770001001"
    )


def test_a_bank_without_a_correspondent_account_says_zero() -> None:
    account = dataclasses.replace(PAYEE.account, corr_account="")
    code = payment_code(dataclasses.replace(ORDER, account=account))
    assert code is not None
    assert "|CorrespAcc=0|" in code


@pytest.mark.parametrize(
    "account",
    [
        BankAccount(),
        dataclasses.replace(PAYEE.account, account="4070281000000000000"),
        dataclasses.replace(PAYEE.account, bic="04452500X"),
        dataclasses.replace(PAYEE.account, corr_account="301018"),
        dataclasses.replace(PAYEE.account, bank=" "),
    ],
)
def test_an_account_not_known_well_enough_gives_no_code(account: BankAccount) -> None:
    assert payment_code(dataclasses.replace(ORDER, account=account)) is None


def test_nothing_to_pay_gives_no_code() -> None:
    assert payment_code(dataclasses.replace(ORDER, sum_minor=0)) is None


def test_a_value_with_the_separator_makes_another_one_be_chosen() -> None:
    code = payment_code(dataclasses.replace(ORDER, payee="ООО «А|Б»"))
    assert code is not None
    assert code.startswith("ST00012~Name=ООО «А|Б»~PersonalAcc=")
    assert "|PersonalAcc" not in code


def test_values_with_every_separator_lose_the_usual_one() -> None:
    code = payment_code(dataclasses.replace(ORDER, payee="А|~^#;!$*Б"))
    assert code is not None
    assert code.startswith("ST00012|Name=А/~^#;!$*Б|PersonalAcc=")


def test_long_values_are_cut_to_the_limits_and_lines_joined() -> None:
    account = dataclasses.replace(PAYEE.account, bank="Б" * 60)
    order = dataclasses.replace(ORDER, payee="Н" * 200, purpose="П\r\n" * 300, account=account)
    code = payment_code(order)
    assert code is not None
    values = dict(part.split("=", 1) for part in code.split("|")[1:])
    assert [len(values[key]) for key in ("Name", "BankName", "Purpose")] == [160, 45, 209]
    assert "\n" not in code


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=250)


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES)
def test_a_reader_of_the_standard_gets_the_values_back(payee: str, purpose: str) -> None:
    code = payment_code(dataclasses.replace(ORDER, payee=payee, purpose=purpose))
    if not payee.split():
        assert code is None
        return
    assert code is not None
    assert code[:7] == "ST00012"
    pairs = dict(part.split("=", 1) for part in code[8:].split(code[7]))
    given_name = " ".join(payee.split())[:160].rstrip()
    said = pairs["Name"]
    assert said == given_name or said == given_name.replace("|", "/")
    assert (pairs["PersonalAcc"], pairs["Sum"]) == ("40702810000000000001", "123456")
    assert len(pairs.get("Purpose", "")) <= 210


def test_the_code_of_a_bill_scans_back_byte_by_byte() -> None:
    data = bill(3)
    code = payment_code(payment_order(data))
    assert code is not None
    assert read_bytes(pdf(bill_form(data))) == [code.encode("utf-8")]
    assert code.startswith("ST00012|")


def test_the_longest_possible_code_scans_back_and_moves_the_bank_table_aside() -> None:
    party = dataclasses.replace(PAYEE.party, name="Щ" * 160)
    account = dataclasses.replace(PAYEE.account, bank="Ж" * 45)
    payee = dataclasses.replace(PAYEE, party=party, account=account)
    data = dataclasses.replace(bill(1), payee=payee, purpose="Ю" * 210)
    code = payment_code(payment_order(data))
    assert code is not None
    assert read_bytes(pdf(bill_form(data))) == [code.encode("utf-8")]


def test_the_purpose_tells_the_vat_by_rates() -> None:
    assert payment_order(bill(3)).purpose.endswith(
        "(заказ № ЗККС-000077 от 01.12.2026). В т.ч. НДС 22% - 127-43 руб., 10% - 18-25 руб."
    )
    assert payment_order(bill(3, VatMode.NONE)).purpose.endswith(". Без налога (НДС)")


def test_a_purpose_that_tells_the_vat_or_has_no_room_stays_as_it_is() -> None:
    for purpose in ("Оплата, в том числе НДС 22%", "О" * 200):
        assert payment_order(dataclasses.replace(bill(1), purpose=purpose)).purpose == purpose


def test_no_code_for_another_currency_or_an_unknown_account() -> None:
    for data in (
        dataclasses.replace(bill(1), currency="USD"),
        dataclasses.replace(bill(1), payee=dataclasses.replace(PAYEE, account=BankAccount())),
    ):
        assert read_bytes(pdf(bill_form(data))) == []


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("text", ["A", "ёжик" * 20, "0123456789" * 60, "Щ" * 500])
def test_any_text_scans_back_from_paper(text: str, dpi: int) -> None:
    assert read_bytes(on_paper(text), dpi) == [text.encode("utf-8")]


def test_rectangles_cover_exactly_the_dark_modules() -> None:
    text = "ST00012|Name=Ёж"
    made = square(text)
    dark: set[tuple[int, int]] = set()
    for left, top, width, height in made.blocks:
        for y in range(top, top + height):
            for x in range(left, left + width):
                assert (x, y) not in dark
                dark.add((x, y))
    matrix = segno.make(text, error="m", micro=False, encoding="utf-8", boost_error=False).matrix
    assert dark == {
        (x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit
    }
    assert len(made.blocks) < len(dark) / 2


def test_modules_are_never_finer_than_a_telephone_reads() -> None:
    assert square("A").side(32) == 32
    big = square("Щ" * 500)
    assert big.side(32) == pytest.approx(big.modules * 0.4)


def test_a_code_with_no_room_or_too_long_is_refused() -> None:
    with pytest.raises(BarcodeTooWide) as wide:
        on_paper("A", side=181)
    assert (wide.value.facts["kind"], wide.value.facts["room_mm"]) == ("qr", 180)
    for text in ("", "Щ" * 3000):
        with pytest.raises(BarcodeCharacters):
            square(text)
