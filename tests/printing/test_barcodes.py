"""Barcodes on paper are read back from what a 203-dpi printer would burn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.engine.barcodes import DOT, symbol
from printing.engine.form import A4_PORTRAIT, Align, Bars, Form, Gap, Note, Symbology
from printing.errors import BarcodeCharacters, BarcodeCheckDigit, BarcodeTooWide
from tests.printing.paper import ReadCode, pdf, scan


def sheet(*bars: Bars) -> Form:
    """Return a page of nothing but barcodes."""
    blocks = [part for one in bars for part in (one, Gap(8))]
    return Form("Коды", A4_PORTRAIT, head=tuple(blocks))


@pytest.mark.parametrize(
    ("bars", "read"),
    [
        (Bars(Symbology.CODE128, "A-01-02-03"), ReadCode("A-01-02-03", "]C0")),
        (Bars(Symbology.CODE128, "~W:QTY:12"), ReadCode("~W:QTY:12", "]C0")),
        (Bars(Symbology.CODE128, "1234567"), ReadCode("1234567", "]C0")),
        (Bars(Symbology.CODE128, "12"), ReadCode("12", "]C0")),
        (Bars(Symbology.EAN13, "4601234567893"), ReadCode("4601234567893", "]E0")),
        (Bars(Symbology.EAN13, "2000000000008"), ReadCode("2000000000008", "]E0")),
        (
            Bars(Symbology.GS1_128, "(01)04601234567893(10)АБВ".replace("АБВ", "LOT7"), height=15),
            ReadCode("(01)04601234567893(10)LOT7", "]C1"),
        ),
        (
            Bars(Symbology.GS1_128, "(10)LOT-5(17)271231(21)12345", module=0.25),
            ReadCode("(10)LOT-5(17)271231(21)12345", "]C1"),
        ),
        (
            Bars(Symbology.GS1_128, "(00)046012345000000012"),
            ReadCode("(00)046012345000000012", "]C1"),
        ),
    ],
)
@pytest.mark.parametrize("align", list(Align))
def test_a_barcode_is_read_back_with_its_symbology(
    bars: Bars, read: ReadCode, align: Align
) -> None:
    placed = Bars(bars.kind, bars.text, bars.height, bars.module, align=align)
    assert scan(pdf(sheet(placed))) == [read]


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_narrowest_module_is_read_at_every_printer_resolution(dpi: int) -> None:
    document = pdf(sheet(Bars(Symbology.CODE128, "OC-000045", module=0.25)))
    assert scan(document, dpi=dpi) == [ReadCode("OC-000045", "]C0")]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=18))
def test_any_printable_ascii_survives_code_128(text: str) -> None:
    assert scan(pdf(sheet(Bars(Symbology.CODE128, text, module=0.375)))) == [ReadCode(text, "]C0")]


@settings(max_examples=25, deadline=None)
@given(
    st.from_regex(r"[0-9]{13}", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True),
    st.from_regex(r"[0-9]{1,8}", fullmatch=True),
)
def test_variable_elements_of_gs1_128_keep_their_borders(gtin: str, lot: str, serial: str) -> None:
    check = -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(gtin)) % 10
    text = f"(01){gtin}{check}(10){lot}(21){serial}"
    found = scan(pdf(sheet(Bars(Symbology.GS1_128, text, module=0.25))))
    assert found == [ReadCode(text, "]C1")]


def test_modules_are_whole_dots_and_bars_at_least_as_wide_as_asked() -> None:
    made = symbol(Bars(Symbology.CODE128, "OC-000045"))
    assert made.dots(0.33, 180) == 3
    assert made.dots(0.375, 180) == 3
    assert made.dots(0.376, 180) == 4
    assert 3 * DOT >= 0.33


def test_a_long_code_is_drawn_narrower_before_it_is_refused() -> None:
    text = "X" * 30
    made = symbol(Bars(Symbology.CODE128, text))
    assert made.dots(0.5, 180) == 3
    assert scan(pdf(sheet(Bars(Symbology.CODE128, text, module=0.5)))) == [ReadCode(text, "]C0")]
    with pytest.raises(BarcodeTooWide) as refused:
        pdf(sheet(Bars(Symbology.CODE128, "X" * 80)))
    assert refused.value.facts == {"kind": "code128", "text": "X" * 80, "room_mm": 180}


@pytest.mark.parametrize(
    "bars",
    [
        Bars(Symbology.CODE128, ""),
        Bars(Symbology.CODE128, "Ячейка"),
        Bars(Symbology.CODE128, "A\nB"),
        Bars(Symbology.EAN13, "460123456789"),
        Bars(Symbology.EAN13, "46012345678931"),
        Bars(Symbology.EAN13, "46012345678٩3"),
        Bars(Symbology.GS1_128, "0104601234567893"),
        Bars(Symbology.GS1_128, "(01)04601234567893tail(10)"),
        Bars(Symbology.GS1_128, "(10)ПАРТИЯ"),
        Bars(Symbology.GS1_128, ""),
    ],
)
def test_what_a_symbology_cannot_carry_is_refused_by_name(bars: Bars) -> None:
    with pytest.raises(BarcodeCharacters) as refused:
        symbol(bars)
    assert refused.value.facts == {"kind": bars.kind.value, "text": bars.text}


def test_a_wrong_check_digit_is_refused_with_the_right_one() -> None:
    with pytest.raises(BarcodeCheckDigit) as refused:
        symbol(Bars(Symbology.EAN13, "4601234567890"))
    assert refused.value.facts == {"kind": "ean13", "text": "4601234567890", "expected": "3"}


def test_text_beside_a_barcode_stays_out_of_its_quiet_zone() -> None:
    blocks = (Note("|" * 300, size=9), Bars(Symbology.CODE128, "OC-000045"), Note("|" * 300))
    assert scan(pdf(Form("Коды", A4_PORTRAIT, head=blocks))) == [ReadCode("OC-000045", "]C0")]
