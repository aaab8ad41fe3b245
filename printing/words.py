"""Sums, counts and masses written out in Russian, as accounting forms want them.

num2words supplies the numerals. Its feminine and neuter are wrong from a million up («одна
миллион»), so millions are always written apart, in their own masculine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

_MILLION = 1_000_000


class Gender(StrEnum):
    """Grammatical gender of what is counted."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, in the three forms of a Russian count."""

    one: str
    """1 рубль"""
    few: str
    """2 рубля"""
    many: str
    """5 рублей"""
    gender: Gender = Gender.MASCULINE

    def form(self, count: int) -> str:
        """Return the form that stands after *count*."""
        tens, ones = abs(count) % 100, abs(count) % 10
        if 11 <= tens <= 14:  # noqa: PLR2004 - the teens are irregular
            return self.many
        if ones == 1:
            return self.one
        return self.few if 2 <= ones <= 4 else self.many  # noqa: PLR2004


MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
"""In the genitive, as a date has them."""

PLACES = Noun("место", "места", "мест", Gender.NEUTER)
NAMES = Noun("наименование", "наименования", "наименований", Gender.NEUTER)
RECORDS = Noun("запись", "записи", "записей", Gender.FEMININE)
ORDINALS = Noun("порядковый номер", "порядковых номера", "порядковых номеров")
SHEETS = Noun("лист", "листа", "листов")
PIECES = Noun("штука", "штуки", "штук", Gender.FEMININE)
KILOGRAMS = Noun("килограмм", "килограмма", "килограммов")
GRAMS = Noun("грамм", "грамма", "граммов")
TONNES = Noun("тонна", "тонны", "тонн", Gender.FEMININE)


@dataclass(frozen=True, slots=True)
class Currency:
    """The words of a currency and of its hundredth."""

    major: Noun
    minor: Noun


_ROUBLE = Noun("рубль", "рубля", "рублей")
_KOPECK = Noun("копейка", "копейки", "копеек", Gender.FEMININE)
_CENT = Noun("цент", "цента", "центов")
CURRENCIES = {
    "RUB": Currency(_ROUBLE, _KOPECK),
    "BYN": Currency(Noun("белорусский рубль", "белорусских рубля", "белорусских рублей"), _KOPECK),
    "KZT": Currency(
        Noun("тенге", "тенге", "тенге", Gender.NEUTER), Noun("тиын", "тиына", "тиынов")
    ),
    "CNY": Currency(Noun("юань", "юаня", "юаней"), Noun("фэнь", "фэня", "фэней")),
    "USD": Currency(Noun("доллар США", "доллара США", "долларов США"), _CENT),
    "EUR": Currency(Noun("евро", "евро", "евро"), Noun("евроцент", "евроцента", "евроцентов")),
}


def number_in_words(number: int, gender: Gender = Gender.MASCULINE) -> str:
    """Write a whole number out, without capitals: 21 feminine is «двадцать одна»."""
    from num2words import num2words  # noqa: PLC0415 - a large package of all languages

    if number < 0:
        return f"минус {number_in_words(-number, gender)}"
    millions, rest = divmod(number, _MILLION)
    said = []
    if millions:
        said.append(num2words(millions * _MILLION, lang="ru"))
    if rest or not millions:
        said.append(num2words(rest, lang="ru", gender=gender.value))
    return " ".join(said)


def count_in_words(count: int, noun: Noun) -> str:
    """Write "Два места"."""
    return _capital(f"{number_in_words(count, noun.gender)} {noun.form(count)}")


def money_in_words(minor: int, currency: str = "RUB") -> str:
    """Write "Одна тысяча двести тридцать четыре рубля 56 копеек".

    Args:
        minor: hundredths of the currency.
        currency: ISO 4217 code; one klad has no words for stands as its code.
    """
    major, rest = divmod(abs(minor), 100)
    words = CURRENCIES.get(currency)
    if words is None:
        said = f"{number_in_words(major)} {currency} {rest:02d}"
    else:
        said = (
            f"{number_in_words(major, words.major.gender)} {words.major.form(major)}"
            f" {rest:02d} {words.minor.form(rest)}"
        )
    return _capital(f"минус {said}" if minor < 0 else said)


def day_in_words(date: dt.date) -> str:
    """Write "5 декабря 2026 г."."""
    return f"{date.day}\u00a0{MONTHS[date.month - 1]} {date.year}\u00a0г."


def roubles_in_words(minor: int) -> tuple[str, str]:
    """Return the words for «___ руб.» and the two digits for «__ коп.»."""
    major, rest = divmod(abs(minor), 100)
    said = number_in_words(-major if minor < 0 else major)
    return _capital(said), f"{rest:02d}"


def mass_in_words(grams: int) -> str:
    """Write "Сто двадцать пять килограммов 500 граммов"; whole kilograms name no grams."""
    kilograms, rest = divmod(grams, 1000)
    said = f"{number_in_words(kilograms)} {KILOGRAMS.form(kilograms)}"
    if rest:
        said += f" {rest} {GRAMS.form(rest)}"
    return _capital(said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
