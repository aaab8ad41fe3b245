"""Reading what a person typed into a field, and writing a value back for him to edit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.documents.reference import Field, FieldKind
from core.kernel.daytime import read_time, time_text
from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.kernel.quantity import parse_quantity
from tui.formatting import day, decimal, money, quantity

_DAY = re.compile(r"(\d{1,2})[.,/\- ](\d{1,2})(?:[.,/\- ](\d{2}|\d{4}))?")
_PERCENT = re.compile(r"([-−]?)\s*(\d{1,5})(?:[.,](\d{1,2}))?\s*%?")
_DECIMAL = re.compile(r"-?\d{1,12}(?:[.,]\d{1,10})?")
_TENTHS = re.compile(r"(\d{1,6})(?:[.,](\d))?")
_THIN = str.maketrans("", "", " \u00a0\u202f\u2009")
_CENTURY = 2000
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def read_date(text: str, today: dt.date) -> dt.date:
    """Read "20.11.2026", "20.11.26", "20.11", "2026-11-20" or "+3" (days from today).

    Raises:
        BadValue: no such day, or none that anybody deals with: what is reckoned from a day on, such
            as when a credit is due, must be a day, too.
    """
    found = _read_date(text, today)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise BadValue(what="date", value=text, expected=f"{_FIRST_YEAR} … {_LAST_YEAR}")
    return found


def _read_date(text: str, today: dt.date) -> dt.date:
    written = text.strip()
    try:
        if re.fullmatch(r"[+-]\d{1,3}", written):
            return today + dt.timedelta(days=int(written))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return dt.date.fromisoformat(written)
        match = _DAY.fullmatch(written)
        if match:
            year = int(match[3]) if match[3] else today.year
            if year < 100:  # noqa: PLR2004 - two digits mean this century
                year += _CENTURY
            return dt.date(year, int(match[2]), int(match[1]))
    except ValueError as error:
        raise BadValue(what="date", value=text, expected="20.11.2026") from error
    raise BadValue(what="date", value=text, expected="20.11.2026")


def read(field: Field, text: str, today: dt.date) -> Any:  # noqa: ANN401 - as the field holds
    """Return what *text* means for *field*; "" is the empty value of its kind.

    Raises:
        BadValue: it cannot be read, with what was expected; it names the field by its title.
    """
    try:
        return _read(field, text.strip(), today)
    except BadValue as error:
        raise BadValue(**error.facts | {"what": field.title}) from error


def _read(field: Field, text: str, today: dt.date) -> Any:  # noqa: ANN401 - as the field holds
    match field.kind:
        case FieldKind.TEXT | FieldKind.FILE | FieldKind.FORMULA | FieldKind.QUERY:
            return text
        case FieldKind.NUMBER:
            if not text:
                return 0
            if not re.fullmatch(r"-?\d{1,15}", text):
                raise BadValue(what=field.title, value=text, expected="123")
            return int(text)
        case FieldKind.QUANTITY | FieldKind.WEIGHT:
            return parse_quantity(text) if text else 0
        case FieldKind.MONEY:
            return Money.parse(text).minor if text else 0
        case FieldKind.PRICE:
            return Money.parse(text).minor if text else None
        case FieldKind.PERCENT:
            return read_percent(field.title, text)
        case FieldKind.DECIMAL:
            return _read_decimal(field.title, text)
        case FieldKind.DATE:
            return read_date(text, today) if text else None
        case FieldKind.FLAG:
            return text == "1"
        case FieldKind.CHOICE:
            return _read_choice(field, text)
        case FieldKind.TIME:
            return read_time(text) if text else 0
        case FieldKind.TENTHS:
            return read_tenths(field.title, text) if text else 0
        case FieldKind.WORDS:
            return [word for one in re.split("[,;]", text) if (word := one.strip())]
    raise BadValue(what=field.title, value=text, expected=field.kind.value)


def read_percent(title: str, text: str) -> int | None:
    """Read "22", "12,5 %", "-3" as hundredths of a percent; "" is None.

    Raises:
        BadValue: it is no percentage.
    """
    if not text:
        return None
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise BadValue(what=title, value=text, expected="22 / 12,5")
    value = int(match[2]) * 100 + int((match[3] or "0").ljust(2, "0"))
    return -value if match[1] else value


def read_tenths(title: str, text: str) -> int:
    """Read "12,5" as 125.

    Raises:
        BadValue: it is no such number.
    """
    match = _TENTHS.fullmatch(text)
    if match is None:
        raise BadValue(what=title, value=text, expected="12,5")
    return int(match[1]) * 10 + int(match[2] or 0)


def read_decimal(title: str, text: str) -> Decimal:
    """Return an exact number: "92,4375", "1 204.5".

    Raises:
        BadValue: no such number.
    """
    plain = text.translate(_THIN)
    if not _DECIMAL.fullmatch(plain):
        raise BadValue(what=title, value=text, expected="92,4375")
    return Decimal(plain.replace(",", "."))


def _read_decimal(title: str, text: str) -> Decimal | None:
    return read_decimal(title, text) if text else None


def _read_choice(field: Field, text: str) -> Any:  # noqa: ANN401 - a member of the choices
    choices: Mapping[Any, str] = field.choices or {}
    for value in choices:
        if str(value) == text:
            return value
    raise BadValue(what=field.title, value=text, expected=", ".join(map(str, choices)))


def write(field: Field, value: Any) -> str:  # noqa: ANN401 - as the field holds
    """Return *value* as text that `read` takes back; "" for nothing."""
    if value is None:
        return ""
    match field.kind:
        case FieldKind.QUANTITY | FieldKind.WEIGHT:
            return quantity(value)
        case FieldKind.MONEY | FieldKind.PRICE:
            return money(value)
        case FieldKind.PERCENT:
            return quantity(value * 10)
        case FieldKind.DECIMAL:
            return decimal(value)
        case FieldKind.DATE:
            return day(value)
        case FieldKind.FLAG:
            return "1" if value else ""
        case FieldKind.TIME:
            return time_text(value)
        case FieldKind.TENTHS:
            return quantity(value * 100)
        case FieldKind.WORDS:
            return ", ".join(value)
        case _:
            return str(value)
