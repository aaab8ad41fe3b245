"""The meaning of one scanned code: a pure function from text to a frozen `Code`.

Nothing is looked up here, and nothing is guessed: what the gun said (the AIM identifier) decides
first, then the length, then content that cannot be anything else. The rest stays plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from unicodedata import category

from devices.scanner import gs1
from devices.scanner.digits import check_digit, expand_upc_e, holds, is_digits
from devices.scanner.framing import MAX_LENGTH, FrameFault, RawScan
from devices.scanner.gs1 import GS, preload
from devices.scanner.layout import has_cyrillic, recover_layout
from devices.scanner.problems import CodeProblem, ProblemKind
from devices.scanner.symbology import Symbology, split_aim, symbology_of
from devices.settings import ScannerSettings

__all__ = ["Code", "CodeProblem", "Command", "ProblemKind", "parse_code", "preload", "read_code"]

COMMAND_PREFIX = "~W:"
"""Begins a command barcode; no trade number can."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of controls, of direction marks among others, and of line separators."""

_RS, _EOT = "\x1e", "\x04"
_GTIN_LENGTHS = (8, 12, 13, 14)
_EAN13 = 13
_EAN8 = 8
_ITF14 = 14
_CIGARETTES = 29


@dataclass(frozen=True, slots=True)
class Command:
    """A command barcode `~W:VERB` or `~W:VERB:ARGUMENT`."""

    verb: str
    """Upper case."""

    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """One scan, understood as far as the code itself allows."""

    text: str
    """The data without AIM identifier, separators normalised to 0x1D: what barcodes in the
    catalogue are compared with."""

    raw: str
    """What came, unchanged."""

    symbology: Symbology = Symbology.UNKNOWN
    aim: str | None = None
    """The identifier the gun sent, such as `]C1`; None when it sent none."""

    gtin: str | None = None
    """GTIN-14. EAN-8, UPC and EAN-13 are padded with zeros; so are in-store codes (20–29), which
    are unique in this company only."""

    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    production: date | None = None
    count: int | None = None
    weight_grams: int | None = None
    sscc: str | None = None
    elements: Mapping[str, str] = field(default_factory=dict, hash=False)
    """GS1 application identifier → value; empty for anything that is not GS1 data."""

    command: Command | None = None
    alternative: str | None = None
    """The same keys in the Latin layout, when the text is Cyrillic and only the catalogue can tell
    which was meant: look `text` up first, then this."""

    recovered: bool = False
    """True when the text came through a Russian keyboard layout and was turned back."""

    problem: CodeProblem | None = None

    @property
    def shown(self) -> str:
        """The text for a screen: every character that commands or turns it is a middle dot."""
        return "".join("·" if category(each) in _UNSEEN else each for each in self.text)


def read_code(scan: RawScan, settings: ScannerSettings) -> Code:
    """Return what one frame of a device says, its faults included."""
    problem = _frame_problem(scan, settings)
    if problem is None:
        return parse_code(scan.text, settings)
    return Code(scan.text, scan.text, problem=problem)


def parse_code(text: str, settings: ScannerSettings) -> Code:
    """Return the meaning of *text*, one scan without prefix and suffix. Never raises."""
    plain = text.strip(" ")
    if len(plain) < settings.min_length:
        facts = {"found": len(plain), "expected": settings.min_length}
        return Code(plain, text, problem=CodeProblem(ProblemKind.TOO_SHORT, facts))
    if settings.recover_layout and has_cyrillic(plain):
        return _typed_in_russian(plain, text, settings)
    return replace(_parse(plain, settings), raw=text)


def _typed_in_russian(plain: str, raw: str, settings: ScannerSettings) -> Code:
    latin = recover_layout(plain)
    if latin is None:
        return replace(_parse(plain, settings), raw=raw)
    code = _parse(latin, settings)
    if code.command or code.aim or code.elements:
        return replace(code, raw=raw, recovered=True)
    return replace(_parse(plain, settings), raw=raw, alternative=latin)


def _parse(plain: str, settings: ScannerSettings) -> Code:
    if plain.upper().startswith(COMMAND_PREFIX):
        return _command(plain)
    aim, data = split_aim(plain) if settings.aim else (None, plain)
    symbology = symbology_of(aim)
    if symbology.carries_gs1:
        return _gs1(data, aim, symbology, settings)
    code = Code(data, plain, symbology, aim)
    if symbology is Symbology.EAN_UPC:
        return _ean(code)
    told = aim is not None
    if GS in data and gs1.looks_like_gs1(data):
        return _gs1(data, aim, symbology if told else Symbology.GS1, settings)
    odd = sorted({each for each in data if _is_control(each)} - _allowed_controls(data))
    if odd:
        found = " ".join(f"{ord(each):02X}" for each in odd)
        problem = CodeProblem(ProblemKind.CONTROL_CHARACTERS, {"found": found})
        return replace(code, problem=problem)
    if symbology is Symbology.ITF and len(data) == _ITF14 and is_digits(data):
        return _numbered(code)
    if symbology in {Symbology.DATAMATRIX, Symbology.UNKNOWN} and _is_cigarette_pack(data):
        return replace(code, gtin=data[:14], serial=data[14:21])
    return code if told else _untold(code, settings)


def _untold(code: Code, settings: ScannerSettings) -> Code:
    """Decide by length and content what a gun without AIM identifiers has read."""
    data = code.text
    if is_digits(data) and len(data) in _GTIN_LENGTHS:
        kind = Symbology.ITF if len(data) == _ITF14 else Symbology.EAN_UPC
        told = _numbered(code)
        return replace(told, symbology=kind) if told.problem is None else told
    bare = data
    for alternative in settings.gs_alternatives:
        bare = bare.removeprefix(alternative)
    if not gs1.looks_like_gs1(bare):
        return code
    found = _gs1(data, None, Symbology.GS1, settings)
    # Digits alone may be a number of somebody's own that happens to fit at its beginning.
    return code if found.problem and is_digits(data) else found


def _ean(code: Code) -> Code:
    digits = code.text
    if code.aim == "]E3":  # EAN-13 with an add-on of two or five digits behind it
        digits = digits[:_EAN13]
    if not is_digits(digits) or len(digits) not in _GTIN_LENGTHS[:3]:
        if code.aim in {"]E1", "]E2"}:
            return code
        facts = {"found": len(digits), "expected": "8, 12, 13"}
        return replace(code, problem=CodeProblem(ProblemKind.WRONG_LENGTH, facts))
    if len(digits) == _EAN8 and code.aim != "]E4":
        # Eight digits under ]E0 are UPC-E, which guns may leave compressed.
        expanded = expand_upc_e(digits)
        if expanded and holds(expanded):
            return replace(code, gtin=expanded.zfill(14))
    return _numbered(replace(code, text=digits))


def _numbered(code: Code) -> Code:
    """Fill in the GTIN of an all-digit code, or say that its check digit does not fit."""
    digits = code.text
    if holds(digits):
        return replace(code, gtin=digits.zfill(14))
    facts = {
        "number": digits,
        "found": digits[-1],
        "expected": str(check_digit(digits[:-1])),
    }
    return replace(code, problem=CodeProblem(ProblemKind.CHECK_DIGIT, facts))


def _gs1(data: str, aim: str | None, symbology: Symbology, settings: ScannerSettings) -> Code:
    text = _with_separators(data, settings).strip(GS)
    found = gs1.parse_elements(text) if text else CodeProblem(ProblemKind.BAD_GS1, {"at": ""})
    code = Code(text, data, symbology, aim)
    if isinstance(found, CodeProblem):
        return replace(code, problem=found)
    return replace(
        code,
        gtin=found.gtin,
        lot=found.lot,
        serial=found.serial,
        expiry=found.expiry,
        production=found.production,
        count=found.count,
        weight_grams=found.weight_grams,
        sscc=found.sscc,
        elements=found.values,
    )


def _command(text: str) -> Code:
    verb, _, argument = text[len(COMMAND_PREFIX) :].partition(":")
    verb = verb.strip().upper()
    if not verb or not verb.replace("-", "").replace("_", "").isalnum():
        return Code(text, text, problem=CodeProblem(ProblemKind.BAD_COMMAND, {"text": text}))
    return Code(text, text, command=Command(verb, argument or None))


def _with_separators(data: str, settings: ScannerSettings) -> str:
    """Return *data* with what the gun sends for the separator turned back into it."""
    for alternative in settings.gs_alternatives:
        data = data.replace(alternative, GS)
    return data


def _is_cigarette_pack(data: str) -> bool:
    """Return True for GTIN, serial of 7, price of 4, check of 4: a pack's code has no identifiers.

    Only one that is not all digits, so that no number of somebody's own is taken for it.
    """
    return (
        len(data) == _CIGARETTES
        and is_digits(data[:14])
        and holds(data[:14])
        and not is_digits(data)
    )


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def _allowed_controls(data: str) -> set[str]:
    return {GS, _RS, _EOT} if data.startswith("[)>") else set()


def _frame_problem(scan: RawScan, settings: ScannerSettings) -> CodeProblem | None:
    match scan.fault:
        case FrameFault.OVERLONG:
            return CodeProblem(ProblemKind.OVERLONG, {"limit": MAX_LENGTH})
        case FrameFault.INCOMPLETE:
            return CodeProblem(ProblemKind.INCOMPLETE, {"found": scan.text})
        case FrameFault.NO_PREFIX:
            facts = {"found": scan.text, "expected": settings.prefix}
            return CodeProblem(ProblemKind.NO_PREFIX, facts)
        case None:
            pass
    if scan.raw.isascii() or scan.text.encode() == scan.raw:
        return None
    found = " ".join(f"{byte:02X}" for byte in sorted(set(scan.raw)) if byte >= 0x80)  # noqa: PLR2004
    return CodeProblem(ProblemKind.NOISE, {"found": found})
