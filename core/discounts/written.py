"""Reading values out of a TOML or JSON file, each with its place, so that what is wrong is found.

A place is written as in the file: `discounts.children[2].value`, counted from 1 as people count.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from core.discounts.errors import TryFileWrong

E = TypeVar("E", bound=StrEnum)

_TOO_MUCH = Decimal(10) ** 13
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file: keys and values, and where it stands."""

    file: str
    place: str
    """"" for the file as a whole."""
    values: Mapping[str, Any]

    def wrong(self, key: str, found: object, expected: str) -> TryFileWrong:
        """Return the error that a value is not what was expected; *key* may be "" for the table."""
        return TryFileWrong(
            file=self.file, place=self._at(key) or "—", found=_short(found), expected=expected
        )

    def only(self, *known: str) -> None:
        """Refuse keys that nobody reads, with the nearest that somebody does.

        Raises:
            TryFileWrong: there is such a key.
        """
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, 1)
                raise self.wrong(key, key, near[0] if near else ", ".join(known))

    def has(self, key: str) -> bool:
        """Tell whether the key is written."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        if key not in self.values and default is not None:
            return default
        value = self.values.get(key)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, value, '"text"')
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true / false")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number, not negative."""
        value = self.values.get(key, default)
        if type(value) is not int or not 0 <= value < _TOO_MUCH:
            raise self.wrong(key, value, "0, 1, 2 …")
        return value

    def money(self, key: str, default: int | None = None) -> int:
        """Return an amount in minor units, written as 12, 12.50 or "12,50"."""
        return self._exact(key, default, 2, "1234.56")

    def percent(self, key: str, default: int | None = None) -> int:
        """Return hundredths of a percent, written as 12.5 or "12,5 %"."""
        return self._exact(key, default, 2, "12.5")

    def quantity(self, key: str, default: int | None = None) -> int:
        """Return thousandths of the base unit, written as 2 or 0.5; not negative."""
        value = self._exact(key, default, 3, "12 / 0.5")
        if value < 0:
            raise self.wrong(key, self.values.get(key), "≥ 0")
        return value

    def exact(self, key: str) -> Fraction:
        """Return an exact number above zero, such as a rate: 92.4375 or "92,4375"."""
        value = self.values.get(key)
        exact = _decimal(value)
        if exact is None or not 0 < exact < _TOO_MUCH:
            raise self.wrong(key, value, "92.4375")
        return Fraction(exact)

    def choice(self, key: str, members: type[E], default: E | None = None) -> E:
        """Return one of a few words."""
        value = self.values.get(key, default)
        if isinstance(value, str) and value in {member.value for member in members}:
            return members(value)
        raise self.wrong(key, value, ", ".join(member.value for member in members))

    def day(self, key: str, default: dt.date | None = None) -> dt.date | None:
        """Return a date, written as 2026-11-20, bare or quoted."""
        value = self.values.get(key, default)
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, str):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                raise self.wrong(key, value, "2026-11-20") from None
        if value is not None and not isinstance(value, dt.date):
            raise self.wrong(key, value, "2026-11-20")
        if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
            raise self.wrong(key, value, f"{_FIRST_YEAR} … {_LAST_YEAR}")
        return value

    def minutes(self, key: str, default: int | None = None) -> int:
        """Return minutes after midnight, written as "09:30"; "24:00" is the end of the day."""
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, dt.time):
            return value.hour * 60 + value.minute
        match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if match is not None:
            minutes = int(match[1]) * 60 + int(match[2])
            if int(match[2]) < 60 and minutes <= _MINUTES:  # noqa: PLR2004 - minutes of an hour
                return minutes
        raise self.wrong(key, value, '"09:30"')

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; empty where nothing is written."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, value, '["text", …]')
        return tuple(value)

    def table(self, key: str) -> Table:
        """Return the table under a key; an empty one where nothing is written."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, f"[{self._at(key)}]")
        return Table(self.file, self._at(key), value)

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of a list under a key."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, value, f"[[{self._at(key)}]]")
        for number, one in enumerate(value, start=1):
            place = f"{self._at(key)}[{number}]"
            if not isinstance(one, dict):
                raise TryFileWrong(
                    file=self.file, place=place, found=_short(one), expected=f"[[{self._at(key)}]]"
                )
            yield Table(self.file, place, one)

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)

    def _exact(self, key: str, default: int | None, decimals: int, expected: str) -> int:
        if key not in self.values and default is not None:
            return default
        value = self.values.get(key)
        exact = _decimal(value)
        if exact is None or not abs(exact) < _TOO_MUCH:
            raise self.wrong(key, value, expected)
        scaled = exact.scaleb(decimals)
        if scaled != scaled.to_integral_value():
            raise self.wrong(key, value, expected)
        return int(scaled)


_FIRST_YEAR, _LAST_YEAR = 1900, 2199

_DIGITS = 20
"""Digits of a number, decimals too: more are no price, and would be rounded unseen."""


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.translate(_LOOSE).removesuffix("%")
    if not isinstance(value, int | str | Decimal):
        return None
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return None
    written = exact.as_tuple()
    if not isinstance(written.exponent, int):  # infinity and the like
        return None
    sane = len(written.digits) <= _DIGITS and abs(written.exponent) <= _DIGITS
    return exact if sane else None


_LOOSE = str.maketrans({" ": "", "\u00a0": "", "\u202f": "", ",": ".", "−": "-"})


def _short(value: object) -> str:
    text = "—" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - fits a line


def read_written(file: str, text: str) -> Table:
    """Return the whole of a file; one that ends in .json is JSON, any other TOML.

    Raises:
        TryFileWrong: it cannot be read at all: with the line and the column.
    """
    try:
        if file.lower().endswith(".json"):
            values = json.loads(text, parse_float=Decimal)
        else:
            values = tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise TryFileWrong(file=file, place=place, found=error.msg, expected="JSON") from error
    except tomllib.TOMLDecodeError as error:
        place, found = _toml_place(str(error))
        raise TryFileWrong(file=file, place=place, found=found, expected="TOML") from error
    except (RecursionError, ValueError) as error:
        raise TryFileWrong(
            file=file, place="—", found=_short(error), expected="JSON / TOML"
        ) from error
    if not isinstance(values, dict):
        raise TryFileWrong(file=file, place="—", found=_short(values), expected="{…}")
    return Table(file, "", values)


def _toml_place(message: str) -> tuple[str, str]:
    """Split "Invalid value (at line 3, column 5)" into place and words."""
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    if match is None:
        return "—", message
    return f"{match[1]}:{match[2]}", message[: match.start()].strip()


class Codes:
    """Codes of one kind of thing in the file, numbered as they come."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    def add(self, table: Table) -> int:
        """Return the number of a thing told by a table with `code` and perhaps `name`.

        Raises:
            TryFileWrong: the code is missing or stands twice.
        """
        code = table.text("code")
        if code in self._numbers:
            raise table.wrong("code", code, f"≠ {code}")
        number = self._numbers[code] = len(self._numbers) + 1
        self.names[number] = table.text("name", code)
        return number

    def free(self, code: str) -> int:
        """Return the number of a thing that is told by its code only; "" is 0."""
        if not code:
            return 0
        if code not in self._numbers:
            number = self._numbers[code] = len(self._numbers) + 1
            self.names[number] = code
        return self._numbers[code]

    def find(self, table: Table, key: str) -> int:
        """Return the number of the thing whose code stands under *key*; 0 where nothing does.

        Raises:
            TryFileWrong: nothing in the file has that code.
        """
        code = table.text(key, "")
        return self._known(table, key, code) if code else 0

    def all(self, table: Table, key: str) -> frozenset[int]:
        """Return the numbers of the things whose codes stand under *key*.

        Raises:
            TryFileWrong: nothing in the file has one of the codes.
        """
        return frozenset(self._known(table, key, code) for code in table.texts(key))

    def code_of(self, number: int) -> str:
        """Return the code of a thing that was added."""
        return next(code for code, one in self._numbers.items() if one == number)

    def listed(self) -> str:
        """Return the codes there are, for an error."""
        return _listed(self._numbers)

    def _known(self, table: Table, key: str, code: str) -> int:
        number = self._numbers.get(code)
        if number is None:
            raise table.wrong(key, code, self._expected(code))
        return number

    def _expected(self, code: str) -> str:
        near = get_close_matches(code, self._numbers, 1)
        return near[0] if near else f"{self.what}: {self.listed()}"


def _listed(codes: Iterable[str]) -> str:
    return _short(", ".join(codes) or "—")
