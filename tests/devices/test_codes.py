"""The gun's word decides what a code says, then its length, then what cannot be anything else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.scanner.codes import Code, Command, ProblemKind, parse_code, read_code
from devices.scanner.framing import ScanFramer
from devices.scanner.symbology import Symbology
from devices.settings import ScannerSettings

DEFAULT = ScannerSettings()
GS = "\x1d"
MILK = "04600439931256"
MARK = f"01{MILK}215Qbag!2{GS}93dGVz"


def read(text: str) -> Code:
    return parse_code(text, DEFAULT)


def problem_of(code: Code) -> tuple[ProblemKind, dict[str, object]]:
    assert code.problem is not None
    return code.problem.kind, dict(code.problem.facts)


@pytest.mark.parametrize(
    ("text", "symbology", "gtin"),
    [
        ("4600439931256", Symbology.EAN_UPC, "04600439931256"),
        ("96385074", Symbology.EAN_UPC, "00000096385074"),
        ("036000291452", Symbology.EAN_UPC, "00036000291452"),
        ("14600439931253", Symbology.ITF, "14600439931253"),
        ("]E04600439931256", Symbology.EAN_UPC, "04600439931256"),
        ("]E496385074", Symbology.EAN_UPC, "00000096385074"),
        ("]E00036000291452", Symbology.EAN_UPC, "00036000291452"),
        ("]E004252614", Symbology.EAN_UPC, "00042100005264"),
        ("]E3460043993125612", Symbology.EAN_UPC, "04600439931256"),
        ("]I114600439931253", Symbology.ITF, "14600439931253"),
        (f"]e001{MILK}", Symbology.DATABAR, MILK),
        (f"]C101{MILK}", Symbology.GS1_128, MILK),
        (f"]d201{MILK}", Symbology.GS1_DATAMATRIX, MILK),
        (f"]Q301{MILK}", Symbology.GS1_QR, MILK),
        (f"01{MILK}", Symbology.GS1, MILK),
    ],
)
def test_every_carrier_of_a_trade_number_gives_its_gtin_14(
    text: str, symbology: Symbology, gtin: str
) -> None:
    code = read(text)
    assert (code.symbology, code.gtin, code.problem) == (symbology, gtin, None)


@pytest.mark.parametrize(
    ("text", "symbology", "plain"),
    [
        ("]A0WMS-1", Symbology.CODE39, "WMS-1"),
        ("]C04600439931256", Symbology.CODE128, "4600439931256"),
        ("]C2ABC", Symbology.CODE128, "ABC"),
        ("]F0A123B", Symbology.CODABAR, "A123B"),
        ("]G0ABC", Symbology.CODE93, "ABC"),
        ("]I0123456", Symbology.ITF, "123456"),
        ("]L0ABC", Symbology.PDF417, "ABC"),
        ("]Q1https://example.org", Symbology.QR, "https://example.org"),
        ("]d1ABC", Symbology.DATAMATRIX, "ABC"),
        ("]z0ABC", Symbology.AZTEC, "ABC"),
        ("]H0ABC", Symbology.OTHER, "ABC"),
        ("A-03-07-2", Symbology.UNKNOWN, "A-03-07-2"),
        ("2500014", Symbology.UNKNOWN, "2500014"),
        ("ORDER#15", Symbology.UNKNOWN, "ORDER#15"),
        ("ЯЧ-17", Symbology.UNKNOWN, "ЯЧ-17"),
        ("100000000000017", Symbology.UNKNOWN, "100000000000017"),
    ],
)
def test_what_is_not_a_trade_number_stays_plain_text(
    text: str, symbology: Symbology, plain: str
) -> None:
    code = read(text)
    assert (code.symbology, code.text, code.raw) == (symbology, plain, text)
    assert (code.gtin, code.elements, code.problem) == (None, {}, None)


def test_gs1_data_gives_lot_dates_serial_count_and_weight() -> None:
    code = read(f"]C101{MILK}17270300" + f"1126090110LOT7{GS}21SER/9{GS}3103001234" + f"37{24}")
    assert code.gtin == MILK
    assert code.lot == "LOT7"
    assert code.serial == "SER/9"
    assert code.expiry == date(2027, 3, 31)
    assert code.production == date(2026, 9, 1)
    assert code.weight_grams == 1234
    assert code.count == 24
    assert code.elements == {
        "01": MILK,
        "17": "270300",
        "11": "260901",
        "10": "LOT7",
        "21": "SER/9",
        "3103": "001234",
        "37": "24",
    }


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert read(f"01{MILK}17280200").expiry == date(2028, 2, 29)


def test_best_before_stands_in_for_expiry_only_where_that_is_absent() -> None:
    assert read(f"01{MILK}15270115").expiry == date(2027, 1, 15)
    assert read(f"01{MILK}1527011517270220").expiry == date(2027, 2, 20)


@pytest.mark.parametrize(("told", "grams"), [("3100000005", 5000), ("3105123456", 1235)])
def test_weight_is_whole_grams(told: str, grams: int) -> None:
    assert read(f"]e001{MILK}{told}").weight_grams == grams


def test_a_pallet_label_gives_its_sscc_and_its_contents() -> None:
    pallet = read("00046000010000000076")
    assert (pallet.sscc, pallet.symbology) == ("046000010000000076", Symbology.GS1)
    contents = read(f"]C102{MILK}3748")
    assert (contents.gtin, contents.count) == (MILK, 48)


@pytest.mark.parametrize("head", ["", "]d2", GS, "]d2" + GS, "]d1"])
def test_a_marking_code_keeps_its_separator_and_gives_its_serial(head: str) -> None:
    code = read(head + MARK)
    assert (code.gtin, code.serial, code.text) == (MILK, "5Qbag!2", MARK)
    assert code.elements["93"] == "dGVz"


@pytest.mark.parametrize("sent", ["Alt029", "<GS>", "^]", "#"])
def test_what_a_gun_sends_for_the_separator_is_turned_back(sent: str) -> None:
    code = read(MARK.replace(GS, sent))
    assert (code.text, code.raw) == (MARK, MARK.replace(GS, sent))
    assert code.serial == "5Qbag!2"


def test_a_lost_separator_is_told_and_nothing_is_guessed() -> None:
    code = read(f"]d201{MILK}21abcdefghijklm91ABCD92" + "x" * 44)
    assert problem_of(code) == (
        ProblemKind.LOST_SEPARATOR,
        {"ai": "21", "value": "abcdefghijklm91ABCD9"},
    )
    assert (code.gtin, code.serial, code.elements) == (None, None, {})


def test_a_cigarette_pack_has_no_identifiers() -> None:
    code = read(MILK + 'aB"7x%9' + "AAAA" + "Zz12")
    assert (code.gtin, code.serial) == (MILK, 'aB"7x%9')


def test_thirteen_digits_are_never_element_strings() -> None:
    """`biip.parse` makes a serial number of this code."""
    code = read("2112345012347")
    assert problem_of(code) == (
        ProblemKind.CHECK_DIGIT,
        {"number": "2112345012347", "found": "7", "expected": "6"},
    )
    assert (code.serial, code.gtin, code.text) == (None, None, "2112345012347")


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.from_regex(r"[0-9]{8}|[0-9]{12,14}", fullmatch=True))
def test_a_trade_number_has_either_a_gtin_or_a_problem(digits: str) -> None:
    code = read(digits)
    assert (code.gtin is None) == (code.problem is not None)
    assert code.elements == {}


@pytest.mark.parametrize(
    ("text", "kind", "facts"),
    [
        ("12", ProblemKind.TOO_SHORT, {"found": 2, "expected": 3}),
        ("", ProblemKind.TOO_SHORT, {"found": 0, "expected": 3}),
        ("]E046004399312", ProblemKind.WRONG_LENGTH, {"found": 11, "expected": "8, 12, 13"}),
        ("]E0ABCDEFGH", ProblemKind.WRONG_LENGTH, {"found": 8, "expected": "8, 12, 13"}),
        ("46004\x0039931256", ProblemKind.CONTROL_CHARACTERS, {"found": "00"}),
        ("\x1b[2J4600", ProblemKind.CONTROL_CHARACTERS, {"found": "1B"}),
        ("]C1ZZ1", ProblemKind.BAD_GS1, {"at": "ZZ1"}),
        ("]C1", ProblemKind.BAD_GS1, {"at": ""}),
        (f"]C101{MILK}17271300", ProblemKind.BAD_GS1, {"at": "17271300"}),
        (f"]C101{MILK}10A{GS}10B", ProblemKind.BAD_GS1, {"at": "10B"}),
        ("~W:", ProblemKind.BAD_COMMAND, {"text": "~W:"}),
        (
            "]C10104600439931257",
            ProblemKind.CHECK_DIGIT,
            {"ai": "01", "number": "04600439931257", "found": "7", "expected": "6"},
        ),
        (
            "]C100046000010000000074",
            ProblemKind.CHECK_DIGIT,
            {"ai": "00", "number": "046000010000000074", "found": "4", "expected": "6"},
        ),
    ],
)
def test_a_bad_code_says_what_is_wrong_with_it(
    text: str, kind: ProblemKind, facts: dict[str, object]
) -> None:
    code = read(text)
    assert problem_of(code) == (kind, facts)
    assert (code.gtin, code.elements) == (None, {})


def test_iso_15434_data_is_not_taken_for_gs1() -> None:
    text = f"[)>\x1e06{GS}PABC{GS}Q5\x1e\x04"
    code = read(text)
    assert (code.text, code.problem, code.elements) == (text, None, {})


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("~W:SHORT", Command("SHORT")),
        ("~W:QTY:12", Command("QTY", "12")),
        ("~w:reason:DMG", Command("REASON", "DMG")),
        ("~W:USER:a:b", Command("USER", "a:b")),
        ("ЁЦЖЫРЩКЕ", Command("SHORT")),
        ("ЁЦЖЙЕНЖ12", Command("QTY", "12")),
    ],
)
def test_command_barcodes_give_verb_and_argument(text: str, command: Command) -> None:
    code = read(text)
    assert (code.command, code.problem) == (command, None)


def test_a_screen_never_gets_a_control_character() -> None:
    assert read(f"10A{GS}\x1b[2J").shown == "10A··[2J"


def test_bytes_that_are_no_text_are_noise() -> None:
    [scan] = ScanFramer(DEFAULT).feed(b"\xff\xfe4600439931256\r", 0.0)
    assert problem_of(read_code(scan, DEFAULT)) == (ProblemKind.NOISE, {"found": "FE FF"})


def test_a_site_may_switch_aim_and_recovery_off() -> None:
    code = parse_code("]C0ФИСВ", ScannerSettings(aim=False, recover_layout=False))
    assert (code.text, code.aim, code.alternative) == ("]C0ФИСВ", None, None)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    assert parse_code(text, DEFAULT).raw == text


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.text("0123456789]CdQeE~W:()ФИ\x1d#^", max_size=60))
def test_no_likely_text_raises(text: str) -> None:
    assert parse_code(text, DEFAULT).raw == text


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\u2028"])
def test_nothing_a_screen_obeys_is_shown(letter: str) -> None:
    """Escape sequences and marks that turn the direction of writing alike."""
    code = parse_code(f"AB{letter}CD1234", ScannerSettings())
    assert code.shown == "AB·CD1234"
