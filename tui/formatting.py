"""How numbers, money, dates and quantities are written for people, in one place."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from core.kernel.clock import company_zone
from core.kernel.money import Money
from core.kernel.quantity import format_quantity
from tui.locale import current_language

NBSP = "\u00a0"

_zone: tzinfo = company_zone("Europe/Moscow")


def show_times_in(zone: tzinfo) -> None:
    """Show instants in *zone* from now on."""
    global _zone  # noqa: PLW0603 - one process serves one person
    _zone = zone


def decimal_sign() -> str:
    """Return "," in Russian, "." in English."""
    return "," if current_language() == "ru" else "."


def money(minor: int) -> str:
    """Write kopecks as "1 234,56" with no-break spaces between thousands."""
    sign = "-" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 100)
    return f"{sign}{whole:,}".replace(",", NBSP) + f"{decimal_sign()}{rest:02d}"


def quantity(thousandths: int) -> str:
    """Write thousandths of the base unit as "12" or "0,5"."""
    return format_quantity(thousandths, decimal_sign())


def decimal(exact: Decimal | int) -> str:
    """Write an exact number with the decimals it has: "92,4375"."""
    text = format(Decimal(exact), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal_sign())


def percent(hundredths: int) -> str:
    """Write hundredths of a percent as "22 %", "12,5 %" or "-3 %"."""
    sign = "-" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    fraction = f"{decimal_sign()}{rest:02d}".rstrip("0") if rest else ""
    return f"{sign}{whole}{fraction}{NBSP}%"


def day(value: date) -> str:
    """Write a date as "20.11.2026" in Russian, "2026-11-20" in English."""
    return value.strftime("%d.%m.%Y") if current_language() == "ru" else value.isoformat()


def short_day(value: date) -> str:
    """Write a date of this season as "20.11" in Russian, "11-20" in English."""
    return value.strftime("%d.%m" if current_language() == "ru" else "%m-%d")


def brief_number(number: str) -> str:
    """Write the number of a document without its zeros: "РО-000011" as "РО-11"."""
    prefix, sign, digits = number.rpartition("-")
    return f"{prefix}{sign}{digits.lstrip('0') or digits}"


def local_day(value: datetime) -> date:
    """Return the date of an instant in the company's zone."""
    return value.astimezone(_zone).date()


def moment(value: datetime) -> str:
    """Write an instant in the company's zone, to the minute."""
    local = value.astimezone(_zone)
    return f"{day(local.date())} {local:%H:%M}"


def plain(text: str) -> str:
    """Return *text* without anything a terminal could obey: C0, C1, DEL, bidi controls."""
    return "".join(
        letter
        for letter in text
        if not (
            ord(letter) < 0x20  # noqa: PLR2004 - C0
            or 0x7F <= ord(letter) <= 0x9F  # noqa: PLR2004 - DEL and C1
            or letter in "\u200e\u200f\u061c\u2028\u2029"
            or "\u202a" <= letter <= "\u202e"
            or "\u2066" <= letter <= "\u2069"
        )
    )


_KINDS = {"quantity": quantity, "money": money, "percent": percent}
_INSTANTS = {"day": date.fromisoformat, "moment": datetime.fromisoformat}
"""A message that was stored carries dates as text."""


class _Facts(string.Formatter):
    """`{asked:quantity}`, `{price:money}`, `{date}`: facts written by kind."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - any fact
        if format_spec in _KINDS and isinstance(value, int):
            return _KINDS[format_spec](value)
        if format_spec in _INSTANTS and isinstance(value, str):
            value = _INSTANTS[format_spec](value)
        if isinstance(value, Money):
            return money(value.minor)
        if isinstance(value, Decimal):
            return decimal(value)
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, date):
            return day(value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.format_field(part, format_spec) for part in value) or "—"
        return plain("—" if value is None else str(value))

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any fact
        del args
        return kwargs.get(str(key))


_facts = _Facts()


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Put *facts* into `{name}` and `{name:kind}` of *template*; an absent fact shows as "—".

    Kinds: quantity (thousandths), money (kopecks), percent (hundredths), day and moment (written
    in ISO 8601). Money, dates, instants and sequences are written as such. Data never brings
    control characters in.
    """
    return _facts.vformat(template, (), facts)
