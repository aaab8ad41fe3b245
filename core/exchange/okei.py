"""The units of the OKEI classifier (ОК 015-94) that trade uses, so that no one types them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class OkeiUnit:
    """An entry of the classifier."""

    code: str
    symbol: str
    name: str
    words: tuple[str, ...] = ()
    """What else people write for it."""


OKEI = (
    OkeiUnit("796", "шт", "Штука", ("штук", "pcs", "piece", "ea")),
    OkeiUnit("166", "кг", "Килограмм", ("kg",)),
    OkeiUnit("163", "г", "Грамм", ("гр", "g")),
    OkeiUnit("168", "т", "Тонна", ("тн", "t")),
    OkeiUnit("112", "л", "Литр", ("литр", "l")),
    OkeiUnit("111", "мл", "Миллилитр", ("ml",)),
    OkeiUnit("113", "м3", "Кубический метр", ("м³", "куб м", "m3")),
    OkeiUnit("006", "м", "Метр", ("m", "пог м", "п м", "пог. м")),
    OkeiUnit("055", "м2", "Квадратный метр", ("м²", "кв м", "кв. м", "m2")),
    OkeiUnit("625", "л.", "Лист", ("лист",)),
    OkeiUnit("715", "пар", "Пара", ("пара",)),
    OkeiUnit("736", "рул", "Рулон", ("рулон",)),
    OkeiUnit("704", "набор", "Набор", ("наб",)),
    OkeiUnit("778", "упак", "Упаковка", ("уп", "упаковка", "pack")),
    OkeiUnit("839", "компл", "Комплект", ("комплект", "к-т", "set")),
    OkeiUnit("868", "бут", "Бутылка", ("бутылка",)),
    OkeiUnit("812", "ящ", "Ящик", ("ящик",)),
    OkeiUnit("8751", "кор", "Коробка", ("коробка", "короб")),
)
"""Symbols end without a dot, except the sheet's, which would be a litre's without it."""


def _words() -> dict[str, OkeiUnit]:
    found: dict[str, OkeiUnit] = {}
    for unit in reversed(OKEI):
        for word in (unit.code, unit.symbol, unit.name, *unit.words):
            found[unit_word(word)] = unit
    return found


def unit_word(word: str) -> str:
    """Return a unit as it is compared: lower case; "шт." is "шт", but "л." is not "л"."""
    lowered = word.strip().lower()
    return lowered if lowered == "л." else lowered.rstrip(".")


BY_WORD: Mapping[str, OkeiUnit] = MappingProxyType(_words())
"""Code, symbol, name or another word, as `unit_word` gives them → unit."""
