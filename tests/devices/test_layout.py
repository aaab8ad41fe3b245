"""What a keyboard wedge types through a Russian layout is read by the keys."""

from __future__ import annotations

import pytest

from devices.scanner.codes import parse_code
from devices.scanner.layout import recover_layout
from devices.scanner.symbology import Symbology
from devices.settings import ScannerSettings

DEFAULT = ScannerSettings()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("йцукенгшщзхъфывапролджэячсмитьбю.ё", "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"),
        ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё", 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?~'),
        ('Ф!"№;%:?*()_+/', "A!@#$%^&*()_+|"),
        ("ДЩЕ-7", "LOT-7"),
    ],
)
def test_every_key_gives_its_latin_character(typed: str, meant: str) -> None:
    assert recover_layout(typed) == meant


@pytest.mark.parametrize("text", ["4600439931256", "LOT-7", "LOT-Ж", "", "№5"])
def test_nothing_says_the_layout_was_russian(text: str) -> None:
    assert recover_layout(text) is None


def test_an_aim_identifier_proves_the_layout() -> None:
    code = parse_code("ъС1010460043993125610ДЩЕ7:ъ21ЫУК9", DEFAULT)
    assert (code.symbology, code.aim, code.recovered) == (Symbology.GS1_128, "]C1", True)
    assert (code.gtin, code.lot, code.serial) == ("04600439931256", "LOT7", "SER9")


def test_a_marking_code_without_identifier_is_recovered_by_its_content() -> None:
    code = parse_code("0104600439931256215Йифп!2\x1d93вПМя", DEFAULT)
    assert (code.recovered, code.serial) == (True, "5Qbag!2")
    assert code.text == "0104600439931256215Qbag!2\x1d93dGVz"


def test_free_text_keeps_both_readings_for_the_catalogue_to_decide() -> None:
    code = parse_code("ФИСВ-12", DEFAULT)
    assert (code.text, code.alternative, code.recovered) == ("ФИСВ-12", "ABCD-12", False)
