"""GS1 element strings: application identifiers and what the warehouse takes from them.

The tables of identifiers are those of `biip`; they are read at the first GS1 code, because a
handheld that only sees EAN-13 need not pay for them at its start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from devices.scanner.digits import check_digit, holds, is_digits
from devices.scanner.problems import CodeProblem, ProblemKind

GS = "\x1d"


@dataclass(frozen=True, slots=True)
class Elements:
    """What GS1 data said. Every attribute is None when its identifier is absent."""

    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Application identifier → value, in the order of the code."""

    gtin: str | None = None
    """14 digits: AI 01, or AI 02 where the code names the contents of a logistic unit."""

    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    """AI 17, else the best-before date of AI 15. Day 00 is the last day of the month."""

    production: date | None = None
    count: int | None = None
    """AI 37: pieces inside."""

    weight_grams: int | None = None
    """AI 310n, net."""

    sscc: str | None = None


def preload() -> None:
    """Read the tables now (about 0.1 s), so that the first GS1 scan does not wait for them."""
    import biip.gs1_messages  # noqa: F401, PLC0415 - see the module's docstring


def looks_like_gs1(text: str) -> bool:
    """Return True when *text*, without any AIM identifier, cannot well be anything but GS1 data.

    That is: a separator is in it, or it begins with an SSCC or a GTIN whose check digit holds and
    which is the whole or is followed by more. Lengths of EAN and ITF codes never qualify, nor does
    any text that begins with another identifier: `2112345012347` is an EAN-13, not a serial number.
    """
    if text.startswith("[)>"):  # ISO/IEC 15434 uses the same separator
        return False
    if GS in text:
        return True
    if text.startswith("00") and len(text) >= 20 and is_digits(text[:20]):  # noqa: PLR2004
        return holds(text[2:20])
    if text[:2] in {"01", "02"} and len(text) >= 16 and is_digits(text[:16]):  # noqa: PLR2004
        return holds(text[2:16])
    return False


def parse_elements(text: str) -> Elements | CodeProblem:
    """Return what the element strings of *text* say, or why they cannot be read."""
    from biip import ParseError  # noqa: PLC0415 - see the module's docstring
    from biip.gs1_element_strings import GS1ElementString  # noqa: PLC0415

    values: dict[str, str] = {}
    dates: dict[str, date] = {}
    rest = text.lstrip(GS)
    while rest:
        try:
            element = GS1ElementString.extract(rest)
        except ParseError:
            return CodeProblem(ProblemKind.BAD_GS1, {"at": rest[:8]})
        ai, value = element.ai.ai, element.value
        rest = rest[len(ai) + len(value) :]
        if element.ai.separator_required and rest and not rest.startswith(GS):
            return CodeProblem(ProblemKind.LOST_SEPARATOR, {"ai": ai, "value": value})
        if values.setdefault(ai, value) != value:
            return CodeProblem(ProblemKind.BAD_GS1, {"at": ai + value})
        if element.date is not None:
            dates[ai] = element.date
        rest = rest.lstrip(GS)
    return _bad_number(values) or _understand(values, dates)


def _bad_number(values: Mapping[str, str]) -> CodeProblem | None:
    for ai in ("00", "01", "02"):
        number = values.get(ai)
        if number is not None and not holds(number):
            expected = str(check_digit(number[:-1]))
            facts = {"ai": ai, "number": number, "found": number[-1], "expected": expected}
            return CodeProblem(ProblemKind.CHECK_DIGIT, facts)
    return None


def _understand(values: Mapping[str, str], dates: Mapping[str, date]) -> Elements:
    count = values.get("37")
    return Elements(
        values=values,
        gtin=values.get("01") or values.get("02"),
        lot=values.get("10"),
        serial=values.get("21"),
        expiry=dates.get("17") or dates.get("15") or dates.get("7003"),
        production=dates.get("11") or dates.get("8008"),
        count=int(count) if count else None,
        weight_grams=_grams(values),
        sscc=values.get("00"),
    )


def _grams(values: Mapping[str, str]) -> int | None:
    """Return the net weight of AI 310n: six digits, the last n after the point, kilograms."""
    for places in range(6):
        told = values.get(f"310{places}")
        if told is not None:
            grams = Decimal(told).scaleb(3 - places)
            return int(grams.to_integral_value(ROUND_HALF_UP))
    return None
