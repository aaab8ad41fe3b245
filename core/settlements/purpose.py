"""Reading the purpose of a payment: which documents does the payer say he pays? Pure.

"Оплата по счету № ЗК-000123 от 12.11.2026 за товар" names a bill; payers write it in many ways, so
a number counts only after a word that says what it is the number of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Named(StrEnum):
    """What the payer says the number is of."""

    BILL = "bill"
    ORDER = "order"
    INVOICE = "invoice"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a purpose names."""

    what: Named
    number: str
    """As `normal` writes it: "ЗК-000123", "123"."""
    on: date | None
    """The date after it; None: it tells none."""


_WORDS = {
    Named.CONTRACT: r"догов\w*|дог\.?|контракт\w*|соглашени\w*",
    Named.INVOICE: (
        r"наклад\w*|накл\.?|ттн|тн|упд|торг-?\s?12|реализаци\w*|отгруз\w*|акт\w*|"
        r"сч[её]т\w*[\s-]*фактур\w*|сч\.?[\s-]*ф(?:акт)?\.?|с/ф"
    ),
    Named.ORDER: r"заказ\w*|заявк\w*|зак\.?",
    Named.BILL: r"сч[её]т\w*|сч\.?|инвойс\w*",
}
"""Tried in this order at one place: "счёт-фактура" is no bill."""

_SIGN = r"(?:№№?|n[o0]?\.?|#|номер\w*|ном\.?)"
_NUMBER = r"(?=[\w/\\.-]*\d)[0-9a-zа-яё]+(?:[-/\\._][0-9a-zа-яё]+)*"
_DATE = r"(?:\s*(?:от)?\s*(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?!\d))"
_MENTION = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{name.value}>{words})" for name, words in _WORDS.items())
    + rf")(?![\w])(?:\s+(?:на\s+оплату|клиента|покупателя|поставки|оферты|к/п))*\s*:?\s*"
    rf"(?:(?:{_SIGN})\s*)?(?P<number>{_NUMBER})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT = re.compile(
    rf"\s*(?:,|;|и|\+|/)\s*(?:(?:{_SIGN})\s*)?(?P<number>{_NUMBER})(?![./]\d)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(rf"^{_DATE}(?:\s*г\.?(?:ода)?)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_IS_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CENTURY = 2000

LONGEST = 1_000
"""Letters of a purpose that are read: the Bank of Russia allows 210."""

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYЁ", "АВСЕНКМОРТХУЕ")
_SPACES = re.compile(r"\s+")


def normal(number: str) -> str:
    """Return a number as it is compared: capitals, Latin look-alikes as Cyrillic, no spaces."""
    return _SPACES.sub("", number).upper().translate(_LOOKALIKES).strip("-./\\")


def mentions(purpose: str) -> tuple[Mention, ...]:
    """Return the documents a purpose names, each once, in the order they are named."""
    found: dict[tuple[Named, str], Mention] = {}
    rest = purpose[:LONGEST]
    while True:
        match = _MENTION.search(rest)
        if match is None:
            return tuple(found.values())
        what = _what(match)
        rest = _take(found, what, match)
        while True:
            following = _NEXT.match(rest)
            if following is None or _IS_DATE.fullmatch(following["number"]):
                break
            rest = _take(found, what, following)


def same_number(written: str, stored: str) -> bool:
    """Tell whether a payer's number means the stored one: the whole, or its digits alone.

    Args:
        written: of a `Mention`.
        stored: as the document has it, "КЛ-000123".
    """
    ours = normal(stored)
    if written == ours:
        return True
    digits = re.search(r"(\d+)\D*$", ours)
    return digits is not None and written.isdigit() and int(written) == int(digits[1])


def digits_of(written: str) -> int | None:
    """Return the last run of digits of a number, as documents count themselves; None: none."""
    found = re.findall(r"\d+", written)
    return int(found[-1]) if found and len(found[-1]) <= 18 else None  # noqa: PLR2004 - BIGINT


def _what(match: re.Match[str]) -> Named:
    return next(name for name in Named if match[name.value])


def _take(found: dict[tuple[Named, str], Mention], what: Named, match: re.Match[str]) -> str:
    rest = match["rest"]
    dated = _AFTER.match(rest)
    on = None
    if dated:
        on = _day(dated[1], dated[2], dated[3])
        rest = dated["rest"]
    number = normal(match["number"])
    found.setdefault((what, number), Mention(what, number, on))
    return rest


def _day(day: str, month: str, year: str) -> date | None:
    full = int(year) + (_CENTURY if len(year) == 2 else 0)  # noqa: PLR2004 - two digits
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None
