"""Reading one cell: text in, a value of the domain out, or a `Misread` that says what is wrong.

Forms are those that Russian offices write: decimal comma, spaces between thousands, 31.12.2026,
да/нет, "без НДС", kilograms for weights.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from core.catalog.models import LotPolicy
from core.catalog.rules import GTIN_LENGTHS, check_digit, is_gtin
from core.delivery.places.rules import Point, read_place
from core.exchange.faults import Fault, Misread
from core.kernel.daytime import read_time
from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.kernel.quantity import parse_quantity
from core.kernel.vat import VatKind, kind_of
from core.partners.rules import requisite_fault
from core.pricing.kinds import SourceKind
from core.stock.models import CellKind

T = TypeVar("T")
Reader = Callable[[str], object]
"""Reads a cell that is not empty."""

LONGEST_TEXT: Final = 1_000
LONGEST_CODE: Final = 100
_GRAMS_IN_KILOGRAM: Final = 1000
_LARGEST_PERCENT: Final = 100

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,10})?")
_THIN = str.maketrans("", "", " \u00a0\u202f\u2009'")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_RUSSIAN_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?: .*)?", re.ASCII)
_CENTURY: Final = 2000

_YES = frozenset({"да", "д", "1", "true", "yes", "y", "истина", "+", "x", "х", "✓"})
_NO = frozenset({"нет", "н", "0", "false", "no", "n", "ложь", "-", "—"})
_NO_VAT = frozenset({"без ндс", "без", "no", "none", "-", "—", "не облагается"})

LOT_WORDS: Final = {
    "none": LotPolicy.NONE,
    "нет": LotPolicy.NONE,
    "lot": LotPolicy.LOT,
    "серия": LotPolicy.LOT,
    "серии": LotPolicy.LOT,
    "expiry": LotPolicy.EXPIRY,
    "срок годности": LotPolicy.EXPIRY,
    "срок": LotPolicy.EXPIRY,
}

SOURCE_WORDS: Final = {
    "supplier": SourceKind.SUPPLIER,
    "поставщик": SourceKind.SUPPLIER,
    "цена поставщика": SourceKind.SUPPLIER,
    "competitor": SourceKind.COMPETITOR,
    "конкурент": SourceKind.COMPETITOR,
    "цена конкурента": SourceKind.COMPETITOR,
    "receipt": SourceKind.RECEIPT,
    "поступление": SourceKind.RECEIPT,
    "opening": SourceKind.OPENING,
    "ввод остатков": SourceKind.OPENING,
    "cost": SourceKind.COST,
    "себестоимость": SourceKind.COST,
    "cost_full": SourceKind.COST_FULL,
    "себестоимость с расходами": SourceKind.COST_FULL,
}

CELL_WORDS: Final = {
    "storage": CellKind.STORAGE,
    "хранение": CellKind.STORAGE,
    "receiving": CellKind.RECEIVING,
    "приемка": CellKind.RECEIVING,
    "приёмка": CellKind.RECEIVING,
    "shipping": CellKind.SHIPPING,
    "отгрузка": CellKind.SHIPPING,
}


def text(cell: str) -> str:
    """Return a line of text, runs of spaces made one.

    Raises:
        Misread: control characters, or longer than any name is.
    """
    if _CONTROL.search(cell) or len(cell) > LONGEST_TEXT:
        raise Misread(Fault.TEXT, str(LONGEST_TEXT))
    return _SPACES.sub(" ", cell).strip()


def code(cell: str) -> str:
    """Return a code or an article; a spreadsheet's "12.0" for 12 is not guessed at.

    Raises:
        Misread: digits lost to scientific notation, control characters, too long.
    """
    found = text(cell)
    if _SCIENTIFIC.fullmatch(found):
        raise Misread(Fault.SCIENTIFIC)
    if len(found) > LONGEST_CODE:
        raise Misread(Fault.TEXT, str(LONGEST_CODE))
    return found


def barcode(cell: str) -> str:
    """Return a barcode without spaces.

    Raises:
        Misread: as `code`; or of the length of a GTIN, all digits, with another check digit.
    """
    found = code(cell).translate(_THIN)
    if found.isascii() and found.isdigit() and len(found) in GTIN_LENGTHS and not is_gtin(found):
        raise Misread(Fault.CHECK_DIGIT, str(check_digit(found[:-1])))
    return found


def barcodes(cell: str) -> tuple[str, ...]:
    """Return the barcodes of a cell, parted by commas, semicolons, bars or line ends.

    Raises:
        Misread: as `barcode`.
    """
    parts = [part.strip() for part in re.split(r"[,;|\n]+", cell)]
    return tuple(dict.fromkeys(barcode(part) for part in parts if part))


def whole(cell: str) -> int:
    """Return a whole number ≥ 0; "12.0" and "12,00" are 12.

    Raises:
        Misread: anything else.
    """
    match = re.fullmatch(r"([0-9]{1,15})(?:[.,]0+)?", cell.translate(_THIN))
    if match is None:
        raise Misread(Fault.NUMBER, "12")
    return int(match[1])


def place(cell: str) -> Point:
    """Return "55.7558, 37.6176" as a point.

    Raises:
        Misread: anything else.
    """
    try:
        found = read_place(cell)
    except BadValue as error:
        raise Misread(Fault.NUMBER, "55.7558, 37.6176") from error
    if found is None:
        raise Misread(Fault.NUMBER, "55.7558, 37.6176")
    return found


def time_of_day(cell: str) -> int:
    """Return "9:30" as seconds from midnight.

    Raises:
        Misread: anything else.
    """
    try:
        return read_time(cell)
    except BadValue as error:
        raise Misread(Fault.NUMBER, "09:30") from error


def quantity(cell: str) -> int:
    """Return thousandths of the base unit, > 0.

    Raises:
        Misread: not a number, more than three decimals, zero.
    """
    found = quantity_or_zero(cell)
    if found == 0:
        raise Misread(Fault.NOT_POSITIVE, "1")
    return found


def quantity_or_zero(cell: str) -> int:
    """Return thousandths of the base unit, ≥ 0; zeros after the third decimal do not matter.

    Raises:
        Misread: not a number, negative, or more than three decimals.
    """
    plain = cell.translate(_THIN)
    if plain.startswith(("-", "−")):
        raise Misread(Fault.NOT_POSITIVE, "1")
    if not plain.isascii():
        raise Misread(Fault.NUMBER, "1 250,5")
    if re.fullmatch(r"\d+[.,]\d+", plain):
        plain = plain.rstrip("0").rstrip(".,")
    try:
        return parse_quantity(plain)
    except BadValue as error:
        raise Misread(Fault.NUMBER, "1 250,5") from error


def money(cell: str) -> int:
    """Return kopecks, ≥ 0; a ruble sign after the number is allowed.

    Raises:
        Misread: not a number, negative, or more than two decimals.
    """
    plain = re.sub(r"(?:₽|р\.?|руб\.?)$", "", cell.translate(_THIN).lower()).replace("−", "-")
    if not plain.isascii():
        raise Misread(Fault.NUMBER, "1 234,56")
    if re.fullmatch(r"\d+[.,]\d{3,}", plain):
        plain = plain.rstrip("0").rstrip(".,") if plain[-1] == "0" else plain
    try:
        found = Money.parse(plain).minor
    except BadValue as error:
        raise Misread(Fault.NUMBER, "1 234,56") from error
    if found < 0:
        raise Misread(Fault.NOT_POSITIVE, "1 234,56")
    return found


def currency(cell: str) -> str:
    """Return the letter code of a currency: "usd" is "USD".

    Raises:
        Misread: not three Latin letters.
    """
    found = cell.strip().upper()
    if not _CURRENCY.fullmatch(found):
        raise Misread(Fault.CHOICE, "USD, EUR, CNY")
    return found


def rate(cell: str) -> Decimal:
    """Return an exact number above 0, with at most ten decimals: "92,4375".

    Raises:
        Misread: not a number, zero, negative.
    """
    plain = cell.translate(_THIN).replace("−", "-")
    match = _RATE.fullmatch(plain)
    if match is None:
        raise Misread(Fault.NUMBER, "92,4375")
    found = Decimal(plain.replace(",", "."))
    if found <= 0:
        raise Misread(Fault.NOT_POSITIVE, "92,4375")
    return found


def nominal(cell: str) -> int:
    """Return for how many units a rate is told, > 0.

    Raises:
        Misread: not a whole number, or zero.
    """
    found = whole(cell)
    if found == 0:
        raise Misread(Fault.NOT_POSITIVE, "100")
    return found


def grams(cell: str) -> int:
    """Return a weight written in kilograms as grams; finer than a gram is rounded half up.

    Raises:
        Misread: not a number, or negative.
    """
    plain = cell.translate(_THIN).lower().removesuffix("кг").removesuffix("kg").replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation as error:
        raise Misread(Fault.NUMBER, "0,75") from error
    if not found.is_finite() or found > 10**9:
        raise Misread(Fault.NUMBER, "0,75")
    if found < 0:
        raise Misread(Fault.NOT_POSITIVE, "0,75")
    return int(found * _GRAMS_IN_KILOGRAM + Decimal("0.5"))


def vat(cell: str) -> VatKind:
    """Return how an item is taxed; a rate of earlier years means the kind that had it.

    Raises:
        Misread: no rate of the law.
    """
    plain = text(cell).lower()
    if plain in _NO_VAT:
        return VatKind.NONE
    plain = plain.removeprefix("ндс").strip().removesuffix("%").strip().replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation as error:
        raise Misread(Fault.VAT, "22% / 10% / 0% / без НДС") from error
    fits = found.is_finite() and 0 <= found <= _LARGEST_PERCENT and not found * 100 % 1
    kind = kind_of(int(found * 100)) if fits else None
    if kind is None:
        raise Misread(Fault.VAT, "22% / 10% / 0% / без НДС")
    return kind


def day(cell: str) -> date:
    """Return a date written 31.12.2026, 31/12/26 or 2026-12-31; a time after it is ignored.

    Raises:
        Misread: no such form, or no such day.
    """
    iso, russian = _ISO_DATE.fullmatch(cell), _RUSSIAN_DATE.fullmatch(cell)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if russian:
            year = int(russian[3])
            year += _CENTURY if year < 100 else 0  # noqa: PLR2004 - two digits
            return date(year, int(russian[2]), int(russian[1]))
    except ValueError as error:
        raise Misread(Fault.DATE, "31.12.2026") from error
    raise Misread(Fault.DATE, "31.12.2026")


def flag(cell: str) -> bool:
    """Return yes or no as people write it.

    Raises:
        Misread: neither.
    """
    word = cell.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Misread(Fault.FLAG, "да / нет")


def lot_policy(cell: str) -> LotPolicy:
    """Return the policy that a word names.

    Raises:
        Misread: no such word.
    """
    return _word(cell, LOT_WORDS)


def source_kind(cell: str) -> SourceKind:
    """Return what a source price is.

    Raises:
        Misread: neither a word of ours nor of 1C.
    """
    return _word(cell, SOURCE_WORDS)


def cell_kind(cell: str) -> CellKind:
    """Return the kind of cell that a word names.

    Raises:
        Misread: no such word.
    """
    return _word(cell, CELL_WORDS)


def digits(cell: str) -> str:
    """Return up to four check digits, zeros in front kept.

    Raises:
        Misread: something else.
    """
    found = cell.strip()
    if not re.fullmatch(r"[0-9]{1,4}", found):
        raise Misread(Fault.NUMBER, "42")
    return found


def requisite(name: str) -> Reader:
    """Return a reader of the requisite *name* ("inn", "kpp", "ogrn", "bik") with its check."""

    def read(cell: str) -> str:
        found = cell.translate(_THIN)
        numbers = {"inn": "", "kpp": "", "ogrn": "", "bank_account": "", "bik": ""}
        fault = requisite_fault(**numbers | {name: found})
        if fault is not None:
            raise Misread(Fault.REQUISITE, fault.expected)
        return found

    return read


def _word(cell: str, words: dict[str, T]) -> T:
    found = words.get(text(cell).lower())
    if found is None:
        raise Misread(Fault.CHOICE, ", ".join(dict.fromkeys(words)))
    return found
